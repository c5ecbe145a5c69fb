"""The goal attainment T-score, against vectors worked out from the published formula (rho 0.3)."""

from __future__ import annotations

import pytest

from coachbook.model.attainment import t_score

VECTORS = [
    ((1,), None, 60.00),
    ((2,), None, 70.00),
    ((0, 0, 0), None, 50.00),
    ((1, 1, 1), None, 63.69),
    ((-1, -1, -1), None, 36.31),
    ((2, 1, 0, -1), None, 57.25),
    ((2, 2, 2, 2, 2), None, 80.15),
    ((-2, -2, -2, -2), None, 20.98),
    ((1, 0, -1), (3, 2, 1), 54.41),
    ((1, 0, 0), (9, 4, 6), 56.34),
]


@pytest.mark.parametrize(("levels", "weights", "expected"), VECTORS)
def test_t_score(levels: tuple[int, ...], weights: tuple[float, ...] | None, expected: float) -> None:
    assert round(t_score(levels, weights), 2) == expected


@pytest.mark.parametrize(
    ("levels", "weights"),
    [((), None), ((1,), (1, 1)), ((3,), None), ((-3,), None), ((1, 1), (0, 0)), ((1, 1), (1, -1))],
)
def test_nothing_is_made_up_where_nothing_was_measured(
    levels: tuple[int, ...], weights: tuple[float, ...] | None
) -> None:
    with pytest.raises(ValueError, match=r"level|weights"):
        t_score(levels, weights)
