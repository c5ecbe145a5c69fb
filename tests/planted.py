"""One full fictional engagement in which every text is a word that stands nowhere else.

Every field of every model is filled: what is not given below is made up from the model itself, so that a new field
is planted the day it is written. A path names the field without positions in lists; `_as` names one entry apart from
its neighbours: `goals.goals[private].title`.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from coachbook.model.agreement import EngagementFile
from coachbook.model.closing import ClosingFile
from coachbook.model.coachnotes import CoachNoteFile
from coachbook.model.engagement import Engagement
from coachbook.model.feedback import FeedbackFile
from coachbook.model.goals import GoalsFile
from coachbook.model.plan import PlanFile
from coachbook.model.practice import (
    KitFront,
    KitPiece,
    Practice,
    PracticeFile,
    ProgrammeFile,
    Stage,
    WorkbookFile,
)
from coachbook.model.reflections import ReflectionFile
from coachbook.model.releases import ReleaseFile
from coachbook.model.releasetext import digest, release_text
from coachbook.model.sessions import SessionFile
from coachbook.model.terms import STAGES

MOMENTS: Mapping[str, tuple[date, str]] = {
    "before the first session": (date(2025, 10, 20), "active"),
    "at work": (date(2026, 3, 1), "active"),
    "paused": (date(2026, 3, 1), "paused"),
    "with an empty diary": (date(2026, 3, 9), "active"),
    "after the end": (date(2026, 3, 20), "closed"),
}
"""A day, and what the engagement's file says of itself then."""
AFTER = date(2026, 3, 20)

MODELS: Mapping[str, type[BaseModel]] = {
    "practice": PracticeFile,
    "programme": ProgrammeFile,
    "workbook": WorkbookFile,
    "kit": KitFront,
    "engagement": EngagementFile,
    "goals": GoalsFile,
    "plan": PlanFile,
    "feedback": FeedbackFile,
    "closing": ClosingFile,
    "sessions": SessionFile,
    "reflections": ReflectionFile,
    "releases": ReleaseFile,
    "notes": CoachNoteFile,
}
MANY = frozenset(("sessions", "reflections", "releases", "notes"))

_WAIVED = {"session-gap": ...}
_OPEN = {"kind": "behaviour", "status": "open", "done": None, "waive": _WAIVED}
_DONE = {"kind": "skill", "status": "done", "done": "2026-02-02", "waive": _WAIVED}
_ACTIONS = [
    {"_as": "late", "due": "2026-02-20", "owner": "executive", "goal": "open", **_OPEN},
    {"_as": "coach", "due": "2026-03-04", "owner": "coach", "goal": "open", **_OPEN},
    {"_as": "sponsor", "due": "2026-03-24", "owner": "sponsor", "goal": "closed", **_OPEN},
    {"_as": "done", "due": "2026-02-01", "owner": "executive", "goal": "open", **_DONE},
]
_SCALE = {"baseline": "less", "weight": 2}
_KIT = [{"kit": "piece", "due": "2026-02-25", "done": None, "practice": [{"date": "2026-02-11"}]}]
_ALLIANCE = {"goals": 9, "way": 7, "heard": 10, "challenged": 8}
_INSIGHTS = [
    {"_as": "executive", "by": "executive", "goal": "open"},
    {"_as": "coach", "by": "coach", "goal": "open"},
]


def _goal(id: str, visible_to: list[str]) -> dict[str, Any]:
    return {
        "_as": id,
        "id": id,
        "agreed": "2025-11-03",
        "status": "active",
        "measure": {
            "baseline": 4321.5,
            "target": 1234.5,
            "better": "lower",
            "lowest": 0,
            "highest": 9876.5,
            "readings": [{"date": "2025-12-12", "value": 3456.5}],
        },
        "attainment": _SCALE,
        "ratings": [
            {"_as": "executive", "date": "2025-12-13", "by": "executive", "level": "expected"},
            {"_as": "coach", "date": "2025-12-13", "by": "coach", "level": "more"},
        ],
        "visible_to": visible_to,
        "waive": _WAIVED,
    }


def _session(number: int, day: str, status: str, **more: Any) -> dict[str, Any]:
    return {
        "_as": status,
        "session": number,
        "date": day,
        "start": "14:30",
        "minutes": 85,
        "mode": "in person",
        "status": status,
        "moved_to": None,
        "focus": ["open", "closed"],
        "insights": _INSIGHTS,
        "actions": _ACTIONS,
        "resources": _KIT,
        "alliance": _ALLIANCE,
        "next": None,
        "waive": _WAIVED,
        **more,
    }


_RESCORED = [{"goal": "open", "executive": "more", "coach": "expected"}]
_SUSTAINED = [{"goal": "open"}]
_RELEASED = [
    {"_as": "open", "goal": "open", "progress": "on track"},
    {"_as": "closed", "goal": "closed", "progress": "stuck"},
]
_SIGNED = {"executive": "2025-10-02", "coach": "2025-10-01"}

GIVEN: Mapping[str, Any] = {
    "practice": {
        "timezone": "Europe/London",
        "language": "en-GB",
        "paper": "A4",
        "as_of": None,
        "coaches": [
            {
                "id": "ada",
                "booking_url": "https://book.example/{}",
                "credentials": [
                    {"_as": "valid", "granted": "2020-01-01", "expires": None},
                    {"_as": "expired", "granted": "2020-01-01", "expires": "2021-01-01"},
                ],
            }
        ],
        "minimum_raters": 3,
        "lint": {},
    },
    "programme": {
        "length": "26 weeks",
        "sessions": {"planned": 11, "minutes": 80, "cadence": 2},
        "stages": list(STAGES),
        "kit": ["piece"],
        "workbooks": ["book"],
    },
    "workbook": {"parts": ["how-to-use"]},
    "kit": {"id": "piece", "kind": "reading", "stages": ["skills"], "minutes": 7, "version": 1},
    "engagement": {
        "coach": "ada",
        "programme": "shape",
        "starts": "2025-10-06",
        "ends": "2026-06-26",
        "status": "paused",
        "pause": {"since": "2026-02-17", "until": "2026-04-06"},
        "timezone": "Europe/London",
        "paper": "A4",
        "sponsor": {
            "agreement": {
                "signed": {"sponsor": "2025-09-29", "coach": "2025-09-30", "executive": "2025-10-02"},
                "shares": ["goals", "attendance", "progress", "closing"],
            }
        },
        "agreement": {
            "signed": _SIGNED,
            "sessions": {"planned": 13, "minutes": 95, "cadence": 3},
            "notes_kept_until": "2027-06-26",
            "records_kept_until": "2033-06-26",
            "reviews": {"midpoint": "2026-01-20", "closing": "2026-06-24"},
        },
        "waive": _WAIVED,
    },
    "goals": {
        "assessment": {"date": "2025-10-10", "readiness": 7, "instruments": [{"taken": "2025-10-11"}]},
        "goals": [_goal("open", ["executive", "sponsor"]), _goal("closed", ["executive"])],
        "changes": [{"date": "2025-12-15", "goal": "open"}],
    },
    "plan": {
        "actions": _ACTIONS,
        "if_thens": _SUSTAINED,
        "habits": [
            {"aim": 4, "since": "2025-12-01", "goal": "open", "weeks": [{"week": "2026-01-05", "times": 3}]},
        ],
        "changes": [{"date": "2025-12-16", "goal": "open"}],
    },
    "feedback": {
        "rounds": [
            {
                "id": "round",
                "closed": "2025-11-20",
                "scale": {"lowest": 1, "highest": 5},
                "groups": [
                    {"group": "self", "invited": 1, "answered": 1},
                    {"group": "peers", "invited": 6, "answered": 5},
                    {"group": "reports", "invited": 4, "answered": 2},
                ],
                "items": [
                    {
                        "scores": [
                            {"group": "self", "mean": 4, "n": 1},
                            {"group": "peers", "mean": 3.2, "n": 5},
                            {"group": "reports", "mean": 2.7, "n": 2},
                        ]
                    }
                ],
            }
        ],
        "interviews": {
            "closed": "2025-11-21",
            "held": 6,
            "themes": [{"_as": "several", "sources": 4}, {"_as": "few", "sources": 2}],
        },
        "chosen": [{"goal": "open"}],
        "pulses": [{"date": "2026-01-15", "goal": "open", "answered": 6, "mean": 1.5, "improved": 4}],
        "midpoint": {"date": "2026-01-22", "present": ["executive", "coach", "sponsor"]},
    },
    "closing": {
        "date": "2026-03-10",
        "rescored": _RESCORED,
        "sustain": {"if_thens": _SUSTAINED},
        "evaluation": {
            "executive": {"date": "2026-03-10", "outcomes": 8, "value": 9},
            "sponsor": {"date": "2026-03-11", "outcomes": 7, "value": 6},
        },
        "follow_up": [
            {
                "_as": "held",
                "after": 1,
                "planned": "2026-03-17",
                "held": "2026-03-18",
                "scores": _RESCORED,
                "decision": "continue",
            },
            {
                "_as": "planned",
                "after": 3,
                "planned": "2026-06-10",
                "held": None,
                "scores": _RESCORED,
                "decision": None,
            },
        ],
    },
    "sessions": [
        _session(1, "2025-11-03", "held"),
        _session(2, "2026-01-10", "cancelled", alliance=None),
        _session(3, "2026-02-12", "moved", moved_to="2026-02-15"),
        _session(3, "2026-02-15", "held"),
        _session(4, "2026-03-05", "planned", next={"date": "2026-04-15", "start": "09:15"}),
    ],
    "reflections": [{"date": "2026-02-16", "kit": "piece", "session": 3}],
    "releases": [
        {"_as": "approved", "release": "midpoint", "prepared": "2026-02-01", "goals": _RELEASED,
         "approved": {"date": "2026-02-04", "digest": "0" * 64, "by": ...}},
        {"_as": "waiting", "release": "closing", "prepared": "2026-02-20", "goals": _RELEASED, "approved": None},
    ],
    "notes": [{"date": "2026-02-16"}],
}  # fmt: skip
"""What has a meaning besides its words: dates, ids, choices. `...`, and `{}` in a text, ask for a planted word."""


@dataclass(slots=True)
class Planted:
    """The files as data, with the words planted in them by path."""

    files: dict[str, Any]
    words: dict[str, list[str]]


@cache
def _planted(prefix: str) -> Planted:
    planted = Planted({}, {})
    for name, model in MODELS.items():
        if name in MANY:
            planted.files[name] = [_fill(model, each, name, planted, prefix) for each in GIVEN[name]]
        else:
            planted.files[name] = _fill(model, GIVEN[name], name, planted, prefix)
    return planted


def planted(prefix: str = "qz") -> Planted:
    """A fresh copy, with words that begin with `prefix`."""
    return deepcopy(_planted(prefix))


def _fill(
    model: type[BaseModel], given: Mapping[str, Any], path: str, into: Planted, prefix: str
) -> dict[str, Any]:
    where = f"{path}[{given['_as']}]" if "_as" in given else path
    unknown = set(given) - set(model.model_fields) - {"_as"}
    assert not unknown, f"{where} has no {unknown}"
    return {
        name: _value(field.rebuild_annotation(), given.get(name, ...), f"{where}.{name}", into, prefix)
        for name, field in model.model_fields.items()
    }


def _value(annotation: Any, given: Any, path: str, into: Planted, prefix: str) -> Any:
    bare, is_free = _bare(annotation)
    if given is None:
        return None
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return _fill(bare, {} if given is ... else given, path, into, prefix)
    if get_origin(bare) is tuple:
        inner = get_args(bare)[0]
        return [_value(inner, each, path, into, prefix) for each in ([...] if given is ... else given)]
    if get_origin(bare) is dict:
        return {code: _value(str, each, path, into, prefix) for code, each in given.items()}
    if isinstance(given, str) and "{}" in given:
        return given.format(_value(bare, ..., path, into, prefix))
    if given is not ...:
        return given
    assert (bare, is_free) == (str, True), f"{path} needs a value of its own: {annotation}"
    words = into.words.setdefault(path, [])
    number = sum(map(len, into.words.values()))
    words.append(prefix + "".join(chr(97 + number // 26**place % 26) for place in (3, 2, 1, 0)))
    return words[-1]


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without `Annotated` and `| None`, and whether its text is free of a pattern."""
    is_free = True
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *limits = get_args(annotation)
            is_free = is_free and not any(getattr(each, "pattern", None) for each in limits)
        elif origin in (Union, UnionType):
            (annotation,) = (each for each in get_args(annotation) if each is not NoneType)
        else:
            return annotation, is_free


def at(files: Mapping[str, Any], moment: str) -> tuple[dict[str, Any], date]:
    """The files as they are at one of the `MOMENTS`, and its day."""
    day, status = MOMENTS[moment]
    return {**files, "engagement": {**files["engagement"], "status": status}}, day


def practice_of(files: Mapping[str, Any]) -> Practice:
    """The practice around the engagement. Stages are the shipped names, which are nobody's secret."""
    kit = KitFront.model_validate(files["kit"])
    return Practice(
        file=PracticeFile.model_validate(files["practice"]),
        programmes={"shape": ProgrammeFile.model_validate(files["programme"])},
        kit={"piece": KitPiece(kit, "Read it.", "content/kit/piece.md", 1)},
        workbooks={"book": WorkbookFile.model_validate(files["workbook"])},
        stages=tuple(
            Stage(id, number, id.capitalize(), "What it is.") for number, id in enumerate(STAGES, 1)
        ),
    )


def engagement_of(files: Mapping[str, Any], practice: Practice, id: str = "quarry") -> Engagement:
    """The engagement, decoded."""
    file = EngagementFile.model_validate(files["engagement"])
    return Engagement(
        id=id,
        file=file,
        goals=GoalsFile.model_validate(files["goals"]),
        plan=PlanFile.model_validate(files["plan"]),
        feedback=FeedbackFile.model_validate(files["feedback"]),
        closing=ClosingFile.model_validate(files["closing"]) if files["closing"] else None,
        sessions=tuple(SessionFile.model_validate(each) for each in files["sessions"]),
        releases=tuple(ReleaseFile.model_validate(each) for each in files["releases"]),
        coach=practice.file.coaches[0],
        programme=practice.programmes["shape"],
        timezone=file.timezone or practice.file.timezone,
        paper=file.paper or practice.file.paper,
    )


def approve(files: dict[str, Any], number: int = 0, on: str = "2026-02-04") -> dict[str, Any]:
    """The same files with the release of that number approved by the executive as it now stands."""
    files = deepcopy(files)
    engagement = engagement_of(files, practice_of(files))
    text = release_text(engagement, engagement.releases[number])
    assert text is not None
    files["releases"][number]["approved"] = {
        "by": engagement.file.executive.name,
        "date": on,
        "digest": digest(text),
    }
    return files


def reflections_of(files: Mapping[str, Any]) -> tuple[ReflectionFile, ...]:
    return tuple(ReflectionFile.model_validate(each) for each in files["reflections"])


def notes_of(files: Mapping[str, Any]) -> tuple[CoachNoteFile, ...]:
    return tuple(CoachNoteFile.model_validate(each) for each in files["notes"])


FOLDER = Path(__file__).parents[1] / "templates"


@cache
def shipped_templates() -> Mapping[str, tuple[str, str]]:
    """The templates as `load_templates` hands them to a build."""
    paths = (path for path in FOLDER.rglob("*") if path.suffix in {".html", ".css", ".js"})
    texts = {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    found = {name: (name, text) for name, text in texts.items() if not name.startswith("methodology/")}
    return found | {f"shipped:{name}": each for name, each in found.items()}
