"""JSON Schemas for editors, made from the models and tidied for people.

Pydantic's own schemas make an editor call `14:30` an error, insert `start: null` and lose descriptions behind
`anyOf`. These say what a coach may type: `anyOf null` folded away, dates and times as patterns with a sentence,
cadences as the words they are, titles removed from keys, numbers and text both allowed where the reader keeps text.
Draft 7, which yaml-language-server promises to understand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from coachbook.model.agreement import EngagementFile
from coachbook.model.closing import ClosingFile
from coachbook.model.coachnotes import CoachNoteFile
from coachbook.model.feedback import FeedbackFile
from coachbook.model.fields import Part
from coachbook.model.goals import GoalsFile
from coachbook.model.plan import PlanFile
from coachbook.model.practice import KitFront, PracticeFile, ProgrammeFile, StageFront, WorkbookFile
from coachbook.model.recipients import RecipientsFile
from coachbook.model.reflections import ReflectionFile
from coachbook.model.releases import ReleaseFile
from coachbook.model.sessions import SessionFile

SCHEMAS: Final[Mapping[str, type[Part]]] = {
    "practice": PracticeFile,
    "programme": ProgrammeFile,
    "workbook": WorkbookFile,
    "kit": KitFront,
    "stage": StageFront,
    "engagement": EngagementFile,
    "goals": GoalsFile,
    "plan": PlanFile,
    "feedback": FeedbackFile,
    "closing": ClosingFile,
    "session": SessionFile,
    "reflection": ReflectionFile,
    "release": ReleaseFile,
    "coach-note": CoachNoteFile,
    "recipients": RecipientsFile,
}
"""Schema names and the models they come from; `schemas/<name>.schema.json`."""

_DRAFT = "http://json-schema.org/draft-07/schema#"
_TYPED: Final[Mapping[str, Mapping[str, Any]]] = {
    "date": {
        "type": "string",
        "pattern": r"^\d{4}-\d\d-\d\d$",
        "patternErrorMessage": "Write dates year-month-day: 2026-03-04",
    },
    "time": {
        "type": "string",
        "pattern": r"^\d\d:\d\d$",
        "patternErrorMessage": "Write times as 14:30",
    },
}
_LENGTHS: Final[Mapping[str, tuple[str, str]]] = {
    "cadence": (r"^[1-4] weeks?$", "Write it like this: 2 weeks (one to four)"),
    "length": (r"^\d{1,3} weeks?$", "Write it like this: 26 weeks"),
    "after": (r"^\d{1,2} months?$", "Write it like this: 3 months"),
}
_SNIPPETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Goal": {
        "label": "goal",
        "description": "A goal with its measure",
        "body": {
            "id": "$1",
            "title": "$2",
            "matters_to_me": "$3",
            "measure": {"what": "$4", "unit": "$5", "baseline": "$6", "target": "$7"},
        },
    },
    "Action": {
        "label": "action",
        "description": "Something to do, by a day",
        "body": {"text": "$1", "due": "$2", "goal": "$3", "kind": "${4|behaviour,skill,learning|}"},
    },
    "Reading": {
        "label": "reading",
        "description": "A measure's value on a day",
        "body": {"date": "$1", "value": "$2"},
    },
    "Rating": {
        "label": "rating",
        "description": "A level reached, by date",
        "body": {
            "date": "$1",
            "by": "${2|executive,coach|}",
            "level": "${3|expected,less,more,much_less,much_more|}",
        },
    },
}


def schema(name: str) -> dict[str, Any]:
    """The tidied schema of that name (a key of `SCHEMAS`)."""
    model = SCHEMAS[name]
    raw = model.model_json_schema(mode="validation")
    definitions = raw.pop("$defs", {})
    tidy = {"$schema": _DRAFT, "title": name, **_tidy(raw, name)}
    if definitions:
        tidy["definitions"] = {
            key: _with_snippet(key, _tidy(value, key)) for key, value in definitions.items()
        }
    return tidy


def _with_snippet(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    if name in _SNIPPETS:
        definition["defaultSnippets"] = [_SNIPPETS[name]]
    return definition


def _tidy(node: Any, key: str) -> Any:
    if isinstance(node, list):
        return [_tidy(each, key) for each in node]
    if not isinstance(node, dict):
        return node.replace("#/$defs/", "#/definitions/") if isinstance(node, str) and key == "$ref" else node
    node = _without_null(node)
    tidy = {
        name: {prop: _property(prop, value) for prop, value in each.items()}
        if name == "properties"
        else _tidy(each, name)
        for name, each in node.items()
        if not (name == "title" and key != "definitions")
        and not (name == "default" and each in (None, {}, []))
    }
    return _references(tidy)


def _property(name: str, node: dict[str, Any]) -> dict[str, Any]:
    tidy: dict[str, Any] = _tidy(node, name)
    if name in _LENGTHS and tidy.get("type") == "integer":
        pattern, message = _LENGTHS[name]
        tidy = {"type": "string", "pattern": pattern, "patternErrorMessage": message, **_only_words(tidy)}
    kind = _TYPED.get(str(tidy.get("format")))
    if kind is not None:
        tidy = {**{each: value for each, value in tidy.items() if each not in ("format", "type")}, **kind}
    if tidy.get("type") == "string" and "pattern" not in tidy and "enum" not in tidy and "const" not in tidy:
        tidy["type"] = [
            "string",
            "number",
        ]  # `title: 2026` is text to the reader, so the editor must not object
    if "description" in tidy:
        tidy["description"] = re.sub(r"\s+", " ", tidy["description"])
    return tidy


def _only_words(node: dict[str, Any]) -> dict[str, Any]:
    return {name: node[name] for name in ("description",) if name in node}


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    """`anyOf: [X, null]` becomes X: an empty key is the same as no key."""
    choices = [each for each in node.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) != 1:
        return node
    rest = {name: value for name, value in node.items() if name not in ("anyOf", "default")}
    return {**choices[0], **rest}


def _references(node: dict[str, Any]) -> dict[str, Any]:
    """Draft 7 ignores what stands beside a $ref, so the two are joined by allOf."""
    if "$ref" in node and len(node) > 1:
        rest = {name: value for name, value in node.items() if name != "$ref"}
        return {"allOf": [{"$ref": node["$ref"]}], **rest}
    return node
