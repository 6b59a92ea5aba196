"""Fingers, pen and palm on the real window: each line once, and nothing of the hand."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from hcr_desktop.document.ink import Ink
from tests.blackbox.desk import PICTURE_FROM_LEFT_TOP, Desk

pytestmark = pytest.mark.window


def test_a_finger_writes_one_line(desk: Desk) -> None:
    desk.play("a_finger_writes")
    assert [stroke.xy.tolist() for stroke in desk.ink().strokes] == [[[100, 100], [140, 160], [180, 100]]]


def test_a_finger_presses_buttons_and_erases(desk: Desk) -> None:
    desk.play("a_finger_takes_the_eraser")
    assert [stroke.xy.tolist() for stroke in desk.ink().strokes] == [[[300, 100], [340, 160], [380, 100]]]


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


def test_two_fingers_move_the_page(desk: Desk) -> None:
    desk.play("two_fingers_move_the_page")
    _, second = desk.ink().strokes
    assert second.xy.tolist() == [[200, 200], [240, 200]], "the page moved by 100 pixels"


def test_one_finger_moves_the_page_where_that_is_preferred(desk: Desk) -> None:
    desk.play("one_finger_moves_the_page_where_that_is_preferred", "--finger", "move")
    first, second = desk.ink().strokes
    assert first.xy.tolist() == [[100, 100], [100, 640]]
    assert second.xy.tolist() == [[200, 200], [240, 200]]


def test_a_pen_that_presses_writes_thicker(desk: Desk) -> None:
    desk.play("a_pen_writes_thin_and_thick")
    page = desk.photograph_of_story().max(axis=2)
    thin, thick = ((page[y - 10 : y + 10, 150:250] < 160).sum(axis=0).mean() for y in (100, 200))
    assert thick >= 2 * thin, "pixels across the line"
    ink = desk.kept().leaves[0].source
    assert isinstance(ink, Ink)
    pressures = [stroke.pressure for stroke in ink.strokes]
    assert [float(np.median(pressure)) for pressure in pressures if pressure is not None] == pytest.approx([0.1, 1.0])


@pytest.mark.parametrize(("story", "reach"), [("a_pen_hovers", 3), ("the_eraser_end_hovers", 14)])
def test_a_pen_that_hovers_is_seen_and_writes_nothing(desk: Desk, story: str, reach: int) -> None:
    desk.play(story)
    assert len(desk.ink()) == 1
    page = desk.photograph_of_story()
    rows, columns = np.nonzero(page[255:315, 120:280].max(axis=2) < 200)  # between two rules
    assert len(rows) > 5, "a ring or a dot where the pen is"
    assert (columns.mean() + 120, rows.mean() + 255) == pytest.approx((200, 300), abs=2)
    assert np.ptp(columns) / 2 == pytest.approx(reach, abs=reach / 2)


def test_two_fingers_zoom_a_picture_and_one_moves_it(desk: Desk) -> None:
    picture = np.full((300, 400), 255, np.uint8)
    picture[140:160, 190:210] = 0  # a dark square of 20 pixels in the middle
    assert cv2.imwrite(str(desk.folder / "square.png"), picture)
    desk.play("two_fingers_zoom_a_picture_and_one_moves_it", str(desk.folder / "square.png"))
    before, after = (square_in(desk.folder / name) for name in ("window.png", "after.png"))
    assert after[2] == pytest.approx(3 * before[2], rel=0.1), "three times as large"
    # The fingers' middle (350, 250) stays where it is, then one finger moves the page down by 120.
    left, top = PICTURE_FROM_LEFT_TOP
    expected = [left + 350 + 3 * (before[0] - left - 350), top + 250 + 3 * (before[1] - top - 250) + 120]
    assert after[:2] == pytest.approx(expected, abs=12)


def square_in(path: Path) -> list[float]:
    """Middle (x, y) and side of the dark square in the photograph of a window."""
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    rows, columns = np.nonzero(image[150:700, 24:860] < 5)
    return [float(columns.mean()) + 24, float(rows.mean()) + 150, float(np.sqrt(len(rows)))]
