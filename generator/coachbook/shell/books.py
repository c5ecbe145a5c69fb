"""Workbooks as files: hands the render floor its fonts and turns its PDFs into files of a site."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from coachbook.model.practice import Practice
from coachbook.model.terms import Paper
from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact
from coachbook.render.book import workbook_view
from coachbook.render.environment import template_environment
from coachbook.render.pdf import PdfFault, PdfUnavailable, document_pdf
from coachbook.render.workbook import workbook_css, workbook_html
from coachbook.source.diagnostics import Diagnostic

FONT_FILES: Mapping[str, tuple[str, str]] = {
    "serif-regular.ttf": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "serif-italic.ttf": ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    "serif-semibold.ttf": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    "sans-regular.ttf": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    "sans-semibold.ttf": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
}
"""The names the workbook's stylesheet uses, and where the type comes from."""


@dataclass(frozen=True, slots=True)
class Books:
    """The workbooks of one engagement: the files made, why others could not be, and what this computer lacks."""

    files: tuple[Artifact, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    missing: str | None = None
    """One line with the command that adds PDFs, where they cannot be made here at all."""


def books_of(
    view: ExecutiveView,
    practice: Practice,
    templates: Mapping[str, tuple[str, str]],
    paper: Paper | None = None,
) -> Books:
    """The engagement's workbooks as PDF, on its own paper or the one asked for."""
    fonts = print_fonts()
    if fonts is None:
        return Books(missing=how_to_add_pdfs())
    environment = template_environment(templates)
    files: list[Artifact] = []
    problems: list[Diagnostic] = []
    for entry in view.workbooks:
        book = workbook_view(view, entry, practice.workbooks[entry.id].parts, paper)
        html, style = workbook_html(book, environment, fonts), workbook_css(book, environment)
        try:
            body = document_pdf(html, stylesheets=(style,), fonts=fonts)
            files.append(Artifact(entry.url, "application/pdf", body))
        except PdfUnavailable:
            return Books(missing=how_to_add_pdfs())
        except PdfFault as fault:
            problems.append(_fault(view.reference, entry.id, str(fault)))
    return Books(tuple(files), tuple(problems))


def _fault(engagement: str, workbook: str, words: str) -> Diagnostic:
    return Diagnostic(
        code="workbook-fault",
        severity="error",
        message=f"the workbook '{workbook}' of {engagement} cannot be printed: {{typed}}",
        path=f"content/workbooks/{workbook}.yml",
        span=None,
        help="leave a part of it out, or shorten the longest goal or question; the rest of the site is built",
        typed=words,
    )


@cache
def print_fonts() -> Mapping[str, bytes] | None:
    """The TrueType fonts for paper by the names of `FONT_FILES`; None while their packages are not installed."""
    fonts = {}
    for name, (package, file) in FONT_FILES.items():
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            return None
        fonts[name] = (Path(next(iter(spec.submodule_search_locations))) / "files" / file).read_bytes()
    return fonts


def how_to_add_pdfs() -> str:
    """One line: what to type so that PDFs are made too."""
    commands = {
        "Darwin": "brew install pango",
        "Windows": "see https://doc.courtbouillon.org/weasyprint/stable/first_steps.html",
        "Linux": "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    }
    system = commands.get(platform.system(), "install the Pango library")
    return f"No PDFs yet: {system}; then  pip install 'coachbook[pdf]'"
