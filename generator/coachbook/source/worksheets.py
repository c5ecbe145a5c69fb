"""The blocks a kit worksheet may hold, `prompt` and `scale`: what they ask for, and what is wrong in them.

In: the Markdown body of a kit piece. Out: its fields in order, each with the lines it stands on, and a diagnostic for
everything wrong in a block. How a field looks is `render/worksheet.py`, which reads with this same scanner, so that a
page never shows something that the check did not see.

A block is written as in pymdownx.blocks:

    /// prompt | What did you decide not to do this week?
        id: not-doing
        lines: 4
    ///

Values are the text as typed, never YAML: `low: no` is the word "no".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coachbook.source.diagnostics import Diagnostic, Span
from coachbook.source.suggest import suggest

CODE = "worksheet-block"
DEFAULT_LINES = 3
MAX_LINES = 24
MAX_STEPS = 10
"""A scale wider than eleven marks no longer fits a hand's width on paper, nor a phone."""

_START = re.compile(r" {0,3}(/{3,}) *([\w-]+) *(?:\| *(.*?) *)?$")
_END = re.compile(r" {0,3}(/{3,}) *$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_OPTION = re.compile(r"(?P<indent> {4,})(?P<key>[^:\s][^:]*?) *:(?: +(?P<value>.*?))? *$")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_INTEGER = re.compile(r"[-\u2212+]?[0-9]{1,3}")
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "prompt": ("id", "lines"),
    "scale": ("id", "low", "high", "from", "to"),
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question with room for `lines` lines of handwriting (1 to 24)."""

    id: str
    question: str
    lines: int


@dataclass(frozen=True, slots=True)
class Scale:
    """A question answered by one whole number from `first` to `last`, with words at both ends."""

    id: str
    question: str
    low: str
    high: str
    first: int
    last: int


Field = Prompt | Scale


@dataclass(frozen=True, slots=True)
class _Option:
    """One `key: value` line; `line` counts from 0 in the body, columns from 1."""

    key: str
    value: str
    line: int
    key_column: int
    value_column: int


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block as typed, before any rule is applied; it takes `n_lines` lines from `line`, counted from 0."""

    name: str
    question: str
    options: tuple[_Option, ...]
    strays: tuple[int, ...]
    line: int
    n_lines: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class _Fault:
    """A mistake in a block: a line (from 0), columns (from 1), and words for the coach."""

    line: int
    column: int
    end_column: int
    message: str
    help: str
    typed: str | None = None


def read_fields(
    body: str, *, path: str, first_line: int = 1
) -> tuple[tuple[Field, ...], tuple[Diagnostic, ...]]:
    """The fields of a worksheet in order, and a diagnostic for everything wrong in its blocks.

    `first_line` is the number, in the file, of the body's first line. A block with a mistake gives
    diagnostics and no field.
    """
    fields, faults = scan(body.split("\n"))
    diagnostics = tuple(_diagnostic(fault, path, first_line) for fault in faults)
    return tuple(field for _, field in fields), diagnostics


def scan(lines: Sequence[str]) -> tuple[list[tuple[RawBlock, Field]], list[_Fault]]:
    """Every sound block with its field, in order, and everything wrong in the others."""
    fields: list[tuple[RawBlock, Field]] = []
    faults: list[_Fault] = []
    seen: dict[str, int] = {}
    for block in raw_blocks(lines):
        field, found = _field(block, lines)
        if field is not None and field.id in seen:
            option = next(option for option in block.options if option.key == "id")
            words = "two blocks in this piece have the id {typed}"
            found, field = [_at_value(option, words, "give each block an id of its own")], None
        faults += found
        if field is not None:
            seen[field.id] = block.line
            fields.append((block, field))
    return fields, faults


def raw_blocks(lines: Sequence[str]) -> Iterator[RawBlock]:
    """Every block outside code fences, in order."""
    fence, at = "", 0
    while at < len(lines):
        line = lines[at]
        if opened := _FENCE.match(line):
            mark = opened[1]
            if not fence:
                fence = mark
            elif mark.startswith(fence):
                fence = ""
        elif not fence and (start := _START.match(line)):
            block, at = _block(lines, at, start)
            yield block
            continue
        at += 1


def _block(lines: Sequence[str], at: int, start: re.Match[str]) -> tuple[RawBlock, int]:
    """The block that starts at line `at`, and the line after what was read of it."""
    options: list[_Option] = []
    strays: list[int] = []
    here, is_closed = at + 1, False
    while here < len(lines) and not _START.match(lines[here]):
        end = _END.match(lines[here])
        if end and end[1] == start[1]:
            is_closed = True
            here += 1
            break
        option = _OPTION.match(lines[here])
        if option:
            key, value = option["key"], option["value"] or ""
            key_column = option.start("key") + 1
            value_column = option.start("value") + 1 if value else key_column
            options.append(_Option(key, value, here, key_column, value_column))
        elif lines[here].strip():
            strays.append(here)
        here += 1
    name, question = start[2].lower(), start[3] or ""
    return RawBlock(name, question, tuple(options), tuple(strays), at, here - at, is_closed), here


# Rules


def _field(block: RawBlock, lines: Sequence[str]) -> tuple[Field | None, list[_Fault]]:
    allowed = _OPTIONS.get(block.name)
    if allowed is None:
        return None, [_unknown_block(block, lines)]
    faults = [*_shape_faults(block, lines), *_option_faults(block, allowed)]
    values = {option.key: option for option in block.options}
    identifier = _identifier(block, values, lines, faults)
    if block.name == "prompt":
        n_lines = _integer(values.get("lines"), DEFAULT_LINES, 1, MAX_LINES, faults)
        return (None if faults else Prompt(identifier, block.question, n_lines)), faults
    return _scale(block, identifier, values, lines, faults), faults


def _scale(
    block: RawBlock,
    identifier: str,
    values: Mapping[str, _Option],
    lines: Sequence[str],
    faults: list[_Fault],
) -> Scale | None:
    for key in ("low", "high"):
        if key not in values or not values[key].value:
            words = f"this scale does not say what its {key} end means"
            faults.append(_at_block(block, lines, words, f"add a line such as `{key}: {_EXAMPLES[key]}`"))
    first = _integer(values.get("from"), 0, -MAX_STEPS, MAX_STEPS, faults)
    last = _integer(values.get("to"), 10, -MAX_STEPS, MAX_STEPS, faults)
    if not faults and not 1 <= last - first <= MAX_STEPS:
        words = f"a scale from {first} to {last} cannot be drawn"
        remedy = f"let `to` be 1 to {MAX_STEPS} more than `from`"
        faults.append(_at_block(block, lines, words, remedy))
    if faults:
        return None
    return Scale(identifier, block.question, values["low"].value, values["high"].value, first, last)


_EXAMPLES = {"low": "not yet", "high": "today"}


def _shape_faults(block: RawBlock, lines: Sequence[str]) -> Iterator[_Fault]:
    if not block.is_closed:
        yield _at_block(block, lines, "this block is never closed", "add a line `///` after its last line")
    if not block.question:
        remedy = f"write it after a bar: `/// {block.name} | Your question?`"
        yield _at_block(block, lines, f"this {block.name} has no question", remedy)
    for line in block.strays:
        yield _Fault(
            line,
            len(lines[line]) - len(lines[line].lstrip()) + 1,
            len(lines[line]) + 1,
            "this line is inside a block and is not an option",
            "indent an option by four spaces and write `name: value`, or move the text below the block",
        )


def _option_faults(block: RawBlock, allowed: tuple[str, ...]) -> Iterator[_Fault]:
    seen: set[str] = set()
    for option in block.options:
        if option.key in seen:
            yield _at_key(option, "{typed} is given twice in this block", "keep one of the two lines")
        elif option.key not in allowed:
            near = suggest(option.key, allowed)
            options = ", ".join(allowed)
            remedy = f"did you mean `{near}`?" if near else f"a {block.name} takes: {options}"
            yield _at_key(option, f"a {block.name} has no option {{typed}}", remedy)
        seen.add(option.key)


def _identifier(
    block: RawBlock, values: Mapping[str, _Option], lines: Sequence[str], faults: list[_Fault]
) -> str:
    option = values.get("id")
    if option is None:
        remedy = "add a line such as `id: not-doing`; answers are kept under it"
        faults.append(_at_block(block, lines, f"this {block.name} has no id", remedy))
        return ""
    if not _IDENTIFIER.fullmatch(option.value) or len(option.value) > 40:
        remedy = "use small letters, digits and single hyphens, starting with a letter: `not-doing`"
        faults.append(_at_value(option, "{typed} cannot be an id", remedy))
    return option.value


def _integer(option: _Option | None, default: int, least: int, most: int, faults: list[_Fault]) -> int:
    if option is None:
        return default
    if _INTEGER.fullmatch(option.value):
        number = int(option.value.replace("\u2212", "-"))
        if least <= number <= most:
            return number
    words = f"`{option.key}` must be a whole number from {least} to {most}, not {{typed}}"
    faults.append(_at_value(option, words, f"write a number, such as `{option.key}: {default}`"))
    return default


def _unknown_block(block: RawBlock, lines: Sequence[str]) -> _Fault:
    column = lines[block.line].find(block.name) + 1 or 1
    near = suggest(block.name, _OPTIONS)
    remedy = f"did you mean `{near}`?" if near else "the blocks are `prompt` and `scale`"
    end = column + len(block.name)
    return _Fault(block.line, column, end, "there is no block called {typed}", remedy, block.name)


def _at_block(block: RawBlock, lines: Sequence[str], message: str, remedy: str) -> _Fault:
    return _Fault(block.line, 1, len(lines[block.line]) + 1, message, remedy)


def _at_value(option: _Option, message: str, remedy: str) -> _Fault:
    end = option.value_column + len(option.value or option.key)
    return _Fault(option.line, option.value_column, end, message, remedy, option.value)


def _at_key(option: _Option, message: str, remedy: str) -> _Fault:
    end = option.key_column + len(option.key)
    return _Fault(option.line, option.key_column, end, message, remedy, option.key)


def _diagnostic(fault: _Fault, path: str, first_line: int) -> Diagnostic:
    span = Span(first_line + fault.line, fault.column, fault.end_column)
    return Diagnostic(
        code=CODE,
        severity="error",
        message=fault.message,
        path=path,
        span=span,
        help=fault.help,
        typed=fault.typed,
    )


# HTML
