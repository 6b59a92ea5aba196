"""The text as an editor: find, size, wrap; and every way to copy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from hcr_desktop.document.ink import Ink
from hcr_desktop.ui.clipkeeper import FLAG, command, outlive, packed
from hcr_desktop.ui.copying import drawn
from hcr_desktop.ui.desktop import Desktop
from tests.ui.conftest import line

Settle = Callable[[], None]


@pytest.fixture
def page(window: Desktop, settle: Settle) -> Desktop:
    window.session.add_ink(Ink(tuple(line(i) for i in range(4))))
    settle()
    window.session.edit_text("one two One\nthree")
    return window


def test_finding_goes_round(page: Desktop) -> None:
    page.actions_.find.trigger()
    finder, field = page.panel.finder, page.panel.transcript
    QTest.keyClicks(finder.wanted, "one")
    assert finder.told == "2 found"
    places = []
    for _ in range(3):
        places.append(field.textCursor().selectionStart())
        QTest.keyClick(finder.wanted, Qt.Key.Key_Return)
    assert places == [0, 8, 0]
    finder.last()
    assert field.textCursor().selectedText() == "one"
    finder.wanted.setText("none of it")
    assert finder.told == "Nothing found"
    page._escape()
    assert not finder.isVisible()


def test_what_is_found_lights_up(window: Desktop, settle: Settle) -> None:
    window.session.add_ink(Ink(tuple(line(i) for i in range(4))))
    settle()
    window.actions_.find.trigger()
    QTest.keyClicks(window.panel.finder.wanted, "bc")
    assert window.correcting.selected == (1, 2)
    assert window.panel.finder.wanted.hasFocus(), "one types on"
    QTest.keyClicks(window.panel.finder.wanted, "x")
    assert window.panel.finder.told == "Nothing found"


def test_size_and_wrap_follow_the_settings(page: Desktop) -> None:
    field = page.panel.transcript
    heights = []
    for size in ("14", "32"):
        page.choices.set(font=size)
        heights.append(field.fontMetrics().height())
    assert heights[1] > 1.8 * heights[0]
    page.choices.set(wrap="off")
    assert field.lineWrapMode() == QPlainTextEdit.LineWrapMode.NoWrap
    page.choices.set(wrap="on")
    assert field.lineWrapMode() == QPlainTextEdit.LineWrapMode.WidgetWidth


def test_copy_and_clear(page: Desktop) -> None:
    page.actions_.cut.trigger()
    assert QGuiApplication.clipboard().text() == "one two One\nthree"
    assert not page.session.state.ink.strokes
    page.actions_.undo.trigger()
    assert page.panel.transcript.toPlainText() == "one two One\nthree"


def test_copy_as_image(page: Desktop) -> None:
    page.actions_.copy_image.trigger()
    image = QGuiApplication.clipboard().image()
    box = page.session.state.ink.box
    assert box is not None
    assert image.width() == pytest.approx(2 * (box.width + 32), abs=2)
    dark = [image.pixelColor(x, y).lightness() < 100 for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
    assert 0.005 < sum(dark) / len(dark) < 0.3
    assert drawn(Ink()).isNull()


def test_the_text_is_copied_by_itself_if_wanted(page: Desktop, settle: Settle) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    page.session.edit_text("abc")
    assert clipboard.text() == "before"
    page.choices.set(autocopy="on")
    page.session.edit_text("abcd!")
    assert clipboard.text() == "abcd!"
    page.session.add_stroke(line(5))
    settle()
    assert clipboard.text() == page.panel.transcript.toPlainText() != "abcd!"


def test_what_a_keeper_is_given(page: Desktop) -> None:
    assert not outlive(), "only X11 needs one"
    held = QMimeData()
    held.setText("é")
    assert packed(held) == {"text/plain": "w6k="}
    held = QMimeData()
    held.setImageData(drawn(page.session.state.ink))
    assert packed(held)["image/png"].startswith("iVBORw0KGgo")


def test_a_frozen_program_is_its_own_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command()[1:] == ["-m", "hcr_desktop.ui.clipkeeper"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command() == [sys.executable, FLAG]
    launcher = Path(__file__).parents[2] / "packaging" / "launcher.py"
    assert f'sys.argv[1:] == ["{FLAG}"]' in launcher.read_text()


def test_the_mode_is_shown_and_switched_with_one_touch(page: Desktop) -> None:
    modes = page.panel.modes
    assert modes.buttons["text"].isChecked()
    assert modes.language.accessibleName() == "English: on"
    modes.buttons["code"].click()
    assert page.settings.options.language is None
    assert not modes.language.isEnabled()
    assert modes.language.accessibleName() == "English: off"
    modes.buttons["letters"].click()
    assert page.settings.options.charset == "letters"
    modes.language.click()
    assert page.settings.options.language is None
    modes.buttons["text"].click()
    assert modes.language.accessibleName() == "English: off", "what was chosen stays"
