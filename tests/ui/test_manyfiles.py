"""The window for many files, with a reader that reads nothing and can be held up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hcr_desktop import ReadOptions, resources
from hcr_desktop.batch import Plan, Refusal, Task
from hcr_desktop.document.export import ReadPage
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.text import RecognisedText, typed
from hcr_desktop.errors import HcrError
from hcr_desktop.ui.manyfiles import ManyFiles
from hcr_desktop.ui.manyworker import Found, ManyWorker
from hcr_desktop.ui.theme import Theme


class FakeReading:
    """Reads "ab" on every page; files whose name has "bad" are refused."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()
        self.ended = False
        self.error: Exception | None = None

    def read(self, plan: Plan, options: ReadOptions, keep: bool, done: Callable[[int], None]) -> Found:
        del options, keep
        try:
            for number, step in enumerate(plan.steps, 1):
                assert self.free.wait(10)
                if self.error is not None:
                    raise self.error
                done(number)
                if isinstance(step, Task) and "bad" not in step.name:
                    yield ReadPage(step.name, Ink(), RecognisedText((typed("a"), typed("b")), ("ab",)))
                else:
                    yield Refusal(step.name, f"{Path(step.name).name}: this is bad.")
        finally:
            self.ended = True


@pytest.fixture
def reading() -> FakeReading:
    return FakeReading()


@pytest.fixture
def queue(qtbot: QtBot, theme: Theme, reading: FakeReading, tmp_path: Path) -> Iterator[ManyFiles]:
    """The window, with two files in it and one that is bad."""
    for name in ("one.png", "two.png", "bad.png"):
        (tmp_path / name).write_bytes(resources.sample_page().read_bytes())
    made = ManyFiles(theme, ReadOptions(), "", ManyWorker(reading.read))
    qtbot.addWidget(made)
    made.show()
    made.add([tmp_path])
    yield made
    reading.free.set()
    made.end()


def states(queue: ManyFiles) -> list[str]:
    return [queue.table.item(row, 1).text() for row in range(queue.table.rowCount())]


def test_files_wait_and_are_read_and_saved_beside_themselves(qtbot: QtBot, queue: ManyFiles, tmp_path: Path) -> None:
    queue.add([tmp_path / "one.png"])
    assert states(queue) == ["waiting"] * 3, "none twice"
    qtbot.mouseClick(queue.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: queue.words.text().startswith("Done"))
    assert states(queue) == ["✗ bad.png: this is bad.", "✓ 1 page, 2 characters, in one.txt", "✓ 1 page, 2 characters, in two.txt"]
    assert queue.words.text() == "Done; 1 of 3 files could not be read, or not all of them."
    assert (tmp_path / "texts" / "one.txt").read_text(encoding="utf-8").strip() == "ab"
    assert not (tmp_path / "texts" / "bad.txt").exists()
    assert queue.bar.value() == queue.bar.maximum() == 3
    assert queue.show_folder.isEnabled()


def test_it_stops_when_asked(qtbot: QtBot, queue: ManyFiles, reading: FakeReading) -> None:
    reading.free.clear()
    queue.read()
    assert not queue.start.isEnabled()
    qtbot.mouseClick(queue.stop, Qt.MouseButton.LeftButton)
    reading.free.set()
    qtbot.waitUntil(lambda: queue.words.text() == "Stopped. What was saved is kept.")
    assert reading.ended
    assert queue.start.isEnabled()


@pytest.mark.parametrize(("error", "words"), [(HcrError("No room."), "No room."), (ValueError("oh"), "error in the program")])
def test_what_goes_wrong_is_told(
    qtbot: QtBot, queue: ManyFiles, reading: FakeReading, error: Exception, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    reading.error = error
    queue.read()
    qtbot.waitUntil(lambda: words in queue.words.text())
    caplog.clear()


def test_a_row_opens_its_file_and_escape_only_hides(qtbot: QtBot, queue: ManyFiles, tmp_path: Path) -> None:
    with qtbot.waitSignal(queue.wanted) as wanted:
        queue.table.cellActivated.emit(1, 0)
    assert wanted.args == [tmp_path / "one.png"]
    qtbot.keyClick(queue, Qt.Key.Key_Escape)
    assert not queue.isVisible()
    queue.show()
    queue.close()
    assert not queue.isVisible()
