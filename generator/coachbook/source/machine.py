"""Diagnostics in, the formats that programs read out: JSON, GitHub's workflow commands, SARIF 2.1.0.

SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ ; workflow commands:
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from coachbook.source.diagnostics import Diagnostic, Keys, Span

JSON_VERSION: Final = 1
_SARIF_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}

KEY_IS_TYPED: Final = frozenset(
    ("unknown-key", "duplicate-key", "hidden-character", "odd-space", "smart-quotes")
)
"""Codes whose path ends in a key that the coach made up."""


def place(path: str, span: Span | None) -> str:
    """``path:line:column`` as editors make clickable; the path alone for a whole file."""
    return path if span is None else f"{path}:{span.line}:{span.column}"


def json_report(found: Sequence[Diagnostic], n_engagements: int, n_affected: int, *, redact: bool) -> str:
    """One JSON object; the layout is stable for one ``version``."""
    counts = Counter(diagnostic.severity for diagnostic in found)
    content = {
        "version": JSON_VERSION,
        "summary": {
            "problems": len(found),
            "errors": counts["error"],
            "warnings": counts["warning"],
            "notes": counts["note"],
            "engagements": n_engagements,
            "engagements_with_problems": n_affected,
            "redacted": redact,
        },
        "findings": [_finding(diagnostic, redact) for diagnostic in found],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode() + "\n"


def _finding(diagnostic: Diagnostic, redact: bool) -> dict[str, Any]:
    span = diagnostic.span
    message, help_, notes = said(diagnostic, redact)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "file": diagnostic.path,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_column": span.end_column if span else None,
        "path": list(public_keys(diagnostic) if redact else diagnostic.keys),
        "message": message,
        "help": help_ or None,
        "notes": [
            {"message": words, "file": other.path, "line": other.span.line, "column": other.span.column}
            for words, other in zip(notes, diagnostic.related, strict=True)
        ],
        "fix": None,
    }


def said(diagnostic: Diagnostic, redact: bool) -> tuple[str, str, tuple[str, ...]]:
    """Message, remedy and notes, in full or redacted."""
    if redact:
        return diagnostic.redacted_words(), diagnostic.redacted_remedy(), diagnostic.redacted_notes()
    return diagnostic.words(), diagnostic.remedy(), diagnostic.notes()


def public_keys(diagnostic: Diagnostic) -> Keys:
    """The path to the problem, cut before the first key that was typed and is not ours."""
    keys = diagnostic.keys
    if diagnostic.code in KEY_IS_TYPED:
        keys = keys[:-1]
    if diagnostic.typed in keys:
        keys = keys[: keys.index(diagnostic.typed or "")]
    return keys


def github_lines(found: Sequence[Diagnostic], *, redact: bool) -> Iterator[str]:
    """A workflow command for each problem, errors first: GitHub shows ten of a kind and drops the rest."""
    for severity, command in _COMMANDS.items():
        for diagnostic in found:
            if diagnostic.severity == severity:
                yield _workflow_command(command, diagnostic, redact)


def _workflow_command(command: str, diagnostic: Diagnostic, redact: bool) -> str:
    properties: dict[str, str | int] = {"file": diagnostic.path}
    if (span := diagnostic.span) is not None:
        properties |= {"line": span.line, "col": span.column}
        if span.end_column is not None:
            properties["endColumn"] = span.end_column
    properties["title"] = diagnostic.code
    message, remedy, _ = said(diagnostic, redact)
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {written}::{_escaped(f'{message}; {remedy}' if remedy else message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str | int) -> str:
    return _escaped(str(value)).replace(":", "%3A").replace(",", "%2C")


def sarif_report(
    found: Sequence[Diagnostic], *, version: str, titles: Mapping[str, str], redact: bool
) -> str:
    """A SARIF 2.1.0 log with one run; ``titles`` names the codes in words."""
    codes = sorted({diagnostic.code for diagnostic in found})
    indexes = {code: index for index, code in enumerate(codes)}
    driver = {
        "name": "Coachbook",
        "version": version,
        "rules": [{"id": code, "shortDescription": {"text": titles.get(code) or code}} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(found, indexes, redact)),
    }
    log = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=True, indent=2) + "\n"


def _results(
    found: Iterable[Diagnostic], indexes: Mapping[str, int], redact: bool
) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for diagnostic in found:
        identity = _fingerprint(diagnostic, redact)
        seen[identity] += 1
        message, remedy, notes = said(diagnostic, redact)
        result: dict[str, Any] = {
            "ruleId": diagnostic.code,
            "ruleIndex": indexes[diagnostic.code],
            "level": diagnostic.severity,
            "message": {"text": f"{message}; {remedy}" if remedy else message},
            "locations": [_location(diagnostic.path, diagnostic.span)],
            "partialFingerprints": {"coachbook/v1": f"{identity}:{seen[identity]}"},
        }
        if diagnostic.related:
            result["relatedLocations"] = [
                {**_location(other.path, other.span), "id": number, "message": {"text": words}}
                for number, (words, other) in enumerate(zip(notes, diagnostic.related, strict=True), 1)
            ]
        yield result


def _fingerprint(diagnostic: Diagnostic, redact: bool) -> str:
    """The same for the same problem after edits elsewhere in the file: made of no line number.

    Only of public keys where the report is redacted: a hash of one short word can be guessed.
    """
    keys = public_keys(diagnostic) if redact else diagnostic.keys
    identity = json.dumps([diagnostic.path, diagnostic.code, *keys])
    return hashlib.sha256(identity.encode()).hexdigest()[:20]


def _location(path: str, span: Span | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(path), "uriBaseId": "%SRCROOT%"}}
    if span is not None:
        physical["region"] = {"startLine": span.line, "startColumn": span.column}
        if span.end_column is not None:
            physical["region"]["endColumn"] = span.end_column
    return {"physicalLocation": physical}
