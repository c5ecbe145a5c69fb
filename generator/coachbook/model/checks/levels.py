"""How serious each diagnostic is, and what a practice may change about that.

An error cannot be turned off, softened or waived: what cannot be read cannot be built, and what would show
somebody's words to the wrong reader must not be. Warnings and notes are the practice's own to judge, in
`lint:` of content/practice.yml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from coachbook.model.practice import Level
from coachbook.source.diagnostics import Diagnostic, Severity

ERRORS: Final = frozenset(
    (
        # shape
        "bad-date", "bad-digest", "bad-duration", "bad-id", "bad-time", "missing-file", "missing-key",
        "not-a-list", "not-a-mapping", "not-a-number", "not-one-of", "not-one-text", "not-understood", "out-of-range",
        "too-long", "unknown-key", "unknown-timezone", "worksheet-block",
        # references
        "broken-link", "duplicate-id", "duplicate-group", "duplicate-session", "fixed-level", "score-for-unknown-group",
        "unknown-coach", "unknown-goal", "unknown-kit", "unknown-level", "unknown-programme",
        "unknown-session", "unknown-waiver", "unknown-workbook",
        # what cannot be
        "end-before-start", "more-answers-than-asked", "no-such-local-time", "reading-outside-scale",
        "score-outside-scale",
        # privacy
        "group-too-small", "groups-can-be-subtracted", "hidden-from-executive", "looks-like-secret",
        "private-text-in-wider-audience", "release-outside-agreement", "sponsor-link-to-private-item",
        "too-few-sources",
    )
)  # fmt: skip
"""Errors of the models and the rules; those of the reader are errors too and are told by their severity."""

WARNINGS: Final = frozenset(
    (
        "action-for-dropped-goal", "action-without-due", "agreement-unsigned", "ambiguous-local-time", "bad-address",
        "cancelled-with-summary", "closed-without-closing", "contact-detail-in-prose", "credential-expired",
        "date-in-future", "date-outside-engagement", "done-but-open", "engagement-past-end", "file-name-differs",
        "follow-up-due", "goal-without-action", "goal-without-baseline-or-target", "goal-without-measure",
        "held-without-summary", "image-without-alt", "measure-goes-backwards", "moved-without-date",
        "no-next-session", "no-reading-lately", "no-sponsor", "out-of-order", "overdue-action",
        "past-session-still-planned", "pause-over", "paused-without-dates", "rating-without-scale", "release-changed",
        "retention-due",
        "session-gap", "session-in-future-held", "sessions-over-agreement", "sponsor-agreement-unsigned",
        "stale-engagement", "stale-waiver", "todo-left", "two-sessions-same-day", "unknown-file",
    )
)  # fmt: skip
NOTES: Final = frozenset(
    (
        "done-without-date", "heading-in-field", "notes-sealed", "release-waiting", "sensitive-words", "too-many-goals",
        "vague-action",
    )
)  # fmt: skip

READER_WARNINGS: Final = frozenset(("list-in-folded-text", "lost-character", "text-after-hash", "utf-16"))
"""The reader's own warnings, which a practice may set too; a test compares them with the pages."""


def severity_of(code: str) -> Severity:
    """The level of a rule's diagnostic before the practice has its say."""
    if code in WARNINGS:
        return "warning"
    return "note" if code in NOTES else "error"


def may_be_set(code: str) -> bool:
    """Whether `lint:` and `waive:` may name it."""
    return code in WARNINGS or code in NOTES or code in READER_WARNINGS


def levelled(diagnostics: Iterable[Diagnostic], lint: Mapping[str, Level]) -> tuple[Diagnostic, ...]:
    """The diagnostics at the practice's levels, without those it turned off; what is an error stays one.

    Calling it again with the same levels changes nothing.
    """
    return tuple(_at_levels(diagnostics, lint))


def _at_levels(diagnostics: Iterable[Diagnostic], lint: Mapping[str, Level]) -> Iterable[Diagnostic]:
    for diagnostic in diagnostics:
        level = lint.get(diagnostic.code) if may_be_set(diagnostic.code) else None
        if level is None or diagnostic.severity in (level, "error"):
            yield diagnostic
        elif level != "off":
            yield replace(diagnostic, severity=level)
