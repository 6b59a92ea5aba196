"""Whatever happens, what was written is there: after a crash, after closing, and in a document.

``HCR_KILLS=200`` kills the application so often.
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from tests.blackbox.crash import some_strokes, write_until_killed
from tests.blackbox.desk import Desk, wait_for

pytestmark = pytest.mark.window


KILLS = int(os.environ.get("HCR_KILLS", "4"))


@pytest.mark.parametrize("seed", range(KILLS))
def test_after_a_kill_at_most_the_stroke_in_progress_is_missing(desk: Desk, seed: int) -> None:
    taken, back = write_until_killed(desk, np.random.default_rng(seed))
    assert back >= taken > 0
    desk.quit_app()


def test_the_page_is_there_again_after_closing(desk: Desk) -> None:
    desk.start_app()
    desk.write(some_strokes(np.random.default_rng(1), 3))
    wait_for(lambda: "three" if len(desk.ink()) == 3 else "", "three strokes")
    desk.quit_app()
    desk.start_app()
    assert len(desk.ink()) == 3
    desk.quit_app()


def test_a_correction_survives_a_crash(desk: Desk) -> None:
    desk.start_app()
    desk.write(some_strokes(np.random.default_rng(2), 2))
    wait_for(lambda: "two" if len(desk.ink()) == 2 else "", "two strokes")
    wait_for(desk.text_in_field, "the text")
    desk.keys("ctrl+a")
    desk.type("Xy")
    desk.wait_for_text("Xy")
    desk.kill_app()
    desk.start_app()
    desk.wait_for_text("Xy")
    desk.quit_app()


def test_a_page_is_saved_and_opened_as_a_document(desk: Desk) -> None:
    path = desk.folder / "letter.hcr"
    desk.start_app()
    desk.write(some_strokes(np.random.default_rng(3), 3))
    wait_for(lambda: "three" if len(desk.ink()) == 3 else "", "three strokes")
    desk.keys("ctrl+s")
    desk.answer("Save the page", str(path))
    wait_for(lambda: "named" if desk.title() == "letter.hcr - HCR Desktop" else "", "the document's name in the title")

    desk.keys("ctrl+n")
    wait_for(lambda: "empty" if len(desk.ink()) == 0 else "", "an empty page")
    desk.keys("ctrl+o")
    desk.answer("Open documents and pictures", str(path))
    wait_for(lambda: "three" if len(desk.ink()) == 3 else "", "the three strokes of the document")
    desk.quit_app()


def test_what_is_no_document_gets_one_sentence(desk: Desk) -> None:
    path = desk.folder / "broken.hcr"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    desk.start_app()
    desk.keys("F3")
    desk.put_on_clipboard(f"{path.as_uri()}\r\n".encode(), "text/uri-list")
    desk.keys("ctrl+v")
    sentence = wait_for(desk.message, "a message about the document")
    assert (
        sentence == "broken.hcr: this is no document of HCR Desktop, or it is damaged. Choose another file, or an older copy of this one."
    )
    desk.quit_app()
