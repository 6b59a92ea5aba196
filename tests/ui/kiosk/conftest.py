"""A kiosk with a reader that reads one letter a stroke, as the tests of the window have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hcr_desktop.kiosk.config import Actions, Idle, KioskConfig, Leave, Save
from hcr_desktop.kiosk.pin import hashed
from hcr_desktop.ui.kiosk.keyboard import Act, Keyboard
from hcr_desktop.ui.kiosk.shell import Kiosk
from hcr_desktop.ui.theme import Theme
from tests.ui.conftest import FakeReader, line, reader, theme  # noqa: F401 - fixtures

PIN = "2468"
STORED = hashed(PIN)

Make = Callable[..., Kiosk]


@pytest.fixture
def make(qtbot: QtBot, theme: Theme, reader: FakeReader, tmp_path: Path) -> Iterator[Make]:  # noqa: F811
    """Makes kiosks; those parts of the configuration that are named differ from the tests' own."""
    made: list[Kiosk] = []

    def build(size: QSize | None = None, **parts: object) -> Kiosk:
        config = KioskConfig(
            **{  # type: ignore[arg-type]
                "actions": Actions(save=True),
                "save": Save(folder=str(tmp_path), usb=False),
                "idle": Idle(wipe_after=3600),
                "leave": Leave(pin=STORED),
                **parts,
            }
        )
        kiosk = Kiosk(lambda: reader, config, theme)
        made.append(kiosk)
        kiosk.open(size or QSize(800, 480))
        kiosk.bridge.start()
        qtbot.waitUntil(lambda: kiosk.bridge.idle)
        return kiosk

    yield build
    reader.free.set()
    for kiosk in made:
        kiosk.close_down()
        kiosk.close()
        kiosk.deleteLater()


@pytest.fixture
def kiosk(make: Make) -> Kiosk:
    return make()


def press(widget: QWidget, at: QPointF | None = None) -> None:
    """A tap, as it comes from the system: to the window, at where the widget is."""
    window = widget.window()
    point = widget.mapTo(window, at.toPoint() if at is not None else widget.rect().center())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)


def drag(widget: QWidget, points: list[tuple[int, int]]) -> None:
    """A line drawn on a widget."""
    window, handle = widget.window(), widget.window().windowHandle()
    places = [widget.mapTo(window, QPoint(*point)) for point in points]
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[0])
    for place in places[1:]:
        QTest.mouseMove(handle, place)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[-1])


def key_of(keyboard: Keyboard, does: str | Act) -> QPointF:
    """Where a key is."""
    return next(place.center() for key, place in keyboard.places() if key.does == does)


def write(qtbot: QtBot, kiosk: Kiosk, letters: int = 3) -> None:
    """Write strokes and wait until they are read."""
    for index in range(letters):
        drag(kiosk.write.canvas.viewport(), [(60 + 40 * index, 60), (70 + 40 * index, 80), (80 + 40 * index, 100)])
    qtbot.waitUntil(lambda: kiosk.bridge.idle and len(kiosk.session.state.text.spans) == letters)


def type_pin(kiosk: Kiosk, digits: str) -> None:
    """Type a PIN and press OK."""
    for digit in digits:
        press(kiosk.leave.keys[digit])
    press(kiosk.leave.enter)


def ask_pin(kiosk: Kiosk) -> None:
    """Tap the corner as often as it takes."""
    for _ in range(kiosk.config.leave.taps):
        press(kiosk.write.corner)
