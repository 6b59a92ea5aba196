"""A person writes, corrects, finds, copies and takes back, with real events; what they see or get is what counts."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hcr_desktop import Recogniser
from tests.blackbox.desk import Desk, wait_for
from tests.blackbox.handwriting import made_text
from tests.blackbox.test_pictures import page as picture_of

pytestmark = pytest.mark.window


@pytest.fixture
def page(desk: Desk, recogniser: Recogniser) -> tuple[Desk, str]:
    """A desk with a written and read line, and the text that is read."""
    strokes = made_text("GOOD NEWS")
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


def test_strokes_corrections_pictures_and_what_is_done_to_them_are_taken_back_in_one_order(page: tuple[Desk, str]) -> None:
    desk, text = page
    count = len(desk.ink())
    desk.keys("ctrl+Home", "ctrl+2")
    corrected = text[0].swapcase() + text[1:]
    desk.wait_for_text(corrected)
    picture = picture_of(desk.folder / "page.png", "ONE")
    desk.put_on_clipboard(f"{picture.as_uri()}\r\n".encode(), "text/uri-list")
    desk.keys("F3", "ctrl+v")
    wait_for(lambda: "open" if len(desk.kept().leaves) == 2 else "", "the picture")
    shape = desk.kept_picture().shape[:2]
    desk.keys("ctrl+bracketright")
    wait_for(lambda: "turned" if desk.kept_picture().shape[:2] == shape[::-1] else "", "the turned picture")
    desk.keys("F2")
    desk.write([np.array([[60, 400], [90, 440], [120, 400]])])
    desk.wait_for_strokes(count + 1)

    desk.keys("ctrl+z")
    desk.wait_for_strokes(count)
    desk.keys("ctrl+z")
    wait_for(lambda: "back" if desk.kept_picture().shape[:2] == shape else "", "the picture as it was opened")
    desk.keys("ctrl+z")
    wait_for(lambda: "gone" if len(desk.kept().leaves) == 1 else "", "the end of the picture")
    desk.wait_for_text(corrected)
    desk.keys("ctrl+z")
    desk.wait_for_text(text)
    desk.keys("ctrl+y", "ctrl+y", "ctrl+y", "ctrl+y")
    desk.wait_for_strokes(count + 1)
    assert desk.kept_picture().shape[:2] == shape[::-1]
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
    offset = desk.ink().strokes[0].xy[0] - made_text("GOOD NEWS")[0][0]
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


def test_the_ink_is_copied_as_an_image(page: tuple[Desk, str]) -> None:
    desk, _ = page
    box = desk.ink().box
    assert box is not None
    desk.keys("ctrl+shift+i")
    image = wait_for_image(desk)
    height, width = image.shape
    assert width / height == pytest.approx((box.width + 32) / (box.height + 32), rel=0.03)
    assert 0.01 < (image < 128).mean() < 0.3, "ink on white"
    desk.quit_app()


def wait_for_image(desk: Desk) -> NDArray[np.uint8]:
    """The picture on the clipboard, grey, once there is one."""
    wait_for(lambda: "image" if desk.clipboard_as("image/png") else "", "an image on the clipboard")
    image = cv2.imdecode(np.frombuffer(desk.clipboard_as("image/png"), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return np.asarray(image, np.uint8)
