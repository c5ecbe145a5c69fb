"""The coaches' desks: the only sites for which the private notes are opened, and only on a computer with the keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from coachbook.model.desk import File, coach_view
from coachbook.model.engagement import Engagement, complete, reflections_of
from coachbook.model.practice import Coach
from coachbook.render.desksite import render_desk_site
from coachbook.shell.engagements import Shared, Site, fonts
from coachbook.shell.workspace import Workspace, engagement_ids, read_coach_notes, read_record

AddressOf = Callable[[Engagement, str], str]
"""The whole address of a page of an engagement's executive site, from the page's name there."""


def desk_site(
    coach: Coach, workspace: Workspace, shared: Shared, today: date, address_of: AddressOf, notice: str | None
) -> Site | None:
    """A coach's desk over all her engagements that can be read; None while she has none."""
    files = tuple(_files(coach, workspace, shared, address_of))
    if not files:
        return None
    view = coach_view(coach, files, shared.practice, today)
    return (*render_desk_site(view, shared.templates, notice), *fonts())


def _files(coach: Coach, workspace: Workspace, shared: Shared, address_of: AddressOf) -> list[File]:
    found = []
    for id in engagement_ids(workspace):
        record, _ = read_record(workspace, id)
        engagement = complete(record, shared.practice)
        # Whose engagement it is decides before its notes are opened.
        if engagement is None or engagement.coach.id != coach.id:
            continue
        entries, _ = read_coach_notes(workspace, id)
        notes = tuple(entry.value for entry in entries if entry.value is not None)
        found.append(File(engagement, reflections_of(record), notes, partial(address_of, engagement)))
    return found
