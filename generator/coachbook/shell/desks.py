"""The coaches' desks: the only sites for which the private notes are opened, and only on a computer with the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from coachbook.model.desk import File, coach_view
from coachbook.model.engagement import Engagement, complete, reflections_of
from coachbook.model.practice import Coach
from coachbook.render.desksite import render_desk_site
from coachbook.shell.engagements import Shared, Site, fonts
from coachbook.shell.workspace import Workspace, engagement_ids, read_coach_notes, read_record
from coachbook.source.diagnostics import Diagnostic

AddressOf = Callable[[Engagement, str], str]
"""The whole address of a page of an engagement's executive site, from the page's name there."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A coach's desk. Without a `site` she has no engagement, or her notes are sealed and the key is not here."""

    site: Site | None
    problems: tuple[Diagnostic, ...] = ()


def desk_of_coach(
    coach: Coach, workspace: Workspace, shared: Shared, today: date, address_of: AddressOf, notice: str | None
) -> Desk:
    """A coach's desk over all her engagements that can be read.

    Without the key to her notes none is made: a desk without them would take the place of one that has them.
    """
    files: list[File] = []
    for id in engagement_ids(workspace):
        record, _ = read_record(workspace, id)
        engagement = complete(record, shared.practice)
        # Whose engagement it is decides before its notes are opened.
        if engagement is None or engagement.coach.id != coach.id:
            continue
        entries, reading = read_coach_notes(workspace, id)
        sealed = tuple(each for each in reading.problems if each.code == "notes-sealed")
        if sealed:
            return Desk(None, sealed)
        notes = tuple(entry.value for entry in entries if entry.value is not None)
        files.append(File(engagement, reflections_of(record), notes, partial(address_of, engagement)))
    if not files:
        return Desk(None)
    view = coach_view(coach, files, shared.practice, today)
    return Desk((*render_desk_site(view, shared.templates, notice), *fonts()))
