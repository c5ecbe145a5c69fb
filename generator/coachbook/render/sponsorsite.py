"""The sponsor's site: a few pages and a stylesheet, from a `SponsorView` and nothing else.

In: the view and templates by name. Out: artifacts in the clear, the first page first. The executive finds the same
pages on her own site: what stands in their `<main>` depends on the page's subject alone, so both read the same
bytes. There is no search and there are no scripts: there is little to read, and all of it is listed on one page.
"""

from __future__ import annotations

from collections.abc import Mapping

from coachbook.model.pages import sponsor_pages
from coachbook.model.sponsorviews import SponsorView
from coachbook.render.artifact import Artifact
from coachbook.render.environment import Source, template_environment
from coachbook.render.site import furniture, page_html


def render_sponsor_site(
    view: SponsorView, templates: Mapping[str, Source], notice: str | None = None
) -> tuple[Artifact, ...]:
    """All pages and their style; `notice` stands at the top of every page."""
    environment, pages = template_environment(templates), sponsor_pages(view)
    contents = tuple((page.url, page.title) for page in pages)
    bodies = (page_html(environment, page, view, contents, notice) for page in pages)
    return (
        *(Artifact(page.url, "text/html", body.encode()) for page, body in zip(pages, bodies, strict=True)),
        *furniture(templates),
    )
