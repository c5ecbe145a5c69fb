"""Bytes as signs that people and addresses can carry: base32 names, and codes to be typed from paper.

In: bytes, or what somebody typed. Out: text, or the bytes with the typing forgiven. A slip in typing is normal and
comes back as a value (`CodeProblem`). Deliberately absent: what the bytes mean.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from enum import Enum
from typing import Final

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's base 32: no I, L, O or U (https://www.crockford.com/base32.html)."""

N_CODE_SYMBOLS: Final = 28
"""Signs of an access code: 2 bits of format, 128 bits of secret, 10 bits of check."""

N_PAPER_SYMBOLS: Final = 56
"""Signs of a master key on paper: 256 bits of key, 24 bits of check."""

N_SECRET_BYTES: Final = 16
N_MASTER_BYTES: Final = 32

_GROUP: Final = 4
_CODE_CHECK_BITS: Final = 10
_PAPER_CHECK_BYTES: Final = 3
_VALUES: Final = {sign: value for value, sign in enumerate(CROCKFORD)} | {"O": 0, "I": 1, "L": 1}


class CodeProblem(Enum):
    """What is wrong with a typed code; the value is a sentence for whoever typed it."""

    EMPTY = "There is no code here."
    WRONG_LENGTH = "The code is incomplete or too long."
    FOREIGN_SIGN = "The code has a sign that no code has; type it with Latin letters and digits."
    TYPING_ERROR = "The code has a typing error."


def base32(raw: bytes) -> str:
    """RFC 4648 base 32 in lower case without padding: letters a to z and digits 2 to 7."""
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def code_of(secret: bytes) -> str:
    """The 28 signs of a 16-byte access secret, without hyphens: safe in a link in any case, and in a QR code."""
    _expect(secret, N_SECRET_BYTES)
    number = int.from_bytes(secret, "big") << _CODE_CHECK_BITS | _code_check(secret)
    return _symbols(number, N_CODE_SYMBOLS)


def hyphenated(symbols: str) -> str:
    """Signs in groups of four, as they are printed: ``2QAB-FZT0-…``."""
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))


def parse_code(typed: str) -> bytes | CodeProblem:
    """The 16 bytes of a typed access code, or what is wrong with it.

    Blanks, hyphens, quotes, line breaks and soft hyphens are skipped, small letters are capitals, ``O`` is zero,
    ``I`` and ``L`` are one. One wrong sign goes unnoticed once in 1024 times; it then opens nothing.
    """
    number = _number(typed, N_CODE_SYMBOLS)
    if isinstance(number, CodeProblem):
        return number
    body, check = divmod(number, 1 << _CODE_CHECK_BITS)
    if body >> 8 * N_SECRET_BYTES:  # the two bits of format are zero
        return CodeProblem.TYPING_ERROR
    secret = body.to_bytes(N_SECRET_BYTES, "big")
    return secret if check == _code_check(secret) else CodeProblem.TYPING_ERROR


def link_fragment(secret: bytes, least_build: int | None = None, page: str | None = None) -> str:
    """What stands after ``#`` in a link: the code, the oldest build that the reader shall accept, the page to show.

    A reader who has never been to the site cannot see that it was rolled back, unless the link says how new it is.
    """
    parts = [code_of(secret)]
    parts += [] if least_build is None else [f"b={least_build}"]
    parts += [] if page is None else [f"!/{page}"]
    return "&".join(parts)


def paper_of(master: bytes) -> str:
    """The 56 signs of a master key for a paper copy, in groups of four."""
    _expect(master, N_MASTER_BYTES)
    number = int.from_bytes(master + _paper_check(master), "big")
    return hyphenated(_symbols(number, N_PAPER_SYMBOLS))


def parse_paper(typed: str) -> bytes | CodeProblem:
    """The 32 bytes of a master key typed from paper, or what is wrong with it; forgiving as `parse_code`."""
    number = _number(typed, N_PAPER_SYMBOLS)
    if isinstance(number, CodeProblem):
        return number
    raw = number.to_bytes(N_MASTER_BYTES + _PAPER_CHECK_BYTES, "big")
    master, check = raw[:N_MASTER_BYTES], raw[N_MASTER_BYTES:]
    return master if hmac.compare_digest(check, _paper_check(master)) else CodeProblem.TYPING_ERROR


def _number(typed: str, n_symbols: int) -> int | CodeProblem:
    # NFKC first: full-width digits and ligatures from mail programs become plain signs.
    signs = [sign for sign in unicodedata.normalize("NFKC", typed) if sign.isalnum()]
    if not signs:
        return CodeProblem.EMPTY
    if not all(sign.isascii() for sign in signs):
        return CodeProblem.FOREIGN_SIGN
    if len(signs) != n_symbols:
        return CodeProblem.WRONG_LENGTH
    number = 0
    for sign in signs:
        value = _VALUES.get(sign.upper())
        if value is None:
            return CodeProblem.TYPING_ERROR
        number = number << 5 | value
    return number


def _symbols(number: int, n_symbols: int) -> str:
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(n_symbols)))


def _code_check(secret: bytes) -> int:
    digest = hashlib.sha256(b"psv1/check" + secret).digest()
    return int.from_bytes(digest[:2], "big") >> (16 - _CODE_CHECK_BITS)


def _paper_check(master: bytes) -> bytes:
    return hashlib.sha256(b"psv1/paper" + master).digest()[:_PAPER_CHECK_BYTES]


def _expect(raw: bytes, n_bytes: int) -> None:
    if len(raw) != n_bytes:
        raise ValueError(f"{n_bytes} bytes expected")
