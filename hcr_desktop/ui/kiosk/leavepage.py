"""The page that asks for the PIN."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from hcr_desktop.kiosk.pin import LENGTH, Gate
from hcr_desktop.ui.kiosk.button import Button
from hcr_desktop.ui.kiosk.style import Sizes
from hcr_desktop.ui.theme import Theme


class LeavePage(QWidget):
    """Ten digits, and the way back; after wrong PINs it makes one wait.

    Attributes:
        left: Emitted when the PIN was right.
        done: Emitted when the person goes back.
    """

    left = Signal()
    done = Signal()

    def __init__(self, theme: Theme, gate: Gate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate = gate
        self._digits = ""
        self._tick = QTimer(self)
        self._tick.setInterval(250)
        self._tick.timeout.connect(self._show)
        self._title = QLabel(self.tr("PIN"))
        self._title.setObjectName("title")
        self._dots = QLabel()
        self._dots.setObjectName("dots")
        self._said = QLabel()
        self._said.setObjectName("wrong")
        self.keys = {digit: Button(theme, "", digit, kind="letter").stretch() for digit in "1234567890"}
        self.erase = Button(theme, "delete", self.tr("Erase"), says=False).stretch()
        self.enter = Button(theme, "", self.tr("OK"), kind="main").stretch()
        self.back = Button(theme, "", self.tr("Back")).stretch()
        for digit, key in self.keys.items():
            key.clicked.connect(lambda _checked=False, digit=digit: self._type(digit))
        self.erase.clicked.connect(lambda: self._set(self._digits[:-1]))
        self.enter.clicked.connect(self._try)
        self.back.clicked.connect(self.done.emit)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        for at, key in enumerate([*(self.keys[digit] for digit in "123456789"), self.erase, self.keys["0"], self.enter]):
            self._grid.addWidget(key, at // 3, at % 3)
        self._pad = QWidget()
        column = QVBoxLayout(self._pad)
        column.setContentsMargins(0, 0, 0, 0)
        for label in (self._title, self._dots, self._said):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addLayout(self._grid)
        column.addWidget(self.back)
        self._pad.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        outer = QVBoxLayout(self)
        outer.addWidget(self._pad, 0, Qt.AlignmentFlag.AlignCenter)
        self._column = column

    def fit(self, sizes: Sizes) -> None:
        """Take the sizes of the screen."""
        self._pad.setFixedWidth(min(6 * sizes.control, self.width() - 2 * sizes.gap))
        self._grid.setSpacing(sizes.gap)
        self._column.setSpacing(max(4, sizes.gap - 2))
        for button in (self.erase, self.enter, self.back):
            button.fit(sizes)

    def _type(self, digit: str) -> None:
        if len(self._digits) < LENGTH[1]:
            self._set(self._digits + digit)

    def _set(self, digits: str) -> None:
        self._digits = digits
        self._said.clear()
        self._show()

    def _try(self) -> None:
        """Try what was typed."""
        digits, self._digits = self._digits, ""
        if self._gate.opens(digits):
            self.left.emit()
        else:
            self._said.setText(self.tr("That is not the PIN."))
        self._show()

    def _show(self) -> None:
        """Show how many digits were typed, or how long one must wait."""
        wait = self._gate.wait
        self._dots.setText("\u2022" * len(self._digits) or "\u2013")
        for button in (*self.keys.values(), self.erase):
            button.setEnabled(wait <= 0)
        self.enter.setEnabled(wait <= 0 and len(self._digits) >= LENGTH[0])
        if wait > 0:
            minutes, seconds = divmod(math.ceil(wait), 60)
            self._said.setText(self.tr("Wait {0}:{1:02d}").format(minutes, seconds))
            self._tick.start()
        elif self._tick.isActive():
            self._tick.stop()
            self._said.clear()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with nothing typed."""
        super().showEvent(event)
        self._set("")

    def hideEvent(self, event: QHideEvent) -> None:
        """Hold nothing of what was typed."""
        super().hideEvent(event)
        self._digits = ""
        self._tick.stop()
