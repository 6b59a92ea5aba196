"""The window as a whole: from pen to text, both sides, selection both ways, one undo."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from hcr_desktop.document.text import RecognisedText
from hcr_desktop.ui.desktop import Desktop
from hcr_desktop.ui.theme import TARGET
from hcr_desktop.ui.tools import Tool
from tests.document.readings import reading
from tests.ui.conftest import FakeReader

Settle = Callable[[], None]


def draw(window: Desktop, index: int) -> None:
    """One short stroke of a row, with the mouse."""
    target = window.canvas.viewport()
    x = 60 + 40 * index
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=QPoint(x, 60))
    QTest.mouseMove(target, QPoint(x + 20, 100))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=QPoint(x + 20, 100))


def write(window: Desktop, settle: Settle, count: int) -> None:
    for index in range(count):
        draw(window, index)
    settle()


def shown(window: Desktop) -> str:
    return window.panel.transcript.toPlainText()


def picture_file(folder: Path, name: str = "page.png") -> Path:
    path = folder / name
    image = np.full((100, 240), 255, np.uint8)
    cv2.putText(image, "word", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 3)
    assert cv2.imwrite(str(path), image)
    return path


def test_what_is_written_appears_as_text(window: Desktop, settle: Settle) -> None:
    write(window, settle, 3)
    assert shown(window) == "abc"
    assert window.status.doing == "Ready"


def test_undo_redo_clear(window: Desktop, settle: Settle) -> None:
    write(window, settle, 3)
    window.actions_.undo.trigger()
    settle()
    assert shown(window) == "ab"
    window.actions_.clear.trigger()
    assert shown(window) == ""
    assert not window.actions_.clear.isEnabled()
    window.actions_.undo.trigger()
    settle()
    assert shown(window) == "ab"
    assert len(window.canvas.ink) == 2
    window.actions_.redo.trigger()
    assert shown(window) == ""


def test_the_eraser_takes_a_stroke_and_its_character(window: Desktop, settle: Settle) -> None:
    write(window, settle, 3)
    window.use(Tool.ERASER)
    QTest.mouseClick(window.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(110, 80))
    settle()
    assert shown(window) == "ac"


def test_an_edit_survives_more_writing(window: Desktop, settle: Settle) -> None:
    write(window, settle, 2)
    field = window.panel.transcript
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "Xy")
    draw(window, 2)
    settle()
    assert shown(window) == "Xyc"
    for _ in range(2):
        window.actions_.undo.trigger()
        settle()
    assert shown(window) == "ab"


def test_tapping_ink_selects_its_character_and_offers_readings(window: Desktop, settle: Settle) -> None:
    write(window, settle, 3)
    window.use(Tool.SELECT)
    QTest.mouseClick(window.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(110, 80))
    assert window.panel.transcript.textCursor().selectedText() == "b"
    assert window.canvas.selected == (1,)
    window.panel.candidates.chosen.emit("o")
    settle()
    assert shown(window) == "aoc"
    assert window.session.state.text.spans[1].pinned
    window.actions_.undo.trigger()
    settle()
    assert shown(window) == "abc"


def test_the_caret_lights_the_ink(window: Desktop, settle: Settle, qtbot: QtBot) -> None:
    write(window, settle, 3)
    window.activateWindow()
    field = window.panel.transcript
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClick(field, Qt.Key.Key_Home)
    QTest.keyClick(field, Qt.Key.Key_Right)
    assert window.canvas.selected == (1,)
    assert len(window.canvas.lit_boxes()) == 1
    QTest.keyClick(field, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert window.canvas.selected == (0,)
    QTest.mousePress(window.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert window.canvas.selected == ()
    QTest.mouseRelease(window.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 200))


def test_a_picture_is_opened_beside_the_canvas(window: Desktop, settle: Settle, tmp_path: Path) -> None:
    write(window, settle, 2)
    window.open_files([picture_file(tmp_path), picture_file(tmp_path, "two.png")])
    settle()
    assert shown(window) == "word"
    assert window.view is window.gallery.view
    assert window.session.state.sheet.name == "two.png"
    assert not window.actions_.pen.isEnabled()
    window.actions_.write.trigger()
    assert shown(window) == "ab"
    assert window.view is window.canvas
    window.actions_.picture.trigger()
    assert shown(window) == "word"
    window.gallery._close.click()
    settle()
    assert window.session.state.sheet.name == "page.png"


def test_a_click_on_a_box_selects_its_character(window: Desktop, settle: Settle, tmp_path: Path) -> None:
    window.open_files([picture_file(tmp_path)])
    settle()
    view = window.gallery.view
    spot = view.to_view().map(QPoint(75, 40))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert view.selected == (1,)
    assert window.panel.transcript.textCursor().selectedText() == "o"


def test_without_a_picture_the_picture_side_invites(window: Desktop, settle: Settle) -> None:
    write(window, settle, 2)
    window.actions_.picture.trigger()
    assert shown(window) == ""
    assert window.panel.transcript.isReadOnly()
    assert not window.actions_.copy.isEnabled()
    window.actions_.undo.trigger()
    settle()
    assert shown(window) == "a"
    assert window.view is window.canvas


def test_what_cannot_be_opened_is_one_sentence_and_touches_nothing(window: Desktop, settle: Settle, tmp_path: Path) -> None:
    write(window, settle, 2)
    before = window.session.state
    empty = tmp_path / "empty.png"
    empty.touch()
    window.open_files([empty])
    settle()
    assert len(window.message.sentences) == 1
    assert window.message.sentences[0].startswith("empty.png: ")
    assert window.message.isVisible()
    assert window.session.state is before
    window.message.clear()
    assert not window.message.isVisible()


def test_copy_puts_all_text_on_the_clipboard(window: Desktop, settle: Settle) -> None:
    write(window, settle, 3)
    window.actions_.copy.trigger()
    assert QGuiApplication.clipboard().text() == "abc"


def test_what_is_read_for_can_be_chosen(window: Desktop, settle: Settle, reader: FakeReader) -> None:
    write(window, settle, 1)
    window.panel.modes.buttons["digits"].click()
    settle()
    options = reader.asked[-1]
    assert options is not None
    assert (options.charset, options.language) == ("digits", "en")
    window.panel.modes.buttons["text"].click()
    window.panel.modes.language.click()
    settle()
    options = reader.asked[-1]
    assert options is not None
    assert (options.charset, options.language) == ("all", None)


def test_slow_reading_is_told(window: Desktop, settle: Settle, reader: FakeReader, qtbot: QtBot) -> None:
    reader.free.clear()
    draw(window, 0)
    qtbot.waitUntil(lambda: window.status.doing == "Reading…")
    reader.free.set()
    settle()
    assert window.status.doing == "Ready"


@pytest.mark.parametrize("size", [(1024, 600), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_nothing_is_cut_off(window: Desktop, settle: Settle, size: tuple[int, int], theme_name: str) -> None:
    window.theme.choose(theme_name)
    window.resize(*size)
    write(window, settle, 3)
    for part in window.findChildren(QWidget):
        if part.isVisible() and part.window() is window and isinstance(part, QToolButton):
            assert part.width() >= part.sizeHint().width() - 1, part.accessibleName()
            assert min(part.width(), part.height()) >= TARGET, part.accessibleName()
            assert part.accessibleName() or part.text(), "every button has a name"
    assert window.canvas.width() > size[0] * 0.5
    window.theme.choose("light")


def test_ink_of_any_unit_is_put_where_it_can_be_seen(window: Desktop, settle: Settle, tmp_path: Path) -> None:
    for name, scale in (("tablet.json", 100.0), ("metres.json", 0.001)):
        path = tmp_path / name
        path.write_text(json.dumps({"strokes": [[[-9 * scale, 0], [400 * scale, 80 * scale]], [[0, 0], [scale, scale]]]}))
        window.open_files([path])
        settle()
    assert len(window.session.state.ink) == 4
    first, _, second, _ = window.session.state.ink.strokes
    wide = window.canvas.viewport().width()
    for stroke in (first, second):
        assert stroke.box.left == pytest.approx(48)
        assert stroke.box.right == pytest.approx(wide - 48, abs=1)
    assert second.box.top >= first.box.bottom
    assert sorted(shown(window)) == list("abcd")


def test_the_menu_opens_by_key(window: Desktop, qtbot: QtBot) -> None:
    menu = window.work.toolbar.menu
    # An open menu waits for the person: however long it takes to open, it is closed once it has.
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu.close))
    with qtbot.waitSignal(menu.aboutToShow):
        window.actions_.menu.trigger()


def test_pasting_from_an_empty_clipboard_is_told(window: Desktop) -> None:
    QGuiApplication.clipboard().clear()
    window.actions_.paste.trigger()
    assert window.message.sentences == ("There is no picture to paste: copy a picture or a picture file first.",)


def test_a_page_is_shown_line_by_line_as_it_is_read(window: Desktop, reader: FakeReader, settle: Settle, qtbot: QtBot) -> None:
    lines = [f"line {number}" for number in range(60)]
    reader.parts = [reading("\n".join(lines[:40]))]
    reader.free.clear()
    window.session.open_picture("page.png", np.full((100, 240), 255, np.uint8))
    qtbot.waitUntil(lambda: shown(window) == "\n".join(lines[:40]))
    assert window.panel.transcript.verticalScrollBar().value() == 0, "one reads it from its top"
    qtbot.waitUntil(lambda: window.status.doing == "Reading…")
    reader.free.set()
    settle()
    assert shown(window) == "word", "the whole comes last"
    assert window.session.can_undo
    window.session.undo()
    assert not window.session.can_undo, "opening it was the only step"


def test_what_a_person_edits_while_a_page_is_read_stays(window: Desktop, reader: FakeReader, settle: Settle, qtbot: QtBot) -> None:
    whole = reader.read_picture()
    reader.parts = [RecognisedText(whole.spans[:2], ("wo",))]
    reader.free.clear()
    window.session.open_picture("page.png", np.full((100, 240), 255, np.uint8))
    qtbot.waitUntil(lambda: shown(window) == "wo")
    window.panel.transcript.setFocus()
    QTest.keyClick(window.panel.transcript, Qt.Key.Key_End)
    QTest.keyClick(window.panel.transcript, Qt.Key.Key_Backspace)
    QTest.keyClicks(window.panel.transcript, "a")
    assert shown(window) == "wa"
    reader.free.set()
    settle()
    assert shown(window) == "ward"
    window.actions_.undo.trigger()
    settle()
    assert shown(window) == "word"
