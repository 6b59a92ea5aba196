from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.metrics import bootstrap, calibration_error, edit_distance, figure, matched_glyphs, same_shape, spaced, unspaced

SHORT = st.text("abC 1", max_size=7)


def naive_distance(a: str, b: str) -> int:
    """The textbook recurrence (Wagner and Fischer 1974), without any cleverness."""
    table = [[i + j if not i or not j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
    return table[-1][-1]


@given(SHORT, SHORT)
def test_edit_distance_is_that_of_the_textbook(a: str, b: str) -> None:
    assert edit_distance(a, b) == naive_distance(a, b)


def test_a_figure_is_the_ratio_of_the_sums() -> None:
    cer = figure("CER", [1, 0, 3], [10, 5, 5], ["w1", "w1", "w2"])
    assert cer.value == pytest.approx(4 / 20)
    assert cer.interval is not None
    assert cer.interval[0] <= cer.value <= cer.interval[1]


def test_a_figure_over_nothing_is_no_number() -> None:
    assert math.isnan(figure("accuracy", [], []).value)


def test_the_interval_is_by_writer_not_by_sample() -> None:
    right = np.repeat([1.0, 0.0], 500)
    writers = ["good"] * 500 + ["bad"] * 500
    assert bootstrap(right, np.ones(1000), writers) == (0.0, 1.0)  # two writers: either may be drawn twice
    low, high = bootstrap(right, np.ones(1000), range(1000)) or (0.0, 0.0)
    assert 0.46 < low < 0.5 < high < 0.54


def test_the_interval_repeats_itself_and_needs_two_writers() -> None:
    rng = np.random.default_rng(1)
    top, groups = rng.random(40), [f"w{i % 8}" for i in range(40)]
    assert bootstrap(top, np.ones(40), groups) == bootstrap(top, np.ones(40), groups)
    assert bootstrap(top, np.ones(40), ["only"] * 40) is None


def test_a_glyph_counts_when_its_set_of_strokes_is_exactly_right() -> None:
    truth = [frozenset({0, 1}), frozenset({2}), frozenset({3, 4})]
    assert matched_glyphs(truth, [frozenset({0, 1}), frozenset({2, 3}), frozenset({4})]) == 1
    assert matched_glyphs(truth, truth[::-1]) == 3


def test_calibration_of_honest_and_of_boastful_confidences() -> None:
    assert calibration_error([0.5] * 10, [True, False] * 5) == pytest.approx(0)
    assert calibration_error([1.0] * 10, [True, False] * 5) == pytest.approx(0.5)
    assert calibration_error([0.9] * 4 + [0.1] * 4, [True] * 4 + [False] * 4) == pytest.approx(0.1)


def test_line_breaks_count_as_spaces() -> None:
    assert spaced("two\nlines  here ") == "two lines here"
    assert unspaced("1 , 2\n3") == "1,23"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("c", "C", True), ("a", "A", False), ("O", "0", True), ("o", "0", True), ("c", "O", False), ("", "c", False), ("cC", "c", False)],
)
def test_what_one_piece_of_ink_may_be_is_of_one_shape(one: str, other: str, same: bool) -> None:
    assert same_shape(one, other) is same
    assert same_shape(other, one) is same
