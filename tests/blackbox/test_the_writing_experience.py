"""A person writes, corrects, finds, copies and takes back, with real events; what they see or get is what counts."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hcr_desktop import ReadOptions, Recogniser
from tests.blackbox.desk import Desk, wait_for
from tests.blackbox.handwriting import without_rests
from trainer.strokefont import write

pytestmark = pytest.mark.window


def handwriting(text: str) -> list[NDArray[np.int64]]:
    """A written line, whole pixels of the canvas."""
    ink = write(text, np.random.default_rng(7))
    every = np.concatenate([stroke.xy for stroke in ink.strokes])
    low, scale = every.min(axis=0), 560 / np.ptp(every[:, 0])
    return [without_rests(np.rint((stroke.xy - low) * scale).astype(np.int64) + 20) for stroke in ink.strokes]


@pytest.fixture
def page(desk: Desk, recogniser: Recogniser) -> tuple[Desk, str]:
    """A desk with a written and read line, and the text that is read."""
    strokes = handwriting("GOOD NEWS")
    desk.start_app()
    desk.write(strokes)
    desk.wait_for_strokes(len(strokes))
    text = str(recogniser.read(desk.ink()))
    desk.wait_for_text(text)
    return desk, text


def test_one_letter_is_corrected_and_no_other_changes(page: tuple[Desk, str]) -> None:
    desk, text = page
    desk.keys("ctrl+Home", "ctrl+2")  # the first letter is at the caret; its second reading is the other case
    desk.wait_for_text(text[0].swapcase() + text[1:])
    desk.keys("ctrl+z")
    desk.wait_for_text(text)
    desk.quit_app()


def test_everything_is_taken_back_in_one_order(page: tuple[Desk, str]) -> None:
    desk, text = page
    count = len(desk.ink())
    desk.keys("ctrl+End")
    desk.type("!")
    desk.wait_for_text(text + "!")
    desk.keys("ctrl+shift+Delete")
    desk.wait_for_strokes(0)
    desk.keys("ctrl+z")
    desk.wait_for_strokes(count)
    desk.wait_for_text(text + "!")
    desk.keys("ctrl+z")
    desk.wait_for_text(text)
    desk.keys("ctrl+z")
    desk.wait_for_strokes(count - 1)
    desk.keys("ctrl+y", "ctrl+y")
    desk.wait_for_text(text + "!")
    desk.quit_app()


def test_a_word_is_found(page: tuple[Desk, str]) -> None:
    desk, text = page
    wanted = text.split()[-1]
    desk.keys("ctrl+f")
    desk.type(wanted.lower())
    desk.keys("Return", "Escape")
    wait_for(lambda: "found" if desk.selection() == wanted else "", f"{wanted!r} selected")
    desk.quit_app()


def test_what_was_copied_is_there_after_closing(page: tuple[Desk, str]) -> None:
    desk, text = page
    desk.keys("ctrl+shift+c")
    desk.quit_app()
    wait_for(lambda: "there" if desk.clipboard() == text else "", f"{text!r} on the clipboard")
    desk.put_on_clipboard(b"something else")  # whoever keeps it gives way


def test_copy_and_clear_leaves_an_empty_page(page: tuple[Desk, str]) -> None:
    desk, text = page
    desk.keys("ctrl+shift+x")
    desk.wait_for_strokes(0)
    assert desk.clipboard() == text
    desk.quit_app()


def test_scratching_out_deletes_what_is_under_it(page: tuple[Desk, str], recogniser: Recogniser) -> None:
    desk, text = page
    first = recogniser.read(desk.ink()).spans[0]
    assert first.box is not None
    offset = desk.ink().strokes[0].xy[0] - handwriting("GOOD NEWS")[0][0]
    left, top, right, bottom = (round(v) for v in (first.box.left, first.box.top, first.box.right, first.box.bottom))
    rows = np.linspace(top + 4, bottom - 4, 9)
    zigzag = np.array([(left - 3 if k % 2 else right + 3, round(y)) for k, y in enumerate(rows)]) - np.rint(offset).astype(int)
    before = len(desk.ink())
    desk.write([zigzag])
    desk.wait_for_strokes(before - len(first.marks))
    assert text[0] not in desk.text_in_field()[:1]
    desk.keys("ctrl+z")
    desk.wait_for_strokes(before)
    desk.quit_app()


def test_one_touch_reads_digits_instead(page: tuple[Desk, str], recogniser: Recogniser) -> None:
    desk, text = page
    desk.press_mode("Digits")
    digits = str(recogniser.read(desk.ink(), ReadOptions(charset="digits")))
    desk.wait_for_text(digits)
    assert "".join(digits.split()).isdigit()
    desk.press_mode("Text")
    desk.wait_for_text(text)
    desk.quit_app()


def test_a_key_goes_to_the_next_uncertain_character(page: tuple[Desk, str], recogniser: Recogniser) -> None:
    desk, _ = page
    spans = recogniser.read(desk.ink()).spans
    uncertain = [span.text for span in spans[1:] if span.confidence < 0.8] or [span.text for span in spans if span.confidence < 0.8]
    if not uncertain:
        pytest.skip("the reader is sure of everything")
    desk.keys("ctrl+Home", "F8")
    wait_for(lambda: "there" if desk.selection() == uncertain[0] else "", f"{uncertain[0]!r} selected")
    desk.quit_app()
