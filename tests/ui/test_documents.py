"""New, open, save in the window: the title, the question before leaving, and what a next window shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from hcr_desktop.app import keep_pages
from hcr_desktop.document import store
from hcr_desktop.document.journal import Journal
from hcr_desktop.settings import Settings
from hcr_desktop.ui import journals
from hcr_desktop.ui.desktop import Desktop
from hcr_desktop.ui.theme import Theme
from tests.document.leaves import canvas, picture
from tests.ui.conftest import FakeReader, line

Settle = Callable[[], None]


def answer(button: QMessageBox.StandardButton) -> None:
    """Press a button of the question that comes next."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.button(button).click()

    QTimer.singleShot(0, press)


def saved_as(window: Desktop, settle: Settle, path: Path) -> None:
    window.documents._start(path)
    settle()


def test_saving_names_the_window_and_writing_marks_it(window: Desktop, settle: Settle, tmp_path: Path) -> None:
    window.session.add_stroke(line(0))
    assert window.windowTitle() == "HCR Desktop"
    saved_as(window, settle, tmp_path / "letter.hcr")
    assert window.windowTitle() == "letter.hcr[*] - HCR Desktop"
    assert not window.isWindowModified()
    window.session.add_stroke(line(1))
    assert window.isWindowModified()
    window.actions_.undo.trigger()
    assert not window.isWindowModified(), "undone to what the file holds"
    window.session.add_stroke(line(1))
    window.actions_.save.trigger()
    settle()
    assert not window.isWindowModified()
    (leaf,) = store.load(tmp_path / "letter.hcr")
    assert len(leaf.source) == 2


def test_a_place_that_cannot_be_written_is_told(window: Desktop, settle: Settle, tmp_path: Path) -> None:
    window.session.add_stroke(line(0))
    saved_as(window, settle, tmp_path / "missing" / "letter.hcr")
    assert window.message.sentences[0].startswith("letter.hcr: the document could not be saved")
    assert window.windowTitle() == "HCR Desktop"


def test_a_document_opens_with_all_its_sheets(window: Desktop, settle: Settle, tmp_path: Path) -> None:
    path = tmp_path / "letter.hcr"
    store.save(path, (canvas(), picture()))
    window.open_files([path])
    settle()
    assert sorted("".join(str(window.session.state.text).split())) == sorted("aQund"), "as it was saved, and read again"
    assert [sheet.name for sheet in window.session.state.pictures] == ["page 1.png"]
    assert window.windowTitle() == "letter.hcr[*] - HCR Desktop"
    window.actions_.undo.trigger()
    assert not window.session.state.ink.strokes, "opening can be undone"


@pytest.mark.parametrize(
    ("button", "left"), [(QMessageBox.StandardButton.Discard, True), (QMessageBox.StandardButton.Cancel, False)], ids=str
)
def test_leaving_what_is_in_no_file_is_asked_about(window: Desktop, button: QMessageBox.StandardButton, left: bool) -> None:
    window.session.add_stroke(line(0))
    answer(button)
    window.actions_.new.trigger()
    assert (not window.session.state.ink.strokes) == left


def test_saving_first_is_an_answer(window: Desktop, settle: Settle, tmp_path: Path) -> None:
    saved_as(window, settle, tmp_path / "letter.hcr")
    window.session.add_stroke(line(0))
    answer(QMessageBox.StandardButton.Save)
    window.actions_.new.trigger()
    settle()
    assert not window.session.state.ink.strokes
    assert window.windowTitle() == "HCR Desktop", "the new page is another document"
    assert len(store.load(tmp_path / "letter.hcr")[0].source) == 1


def test_what_could_not_be_saved_is_not_left(window: Desktop, settle: Settle, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    saved_as(window, settle, tmp_path / "folder" / "letter.hcr")
    window.session.add_stroke(line(0))
    (tmp_path / "folder" / "letter.hcr").unlink()
    (tmp_path / "folder").rmdir()
    answer(QMessageBox.StandardButton.Save)
    window.actions_.new.trigger()
    settle()
    assert len(window.session.state.ink) == 1
    assert window.message.sentences


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("hcr_desktop.app.journals_folder", lambda: tmp_path / "pages")
    return tmp_path / "pages"


def another(qtbot: QtBot, theme: Theme) -> Desktop:
    made = Desktop(FakeReader, Settings(theme=theme.choice), theme)
    qtbot.addWidget(made)
    return made


def test_the_next_window_shows_what_the_last_one_left(qtbot: QtBot, theme: Theme, pages: Path) -> None:
    first = another(qtbot, theme)
    claimed = keep_pages(first)
    assert claimed is not None
    first.session.add_stroke(line(0))
    second = another(qtbot, theme)
    other = keep_pages(second)
    assert other is not None
    assert other.folder != claimed.folder, "a window beside it has a page of its own"
    assert not second.session.state.ink.strokes
    for window, claim in ((first, claimed), (second, other)):
        window.close()
        claim.release(forget=not window.kept)
    assert [path.name for path in pages.iterdir()] == [claimed.folder.name], "an empty page leaves nothing"
    third = another(qtbot, theme)
    claimed = keep_pages(third)
    assert claimed is not None
    assert len(third.session.state.ink) == 1
    third.close()
    claimed.release(forget=False)


@pytest.mark.usefixtures("pages")
def test_the_document_is_known_again_after_a_crash(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    first = another(qtbot, theme)
    claimed = keep_pages(first)
    assert claimed is not None
    first.session.add_stroke(line(0))
    first.documents._start(tmp_path / "letter.hcr")
    qtbot.waitUntil(lambda: not first.documents.saving)
    first.session.add_stroke(line(1))
    work = Journal(claimed.folder).work  # what a crash now would leave
    assert (work.file, work.saved) == (str(tmp_path / "letter.hcr"), False)
    first.close()
    claimed.release(forget=False)
    second = another(qtbot, theme)
    claimed = keep_pages(second)
    assert claimed is not None
    assert second.windowTitle() == "letter.hcr[*] - HCR Desktop"
    assert second.isWindowModified()
    second.close()
    claimed.release(forget=False)


def test_where_no_journal_can_be_kept_it_is_told(qtbot: QtBot, window: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("hcr_desktop.app.journals_folder", lambda: tmp_path / "file" / "pages")
    assert keep_pages(window) is None
    qtbot.waitUntil(lambda: len(window.message.sentences) == 1)
    assert window.message.sentences[0].startswith("What you write cannot be kept for after a crash")


def test_a_lock_of_a_window_that_is_gone_is_no_lock(tmp_path: Path) -> None:
    claimed = journals.claim(tmp_path)
    Journal(claimed.folder)
    assert journals.claim(tmp_path).folder != claimed.folder
    claimed.release(forget=False)
    assert journals.claim(tmp_path).folder == claimed.folder
