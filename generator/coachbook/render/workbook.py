"""The reflection workbook: a view in, one HTML document for paper and its stylesheet out.

Each part becomes sheets whose heights add up to the paper's (`sheets`), so the page numbers in the
contents are known before anything is rendered, a week always lies open on a left and a right page, and
the number of pages is even. `pdf.document_pdf` then holds WeasyPrint to exactly these sheets.

Titles, questions, actions and level descriptions may have up to 1,000 characters each, as in the practice
format; prose may have any length.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup

from coachbook.model.workbook import WorkbookAction, WorkbookGoal, WorkbookLevel, WorkbookView, WorkbookWeek
from coachbook.render.measure import Style
from coachbook.render.ruled import box_url, marks_url, ruled_css
from coachbook.render.sheets import (
    BODY,
    FEWEST,
    FORMATS,
    GRID,
    LINE,
    PROSE,
    ActionRow,
    Actions,
    Block,
    Contents,
    Entry,
    Level,
    Marks,
    Press,
    Sheet,
    Space,
    Text,
    Writing,
    filled,
    glued,
    grouped,
    label,
    lead,
    paginated,
    paragraph,
    press,
    prose,
    question,
    sheet,
    shortened,
)
from coachbook.render.typography import NO_BREAK, typeset

COVER_AND_CONTENTS: Final = 2
"""Pages before the first sheet of a part."""

_ROOM_TO_THINK: Final = 7
"""Writing lines that a prompt should have, when prompts are divided among sheets."""
_FEWEST_AFTER_GOAL: Final = 4
_FEWEST_EMPTY_ROWS: Final = 5

_LEVEL_COLUMN: Final = 56.0
_WHO: Final = 25.0
_DUE: Final = 36.0
_STATUS: Final = 25.0
_BOX: Final = 8.0
_CELL_GAP: Final = 3.0
_MARK_STEP: Final = 7.5
"""Column widths, the gap between columns and the distance of two marks, in millimetres."""
_SMALL: Final = Style("sans-regular.ttf", 8.5, 2)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every part is set from: the view, the fixed words of workbook/words.html, and the press."""

    book: WorkbookView
    words: Any
    at: Press


def workbook_html(book: WorkbookView, environment: Environment, fonts: Mapping[str, bytes]) -> str:
    """The document for `pdf.document_pdf`, with `fonts` as there; `environment` holds the templates."""
    words = environment.get_template("workbook/words.html").module
    to = _Setting(book, words, press(book.paper, fonts))
    parts = _parts(to)
    return environment.get_template("workbook/book.html").render(
        book=book,
        words=words,
        sheets=(_contents(parts, to), *parts),
        n_sheets=len(parts) + COVER_AND_CONTENTS,
    )


def workbook_css(book: WorkbookView, environment: Environment) -> str:
    """The stylesheet for this book's paper and colours; every value is literal, because print is fast so."""
    paper, colours = FORMATS[book.paper], book.colours
    return environment.get_template("styles/workbook.css").render(
        paper=paper,
        colours=colours,
        g=lambda units: f"{units * GRID:g}mm",
        prose=PROSE,
        columns={"level": _LEVEL_COLUMN, "who": _WHO, "due": _DUE, "status": _STATUS, "box": _BOX},
        cell_gap=_CELL_GAP,
        mark_step=_MARK_STEP,
        marks=Markup(marks_url(11, _MARK_STEP, 4.6, colours.brand)),
        box=Markup(box_url(4.4, colours.brand)),
        ruled=Markup(ruled_css(range(1, paper.height // LINE + 1), colours.rule)),
    )


# Parts


def _parts(to: _Setting) -> tuple[Sheet, ...]:
    """The sheets of every part in the book's order, numbered; an even number of pages in all."""
    sheets: list[Sheet] = []
    spare = _lines(to, section="")
    for part in to.book.parts:
        made = _MAKERS[part](to)
        # A week lies open on a left and a right page, so the pages before it must be odd in number.
        if part == "weeks" and made and (COVER_AND_CONTENTS + len(sheets)) % 2 == 0:
            sheets.append(spare)
        sheets += made
    if (COVER_AND_CONTENTS + len(sheets)) % 2:
        sheets.append(spare)
    return tuple(replace(each, number=number) for number, each in enumerate(sheets, COVER_AND_CONTENTS + 1))


def _how_to_use(to: _Setting) -> list[Sheet]:
    words, at = to.words, to.at
    blocks: list[Block] = [lead(words.how_lead, at)]
    for start, rest in words.how_steps:
        strong, plain = typeset(start), glued(rest)
        height = at.height(f"{strong} {plain}", BODY, PROSE) + 1
        blocks.append(Text(Markup("<strong>{}</strong> {}").format(strong, plain), "body", height))
    blocks += [Space(2), *_questions(words.how_questions, to)]
    return [filled(sheet("", words.how_title, at), blocks, at)]


def _goals(to: _Setting) -> list[Sheet]:
    goals, words, at = to.book.goals, to.words, to.at
    if not goals:
        blank: list[Block] = [lead(words.goals_lead, at), *_questions(words.goals_blank, to)]
        return [filled(sheet("", words.goals, at), blank, at)]
    sheets: list[Sheet] = []
    for number, goal in enumerate(goals, 1):
        eyebrow = f"{words.goal_word} {number} {words.of_word} {len(goals)}"
        sheets += _goal(goal, eyebrow, "" if sheets else words.goals, to)
    return sheets


def _goal(goal: WorkbookGoal, eyebrow: str, section: str, to: _Setting) -> list[Sheet]:
    """One sheet with lines below; a goal with much to say goes on over further sheets."""
    words, at = to.words, to.at
    first = sheet(eyebrow, goal.title, at, section=section, level=2)
    after = sheet(f"{eyebrow}, {words.continued}", "", at, level=0)
    heading, asked = words.goal_question
    along = question(asked, at, label=heading)
    pages = paginated(_goal_blocks(goal, to), first.room(at), after.room(at))
    free = (first if len(pages) == 1 else after).room(at) - sum(block.height for block in pages[-1])
    if free < along.fixed + LINE * _FEWEST_AFTER_GOAL:
        pages.append([])
    pages[-1].append(along)
    return [filled(after if number else first, blocks, at) for number, blocks in enumerate(pages)]


def _goal_blocks(goal: WorkbookGoal, to: _Setting) -> list[Block]:
    words, at = to.words, to.at
    blocks: list[Block] = []
    if goal.why:
        blocks += [label(words.goal_why), *prose(goal.why, at), Space(1)]
    if goal.measure:
        blocks += [label(words.goal_measure), paragraph(goal.measure, at), Space(1)]
    if goal.levels:
        blocks += [label(words.goal_levels), *(_level(level, to) for level in goal.levels), Space(2)]
    return blocks


def _level(level: WorkbookLevel, to: _Setting) -> Level:
    start = f"({to.words.goal_start})".replace(" ", NO_BREAK) if level.is_start else ""
    text = level.description if start else glued(level.description)
    height = to.at.height(f"{text} {start}", BODY, to.at.paper.width - _LEVEL_COLUMN) + 1
    return Level(level.score, level.words, text, start, max(3, height))


def _prompts(to: _Setting) -> list[Sheet]:
    words, at = to.words, to.at
    head = sheet("", words.prompts, at)
    if not to.book.prompts:
        none: list[Block] = [lead(words.prompts_none, at), *_questions(words.prompts_blank, to)]
        return [filled(head, none, at)]
    opening = lead(words.prompts_lead, at)
    after = sheet(f"{words.prompts}, {words.continued}", "", at, level=0)
    asked = [question(prompt.question, at, label=prompt.given) for prompt in to.book.prompts]
    needs = [each.fixed + LINE * _ROOM_TO_THINK for each in asked]
    first, *others = grouped(needs, head.room(at) - opening.height, after.room(at))
    left = iter(asked)
    opened = filled(head, [opening, *islice(left, first)], at)
    return [opened, *(filled(after, list(islice(left, size)), at) for size in others)]


def _weeks(to: _Setting) -> list[Sheet]:
    sheets: list[Sheet] = []
    for number, week in enumerate(to.book.weeks, 1):
        eyebrow = f"{to.words.week_word} {number} {to.words.of_word} {len(to.book.weeks)}"
        sheets += _opening(week, eyebrow, "" if sheets else to.words.weeks, to)
    return sheets


def _opening(week: WorkbookWeek, eyebrow: str, section: str, to: _Setting) -> tuple[Sheet, Sheet]:
    """A left page to look back, a right page to look ahead."""
    words, at = to.words, to.at
    left = sheet(eyebrow, week.title, at, section=section, level=2)
    right = sheet(week.title, "", at, level=0)
    asked = _questions(words.week_right, to)
    room = right.room(at) - sum(each.fixed + LINE * FEWEST for each in asked)
    return filled(left, _questions(words.week_left, to), at), filled(right, [*_marks(room, to), *asked], at)


def _marks(room: int, to: _Setting) -> list[Block]:
    """Marks for each goal: titles cut to two lines, or to one; none when even that leaves no room to write."""
    heading, asked = to.words.week_marks
    head: list[Block] = [label(heading), paragraph(asked, to.at)]
    width = to.at.paper.width - 11 * _MARK_STEP - 4
    for lines in (2, 1):
        titles = [shortened(goal.title, BODY, width, to.at, lines=lines) for goal in to.book.goals]
        marks = Marks(tuple((title, max(3, to.at.height(title, BODY, width) + 1)) for title in titles))
        if titles and sum(block.height for block in head) + marks.height <= room:
            return [*head, marks]
    return []


def _plan(to: _Setting) -> list[Sheet]:
    """Open actions, then rows to write in: always some, if need be on a sheet of their own."""
    words, at = to.words, to.at
    opening = lead(words.plan_lead, at)
    head = sheet("", words.plan, at)
    after = sheet(f"{words.plan}, {words.continued}", "", at, level=0)
    frame = Actions((), 0).height
    first, rest = head.room(at) - opening.height - frame, after.room(at) - frame
    pages = paginated([_action(action, to) for action in to.book.actions], first, rest)
    if _empty_rows(pages[-1], first if len(pages) == 1 else rest) < _FEWEST_EMPTY_ROWS:
        pages.append([])
    tables = [
        Actions(tuple(rows), _empty_rows(rows, rest if number else first))
        for number, rows in enumerate(pages)
    ]
    return [filled(head, [opening, tables[0]], at), *(filled(after, [table], at) for table in tables[1:])]


def _empty_rows(rows: Sequence[ActionRow], room: int) -> int:
    return max(0, room - sum(row.height for row in rows)) // 4


def _action(action: WorkbookAction, to: _Setting) -> ActionRow:
    what = to.at.paper.width - _WHO - _DUE - _STATUS - _BOX
    text = glued(action.text)
    columns = (
        (text, BODY, what),
        (action.owner, _SMALL, _WHO),
        (action.due, _SMALL, _DUE),
        (action.status, _SMALL, _STATUS),
    )
    height = max(to.at.height(words, style, width - _CELL_GAP) for words, style, width in columns) + 2
    return ActionRow(text, action.owner, action.due, action.status, height)


def _notes(to: _Setting) -> list[Sheet]:
    return [_lines(to, section=to.words.notes)]


def _lines(to: _Setting, *, section: str) -> Sheet:
    """A page of lines; without a section it only fills a place, and is not in the contents."""
    head = sheet("", to.words.notes, to.at, level=1 if section else 0)
    return filled(head, [Writing("", "", 0)], to.at)


_MAKERS: Final[Mapping[str, Callable[[_Setting], list[Sheet]]]] = {
    "how-to-use": _how_to_use,
    "goals": _goals,
    "prompts": _prompts,
    "weeks": _weeks,
    "plan": _plan,
    "notes": _notes,
}


def _questions(asked: Sequence[tuple[str, str, int]], to: _Setting) -> list[Writing]:
    return [question(words, to.at, label=heading, weight=weight) for heading, words, weight in asked]


# Contents


def _contents(sheets: Sequence[Sheet], to: _Setting) -> Sheet:
    """The contents, and below them who reads the book; if they do not fit, sections only."""
    words, at = to.words, to.at
    head = sheet("", words.contents, at, level=0)
    readers: list[Block] = [Space(1), label(words.readers_label)]
    readers += [paragraph(each, at) for each in words.readers]
    room = head.room(at) - sum(block.height for block in readers)
    contents = Contents(tuple(_entries(sheets, at)))
    if contents.height > room:
        contents = Contents(tuple(entry for entry in contents.entries if entry.level == 1))
    blocks = (contents, Space(max(0, room - contents.height)), *readers)
    return replace(head, blocks=blocks, number=COVER_AND_CONTENTS)


def _entries(sheets: Sequence[Sheet], at: Press) -> list[Entry]:
    entries: list[Entry] = []
    for each in sheets:
        if each.section:
            entries.append(Entry(each.section, each.number, 1))
        if each.level and each.title and each.title != each.section:
            title = shortened(each.title, BODY, at.paper.width - 25, at)
            entries.append(Entry(title, each.number, each.level))
    return entries
