"""The application with a hand inside it: X tools can move a mouse only, so fingers and pens are synthesised by Qt itself.

``python tests/blackbox/touching.py RECORD STORY [FLAG...]`` opens the real window, plays a story on it and closes it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from hcr_desktop.app import application, run_desktop
from hcr_desktop.ui.desktop import Desktop, busy
from hcr_desktop.ui.view import View

Pointer = QPointingDevice.PointerType

PATIENCE = 120_000
"""Milliseconds after which something is held not to come any more."""


def window() -> Desktop:
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Desktop))


def paper() -> QWidget:
    """What lies under the hand, as the window system would find it."""
    found = QApplication.widgetAt(window().mapToGlobal(QPoint(300, 300)))
    assert isinstance(found.parent(), View)
    return found


def pen(kind: QEvent.Type, x: float, y: float, tip: Pointer = Pointer.Pen, pressure: float = 0.6) -> None:
    target = paper()
    can = QPointingDevice.Capability.Position | QPointingDevice.Capability.Pressure
    device = QPointingDevice("pen", 7, QPointingDevice.DeviceType.Stylus, tip, can, 1, 3)
    here, there = QPointF(x, y), QPointF(target.mapToGlobal(QPoint(round(x), round(y))))
    left = Qt.MouseButton.LeftButton
    event = QTabletEvent(kind, device, here, there, pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, left, left)
    QApplication.sendEvent(target, event)


def pen_line(*points: tuple[float, float], tip: Pointer = Pointer.Pen) -> None:
    pen(QEvent.Type.TabletPress, *points[0], tip)
    for point in points[1:]:
        pen(QEvent.Type.TabletMove, *point, tip)
    pen(QEvent.Type.TabletRelease, *points[-1], tip)


def photograph(name: str = "window.png") -> None:
    """Keep what is seen of the window beside the record."""
    QTest.qWait(100)
    assert window().grab().save(str(Path(sys.argv[1]).with_name(name)))


def finger(*points: tuple[int, int]) -> None:
    target = paper()
    QTest.touchEvent(target, TOUCH).press(0, QPoint(*points[0]), target).commit()
    for point in points[1:]:
        QTest.touchEvent(target, TOUCH).move(0, QPoint(*point), target).commit()
    QTest.touchEvent(target, TOUCH).release(0, QPoint(*points[-1]), target).commit()


def press(name: str) -> None:
    """Tap a button with a finger, near its corner."""
    button = next(each for each in window().findChildren(QAbstractButton) if each.accessibleName() == name)
    spot = button.rect().bottomRight() - QPoint(4, 4)
    QTest.touchEvent(button, TOUCH).press(0, spot, button).commit()
    QTest.touchEvent(button, TOUCH).release(0, spot, button).commit()


def two_fingers(*pairs: tuple[tuple[int, int], tuple[int, int]]) -> None:
    target = paper()
    first, last = pairs[0], pairs[-1]
    QTest.touchEvent(target, TOUCH).press(0, QPoint(*first[0]), target).press(1, QPoint(*first[1]), target).commit()
    for one, other in pairs[1:]:
        QTest.touchEvent(target, TOUCH).move(0, QPoint(*one), target).move(1, QPoint(*other), target).commit()
    QTest.touchEvent(target, TOUCH).release(0, QPoint(*last[0]), target).release(1, QPoint(*last[1]), target).commit()


def a_finger_writes() -> None:
    finger((100, 100), (140, 160), (180, 100))


def a_finger_takes_the_eraser() -> None:
    finger((100, 100), (140, 160), (180, 100))
    finger((300, 100), (340, 160), (380, 100))
    press("Eraser")
    finger((120, 90), (140, 190))
    press("Undo")
    press("Redo")


def a_pen_writes_and_the_palm_does_not() -> None:
    pen(QEvent.Type.TabletPress, 100, 100)
    finger((400, 400), (410, 410))
    pen(QEvent.Type.TabletMove, 150, 150)
    pen(QEvent.Type.TabletRelease, 150, 150)
    finger((400, 400), (410, 410))


def the_eraser_end_erases() -> None:
    pen_line((100, 100), (100, 200))
    pen_line((200, 100), (200, 200))
    pen_line((180, 150), (220, 150), tip=Pointer.Eraser)


def two_fingers_zoom_and_nothing_is_written() -> None:
    two_fingers(((200, 200), (300, 200)), ((150, 200), (350, 200)))
    finger((100, 100), (140, 160))


def two_fingers_move_the_page() -> None:
    finger((100, 100), (100, 640))  # the page grows below it
    two_fingers(((200, 400), (300, 400)), ((200, 300), (300, 300)))
    finger((200, 100), (240, 100))


def one_finger_moves_the_page_where_that_is_preferred() -> None:
    pen_line((100, 100), (100, 640))
    QTest.qWait(1000)  # the hand is still there for a moment after the pen
    finger((300, 400), (300, 350), (300, 300))
    pen_line((200, 100), (240, 100))


def a_pen_writes_thin_and_thick() -> None:
    for y, pressure in ((100, 0.1), (200, 1.0)):
        pen(QEvent.Type.TabletPress, 100, y, pressure=pressure)
        for x in range(110, 300, 10):
            pen(QEvent.Type.TabletMove, x, y, pressure=pressure)
        pen(QEvent.Type.TabletRelease, 290, y, pressure=pressure)
    photograph()


def a_pen_hovers() -> None:
    pen_line((100, 100), (300, 100))
    pen(QEvent.Type.TabletMove, 200, 300)
    photograph()


def the_eraser_end_hovers() -> None:
    pen_line((100, 100), (300, 100))
    pen(QEvent.Type.TabletMove, 200, 300, tip=Pointer.Eraser)
    photograph()


def two_fingers_zoom_a_picture_and_one_moves_it() -> None:
    while busy(window()) or not window().session.state.shown:
        QTest.qWait(50)  # it is opened and read
    photograph()
    two_fingers(((300, 250), (400, 250)), ((200, 250), (500, 250)))
    finger((400, 200), (400, 260), (400, 320))
    photograph("after.png")


STORIES: dict[str, Callable[[], None]] = {
    story.__name__: story
    for story in (
        a_finger_writes,
        a_finger_takes_the_eraser,
        a_pen_writes_and_the_palm_does_not,
        the_eraser_end_erases,
        two_fingers_zoom_and_nothing_is_written,
        two_fingers_move_the_page,
        one_finger_moves_the_page_where_that_is_preferred,
        a_pen_writes_thin_and_thick,
        a_pen_hovers,
        the_eraser_end_hovers,
        two_fingers_zoom_a_picture_and_one_moves_it,
    )
}


def play(story: Callable[[], None]) -> None:
    """Play a story once the window is there, then close the window."""
    try:
        assert QTest.qWaitForWindowExposed(window(), PATIENCE)
        QTest.qWaitForWindowActive(window())
        global TOUCH  # noqa: PLW0603 - one screen to touch
        TOUCH = QTest.createTouchDevice()
        story()
    finally:
        window().close()


if __name__ == "__main__":
    record, name, *flags = sys.argv[1:]
    application()  # timers want one
    QTimer.singleShot(800, lambda: play(STORIES[name]))
    sys.exit(run_desktop(["--theme", "light", "--record", record, *flags]))
