"""A person corrects what was read: one letter or word at a time, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop import Recogniser
from hcr_desktop.document.alternatives import readings, word_around
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.ui.surety import Surety
from hcr_desktop.ui.theme import LIGHT
from tests.blackbox.desk import CANVAS_FROM_LEFT_TOP, PAGE_FROM_LEFT_TOP, Desk, wait_for
from tests.blackbox.handwriting import made_text
from tests.blackbox.looks import marked

pytestmark = pytest.mark.window

SHIFT = np.array(CANVAS_FROM_LEFT_TOP) - PAGE_FROM_LEFT_TOP
"""What a hand writes at (0, 0) is there on the page."""


def written(desk: Desk, recogniser: Recogniser, text: str, *flags: str, seed: int = 7) -> RecognisedText:
    """Write a line; what is read of it, once it is there."""
    strokes = made_text(text, seed=seed)
    desk.start_app(*flags)
    desk.write(strokes)
    desk.wait_for_strokes(len(strokes))
    np.testing.assert_array_equal(desk.ink().strokes[0].xy, strokes[0] + SHIFT)
    read = recogniser.read(desk.ink())
    desk.wait_for_text(str(read))
    return read


def sureties(recogniser: Recogniser, text: str, seed: int) -> set[Surety]:
    """How sure the reader is of the characters of a line."""
    ink = Ink.from_arrays([stroke + SHIFT for stroke in made_text(text, seed=seed)])
    return {Surety.of(span) for span in recogniser.read(ink).spans}


def tap(desk: Desk, read: RecognisedText, index: int, times: int = 1) -> None:
    """Tap a character with the selecting tool until it, or its word, is selected."""
    box = read.spans[index].box
    assert box is not None
    desk.keys("F7")
    letters = "".join(read.spans[i].text for i in word_around(read, index)) if times > 1 else read.spans[index].text
    for _ in range(times):
        desk.tap(*box.centre)
    wait_for(lambda: "selected" if desk.selection() == letters else "", f"{letters!r} selected")


def test_a_tapped_letter_lights_up_has_other_readings_and_is_retyped(desk: Desk, recogniser: Recogniser) -> None:
    read = written(desk, recogniser, "GOOD NEWS")
    text = str(read)

    desk.keys("Escape")
    before = desk.photograph_page()
    tap(desk, read, 1)
    assert marked(desk.photograph_page(), LIGHT.accent) > marked(before, LIGHT.accent) + 100, "its ink lights up"

    offered = readings([read.spans[1]])
    assert len(offered) > 5
    assert offered[1][0] == text[1].swapcase(), "the other case comes first"
    desk.keys("ctrl+5")
    desk.wait_for_text(text[0] + offered[4][0] + text[2:])

    tap(desk, read, 2)
    desk.type("8")
    desk.wait_for_text(text[0] + offered[4][0] + "8" + text[3:])
    desk.keys("ctrl+z", "ctrl+z")
    desk.wait_for_text(text)
    desk.quit_app()


def test_a_word_has_other_readings_too(desk: Desk, recogniser: Recogniser) -> None:
    read = written(desk, recogniser, "GOOD NEWS")
    text = str(read)
    tap(desk, read, 5, times=2)
    word = [read.spans[index] for index in word_around(read, 5)]
    desk.keys("ctrl+2")
    desk.wait_for_text(text.split(" ", maxsplit=1)[0] + " " + readings(word)[1][0])
    desk.quit_app()


def test_letters_are_split_joined_inserted_and_deleted(desk: Desk, recogniser: Recogniser) -> None:
    read = written(desk, recogniser, "GOOD NEWS")
    text, strokes = str(read), len(desk.ink())

    tap(desk, read, 0)
    desk.keys("ctrl+d")
    seen = desk.wait_until_text(lambda seen: len(seen) == len(text) + 1)
    assert seen[2:] == text[1:], "one became two, and the others are as they were"
    desk.keys("ctrl+z")
    desk.wait_for_text(text)

    tap(desk, read, 1)
    desk.keys("ctrl+j")
    seen = desk.wait_until_text(lambda seen: len(seen) == len(text) - 1)
    assert (seen[0], seen[2:]) == (text[0], text[3:]), "two became one"
    desk.keys("ctrl+z")
    desk.wait_for_text(text)

    tap(desk, read, 3)
    desk.keys("ctrl+i")
    desk.type("!")
    desk.wait_for_text(text[:4] + "!" + text[4:])
    desk.keys("ctrl+z")

    tap(desk, read, 0)
    desk.keys("ctrl+Delete")
    desk.wait_for_strokes(strokes - len(read.spans[0].marks))
    desk.wait_for_text(text[1:])
    desk.keys("ctrl+z")
    desk.wait_for_text(text)
    desk.quit_app()


def test_a_line_splits_an_arc_joins_and_both_can_be_off(desk: Desk, recogniser: Recogniser) -> None:
    read = written(desk, recogniser, "GOOD NEWS")
    text, strokes = str(read), len(desk.ink())
    first, second, wide = (read.spans[index].box for index in (0, 1, 6))
    assert first is not None
    assert second is not None
    assert wide is not None
    reach = 0.5 * wide.height
    down = np.linspace([wide.centre[0], wide.top - reach], [wide.centre[0], wide.bottom + reach], 12)
    along = np.linspace(first.centre[0], second.centre[0], 15)
    sag = 0.3 * (second.centre[0] - first.centre[0]) * np.sin(np.linspace(0, np.pi, 15))
    arc = np.stack([along, max(first.bottom, second.bottom) + sag], axis=1)
    split, join = (np.rint(line).astype(int) - SHIFT for line in (down, arc))

    desk.write([split])
    seen = desk.wait_until_text(lambda seen: len(seen) == len(text) + 1)
    assert (seen[:7], seen[9:]) == (text[:7], text[8:]), "of the W two were made, and the others are as they were"
    desk.keys("ctrl+z")
    desk.wait_for_text(text)
    desk.write([join])
    assert desk.wait_until_text(lambda seen: len(seen) == len(text) - 1)[1:] == text[2:]
    desk.keys("ctrl+z")
    assert len(desk.ink()) == strokes, "no gesture leaves ink"

    desk.prefer("gestures", "off")
    desk.write([split, join])
    desk.wait_for_strokes(strokes + 2)
    desk.quit_app()


def test_a_letter_is_written_anew_in_its_place_and_stays_while_the_writing_goes_on(desk: Desk, recogniser: Recogniser) -> None:
    read = written(desk, recogniser, "GOOD NEWS")
    text, strokes = str(read), len(desk.ink())
    box = read.spans[1].box
    assert box is not None
    tap(desk, read, 1)
    desk.keys("ctrl+e")
    corners = [((box.left, box.top), (box.right, box.bottom)), ((box.right, box.top), (box.left, box.bottom))]
    desk.write([np.rint(np.linspace(start, stop, 12)).astype(int) - SHIFT for start, stop in corners])
    desk.wait_for_strokes(strokes - len(read.spans[1].marks) + 2)
    seen = desk.wait_until_text(lambda seen: seen[1:2].lower() == "x")
    assert (seen[0], seen[2:]) == (text[0], text[2:])

    desk.keys("ctrl+Home", "Right", "shift+Right")
    desk.type("%")
    desk.wait_for_text(text[0] + "%" + text[2:])
    desk.keys("F5")
    desk.write([stroke + [0, 160] for stroke in made_text("MORE", 300)])
    seen = desk.wait_until_text(lambda seen: "\n" in seen)
    assert seen.split("\n")[0] == text[0] + "%" + text[2:], "what was corrected stays"
    desk.quit_app()


def test_what_is_uncertain_is_marked_by_colour_and_form_and_a_key_goes_from_one_to_the_next(desk: Desk, recogniser: Recogniser) -> None:
    hands = range(1, 60)  # a bar may be l or 1, a ring a letter or a nought, and it is the models' affair in which hand they doubt it
    seed = next(seed for seed in hands if {Surety.POOR, Surety.FAIR} <= sureties(recogniser, "vuIl0Oo1", seed))
    read = written(desk, recogniser, "vuIl0Oo1", seed=seed)
    uncertain = [span for span in read.spans if Surety.of(span) is not Surety.SURE]
    poor = [span.box for span in uncertain if Surety.of(span) is Surety.POOR]
    fair = [span.box for span in uncertain if Surety.of(span) is Surety.FAIR]
    assert poor
    assert fair

    desk.keys("Escape")  # nothing is selected
    page = desk.photograph_page()
    for boxes, colour, wave in ((poor, LIGHT.poor, True), (fair, LIGHT.fair, False)):
        for box in boxes:
            assert box is not None
            below = page[int(box.bottom) + 2 : int(box.bottom) + 11, int(box.left) : int(box.right) + 1]
            covered = np.mean([marked(below[:, at : at + 1], colour) > 0 for at in range(below.shape[1])])
            assert covered > 0.9 if wave else 0.3 < covered < 0.8, "a wave goes through, dashes have gaps"

    desk.keys("ctrl+Home")
    for span in uncertain[1:] if read.spans[0] is uncertain[0] else uncertain:
        desk.keys("F8")
        wait_for(lambda span=span: "there" if desk.selection() == span.text else "", f"{span.text!r} selected")
    desk.quit_app()
