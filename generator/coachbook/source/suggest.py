"""A word that is not known in, the word that was probably meant out.

Synonyms first (a coach writes *deadline* for *due*), then spelling. Deliberately absent: the
synonyms themselves, which belong to the format, and difflib, whose usual threshold finds *readings*
in *deadline*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

LONGEST: Final = 64
"""Characters; a longer word is prose, and the comparison costs the product of both lengths."""

_NO_SYNONYMS: Final[Mapping[str, str]] = MappingProxyType({})


def suggest(
    typed: str,
    known: Iterable[str],
    *,
    present: Collection[str] = (),
    synonyms: Mapping[str, str] = _NO_SYNONYMS,
) -> str | None:
    """The word of ``known`` that ``typed`` probably means, or None.

    Never one of ``present``: a key that is already there was not forgotten. Spelling is compared
    without case, and ``-`` and spaces count as ``_``; at most a third of the letters may differ
    (and always one). Of equally near words one with the same first letter wins, then the first in ``known``.
    """
    candidates = [word for word in known if word not in present and word != typed]
    plain = _plain(typed)
    meant = synonyms.get(typed) or synonyms.get(plain)
    if meant in candidates:
        return meant
    if not plain or len(plain) > LONGEST:
        return None
    limit = max(1, len(plain) // 3)
    ranked = [(_apart(plain, _plain(word), limit), word) for word in candidates]
    near = [
        (apart, plain[0] != word[:1].lower(), position, word)
        for position, (apart, word) in enumerate(ranked)
        if apart <= limit and apart < min(len(plain), len(word))
    ]
    return min(near)[3] if near else None


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_")


def _apart(one: str, other: str, limit: int) -> int:
    """``distance``, or ``limit + 1`` where the lengths alone say that it is larger."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    return distance(one, other)


def distance(one: str, other: str) -> int:
    """Letters to insert, delete, replace or swap with a neighbour to turn one word into the other.

    Optimal string alignment, the restricted Damerau-Levenshtein distance.
    """
    before: list[int] = []
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = above, row, [i]
        for j, target in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return row[-1]
