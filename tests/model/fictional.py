"""A small practice as text, valid and without a single finding on 20 March 2026, and what is found in it when changed.

Goes all the way from bytes to diagnostics as `check` does, but touches no disk: reader, decode and rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from coachbook.model.checks import check, check_practice, levelled
from coachbook.model.decode import decode as decode_part
from coachbook.model.engagement import decode_coach_notes, decode_record
from coachbook.model.practice import KitFront, KitPiece, Practice, PracticeFile, ProgrammeFile, WorkbookFile
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import Document, decode, read, read_front_matter

TODAY = date(2026, 3, 20)

BASE: Mapping[str, str] = {
    "content/practice.yml": """\
name: Northlight Coaching
coaches:
  - id: priya-raman
    name: Priya Raman
    email: priya.raman@northlight.example
""",
    "content/programmes/leadership-transition.yml": """\
title: Leadership transition
about: Twelve conversations in half a year.
length: 26 weeks
sessions: {planned: 12, minutes: 90, cadence: 2 weeks}
kit: [the-first-question]
workbooks: [reflection]
""",
    "content/workbooks/reflection.yml": """\
title: Reflection workbook
subtitle: A book to write in
parts: [how-to-use, goals, weeks]
""",
    "content/kit/the-first-question.md": """\
---
id: the-first-question
title: The first question
kind: reading
stages: [sessions]
minutes: 10
purpose: Opening a conversation that matters.
when: Before a conversation you have put off.
when_not: In an emergency.
source: Written for this practice.
licence: MIT
version: 1
---
Ask it, and wait.
""",
    "clients/harbour/engagement.yml": """\
executive:
  name: Ines Duarte
  role: Chief Operating Officer
  organisation: Halden & Rowe
coach: priya-raman
programme: leadership-transition
starts: 2026-01-12
ends: 2026-07-10
sponsor:
  name: Helen Marsh
  role: Chief People Officer
  agreement:
    signed: {sponsor: 2026-01-09, coach: 2026-01-09, executive: 2026-01-12}
    shares: [goals, attendance, progress]
agreement:
  signed: {executive: 2026-01-12, coach: 2026-01-12}
  sessions: {planned: 12, minutes: 90, cadence: 2 weeks}
""",
    "clients/harbour/goals.yml": """\
goals:
  - id: delegate
    title: Delegate the weekly operating review
    measure:
      what: recurring decisions that need me
      unit: decisions a week
      baseline: 14
      target: 4
      readings:
        - {date: 2026-03-10, value: 8}
    visible_to: [executive, sponsor]
""",
    "clients/harbour/plan.yml": """\
actions:
  - text: Ask Tomas to run the review on Friday without me
    due: 2026-03-27
    goal: delegate
""",
    "clients/harbour/sessions/2026-03-02.yml": """\
session: 1
date: 2026-03-02
start: 14:30
status: held
focus: [delegate]
summary: What delegating has cost so far.
""",
    "clients/harbour/sessions/2026-03-16.yml": """\
session: 2
date: 2026-03-16
start: 14:30
status: held
summary: Which decisions can leave the room.
""",
    "clients/harbour/sessions/2026-03-30.yml": """\
session: 3
date: 2026-03-30
start: 14:30
""",
}
"""Files by path relative to the practice."""


def diagnose(overlay: Mapping[str, str | bytes | None], today: date = TODAY) -> tuple[Diagnostic, ...]:
    """Everything found in the base practice with `overlay` laid over it; None takes a file away."""
    files = {**BASE, **overlay}
    problems: list[Diagnostic] = []
    documents: dict[str, Document] = {}
    bodies: dict[str, str] = {}
    for path, content in files.items():
        if content is not None:
            document, body = _read(
                path, content if isinstance(content, bytes) else content.encode(), problems
            )
            if document is not None:
                documents[path], bodies[path] = document, body
    practice = _practice(documents, bodies, problems)
    if practice is None:
        return tuple(problems)
    found = check_practice(practice, documents, today, _broken(problems))
    for id in sorted({path.split("/")[1] for path in files if path.startswith("clients/")}):
        found += _engagement(id, documents, practice, problems, today)
    return (*levelled(problems, practice.file.lint), *found)


def _engagement(
    id: str, documents: Mapping[str, Document], practice: Practice, problems: list[Diagnostic], today: date
) -> tuple[Diagnostic, ...]:
    own = {path: each for path, each in documents.items() if path.startswith(f"clients/{id}/")}
    notes, found = decode_coach_notes(each for path, each in own.items() if "/coach/" in path)
    problems.extend(found)
    record, found = decode_record(id, [each for path, each in own.items() if "/coach/" not in path])
    problems.extend(found)
    return check(record, notes, practice, today, _broken(problems))


def _broken(problems: list[Diagnostic]) -> frozenset[str]:
    return frozenset(problem.path for problem in problems if problem.severity == "error")


def _read(path: str, raw: bytes, problems: list[Diagnostic]) -> tuple[Document | None, str]:
    source, found = decode(path, raw)
    problems.extend(found)
    if source is None:
        return None, ""
    if path.endswith(".md"):
        document, body, found = read_front_matter(source)
    else:
        (document, found), body = read(source), ""
    problems.extend(found)
    return document, body


def _practice(
    documents: Mapping[str, Document], bodies: Mapping[str, str], problems: list[Diagnostic]
) -> Practice | None:
    programmes: dict[str, ProgrammeFile] = {}
    workbooks: dict[str, WorkbookFile] = {}
    kit: dict[str, KitPiece] = {}
    file: PracticeFile | None = None
    for path, document in documents.items():
        name = path.rpartition("/")[2].partition(".")[0]
        if path == "content/practice.yml":
            file, found = decode_part(document, PracticeFile)
        elif path.startswith("content/programmes/"):
            programme, found = decode_part(document, ProgrammeFile)
            programmes.update({name: programme} if programme else {})
        elif path.startswith("content/workbooks/"):
            workbook, found = decode_part(document, WorkbookFile)
            workbooks.update({name: workbook} if workbook else {})
        elif path.startswith("content/kit/"):
            front, found = decode_part(document, KitFront)
            line = document.source.text.count("\n") - bodies[path].count("\n") + 1
            kit.update({name: KitPiece(front, bodies[path], path, line)} if front else {})
        else:
            found = ()
        problems.extend(found)
    return Practice(file, programmes, kit, workbooks, ()) if file else None
