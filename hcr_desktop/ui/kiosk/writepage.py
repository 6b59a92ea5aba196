"""The page one writes on: tools and paper, and beside or below them the text, what can be done with it, and the modes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hcr_desktop.document.paper import Paper
from hcr_desktop.kiosk.config import KioskConfig
from hcr_desktop.settings import Settings
from hcr_desktop.ui import icons
from hcr_desktop.ui.canvas import Canvas
from hcr_desktop.ui.kiosk.button import Button
from hcr_desktop.ui.kiosk.corner import Corner
from hcr_desktop.ui.kiosk.field import Field
from hcr_desktop.ui.kiosk.style import Sizes
from hcr_desktop.ui.modes import Modes
from hcr_desktop.ui.theme import Colours, Theme
from hcr_desktop.ui.tools import Tool
from hcr_desktop.ui.translation import tr as _tr


def hint(greeting: str) -> Callable[[QPainter, QRect, Colours, float, Paper], None]:
    """What paints the invitation on the empty page, with a line of the operator's own above it."""

    def paint(painter: QPainter, rect: QRect, colours: Colours, scale: float, paper: Paper) -> None:
        large = min(46, max(22, rect.width() // 22))
        small = max(15, round(0.56 * large))
        lines = [
            (greeting, round(0.75 * large), colours.accent),
            (_tr("Write here"), large, colours.text),
            (_tr("one character in each box") if paper is Paper.BOXED else _tr("with a finger or a pen"), small, colours.muted),
            (_tr("The page is wiped when you are done"), small, colours.muted),
        ]
        lines = [line for line in lines if line[0]]
        height = 56 + sum(size + 14 for _, size, _ in lines)
        width = min(rect.width() - 40, 15 * large)
        top = float(rect.center().y() - height / 2)
        painter.fillRect(QRectF(rect.center().x() - width / 2, top - 12, width, height + 20), QColor(colours.paper))
        painter.drawPixmap(QPointF(rect.center().x() - 22, top), icons.pixmap("pen", colours.accent, 44, scale))
        top += 56
        font = painter.font()
        for words, size, tint in lines:
            font.setPixelSize(size)
            painter.setFont(font)
            painter.setPen(QColor(tint))
            painter.drawText(QRectF(0, top, rect.width(), size + 12), Qt.AlignmentFlag.AlignCenter, words)
            top += size + 14

    return paint


class WritePage(QWidget):
    """Canvas, text and buttons. What the buttons do is for the shell to say.

    Attributes:
        actions_: The buttons of what is allowed, by the names that the configuration has for them.
    """

    def __init__(self, theme: Theme, config: KioskConfig, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.corner = Corner(config.leave.taps)
        self.canvas = Canvas(theme)
        self.canvas.hint = hint(config.screen.greeting)
        self.canvas.gestures = False  # a passer-by knows of none, and would wonder where the line went
        self.canvas.nib = settings.pen
        self.text = Field(theme, editable=False)
        self.modes = Modes(settings, theme)
        self._make_tools()
        self.actions_ = {
            name: Button(theme, icon, words).stretch()
            for name, icon, words in (
                ("edit", "write", self.tr("Edit")),
                ("large", "large", self.tr("Large")),
                ("qr", "qr", self.tr("QR code")),
                ("copy", "copy", self.tr("Copy")),
                ("save", "save", self.tr("Save")),
            )
            if getattr(config.actions, name)
        }
        self._show_modes(config)
        self._lay_out()

    def _make_tools(self) -> None:
        theme = self._theme
        self.pen = Button(theme, "pen", self.tr("Pen"), says=False, kind="bare")
        self.eraser = Button(theme, "eraser", self.tr("Eraser"), says=False, kind="bare")
        self.undo = Button(theme, "undo", self.tr("Undo"), says=False)
        self.redo = Button(theme, "redo", self.tr("Redo"), says=False)
        self.anew = Button(theme, "clear", self.tr("Clear"))
        self._tools = QButtonGroup(self)
        for button, tool in ((self.pen, Tool.PEN), (self.eraser, Tool.ERASER)):
            button.setCheckable(True)
            self._tools.addButton(button)
            button.clicked.connect(lambda _checked=False, tool=tool: self.canvas.use(tool))

    def use(self, tool: Tool) -> None:
        """Take a tool in hand."""
        (self.pen if tool is Tool.PEN else self.eraser).setChecked(True)
        self.canvas.use(tool)

    def _show_modes(self, config: KioskConfig) -> None:
        """Only the modes that are offered; none where there is nothing to choose."""
        for mode, button in self.modes.buttons.items():
            button.setVisible(mode in config.reading.modes)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.modes.language.hide()
        self.modes.setVisible(len(config.reading.modes) > 1)

    def _lay_out(self) -> None:
        pair = QFrame()
        pair.setObjectName("pen")
        inside = QHBoxLayout(pair)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.setSpacing(2)
        inside.addWidget(self.pen)
        inside.addWidget(self.eraser)
        self._bar = QHBoxLayout()
        for widget in (self.corner, pair, self.undo, self.redo):
            self._bar.addWidget(widget)
        self._bar.addStretch()
        self._bar.addWidget(self.anew)
        self._left = QVBoxLayout()
        self._left.addLayout(self._bar)
        self._left.addWidget(_card(self.canvas, "paper"), 1)
        self._grid = QGridLayout()
        self._right = QVBoxLayout()
        self._right.addWidget(_card(self.text, "card"), 1)
        self._right.addLayout(self._grid)
        self._right.addWidget(self.modes)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.addLayout(self._left)
        self._halves.addLayout(self._right)

    def fit(self, sizes: Sizes) -> None:
        """Arrange everything for the screen: side by side where it is wide, one below the other where it is high."""
        wide = self.width() >= self.height()
        gap = sizes.gap
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._halves.setContentsMargins(gap, gap, gap, gap)
        self._halves.setStretch(0, 67 if wide else 72)
        self._halves.setStretch(1, 33 if wide else 28)
        for layout in (self._halves, self._left, self._right, self._grid, self._bar):
            layout.setSpacing(gap)
        self.corner.fit(sizes)
        for button in (self.pen, self.eraser, self.undo, self.redo, self.anew):
            button.fit(sizes)
        self._place_actions(sizes, columns=2 if wide else max(1, len(self.actions_)), below=not wide)

    def _place_actions(self, sizes: Sizes, columns: int, *, below: bool) -> None:
        """The buttons of what is allowed in so many columns; the last one takes what is left of its row."""
        while self._grid.count():
            self._grid.takeAt(0)
        for at, button in enumerate(self.actions_.values()):
            button.fit(sizes, below=below)
            last = at == len(self.actions_) - 1
            self._grid.addWidget(button, at // columns, at % columns, 1, columns - at % columns if last else 1)


def _card(widget: QWidget, name: str) -> QFrame:
    """A widget in a frame with round corners."""
    frame = QFrame()
    frame.setObjectName(name)
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(2, 2, 2, 2)
    inside.addWidget(widget)
    return frame


def title(words: str) -> QLabel:
    """The heading of a page."""
    made = QLabel(words)
    made.setObjectName("title")
    made.setWordWrap(True)
    return made
