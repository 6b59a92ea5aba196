"""Print among handwriting is left alone; handwriting, and a page of nothing but print, are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hcr_desktop import Recogniser
from hcr_desktop.inference.printed import STRAIGHT, straightness, without_print
from hcr_desktop.inference.scan import page_from_picture
from hcr_desktop.inference.segment import segments_of
from tests.inference.made import lines_of, written
from trainer.look import DAMAGES, Look
from trainer.madepages import MADE
from trainer.paint import picture_of
from trainer.paint import written as block


def picture(look: Look, seed: int = 2, lines: int = 7) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return picture_of([block(text, rng) for text in MADE[:lines]], look, rng)[0]


def print_of(texts: list[str]) -> np.ndarray:
    sheet = np.full((80 * len(texts) + 80, 900), 245, np.uint8)
    for row, text in enumerate(texts):
        cv2.putText(sheet, text, (40, 80 + 80 * row), cv2.FONT_HERSHEY_COMPLEX, 1.2, (40,), 1, cv2.LINE_AA)
    return sheet


def count(shown: np.ndarray) -> tuple[int, int]:
    """Segments of a page, and how many of them are left with print taken out."""
    page = page_from_picture(shown)
    segments = segments_of(page)
    return len(segments), len(without_print(segments))


def test_a_stamp_is_left_alone_and_the_writing_beside_it_is_not() -> None:
    plain, stamped = picture(Look()), picture(Look(printed=True))
    own, kept = count(plain)
    assert own == kept
    every, left = count(stamped)
    assert every - own >= 20
    assert left - own <= 4
    assert left >= own


@pytest.mark.parametrize("name", ["clean", "low resolution", "pencil", "coloured pens", "whiteboard"])
def test_handwriting_is_not_taken_for_print(name: str) -> None:
    own, kept = count(picture(DAMAGES[name](np.random.default_rng(3))))
    assert own == kept


def test_a_page_of_nothing_but_print_is_kept() -> None:
    own, kept = count(print_of(["Form twelve received", "on the last of May", "by the office"]))
    assert own == kept > 30


def test_print_is_straighter_than_a_hand() -> None:
    printed = page_from_picture(print_of(["Form twelve received"]))
    line = lines_of(written("Form twelve received"))[0]
    segments = segments_of(printed)
    assert straightness(type(line)(line.box, line.baseline, line.x_height, tuple(segments))) >= STRAIGHT
    assert straightness(line) < STRAIGHT
    assert straightness(lines_of(written("short"))[0]) == 0.0


def test_a_stamp_is_not_read() -> None:
    text = str(Recogniser.load().read(picture(Look(printed=True), lines=3)))
    assert "quick" in text
    assert "received" not in text
