"""One pointer out of three devices: mouse, touch and pen events become press, move, release.

Qt offers what a pen or a finger does a second time as mouse events. Taking the first offer, and no mouse event that was
made up or that comes while a pen or a finger is at work, keeps every line single.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent

from hcr_desktop.ui.palm import Palm


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the pointer is.

    Attributes:
        position: Viewport pixels.
        time: Seconds, from any start.
        pressure: 0..1, or None where the device tells none.
        eraser: Whether it is a pen's eraser end.
    """

    position: QPointF
    time: float
    pressure: float | None = None
    eraser: bool = False


class Hand(Protocol):
    """What a pointer tells of."""

    def pen_down(self, sample: Sample) -> None:
        """It came down."""

    def pen_moved(self, sample: Sample) -> None:
        """It moved while it was down."""

    def pen_up(self, sample: Sample) -> None:
        """It was lifted."""

    def pen_dropped(self) -> None:
        """What was begun does not count."""

    def pen_hovers(self, sample: Sample | None) -> None:
        """A pen is over the page without touching it; None when it has gone or touches."""

    def pan(self, dx: float, dy: float) -> None:
        """The page is to move by viewport pixels."""

    def pinch(self, factor: float, centre: QPointF) -> None:
        """The page is to be zoomed about a viewport point."""


class Pointer:
    """Turns device events into calls of a ``Hand``.

    Attributes:
        finger_writes: Whether one finger writes; otherwise it moves the page.
    """

    def __init__(self, hand: Hand, palm: Palm) -> None:
        self.finger_writes = True
        self._hand, self._palm = hand, palm
        self._by: str | None = None  # the device that is down: "mouse", "touch" or "pen"
        self._finger: int | None = None
        self._fingers: dict[int, QPointF] = {}  # where two fingers or more were
        self._pan_from: QPointF | None = None

    def take(self, event: QEvent) -> bool:
        """Use the event if it is a pointer's; whether it was."""
        if isinstance(event, QTabletEvent):
            self._tablet(event)
        elif isinstance(event, QTouchEvent):
            self._touch(event)
        elif isinstance(event, QMouseEvent):
            self._mouse(event)
        else:
            return False
        event.accept()
        return True

    # -- mouse -----------------------------------------------------------------------------------------------------

    def _mouse(self, event: QMouseEvent) -> None:
        if event.source() != Qt.MouseEventSource.MouseEventNotSynthesized or self._by in {"pen", "touch"} or self._palm.resting:
            return
        sample = Sample(event.position(), event.timestamp() / 1000)
        kind = event.type()
        if kind in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick}:
            if event.button() == Qt.MouseButton.MiddleButton:
                self._pan_from = event.position()
            elif event.button() == Qt.MouseButton.LeftButton:
                self._begin("mouse", sample)
        elif kind == QEvent.Type.MouseMove:
            if self._pan_from is not None:
                self._hand.pan(event.position().x() - self._pan_from.x(), event.position().y() - self._pan_from.y())
                self._pan_from = event.position()
            elif self._by == "mouse":
                self._hand.pen_moved(sample)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
        elif event.button() == Qt.MouseButton.LeftButton:
            self._end("mouse", sample)

    # -- pen -------------------------------------------------------------------------------------------------------

    def _tablet(self, event: QTabletEvent) -> None:
        self._palm.noticed()
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        sample = Sample(event.position(), event.timestamp() / 1000, event.pressure(), eraser)
        if event.type() == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            if self._by == "touch":
                self._drop()  # the hand lay down before the pen did
            self._begin("pen", sample)
        elif event.type() == QEvent.Type.TabletMove:
            if self._by == "pen":
                self._hand.pen_moved(sample)
            elif self._by is None:
                self._hand.pen_hovers(sample)
        elif event.type() == QEvent.Type.TabletRelease and event.button() == Qt.MouseButton.LeftButton:
            self._end("pen", sample)

    # -- touch -----------------------------------------------------------------------------------------------------

    def _touch(self, event: QTouchEvent) -> None:
        """One finger writes; a second one turns it into moving and zooming the page."""
        points = event.points()
        if event.type() == QEvent.Type.TouchCancel or self._palm.resting:
            self._lift()
        elif len(points) > 1:
            self._drop()
            self._two_fingers(points)
        elif points:
            self._one_finger(points[0], event.timestamp() / 1000)
        if event.type() == QEvent.Type.TouchEnd:
            self._fingers = {}

    def _lift(self) -> None:
        """What fingers began does not count."""
        self._fingers = {}
        if self._by == "touch":
            self._drop()

    def _two_fingers(self, points: Sequence[QEventPoint]) -> None:
        """Move the page with the middle of the fingers, and zoom by how far they are apart."""
        now = {point.id(): point.position() for point in points if point.state() != QEventPoint.State.Released}
        before, self._fingers = self._fingers, now
        if len(now) < 2 or before.keys() != now.keys():
            return
        centre, old_centre = _centre(now.values()), _centre(before.values())
        self._hand.pan(centre.x() - old_centre.x(), centre.y() - old_centre.y())
        spread, old_spread = _spread(now.values(), centre), _spread(before.values(), old_centre)
        if min(spread, old_spread) > 8 and abs(spread - old_spread) > 0.01:
            self._hand.pinch(spread / old_spread, centre)

    def _one_finger(self, point: QEventPoint, time: float) -> None:
        sample = Sample(point.position(), time)
        if point.state() == QEventPoint.State.Pressed:
            self._finger = point.id()
            self._begin("touch", sample)
        elif point.id() == self._finger and point.state() == QEventPoint.State.Released:
            self._end("touch", sample)
            self._finger = None
        elif point.id() == self._finger and self._by == "touch":
            if self.finger_writes:
                self._hand.pen_moved(sample)
            else:
                delta = point.position() - point.lastPosition()
                self._hand.pan(delta.x(), delta.y())

    # -- all -------------------------------------------------------------------------------------------------------

    def _begin(self, device: str, sample: Sample) -> None:
        if self._by is None:
            self._by = device
            self._hand.pen_hovers(None)
            if device != "touch" or self.finger_writes:
                self._hand.pen_down(sample)

    def _end(self, device: str, sample: Sample) -> None:
        if self._by == device:
            self._by = None
            if device != "touch" or self.finger_writes:
                self._hand.pen_up(sample)

    def _drop(self) -> None:
        self._finger = None
        if self._by is not None:
            self._by = None
            self._hand.pen_dropped()


def _centre(points: Iterable[QPointF]) -> QPointF:
    """The middle of points."""
    every = list(points)
    return QPointF(sum(point.x() for point in every) / len(every), sum(point.y() for point in every) / len(every))


def _spread(points: Iterable[QPointF], centre: QPointF) -> float:
    """How far points are from their middle, on the average."""
    every = list(points)
    return sum(math.hypot(point.x() - centre.x(), point.y() - centre.y()) for point in every) / len(every)
