"""The gate: the few files of a sealed site that stand on the host in the clear, and the single-file edition.

In: the templates below seal/ and the practice's name. Out: bytes by address. They name the practice and nobody else,
and are the same for every site of a version, so that a changed gate can be noticed by comparing. The version is drawn
from the gate's own text: whoever changes a file of it changes the version, and browsers fetch it anew.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from hashlib import sha256

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

Templates = Mapping[str, tuple[str, str]]

COPIED = ("core.js", "shell.js", "viewer.js", "shell.css")
"""Gate files that are published as they are written."""
_FOLDER = "seal/"


def gate_files(templates: Templates, practice_name: str) -> dict[str, bytes]:
    """The gate of every site."""
    version = gate_version(templates)
    return {
        "index.html": _filled(templates, "index.html", practice_name=practice_name, version=version),
        "sw.js": _filled(templates, "sw.js", version=version),
        **{name: _text(templates, name).encode() for name in COPIED},
    }


def closed_gate(templates: Templates, practice_name: str) -> dict[str, bytes]:
    """What stands in a closed site's place: a notice, and a worker that clears up after itself."""
    version = gate_version(templates)
    return {
        "index.html": _filled(templates, "closed/index.html", practice_name=practice_name, version=version),
        "sw.js": _filled(templates, "closed/sw.js", version=version),
        "shell.css": _text(templates, "shell.css").encode(),
    }


def root_files(templates: Templates, base_path: str = "/") -> dict[str, bytes]:
    """What lies at the root of the origin: the way back for deep links, and a word to robots."""
    return {
        "404.html": _filled(templates, "404.html", base_path=base_path),
        "404.js": _text(templates, "404.js").encode(),
        "robots.txt": b"User-agent: *\nDisallow: /\n",
        ".nojekyll": b"",
    }


def single_file(templates: Templates, practice_name: str, site_id: str, sealed: Mapping[str, bytes]) -> bytes:
    """A whole sealed site in one HTML file that opens from a disk; `sealed` is k.bin, m.bin and the objects."""
    style = _text(templates, "shell.css")
    scripts = [_text(templates, name) for name in ("core.js", "viewer.js", "shell.js")]
    files = {name: base64.b64encode(body).decode() for name, body in sorted(sealed.items())}
    return _filled(
        templates,
        "single.html",
        practice_name=practice_name,
        version=gate_version(templates),
        style=Markup(style),
        style_hash=Markup(_csp_hash(style)),
        scripts=[Markup(each) for each in scripts],
        script_hashes=[Markup(_csp_hash(each)) for each in scripts],
        packed=Markup(json.dumps({"site": site_id, "files": files})),
    )


def gate_version(templates: Templates) -> str:
    """Twelve letters and digits that change with any text of the gate."""
    names = sorted(name for name in templates if name.startswith(_FOLDER))
    return sha256("\x00".join(f"{name}\x00{templates[name][1]}" for name in names).encode()).hexdigest()[:12]


def _text(templates: Templates, name: str) -> str:
    return templates[_FOLDER + name][1]


def _filled(templates: Templates, name: str, **values: object) -> bytes:
    # Not the environment of the pages: nothing of the gate is prose to be typeset.
    texts = {key: text for key, (_, text) in templates.items() if key.startswith(_FOLDER)}
    environment = Environment(
        loader=DictLoader(texts),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_FOLDER + name).render(values).encode()


def _csp_hash(text: str) -> str:
    return base64.b64encode(sha256(text.encode()).digest()).decode()
