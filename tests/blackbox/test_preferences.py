"""A person sets the window up to their liking, with the keyboard alone, and finds it so the next time."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hcr_desktop import ReadOptions, Recogniser
from hcr_desktop.settings import Settings
from hcr_desktop.ui.theme import DARK, LIGHT, Colours
from hcr_desktop.ui.words import preferences
from tests.blackbox.desk import Desk, wait_for
from tests.blackbox.handwriting import made_text
from tests.blackbox.looks import inked_rows, marked
from tests.blackbox.screenreader import screen_reader

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


def paper_is(desk: Desk, colour: str) -> bool:
    """Whether the page has this colour."""
    page = desk.photograph_page()
    return marked(page, colour) > 0.9 * page.size / 3


def test_colours_are_light_or_dark_and_stay_so(desk: Desk) -> None:
    desk.start_app()
    assert paper_is(desk, LIGHT.paper)
    desk.prefer("theme", "dark")
    assert paper_is(desk, DARK.paper)
    desk.quit_app()
    desk.start("--record", str(desk.record), title="HCR Desktop")
    assert paper_is(desk, DARK.paper), "as it was chosen"
    desk.prefer("theme", "light")
    assert paper_is(desk, LIGHT.paper)
    desk.quit_app()


@pytest.mark.parametrize(("scheme", "colours"), [("BreezeDark", DARK), ("BreezeLight", LIGHT)])
def test_colours_are_those_of_the_system(desk: Desk, scheme: str, colours: Colours) -> None:
    (desk.folder / "config").mkdir()
    (desk.folder / "config" / "kdeglobals").write_text(f"[General]\nColorScheme={scheme}\n")
    desk.use_variables(XDG_CURRENT_DESKTOP="KDE", KDE_SESSION_VERSION="5")
    with screen_reader(desk):  # it has a bus, as a desktop has
        desk.start("--record", str(desk.record), title="HCR Desktop")
        assert paper_is(desk, colours.paper)
        other = LIGHT if colours is DARK else DARK
        desk.prefer("theme", "light" if other is LIGHT else "dark")
        assert paper_is(desk, other.paper), "what was chosen goes first"
        desk.prefer("theme", "system")
        assert paper_is(desk, colours.paper)
        desk.quit_app()


def test_every_setting_of_the_table_is_a_preference_and_is_kept(desk: Desk) -> None:
    desk.start_app()
    before = preferences_seen(desk)
    table = [entry for group in preferences().values() for entry in group]
    assert len(table) > 10
    for entry in table:
        now = getattr(Settings(theme="light"), entry.name)
        desk.prefer(entry.name, next(choice for choice in entry.metadata["choices"] if choice != now))
    chosen = preferences_seen(desk)
    assert all((one != other).any() for one, other in zip(before, chosen, strict=True))
    desk.quit_app()
    desk.start("--record", str(desk.record), title="HCR Desktop")
    for one, other in zip(chosen, preferences_seen(desk), strict=True):
        np.testing.assert_array_equal(one, other)
    desk.quit_app()


def preferences_seen(desk: Desk) -> list[NDArray[np.uint8]]:
    """What the preferences look like at their top and at their end."""
    desk.keys("ctrl+comma")
    dialog = desk.find_window("Preferences")
    desk.look_at(dialog)
    seen = [desk.photograph_window(dialog)]
    desk.keys(*["Tab"] * (sum(len(group) for group in preferences().values()) - 1))
    seen.append(desk.photograph_window(dialog))
    desk.keys("Escape")
    desk.look_at(desk.window)
    return seen


def test_the_pen_and_the_paper_are_kept(desk: Desk) -> None:
    desk.start_app()
    desk.prefer("nib", "broad")
    desk.prefer("colour", "red")
    desk.prefer("paper", "plain")
    desk.write([RIGHT - [600, 0]])
    desk.wait_for_strokes(1)
    broad = marked(desk.photograph_page(), LIGHT.red)
    assert broad > 3 * 200, "a broad red line"
    desk.quit_app()

    desk.start_app()
    desk.write([RIGHT - [600, -120]])
    desk.wait_for_strokes(2)
    page = desk.photograph_page()
    assert marked(page, LIGHT.red) == pytest.approx(2 * broad, rel=0.1), "and another one"
    assert (page[450:, 100:700] == page[450, 100]).all(), "on plain paper"
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
