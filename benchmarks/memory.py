"""What an hour of writing costs in memory: ``python -m benchmarks.memory``.

An hour's ink, 20 words a minute in the hand of ``trainer.strokefont``, is written with pointer events on the canvas of the real
window with the real reader, journal and undo, page by page as long as a sheet of paper, as fast as the window takes it. The reader
reads as it does while one writes: the newest state whenever it is free. Resident memory is told as it grows.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtWidgets import QApplication

from benchmarks.window import send
from hcr_desktop.app import application, load_recogniser
from hcr_desktop.document.journal import Journal
from hcr_desktop.keeping import Keeper
from hcr_desktop.settings import Settings
from hcr_desktop.ui.desktop import Desktop, busy
from hcr_desktop.ui.theme import Theme
from trainer.strokefont import write

LIMIT_MB = 300.0
WORDS_A_MINUTE = 20
WORDS = ("the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "while", "seven", "wizards", "box", "up", "my", "jug")
WORDS_A_LINE = 5
PITCH = 80.0
"""From line to line, page units."""


def memory(name: str = "VmRSS") -> float:
    """Memory of this process: resident now, or at its most (VmHWM); MB."""
    rows = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return float(rows[name].split()[0]) / 1024


def line(rng: np.random.Generator) -> list[NDArray[np.float32]]:
    """The strokes of a line of words, 900 pixels wide."""
    ink = write(" ".join(rng.choice(WORDS, WORDS_A_LINE)), rng)
    box = ink.box
    assert box is not None
    return [(stroke.xy - (box.left, box.top)) * np.float32(900 / box.width) + (30, 20) for stroke in ink.strokes]


def write_line(window: Desktop, strokes: list[NDArray[np.float32]], top: float) -> None:
    """Write a line with pointer events, so far down the page, scrolled to be in view."""
    bar = window.canvas.verticalScrollBar()
    bar.setValue(round(top - 300))
    down = np.float32([0, top - bar.value()])
    for stroke in strokes:
        for at, xy in enumerate(stroke + down):
            send(window, QEvent.Type.MouseMove if at else QEvent.Type.MouseButtonPress, QPointF(float(xy[0]), float(xy[1])))
        send(window, QEvent.Type.MouseButtonRelease, QPointF(float(xy[0]), float(xy[1])))
        QApplication.processEvents()


def main() -> None:
    """Write for an hour, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60, help="minutes of writing; default: 60")
    parser.add_argument("--page", type=int, default=30, help="lines of a page, after which a new one is begun; default: 30")
    asked = parser.parse_args()
    application()
    theme = Theme("light")
    theme.apply()
    window = Desktop(load_recogniser, Settings(), theme)
    window.resize(1920, 1080)
    journal = Journal(Path(tempfile.mkdtemp(prefix="hcr-memory-")))
    window.documents.keep_with(Keeper(journal), journal.work)
    window.show()
    window.bridge.start()
    settle(window)
    print(f"before: {memory():.0f} MB")
    rng = np.random.default_rng(1)
    strokes, started = 0, time.monotonic()
    for number in range(asked.minutes * WORDS_A_MINUTE // WORDS_A_LINE):
        if number and number % asked.page == 0:
            settle(window)
            print(f"after {number} lines, {strokes} strokes: {memory():.0f} MB, {time.monotonic() - started:.0f} s", flush=True)
            window.session.clear()
        written = line(rng)
        strokes += len(written)
        write_line(window, written, PITCH * (number % asked.page))
    settle(window)
    most = memory("VmHWM")
    print(f"after {asked.minutes} minutes of writing, {strokes} strokes: {memory():.0f} MB now, {most:.0f} MB at the most")
    print(f"limit {LIMIT_MB:.0f} MB, {'kept' if most < LIMIT_MB else 'EXCEEDED'}")
    window.close()


def settle(window: Desktop) -> None:
    """Let the window finish reading."""
    while busy(window):
        QApplication.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main()
