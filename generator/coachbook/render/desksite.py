"""The coach's desk as a site: the day and the week on one page, and a page for each engagement.

In: a `CoachView` and templates by name. Out: artifacts in the clear, the desk first. It holds private notes, so it
is sealed for the coach alone and nothing of it is handed to any other builder. Links lead on to the executives'
sites, whose addresses came with the view.
"""

from __future__ import annotations

from collections.abc import Mapping

from coachbook.model.deskviews import CoachView
from coachbook.model.pages import desk_pages
from coachbook.render.artifact import Artifact
from coachbook.render.environment import Source, template_environment
from coachbook.render.site import furniture, page_html


def render_desk_site(
    view: CoachView, templates: Mapping[str, Source], notice: str | None = None
) -> tuple[Artifact, ...]:
    """All pages and their style; `notice` stands at the top of every page."""
    environment, pages = template_environment(templates), desk_pages(view)
    contents = (("index.html", "Desk"), *((each.url, each.case.who) for each in view.engagements))
    bodies = (page_html(environment, page, view, contents, notice) for page in pages)
    return (
        *(Artifact(page.url, "text/html", body.encode()) for page, body in zip(pages, bodies, strict=True)),
        *furniture(templates),
    )
