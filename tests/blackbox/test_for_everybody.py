"""Who cannot see, cannot use a mouse, has a finger only, weak eyes or a fine screen can do all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hcr_desktop import Recogniser
from hcr_desktop.inference import picture
from hcr_desktop.ui.theme import TARGET
from tests.blackbox.desk import Desk, need_tools, wait_for
from tests.blackbox.handwriting import made_text
from tests.blackbox.looks import contrast, detail
from tests.blackbox.screenreader import CHECKED, FOCUSABLE, FOCUSED, PRESSED, ScreenReader, screen_reader
from tests.blackbox.test_pictures import page

pytestmark = pytest.mark.window


@pytest.fixture
def heard(desk: Desk) -> Iterator[ScreenReader]:
    """A screen reader at the desk."""
    with screen_reader(desk) as reader:
        yield reader


def written(desk: Desk, text: str = "GOOD NEWS") -> None:
    """Write a line, and see all of it on the canvas."""
    strokes = made_text(text)
    desk.write(strokes)
    desk.wait_for_strokes(len(strokes))


# -- who cannot see -----------------------------------------------------------------------------------------------


def test_a_screen_reader_hears_the_text_and_the_name_of_every_part(desk: Desk, heard: ScreenReader, recogniser: Recogniser) -> None:
    desk.start_app()
    written(desk)
    text = str(recogniser.read(desk.ink()))
    field = heard.wait_for("Recognised text")
    wait_for(lambda: "read" if heard.says(field) == text else "", f"{text!r} to be heard")

    desk.keys("ctrl+f")
    desk.type(text[:1])
    desk.keys("Return")
    parts = heard.parts()
    assert {"Writing canvas", "Find in the text", "Undo", "Read as: Digits", "English: on"} <= {part.name for part in parts}
    assert any(part.name.startswith(f"Read it as {text[0]}, ") for part in parts), "other readings have names too"
    assert not [part for part in parts if part.role in PRESSED | {"text"} and not part.name]
    desk.quit_app()


def test_a_page_is_heard_line_by_line_while_it_is_read(desk: Desk, heard: ScreenReader, recogniser: Recogniser) -> None:
    lines = [f"{word} {number}" for number, word in enumerate(("ONE", "MORE", "LINE", "AND", "ANOTHER") * 5, 10)]
    path = page(desk.folder / "page.png", "\n".join(lines))
    whole = str(recogniser.read(picture.load(path)))
    desk.start_app()
    field = heard.wait_for("Recognised text")
    heard.wait_for("Ready")
    desk.put_on_clipboard(f"{path.as_uri()}\r\n".encode(), "text/uri-list")
    desk.keys("ctrl+v")
    told = [""]
    while told[-1] != whole:
        told.append(heard.says(field))
        assert whole.startswith(told[-1]), "what is there stays"
    assert {len(text) for text in told} - {0, len(whole)}, "some of it was there before all of it"
    heard.wait_for("Ready")
    desk.quit_app()


def test_a_message_is_heard(desk: Desk, heard: ScreenReader) -> None:
    path = desk.folder / "words.png"
    path.write_text("these are words\n")
    desk.start_app(str(path))
    heard.wait_for("Close this message")
    assert any(part.name.startswith("words.png: ") for part in heard.parts())
    desk.quit_app()


def test_the_status_says_what_the_reader_does_and_the_window_never_waits_for_it(
    desk: Desk, heard: ScreenReader, recogniser: Recogniser
) -> None:
    start_slowly(desk)
    heard.wait_for("Loading the reading model…")
    strokes = made_text("GOOD NEWS")
    desk.write(strokes[:5])
    desk.wait_for_strokes(5)
    (desk.folder / "loads").touch()
    heard.wait_for("Reading…")
    desk.write(strokes[5:])
    desk.wait_for_strokes(len(strokes))
    heard.wait_for("Reading…")
    (desk.folder / "reads").touch()
    desk.wait_for_text(str(recogniser.read(desk.ink())))
    heard.wait_for("Ready")
    desk.quit_app()


def test_one_writes_without_models_and_is_told(desk: Desk, heard: ScreenReader) -> None:
    start_slowly(desk)
    (desk.folder / "breaks").touch()
    heard.wait_for("Nothing can be read: the reading models could not be loaded")
    heard.wait_for("model.tflite: this file is damaged; install HCR Desktop anew.")
    strokes = [stroke + [0, 100] for stroke in made_text("GOOD", 300)]  # below what is told
    desk.write(strokes)
    desk.wait_for_strokes(len(strokes))
    desk.quit_app()


def start_slowly(desk: Desk) -> None:
    """Start the application on a machine where models load and read when they are let."""
    script = Path(__file__).with_name("slow.py")
    desk.use_variables(PYTHONPATH=str(script.parents[2]))
    flags = ("--theme", "light", "--record", str(desk.record))
    desk.start(str(desk.folder), *flags, title="HCR Desktop", program=(str(script),))


# -- who has a keyboard only, or a finger -------------------------------------------------------------------------


def test_everything_is_reached_and_done_with_the_keyboard_alone(desk: Desk, heard: ScreenReader) -> None:
    desk.start_app()
    heard.wait_for("Ready")
    parts = [part for part in heard.parts() if part.usable and FOCUSABLE in part.states]
    reached: list[str] = []
    for _ in range(len(parts)):
        desk.keys("Tab")
        reached += [part.name for part in parts if FOCUSED in heard.states(part)]
    by_arrows = {"Read as: Digits", "Read as: Letters", "Read as: Code"}
    assert set(reached) == {part.name for part in parts} - by_arrows, "of what excludes each other Tab goes to the chosen one"
    assert len(parts) > 12

    while reached[-1] != "Read as: Text":
        desk.keys("Tab")
        reached += [part.name for part in parts if FOCUSED in heard.states(part)]
    desk.keys("Right")
    digits = next(part for part in parts if part.name == "Read as: Digits")
    wait_for(lambda: "chosen" if CHECKED in heard.states(digits) else "", "digits to be chosen")
    desk.keys("Tab", "space")
    heard.wait_for("English: off")
    desk.quit_app()


def test_everything_pressed_is_large_enough_for_a_finger(desk: Desk, heard: ScreenReader) -> None:
    desk.start_app()
    written(desk)
    desk.wait_until_text(lambda seen: seen != "")
    desk.resize(1024, 600)
    desk.keys("ctrl+Home", "ctrl+f")
    seen = large(heard)
    desk.keys("Escape", "ctrl+comma")
    heard.wait_for("Wrap long lines")
    seen |= large(heard)
    switch = heard.wait_for("Wrap long lines")
    left, top, width, height = heard.box(switch)
    middle = left + width // 2, top + height // 2
    for reach in (-TARGET // 2 + 2, TARGET // 2 - 2):  # of a switch only the words are heard; more of it is pressed
        before = CHECKED in heard.states(switch)
        desk.click((middle[0], middle[1] + reach))
        wait_for(lambda before=before: "turned" if (CHECKED in heard.states(switch)) != before else "", "the switch to turn")
    desk.look_at(desk.find_window("Preferences"))
    desk.keys("Escape")
    desk.look_at(desk.window)
    assert len(seen) > 40
    desk.quit_app()


SWITCHES = {"Scratch out, split and join with the pen", "Wrap long lines", "Copy the text by itself, whenever it changes"}


def large(heard: ScreenReader) -> set[str]:
    """The names of all that is pressed; none is too small."""
    sizes = {part.name: heard.box(part)[2:] for part in heard.parts() if part.role in PRESSED and part.name not in SWITCHES}
    assert not {name: size for name, size in sizes.items() if min(size) < TARGET}
    return set(sizes)


def test_a_button_is_pressed_at_its_very_edge(desk: Desk, heard: ScreenReader) -> None:
    desk.start_app()
    heard.wait_for("English: on")
    desk.press_mode("English", off=(-23, -22))
    heard.wait_for("English: off")
    desk.press_mode("English", off=(23, 22))
    heard.wait_for("English: on")
    desk.quit_app()


def test_every_gesture_is_a_button_too(desk: Desk, heard: ScreenReader) -> None:
    desk.start_app()
    written(desk)
    desk.wait_until_text(lambda seen: len(seen.split()) == 2)
    desk.keys("ctrl+Home", "shift+Right")
    boxes = {part.name: heard.box(part) for part in heard.parts() if part.role in PRESSED}
    text, count = desk.text_in_field(), len(desk.ink())

    def press(name: str) -> None:
        left, top, width, height = boxes[name]
        desk.click((left + width // 2, top + height // 2))

    for name, longer in (("Split", 1), ("Join", -1), ("Delete", -1)):
        desk.keys("ctrl+Home", "shift+Right")
        press(name)
        desk.wait_until_text(lambda seen, longer=longer: len(seen) == len(text) + longer)
        press("Undo")
        desk.wait_for_text(text)
        desk.wait_for_strokes(count)
    desk.keys("ctrl+Home", "shift+Right")
    press(next(name for name in boxes if name.startswith(f"Read it as {text[0].swapcase()}, ")))
    desk.wait_for_text(text[0].swapcase() + text[1:])
    desk.quit_app()


# -- weak eyes, fine screens --------------------------------------------------------------------------------------

WORDS = {
    "a side": (slice(90, 180), slice(15, 58)),
    "the other side": (slice(105, 190), slice(15, 58)),
    "the first run": (slice(230, 660), slice(340, 560)),
    "the head of the text": (slice(892, 950), slice(90, 140)),
    "what will be there": (slice(890, 1200), slice(150, 190)),
    "the hint": (slice(890, 1260), slice(595, 650)),
    "the mode": (slice(896, 946), slice(725, 765)),
    "another mode": (slice(968, 1030), slice(725, 765)),
    "the language": (slice(1190, 1262), slice(725, 765)),
    "the status": (slice(30, 120), slice(774, 798)),
    "the zoom": (slice(1215, 1262), slice(774, 798)),
}
"""Where words are in a window of 1280 by 800: columns and rows."""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(desk: Desk, theme: str) -> None:
    desk.start_app("--theme", theme)
    wait_for(lambda: "seen" if contrast(desk.photograph_window()[774:798, 30:120]) > 3 else "", "the window")
    window = desk.photograph_window()
    contrasts = {words: contrast(window[rows, columns]) for words, (columns, rows) in WORDS.items()}
    assert not {words: value for words, value in contrasts.items() if value < 4.5}, "WCAG 2.1, level AA"
    desk.quit_app()


def test_on_a_screen_of_scale_two_all_is_twice_as_large_and_sharp(desk: Desk, tmp_path: Path) -> None:
    need_tools()
    strokes = made_text("SHARP")
    desk.start_app()
    desk.write(strokes)
    desk.wait_for_strokes(len(strokes))
    desk.wait_until_text(lambda seen: seen != "")
    desk.keys("Escape")
    plain = desk.photograph_window()
    desk.quit_app()

    folder = tmp_path / "fine"
    folder.mkdir()
    fine = Desk(folder, (2720, 1720))
    try:
        fine.use_variables(QT_SCALE_FACTOR="2")
        fine.start_app()
        fine.write([2 * stroke + [40, 150] for stroke in strokes])
        fine.wait_for_strokes(len(strokes))
        twice = fine.photograph_window()
        assert twice.shape[:2] == (2 * plain.shape[0], 2 * plain.shape[1])
        for one, other in zip(desk.ink().strokes, fine.ink().strokes, strict=True):
            np.testing.assert_allclose(other.xy, one.xy, atol=1)
        halved = cv2.resize(twice, plain.shape[1::-1], interpolation=cv2.INTER_AREA)
        assert np.abs(halved[:70].astype(int) - plain[:70]).mean() < 4, "the same things at the same places"
        blown_up: NDArray[np.uint8] = np.asarray(cv2.resize(plain, twice.shape[1::-1], interpolation=cv2.INTER_CUBIC), np.uint8)
        assert detail(twice[:140]) > 1.25 * detail(blown_up[:140]), "drawn anew, not blown up"
        fine.quit_app()
    finally:
        fine.close()
