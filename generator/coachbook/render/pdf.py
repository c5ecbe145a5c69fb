"""HTML to PDF through WeasyPrint, which is imported only when a PDF is asked for.

In: one HTML document, its stylesheets and the bytes of its fonts. Out: the PDF's bytes, the same for the
same input on the same machine, whatever the time or the process. Nothing is read from disk or network:
the URL fetcher knows the fonts it was handed and `data:` URLs, and nothing else.

Exceptions, none of which carries a client's words:

    PdfError
    ├── PdfUnavailable     WeasyPrint or the Pango library is not there; the site still builds
    └── PdfFault           WeasyPrint complained, or the pages are not those the sheets promise

Sources: WeasyPrint 70's Python API; PDF/UA-1 (ISO 14289-1) for the tags.
"""

from __future__ import annotations

import ctypes.util
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import unquote_to_bytes

FONT_SCHEME: Final = "font:"
"""Stylesheets name a font as `url("font:serif-regular.ttf")`, by its key in the mapping of fonts."""

_N_SHEETS = re.compile(r'<html[^>]*\sdata-sheets="(\d+)"')
_NO_GLYPH: Final = ".notdef glyph"
_SVG: Final = "data:image/svg+xml,"


class PdfError(Exception):
    """A PDF could not be made."""


class PdfUnavailable(PdfError):
    """WeasyPrint, or the Pango library that it needs, is not installed."""


class PdfFault(PdfError):
    """The document is at fault: a complaint of WeasyPrint, or pages that do not match the sheets."""


def document_pdf(html: str, *, stylesheets: tuple[str, ...], fonts: Mapping[str, bytes]) -> bytes:
    """A tagged PDF (PDF/UA-1) of a document.

    If the document's root says `data-sheets="N"`, exactly N pages must come out: a sheet that spills over
    is a fault and never a surprise at the printer's. Raises `PdfUnavailable` or `PdfFault`.
    """
    weasyprint = load_weasyprint()
    with _complaints() as complaints:
        document = _rendered(weasyprint, html, stylesheets, _fetcher(fonts))
        body: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    if complaints:
        raise PdfFault("; ".join(dict.fromkeys(complaints)))
    expected = _N_SHEETS.search(html)
    if expected and len(document.pages) != int(expected[1]):
        raise PdfFault(f"{len(document.pages)} pages came out of {expected[1]} sheets")
    return body


def load_weasyprint() -> Any:
    """Import WeasyPrint, or raise `PdfUnavailable` with one line on what is missing."""
    try:
        with _without_library_search():
            import weasyprint
    except ImportError as error:
        raise PdfUnavailable("WeasyPrint is not installed") from error
    except OSError as error:
        raise PdfUnavailable("the Pango library is not installed") from error
    return weasyprint


def _rendered(weasyprint: Any, html: str, stylesheets: tuple[str, ...], fetch: Any) -> Any:
    # Every sheet must share the font configuration of the render call, or its @font-face is lost.
    from weasyprint.text.fonts import FontConfiguration

    config = FontConfiguration()
    sheets = [weasyprint.CSS(string=sheet, url_fetcher=fetch, font_config=config) for sheet in stylesheets]
    return weasyprint.HTML(string=html, url_fetcher=fetch).render(font_config=config, stylesheets=sheets)


def _fetcher(fonts: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Handed(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Knows the fonts it was handed and drawings written into the stylesheet; opens nothing."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url.startswith(FONT_SCHEME) and url.removeprefix(FONT_SCHEME) in fonts:
                body, kind = fonts[url.removeprefix(FONT_SCHEME)], "font/ttf"
            elif url.startswith(_SVG):
                body, kind = unquote_to_bytes(url.removeprefix(_SVG)), "image/svg+xml"
            else:
                raise ValueError("not among the fonts and drawings handed over")
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    return Handed()


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """WeasyPrint's warnings while the block runs: it drops what it does not understand and only logs it."""
    logger = logging.getLogger("weasyprint")
    found: list[str] = []
    handler = _Collector(found)
    level, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield found
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


class _Collector(logging.Handler):
    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        # An emoji that no font here can print leaves an empty box; that is no reason to withhold a book,
        # and the message would repeat what a client wrote.
        if not str(record.msg).startswith(_NO_GLYPH):
            self._found.append(record.getMessage())


@contextmanager
def _without_library_search() -> Iterator[None]:
    """On Linux, stop cffi from starting ldconfig, gcc and ld for every name a library might have.

    Why: the sonames that WeasyPrint also tries are found by the loader itself, and those 200 child
    processes are a third of the import's time. Elsewhere the search is needed.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search
