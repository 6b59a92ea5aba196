"""Lines drawn as a scan would give them: the same chance gives the same mask, and damage leaves a mask with ink."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.inference.trace import Levelled, level
from tests.inference.made import written
from trainer.draw_line import Look, draw_line

ALWAYS = Look().scaled(100)


def line_of(text: str) -> Levelled:
    return level([stroke.xy for stroke in written(text).strokes])


@pytest.mark.parametrize("text", [".", "-", "i", "one two", "gypsy!"])
def test_any_line_can_be_drawn_and_damaged(text: str) -> None:
    for seed in range(8):
        mask = draw_line(line_of(text), ALWAYS, np.random.default_rng(seed))
        assert mask.dtype == np.uint8
        assert mask.ndim == 2


def test_the_same_chance_draws_the_same() -> None:
    first, second = (draw_line(line_of("same"), ALWAYS, np.random.default_rng(4)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_look_without_damage_keeps_sizes_and_pens() -> None:
    assert Look().scaled(0) == Look(pressure=0, neighbour=0, rule=0, blot=0, crack=0, grain=0, swell=0, blur=0, salt=0)


def test_a_thicker_pen_leaves_more_ink() -> None:
    thin, thick = (
        draw_line(line_of("pen"), Look(30, 30.1, pen, pen * 1.001).scaled(0), np.random.default_rng(0)).sum() for pen in (0.08, 0.2)
    )
    assert thick > 1.4 * thin
