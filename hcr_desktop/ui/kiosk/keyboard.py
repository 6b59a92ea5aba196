"""A keyboard on the screen, drawn and played by ourselves: all of printable ASCII on three layers, keys without gaps between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hcr_desktop.ui import icons
from hcr_desktop.ui.kiosk.style import Sizes
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.translation import tr as _tr

_REPEAT_AFTER, _REPEAT = 450, 60
"""A key that repeats does so after so long, and so often, milliseconds."""

_DOUBLE = 350
"""Two presses of shift within so long keep it, milliseconds."""


class Act(Enum):
    """What a key does that is no character."""

    ERASE = auto()
    SHIFT = auto()
    LETTERS = auto()
    FIGURES = auto()
    SIGNS = auto()
    LEFT = auto()
    RIGHT = auto()
    ENTER = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """A key.

    Attributes:
        does: The character that it types, or what it does.
        width: In widths of a letter's key.
    """

    does: str | Act
    width: float = 1.0


def _row(characters: str) -> tuple[Key, ...]:
    return tuple(Key(character) for character in characters)


def _last_row(layer: Act) -> tuple[Key, ...]:
    """The row of the space bar; its first key leads to another layer."""
    return (Key(layer, 1.5), Key(Act.LEFT), Key(" ", 3.5), Key(Act.RIGHT), Key(Act.ENTER, 1.25), Key(Act.DONE, 1.75))


LAYERS: dict[Act, tuple[tuple[Key, ...], ...]] = {
    Act.LETTERS: (
        _row("qwertyuiop"),
        _row("asdfghjkl'"),
        (Key(Act.SHIFT, 1.5), *_row("zxcvbnm"), Key(Act.ERASE, 1.5)),
        _last_row(Act.FIGURES),
    ),
    Act.FIGURES: (
        _row("1234567890"),
        _row('-/:;()$&@"'),
        (Key(Act.SIGNS, 1.5), *_row(".,?!'+*"), Key(Act.ERASE, 1.5)),
        _last_row(Act.LETTERS),
    ),
    Act.SIGNS: (
        _row("[]{}#%^*+="),
        _row("_\\|~<>`-/:"),
        (Key(Act.FIGURES, 1.5), *_row(".,?!;@&"), Key(Act.ERASE, 1.5)),
        _last_row(Act.LETTERS),
    ),
}
"""The layers, by the act that leads to them."""

_WIDTH = 10.0
"""Of a row, in widths of a letter's key."""

_ICONS = {Act.ERASE: "delete", Act.SHIFT: "shift", Act.LEFT: "left", Act.RIGHT: "right", Act.ENTER: "enter"}

_REPEATING = {Act.ERASE, Act.LEFT, Act.RIGHT}


class Keyboard(QWidget):
    """Four rows of keys.

    Attributes:
        typed: Emitted with a character.
        acted: Emitted with ERASE, LEFT, RIGHT or DONE.
    """

    typed = Signal(str)
    acted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sizes = Sizes.of(QSize(800, 480))
        self._layer = Act.LETTERS
        self._shift, self._kept = False, False
        self._down: Key | None = None
        self._repeat = QTimer(self)
        self._repeat.timeout.connect(self._again)
        self._double = QTimer(self)  # runs while a second shift would keep it
        self._double.setSingleShot(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAccessibleName(self.tr("Keyboard"))
        theme.changed.connect(self.update)

    def fit(self, sizes: Sizes) -> None:
        """Take the sizes of the screen."""
        self._sizes = sizes
        self.setFixedHeight(round(4 * max(sizes.control, 1.08 * sizes.control if self.width() > 900 else 0)) + 4)
        self.update()

    def reset(self) -> None:
        """Show the small letters, nothing pressed."""
        self._layer, self._shift, self._kept, self._down = Act.LETTERS, False, False, None
        self._repeat.stop()
        self.update()

    def shown(self, key: Key) -> str:
        """What a key types now."""
        assert isinstance(key.does, str)
        return key.does.upper() if self._shift and self._layer is Act.LETTERS else key.does

    def places(self) -> list[tuple[Key, QRectF]]:
        """Every key of the layer and where it is; they touch one another, so that no press falls between two."""
        found = []
        unit, height = self.width() / _WIDTH, self.height() / len(LAYERS[self._layer])
        for row, keys in enumerate(LAYERS[self._layer]):
            left = 0.0
            for key in keys:
                found.append((key, QRectF(left, row * height, key.width * unit, height)))
                left += key.width * unit
        return found

    def _at(self, point: QPointF) -> Key | None:
        return next((key for key, place in self.places() if place.contains(point)), None)

    # -- painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every key, the pressed one darker."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for key, place in self.places():
            self._paint(painter, key, place.adjusted(3, 3, -3, -3))
        painter.end()

    def _paint(self, painter: QPainter, key: Key, place: QRectF) -> None:
        colours = self._theme.colours
        letter, done = isinstance(key.does, str), key.does is Act.DONE
        lit = key.does is Act.SHIFT and self._shift
        back, front = (colours.accent, colours.on_accent) if done or lit else (colours.surface if letter else colours.hover, colours.text)
        painter.setPen(QColor(colours.line if letter else back))
        painter.setBrush(QColor(colours.pressed if key is self._down and not done else back))
        painter.drawRoundedRect(place, 10, 10)
        name = "shift-kept" if lit and self._kept else _ICONS.get(key.does) if isinstance(key.does, Act) else None
        if name:
            size = self._sizes.icon
            corner = place.center() - QPointF(size / 2, size / 2)
            painter.drawPixmap(corner, icons.pixmap(name, front, size, self.devicePixelRatioF()))
            return
        font = painter.font()
        font.setPixelSize(round(self._sizes.letters * (1.4 if letter else 1.05)))
        font.setBold(done)
        painter.setFont(font)
        painter.setPen(QColor(front))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._words(key))

    def _words(self, key: Key) -> str:
        if isinstance(key.does, str):
            return _tr("space") if key.does == " " else self.shown(key)
        return {Act.LETTERS: "abc", Act.FIGURES: "123", Act.SIGNS: "#+=", Act.DONE: _tr("Done")}[key.does]

    # -- playing ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A key goes down."""
        self._press(self._at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick presses are two presses."""
        self._press(self._at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The finger slid: the key under it counts."""
        key = self._at(event.position())
        if self._down is not None and key is not self._down:
            self._repeat.stop()
            self._down = key
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The key is let go: now it counts, unless it has repeated already."""
        key, self._down = self._down, None
        repeated = self._repeat.isActive() and self._repeat.interval() == _REPEAT
        self._repeat.stop()
        self.update()
        if key is not None and not repeated:
            self._do(key)
        del event

    def _press(self, key: Key | None) -> None:
        self._down = key
        if key is not None and key.does in _REPEATING:
            self._repeat.start(_REPEAT_AFTER)
        self.update()

    def _again(self) -> None:
        """A key is held down."""
        self._repeat.setInterval(_REPEAT)
        if self._down is not None:
            self._do(self._down)

    def _do(self, key: Key) -> None:
        """Do what a key does."""
        act = key.does
        if isinstance(act, str):
            self.typed.emit(self.shown(key))
            self._shift = self._shift and self._kept
        elif act is Act.ENTER:
            self.typed.emit("\n")
        elif act is Act.SHIFT:
            self._turn_shift()
        elif act in LAYERS:
            self._layer, self._shift, self._kept = act, False, False
        else:
            self.acted.emit(act)
        self.update()

    def _turn_shift(self) -> None:
        """Shift for one letter, kept after two quick presses, off after another."""
        if self._shift and self._double.isActive() and not self._kept:
            self._kept = True
        else:
            self._shift, self._kept = not self._shift, False
            self._double.start(_DOUBLE)
