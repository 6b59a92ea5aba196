"""The picture side: an opened picture with a box on every character, marked by how sure the reading is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from hcr_desktop.document.text import RecognisedText
from hcr_desktop.ui.surety import Surety
from hcr_desktop.ui.theme import LIGHT, Theme, colour
from hcr_desktop.ui.view import View, rect_of

_LARGEST_FIT = 3.0
"""Small pictures are enlarged to fit no further than this."""

_CLICK = 5.0
"""A press that moves less than this many pixels is a click, not a drag."""


def to_qimage(image: NDArray[np.uint8]) -> QImage:
    """A QImage of a picture uint8 [h, w] or [h, w, 3] RGB; it owns its pixels."""
    image = np.ascontiguousarray(image)
    height, width = image.shape[:2]
    grey = image.ndim == 2
    kind = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    return QImage(image.data, width, height, width * (1 if grey else 3), kind).copy()


def from_qimage(image: QImage) -> NDArray[np.uint8]:
    """A picture uint8 [h, w, 3] RGB of a QImage; what is transparent becomes white."""
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    flat = flat.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(flat.constBits(), np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return rows[:, : 3 * flat.width()].reshape(flat.height(), flat.width(), 3).copy()


class PictureView(View):
    """Shows one picture, fitted until the person zooms; a click on a box selects its character."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._source: NDArray[np.uint8] | None = None
        self._image = QImage()
        self._scaled: QPixmap | None = None
        self._fitted = True
        self._from: QPointF | None = None
        self._dragged = False
        self.setAccessibleName(self.tr("Picture"))
        self.setAccessibleDescription(self.tr("The opened picture; click a box to select its character."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    def show_picture(self, image: NDArray[np.uint8]) -> None:
        """Show a picture, uint8 [h, w] or [h, w, 3], fitted."""
        if image is self._source:
            return
        self._source, self._image = image, to_qimage(image)
        self.fit()

    def show_text(self, text: RecognisedText, selected: tuple[int, ...]) -> None:
        """Take the text and its selection; all boxes are repainted."""
        if text is not self.text or selected != self.selected:
            self.text, self.selected = text, selected
            self.viewport().update()

    def content(self) -> QRectF:
        """The picture."""
        return QRectF(self._image.rect())

    def centred(self) -> bool:
        """A picture stands in the middle."""
        return True

    def fit(self) -> None:
        """Show all of the picture."""
        size, room = self._image.size(), self.maximumViewportSize()
        if size.isEmpty() or room.isEmpty():
            return
        self.set_zoom(min((room.width() - 16) / size.width(), (room.height() - 16) / size.height(), _LARGEST_FIT))
        self._fitted = True

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom; the picture is no longer kept fitted."""
        self._fitted, self._scaled = False, None
        super().set_zoom(zoom, about)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted picture fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    # -- painting --------------------------------------------------------------------------------------------------

    def paint_page(self, painter: QPainter, area: QRectF) -> None:
        """The picture; scaled down once and kept, for smoothness and speed."""
        painter.fillRect(area, QColor(self.theme.colours.window))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scale = self.zoom * self.devicePixelRatioF()
        if scale >= 1:
            painter.drawImage(area, self._image, area)
            return
        if self._scaled is None:
            size = self._image.size() * scale
            modes = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._scaled = QPixmap.fromImage(self._image.scaled(size.expandedTo(size.__class__(1, 1)), *modes))
        painter.drawPixmap(QRectF(self._image.rect()), self._scaled, QRectF(self._scaled.rect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture and its boxes."""
        painter = QPainter(self.viewport())
        self.blit(painter, QRectF(event.rect()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        transform = self.to_view()
        for index, span in enumerate(self.text.spans):
            if span.box is not None:
                self._paint_box(painter, transform.mapRect(rect_of(span.box)).adjusted(-2, -2, 2, 2), index)
        painter.end()

    def _paint_box(self, painter: QPainter, rect: QRectF, index: int) -> None:
        """The box of one character: line style and colour tell how sure it is; the selected one is filled."""
        if not rect.intersects(QRectF(self.viewport().rect())):
            return
        if index in self.selected:
            painter.setPen(QPen(colour(LIGHT.accent), 2.5))
            painter.setBrush(colour(LIGHT.accent, 0.22))
            painter.drawRoundedRect(rect, 3, 3)
        else:
            Surety.of(self.text.spans[index]).paint_box(painter, rect, LIGHT)

    # -- pointer ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click selects, a drag moves the page."""
        self._from, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the page; over a box the pointer becomes a hand."""
        if self._from is None:
            x, y = self.to_page(event.position())
            over = any(span.box is not None and span.box.contains(x, y) for span in self.text.spans)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        delta = event.position() - self._from
        if self._dragged or delta.manhattanLength() > _CLICK:
            self._dragged = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(delta.x(), delta.y())
            self._from = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a click or of a drag."""
        if self._from is not None and not self._dragged:
            self.tapped.emit(*self.to_page(event.position()))
        self._from = None
        self.viewport().unsetCursor()

    def changeEvent(self, event: QEvent) -> None:
        """Another screen, another scale: scale the picture anew."""
        self._scaled = None
        super().changeEvent(event)
