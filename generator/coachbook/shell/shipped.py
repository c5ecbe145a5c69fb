"""What the package brings with it: templates, starter content, schemas and code pages.

In a wheel they lie in `coachbook/shipped`; in a checkout they are the repository's own folders, so that one
copy serves both.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def shipped_root() -> Path:
    """The folder with templates/, content/, clients/, schemas/ and mkdocs.yml."""
    packed = _PACKAGE / "shipped"
    return packed if packed.is_dir() else _PACKAGE.parent.parent


def code_page(code: str) -> str | None:
    """The page that explains a diagnostic code, as Markdown; None for a code there is not."""
    if not code.replace("-", "").isalnum():
        return None
    page = _PACKAGE / "codes" / f"{code}.md"
    return page.read_text(encoding="utf-8") if page.is_file() else None


def codes() -> tuple[str, ...]:
    """Every diagnostic code, in order."""
    return tuple(sorted(page.stem for page in (_PACKAGE / "codes").glob("*.md")))


@cache
def web_fonts() -> dict[str, bytes]:
    """The WOFF2 subsets for screens, by file name."""
    folder = shipped_root() / "templates" / "methodology" / "assets" / "fonts"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.woff2"))}
