"""Fingers, pen and palm on the real window: each line once, and nothing of the hand."""

from __future__ import annotations

import pytest

from tests.blackbox.desk import Desk

pytestmark = pytest.mark.window


def test_a_finger_writes_one_line(desk: Desk) -> None:
    desk.play("a_finger_writes")
    assert [stroke.xy.tolist() for stroke in desk.ink().strokes] == [[[100, 100], [140, 160], [180, 100]]]


def test_the_palm_leaves_no_ink_while_the_pen_writes(desk: Desk) -> None:
    desk.play("a_pen_writes_and_the_palm_does_not")
    assert [stroke.xy.tolist() for stroke in desk.ink().strokes] == [[[100, 100], [150, 150]]]


def test_the_eraser_end_takes_what_it_meets(desk: Desk) -> None:
    desk.play("the_eraser_end_erases")
    assert [stroke.xy.tolist() for stroke in desk.ink().strokes] == [[[100, 100], [100, 200]]]


def test_two_fingers_zoom_and_write_nothing(desk: Desk) -> None:
    desk.play("two_fingers_zoom_and_nothing_is_written")
    (stroke,) = desk.ink().strokes
    assert stroke.box.width == pytest.approx(20, abs=0.6), "40 pixels are 20 units on a page twice as large"
