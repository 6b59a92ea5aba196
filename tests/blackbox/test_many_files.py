"""A person has a folder of pages read at once, sees how it goes, and stops it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hcr_desktop import Recogniser
from hcr_desktop.inference import picture
from hcr_desktop.ui.theme import LIGHT
from tests.blackbox.desk import Desk, wait_for
from tests.blackbox.looks import marked
from tests.blackbox.test_pictures import page

pytestmark = pytest.mark.window


def folder_of(desk: Desk, texts: list[str]) -> Path:
    """A folder of pages."""
    folder = desk.folder / "scans"
    folder.mkdir()
    for number, text in enumerate(texts):
        page(folder / f"page{number:02d}.png", text)
    return folder


def read_folder(desk: Desk, folder: Path) -> Path:
    """Have a folder read in the window for many files, with the keyboard; the folder that the texts are to be in."""
    desk.keys("ctrl+shift+m")
    queue = desk.find_window("Read many files")
    desk.look_at(queue)
    desk.keys("Tab", "space")  # from "Add files" to "Add a folder"
    desk.answer("Add a folder", str(folder))
    desk.look_at(queue)
    desk.keys(*["Tab"] * 5, "space")  # past the table and where and how to save, to "Read"
    return folder / "texts"


def close_queue(desk: Desk) -> None:
    """Close the window for many files, and the application."""
    desk.keys("Escape")
    wait_for(lambda: "" if desk.sees("Read many files") else "closed", "the window of the queue to go")
    desk.look_at(desk.window)
    desk.quit_app()


def test_a_folder_is_read_and_what_cannot_be_is_told(desk: Desk, recogniser: Recogniser) -> None:
    folder = folder_of(desk, ["HELLO WORLD", "12 APPLES"])
    (folder / "words.jpg").write_text("these are words and no picture\n")
    desk.start_app()
    texts = read_folder(desk, folder)
    for source in sorted(folder.glob("*.png")):
        path = texts / f"{source.stem}.txt"
        wait_for(lambda path=path: "there" if path.exists() and path.stat().st_size else "", path.name)
        assert path.read_text(encoding="utf-8").strip("\f\n") == str(recogniser.read(picture.load(source)))
    assert sorted(path.name for path in texts.iterdir()) == ["page00.txt", "page01.txt"]
    wait_for(lambda: "full" if marked(desk.photograph(), LIGHT.accent) > 5000 else "", "a full bar")
    close_queue(desk)


def test_it_is_stopped_and_what_was_saved_is_whole(desk: Desk) -> None:
    folder = folder_of(desk, ["A LINE"] * 40)
    desk.start_app()
    texts = read_folder(desk, folder)
    wait_for(lambda: "there" if (texts / "page00.txt").exists() else "", "the first text")
    desk.keys("space")  # "Stop" has the keyboard

    def still() -> str:
        before = len(list(texts.iterdir()))
        time.sleep(3)
        return "still" if len(list(texts.iterdir())) == before else ""

    wait_for(still, "the end of the reading")
    saved = list(texts.iterdir())
    assert 0 < len(saved) < 40
    assert all(path.read_text(encoding="utf-8").strip() for path in saved)
    close_queue(desk)
