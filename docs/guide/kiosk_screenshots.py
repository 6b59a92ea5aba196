"""Takes the pictures of the kiosk, with the real reader: ``python -m docs.guide.kiosk_screenshots``.

Every screen at 800 x 480, light and dark; the page one writes on at every size that is promised.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from hcr_desktop import resources
from hcr_desktop.app import application, load_recogniser
from hcr_desktop.document import inkfile
from hcr_desktop.kiosk.config import Actions, KioskConfig, Leave, Screen
from hcr_desktop.kiosk.pin import hashed
from hcr_desktop.ui.desktop import placed
from hcr_desktop.ui.kiosk.shell import Kiosk
from hcr_desktop.ui.theme import Theme

FOLDER = Path(__file__).parent
SIZES = ((800, 480), (1024, 600), (1280, 800), (1920, 1080), (480, 800), (600, 1024), (800, 1280))
PATIENCE = 120.0


def settle(kiosk: Kiosk) -> None:
    """Let the kiosk finish what it is at."""
    deadline = time.monotonic() + PATIENCE
    while not kiosk.bridge.idle and time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.01)
    QApplication.processEvents()


def empty(_kiosk: Kiosk) -> None:
    """As the first person finds it."""


def written(kiosk: Kiosk) -> None:
    """The sample line, written and read."""
    kiosk.session.add_ink(placed(inkfile.load(resources.sample_ink()), 40, 60, kiosk.write.canvas.viewport().width() - 80))
    settle(kiosk)


def edit(kiosk: Kiosk) -> None:
    """The text edited, the caret at a letter."""
    kiosk.write.actions_["edit"].click()
    cursor = kiosk.edit.field.textCursor()
    cursor.setPosition(3)
    kiosk.edit.field.setTextCursor(cursor)


def large(kiosk: Kiosk) -> None:
    """The text as large as the screen."""
    kiosk.go_back()
    kiosk.write.actions_["large"].click()


def qr(kiosk: Kiosk) -> None:
    """The text as a QR code."""
    kiosk.go_back()
    kiosk.write.actions_["qr"].click()


def said(kiosk: Kiosk) -> None:
    """A message."""
    kiosk.go_back()
    kiosk.write.actions_["copy"].click()


def countdown(kiosk: Kiosk) -> None:
    """Nobody is there any more."""
    kiosk.toast.forget()
    kiosk.countdown.show_left(9)


def pin(kiosk: Kiosk) -> None:
    """The way out."""
    kiosk.countdown.show_left(0)
    kiosk.write.corner.asked.emit()
    for digit in "24":
        kiosk.leave.keys[digit].click()


SCREENS: tuple[Callable[[Kiosk], None], ...] = (empty, written, edit, large, qr, said, countdown, pin)
"""In this order: each begins where the one before ended."""


def main() -> None:
    """Take all pictures."""
    application()
    reader = load_recogniser()
    config = KioskConfig(actions=Actions(save=True), leave=Leave(pin=hashed("2468")), screen=Screen(greeting="Welcome to the library"))
    for name in ("light", "dark"):
        theme = Theme(name)
        theme.apply()
        for width, height in SIZES:
            kiosk = Kiosk(lambda: reader, config, theme)
            kiosk.open(QSize(width, height))
            kiosk.bridge.start()
            settle(kiosk)
            for screen in SCREENS if height == SIZES[0][1] else SCREENS[:2]:
                screen(kiosk)
                QApplication.processEvents()
                if screen is not empty or height == SIZES[0][1]:
                    image = kiosk.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
                    image.save(str(FOLDER / f"kiosk-{screen.__name__}-{name}-{width}x{height}.png"))
            kiosk.close_down()
            kiosk.close()
            kiosk.deleteLater()


if __name__ == "__main__":
    main()
