"""docs/codes.md and `coachbook explain`: what each diagnostic means, from the pages that lie beside the code."""

from __future__ import annotations

import re
from typing import Final

from coachbook.shell.shipped import code_page, codes

_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_KEY = re.compile(r"^(\w+): *(.*)$", re.MULTILINE)


CODES_INTRODUCTION: Final = """\
Written by `tools/write_reference.py`; a test keeps it current. `coachbook explain CODE` prints one of these on its own.
A level can be changed in `content/practice.yml` under `lint:`, and a single finding can be waived where it stands with
`waive:`.
"""


def code_facts(code: str) -> dict[str, str]:
    """The front matter of a code's page: title and severity."""
    found = _FRONT.match(code_page(code) or "")
    return dict(_KEY.findall(found[1])) if found else {}


def code_body(code: str) -> str:
    """The page without its front matter."""
    return _FRONT.sub("", code_page(code) or "").strip() + "\n"


def codes_reference() -> str:
    """The whole reference as Markdown."""
    parts = [
        "# Diagnostics\n",
        CODES_INTRODUCTION,
    ]
    for code in codes():
        facts = code_facts(code)
        body = re.sub(r"^## ", "### ", code_body(code), flags=re.MULTILINE)
        parts.append(f"## {code}\n\n*{facts['severity']}: {facts['title']}*\n\n{body}")
    return "\n".join(parts)
