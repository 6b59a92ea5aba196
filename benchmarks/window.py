"""How long the handler of a pointer move takes in the window at 1920 x 1080: ``python -m benchmarks.window``.

The canvas holds many strokes already. Three figures a row: the handler alone, the handler with the repaint it causes, and
the handler while the recognition thread is reading.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from hcr_desktop.app import application, load_recogniser
from hcr_desktop.document.ink import Ink, Stroke
from hcr_desktop.settings import Settings
from hcr_desktop.ui.desktop import Desktop, busy
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.tools import Tool

LIMIT_MS = 2.0


def scribbles(count: int, width: float, height: float) -> Ink:
    """Strokes of 40 points all over the canvas."""
    rng = np.random.default_rng(1)
    starts = rng.uniform((20, 20), (width - 60, height - 60), (count, 1, 2))
    ways = rng.normal(0, 3, (count, 40, 2)).cumsum(axis=1)
    return Ink(tuple(Stroke(i, xy) for i, xy in enumerate(np.clip(starts + ways, 0, (width, height)))))


def path(count: int, width: float, height: float) -> Iterator[QPointF]:
    """A pen that wanders over the canvas, a few pixels a move."""
    rng = np.random.default_rng(2)
    here, way = np.array([width / 2, height / 2]), np.zeros(2)
    for _ in range(count):
        way = 0.8 * way + rng.normal(0, 3, 2)
        here = np.clip(here + way, 2, (width - 2, height - 2))
        yield QPointF(float(here[0]), float(here[1]))


def send(window: Desktop, kind: QEvent.Type, point: QPointF) -> float:
    """Send one mouse event to the canvas; the seconds its handler took."""
    pressed = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, point, point, point, button, pressed, Qt.KeyboardModifier.NoModifier)
    start = time.perf_counter()
    QApplication.sendEvent(window.canvas.viewport(), event)
    return time.perf_counter() - start


def moves(window: Desktop, count: int, *, reading: bool) -> tuple[list[float], list[float]]:
    """Write one long line; seconds of each handler, and of each handler with its repaint."""
    app = QApplication.instance()
    assert app is not None
    size = window.canvas.viewport().size()
    points = path(count, size.width(), size.height())
    send(window, QEvent.Type.MouseButtonPress, next(points))
    handlers, painted = [], []
    for point in points:
        if reading and not busy(window):
            window.session.read_again()
        start = time.perf_counter()
        handlers.append(send(window, QEvent.Type.MouseMove, point))
        app.processEvents()
        painted.append(time.perf_counter() - start)
    send(window, QEvent.Type.MouseButtonRelease, QPointF(10, 10))
    return handlers, painted


def row(name: str, seconds: list[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    median, high = np.percentile(seconds, [50, 99]) * 1000
    return f"{name:<44} {median:8.3f} {high:8.3f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=int, default=300, help="strokes on the canvas before; default: 300")
    parser.add_argument("--moves", type=int, default=2000, help="moves of each line; default: 2000")
    asked = parser.parse_args()
    app = application()
    theme = Theme("light")
    theme.apply()
    window = Desktop(load_recogniser, Settings(), theme)
    window.resize(1920, 1080)
    window.show()
    window.bridge.start()
    print(f"{'milliseconds, window of 1920 x 1080':<44} {'median':>8} {'p99':>8}")
    for name, strokes in (("empty canvas", 0), (f"{asked.strokes} strokes", asked.strokes)):
        size = window.canvas.viewport().size()
        if strokes:
            window.session.add_ink(scribbles(strokes, size.width(), size.height()))
        while busy(window):
            app.processEvents()
            time.sleep(0.01)
        handlers, painted = moves(window, asked.moves, reading=False)
        print(row(f"{name}: handler", handlers))
        print(row(f"{name}: handler and repaint", painted))
    window.use(Tool.ERASER)
    print(row(f"{asked.strokes} strokes: handler of the eraser", moves(window, asked.moves // 10, reading=False)[0]))
    window.session.undo()
    window.use(Tool.PEN)
    handlers, _ = moves(window, asked.moves, reading=True)
    print(row("while the recognition thread reads: handler", handlers))
    print(f"limit of the handler: {LIMIT_MS} ms; {'kept' if np.median(handlers) * 1000 < LIMIT_MS else 'EXCEEDED'}")
    while busy(window):  # a thread that is still reading cannot be ended
        app.processEvents()
        time.sleep(0.01)
    window.close()


if __name__ == "__main__":
    main()
