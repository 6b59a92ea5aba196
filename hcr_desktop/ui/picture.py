"""The picture side: an opened picture with a box on every character, marked by how sure the reading is, and rectangles drawn on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.document.where import EVERYWHERE, Where
from hcr_desktop.ui.palm import Palm
from hcr_desktop.ui.pointer import Pointer, Sample
from hcr_desktop.ui.surety import Surety
from hcr_desktop.ui.theme import LIGHT, Theme, colour
from hcr_desktop.ui.tools import PageTool
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
    """Shows one picture, fitted until the person zooms; a tap on a box selects its character, a drag moves the page.

    Attributes:
        drawn: Emitted with the Box of a rectangle that was drawn with a tool, pixels of the picture.
        missed: Emitted when a tool only tapped.
        tool: What is drawn.
    """

    drawn = Signal(object)
    missed = Signal()

    _pointer: Pointer | None = None  # events come while the base class is still being made

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.tool = PageTool.HAND
        self._where = EVERYWHERE
        self._before: QImage | None = None  # the picture as it was opened, while it is compared with
        self._corner: QPointF | None = None  # where a rectangle was begun, viewport pixels
        self._rectangle = QRectF()
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
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.viewport().ungrabGesture(Qt.GestureType.PanGesture)  # else Qt scrolls too, and the page moves twice as far
        self._pointer = Pointer(self, Palm(parent=self))

    def show_picture(self, image: NDArray[np.uint8]) -> None:
        """Show a picture, uint8 [h, w] or [h, w, 3], fitted."""
        if image is self._source:
            return
        alike = self._source is None and (self._image.height(), self._image.width()) == image.shape[:2]  # after a preview
        self._source, self._image, self._scaled = image, to_qimage(image), None
        if alike:
            self.refresh()
        else:
            self.fit()

    def show_where(self, where: Where) -> None:
        """Show where the picture is read."""
        if where != self._where:
            self._where = where
            self.viewport().update()

    def preview(self, image: NDArray[np.uint8]) -> None:
        """Show how a picture of the same size would look, until the next is shown."""
        self._source, self._image, self._scaled = None, to_qimage(image), None
        self.refresh()

    def compare(self, image: NDArray[np.uint8] | None) -> None:
        """Show a picture as it was before, whole, in the place of the page; None ends that."""
        self._before = None if image is None else to_qimage(image)
        self.viewport().update()

    def use(self, tool: PageTool) -> None:
        """Take a tool in hand."""
        self.tool = tool
        self.pen_dropped()
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor if tool is PageTool.HAND else Qt.CursorShape.CrossCursor)

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
        """The picture and its boxes, where it is read, and what is being drawn; or the picture as it was before."""
        painter = QPainter(self.viewport())
        if self._before is not None:
            self._paint_before(painter, self._before)
            painter.end()
            return
        self.blit(painter, QRectF(event.rect()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        transform = self.to_view()
        for index, span in enumerate(self.text.spans):
            if span.box is not None:
                self._paint_box(painter, transform.mapRect(rect_of(span.box)).adjusted(-2, -2, 2, 2), index)
        self._paint_where(painter)
        if not self._rectangle.isEmpty():
            painter.setPen(QPen(colour(LIGHT.accent), 2, Qt.PenStyle.DashLine))
            painter.setBrush(colour(LIGHT.accent, 0.15))
            painter.drawRect(self._rectangle)
        painter.end()

    def _paint_where(self, painter: QPainter) -> None:
        """A veil over what is not read, and a frame around every line that is read for itself."""
        transform = self.to_view()
        if self._where.area is not None:
            read = transform.mapRect(rect_of(self._where.area))
            veil = QPainterPath()
            veil.addRect(QRectF(self.viewport().rect()))
            inside = QPainterPath()
            inside.addRect(read)
            painter.fillPath(veil - inside, colour(self.theme.colours.window, 0.72))
            painter.setPen(QPen(colour(LIGHT.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(read)
        painter.setPen(QPen(colour(LIGHT.accent), 1.2, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in self._where.lines:
            painter.drawRect(transform.mapRect(rect_of(box)))

    def _paint_before(self, painter: QPainter, image: QImage) -> None:
        """A picture as it was before, all of it, and a word that says so."""
        room = QRectF(self.viewport().rect())
        painter.fillRect(room, QColor(self.theme.colours.window))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = image.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio).toSizeF()
        area = QRectF(QPointF((room.width() - size.width()) / 2, (room.height() - size.height()) / 2), size)
        painter.drawImage(area, image, QRectF(image.rect()))
        words = self.tr("Before")
        width = painter.fontMetrics().horizontalAdvance(words) + 24
        label = QRectF(room.right() - width - 12, 12, width, 32)  # writing begins on the left
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.colours.accent))
        painter.drawRoundedRect(label, 8, 8)
        painter.setPen(QColor(self.theme.colours.on_accent))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)

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

    # -- the hand --------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """Pointer events are ours; the rest goes its usual way."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove and not event.buttons():
            self._point_at(event.position())
        return (self._pointer is not None and self._pointer.take(event)) or super().viewportEvent(event)

    def _point_at(self, position: QPointF) -> None:
        """Over a box the pointer becomes a hand."""
        if self.tool is PageTool.HAND:
            x, y = self.to_page(position)
            over = any(span.box is not None and span.box.contains(x, y) for span in self.text.spans)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def pen_down(self, sample: Sample) -> None:
        """A tap, a drag or a rectangle begins."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._from, self._dragged = sample.position, False
        self._corner = None if self.tool is PageTool.HAND else sample.position

    def pen_moved(self, sample: Sample) -> None:
        """The page is dragged, or a rectangle drawn."""
        if self._corner is not None:
            self._rectangle = QRectF(self._corner, sample.position).normalized()
            self.viewport().update()
            return
        if self._from is None:
            return
        delta = sample.position - self._from
        if self._dragged or delta.manhattanLength() > _CLICK:
            self._dragged = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(delta.x(), delta.y())
            self._from = sample.position

    def pen_up(self, sample: Sample) -> None:
        """The end of a tap, of a drag, or of a rectangle; one that is hardly more than a tap counts for nothing."""
        corner, dragged = self._corner, self._dragged
        self.pen_dropped()
        if corner is None:
            if not dragged:
                self.tapped.emit(*self.to_page(sample.position))
            return
        rectangle = QRectF(corner, sample.position).normalized()
        if min(rectangle.width(), rectangle.height()) > _CLICK:
            left, top = self.to_page(rectangle.topLeft())
            right, bottom = self.to_page(rectangle.bottomRight())
            self.drawn.emit(Box(left, top, right, bottom))
        else:
            self.missed.emit()

    def pen_dropped(self) -> None:
        """What was begun does not count."""
        self._from, self._corner, self._rectangle = None, None, QRectF()
        self._dragged = False
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor if self.tool is PageTool.HAND else Qt.CursorShape.CrossCursor)
        self.viewport().update()

    def pen_hovers(self, sample: Sample | None) -> None:
        """A pen over a picture is seen by the pointer alone."""

    def pinch(self, factor: float, centre: QPointF) -> None:
        """Two fingers zoom."""
        self.set_zoom(self.zoom * factor, centre)

    def changeEvent(self, event: QEvent) -> None:
        """Another screen, another scale: scale the picture anew."""
        self._scaled = None
        super().changeEvent(event)
