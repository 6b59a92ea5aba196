"""Confidences are brought to what was measured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.inference.confidence import ALONE, EDGE, PEN, PICTURE, trued


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.3, 2), st.floats(-2, 2))
def test_probabilities_stay_probabilities_and_the_others_keep_their_order(sure: float, other: float, slope: float, height: float) -> None:
    rest = (1 - sure) * other
    found = trued((("a", sure), ("b", rest), ("c", 1 - sure - rest)), (slope, height))
    assert [character for character, _ in found] == ["a", "b", "c"]
    assert all(-1e-9 <= probability <= 1 + 1e-9 for _, probability in found)
    assert sum(probability for _, probability in found) <= 1 + 1e-6
    assert (found[1][1] >= found[2][1]) == (rest >= 1 - sure - rest)


def test_a_line_without_slope_or_height_to_add_changes_nothing() -> None:
    assert trued((("a", 0.7), ("b", 0.2)), (1.0, 0.0))[0] == ("a", pytest.approx(0.7))
    assert trued((("a", 1.0),), (1.0, 0.0))[0][1] == pytest.approx(1 - EDGE)


@pytest.mark.parametrize("line", [ALONE, PEN, PICTURE])
def test_surer_stays_surer(line: tuple[float, float]) -> None:
    found = [trued((("a", sure / 10), ("b", 1 - sure / 10)), line)[0][1] for sure in range(11)]
    assert found == sorted(found)
