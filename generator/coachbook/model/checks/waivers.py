"""Waivers: what a coach has said is meant as it is, on one item or on the whole engagement, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coachbook.model.checks.context import Context, Finding
from coachbook.model.checks.levels import ERRORS, NOTES, READER_WARNINGS, WARNINGS, may_be_set
from coachbook.source.diagnostics import Keys
from coachbook.source.suggest import suggest
from coachbook.source.yamltext import Document


@dataclass(frozen=True, slots=True)
class Waiver:
    """One code waived on one item; `is_everywhere` for the engagement's own, which cover all its files."""

    code: str
    document: Document
    item: Keys
    is_everywhere: bool = False

    def covers(self, finding: Finding) -> bool:
        """Whether the finding stands in the item."""
        if finding.code != self.code:
            return False
        if self.is_everywhere:
            return True
        return finding.document is self.document and finding.keys[: len(self.item)] == self.item


def without_waived(context: Context, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that no waiver covers, then those about the waivers themselves."""
    waivers = tuple(_waivers(context))
    used: set[int] = set()
    for finding in findings:
        covering = [number for number, waiver in enumerate(waivers) if waiver.covers(finding)]
        used.update(covering)
        if not covering:
            yield finding
    for number, waiver in enumerate(waivers):
        if number not in used and waiver.code != "stale-waiver":
            stale = _stale(waiver)
            if not any(other.covers(stale) for other in waivers):
                yield stale
    yield from _cannot_be(context)


def _all_waivers(context: Context) -> Iterator[Waiver]:
    if engagement := context.engagement:
        for code in engagement.value.waive:
            yield Waiver(code, engagement.document, (), is_everywhere=True)
    for goal in context.goals:
        for code in goal.value.waive:
            yield Waiver(code, goal.document, goal.keys)
    for action in context.actions:
        for code in action.value.waive:
            yield Waiver(code, action.document, action.keys)
    for session in context.sessions:
        for code in session.value.waive:
            yield Waiver(code, session.document, ())


def _waivers(context: Context) -> Iterator[Waiver]:
    return (waiver for waiver in _all_waivers(context) if may_be_set(waiver.code))


def _stale(waiver: Waiver) -> Finding:
    return Finding(
        code="stale-waiver",
        message=f"'{waiver.code}' is waived here and would not be reported",
        help="take the line out; a waiver that hides nothing today would hide a new problem tomorrow",
        document=waiver.document,
        keys=(*waiver.item, "waive", waiver.code),
        is_about_key=True,
    )


def _cannot_be(context: Context) -> Iterator[Finding]:
    for waiver in _all_waivers(context):
        keys = (*waiver.item, "waive", waiver.code)
        if not may_be_set(waiver.code):
            yield unsettable("unknown-waiver", waiver.code, waiver.document, keys)


def unsettable(unknown: str, code: str, document: Document, keys: Keys) -> Finding:
    """The finding for a code that does not exist (`unknown`), or that is an error (`fixed-level`)."""
    if code in ERRORS:
        return Finding(
            code="fixed-level",
            message=f"'{code}' is an error, and an error cannot be waived or set to another level",
            help=f"take the line out and correct what it is about; coachbook explain {code} says how",
            document=document,
            keys=keys,
            is_about_key=True,
        )
    meant = suggest(code, sorted(WARNINGS | NOTES | READER_WARNINGS))
    return Finding(
        code=unknown,
        message="'{typed}' is not the code of a warning or a note",
        help=f"did you mean '{meant}'?"
        if meant
        else "copy the code from the brackets of the message it is about",
        document=document,
        keys=keys,
        typed=code,
        is_about_key=True,
    )
