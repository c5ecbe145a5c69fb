"""Which day it is: the only place that asks the machine."""

from __future__ import annotations

from datetime import date, datetime

from coachbook.model.fields import zone
from coachbook.shell.workspace import Workspace, read_practice


def build_day(workspace: Workspace) -> date:
    """`as_of` from practice.yml, for samples and tests; else today in the practice's zone."""
    practice, _ = read_practice(workspace)
    if practice is None:
        return datetime.now(zone("Europe/London")).date()
    return practice.file.as_of or datetime.now(zone(practice.file.timezone)).date()
