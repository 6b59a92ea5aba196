"""Replays a line on what is on the display, and prints the text that it copies: ``replay.py INK [KEYS]`` (needs xdotool and xclip).

INK is a file of ``document.inkfile``. A kiosk must cover a screen of 800 x 480 and be configured as by default; the window must be in the
screen's top left corner, and KEYS copies there. Whoever cannot import the program, such as the smoke test of another architecture's bundle,
can still run this: it needs nothing but Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

CORNER, WIDTH = (30, 130), 420
"""Where on the screen the line is written, and how wide."""

COPY = ("mousemove", "733", "365", "click", "1")
"""How the kiosk's button Copy is pressed."""

PATIENCE = float(os.environ.get("HCR_PATIENCE", "600"))
"""Seconds after which a text is held not to come any more; an emulated machine on a busy one is slow."""


def xdotool(*steps: str) -> None:
    """Have the hand do this."""
    subprocess.run(["xdotool", *steps], check=True, stdout=subprocess.DEVNULL)


def places(ink: Path) -> list[list[tuple[int, int]]]:
    """The strokes in whole pixels of the screen."""
    strokes = [[(float(point[0]), float(point[1])) for point in stroke] for stroke in points(json.loads(ink.read_text(encoding="utf-8")))]
    left, top = (min(point[axis] for stroke in strokes for point in stroke) for axis in (0, 1))
    scale = WIDTH / (max(point[0] for stroke in strokes for point in stroke) - left)
    return [[(round((x - left) * scale) + CORNER[0], round((y - top) * scale) + CORNER[1]) for x, y in stroke] for stroke in strokes]


def points(content: dict[str, list[object]]) -> list[list[list[float]]]:
    """The points of the strokes, which are lists, or objects with ``xy``."""
    return [stroke["xy"] if isinstance(stroke, dict) else stroke for stroke in content["strokes"]]  # type: ignore[misc]


def write(ink: Path) -> None:
    """Write the line."""
    for stroke in places(ink):
        moves = [step for x, y in stroke[1:] for step in ("mousemove", str(x), str(y))]
        xdotool("mousemove", *map(str, stroke[0]), "mousedown", "1", *moves, "mouseup", "1")
        time.sleep(0.05)


def copied() -> str:
    """What is on the clipboard."""
    told = subprocess.run(["xclip", "-selection", "clipboard", "-o"], capture_output=True, text=True, check=False)
    return told.stdout


def main(ink: Path, copy: tuple[str, ...] = COPY) -> int:
    """Write, and copy until the same text was copied twice, some seconds apart."""
    write(ink)
    deadline, last = time.monotonic() + PATIENCE, ""
    while time.monotonic() < deadline:
        time.sleep(3)
        xdotool(*copy)
        time.sleep(1)
        text = copied()
        if text and text == last:
            print(text)
            return 0
        last = text
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), ("key", sys.argv[2]) if sys.argv[2:] else COPY))
