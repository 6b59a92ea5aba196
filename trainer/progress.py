"""A progress bar on stderr, for whoever waits at a terminal; nothing where the output goes to a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

WIDTH = 30
INTERVAL = 0.2
"""Characters of the bar, and seconds between two drawings of it."""


def progress(items: Iterable[T], total: int, label: str) -> Iterator[T]:
    """The items, while a bar on the terminal shows how many of ``total`` were taken and how long the rest may take."""
    shown, begun = sys.stderr.isatty(), time.monotonic()
    drawn = begun
    for done, item in enumerate(items):
        yield item
        if shown and (time.monotonic() - drawn > INTERVAL):
            drawn = time.monotonic()
            _draw(label, done + 1, total, drawn - begun)
    if shown:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _draw(label: str, done: int, total: int, seconds: float) -> None:
    """Overwrite the terminal's line."""
    full = WIDTH * done // max(total, 1)
    left = seconds / done * (total - done)
    sys.stderr.write(f"\r\x1b[K{label} [{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}, {left:.0f} s left")
    sys.stderr.flush()
