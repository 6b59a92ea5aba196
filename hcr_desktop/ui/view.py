"""A zoomable, scrollable view of a page: what the canvas and the picture share."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.ui.theme import Theme

ZOOM_STEP = 1.25
ZOOM_RANGE = (0.05, 8.0)


def rect_of(box: Box) -> QRectF:
    """A Box as a QRectF."""
    return QRectF(box.left, box.top, box.width, box.height)


def span_at(text: RecognisedText, x: float, y: float, reach: float) -> int | None:
    """The character of ``text`` at a point of the page: of those whose box is within ``reach``, the nearest centre's.

    Args:
        text: The text read from the page.
        x: Page units.
        y: Page units, down.
        reach: How far outside a box still counts, page units.
    """
    near: list[tuple[float, int]] = []
    for index, span in enumerate(text.spans):
        if span.box is not None and span.box.grown(reach).contains(x, y):
            cx, cy = span.box.centre
            near.append((float((cx - x) ** 2 + (cy - y) ** 2), index))
    return min(near)[1] if near else None


class View(QAbstractScrollArea):
    """Shows a page through a cached picture of its visible part, and highlights the ink of characters.

    Attributes:
        tapped: Emitted with the page-unit x and y of a tap that asks "which character is this?".
        zoomed: Emitted with the new zoom.
    """

    tapped = Signal(float, float)
    zoomed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.zoom = 1.0
        self.text = RecognisedText()
        self.selected: tuple[int, ...] = ()
        self._cache: QPixmap | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self.refresh)

    # -- what a page shows -----------------------------------------------------------------------------------------

    def content(self) -> QRectF:
        """The extent of the page, page units, from (0, 0)."""
        raise NotImplementedError

    def paint_page(self, painter: QPainter, area: QRectF) -> None:
        """Paint what lies in ``area``; the painter is in page units."""
        raise NotImplementedError

    def show_text(self, text: RecognisedText, selected: tuple[int, ...]) -> None:
        """Take the text read from the page and which of its characters are selected."""
        if text is not self.text or selected != self.selected:
            before = self._lit_area()
            self.text, self.selected = text, selected
            self.viewport().update(before.united(self._lit_area()).toAlignedRect())

    def reveal(self, box: Box) -> None:
        """Scroll so that ``box`` (page units) is in view."""
        rect = self.to_view().mapRect(rect_of(box)).adjusted(-24, -24, 24, 24)
        size = self.viewport().size()
        for bar, low, high, room in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), size.width()),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), size.height()),
        ):
            if low < 0:
                bar.setValue(round(bar.value() + low))
            elif high > room:
                bar.setValue(round(bar.value() + high - room))

    # -- where things are ------------------------------------------------------------------------------------------

    def origin(self) -> QPointF:
        """Viewport position of the page's (0, 0); pages smaller than the viewport stand in its middle if ``centred``."""
        x, y = -float(self.horizontalScrollBar().value()), -float(self.verticalScrollBar().value())
        if self.centred():
            extent = self.content()
            x += max(0.0, (self.viewport().width() - extent.width() * self.zoom) / 2)
            y += max(0.0, (self.viewport().height() - extent.height() * self.zoom) / 2)
        return QPointF(x, y)

    def centred(self) -> bool:
        """Whether a small page stands in the middle."""
        return False

    def to_view(self) -> QTransform:
        """Page units to viewport pixels."""
        origin = self.origin()
        return QTransform(self.zoom, 0, 0, self.zoom, origin.x(), origin.y())

    def to_page(self, point: QPointF) -> tuple[float, float]:
        """A viewport position in page units."""
        origin = self.origin()
        return (point.x() - origin.x()) / self.zoom, (point.y() - origin.y()) / self.zoom

    # -- zoom and scroll -------------------------------------------------------------------------------------------

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom so that the viewport point ``about`` (the middle by default) stays where it is."""
        about = about or QPointF(self.viewport().rect().center())
        x, y = self.to_page(about)
        self.zoom = min(max(zoom, ZOOM_RANGE[0]), ZOOM_RANGE[1])
        self.fit_bars()
        origin = self.origin()
        self.horizontalScrollBar().setValue(round(self.horizontalScrollBar().value() + x * self.zoom + origin.x() - about.x()))
        self.verticalScrollBar().setValue(round(self.verticalScrollBar().value() + y * self.zoom + origin.y() - about.y()))
        self.refresh()
        self.zoomed.emit(self.zoom)

    def fit(self) -> None:
        """The zoom that a page is first shown with."""
        self.set_zoom(1.0)

    def fit_bars(self) -> None:
        """Give the scroll bars the extent of the page."""
        extent, size = self.content(), self.viewport().size()
        for bar, length, room in (
            (self.horizontalScrollBar(), extent.width(), size.width()),
            (self.verticalScrollBar(), extent.height(), size.height()),
        ):
            bar.setRange(0, max(0, round(length * self.zoom - room)))
            bar.setPageStep(room)
            bar.setSingleStep(40)

    def pan(self, dx: float, dy: float) -> None:
        """Move the page by viewport pixels."""
        self.horizontalScrollBar().setValue(round(self.horizontalScrollBar().value() - dx))
        self.verticalScrollBar().setValue(round(self.verticalScrollBar().value() - dy))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, zoom at the pointer."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scrolled: the cached picture is of another part now."""
        del dx, dy
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Resized: the extent to scroll over changes."""
        super().resizeEvent(event)
        self.fit_bars()
        self.refresh()

    # -- painting --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Paint everything anew."""
        self._cache = None
        self.viewport().update()

    def cache(self) -> QPixmap:
        """The picture of the visible part of the page, painted if need be."""
        scale = self.devicePixelRatioF()
        if self._cache is None or self._cache.devicePixelRatio() != scale:
            size = self.viewport().size()
            self._cache = QPixmap(round(size.width() * scale), round(size.height() * scale))
            self._cache.setDevicePixelRatio(scale)
            self.paint_cache(QRectF(self.viewport().rect()))
        return self._cache

    def paint_cache(self, area: QRectF) -> None:
        """Paint a part of the cached picture, viewport pixels."""
        if self._cache is None:
            return
        painter = QPainter(self._cache)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        painter.fillRect(area, self.theme.colours.paper)
        transform = self.to_view()
        painter.setTransform(transform)
        inverse, _ = transform.inverted()
        self.paint_page(painter, inverse.mapRect(area))
        painter.end()

    def blit(self, painter: QPainter, area: QRectF) -> None:
        """Copy a part of the cached picture to the screen."""
        scale = self.devicePixelRatioF()
        source = QRectF(area.x() * scale, area.y() * scale, area.width() * scale, area.height() * scale)
        painter.drawPixmap(area, self.cache(), source)

    def lit_boxes(self) -> list[QRectF]:
        """The viewport rectangles of the selected characters."""
        transform = self.to_view()
        boxes = [self.text.spans[index].box for index in self.selected if index < len(self.text.spans)]
        return [transform.mapRect(rect_of(box)).adjusted(-5, -5, 5, 5) for box in boxes if box is not None]

    def _lit_area(self) -> QRectF:
        """What selected characters cover, viewport pixels; everything where boxes are always shown."""
        area = QRectF()
        for rect in self.lit_boxes():
            area = area.united(rect.adjusted(-4, -4, 4, 4))
        return area
