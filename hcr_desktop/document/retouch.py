"""A picture retouched by hand: turned, cropped, a blot taken away, its black point set. Pictures are uint8 [h, w] or [h, w, 3]."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box

Picture = NDArray[np.uint8]

LEAST = 4
"""A part of a picture is at least so many pixels wide and high."""

_RING = 6
"""So many pixels around a blot tell what paper is there."""

_REACH = 0.8
"""How far the ends of the black point's scale reach, as a share of all greys."""


def turned(picture: Picture, quarters: int) -> Picture:
    """The picture turned by quarter turns, to the right when positive."""
    return np.ascontiguousarray(np.rot90(picture, -quarters))


def within(picture: Picture, box: Box) -> tuple[int, int, int, int] | None:
    """The whole pixels (left, top, right, bottom) of a box that lie in the picture; None when there are too few to matter."""
    height, width = picture.shape[:2]
    left, top = max(0, round(box.left)), max(0, round(box.top))
    right, bottom = min(width, round(box.right)), min(height, round(box.bottom))
    return (left, top, right, bottom) if right - left >= LEAST and bottom - top >= LEAST else None


def cropped(picture: Picture, box: Box) -> Picture:
    """The part of the picture in a box, which ``within`` must know."""
    bounds = within(picture, box)
    assert bounds is not None
    left, top, right, bottom = bounds
    return np.ascontiguousarray(picture[top:bottom, left:right])


def without_blot(picture: Picture, box: Box) -> Picture:
    """The picture with paper in the place of what is in a box, which ``within`` must know.

    The paper goes over evenly from that at the left to that at the right, and from that above to that below; each is the median of a
    narrow strip outside the box.
    """
    bounds = within(picture, box)
    assert bounds is not None
    left, top, right, bottom = bounds
    ring = picture[max(0, top - _RING) : bottom + _RING, max(0, left - _RING) : right + _RING]
    sides = {
        "left": picture[top:bottom, max(0, left - _RING) : left],
        "right": picture[top:bottom, right : right + _RING],
        "above": picture[max(0, top - _RING) : top, left:right],
        "below": picture[bottom : bottom + _RING, left:right],
    }
    paper = {side: np.median((strip if strip.size else ring).reshape(-1, *picture.shape[2:]), axis=0) for side, strip in sides.items()}
    across = np.linspace(0, 1, right - left).reshape(1, -1, *[1] * (picture.ndim - 2))
    down = np.linspace(0, 1, bottom - top).reshape(-1, 1, *[1] * (picture.ndim - 2))
    even = (paper["left"] * (1 - across) + paper["right"] * across + paper["above"] * (1 - down) + paper["below"] * down) / 2
    result = picture.copy()
    result[top:bottom, left:right] = np.round(even).astype(np.uint8)
    return result


def toned(picture: Picture, level: float) -> Picture:
    """The picture with its black point moved.

    Args:
        picture: The picture.
        level: From -1 to 1. Above 0 the darker greys become black, so that faint ink is seen; below 0 the lighter greys become white,
            so that stains and what shines through the paper go.
    """
    black, white = (255 * _REACH * level, 255.0) if level >= 0 else (0.0, 255 * (1 + _REACH * level))
    table = np.clip((np.arange(256) - black) * 255 / (white - black), 0, 255)
    return np.round(table).astype(np.uint8)[picture]
