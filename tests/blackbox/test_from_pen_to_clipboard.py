"""A person writes a line on the canvas, sees it as text, and pastes it elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop import Recogniser
from tests.blackbox.desk import Desk, wait_for
from tests.blackbox.handwriting import real_text

pytestmark = [pytest.mark.window, pytest.mark.data]


@pytest.mark.parametrize("index", [12, 5])
def test_a_real_text_is_written_read_and_copied(desk: Desk, recogniser: Recogniser, index: int) -> None:
    text, strokes = real_text(index, width=760)
    desk.start_app()

    desk.write(strokes)
    wait_for(lambda: "all" if len(desk.ink()) == len(strokes) else "", f"{len(strokes)} strokes on the canvas")

    # The canvas holds every point that the pointer passed, and no other.
    ink = desk.ink()
    offset = ink.strokes[0].xy[0] - strokes[0][0]
    for written, stroke in zip(ink.strokes, strokes, strict=True):
        np.testing.assert_array_equal(written.xy, stroke + offset)

    # The text field shows what the recogniser makes of that ink.
    expected = str(recogniser.read(ink))
    desk.wait_for_text(expected)
    assert len(expected) >= len(text) // 2, "and that is more than nothing"

    # Copy hands it to other programs.
    desk.put_on_clipboard(b"something else")
    desk.press_copy()
    wait_for(lambda: "copied" if desk.clipboard() == expected else "", f"{expected!r} on the clipboard")

    desk.quit_app()


def test_undo_and_corrections_with_real_keys(desk: Desk, recogniser: Recogniser) -> None:
    _, strokes = real_text(12, width=760)
    desk.start_app()
    desk.write(strokes[:6])
    wait_for(lambda: "all" if len(desk.ink()) == 6 else "", "six strokes")
    six = str(recogniser.read(desk.ink()))
    desk.wait_for_text(six)

    # Undo takes the last stroke back, and the text follows.
    desk.keys("ctrl+z")
    wait_for(lambda: "five" if len(desk.ink()) == 5 else "", "five strokes")
    desk.wait_for_text(str(recogniser.read(desk.ink())))
    desk.keys("ctrl+shift+z")
    desk.wait_for_text(six)

    # A corrected letter stays corrected while the writing goes on.
    desk.keys("ctrl+Home", "Delete")
    desk.type("#")
    desk.wait_for_text("#" + six[1:])
    desk.write(strokes[6:])
    wait_for(lambda: "all" if len(desk.ink()) == len(strokes) else "", "all strokes")
    read = str(recogniser.read(desk.ink()))
    desk.wait_for_text("#" + read[1:])
    desk.quit_app()
