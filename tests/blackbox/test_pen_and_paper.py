"""A person chooses pen and paper, writes as far as they like, and sees what they chose."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop import ReadOptions, Recogniser
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.paper import CELL, Paper
from hcr_desktop.settings import NIBS
from hcr_desktop.ui.theme import DARK, LIGHT
from tests.blackbox.desk import CANVAS_FROM_LEFT_TOP, PAGE_FROM_LEFT_TOP, Desk, wait_for
from tests.blackbox.handwriting import made_text
from tests.blackbox.looks import marked

pytestmark = pytest.mark.window

LINE = np.stack([np.arange(100, 400, 4), np.full(75, 120)], axis=1)


def test_the_pen_has_another_width_and_colour(desk: Desk) -> None:
    desk.start_app()
    desk.keys("F9", "Right", "Tab", "Right", "Right", "Escape")  # broad, red
    desk.write([LINE])
    desk.wait_for_strokes(1)
    assert marked(desk.photograph_page(), LIGHT.red) > 300 * 3
    (stroke,) = ink_of(desk).strokes
    assert (stroke.nib.width, stroke.nib.colour) == (NIBS["broad"], "red")
    desk.quit_app()


def test_a_line_is_smooth_on_the_screen_and_raw_for_the_reader(desk: Desk) -> None:
    corner = np.array([(100, 100), (200, 300), (300, 100)])
    desk.start_app()
    desk.write([corner])
    desk.wait_for_strokes(1)
    shift = np.array(CANVAS_FROM_LEFT_TOP) - PAGE_FROM_LEFT_TOP
    np.testing.assert_array_equal(desk.ink().strokes[0].xy, corner + shift)
    page = desk.photograph_page()

    def inked(x: int, y: int) -> bool:
        x, y = x + shift[0], y + shift[1]
        return bool((page[y - 3 : y + 4, x - 3 : x + 4].max(axis=2) < 110).any())

    assert inked(200, 250), "it goes round the corner"
    assert not inked(200, 300)
    desk.quit_app()


def test_a_first_run_says_what_to_do_until_somebody_writes(desk: Desk) -> None:
    desk.start_app()
    assert marked(desk.photograph_page()[200:450, 200:], LIGHT.muted) > 2000, "words and a sign on the paper"
    desk.write([LINE])
    desk.wait_for_strokes(1)
    assert marked(desk.photograph_page()[200:450, 200:], LIGHT.muted) < 100
    desk.quit_app()


def test_plain_paper_has_no_rules_and_dark_paper_is_dark(desk: Desk) -> None:
    desk.start_app("--paper", "plain", "--theme", "dark")
    desk.write([LINE - [90, 70]])
    desk.wait_for_strokes(1)
    page = desk.photograph_page()
    assert marked(page, DARK.paper) > 0.98 * page.shape[0] * page.shape[1]
    below = page[200:, 100:700]
    assert (below == below[0, 0]).all(), "nothing is printed on it"
    desk.quit_app()


def test_in_boxes_one_character_stands_in_each(desk: Desk, recogniser: Recogniser) -> None:
    desk.start_app()
    desk.keys("F9", "Tab", "Tab", "Right", "Right", "Escape")
    corner = np.array(PAGE_FROM_LEFT_TOP) - CANVAS_FROM_LEFT_TOP
    count = 0
    for column, letter in enumerate("4T 7"):
        if letter.strip():
            strokes = made_text(letter, 30)
            middle = np.concatenate(strokes).mean(axis=0)
            place = np.rint([CELL * (column + 1.5), CELL * 1.5] - middle).astype(int)
            desk.write([stroke + place + corner for stroke in strokes])
            count += len(strokes)
    desk.wait_for_strokes(count)
    wait_for(lambda: "boxed" if desk.kept().leaves[0].paper is Paper.BOXED else "", "boxed paper")
    expected = str(recogniser.read(desk.ink(), ReadOptions(layout="boxes")))
    assert len(expected) == 4
    assert expected[2] == " ", "the empty box is a space, and no stroke joins its neighbour's"
    desk.wait_for_text(expected)
    desk.quit_app()


def test_the_page_grows_as_one_writes_on_and_the_wheel_moves_and_zooms_it(desk: Desk) -> None:
    desk.start_app()
    down = np.stack([np.full(60, 100), np.arange(60) * 10], axis=1)
    desk.write([down])
    desk.wait_for_strokes(1)
    desk.turn_wheel(20)
    desk.write([LINE + [0, 400]])
    desk.wait_for_strokes(2)
    second = desk.ink().strokes[1]
    assert second.box.top > 520 + 63 + 100, "further down than the window reaches"

    desk.turn_wheel(-3, held="ctrl")
    desk.write([LINE])
    desk.wait_for_strokes(3)
    assert desk.ink().strokes[2].box.width == pytest.approx(np.ptp(LINE[:, 0]) / 1.25**3, abs=1), "zoomed in three steps"
    desk.quit_app()


def ink_of(desk: Desk) -> Ink:
    """The ink as it is kept, with pens and pressures."""
    ink = desk.kept().leaves[0].source
    assert isinstance(ink, Ink)
    return ink
