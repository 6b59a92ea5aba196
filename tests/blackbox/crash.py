"""Somebody pulls the plug while a person writes: what must be there after the next start."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from tests.blackbox.desk import Desk, wait_for


def some_strokes(rng: np.random.Generator, count: int) -> list[NDArray[np.int64]]:
    """Strokes of a few points in rows, such that no two are alike."""
    way = np.cumsum(rng.integers(-6, 7, (count, 8, 2)), axis=1)
    at = np.arange(count)
    starts = np.stack([40 + 60 * (at % 12), 60 + 70 * ((at // 12) % 7)], axis=1)
    return [np.clip(stroke, 5, 560) for stroke in starts[:, None, :] + way]


def write_until_killed(desk: Desk, rng: np.random.Generator) -> tuple[int, int]:
    """Write, kill the application somewhere in between, start it again.

    Returns:
        How many strokes the application had taken when it was killed, and how many it came back with.
    """
    desk.start_app()
    before = len(desk.ink())
    hand = desk.begin_writing(some_strokes(rng, 60))
    wait_for(lambda: "writing" if len(desk.ink()) > before else "", "the first stroke")
    time.sleep(float(rng.uniform(0, 1.5)))
    desk.kill_app()
    hand.wait()
    taken = desk.ink()
    desk.start_app()
    back = desk.ink()
    for mine, theirs in zip(taken.strokes, back.strokes, strict=False):
        np.testing.assert_array_equal(mine.xy, theirs.xy)
    return len(taken), len(back)
