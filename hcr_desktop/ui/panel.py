"""The text side: the transcript, other readings of what is selected, and what is read for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from hcr_desktop.document.text import RecognisedText
from hcr_desktop.settings import Settings
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.candidates import Candidates
from hcr_desktop.ui.findbar import FindBar
from hcr_desktop.ui.icons import SIZE
from hcr_desktop.ui.modes import Modes
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.transcript import Transcript


class TextPanel(QWidget):
    """What was read, beside what it was read from.

    Attributes:
        transcript: The editable text.
        finder: Finding in it.
        candidates: Other readings of what is selected.
        modes: What is read for.
    """

    def __init__(self, theme: Theme, actions: Actions, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transcript = Transcript(theme)
        self.finder = FindBar(self.transcript, theme)
        self.finder.found.connect(self.transcript.tell_selection)
        tools = (actions.rewrite, actions.split, actions.join, actions.insert, actions.delete, actions.next_doubt)
        self.candidates = Candidates(theme, tools)
        self.modes = Modes(settings, theme)
        self.setMinimumWidth(380)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._text_card(actions), 1)
        column.addWidget(self._card(self.candidates, (12, 8, 12, 6)))
        column.addWidget(self.modes)

    def show_text(self, text: RecognisedText, *, editable: bool, follow: bool) -> None:
        """Show this text, and follow its end as it grows, or not."""
        self.transcript.show_text(text, follow=follow)
        self.transcript.setReadOnly(not editable)

    def show_settings(self, settings: Settings) -> None:
        """Show text and modes as these settings say."""
        self.modes.show_settings(settings)
        self.transcript.look(int(settings.font), wrap=settings.on("wrap"), fixed=settings.mode == "code")

    def _text_card(self, actions: Actions) -> QFrame:
        """The text below its head and the finder."""
        title = QLabel(self.tr("Text"))
        title.setObjectName("title")
        title.setBuddy(self.transcript)
        head = QHBoxLayout()
        head.setContentsMargins(14, 6, 8, 0)
        head.setSpacing(2)
        head.addWidget(title)
        head.addStretch()
        for action, words in ((actions.find, False), (actions.cut, False), (actions.copy, True)):
            head.addWidget(_button(action, words=words))
        card = self._card(self.transcript, (2, 0, 2, 2))
        column = card.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertLayout(0, head)
        column.insertWidget(1, self.finder)
        return card

    @staticmethod
    def _card(body: QWidget, margins: tuple[int, int, int, int]) -> QFrame:
        """A frame around a part."""
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*margins)
        column.setSpacing(0)
        column.addWidget(body, 1)
        return card


def _button(action: QAction, *, words: bool) -> QToolButton:
    """A button for an action, with or without its words."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(SIZE, SIZE))
    button.setAccessibleName(action.text())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if words:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setProperty("wide", True)
    return button
