"""Other readings of the selected character, to choose with one press."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from hcr_desktop.document.text import Span
from hcr_desktop.ui.theme import TARGET

MOST = 6
"""So many readings are offered."""


def offered(span: Span) -> list[str]:
    """The readings to offer for a character: what it is, then the likeliest others, the other case among them."""
    swapped = span.text.swapcase()
    other_case = [swapped] if swapped != span.text and len(swapped) == 1 else []
    wanted = list(dict.fromkeys([span.text, *(text for text, _ in span.alternatives), *other_case]))
    if len(wanted) > MOST and other_case and swapped not in wanted[:MOST]:
        wanted[MOST - 1] = swapped
    return wanted[:MOST]


class Candidates(QWidget):
    """A row of buttons, one a reading; the present one is marked.

    Attributes:
        chosen: Emitted with the character of a pressed button.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QPushButton] = []
        self._offered: list[str] = []
        self._hint = QLabel(self.tr("Select a character to see its other readings."))
        self._hint.setObjectName("hint")
        self._hint.setWordWrap(True)
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self._hint, 1)
        for index in range(MOST):
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("candidate", True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, index=index: self.chosen.emit(self._offered[index]))
            button.hide()
            self._buttons.append(button)
            self._row.addWidget(button)
        self._end = QWidget()
        self._end.hide()
        self._row.addWidget(self._end, 1)
        self.setMinimumHeight(TARGET)

    def show_span(self, span: Span | None) -> None:
        """Offer the readings of this character; None shows a hint instead."""
        self._offered = offered(span) if span is not None else []
        self._hint.setVisible(span is None)
        self._end.setVisible(span is not None)
        for index, button in enumerate(self._buttons):
            there = index < len(self._offered)
            button.setVisible(there)
            if there:
                text = self._offered[index]
                button.setText(text.replace("&", "&&"))
                button.setChecked(span is not None and text == span.text)
                button.setAccessibleName(self.tr("Read it as {0}").format(text))
                button.setToolTip(self.tr("Read it as {0}").format(text))
