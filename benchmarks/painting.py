"""From a pointer event to painted pixels, on a canvas of 1920 x 1080 with 2,000 strokes: ``python -m benchmarks.painting``.

A line is written with pointer events over strokes that are there already. The clock runs from before an event is sent
until the canvas has painted all that it asked to repaint, on the raster that a window system would show. Processor time
is told beside it: on a machine that does other work too, the time on the wall says more of that work than of ours.
"""

from __future__ import annotations

import argparse
import os
import time

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtWidgets import QApplication

from benchmarks.window import path, scribbles, send
from hcr_desktop.app import application
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.settings import Settings
from hcr_desktop.ui.desktop import Desktop
from hcr_desktop.ui.theme import Theme

LIMITS_MS = {"median": 8.0, "p99": 16.0}


class Silent:
    """Reads nothing: painting is measured alone."""

    def read(self, source: object, options: object = None, *, so_far: object = None) -> RecognisedText:
        """Nothing at all."""
        del source, options, so_far
        return RecognisedText()


def measure(window: Desktop, strokes: int, moves: int) -> tuple[list[float], list[float]]:
    """Write one long line over ``strokes`` strokes; seconds on the wall and of the processor for each event, painted."""
    app = QApplication.instance()
    assert app is not None
    size = window.canvas.viewport().size()
    window.session.add_ink(scribbles(strokes, size.width(), size.height()))
    app.processEvents()
    points = path(moves, size.width(), size.height())
    send(window, QEvent.Type.MouseButtonPress, next(points))
    app.processEvents()
    walls, processors = [], []
    for point in points:
        wall, processor = time.perf_counter(), time.thread_time()
        send(window, QEvent.Type.MouseMove, point)
        app.processEvents()
        walls.append(time.perf_counter() - wall)
        processors.append(time.thread_time() - processor)
    send(window, QEvent.Type.MouseButtonRelease, QPointF(10, 10))
    return walls, processors


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=int, default=2000, help="strokes on the canvas before; default: 2000")
    parser.add_argument("--moves", type=int, default=2000, help="events to measure; default: 2000")
    asked = parser.parse_args()
    application()
    theme = Theme("light")
    theme.apply()
    window = Desktop(Silent, Settings(theme="light"), theme)
    window.resize(1920 + window.panel.minimumWidth() + 60, 1080 + 130)  # so that the canvas alone is 1920 x 1080
    window.show()
    window.work.canvas.setMinimumSize(1920, 1080)
    QApplication.processEvents()
    walls, processors = measure(window, asked.strokes, asked.moves)
    size = window.canvas.viewport().size()
    print(f"pointer event to painted pixels, canvas {size.width()} x {size.height()}, {asked.strokes} strokes, {asked.moves} events")
    for name, seconds in (("on the wall", walls), ("processor", processors)):
        median, high = np.percentile(seconds, [50, 99]) * 1000
        kept = median < LIMITS_MS["median"] and high < LIMITS_MS["p99"]
        print(f"{name:<12} median {median:6.2f} ms, p99 {high:6.2f} ms; limits 8 and 16 ms {'kept' if kept else 'EXCEEDED'}")
    window.close()


if __name__ == "__main__":
    main()
