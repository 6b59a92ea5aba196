"""What is written, and whether a language helps to read it: shown plainly, switched with one touch."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from hcr_desktop.settings import MODES, NO_LANGUAGE, Settings
from hcr_desktop.ui import icons
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.words import value_name


class Modes(QWidget):
    """A button for each mode, one of which is pressed, and a switch for the language.

    Attributes:
        chosen: Emitted with (setting, value) that the person chose.
    """

    chosen = Signal(str, str)

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._last_language = "en" if settings.language == NO_LANGUAGE else settings.language
        self.buttons = {mode: self._button(value_name("mode", mode)) for mode in MODES}
        self.language = self._button(value_name("language", self._last_language))
        self.language.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.language.setProperty("switch", True)
        group = QButtonGroup(self)
        frame = QFrame()
        frame.setObjectName("segments")
        inside = QHBoxLayout(frame)
        inside.setContentsMargins(3, 3, 3, 3)
        inside.setSpacing(2)
        for mode, button in self.buttons.items():
            group.addButton(button)
            inside.addWidget(button)
            button.setAccessibleName(self.tr("Read as: {0}").format(button.text()))
            button.clicked.connect(lambda _checked=False, mode=mode: self.chosen.emit("mode", mode))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(frame, 1)
        row.addWidget(self.language)
        self.language.clicked.connect(lambda on: self.chosen.emit("language", self._last_language if on else NO_LANGUAGE))
        theme.changed.connect(self._recolour)
        self._recolour()
        self.show_settings(settings)

    def show_settings(self, settings: Settings) -> None:
        """Show what these settings read for."""
        self.buttons[settings.mode].setChecked(True)
        uses = settings.mode in {"text", "letters"}
        on = settings.language != NO_LANGUAGE and uses
        if settings.language != NO_LANGUAGE:
            self._last_language = settings.language
        self.language.setEnabled(uses)
        self.language.setChecked(on)
        word = value_name("language", self._last_language)
        state = self.tr("on") if on else self.tr("off")
        self.language.setAccessibleName(self.tr("{0}: {1}").format(word, state))
        tips = {
            True: self.tr("{0} helps to read; press to read letter by letter"),
            False: self.tr("Read letter by letter; press to let {0} help"),
        }
        self.language.setToolTip(tips[on].format(word))

    def _button(self, words: str) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setCheckable(True)
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _recolour(self) -> None:
        self.language.setIcon(icons.icon("language", self._theme.colours, off=self._theme.colours.muted))
