"""From pen-up to text on the screen: ``HCR_DATA=... python -m benchmarks.latency``.

Recorded lines of about 25 characters, then of about 40, are written on the canvas of the real window, all but the last stroke; then the
last stroke is drawn with pointer events, and the clock runs from its pen-up until the field has been painted with the new text. At last
strokes are added one by one to the last line of a page of 20 lines. Everything is read on one thread.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from hcr_desktop.app import application, load_recogniser
from hcr_desktop.document.ink import Ink
from hcr_desktop.settings import Settings
from hcr_desktop.ui.desktop import Desktop, busy
from hcr_desktop.ui.theme import Theme

LIMITS = {25: {50: 100.0}, 40: {50: 60.0, 95: 120.0}, "page": {50: 100.0}}
"""Milliseconds allowed at a percentile, for lines of so many characters, and for a stroke added to a page."""

PAGE_LINES, PAGE_STROKES = 20, 30
"""Lines of the page, and how many strokes are added to it one by one."""

Strokes = list[NDArray[np.float32]]


def lines(folder: Path, count: int, characters: int, spread: int = 2) -> list[Strokes]:
    """Recorded lines of about so many characters, each stroke [n, 2] in pixels of a canvas 1100 wide."""
    data = np.load(folder / "ink" / "segmented-test.npz")
    stroke_ends, sample_ends = np.concatenate([[0], data["stroke_end"]]), np.concatenate([[0], data["sample_end"]])
    found = []
    for k, text in enumerate(data["text"]):
        if len(found) < count and abs(len(str(text)) - characters) <= spread:
            strokes = [
                data["xy"][stroke_ends[i] : stroke_ends[i + 1]].astype(np.float32) for i in range(sample_ends[k], sample_ends[k + 1])
            ]
            every = np.concatenate(strokes)
            scale = 1100 / max(float(np.ptp(every[:, 0])), 1.0)
            found.append([(stroke - every.min(axis=0)) * scale + (40, 120) for stroke in strokes])
    return found


def page(folder: Path) -> Strokes:
    """A page of recorded lines, one below the other."""
    top, strokes = 0.0, []
    for line in lines(folder, PAGE_LINES, 30, 6):
        small = [stroke * 0.8 for stroke in line]
        every = np.concatenate(small)
        strokes += [stroke + (0, top - every[:, 1].min()) for stroke in small]
        top += float(np.ptp(every[:, 1])) + 30
    return strokes


def send(window: Desktop, kind: QEvent.Type, xy: NDArray[np.float32]) -> None:
    """Send one mouse event to the canvas."""
    point = QPointF(float(xy[0]), float(xy[1]))
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    pressed = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    QApplication.sendEvent(
        window.canvas.viewport(), QMouseEvent(kind, point, point, point, button, pressed, Qt.KeyboardModifier.NoModifier)
    )


def settle(window: Desktop) -> None:
    """Let the window work until all is read."""
    app = QApplication.instance()
    assert app is not None
    while busy(window):
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def measure(window: Desktop, strokes: Strokes) -> float:
    """Milliseconds from the pen-up of the last stroke until its text has been painted."""
    window.session.clear()
    window.session.add_ink(Ink.from_arrays(strokes[:-1]))
    settle(window)
    return added(window, strokes[-1])


def added(window: Desktop, stroke: NDArray[np.float32]) -> float:
    """Milliseconds from the pen-up of one more stroke until its text has been painted."""
    send(window, QEvent.Type.MouseButtonPress, stroke[0])
    for xy in stroke[1:]:
        send(window, QEvent.Type.MouseMove, xy)
    QApplication.processEvents()
    start = time.perf_counter()
    send(window, QEvent.Type.MouseButtonRelease, stroke[-1])
    settle(window)
    window.panel.transcript.viewport().repaint()
    milliseconds = 1000 * (time.perf_counter() - start)
    assert window.panel.transcript.toPlainText() == str(window.session.state.text)
    return milliseconds


def measure_page(window: Desktop, strokes: Strokes) -> list[float]:
    """The same for each of the last strokes of a page."""
    window.session.clear()
    window.session.add_ink(Ink.from_arrays(strokes[:-PAGE_STROKES]))
    settle(window)
    return [added(window, stroke) for stroke in strokes[-PAGE_STROKES:]]


def tell(what: str, milliseconds: list[float], limits: dict[int, float]) -> None:
    """Print percentiles beside their limits."""
    told = []
    for percentile in (50, 90, 95):
        value, limit = float(np.percentile(milliseconds, percentile)), limits.get(percentile)
        kept = "" if limit is None else f" (limit {limit:.0f}: {'kept' if value < limit else 'EXCEEDED'})"
        told.append(f"p{percentile} {value:.1f} ms{kept}")
    print(f"{what}, {len(milliseconds)} times: {', '.join(told)}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=40, help="how many lines of each length to write; default: 40")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="folder of handwriting; default: $HCR_DATA")
    asked = parser.parse_args()
    if asked.data is None:
        parser.error("name a folder of handwriting with --data or HCR_DATA")
    application()
    theme = Theme("light")
    theme.apply()
    window = Desktop(load_recogniser, Settings(), theme)
    window.resize(1920, 1080)
    window.show()
    window.bridge.start()
    settle(window)
    for characters in (25, 40):
        chosen = lines(Path(asked.data), asked.lines + 2, characters)
        milliseconds = [measure(window, strokes) for strokes in chosen][2:]  # the first two warm up
        tell(f"pen-up to text on the screen, lines of {characters - 2} to {characters + 2} characters", milliseconds, LIMITS[characters])
    tell(f"a stroke added to a page of {PAGE_LINES} lines", measure_page(window, page(Path(asked.data))), LIMITS["page"])
    window.close()


if __name__ == "__main__":
    main()
