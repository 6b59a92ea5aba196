"""The page one edits the text on: the text, other readings of the character at the caret, and the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hcr_desktop.document.alternatives import MOST, readings
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.ui.kiosk.button import Button
from hcr_desktop.ui.kiosk.field import Field
from hcr_desktop.ui.kiosk.keyboard import Act, Keyboard
from hcr_desktop.ui.kiosk.style import Sizes
from hcr_desktop.ui.theme import Theme


class Readings(QWidget):
    """A row of buttons, each another reading of a character; what stands there is pressed.

    Attributes:
        chosen: Emitted with a reading.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = QLabel(self.tr("Tap a character to see what else it may be."))
        self._said.setObjectName("said")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._said, 1)
        self.buttons = [Button(theme, "", "", kind="letter").stretch() for _ in range(MOST)]
        for button in self.buttons:
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, button=button: self._choose(button))
            self._row.addWidget(button, 1)
        self.show_spans(())

    def fit(self, sizes: Sizes) -> None:
        """Take the sizes of the screen."""
        self._row.setSpacing(sizes.gap)
        self.setFixedHeight(sizes.control + 4)

    def show_spans(self, spans: Sequence[Span]) -> None:
        """Offer the readings of a character; none shows how to get them."""
        offered = readings(spans[:1]) if spans else []
        self._said.setVisible(not offered)
        for at, button in enumerate(self.buttons):
            button.setVisible(at < len(offered))
            button.setText(offered[at][0].replace("&", "&&") if at < len(offered) else "")
            button.setAccessibleName(self.tr("Read it as {0}").format(offered[at][0]) if at < len(offered) else "")
            button.setChecked(at == 0)

    def _choose(self, button: Button) -> None:
        self.chosen.emit(button.text().replace("&&", "&"))


class EditPage(QWidget):
    """Edits the text.

    Attributes:
        done: Emitted when the person is done.
        chosen: Emitted with (index of a span, character) that a person chose for it.
    """

    done = Signal()
    chosen = Signal(int, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = RecognisedText()
        self._at: tuple[int, ...] = ()
        self.field = Field(theme, editable=True)
        self.field.setObjectName("field")
        self.readings = Readings(theme)
        self.keyboard = Keyboard(theme)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.field, 1)
        self._column.addWidget(self.readings)
        self._column.addWidget(self.keyboard)
        self.field.spans_selected.connect(self._select)
        self.readings.chosen.connect(self._choose)
        self.keyboard.typed.connect(self.field.put)
        self.keyboard.acted.connect(self._act)

    def fit(self, sizes: Sizes) -> None:
        """Take the sizes of the screen."""
        self._column.setContentsMargins(sizes.gap, sizes.gap, sizes.gap, sizes.gap)
        self._column.setSpacing(sizes.gap)
        self.readings.fit(sizes)
        self.keyboard.fit(sizes)

    def begin(self) -> None:
        """Start editing, at the end of the text."""
        self.keyboard.reset()
        self.field.setFocus()
        cursor = self.field.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.field.setTextCursor(cursor)
        self._select(self.field.spans_at_caret())

    def show_text(self, text: RecognisedText) -> None:
        """Show the text as it is now."""
        self._text = text
        self.field.show_text(text)
        self._select(tuple(at for at in self._at if at < len(text.spans)))

    def _select(self, spans: tuple[int, ...]) -> None:
        """The caret is at a character."""
        self._at = spans[:1]
        shown = tuple(self._text.spans[at] for at in self._at if at < len(self._text.spans))
        self.field.select_spans(self._at if shown else (), caret=False)
        self.readings.show_spans(shown)

    def _choose(self, letter: str) -> None:
        for at in self._at:
            self.chosen.emit(at, letter)

    def _act(self, act: Act) -> None:
        if act is Act.DONE:
            self.done.emit()
        else:
            self.field.act(act)
