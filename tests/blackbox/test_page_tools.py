"""A person mends an opened picture, says where it is to be read, compares, takes back, and opens it again another day."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hcr_desktop import Recogniser
from hcr_desktop.document.alternatives import readings
from hcr_desktop.document.ink import Box
from hcr_desktop.document.retouch import cropped, toned, turned, without_blot
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.document.where import Where
from hcr_desktop.inference import picture
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.inference.sheets import SheetReader
from hcr_desktop.ui.theme import LIGHT
from tests.blackbox.desk import Desk, wait_for
from tests.blackbox.looks import marked
from tests.blackbox.test_pictures import page

pytestmark = pytest.mark.window


class Opened:
    """A picture opened on the desk: what it is, and what is read of it at first."""

    def __init__(self, desk: Desk, recogniser: Recogniser) -> None:
        self.desk, self.reads = desk, SheetReader(recogniser)
        self.path = page(desk.folder / "page.png", "HELLO WORLD\n12 APPLES")
        self.image = picture.load(self.path)
        self.read = recogniser.read(self.image)
        self.first, self.second = str(self.read).split("\n")
        desk.start_app(str(self.path), title="HCR Desktop")
        desk.wait_for_text(str(self.read))

    def line(self, number: int) -> Box:
        """Around the first (0) or the second (1) line, pixels of the picture."""
        count = len(self.first.replace(" ", ""))
        spans = self.read.spans[:count] if number == 0 else self.read.spans[count:]
        return Box.around([span.box for span in spans if span.box is not None]).grown(14)

    def drag(self, box: Box) -> Box:
        """Draw a rectangle around a part of the picture; what part it is after all, for a pointer knows whole pixels alone."""
        return self.desk.drag_on_picture(self.image.shape, box)

    def says(self, image: NDArray[np.uint8], where: Where | None = None) -> str:
        """What a picture says."""
        return str(self.text(image, where))

    def text(self, image: NDArray[np.uint8], where: Where | None = None) -> RecognisedText:
        """The text of a picture, read somewhere."""
        return self.reads.read(image, ReadOptions(), where=where or Where())


@pytest.fixture
def opened(desk: Desk, recogniser: Recogniser) -> Opened:
    """A picture of two lines, opened and read."""
    return Opened(desk, recogniser)


def test_a_picture_is_turned_and_turned_back(opened: Opened) -> None:
    desk = opened.desk
    desk.keys("ctrl+bracketright")
    desk.wait_for_text(opened.says(turned(opened.image, 1)))
    assert desk.kept_picture().shape[:2] == opened.image.shape[1::-1]
    desk.keys("ctrl+bracketleft")
    desk.wait_for_text(str(opened.read))
    desk.keys("ctrl+z", "ctrl+z")
    wait_for(lambda: "back" if desk.kept_picture().shape == opened.image.shape else "", "the picture as it was opened")
    desk.quit_app()


def test_a_picture_is_cropped_compared_and_uncropped(opened: Opened) -> None:
    desk = opened.desk
    desk.keys("ctrl+shift+k")
    part = cropped(opened.image, opened.drag(opened.line(1)))
    desk.wait_for_text(opened.says(part))
    np.testing.assert_array_equal(desk.kept_picture(), part)

    after = desk.photograph()
    desk.keys("ctrl+shift+o")
    before = desk.photograph()
    assert (before != after).any(axis=2).mean() > 0.05, "the picture as it was opened, in its place"
    desk.keys("ctrl+shift+o")
    desk.keys("ctrl+z")
    desk.wait_for_text(str(opened.read))
    desk.quit_app()


def test_an_area_alone_is_read_and_then_all_again(opened: Opened) -> None:
    desk = opened.desk
    desk.keys("ctrl+shift+a")
    area = opened.drag(opened.line(1))
    expected = opened.says(opened.image, Where(area))
    desk.wait_for_text(expected)
    assert "\n" not in expected
    desk.keys("Escape", "ctrl+shift+a")
    desk.click(desk.on_picture(opened.image.shape, 5, 5))
    desk.wait_for_text(str(opened.read))
    desk.keys("ctrl+z")
    desk.wait_for_text(expected)
    desk.quit_app()


def test_a_blot_is_taken_away(opened: Opened) -> None:
    desk = opened.desk
    desk.keys("ctrl+shift+b")
    clean = without_blot(opened.image, opened.drag(opened.line(0)))
    desk.wait_for_text(opened.says(clean))
    np.testing.assert_array_equal(desk.kept_picture(), clean)
    desk.keys("ctrl+z")
    desk.wait_for_text(str(opened.read))
    desk.quit_app()


def test_the_black_point_is_moved_while_one_looks(opened: Opened) -> None:
    desk = opened.desk
    before = desk.photograph()
    desk.keys("ctrl+shift+t")
    desk.keys(*["Right"] * 10)
    wait_for(lambda: "darker" if desk.photograph()[160:700, 30:860].mean() < before[160:700, 30:860].mean() - 5 else "", "a darker picture")
    desk.keys("Escape")
    wait_for(lambda: "kept" if (desk.kept_picture() == toned(opened.image, 0.5)).all() else "", "the darker picture")
    desk.keys("ctrl+z")
    wait_for(lambda: "back" if (desk.kept_picture() == opened.image).all() else "", "the picture as it was opened")
    desk.quit_app()


def test_a_line_that_was_missed_is_drawn_and_read_among_the_others(opened: Opened) -> None:
    desk = opened.desk
    desk.keys("ctrl+shift+a")
    area = opened.drag(opened.line(0))
    desk.wait_for_text(opened.says(opened.image, Where(area)))
    desk.keys("ctrl+shift+l")
    line = opened.drag(opened.line(1))
    expected = opened.says(opened.image, Where(area, (line,)))
    desk.wait_for_text(expected)
    assert expected.startswith(opened.says(opened.image, Where(area)) + "\n")

    desk.keys("ctrl+Home", "Delete")
    desk.type("#")
    desk.wait_for_text("#" + expected[1:])
    desk.kill_app()
    desk.start_app()
    desk.wait_for_text("#" + expected[1:])
    desk.quit_app()


def test_a_glyph_in_the_picture_has_other_readings(opened: Opened) -> None:
    desk = opened.desk
    box = opened.read.spans[1].box
    assert box is not None
    desk.click(desk.on_picture(opened.image.shape, *box.centre))
    text = str(opened.read)
    wait_for(lambda: "selected" if desk.selection() == text[1] else "", f"{text[1]!r} selected")
    assert marked(desk.photograph(), LIGHT.accent) > 200
    desk.keys("ctrl+2")
    desk.wait_for_text(text[0] + readings([opened.read.spans[1]])[1][0] + text[2:])
    desk.quit_app()


def test_a_file_is_opened_again_from_the_menu(opened: Opened) -> None:
    desk = opened.desk
    desk.quit_app()
    desk.start_app("--language", "en")
    desk.keys("ctrl+n")
    desk.answer_question("Save first.", "Tab", "space")  # "Discard"
    desk.keys("F10", "Down", "Down", "Down", "Right", "1")
    desk.wait_for_text(str(opened.read))
    desk.quit_app()


def test_a_page_of_many_is_opened_from_a_file(desk: Desk, recogniser: Recogniser) -> None:
    first, second = (cv2.imread(str(page(desk.folder / f"{text}.png", text)), cv2.IMREAD_GRAYSCALE) for text in ("ONE", "TWO"))
    both: Path = desk.folder / "both.tif"
    assert cv2.imwritemulti(str(both), [first, second])
    desk.start_app(str(both))
    desk.wait_for_text(str(recogniser.read(np.asarray(second, np.uint8))))
    desk.quit_app()
