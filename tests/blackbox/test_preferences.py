"""A person sets the window up to their liking, with the keyboard alone, and finds it so the next time."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop import ReadOptions, Recogniser
from hcr_desktop.ui.theme import DARK, LIGHT
from tests.blackbox.desk import Desk, wait_for
from tests.blackbox.handwriting import made_text
from tests.blackbox.looks import inked_rows, marked

pytestmark = pytest.mark.window

RIGHT = np.array([[700 + i, 200 + (i * 7) % 40] for i in range(0, 200, 4)])
"""A line where the canvas ends for a right hand and goes on for a left one."""


def test_for_a_left_hand_the_paper_is_on_the_right_and_stays_there(desk: Desk) -> None:
    desk.start_app()
    desk.prefer("hand", "left")
    desk.write([RIGHT + [250, 0]])
    desk.wait_for_strokes(1)
    desk.quit_app()

    desk.start_app()
    desk.wait_for_strokes(1)
    desk.write([RIGHT + [250, 60]])
    desk.wait_for_strokes(2)
    desk.prefer("hand", "right")
    desk.write([RIGHT - [600, 0]])
    desk.wait_for_strokes(3)
    desk.quit_app()


def test_text_is_copied_by_itself_if_wanted(desk: Desk, recogniser: Recogniser) -> None:
    desk.start_app()
    desk.prefer("autocopy", "on")
    strokes = made_text("ALONE")
    desk.write(strokes)
    desk.wait_for_strokes(len(strokes))
    text = str(recogniser.read(desk.ink()))
    wait_for(lambda: "copied" if desk.clipboard() == text else "", f"{text!r} on the clipboard")
    desk.quit_app()


def test_text_has_the_size_that_is_wanted_and_is_wrapped_or_not(desk: Desk) -> None:
    desk.start_app()
    desk.write([RIGHT - [600, 0]])
    desk.wait_for_text(desk.wait_until_text(lambda seen: seen != ""))
    desk.keys("ctrl+a")
    desk.type("a word " * 12)
    desk.wait_for_text("a word " * 12)

    def height() -> int:
        desk.keys("ctrl+End")
        return inked_rows(desk.photograph()[150:480, 910:1240])

    wrapped = height()
    desk.prefer("font", "40")
    assert height() > 2 * wrapped, "larger letters, and more lines of them"
    desk.prefer("wrap", "off")
    assert height() < 60, "a single line"
    desk.quit_app()


def test_colours_are_light_or_dark(desk: Desk) -> None:
    desk.start_app()
    size = desk.photograph_page().size / 3
    assert marked(desk.photograph_page(), LIGHT.paper) > 0.9 * size
    desk.prefer("theme", "dark")
    assert marked(desk.photograph_page(), DARK.paper) > 0.9 * size
    desk.quit_app()


def test_all_keys_are_on_a_sheet(desk: Desk) -> None:
    desk.start_app()
    desk.keys("F1")
    desk.look_at(desk.find_window("Keys and gestures"))
    desk.keys("Escape")
    desk.look_at(desk.window)
    desk.quit_app()


def test_modes_and_language_are_switched_with_one_touch(desk: Desk, recogniser: Recogniser) -> None:
    desk.start_app()
    strokes = made_text("l00 S0OT")
    desk.write(strokes)
    desk.wait_for_strokes(len(strokes))
    desk.wait_for_text(str(recogniser.read(desk.ink())))
    for mode, options in (
        ("Digits", ReadOptions("digits")),
        ("Letters", ReadOptions("letters")),
        ("Code", ReadOptions(language=None)),
        ("Text", ReadOptions()),
        ("English", ReadOptions(language=None)),
    ):
        desk.press_mode(mode)
        desk.wait_for_text(str(recogniser.read(desk.ink(), options)))
    desk.quit_app()
