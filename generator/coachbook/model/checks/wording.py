"""Text as words, quickly: what the rules on prose look through first, before they look closely.

Nearly every file is clean, so each file is looked at as one string of bytes; only a file in which a word or a sign
turns up is walked value by value. Deliberately absent: any judgement.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Any, Final

from coachbook.source.diagnostics import Keys
from coachbook.source.yamltext import Document

_APART: Final = bytes.maketrans(
    string.ascii_uppercase.encode() + string.punctuation.replace("'", "").encode(),
    string.ascii_lowercase.encode() + b" " * (len(string.punctuation) - 1),
)
_DIGITS: Final = bytes.maketrans(b"123456789()./-", b"000000000     ")
_TYPOGRAPHIC: Final = re.compile("[\u00a0\u2000-\u2018\u201a-\u2060\u00ab\u00bb]")
_RUN_OF_DIGITS: Final = (b"00000", b"0000 0000", b"000 000 000", b"+00")


def words_of(text: str) -> list[bytes]:
    """The words in lower case, UTF-8, without punctuation; ``don't`` and ``don’t`` are both ``dont``."""
    if not text.isascii():
        text = _TYPOGRAPHIC.sub(" ", text.lower().replace("\u2019", "'"))
    return text.encode("utf-8", "replace").translate(_APART, b"'").split()


def may_hold_telephone(text: str) -> bool:
    """Whether there is a run of digits as long as a telephone number's; dates and times are shorter."""
    digits = text.encode("utf-8", "replace").translate(_DIGITS)
    return any(run in digits for run in _RUN_OF_DIGITS)


def texts_of(document: Document) -> Iterator[tuple[Keys, str]]:
    """Every value of a document, as typed, with its keys."""
    yield from _texts(document.data, ())


def _texts(data: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(data, str):
        yield keys, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*keys, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _texts(value, (*keys, number))
