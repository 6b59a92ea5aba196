"""What a person does at the kiosk, and that nothing of it is left for the next."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from hcr_desktop.document.ink import Stroke
from hcr_desktop.document.text import Span
from hcr_desktop.kiosk.config import Actions, Idle, KioskConfig, Reading, Save, Screen
from hcr_desktop.ui.bridge import Activity
from hcr_desktop.ui.kiosk.keyboard import Act
from hcr_desktop.ui.kiosk.shell import STUCK, Kiosk
from hcr_desktop.ui.kiosk.style import LEAST
from tests.ui.conftest import FakeReader
from tests.ui.kiosk.conftest import Make, key_of, press, write

SIZES = (QSize(800, 480), QSize(1024, 600), QSize(1280, 800), QSize(1920, 1080), QSize(480, 800), QSize(600, 1024), QSize(1080, 1920))


def test_what_is_written_is_read(qtbot: QtBot, kiosk: Kiosk) -> None:
    write(qtbot, kiosk)
    assert kiosk.write.text.toPlainText() == "abc"


def test_undo_redo_and_starting_over(qtbot: QtBot, kiosk: Kiosk) -> None:
    write(qtbot, kiosk)
    press(kiosk.write.undo)
    assert len(kiosk.session.state.ink.strokes) == 2
    press(kiosk.write.redo)
    press(kiosk.write.anew)
    assert kiosk.session.state.ink.strokes == ()
    press(kiosk.write.undo)
    assert len(kiosk.session.state.ink.strokes) == 3


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width()}x{size.height()}")
def test_every_button_is_a_thumb_wide_and_on_the_screen(qtbot: QtBot, make: Make, size: QSize) -> None:
    kiosk = make(size)
    write(qtbot, kiosk, 1)
    for page in (kiosk.write, kiosk.edit, kiosk.leave):
        kiosk.pages.setCurrentWidget(page)
        if page is kiosk.edit:
            kiosk.edit.begin()
        QGuiApplication.processEvents()
        shown = [button for button in page.findChildren(QToolButton) if button.isVisible()]
        assert shown
        for button in shown:
            assert min(button.width(), button.height()) >= LEAST, (button.accessibleName(), button.size())
            assert kiosk.rect().contains(button.rect().translated(button.mapTo(kiosk, button.rect().topLeft()))), button.accessibleName()
            assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width() - 4, button.accessibleName()
    narrow = min(place.width() for _, place in kiosk.edit.keyboard.places())
    low = min(place.height() for _, place in kiosk.edit.keyboard.places())
    assert low >= LEAST
    assert narrow >= (LEAST if size.width() >= 560 else size.width() / 10.5)  # ten letters stand in a row, whatever the screen


def test_only_what_is_allowed_is_shown(make: Make) -> None:
    kiosk = make(actions=Actions(edit=False, copy=False, large=True, qr=False, save=False), reading=Reading(modes=("digits",)))
    assert list(kiosk.write.actions_) == ["large"]
    assert not kiosk.write.modes.isVisible()
    kiosk.session.edit_text("x")
    press(kiosk.write.text.viewport())
    assert kiosk.pages.currentWidget() is kiosk.write


def test_the_first_mode_is_that_of_a_new_page(make: Make, reader: FakeReader, qtbot: QtBot) -> None:
    kiosk = make(reading=Reading(modes=("digits", "text")))
    write(qtbot, kiosk, 1)
    assert reader.asked[-1] is not None
    assert reader.asked[-1].charset == "digits"
    kiosk.write.modes.buttons["text"].click()
    kiosk.wipe()
    assert kiosk.settings.mode == "digits"
    assert kiosk.write.modes.buttons["digits"].isChecked()


def test_copy(qtbot: QtBot, kiosk: Kiosk) -> None:
    write(qtbot, kiosk)
    press(kiosk.write.actions_["copy"])
    assert QGuiApplication.clipboard().text() == "abc"
    assert kiosk.toast.text() == "Copied"


def test_large_and_qr_show_the_text_and_forget_it(qtbot: QtBot, kiosk: Kiosk) -> None:
    write(qtbot, kiosk)
    for name, page in (("large", kiosk.large), ("qr", kiosk.qr)):
        press(kiosk.write.actions_[name])
        assert kiosk.pages.currentWidget() is page
        assert page.shown == "abc"
        press(page)
        assert kiosk.pages.currentWidget() is kiosk.write
        assert page.shown == ""


def test_a_text_too_long_for_a_code_is_said(kiosk: Kiosk) -> None:
    kiosk.session.edit_text("long " * 600)
    press(kiosk.write.actions_["qr"])
    assert kiosk.pages.currentWidget() is kiosk.write
    assert kiosk.toast.text() == "This text is too long for a QR code on this screen."


def test_save(qtbot: QtBot, kiosk: Kiosk, tmp_path: Path) -> None:
    write(qtbot, kiosk)
    press(kiosk.write.actions_["save"])
    qtbot.waitUntil(lambda: bool(kiosk.toast.text()))
    [saved] = tmp_path.glob("note-*.txt")
    assert saved.read_text() == "abc\n"
    assert kiosk.toast.text() == f"Saved as {saved.name}"


def test_what_cannot_be_saved_is_said(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    kiosk = make(save=Save(folder=str(tmp_path / "gone"), usb=False))
    write(qtbot, kiosk, 1)
    press(kiosk.write.actions_["save"])
    qtbot.waitUntil(lambda: kiosk.toast.text().startswith("Nothing could be written to the folder for notes"))
    assert kiosk.write.actions_["save"].isEnabled()


def test_the_text_is_edited_with_the_keyboard_on_the_screen(qtbot: QtBot, kiosk: Kiosk) -> None:
    write(qtbot, kiosk)
    press(kiosk.write.text.viewport())
    assert kiosk.pages.currentWidget() is kiosk.edit
    keyboard = kiosk.edit.keyboard
    for key in (Act.ERASE, "x", " ", Act.SHIFT, "y", "z", Act.ENTER, Act.LEFT, Act.LEFT, Act.FIGURES, "7"):
        press(keyboard, key_of(keyboard, key))
    assert str(kiosk.session.state.text) == "abx Y7z\n"
    press(keyboard, key_of(keyboard, Act.DONE))
    assert kiosk.pages.currentWidget() is kiosk.write
    assert kiosk.write.text.toPlainText() == "abx Y7z\n"


def test_another_reading_is_chosen(qtbot: QtBot, kiosk: Kiosk) -> None:
    write(qtbot, kiosk)
    press(kiosk.write.actions_["edit"])
    other = kiosk.edit.readings.buttons[1]
    letter = other.text()
    press(other)
    assert str(kiosk.session.state.text) == "ab" + letter


def test_after_wiping_nothing_of_a_person_is_left(qtbot: QtBot, kiosk: Kiosk) -> None:
    before = {id(thing) for thing in left_over()}  # what earlier tests still hold
    write(qtbot, kiosk)
    press(kiosk.write.actions_["copy"])
    press(kiosk.write.actions_["edit"])
    press(kiosk.edit.keyboard, key_of(kiosk.edit.keyboard, "q"))
    kiosk.wipe()
    qtbot.waitUntil(lambda: kiosk.bridge.idle)
    QGuiApplication.processEvents()
    assert kiosk.blank
    assert QGuiApplication.clipboard().text() == ""
    assert not kiosk.session.can_undo
    assert not kiosk.session.can_redo
    for field in (kiosk.write.text, kiosk.edit.field):
        assert field.toPlainText() == ""
        assert not field.document().isUndoAvailable()
    assert kiosk.toast.text() == ""
    qtbot.waitUntil(lambda: not [thing for thing in left_over() if id(thing) not in before])


def left_over() -> list[object]:
    """Strokes and characters that something still holds; the reader's own stroke, which nobody wrote, has two points a side."""
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, Stroke | Span) and not _nobodys(thing)]


def _nobodys(thing: object) -> bool:
    return isinstance(thing, Stroke) and thing.xy.tolist() == [[0, 0], [4, 30], [0, 60]]


def test_what_is_read_when_the_page_is_wiped_is_not_shown(qtbot: QtBot, kiosk: Kiosk, reader: FakeReader) -> None:
    reader.free.clear()
    kiosk.session.edit_text("mine")
    from tests.ui.conftest import line  # noqa: PLC0415

    kiosk.session.add_stroke(line(0))
    kiosk.wipe()
    reader.free.set()
    qtbot.wait(50)
    assert str(kiosk.session.state.text) == ""
    assert kiosk.blank


def test_a_page_that_is_left_is_counted_down_and_wiped(qtbot: QtBot, make: Make) -> None:
    kiosk = make(idle=Idle(wipe_after=5, countdown=3))
    write(qtbot, kiosk)
    kiosk.idle._before.timeout.emit()
    assert kiosk.countdown.isVisible()
    for _ in range(3):
        kiosk.idle._second.timeout.emit()
    assert not kiosk.countdown.isVisible()
    assert kiosk.blank


def test_a_touch_ends_the_countdown_and_does_nothing_else(qtbot: QtBot, make: Make) -> None:
    kiosk = make(idle=Idle(wipe_after=5, countdown=3))
    write(qtbot, kiosk)
    kiosk.idle._before.timeout.emit()
    press(kiosk, QPointF(kiosk.write.anew.mapTo(kiosk, kiosk.write.anew.rect().center())))
    assert not kiosk.countdown.isVisible()
    assert kiosk.write.text.toPlainText() == "abc"


def test_over_an_empty_page_nothing_is_counted(make: Make) -> None:
    kiosk = make(idle=Idle(wipe_after=5, countdown=3))
    kiosk.idle._before.timeout.emit()
    assert not kiosk.countdown.isVisible()


def test_the_screen_turns_black_only_if_asked_and_a_touch_raises_it(make: Make) -> None:
    assert not make().idle._rest.isActive()
    kiosk = make(screen=Screen(blank_after=600))
    assert kiosk.idle._rest.isActive()
    kiosk.idle._rest.timeout.emit()
    assert kiosk.curtain.isVisible()
    press(kiosk, QPointF(200, 200))
    assert not kiosk.curtain.isVisible()
    assert kiosk.session.state.ink.strokes == ()


def test_the_place_of_everything_follows_the_screen(qtbot: QtBot, make: Make) -> None:
    kiosk = make(screen=Screen(greeting="Welcome"))
    text = kiosk.write.text
    kiosk.setFixedSize(QSize(480, 800))
    qtbot.waitUntil(lambda: text.mapTo(kiosk, text.rect().topLeft()).y() > 400)
    kiosk.setFixedSize(QSize(800, 480))
    qtbot.waitUntil(lambda: text.mapTo(kiosk, text.rect().topLeft()).x() > 400)


def test_a_reader_that_never_answers_is_noticed(kiosk: Kiosk) -> None:
    assert not kiosk.stuck
    kiosk.bridge.activity = Activity.READING
    kiosk._reading_since -= STUCK + 1
    assert kiosk.stuck


def test_the_whole_screen_is_covered_and_followed(qtbot: QtBot, kiosk: Kiosk) -> None:
    kiosk.setMinimumSize(QSize(0, 0))
    kiosk.setMaximumSize(QSize(16777215, 16777215))
    kiosk._bounds = None
    kiosk._cover()
    assert kiosk.geometry() == kiosk.screen().geometry()
    assert kiosk.isFullScreen()
    kiosk.showNormal()
    qtbot.waitUntil(kiosk.isFullScreen)


def test_the_defaults_make_a_kiosk(make: Make) -> None:
    default = KioskConfig()
    kiosk = make(actions=default.actions, save=default.save, idle=default.idle, leave=default.leave)
    assert list(kiosk.write.actions_) == ["edit", "large", "qr", "copy"]
