"""The writing canvas: wet ink while the pen is down, dry ink after, and only what changed repainted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hcr_desktop.document.ink import Ink, Stroke
from hcr_desktop.ui import icons
from hcr_desktop.ui.pointer import Pointer, Sample
from hcr_desktop.ui.strokes import NIB, DryInk, middle, nib, piece
from hcr_desktop.ui.theme import Theme, colour
from hcr_desktop.ui.tools import ERASER, Tool, meets
from hcr_desktop.ui.view import View, rect_of

RULE = 80
"""Distance of the guide lines, page units."""

_MARGIN = 2 * NIB + 2
"""How far a line reaches beyond its points, page units, antialiasing included."""


class Canvas(View):
    """Where a person writes.

    Attributes:
        written: Emitted with the Stroke of every pen-up.
        erased: Emitted with the frozenset of stroke ids that one stroke of the eraser met.
        touched: Emitted when the pen comes down.
    """

    written = Signal(object)
    erased = Signal(object)
    touched = Signal()

    _pointer: Pointer | None = None  # events come while the base class is still being made

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.tool = Tool.PEN
        self._dry = DryInk()
        self._wet: list[Sample] = []
        self._points: list[QPointF] = []  # of the wet stroke, page units
        self._hidden: set[int] = set()  # strokes the eraser met since it came down
        self._last: tuple[float, float] | None = None  # where the eraser was, page units
        self._pointer = Pointer(self._press, self._move, self._release, self._cancel, self.pan)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Writing canvas"))
        self.setAccessibleDescription(self.tr("Write here with mouse, finger or pen."))
        self.use(Tool.PEN)
        theme.changed.connect(lambda: self.use(self.tool))

    @property
    def ink(self) -> Ink:
        """The dry ink."""
        return self._dry.ink

    def use(self, tool: Tool) -> None:
        """Take a tool in hand."""
        self.tool = tool
        self.viewport().setCursor(tool.cursor(self.theme.colours.muted))

    def show_ink(self, ink: Ink) -> None:
        """Show this ink from now on; only strokes that came or went are repainted."""
        hint = not self.ink.strokes or not ink.strokes
        changed = self._dry.take(ink)
        self._hidden = set()
        if not changed:
            return
        self.fit_bars()
        if hint:
            self.refresh()
        else:
            self._repaint(changed)

    def content(self) -> QRectF:
        """All ink, and room to write on below it."""
        size = self.viewport().size()
        box = self._dry.box
        if box is None:
            return QRectF(0, 0, 1, 1)
        right = box.right + 120 if box.right * self.zoom > size.width() else 1.0
        below = 0.5 * size.height() / self.zoom
        bottom = box.bottom + below if box.bottom * self.zoom > 0.75 * size.height() else 1.0
        return QRectF(0, 0, right, bottom)

    def fit(self) -> None:
        """Life size, or smaller where all ink could not be seen then."""
        box, size = self._dry.box, self.viewport().size()
        fitting = 1.0 if box is None else min(size.width() / (box.right + RULE / 2), size.height() / (box.bottom + RULE / 2), 1.0)
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)
        self.set_zoom(fitting, QPointF(0, 0))

    # -- painting --------------------------------------------------------------------------------------------------

    def paint_page(self, painter: QPainter, area: QRectF) -> None:
        """Guide lines, then dry ink."""
        colours = self.theme.colours
        painter.setPen(QPen(QColor(colours.rule), 1.0, Qt.PenStyle.SolidLine))
        for k in range(max(1, int(area.top() // RULE)), int(area.bottom() // RULE) + 1):
            painter.drawLine(QPointF(area.left(), k * RULE + 0.5), QPointF(area.right(), k * RULE + 0.5))
        for stroke in self._dry.near(area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)):
            if stroke.id not in self._hidden:
                self._dry.paint(painter, stroke, QColor(colours.ink))
        for i in range(1, len(self._points)):
            painter.setPen(nib(QColor(colours.ink), self._wet[i].pressure))
            painter.drawPath(piece(self._points, i))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what changed from the cached picture; over it the hint, the highlight and the tip of the wet line."""
        painter = QPainter(self.viewport())
        self.blit(painter, QRectF(event.rect()))
        if not self.ink.strokes and not self._points:
            self._paint_hint(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_highlight(painter)
        if len(self._points) > 1:
            painter.setTransform(self.to_view())
            painter.setPen(nib(QColor(self.theme.colours.ink), self._wet[-1].pressure))
            painter.drawLine(middle(self._points[-2], self._points[-1]), self._points[-1])
        painter.end()

    def _paint_highlight(self, painter: QPainter) -> None:
        """The selected characters: a soft box, and their strokes in the accent colour."""
        boxes = self.lit_boxes()
        if not boxes:
            return
        accent = self.theme.colours.accent
        painter.setPen(QPen(colour(accent), 1.5))
        painter.setBrush(colour(accent, 0.12))
        for rect in boxes:
            painter.drawRoundedRect(rect, 6, 6)
        marks = frozenset().union(*(self.text.spans[i].marks for i in self.selected if i < len(self.text.spans)))
        painter.setTransform(self.to_view())
        for stroke in self.ink.only(marks).strokes:
            self._dry.paint(painter, stroke, QColor(accent))
        painter.resetTransform()

    def _paint_hint(self, painter: QPainter) -> None:
        """What an empty canvas is for."""
        colours, rect = self.theme.colours, self.viewport().rect()
        mark = icons.pixmap("pen", colours.muted, 40, self.devicePixelRatioF())
        middle_x, y = rect.center().x(), rect.center().y() - 64
        painter.fillRect(QRectF(middle_x - 210, y - 8, 420, 130), QColor(colours.paper))
        painter.drawPixmap(QPointF(middle_x - 20, y), mark)
        painter.setPen(QColor(colours.muted))
        font = painter.font()
        font.setPixelSize(22)
        painter.setFont(font)
        painter.drawText(QRectF(0, y + 48, rect.width(), 34), Qt.AlignmentFlag.AlignCenter, self.tr("Write here"))
        font.setPixelSize(14)
        painter.setFont(font)
        hint = self.tr("with pen, finger or mouse; the text appears beside it")
        painter.drawText(QRectF(0, y + 84, rect.width(), 24), Qt.AlignmentFlag.AlignCenter, hint)

    def _repaint(self, strokes: list[Stroke]) -> None:
        """Paint anew where these strokes are."""
        transform = self.to_view()
        for stroke in strokes:
            area = QRectF(transform.mapRect(rect_of(stroke.box.grown(_MARGIN))).toAlignedRect())
            self.paint_cache(area)
            self.viewport().update(area.toAlignedRect())

    # -- pointer ---------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """Pointer events are ours; the rest goes its usual way."""
        return (self._pointer is not None and self._pointer.take(event)) or super().viewportEvent(event)

    def _press(self, sample: Sample) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        tool = Tool.ERASER if sample.eraser else self.tool
        if tool is Tool.SELECT:
            self.tapped.emit(*self.to_page(sample.position))
            return
        self.touched.emit()
        if tool is Tool.ERASER:
            self._last = None
            self._erase(sample)
            return
        first = not self.ink.strokes
        self._wet, self._points = [sample], [QPointF(*self.to_page(sample.position))]
        if first:
            self.viewport().update()  # the hint goes
        self._dot()

    def _move(self, sample: Sample) -> None:
        if self._points:
            self._draw(sample)
        elif self._last is not None:
            self._erase(sample)

    def _release(self, sample: Sample) -> None:
        self._move(sample)
        if self._points:
            stroke = self._dried()
            self._wet, self._points = [], []
            self._dry.take(self.ink.adding(stroke))
            self._repaint([stroke])
            self.fit_bars()
            self.written.emit(stroke)
        elif self._last is not None:
            self._last = None
            if self._hidden:
                self.erased.emit(frozenset(self._hidden))

    def _cancel(self) -> None:
        """What was begun does not count, as when a second finger comes down."""
        self._wet, self._points, self._last, self._hidden = [], [], None, set()
        self.refresh()

    def _dot(self) -> None:
        """Wet ink where the pen came down."""
        self._wet_line(QRectF(self._points[0], QSizeF()), None)

    def _draw(self, sample: Sample) -> None:
        """One more point of the wet line: its smooth piece goes into the cached picture, and only there is repainted."""
        if sample.position == self._wet[-1].position:
            return
        self._wet.append(sample)
        self._points.append(QPointF(*self.to_page(sample.position)))
        last = self._points[-3:]
        area = QRectF(last[0], QSizeF())
        for point in last[1:]:
            area = area.united(QRectF(point, point).adjusted(-0.01, -0.01, 0.01, 0.01))
        self._wet_line(area, len(self._points) - 1)

    def _wet_line(self, area: QRectF, index: int | None) -> None:
        """Paint one piece of wet ink (a dot for None) into the cached picture; ``area`` in page units."""
        painter = QPainter(self.cache())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        transform = self.to_view()
        painter.setTransform(transform)
        painter.setPen(nib(QColor(self.theme.colours.ink), self._wet[-1].pressure))
        if index is None:
            painter.drawPoint(self._points[0])
        else:
            painter.drawPath(piece(self._points, index))
        painter.end()
        dirty: QRect = transform.mapRect(area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)).toAlignedRect()
        self.viewport().update(dirty)

    def _dried(self) -> Stroke:
        """The wet line as a Stroke: raw points, seconds since pen-down, pressure if the device told any."""
        xy = np.array([(point.x(), point.y()) for point in self._points], np.float32)
        seconds = np.array([sample.time - self._wet[0].time for sample in self._wet], np.float32)
        pressures = [sample.pressure for sample in self._wet if sample.pressure is not None]
        pressure = np.array(pressures, np.float32) if len(pressures) == len(self._wet) else None
        return Stroke(self.ink.next_id, xy, seconds, pressure)

    def _erase(self, sample: Sample) -> None:
        """Hide the strokes that the eraser met on its way here; they go at pen-up, in one step."""
        here = self.to_page(sample.position)
        start = self._last or here
        self._last = here
        reach = ERASER / self.zoom
        way = QRectF(QPointF(*start), QPointF(*here)).normalized().adjusted(-reach, -reach, reach, reach)
        near = [stroke for stroke in self._dry.near(way) if stroke.id not in self._hidden]
        met = [stroke for stroke in near if meets(stroke, start, here, reach)]
        self._hidden.update(stroke.id for stroke in met)
        self._repaint(met)
