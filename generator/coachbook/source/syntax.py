"""A parser's failure in, the cause in a coach's words out, with its place and what to do.

A table of rules, tried in order on the place of the failure; each knows one mistake. Indentation
has its own module (``indentation``). Deliberately absent: the parsers' own sentences, which speak of
tokens and block mappings, and often point at the line after the mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from coachbook.source.characters import ODD, SMART_QUOTES, odd_character
from coachbook.source.diagnostics import Diagnostic, Related, Span
from coachbook.source.indentation import misindented, uneven_text
from coachbook.source.lines import indent_of
from coachbook.source.trouble import Trouble, bare, rest_of, trouble

_BEFORE_A_VALUE: Final = re.compile(r"[ \t]*(?:- *)*[\w-]*:?")
_TAB: Final = re.compile(r" *(?:- +)*\t+")
_KEY_LINE: Final = re.compile(r"\s*(?:- +)*[\w-]+:(?:\s|$)")
_SMART: Final = re.compile(rf"(?:^\s*|[:\-]\s+|[\[{{,]\s*)([{SMART_QUOTES}])")
_DASH: Final = re.compile(r"\s*(-)[^\W\d_]")
_NO_SPACE: Final = re.compile(r"\s*(?:- +)*([A-Za-z_][\w-]*:)[^\s/]")
_FIRST_COLON: Final = re.compile(r":\s+")
_KEY: Final = re.compile(r"\s*(?:- +)*[\"']?[\w-]+[\"']?\s*:\s")


def explain(path: str, text: str, failure: Exception) -> Diagnostic:
    """The likeliest cause of ``failure``, a yaml.YAMLError raised on ``text``.

    Diagnostics: the codes named in the rules of this module and of ``indentation``; bad-yaml if no
    rule knows the mistake.
    """
    found = trouble(path, text, failure)
    for rule in _RULES:
        if (diagnostic := rule(found)) is not None:
            return diagnostic
    return found.error(
        "bad-yaml",
        rest_of(found.line, found.line_at(found.line), found.column),
        "this line cannot be read together with the lines above it",
        "compare this line and the one above with a file that works; text that holds : # [ { or quotes "
        "is safe below 'key: |' on lines of its own",
    )


def _odd_space(found: Trouble) -> Diagnostic | None:
    for number, line in found.suspects():
        end = _end(_BEFORE_A_VALUE, line)
        if ODD.match(line, end):
            return odd_character(found.path, line[end], Span(number, end + 1, end + 2))
    return None


def _tab(found: Trouble) -> Diagnostic | None:
    line = found.line_at(found.line)
    indent = _TAB.match(line)
    if indent is None and found.character() != "\t":
        return None
    column = line.index("\t")
    return found.error(
        "tab-character",
        Span(found.line, column + 1, column + 2),
        "a tab stands where only spaces may stand",
        "replace the tab with spaces, two for each level; many editors can do it for the whole file",
    )


def _unclosed_quote(found: Trouble) -> Diagnostic | None:
    if "quoted scalar" in found.words and ("end of stream" in found.words or "document" in found.words):
        return _quote_without_end(found, found.context_line, found.context_column)
    for scalar in found.before[-2:]:  # a quote that ended at the next quote, some lines below
        below = range(scalar.line + 1, scalar.end_line + 1)
        if scalar.style in ("'", '"') and any(_KEY_LINE.match(found.line_at(n)) for n in below):
            return _quote_without_end(found, scalar.line, scalar.column)
    return None


def _quote_without_end(found: Trouble, line: int, column: int) -> Diagnostic:
    quote = found.line_at(line)[column : column + 1]
    help_ = f"write another {quote} where the quoted text ends"
    if quote == "'":
        help_ += "; an apostrophe inside is written twice ('')"
    return found.error(
        "unclosed-quote",
        rest_of(line, found.line_at(line), column),
        "the quote that opens here is never closed",
        help_,
    )


def _smart_quotes(found: Trouble) -> Diagnostic | None:
    for number, line in found.suspects():
        if (smart := _SMART.search(line)) is not None:
            return found.error(
                "smart-quotes",
                Span(number, smart.start(1) + 1, smart.start(1) + 2),
                f"curly quotes such as {smart[1]} are letters to YAML and protect nothing",
                'type straight quotes (") around the text; the curly ones may stay inside them',
            )
    return None


def _bad_escape(found: Trouble) -> Diagnostic | None:
    if "quoted scalar" not in found.words or not ("escape" in found.words or "hex" in found.words):
        return None
    number, line = found.line, found.line_at(found.line)
    start = line.rfind("\\", 0, found.column + 1)
    return found.error(
        "bad-escape",
        Span(number, start + 1, start + 3),
        "inside double quotes a backslash begins a special character, and this is none",
        "write the backslash twice, or put the text in single quotes",
    )


def _text_after_bar(found: Trouble) -> Diagnostic | None:
    if "scanning a block scalar" not in found.words or not found.context_line:
        return None
    line = found.line_at(found.context_line)
    return found.error(
        "text-after-bar",
        rest_of(found.context_line, line, found.context_column + 1),
        f"nothing may follow '{line[found.context_column : found.context_column + 1]}' on its line",
        "begin the text on the next line, two spaces further in than its key",
    )


def _symbol(found: Trouble) -> Diagnostic | None:
    """A value that begins with a character that means something else to YAML."""
    number, column = found.line, found.column
    if any(part in found.words for part in ("an alias", "an anchor", "a tag", "a directive")):
        number, column = found.context_line or number, found.context_column
    elif "cannot start any token" not in found.words and "node content" not in found.words:
        return None
    line = found.line_at(number)
    symbol = line[column : column + 1]
    if not symbol or symbol not in "*&!%@`,]}":
        return None
    is_alone = symbol == "*" and line[column + 1 : column + 2] == " "
    return found.error(
        "starts-with-symbol",
        rest_of(number, line, column),
        f"text may not begin with {symbol} here: it has a meaning of its own in YAML",
        "for a list, write '- ' instead of '* '" if is_alone else "put the whole text in quotes",
    )


def _text_after(found: Trouble) -> Diagnostic | None:
    """Text behind a closing quote or bracket."""
    before = found.line_at(found.line)[: found.column].rstrip()
    if before[-1:] not in ('"', "'", "]", "}") or found.words.startswith("while scanning"):
        return None
    span = rest_of(found.line, found.line_at(found.line), found.column)
    if before[-1] in "]}":
        return found.error(
            "text-after-bracket",
            span,
            f"nothing may follow the closing {before[-1]}",
            "put the whole text in quotes, from before the opening bracket to its end",
        )
    other = "single" if before[-1] == '"' else "double"
    help_ = f"put the whole text in {other} quotes, or use no quotes if they are not meant as text"
    if before[-1] == "'":
        help_ = "an apostrophe ends single quotes: write it twice (''), or put the text in double quotes"
    return found.error("text-after-quote", span, "nothing may follow the closing quote", help_)


def _unclosed_bracket(found: Trouble) -> Diagnostic | None:
    if found.bracket is None or "flow" not in found.words:
        return None
    number, column = found.bracket
    line = found.line_at(number)
    opening = line[column : column + 1]
    closing = "]" if opening == "[" else "}"
    help_ = f"write {closing} where it ends, and a comma between any two parts"
    if " #" in line[column:]:
        help_ = f"# begins a comment, so a {closing} behind it does not count: put that part in quotes"
    return found.error(
        "unclosed-bracket",
        Span(number, column + 1, column + 2),
        f"the {opening} that opens here is not closed before the next line needs it",
        help_,
    )


def _dash_without_space(found: Trouble) -> Diagnostic | None:
    for number, line in found.suspects():
        if (dash := _DASH.match(line)) is not None:
            return dash_without_space(found.path, Span(number, dash.start(1) + 1, dash.start(1) + 2), "error")
    return None


def dash_without_space(path: str, span: Span, severity: str) -> Diagnostic:
    """A list item whose dash touches its text, which YAML reads as text and not as a list."""
    return Diagnostic(
        code="dash-without-space",
        severity="error" if severity == "error" else "warning",
        message="a dash begins an item of a list only if a space follows it",
        path=path,
        span=span,
        help="write '- ' before the item; if the dash belongs to the text, put the text in quotes",
    )


def _no_space_after_colon(found: Trouble) -> Diagnostic | None:
    for number, line in found.suspects():
        if (key := _NO_SPACE.match(line)) is not None:
            return no_space_after_colon(found.path, Span(number, key.start(1) + 1, key.end(1) + 1), "error")
    return None


def no_space_after_colon(path: str, span: Span, severity: str) -> Diagnostic:
    """A key whose colon touches its value, which YAML reads as one word."""
    return Diagnostic(
        code="no-space-after-colon",
        severity="error" if severity == "error" else "warning",
        message="a colon ends a key only if a space follows it",
        path=path,
        span=span,
        help="put a space after the colon; if the colon belongs to the text, put the text in quotes",
    )


def _list_beside_key(found: Trouble) -> Diagnostic | None:
    if found.character() != "-" or "entries are not allowed" not in found.words:
        return None
    return found.error(
        "list-beside-key",
        rest_of(found.line, found.line_at(found.line), found.column),
        "a list cannot begin on the line of its key",
        "begin it on the next line, or write it as [first, second]",
    )


def _unquoted_colon(found: Trouble) -> Diagnostic | None:
    line = found.line_at(found.line)
    first = _FIRST_COLON.search(line)
    if "values are not allowed" not in found.words or first is None or found.column <= first.start():
        return None
    value = bare(line)[first.end() :]
    quote = "'" if '"' in value else '"'
    help_ = "put the text in quotes, or on lines of its own below 'key: |'"
    if quote not in value and len(value) <= 60:
        help_ = f"put the text in quotes: {quote}{{typed}}{quote}"
    return found.error(
        "unquoted-colon",
        rest_of(found.line, line, first.end()),
        "a colon followed by a space begins a value, and this text holds one",
        help_,
        typed=value,
    )


def _colon_in_long_text(found: Trouble) -> Diagnostic | None:
    """A colon in a text that began some lines above: ``note: first`` / ``second: third``."""
    line = found.line_at(found.line)
    start = len(line) - len(line.lstrip())
    above = found.line_at(found.line_above(found.line))
    if "values are not allowed" not in found.words or " " not in line[start : found.column]:
        return None
    if not _KEY.match(above) or indent_of(above) >= start:
        return None
    return found.error(
        "unquoted-colon",
        rest_of(found.line, line, start),
        "a colon followed by a space begins a value, and this text holds one",
        "write 'key: |' on the line above and the text below it, or put the text in quotes",
    )


def _line_without_key(found: Trouble) -> Diagnostic | None:
    number = found.context_line
    if "simple key" not in found.words or not number:
        number = found.line_above(found.line)
        if "values are not allowed" not in found.words or not number or not _is_prose(found, number):
            return None
    line = found.line_at(number)
    return found.error(
        "line-without-key",
        rest_of(number, line, len(line) - len(line.lstrip())),
        "this line has no key: it is neither 'key: value' nor an item of a list",
        "write a key and a colon before it; if it goes on with the text above, indent it below that key",
    )


def _is_prose(found: Trouble, number: int) -> bool:
    """True if the line is neither a key nor an item, and no further left than the line of the failure."""
    line = found.line_at(number)
    is_level = indent_of(line) >= indent_of(found.line_at(found.line))
    return is_level and not _KEY_LINE.match(line) and not line.lstrip().startswith("- ")


def _end(pattern: re.Pattern[str], line: str) -> int:
    match = pattern.match(line)
    return match.end() if match else 0


def _second_part(found: Trouble) -> Diagnostic | None:
    """More after a file that began as one text or one bracket: ``[a]`` and then ``b: 1``."""
    if "<document start>" not in found.words:
        return None
    span = rest_of(found.line, found.line_at(found.line), found.column)
    first = next((scalar for scalar in found.before), None)
    related = () if first is None else (
        Related("the file begins here", found.path, Span(first.line, first.column + 1)),
    )  # fmt: skip
    return found.error(
        "line-without-key",
        span,
        "the file was complete before this line: it began as one text or one bracket, not with 'key: value'",
        "write a key and a colon at the start of the first line",
        related=related,
    )


_RULES: Final[tuple[Callable[[Trouble], Diagnostic | None], ...]] = (
    _odd_space,
    _tab,
    _unclosed_quote,
    _smart_quotes,
    _bad_escape,
    _text_after_bar,
    _symbol,
    _text_after,
    _unclosed_bracket,
    _dash_without_space,
    _no_space_after_colon,
    _list_beside_key,
    _unquoted_colon,
    _colon_in_long_text,
    uneven_text,
    _line_without_key,
    misindented,
    _second_part,
)
