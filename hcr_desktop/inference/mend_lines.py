"""Lines that geometry has torn apart, a sloping or curving one say, put together where they read better as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hcr_desktop.inference.lattice import Line
from hcr_desktop.inference.layout import make_line

CLOSE = 2.2
"""Lines whose baselines are closer than this many text heights (x-height / 0.7) may be one."""

BETTER = 2.0
"""Natural log units by which one line must read better than two."""


def mended(lines: Sequence[Line], score: Callable[[Line], float]) -> list[Line]:
    """Join neighbours from top to bottom while that reads better.

    Args:
        lines: From top to bottom.
        score: Log score of the best reading of a line; larger is better.
    """
    kept = list(lines)
    place = 0
    while place + 1 < len(kept):
        upper, lower = kept[place], kept[place + 1]
        if _close(upper, lower):
            size = max(upper.x_height, lower.x_height) / 0.7
            both = make_line([*upper.segments, *lower.segments], size)
            if score(both) > score(upper) + score(lower) + BETTER:
                kept[place : place + 2] = [both]
                place = max(place - 1, 0)
                continue
        place += 1
    return kept


def _close(upper: Line, lower: Line) -> bool:
    """Whether two lines may be one."""
    return abs(lower.baseline - upper.baseline) < CLOSE * max(upper.x_height, lower.x_height) / 0.7
