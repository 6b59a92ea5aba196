"""One pointer out of three devices: mouse, touch and pen events become press, move, release.

Qt offers what a pen or a finger does a second time as mouse events; taking the first offer, and ignoring mouse events
that Qt made up, keeps every line single.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent


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


class Pointer:
    """Turns device events into ``press``, ``move``, ``release``, ``cancel`` and ``pan`` calls."""

    def __init__(
        self,
        press: Callable[[Sample], None],
        move: Callable[[Sample], None],
        release: Callable[[Sample], None],
        cancel: Callable[[], None],
        pan: Callable[[float, float], None],
    ) -> None:
        self._press, self._move, self._release, self._cancel, self._pan = press, move, release, cancel, pan
        self._down = False
        self._finger: int | None = None
        self._pan_from: QPointF | None = None

    def take(self, event: QEvent) -> bool:
        """Use the event if it is a pointer's; whether it was."""
        if isinstance(event, QTabletEvent):
            return self._tablet(event)
        if isinstance(event, QTouchEvent):
            return self._touch(event)
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        if event.source() != Qt.MouseEventSource.MouseEventNotSynthesized:
            event.accept()
            return True
        sample = Sample(event.position(), event.timestamp() / 1000)
        if kind in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick}:
            if event.button() == Qt.MouseButton.MiddleButton:
                self._pan_from = event.position()
            elif event.button() == Qt.MouseButton.LeftButton:
                self._begin(sample)
        elif kind == QEvent.Type.MouseMove:
            if self._pan_from is not None:
                self._pan(event.position().x() - self._pan_from.x(), event.position().y() - self._pan_from.y())
                self._pan_from = event.position()
            else:
                self._move(sample)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
        elif event.button() == Qt.MouseButton.LeftButton:
            self._end(sample)
        event.accept()
        return True

    def _tablet(self, event: QTabletEvent) -> bool:
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        sample = Sample(event.position(), event.timestamp() / 1000, event.pressure(), eraser)
        if event.type() == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            self._begin(sample)
        elif event.type() == QEvent.Type.TabletMove:
            self._move(sample)
        elif event.type() == QEvent.Type.TabletRelease and event.button() == Qt.MouseButton.LeftButton:
            self._end(sample)
        event.accept()
        return True

    def _touch(self, event: QTouchEvent) -> bool:
        """One finger writes; a second one turns it into moving the page."""
        points = event.points()
        event.accept()
        if event.type() == QEvent.Type.TouchCancel:
            self._drop()
        elif len(points) > 1:
            self._drop()
            for point in points[:1]:
                delta = point.position() - point.lastPosition()
                self._pan(delta.x(), delta.y())
        elif points:
            self._one_finger(points[0], event.timestamp() / 1000)
        return True

    def _one_finger(self, point: QEventPoint, time: float) -> None:
        sample = Sample(point.position(), time)
        if point.state() == QEventPoint.State.Pressed:
            self._finger = point.id()
            self._begin(sample)
        elif point.id() == self._finger and point.state() == QEventPoint.State.Released:
            self._end(sample)
            self._finger = None
        elif point.id() == self._finger:
            self._move(sample)

    def _begin(self, sample: Sample) -> None:
        if not self._down:
            self._down = True
            self._press(sample)

    def _end(self, sample: Sample) -> None:
        if self._down:
            self._down = False
            self._release(sample)

    def _drop(self) -> None:
        self._finger = None
        if self._down:
            self._down = False
            self._cancel()
