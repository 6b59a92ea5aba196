"""Boxes, strokes and ink: checked at the door, frozen, and shared by what is made of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.errors import InkInvalid

POINTS = hnp.arrays(np.float32, st.tuples(st.integers(1, 20), st.just(2)), elements=st.floats(-1e6, 1e6, width=32))


def test_a_box_knows_its_measures() -> None:
    box = Box(1, 2, 5, 10)
    assert (box.width, box.height, box.centre) == (4, 8, (3, 6))
    assert box.grown(1) == Box(0, 1, 6, 11)
    assert box.contains(1, 2)
    assert box.contains(5, 10)
    assert not box.contains(5.1, 5)


def test_a_box_around_boxes_holds_them_all() -> None:
    assert Box.around([Box(0, 0, 2, 2), Box(-1, 1, 1, 5)]) == Box(-1, 0, 2, 5)


@given(POINTS)
def test_the_box_of_points_just_holds_them(xy: np.ndarray) -> None:
    box = Box.of(xy)
    assert all(box.contains(float(x), float(y)) for x, y in xy)
    assert (box.left, box.top) == (xy[:, 0].min(), xy[:, 1].min())
    assert (box.right, box.bottom) == (xy[:, 0].max(), xy[:, 1].max())


def test_a_stroke_is_a_frozen_copy() -> None:
    mine = np.zeros((3, 2))
    stroke = Stroke(0, mine, t=np.arange(3), pressure=np.ones(3))
    mine[0] = 7
    assert stroke.xy.dtype == np.float32
    assert not stroke.xy.any()
    for values in (stroke.xy, stroke.t, stroke.pressure):
        assert values is not None
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.zeros((0, 2)), "shape"),
        (np.zeros((4, 3)), "shape"),
        (np.zeros(4), "shape"),
        ([], "shape"),
        ([[0, 0], [np.nan, 1]], "not finite"),
        ([[0, np.inf]], "not finite"),
        ([[1e300, 0]], "not finite"),
        ([["a", "b"]], "not an array of numbers"),
        ([[0, 0], [1]], "not an array of numbers"),
        ([[0, None]], "not finite"),
        (None, "shape"),
        ({"x": 1}, "not an array of numbers"),
    ],
)
def test_what_is_no_stroke_is_refused_by_its_number(values: object, reason: str) -> None:
    with pytest.raises(InkInvalid, match=reason) as caught:
        Ink.from_arrays([[(0, 0), (1, 1)], values])
    assert str(caught.value).startswith("Stroke 1 ")


@pytest.mark.parametrize("name", ["t", "pressure"])
def test_times_and_pressures_are_one_a_point(name: str) -> None:
    with pytest.raises(InkInvalid, match=f"3 points but {name}"):
        Stroke(0, np.zeros((3, 2), np.float32), **{name: np.zeros(2)})


def test_ink_counts_from_nought_and_edits_share_strokes() -> None:
    ink = Ink.from_arrays([[(0, 0), (2, 3)], [(5, 5)], [(9, -1)]])
    assert [stroke.id for stroke in ink.strokes] == [0, 1, 2]
    assert ink.box == Box(0, -1, 9, 5)
    fewer = ink.without({1})
    assert fewer.strokes == (ink.strokes[0], ink.strokes[2])
    assert fewer.next_id == 3
    assert ink.only([2, 7]).strokes == ink.strokes[2:]
    more = fewer.adding(Stroke(fewer.next_id, ink.strokes[1].xy))
    assert [stroke.id for stroke in more.strokes] == [0, 2, 3]
    assert len(ink) == 3


def test_no_ink_has_no_box() -> None:
    assert Ink().box is None
    assert len(Ink()) == Ink().next_id == 0
    assert Ink.from_arrays([]).strokes == ()
