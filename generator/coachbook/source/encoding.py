"""Bytes in, text out, or a sentence that says which byte is not text and what it probably was.

Deliberately absent: guessing. A file is UTF-8 (or says by its first bytes that it is UTF-16); a file
in another encoding is refused, with the character that the first odd byte would be in Windows-1252.
"""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from typing import Final

from coachbook.source.diagnostics import Diagnostic, Span
from coachbook.source.lines import split_lines

LARGEST_FILE: Final = 1 << 20
"""Bytes; a year of weekly notes is about a tenth of it."""

_HOW_TO_SAVE: Final = "save the file as UTF-8: in most editors under Save As, or at the bottom of the window"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as text: ``path`` relative to the practice, with ``/``; newlines as they were, no BOM."""

    path: str
    text: str


def decode(path: str, raw: bytes) -> tuple[SourceFile | None, tuple[Diagnostic, ...]]:
    """The text of a file; None with one problem when its bytes are not text we can trust.

    UTF-8 with or without a byte-order mark; UTF-16 with one is read and reported as a warning.
    Diagnostics: file-too-large, not-text, not-utf8, utf-16.
    """
    if len(raw) > LARGEST_FILE:
        return None, (too_large(path),)
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return None, (_not_text(path, "UTF-32"),)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(path, raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as failure:
        return None, (_not_utf8(path, raw, failure.start),)
    if "\0" in text:
        return None, (_not_text(path, ""),)
    return SourceFile(path, text.removeprefix("\ufeff")), ()


def too_large(path: str) -> Diagnostic:
    """The refusal of a file above ``LARGEST_FILE``."""
    return Diagnostic(
        code="file-too-large",
        severity="error",
        message="this file is larger than 1 MiB, which is more than Coachbook reads",
        path=path,
        span=None,
        help="split it, or keep what is not text for reading (pictures, exports) out of this folder",
    )


def _decode_utf16(path: str, raw: bytes) -> tuple[SourceFile | None, tuple[Diagnostic, ...]]:
    try:
        text = raw.decode("utf-16")
    except UnicodeDecodeError:
        return None, (_not_text(path, "UTF-16"),)
    if "\0" in text:
        return None, (_not_text(path, ""),)
    warning = Diagnostic(
        code="utf-16",
        severity="warning",
        message="this file is saved as UTF-16; Coachbook read it, but git and other tools see only bytes",
        path=path,
        span=None,
        help=_HOW_TO_SAVE,
    )
    return SourceFile(path, text), (warning,)


def _not_text(path: str, said_to_be: str) -> Diagnostic:
    message = "this file is not text: it holds zero bytes, as pictures and some exports do"
    if said_to_be:
        message = f"this file says that it is {said_to_be}, and cannot be read as that"
    return Diagnostic(
        code="not-text", severity="error", message=message, path=path, span=None, help=_HOW_TO_SAVE
    )


def _not_utf8(path: str, raw: bytes, offset: int) -> Diagnostic:
    if raw.count(0) > len(raw) // 4:  # UTF-16 without a byte-order mark: every other byte is zero
        return _not_text(path, "")
    lines = split_lines(raw[:offset].decode("utf-8").removeprefix("\ufeff"))
    return Diagnostic(
        code="not-utf8",
        severity="error",
        message=f"this file is not UTF-8 text: {_probable_character(raw[offset])}",
        path=path,
        span=Span(len(lines), len(lines[-1]) + 1, len(lines[-1]) + 2),
        help=_HOW_TO_SAVE,
    )


def _probable_character(byte: int) -> str:
    """What the byte would be in Windows-1252, the usual encoding of older Windows programs.

    The character's name and never the character: it is a letter of the coach's own text.
    """
    try:
        name = unicodedata.name(bytes((byte,)).decode("cp1252"), "").lower()
    except UnicodeDecodeError:
        name = ""
    if not name:
        return f"byte 0x{byte:02X} begins no character"
    name = _PLAIN_NAMES.get(name, name).replace("latin ", "").replace("small letter", "letter")
    article = "an" if name[0] in "aeiou" else "a"
    return f"byte 0x{byte:02X} would be {article} {name} in Windows-1252"


_PLAIN_NAMES: Final = {
    "left double quotation mark": "left curly quote",
    "right double quotation mark": "right curly quote",
    "left single quotation mark": "left single curly quote",
    "right single quotation mark": "curly apostrophe",
    "horizontal ellipsis": "ellipsis (three dots)",
    "euro sign": "Euro sign",
}
