"""The editable text: readings change only what differs; caret, selection and scroll stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.transcript import Transcript
from tests.document.readings import reading


@pytest.fixture
def field(qtbot: QtBot, theme: Theme) -> Transcript:
    """The field in a window of its own, with the keyboard."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    made = Transcript(theme)
    column.addWidget(made)
    qtbot.addWidget(holder)
    made.keep = holder  # type: ignore[attr-defined]
    holder.resize(300, 200)
    holder.show()
    holder.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.fixture
def edits(field: Transcript) -> list[tuple[str, int, bool]]:
    made: list[tuple[str, int, bool]] = []
    field.edited.connect(lambda *values: made.append(values))
    return made


def put_caret(field: Transcript, at: int, stop: int | None = None) -> None:
    cursor = field.textCursor()
    cursor.setPosition(at)
    if stop is not None:
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)


def caret(field: Transcript) -> int:
    return field.textCursor().position()


def test_readings_are_shown_and_are_no_edits(field: Transcript, edits: list[tuple[str, int, bool]]) -> None:
    for text in ("c", "cat", "cat\nsat", "hat\nsat", ""):
        field.show_text(reading(text))
        assert field.toPlainText() == text
    assert not edits


@pytest.mark.parametrize(
    ("old", "at", "new", "then"),
    [
        ("cat", 3, "cat sat", 3),
        ("cat", 0, "a cat", 0),
        ("cat sat", 4, "cats sat", 5),
        ("cat sat", 4, "hat sat", 4),
        ("cat sat mat", 8, "cat mat", 4),
        ("cat sat mat", 6, "cat mat", 4),
        ("cat\nsat", 5, "dog cat\nsit on", 9),
    ],
)
def test_the_caret_stays_where_the_person_left_it(field: Transcript, old: str, at: int, new: str, then: int) -> None:
    field.show_text(reading(old))
    put_caret(field, at)
    field.show_text(reading(new))
    assert field.toPlainText() == new
    assert caret(field) == then


def test_a_selection_stays(field: Transcript) -> None:
    field.show_text(reading("cat sat"))
    put_caret(field, 4, 7)
    field.show_text(reading("a cat sat on"))
    assert field.textCursor().selectedText() == "sat"


def test_the_field_does_not_scroll_under_somebody_who_edits(field: Transcript) -> None:
    lines = [f"line {n}" for n in range(60)]
    field.show_text(reading("\n".join(lines)))
    field.verticalScrollBar().setValue(30)
    put_caret(field, field.document().findBlockByNumber(32).position())
    top = field.verticalScrollBar().value()
    field.show_text(reading("\n".join([*lines, "and one more"])))
    assert field.verticalScrollBar().value() == top
    field.show_text(reading("\n".join(["first", *lines, "and one more"])))
    assert field.verticalScrollBar().value() == top + 1, "the same lines are in view"
    assert field.textCursor().block().text() == "line 32"


def test_a_field_nobody_edits_follows_the_writing(field: Transcript, qtbot: QtBot) -> None:
    field.clearFocus()
    qtbot.waitUntil(lambda: not field.hasFocus())
    for n in range(1, 40):
        field.show_text(reading("\n".join(f"line {k}" for k in range(n))))
    assert field.verticalScrollBar().value() == field.verticalScrollBar().maximum() > 0


def test_typing_is_told_with_the_caret_and_whether_it_goes_on(field: Transcript, edits: list[tuple[str, int, bool]]) -> None:
    field.show_text(reading("ct"))
    put_caret(field, 1)
    QTest.keyClicks(field, "ab c")
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    put_caret(field, 0)
    QTest.keyClicks(field, "x")
    assert edits == [
        ("cat", 2, False),
        ("cabt", 3, True),
        ("cab t", 4, False),
        ("cab ct", 5, True),
        ("cab t", 4, True),
        ("xcab t", 1, False),
    ]


def test_a_reading_that_comes_while_an_input_method_composes_waits(field: Transcript, edits: list[tuple[str, int, bool]]) -> None:
    field.show_text(reading("cat"))
    put_caret(field, 3)
    QApplication.sendEvent(field, QInputMethodEvent("s", []))
    field.show_text(reading("hat"))
    assert field.document().toPlainText() == "cat"
    assert not edits
    event = QInputMethodEvent("", [])
    event.setCommitString("s")
    QApplication.sendEvent(field, event)
    assert edits == [("cats", 4, False)]


def test_undo_keys_are_left_to_the_window(field: Transcript, qtbot: QtBot) -> None:
    asked: list[int] = []
    parent = field.window()
    parent.keyPressEvent = lambda event: asked.append(event.key())  # type: ignore[method-assign]
    QTest.keyClicks(field, "a")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.toPlainText() == "a"
    assert Qt.Key.Key_Z in asked
    del qtbot


def test_the_caret_tells_which_characters_are_meant(field: Transcript, qtbot: QtBot) -> None:
    field.show_text(reading("cat sat"))
    for move, spans in (
        (lambda: put_caret(field, 1), (1,)),
        (lambda: put_caret(field, 3), (2,)),
        (lambda: put_caret(field, 4), (3,)),
        (lambda: put_caret(field, 7), (5,)),
        (lambda: put_caret(field, 2, 5), (2, 3)),
    ):
        check(field, qtbot, move, spans)


def check(field: Transcript, qtbot: QtBot, move: Callable[[], None], spans: tuple[int, ...]) -> None:
    with qtbot.waitSignal(field.spans_selected) as signal:
        move()
    assert signal.args == [spans]


def test_selecting_from_outside_selects_the_character_silently(field: Transcript, qtbot: QtBot) -> None:
    field.show_text(reading("cat sat"))
    with qtbot.assertNotEmitted(field.spans_selected):
        field.select_spans((3,), caret=True)
    assert field.textCursor().selectedText() == "s"
    assert field.textCursor().selectionStart() == 4


def test_pasted_pictures_are_handed_on_and_text_is_text(field: Transcript, qtbot: QtBot) -> None:
    mime = QMimeData()
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    mime.setImageData(image)
    assert field.canInsertFromMimeData(mime)
    with qtbot.waitSignal(field.pasted):
        field.insertFromMimeData(mime)
    words = QMimeData()
    words.setText("hello")
    field.insertFromMimeData(words)
    assert field.toPlainText() == "hello"
