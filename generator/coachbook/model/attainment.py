"""Goal attainment scaling: one T-score from several goals' levels.

Kiresuk & Sherman 1968 (Community Mental Health Journal 4:443-453), weighted form as corrected by the erratum
to Turner-Stokes 2009 (Clinical Rehabilitation 23:362-370). Mean 50, standard deviation 10.
The score describes one person's goals against her own written expectations; it must never rank people.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final

EXPECTED_CORRELATION: Final = 0.3
"""Kiresuk & Sherman's constant for the expected correlation between goal scales."""


def t_score(levels: Sequence[int], weights: Sequence[float] | None = None) -> float:
    """T for levels of -2 to +2, one per goal; weights default to 1 each.

    Raises ValueError when there are no levels, when lengths differ, for a level outside -2 to +2, for a negative
    weight, or when all weights are zero (nothing would be measured).
    """
    weights = [1.0] * len(levels) if weights is None else weights
    if not levels or len(levels) != len(weights):
        raise ValueError("one level and one weight per goal, at least one goal")
    if any(not -2 <= level <= 2 for level in levels) or any(weight < 0 for weight in weights):
        raise ValueError("levels run from -2 to +2 and weights are not negative")
    total = sum(weights)
    if total == 0:
        raise ValueError("all weights are zero")
    squares = sum(weight * weight for weight in weights)
    spread = sqrt((1 - EXPECTED_CORRELATION) * squares + EXPECTED_CORRELATION * total * total)
    return 50 + 10 * sum(w * x for w, x in zip(weights, levels, strict=True)) / spread
