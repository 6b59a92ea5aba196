"""What an empty canvas says: all that a first run needs."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from hcr_desktop.document.paper import Paper
from hcr_desktop.ui import icons
from hcr_desktop.ui.theme import Colours
from hcr_desktop.ui.translation import tr as _tr


def paint_hint(painter: QPainter, rect: QRect, colours: Colours, scale: float, paper: Paper) -> None:
    """Paint the hint in the middle of an empty canvas, viewport pixels."""
    lines = (
        _tr("with pen, finger or mouse; the text appears beside it"),
        _tr("One character in each box") if paper is Paper.BOXED else _tr("Two fingers, or the wheel, move and zoom the page"),
        _tr("Scratch out what is wrong, or select it to see its other readings"),
        _tr("Your page is kept while you write; F1 shows all keys"),
    )
    x, y, width, height = rect.center().x(), rect.center().y() - 110, 480, 230
    painter.fillRect(QRectF(x - width / 2, y - 10, width, height), QColor(colours.paper))
    painter.drawPixmap(QPointF(x - 20, y), icons.pixmap("pen", colours.muted, 40, scale))
    painter.setPen(QColor(colours.muted))
    font = painter.font()
    for size, top, text in ((24, 48, _tr("Write here")), *((14, 90 + 28 * row, line) for row, line in enumerate(lines))):
        font.setPixelSize(size)
        painter.setFont(font)
        painter.drawText(QRectF(0, y + top, rect.width(), size + 12), Qt.AlignmentFlag.AlignCenter, text)
