"""What the boxes in a picture mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from hcr_desktop.ui.surety import Surety
from hcr_desktop.ui.theme import Colours, Theme

_BOX = QSize(22, 16)
"""Width and height of a sample box, pixels."""


class Legend(QWidget):
    """A sample box and a word for every degree of surety."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._samples: dict[Surety, QLabel] = {}
        words = {Surety.SURE: self.tr("sure"), Surety.FAIR: self.tr("perhaps"), Surety.POOR: self.tr("doubtful")}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for surety, word in words.items():
            self._samples[surety] = QLabel()
            label = QLabel(word)
            label.setObjectName("muted")
            row.addWidget(self._samples[surety])
            row.addWidget(label)
            row.addSpacing(10)
        theme.changed.connect(self._recolour)
        self._recolour()

    def _recolour(self) -> None:
        for surety, label in self._samples.items():
            label.setPixmap(_sample(surety, self._theme.colours, self.devicePixelRatioF()))


def _sample(surety: Surety, colours: Colours, scale: float) -> QPixmap:
    """The box of a character read so surely, for a screen of this scale."""
    result = QPixmap(_BOX * scale)
    result.setDevicePixelRatio(scale)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    surety.paint_box(painter, QRectF(1, 1, _BOX.width() - 2, _BOX.height() - 2), colours)
    painter.end()
    return result
