"""How long the window takes to be there, and what it then costs: ``python -m benchmarks.startup``.

Starts the application in processes of its own, each with an empty home, and tells when the canvas was painted first: on
the wall and of the processor, the interpreter's own start included. Then the window is left alone for a while.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

LIMIT_S = 0.6

_CHILD = """
import sys, time
from hcr_desktop import app
from hcr_desktop.ui.canvas import Canvas
from PySide6.QtCore import QTimer
paint = Canvas.paintEvent
rest = float(sys.argv[2])
def painted(self, event):
    paint(self, event)
    if Canvas.paintEvent is painted:
        Canvas.paintEvent = paint
        print(time.time() - float(sys.argv[1]), time.process_time(), flush=True)
        QTimer.singleShot(int(1000 * rest), idle)
def idle():
    start, wall = time.process_time(), time.monotonic()
    def done():
        pages = int(open("/proc/self/statm").read().split()[1])
        print((time.process_time() - start) / (time.monotonic() - wall), pages * 4096 / 2**20, flush=True)
        self.close()
    self = next(w for w in app.QApplication.topLevelWidgets() if isinstance(w, app.Desktop))
    QTimer.singleShot(int(1000 * rest), done)
Canvas.paintEvent = painted
app.run_desktop(["--theme", "light"])
"""


def start(rest: float) -> list[float]:
    """Start once: seconds to the first painting on the wall and of the processor, share of a core while idle, MB."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-c", _CHILD, str(time.time()), str(rest)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="how often to start; default: 5")
    parser.add_argument("--rest", type=float, default=5.0, help="seconds until the window counts as idle, and for which it is watched")
    asked = parser.parse_args()
    wall, processor, idle, memory = np.median([start(asked.rest) for _ in range(asked.times)], axis=0)
    print(f"first painting after {wall:.2f} s on the wall, {processor:.2f} s of the processor; limit {LIMIT_S} s")
    print(f"idle: {100 * idle:.2f} % of a core; memory {memory:.0f} MB")


if __name__ == "__main__":
    main()
