"""The text side: the transcript, other readings of a character, and what is read for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from hcr_desktop.document.text import RecognisedText
from hcr_desktop.settings import Settings
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.candidates import Candidates
from hcr_desktop.ui.choice import Choice
from hcr_desktop.ui.icons import SIZE
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.transcript import Transcript


class TextPanel(QWidget):
    """What was read, beside what it was read from.

    Attributes:
        transcript: The editable text.
        candidates: Other readings of the selected character.
        charset: Which characters may be read.
        language: The language of the text.
    """

    def __init__(self, theme: Theme, actions: Actions, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transcript = Transcript(theme)
        self.candidates = Candidates()
        self.charset = Choice(self.tr("Characters"), self._charsets(settings.charset), settings.charset, theme)
        self.language = Choice(self.tr("Language"), self._languages(), settings.language, theme)
        self.setMinimumWidth(340)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._card(self._head(actions), self.transcript, stretch=1), 1)
        column.addWidget(self._card(None, self.candidates, margins=(14, 8, 14, 8)))
        column.addLayout(self._options())

    def show_text(self, text: RecognisedText, *, editable: bool) -> None:
        """Show this text."""
        self.transcript.show_text(text)
        self.transcript.setReadOnly(not editable)

    def _head(self, actions: Actions) -> QHBoxLayout:
        title = QLabel(self.tr("Text"))
        title.setObjectName("title")
        title.setBuddy(self.transcript)
        copy = QToolButton()
        copy.setDefaultAction(actions.copy)
        copy.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        copy.setIconSize(QSize(SIZE, SIZE))
        copy.setProperty("wide", True)
        copy.setAccessibleName(self.tr("Copy all of the text"))
        row = QHBoxLayout()
        row.setContentsMargins(14, 8, 8, 0)
        row.addWidget(title)
        row.addStretch()
        row.addWidget(copy)
        return row

    @staticmethod
    def _card(head: QHBoxLayout | None, body: QWidget, *, stretch: int = 0, margins: tuple[int, int, int, int] = (2, 0, 2, 2)) -> QFrame:
        """A frame around a part."""
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if head is not None:
            column.addLayout(head)
        inside = QVBoxLayout()
        inside.setContentsMargins(*margins)
        inside.addWidget(body)
        column.addLayout(inside, stretch)
        return card

    def _options(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        label = QLabel(self.tr("Read"))
        label.setObjectName("muted")
        row.addSpacing(4)
        row.addWidget(label)
        row.addWidget(self.charset)
        row.addWidget(self.language)
        row.addStretch()
        return row

    def _charsets(self, chosen: str) -> dict[str, str]:
        """Those offered, and the one chosen by a flag if it is another."""
        words = {
            "all": self.tr("All characters"),
            "alnum": self.tr("Letters and digits"),
            "letters": self.tr("Letters"),
            "upper": self.tr("Capital letters"),
            "lower": self.tr("Small letters"),
            "digits": self.tr("Digits"),
            "symbols": self.tr("Symbols"),
        }
        return words if chosen in words else {**words, chosen: self.tr("EMNIST classes")}

    def _languages(self) -> dict[str, str]:
        return {"en": self.tr("English"), "none": self.tr("No dictionary")}
