"""The message bar: what went wrong, in a sentence, until it is put away or is old."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from hcr_desktop.ui import icons
from hcr_desktop.ui.theme import Theme

_MOST = 4
"""So many sentences are kept at once; older ones go."""

_LONGEST = 60
"""Longer words, such as names of files, are shown without their middle: a word is not broken over lines."""


class MessageBar(QFrame):
    """Shows sentences above the work; hidden while there are none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sentences: list[str] = []
        self.setObjectName("notice")
        self._sign = QLabel()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._close = QToolButton()
        self._close.setToolTip(self.tr("Close this message"))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 6, 4)
        row.setSpacing(12)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self._close)
        theme.changed.connect(self._recolour)
        self._recolour()
        self.hide()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is shown, the newest last."""
        return tuple(self._sentences)

    def say(self, sentence: str) -> None:
        """Show one more sentence."""
        self._sentences = [*(old for old in self._sentences if old != sentence), sentence][-_MOST:]
        self._words.setText("\n".join(_shown(text) for text in self._sentences))
        self._words.setToolTip("\n".join(self._sentences))
        self.setAccessibleName(sentence)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))  # screen readers say it at once

    def clear(self) -> None:
        """Put all sentences away."""
        self._sentences = []
        self.hide()

    def _recolour(self) -> None:
        tint = self._theme.colours.on_notice
        self._sign.setPixmap(icons.pixmap("alert", tint, scale=self.devicePixelRatioF()))
        self._close.setIcon(icons.icon("close", self._theme.colours, off=tint))


def _shown(sentence: str) -> str:
    """The sentence with long words shortened."""
    half = _LONGEST // 2
    return " ".join(word if len(word) <= _LONGEST else f"{word[:half]}…{word[-half:]}" for word in sentence.split(" "))
