"""Somebody tries to get out of the kiosk."""

from __future__ import annotations

import itertools
import random

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QPointingDevice,
    QShortcut,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hcr_desktop.kiosk.config import Leave
from hcr_desktop.kiosk.pin import FREE, LENGTH
from hcr_desktop.ui.kiosk.shell import Kiosk
from tests.ui.kiosk.conftest import PIN, Make, ask_pin, drag, key_of, press, type_pin, write

MODIFIERS = [
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.MetaModifier,
]

COMBINATIONS = [
    combination
    for count in range(len(MODIFIERS) + 1)
    for combination in itertools.combinations(MODIFIERS, count)
]  # fmt: skip


KEYS = sorted({key.value for key in Qt.Key})


def still_there(kiosk: Kiosk) -> bool:
    """Whether the kiosk is all there is: shown, alone, and not left."""
    others = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and not isinstance(widget, Kiosk)]
    closed = QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None
    return kiosk.isVisible() and not kiosk.guard.open and not others and closed


def pages(kiosk: Kiosk) -> list[QWidget]:
    return [kiosk.pages.widget(index) for index in range(kiosk.pages.count())]


@pytest.mark.parametrize("page", range(5))
def test_no_key_and_no_combination_does_anything(qtbot: QtBot, kiosk: Kiosk, page: int) -> None:
    left: list[int] = []
    kiosk.left.connect(lambda: left.append(1))
    write(qtbot, kiosk)
    kiosk.pages.setCurrentIndex(page)
    if kiosk.pages.currentWidget() is kiosk.edit:
        kiosk.edit.begin()
    shown = kiosk.pages.currentWidget()
    handle = kiosk.windowHandle()
    for combination in COMBINATIONS:
        modifier = Qt.KeyboardModifier.NoModifier
        for one in combination:
            modifier |= one
        for key in KEYS:
            text = chr(key).lower() if 0x20 <= key < 0x7F else ""
            for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(handle, QKeyEvent(kind, key, modifier, text))
    QApplication.processEvents()
    assert still_there(kiosk)
    assert not left
    assert not kiosk.findChildren(QShortcut)
    assert kiosk.pages.currentWidget() is shown
    assert QGuiApplication.clipboard().text() == ""
    if shown is not kiosk.edit:
        assert str(kiosk.session.state.text) == "abc"
    assert len(kiosk.session.state.ink.strokes) == 3


def test_a_keyboard_types_while_the_text_is_edited_and_nothing_else(qtbot: QtBot, kiosk: Kiosk) -> None:
    write(qtbot, kiosk)
    press(kiosk.write.actions_["edit"])
    handle = kiosk.windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_X)
    QTest.keyClick(handle, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(handle, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(handle, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(handle, Qt.Key.Key_Tab)
    assert str(kiosk.session.state.text) == "abcx"
    assert QGuiApplication.clipboard().text() == ""


@pytest.mark.parametrize("cover", ["countdown", "curtain"])
def test_over_a_cover_no_key_types(qtbot: QtBot, kiosk: Kiosk, cover: str) -> None:
    write(qtbot, kiosk)
    press(kiosk.write.actions_["edit"])
    kiosk.idle.counting.emit(9) if cover == "countdown" else kiosk.curtain.fall()
    assert getattr(kiosk, cover).isVisible()
    for key in KEYS:
        QApplication.sendEvent(kiosk.windowHandle(), QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "x"))
        assert still_there(kiosk)
        if not getattr(kiosk, cover).isVisible():
            break  # it says that somebody is there, and no more
    assert str(kiosk.session.state.text) == "abc"


def test_closing_does_nothing(kiosk: Kiosk) -> None:
    for target in (kiosk.windowHandle(), kiosk):
        event = QCloseEvent()
        QApplication.sendEvent(target, event)
        assert not event.isAccepted()
    assert not kiosk.close()
    assert not kiosk.windowHandle().close()
    QApplication.closeAllWindows()
    assert still_there(kiosk)


def test_making_it_small_or_hiding_it_brings_it_back(qtbot: QtBot, kiosk: Kiosk) -> None:
    kiosk.showMinimized()
    qtbot.waitUntil(lambda: not kiosk.isMinimized() and still_there(kiosk))


def test_there_are_no_menus_and_no_tips(kiosk: Kiosk) -> None:
    for widget in [kiosk, *kiosk.findChildren(QWidget)]:
        point = widget.rect().center()
        if widget.isVisible():
            QApplication.sendEvent(widget, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, widget.mapToGlobal(point)))
            QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.WhatsThis, point, widget.mapToGlobal(point)))
    QTest.mouseClick(kiosk.windowHandle(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, QPoint(700, 60))
    assert still_there(kiosk)


def test_nothing_can_be_dropped(kiosk: Kiosk) -> None:
    data = QMimeData()
    data.setUrls([QUrl("file:///etc/passwd")])
    data.setText("stranger")
    handle = kiosk.windowHandle()
    point, buttons, keys = QPoint(300, 200), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for page in pages(kiosk):
        kiosk.pages.setCurrentWidget(page)
        for event in (
            QDragEnterEvent(point, Qt.DropAction.CopyAction, data, buttons, keys),
            QDropEvent(QPointF(point), Qt.DropAction.CopyAction, data, buttons, keys),
        ):
            QApplication.sendEvent(handle, event)
            assert not event.isAccepted()
        assert not any(widget.acceptDrops() for widget in page.findChildren(QWidget))
    assert still_there(kiosk)
    assert str(kiosk.session.state.text) == ""


def test_nothing_can_be_dragged_out_or_pasted_in(qtbot: QtBot, kiosk: Kiosk) -> None:
    write(qtbot, kiosk)
    press(kiosk.write.actions_["edit"])
    field = kiosk.edit.field
    drag(field.viewport(), [(10, 20), (60, 20), (200, 20), (-40, -40)])
    assert not field.textCursor().hasSelection()
    QGuiApplication.clipboard().setText("stranger")
    handle = kiosk.windowHandle()
    centre = field.viewport().mapTo(kiosk, field.viewport().rect().center())
    QTest.mouseClick(handle, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, centre)
    QTest.mouseDClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)
    QTest.keyClick(handle, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    field.paste()
    assert str(kiosk.session.state.text) == "abc"
    assert not field.textCursor().hasSelection()


def test_the_corner_asks_only_when_tapped_often_and_fast(kiosk: Kiosk) -> None:
    now = [0.0]
    kiosk.write.corner._clock = lambda: now[0]
    for _ in range(40):
        press(kiosk.write.corner)
        now[0] += 1.1
    assert kiosk.pages.currentWidget() is kiosk.write
    for _ in range(5):
        press(kiosk.write.corner)
    assert kiosk.pages.currentWidget() is kiosk.leave


def test_without_a_pin_the_corner_never_asks(make: Make) -> None:
    kiosk = make(leave=Leave())
    ask_pin(kiosk)
    ask_pin(kiosk)
    assert kiosk.pages.currentWidget() is kiosk.write


def test_the_right_pin_leaves_and_wipes(qtbot: QtBot, kiosk: Kiosk) -> None:
    write(qtbot, kiosk)
    ask_pin(kiosk)
    with qtbot.waitSignal(kiosk.left):
        type_pin(kiosk, PIN)
    assert kiosk.session.state.ink.strokes == ()
    assert kiosk.close()


def test_brute_force_is_held_up(kiosk: Kiosk) -> None:
    left: list[int] = []
    kiosk.left.connect(lambda: left.append(1))
    ask_pin(kiosk)
    for number in range(int(PIN) + 50):
        if number < FREE + 5 or number > int(PIN) - 5:
            type_pin(kiosk, f"{number:04}")
        else:
            kiosk.leave._gate.opens(f"{number:04}")
    assert not left
    assert not kiosk.leave.enter.isEnabled()
    assert kiosk.leave._said.text().startswith("Wait 0:0")
    press(kiosk.leave.back)
    ask_pin(kiosk)
    type_pin(kiosk, PIN)
    assert not left
    assert still_there(kiosk)


def test_a_wrong_pin_is_said_and_what_was_typed_is_forgotten(kiosk: Kiosk) -> None:
    ask_pin(kiosk)
    type_pin(kiosk, "1" * (LENGTH[1] + 5))
    assert kiosk.leave._said.text() == "That is not the PIN."
    assert kiosk.leave._digits == ""
    press(kiosk.leave.keys["4"])
    press(kiosk.leave.back)
    assert kiosk.leave._digits == ""


def test_the_pin_page_goes_by_itself(make: Make) -> None:
    kiosk = make()
    ask_pin(kiosk)
    kiosk.idle._before.timeout.emit()
    assert kiosk.countdown.isVisible()
    kiosk.idle.over.emit()
    assert kiosk.pages.currentWidget() is kiosk.write


def test_the_keyboard_has_no_way_out(kiosk: Kiosk) -> None:
    press(kiosk.write.text.viewport())
    keyboard = kiosk.edit.keyboard
    for key, place in keyboard.places():
        press(keyboard, place.center())
        press(keyboard, place.center())
        if kiosk.pages.currentWidget() is not kiosk.edit:
            kiosk._edit()
        assert still_there(kiosk), key
    assert key_of(keyboard, "q")


BUTTONS = [Qt.MouseButton.LeftButton] * 4 + [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.BackButton]


@pytest.mark.parametrize("seed", range(4))
def test_no_hand_that_taps_and_drags_anywhere_gets_out(qtbot: QtBot, kiosk: Kiosk, seed: int) -> None:
    left: list[int] = []
    kiosk.left.connect(lambda: left.append(1))
    write(qtbot, kiosk)
    chance = random.Random(seed)
    finger = QTest.createTouchDevice()
    seen: set[QWidget] = set()
    for turn in range(400):
        if turn % 20 == 0:
            kiosk.pages.setCurrentIndex(turn // 20 % kiosk.pages.count())
        seen.add(kiosk.pages.currentWidget())
        meddle(kiosk, chance, finger)
        assert still_there(kiosk), turn
    assert not left
    assert seen == set(pages(kiosk))


def meddle(kiosk: Kiosk, chance: random.Random, finger: QPointingDevice) -> None:
    """Something that a hand may do to a screen: tap, tap twice, drag, also to the edges, with any button or a finger."""
    handle, button = kiosk.windowHandle(), chance.choice(BUTTONS)
    keys = Qt.KeyboardModifier.ControlModifier if chance.random() < 0.2 else Qt.KeyboardModifier.NoModifier
    start, end = (QPoint(chance.randrange(kiosk.width()), chance.randrange(kiosk.height())) for _ in range(2))
    if chance.random() < 0.3:
        end = QPoint(*chance.choice([(0, 200), (799, 200), (400, 0), (400, 479), (0, 0), (799, 479)]))
    match chance.choice(("tap", "taps", "drag", "finger")):
        case "tap":
            QTest.mouseClick(handle, button, keys, start)
        case "taps":
            QTest.mouseDClick(handle, button, keys, start)
        case "drag":
            QTest.mousePress(handle, button, keys, start)
            QTest.mouseMove(handle, end)
            QTest.mouseRelease(handle, button, keys, end)
        case "finger":
            QTest.touchEvent(handle, finger).press(0, start, handle).commit()
            QTest.touchEvent(handle, finger).move(0, end, handle).commit()
            QTest.touchEvent(handle, finger).release(0, end, handle).commit()
