"""The kinds of file a site may hold, from a closed table: how each is named, shown and packed.

In: a media type as somebody wrote it, or a file name for people. Out: the table's spelling, an extension, a file name
that no header and no file system trips over. Anything the table does not know is a file to be saved, never shown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

LONGEST_FILE_NAME: Final = 120
"""Characters, that is code points."""

# Ranges and not Unicode categories: those grow, and a browser with a newer Unicode must take what we wrote.
_UNSAFE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    r'<>:"/\\|?*;%]'
)


@dataclass(frozen=True, slots=True)
class Medium:
    """One row: the full media type, the extension of aliases, whether browsers show it, whether it can shrink."""

    media_type: str
    extension: str
    is_shown: bool
    may_shrink: bool


UNKNOWN: Final = Medium("application/octet-stream", "bin", is_shown=False, may_shrink=True)

TABLE: Final = (
    Medium("text/html; charset=utf-8", "html", is_shown=True, may_shrink=True),
    Medium("text/css; charset=utf-8", "css", is_shown=True, may_shrink=True),
    Medium("text/javascript; charset=utf-8", "js", is_shown=True, may_shrink=True),
    Medium("application/json", "json", is_shown=True, may_shrink=True),
    Medium("image/svg+xml", "svg", is_shown=True, may_shrink=True),
    Medium("image/png", "png", is_shown=True, may_shrink=False),
    Medium("image/jpeg", "jpg", is_shown=True, may_shrink=False),
    Medium("image/webp", "webp", is_shown=True, may_shrink=False),
    Medium("image/gif", "gif", is_shown=True, may_shrink=False),
    Medium("font/woff2", "woff2", is_shown=True, may_shrink=False),
    Medium("application/pdf", "pdf", is_shown=True, may_shrink=True),
    Medium("text/plain; charset=utf-8", "txt", is_shown=True, may_shrink=True),
    Medium("text/calendar; charset=utf-8", "ics", is_shown=False, may_shrink=True),
    Medium("text/vcard; charset=utf-8", "vcf", is_shown=False, may_shrink=True),
    Medium("text/csv; charset=utf-8", "csv", is_shown=False, may_shrink=True),
    Medium("application/zip", "zip", is_shown=False, may_shrink=False),
    UNKNOWN,
)
"""``is_shown=False`` means the reader answers with ``Content-Disposition: attachment``."""

BY_MEDIA_TYPE: Final = {medium.media_type: medium for medium in TABLE}
_BY_ESSENCE: Final = {medium.media_type.partition(";")[0]: medium for medium in TABLE}


def medium_of(media_type: str) -> Medium:
    """The row for a media type with or without parameters, in any case; `UNKNOWN` when there is none."""
    return _BY_ESSENCE.get(media_type.partition(";")[0].strip().lower(), UNKNOWN)


def safe_file_name(name: str) -> str:
    """A name for people, fit for a header and every file system; signs that are not become ``-``.

    Control and direction signs could fake another ending; quotes, line ends and semicolons could end a header field.
    """
    kept = _UNSAFE.sub("-", unicodedata.normalize("NFC", name))
    stem, dot, ending = kept.rpartition(".")
    longest_stem = LONGEST_FILE_NAME - len(ending) - 1
    short = stem[:longest_stem] + dot + ending if dot and longest_stem > 0 else kept[:LONGEST_FILE_NAME]
    return short.strip(" .") or "file"


def is_safe_file_name(name: str) -> bool:
    """What a reader takes: up to 120 characters, none of them unsafe."""
    return 1 <= len(name) <= LONGEST_FILE_NAME and _UNSAFE.search(name) is None
