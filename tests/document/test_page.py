"""A page's boxes back in the units of its source."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcr_desktop.document.ink import Box
from hcr_desktop.document.page import NO_MARK, Page


def page(scale: float = 1.0, origin: tuple[float, float] = (0.0, 0.0), rotation: float = 0.0) -> Page:
    return Page(np.zeros((4, 4), np.uint8), np.full((4, 4), NO_MARK, np.int32), scale, origin, rotation)


def test_scale_and_origin_are_undone() -> None:
    assert page(scale=2, origin=(10, -5)).to_units(Box(0, 4, 6, 8)) == Box(10, -3, 13, -1)


def test_a_quarter_turn_clockwise_is_undone() -> None:
    box = page(rotation=90).to_units(Box(1, 2, 5, 4))  # x right became y down: back again, y is minus x
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((2, -5, 4, -1))


@given(st.floats(-180, 180), st.floats(0.1, 10))
def test_a_turned_box_is_upright_and_no_smaller(rotation: float, scale: float) -> None:
    box = page(scale, (3.0, 4.0), rotation).to_units(Box(0, 0, 30, 20))
    assert min(box.width, box.height) >= 20 / scale - 1e-6
    assert max(box.width, box.height) <= np.hypot(30, 20) / scale + 1e-6


def test_no_mark_is_no_stroke_and_no_component_of_a_sane_scan() -> None:
    assert np.iinfo(np.int32).min == NO_MARK
