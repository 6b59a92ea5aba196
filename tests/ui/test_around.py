"""Around the writing: preferences, keys, the left hand, the pen's menu, touch targets, names, and words in any language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QLineEdit, QMenu, QTabBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from hcr_desktop.document.ink import Ink
from hcr_desktop.document.paper import Paper
from hcr_desktop.settings import NIBS, Settings
from hcr_desktop.ui.desktop import Desktop
from hcr_desktop.ui.preferences import Preferences
from hcr_desktop.ui.shortcuts import Shortcuts
from hcr_desktop.ui.theme import TARGET, Theme
from hcr_desktop.ui.words import name_of, value_name
from tests.ui.conftest import FakeReader, line

Settle = Callable[[], None]


def test_every_setting_of_the_table_has_words_and_a_place(qtbot: QtBot, theme: Theme) -> None:
    dialog = Preferences(Settings(), theme)
    qtbot.addWidget(dialog)
    for entry in fields(Settings):
        if not entry.metadata["group"]:
            assert entry.name not in dialog.fields
            continue
        assert name_of(entry.name)
        part = dialog.fields[entry.name]
        if isinstance(part, QComboBox):
            words = [part.itemText(index) for index in range(part.count())]
            assert words == [value_name(entry.name, value) for value in entry.metadata["choices"]]
            assert len(set(words)) == len(words)


def test_a_preference_counts_at_once(qtbot: QtBot, theme: Theme) -> None:
    dialog = Preferences(Settings(), theme)
    qtbot.addWidget(dialog)
    heard: list[tuple[str, str]] = []
    dialog.chosen.connect(lambda name, value: heard.append((name, value)))
    wrap, hand = dialog.fields["wrap"], dialog.fields["hand"]
    assert isinstance(wrap, QCheckBox)
    assert isinstance(hand, QComboBox)
    wrap.click()
    hand.activated.emit(1)
    assert heard == [("wrap", "off"), ("hand", "left")]


def test_the_sheet_has_every_key(qtbot: QtBot, window: Desktop) -> None:
    sheet = Shortcuts(window.actions_)
    qtbot.addWidget(sheet)
    words = {label.text() for label in sheet.findChildren(QLabel)}
    for action in window.actions_.all():
        if action.shortcuts() and action not in window.actions_.choices:
            assert action.text().rstrip("…") in words
    assert {"Ctrl+1 to Ctrl+6", "Choose a reading"} <= words


def test_no_key_means_two_things(window: Desktop) -> None:
    keys = [key.toString() for action in window.actions_.all() for key in action.shortcuts()]
    assert len(set(keys)) == len(keys)


def test_for_the_left_hand_the_window_is_mirrored(window: Desktop) -> None:
    def text_is_left() -> bool:
        return (
            window.panel.mapTo(window, window.panel.rect().topLeft()).x() < window.canvas.mapTo(window, window.canvas.rect().topLeft()).x()
        )

    assert not text_is_left()
    window.choices.set(hand="left")
    QCoreApplication.processEvents()
    assert text_is_left()
    assert window.canvas.layoutDirection() == Qt.LayoutDirection.LeftToRight
    window.choices.set(hand="right")


def test_the_pens_menu(window: Desktop, settle: Settle, reader: FakeReader) -> None:
    window.session.add_ink(Ink((line(0), line(1))))
    settle()
    menu = window.work.pen_menu
    menu.buttons["nib"]["broad"].click()
    menu.buttons["colour"]["blue"].click()
    assert (window.canvas.nib.width, window.canvas.nib.colour) == (NIBS["broad"], "blue")
    menu.buttons["paper"]["boxed"].click()
    settle()
    assert window.canvas.paper is Paper.BOXED
    options = reader.asked[-1]
    assert options is not None
    assert options.layout == "boxes", "they are read as boxes"
    window.actions_.undo.trigger()
    settle()
    assert window.canvas.paper is Paper.RULED, "paper is undone like everything else"
    assert menu.buttons["paper"]["ruled"].isChecked()


def pressable(window: QWidget) -> Iterator[QWidget]:
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        for part in window.findChildren(kind):
            if part.isVisible() and not isinstance(part.parent(), QTabBar):
                yield part


@pytest.mark.parametrize("hand", ["right", "left"])
def test_everything_pressed_is_large_and_has_a_name(window: Desktop, settle: Settle, hand: str) -> None:
    window.session.add_ink(Ink((line(0), line(1))))
    settle()
    window.resize(1024, 600)
    window.choices.set(hand=hand)
    window.actions_.find.trigger()
    window.correcting.select((1,))
    window.message.say("Something went wrong.")
    QCoreApplication.processEvents()
    parts = list(pressable(window))
    assert len(parts) > 25
    for part in parts:
        assert min(part.width(), part.height()) >= TARGET, part.accessibleName()
        assert part.accessibleName() or (isinstance(part, QAbstractButton) and part.text())
    window.choices.set(hand="right")


def test_every_button_is_reached_with_the_keyboard(window: Desktop) -> None:
    for part in pressable(window):
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus, part.accessibleName()


class Brackets(QTranslator):
    """A language in which every word stands in brackets."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        del context, disambiguation, n
        return f"[{text}]"


def test_every_word_can_be_translated(qtbot: QtBot, theme: Theme) -> None:
    app = QCoreApplication.instance()
    assert app is not None
    brackets = Brackets()
    app.installTranslator(brackets)
    try:
        window = Desktop(FakeReader, Settings(theme=theme.choice), theme)
        qtbot.addWidget(window)
        window.show()
        dialogs: list[QWidget] = [window, Preferences(Settings(), theme, window), Shortcuts(window.actions_, window), window.work.pen_menu]
        words = [word for dialog in dialogs for word in spoken(dialog)] + [action.text() for action in window.findChildren(QAction)]
        plain = {word for word in words if word and word.strip("0123456789 %·<") and not word.startswith("[") and not is_key(window, word)}
        assert not plain
        window.close()
    finally:
        app.removeTranslator(brackets)


def spoken(part: QWidget) -> Iterator[str]:
    """Every word that a part shows or that a screen reader says of it."""
    for each in part.findChildren(QWidget):
        if each.objectName().startswith("qt_") or isinstance(each.parent(), QTabBar):
            continue
        yield each.accessibleName()
        yield each.toolTip()
        if isinstance(each, (QLabel, QAbstractButton)):
            yield each.text()


def is_key(window: Desktop, word: str) -> bool:
    keys = {"  ".join(key.toString(key.SequenceFormat.NativeText) for key in action.shortcuts()) for action in window.actions_.all()}
    return word in keys or word.replace("&", "") == "Close"  # Qt's own button


def test_the_menu_fits_on_a_low_screen_and_holds_every_action(window: Desktop) -> None:
    menu = window.work.toolbar.menu
    assert menu.sizeHint().height() <= 600
    held = {action for part in (menu, *menu.findChildren(QMenu)) for action in part.actions()}
    bar = {button.defaultAction() for button in window.findChildren(QToolButton)}
    assert set(window.actions_.all()) - held - bar <= {*window.actions_.choices, window.actions_.last_doubt}
