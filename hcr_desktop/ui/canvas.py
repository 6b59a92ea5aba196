"""The writing canvas: wet ink while the pen is down, dry ink after, and only what changed repainted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from hcr_desktop.document.gestures import Gesture, recognise
from hcr_desktop.document.ink import NIB, Box, Ink, Nib, Stroke
from hcr_desktop.document.paper import CELL, Paper
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.ui.background import paint_paper
from hcr_desktop.ui.hint import paint_hint
from hcr_desktop.ui.palm import Palm
from hcr_desktop.ui.pointer import Pointer, Sample
from hcr_desktop.ui.strokes import DryInk
from hcr_desktop.ui.surety import Surety
from hcr_desktop.ui.theme import Colours, Theme, colour
from hcr_desktop.ui.tools import ERASER, Tool, meets
from hcr_desktop.ui.view import View, rect_of
from hcr_desktop.ui.wet import WetInk, margin

_TAP = 6.0
"""A pen that moves less than this many pixels between down and up has tapped."""

_GHOST = 0.22
"""How much is seen of ink that is being rewritten."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where ink is being rewritten.

    Attributes:
        ids: The strokes that go when the first new one comes; empty after.
        area: Page units; what begins in it belongs to the spot.
    """

    ids: frozenset[int]
    area: QRectF


class Canvas(View):
    """Where a person writes.

    Attributes:
        written: Emitted with the Stroke of every pen-up.
        rewritten: Emitted with the ids of strokes and the Stroke that was written in their place.
        gestured: Emitted with the Gesture that a stroke was.
        swept: Emitted with the Box that the selecting tool was drawn over, page units.
        erased: Emitted with the frozenset of stroke ids that one stroke of the eraser met.
        touched: Emitted when pen or eraser come down.
    """

    written = Signal(object)
    rewritten = Signal(object, object)
    gestured = Signal(object)
    swept = Signal(object)
    erased = Signal(object)
    touched = Signal()

    _pointer: Pointer | None = None  # events come while the base class is still being made

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.tool = Tool.PEN
        self.nib = NIB
        self.paper = Paper.RULED
        self.gestures = True
        self.hint: Callable[[QPainter, QRect, Colours, float, Paper], None] = paint_hint
        self._dry = DryInk()
        self._wet = WetInk()
        self._selecting: QPointF | None = None  # where the selecting tool came down, viewport pixels
        self._spot: Spot | None = None
        self._hidden: set[int] = set()  # strokes the eraser met since it came down
        self._last: tuple[float, float] | None = None  # where the eraser was, page units
        self._hover: Sample | None = None
        self._doubts: list[tuple[QRectF, Surety]] = []  # what is marked as uncertain, page units
        self.palm = Palm(parent=self)
        self._pointer = Pointer(self, self.palm)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.viewport().ungrabGesture(Qt.GestureType.PanGesture)  # else Qt scrolls too, and the page moves twice as far
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Writing canvas"))
        self.setAccessibleDescription(self.tr("Write here with mouse, finger or pen."))
        self.use(Tool.PEN)
        theme.changed.connect(lambda: self.use(self.tool))

    @property
    def ink(self) -> Ink:
        """The dry ink."""
        return self._dry.ink

    @property
    def spot(self) -> Spot | None:
        """Where ink is being rewritten."""
        return self._spot

    def use(self, tool: Tool) -> None:
        """Take a tool in hand."""
        self.tool = tool
        self.viewport().setCursor(tool.cursor(self.theme.colours.muted))
        if tool is not Tool.PEN:
            self.rewrite_spot(frozenset(), None)

    def let_fingers(self, *, write: bool) -> None:
        """Let one finger write, or move the page."""
        if self._pointer is not None:
            self._pointer.finger_writes = write

    def show_ink(self, ink: Ink, paper: Paper = Paper.RULED) -> None:
        """Show this ink on this paper from now on; only strokes that came or went are repainted."""
        hint = not self.ink.strokes or not ink.strokes or paper is not self.paper
        changed = self._dry.take(ink)
        self._hidden, self.paper = set(), paper
        if hint:
            self.refresh()
        if not changed:
            return
        self.fit_bars()
        if not hint:
            self._repaint(changed)

    def show_text(self, text: RecognisedText, selected: tuple[int, ...]) -> None:
        """Take the text and its selection, and mark what is uncertain, by form as well as by colour."""
        if text is not self.text:
            sureties = ((span.box, Surety.of(span)) for span in text.spans if span.box is not None)
            doubts: list[tuple[QRectF, Surety]] = [(rect_of(box), surety) for box, surety in sureties if surety is not Surety.SURE]
            if doubts != self._doubts:
                self._doubts = doubts
                self.viewport().update()
        super().show_text(text, selected)

    def rewrite_spot(self, ids: frozenset[int], box: Box | None) -> None:
        """Let what is written next in ``box`` take the place of these strokes; None ends that."""
        if box is None and self._spot is None:
            return
        reach = 0.0 if box is None else 0.35 * max(box.width, box.height) + 6
        self._spot = None if box is None else Spot(ids, rect_of(box.grown(reach)))
        self.refresh()

    def content(self) -> QRectF:
        """All ink, and room to write on beside and below it."""
        size = self.viewport().size()
        box = self._dry.box
        if box is None:
            return QRectF(0, 0, 1, 1)
        right = box.right + 0.25 * size.width() / self.zoom if box.right * self.zoom > size.width() - 24 else 1.0
        below = 0.5 * size.height() / self.zoom
        bottom = box.bottom + below if box.bottom * self.zoom > 0.75 * size.height() else 1.0
        return QRectF(0, 0, right, bottom)

    def fit(self) -> None:
        """Life size, or smaller where all ink could not be seen then."""
        box, size = self._dry.box, self.viewport().size()
        fitting = 1.0 if box is None else min(size.width() / (box.right + CELL / 2), size.height() / (box.bottom + CELL / 2), 1.0)
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)
        self.set_zoom(fitting, QPointF(0, 0))

    # -- painting --------------------------------------------------------------------------------------------------

    def paint_page(self, painter: QPainter, area: QRectF) -> None:
        """The paper, then dry ink, then wet ink."""
        colours = self.theme.colours
        paint_paper(painter, area, self.paper, colours)
        ghosts = frozenset() if self._spot is None else self._spot.ids
        for stroke in self._dry.near(area.adjusted(-12, -12, 12, 12)):
            if stroke.id in ghosts:
                self._dry.paint(painter, stroke, colours, colour(getattr(colours, stroke.nib.colour), _GHOST))
            elif stroke.id not in self._hidden:
                self._dry.paint(painter, stroke, colours)
        self._wet.paint(painter, colours)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what changed from the cached picture; over it what comes and goes."""
        painter = QPainter(self.viewport())
        area = QRectF(event.rect())
        self.blit(painter, area)
        if not self.ink.strokes and not self._wet:
            self.hint(painter, self.viewport().rect(), self.theme.colours, self.devicePixelRatioF(), self.paper)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_doubts(painter, area)
        self._paint_highlight(painter)
        self._paint_spot(painter)
        if self._wet:
            painter.setTransform(self.to_view())
            self._wet.paint_tip(painter, self.theme.colours)
            painter.resetTransform()
        self._paint_hover(painter)
        painter.end()

    def _paint_doubts(self, painter: QPainter, area: QRectF) -> None:
        """A line below each uncertain character: dashes for perhaps, a wave for doubtful."""
        transform = self.to_view()
        for box, surety in self._doubts:
            rect = transform.mapRect(box)
            if rect.adjusted(-2, -2, 2, 12).intersects(area):
                surety.paint_line(painter, rect, self.theme.colours)

    def _paint_highlight(self, painter: QPainter) -> None:
        """The selected characters: a soft box, and their strokes in the accent colour."""
        boxes = self.lit_boxes()
        if not boxes:
            return
        accent = self.theme.colours.accent
        painter.setPen(QPen(colour(accent), 1.5))
        painter.setBrush(colour(accent, 0.12))
        for rect in in_rows(boxes):
            painter.drawRoundedRect(rect, 6, 6)
        marks = frozenset().union(*(self.text.spans[i].marks for i in self.selected if i < len(self.text.spans)))
        painter.setTransform(self.to_view())
        for stroke in self.ink.only(marks).strokes:
            self._dry.paint(painter, stroke, self.theme.colours, QColor(accent))
        painter.resetTransform()

    def _paint_spot(self, painter: QPainter) -> None:
        """The frame in which ink is being rewritten."""
        if self._spot is not None:
            painter.setPen(QPen(colour(self.theme.colours.accent), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.to_view().mapRect(self._spot.area), 8, 8)

    def _paint_hover(self, painter: QPainter) -> None:
        """Where a pen that hovers would write or erase."""
        if self._hover is not None:
            erasing = self._hover.eraser or self.tool is Tool.ERASER
            reach = ERASER if erasing else max(2.0, self.nib.width * self.zoom / 2)
            painter.setPen(QPen(colour(self.theme.colours.muted), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush if erasing else colour(getattr(self.theme.colours, self.nib.colour), 0.6))
            painter.drawEllipse(self._hover.position, reach, reach)

    def _repaint(self, strokes: list[Stroke]) -> None:
        """Paint anew where these strokes are."""
        for stroke in strokes:
            self._repaint_area(rect_of(stroke.box.grown(margin(stroke.nib))))

    def _repaint_area(self, area: QRectF) -> None:
        """Paint a part of the page anew, page units."""
        dirty = self.to_view().mapRect(area).toAlignedRect()
        self.paint_cache(QRectF(dirty))
        self.viewport().update(dirty)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scrolled: what is seen still is moved in the cached picture, only what comes into view is painted."""
        cache = self._cache
        size = self.viewport().size()
        scale = self.devicePixelRatioF()
        if cache is None or scale != round(scale) or abs(dx) >= size.width() or abs(dy) >= size.height():
            self.refresh()
            return
        moved = QPixmap(cache.size())
        moved.setDevicePixelRatio(scale)
        painter = QPainter(moved)
        painter.drawPixmap(QPoint(dx, dy), cache)
        painter.end()
        self._cache = moved
        if dx:
            self.paint_cache(QRectF(0 if dx > 0 else size.width() + dx, 0, abs(dx), size.height()))
        if dy:
            self.paint_cache(QRectF(0, 0 if dy > 0 else size.height() + dy, size.width(), abs(dy)))
        self.viewport().update()

    # -- the hand --------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """Pointer events are ours; the rest goes its usual way."""
        if event.type() == QEvent.Type.Leave:
            self.pen_hovers(None)
        return (self._pointer is not None and self._pointer.take(event)) or super().viewportEvent(event)

    def pen_down(self, sample: Sample) -> None:
        """The pen came down."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        tool = Tool.ERASER if sample.eraser else self.tool
        point = QPointF(*self.to_page(sample.position))
        if tool is Tool.SELECT:
            self._selecting = sample.position
            self._paint_wet(self._wet.begin(sample, point, Nib(2.0 / self.zoom, "blue")), 0)
            return
        self.touched.emit()
        if tool is Tool.ERASER:
            self._last = None
            self._erase(sample)
            return
        if self._spot is not None and not self._spot.area.contains(point):
            self.rewrite_spot(frozenset(), None)
        area = self._wet.begin(sample, point, self.nib)
        if not self.ink.strokes:
            self.viewport().update()  # the hint goes
        self._paint_wet(area, 0)

    def pen_moved(self, sample: Sample) -> None:
        """The pen moved: its smooth piece goes into the cached picture, and only there is repainted."""
        if self._wet:
            area = self._wet.add(sample, QPointF(*self.to_page(sample.position)))
            if area is not None:
                self._paint_wet(area, len(self._wet.points) - 1)
        elif self._last is not None:
            self._erase(sample)

    def pen_up(self, sample: Sample) -> None:
        """The pen was lifted."""
        self.pen_moved(sample)
        if self._selecting is not None:
            start, self._selecting = self._selecting, None
            self._select(start, sample.position)
        elif self._wet:
            self._finish(self._wet.dry(self.ink.next_id))
        elif self._last is not None:
            self._last = None
            if self._hidden:
                self.erased.emit(frozenset(self._hidden))

    def pen_dropped(self) -> None:
        """What was begun does not count, as when a second finger comes down."""
        self._wet.clear()
        self._selecting, self._last, self._hidden = None, None, set()
        self.refresh()

    def pen_hovers(self, sample: Sample | None) -> None:
        """A pen is over the page: show where it would write."""
        for seen in (self._hover, sample):
            if seen is not None:
                self.viewport().update(QRectF(seen.position, seen.position).adjusted(-20, -20, 20, 20).toAlignedRect())
        self._hover = sample

    def pinch(self, factor: float, centre: QPointF) -> None:
        """Two fingers zoom."""
        self.set_zoom(self.zoom * factor, centre)

    def _finish(self, stroke: Stroke) -> None:
        """A stroke is dry: it is a gesture, belongs to a spot that is rewritten, or is writing."""
        spot = self._spot
        gesture = recognise(stroke.xy, self.text) if self.gestures and spot is None else None
        if gesture is not None:
            self._repaint([stroke])
            self.gestured.emit(gesture)
            return
        if spot is not None:
            self._spot = Spot(frozenset(), spot.area)
            self.rewritten.emit(spot.ids, stroke)
            return
        self._dry.take(self.ink.adding(stroke))
        self._repaint([stroke])
        self.fit_bars()
        self.written.emit(stroke)

    def _select(self, start: QPointF, stop: QPointF) -> None:
        """The selecting tool was lifted: it tapped, made a gesture, or was drawn over what is to be selected."""
        stroke = self._wet.dry(self.ink.next_id)
        self._repaint([stroke])
        gesture: Gesture | None = recognise(stroke.xy, self.text, sure=True)
        if max(stroke.box.width, stroke.box.height) * self.zoom < _TAP:
            self.tapped.emit(*self.to_page(start))
        elif gesture is not None and self.gestures:
            self.gestured.emit(gesture)
        else:
            self.swept.emit(Box.of(np.array([self.to_page(start), self.to_page(stop)])))

    def _paint_wet(self, area: QRectF, first: int) -> None:
        """Paint wet ink from a point on into the cached picture; ``area`` in page units."""
        transform = self.to_view()
        painter = QPainter(self.cache())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(transform)
        self._wet.paint(painter, self.theme.colours, first)
        painter.end()
        self.viewport().update(transform.mapRect(area).toAlignedRect())

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


def in_rows(rects: list[QRectF]) -> list[QRectF]:
    """Rectangles side by side as one, for the characters of a word are one thing when all of them are selected."""
    rows: list[QRectF] = []
    for rect in rects:
        last = rows[-1] if rows else QRectF()
        beside = rows and rect.top() < last.bottom() and rect.bottom() > last.top() and rect.left() < last.right() + 0.5 * last.height()
        if beside and rect.right() > last.left():
            rows[-1] = last.united(rect)
        else:
            rows.append(rect)
    return rows
