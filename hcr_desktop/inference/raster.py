"""Ink to pixels: the one pen. The trainer draws with it too, so training and serving see the same strokes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink, Stroke
from hcr_desktop.document.page import NO_MARK, Page

TEXT_SIZE = 48.0
"""Height in pixels at which a typical tall stroke is drawn."""

PEN_WIDTH = 5.0
"""Width of the pen in pixels: about a tenth of a tall letter, as in EMNIST."""

STEPS = 8
"""Scales of pages between two of which one is twice the other: a new stroke seldom changes the scale, and what was drawn stays good."""

MAX_SIDE = 6000
"""Longest side of a page in pixels; larger ink is drawn at a smaller scale."""

_Float = TypeVar("_Float", np.float32, np.float64)

_SHIFT = 4  # cv2 draws with fixed-point coordinates of this many fractional bits


def smooth(xy: NDArray[_Float]) -> NDArray[_Float]:
    """Points [n, 2] under a 1-2-1 filter, ends kept: takes off the staircase of coarse digitisers."""
    if len(xy) < 5:  # too short to have a staircase
        return xy
    inner = (xy[:-2] + 2 * xy[1:-1] + xy[2:]) / 4
    return np.concatenate([xy[:1], inner, xy[-1:]])


def draw_stroke(xy: NDArray[np.float32], width: float = PEN_WIDTH) -> tuple[NDArray[np.uint8], int, int]:
    """Draw one stroke with a round pen.

    Args:
        xy: float32 [n, 2], pixels, n >= 1.
        width: Pen width in pixels.

    Returns:
        The patch uint8 [h, w] (255 ink), read-only, and the page pixel (left, top) of its corner.
    """
    return _drawn(np.ascontiguousarray(xy, np.float32).tobytes(), width)


@lru_cache(maxsize=3000)
def _drawn(content: bytes, width: float) -> tuple[NDArray[np.uint8], int, int]:
    """A stroke of these bytes drawn; a page is read anew with every stroke that is written, most of it unchanged."""
    xy = np.frombuffer(content, np.float32).reshape(-1, 2)
    margin = int(width / 2) + 3  # OpenCV's soft edge reaches a pixel and a half beyond the pen
    left, top = (int(value) - margin for value in np.floor(xy.min(axis=0)))
    right, bottom = (int(value) + margin + 1 for value in np.ceil(xy.max(axis=0)))
    patch = np.zeros((bottom - top, right - left), np.uint8)
    points = np.round((xy - (left, top)) * (1 << _SHIFT)).astype(np.int32)
    if len(points) == 1 or np.ptp(xy, axis=0).max() < 1:
        radius = round(width / 2 * (1 << _SHIFT))
        cv2.circle(patch, (int(points[0, 0]), int(points[0, 1])), radius, (255,), -1, cv2.LINE_AA, _SHIFT)
    else:
        cv2.polylines(patch, [points[:, None]], False, (255,), max(1, round(width)), cv2.LINE_AA, _SHIFT)
    patch.setflags(write=False)
    return patch, left, top


def forget() -> None:
    """Forget the strokes that were drawn."""
    _drawn.cache_clear()


def text_size(ink: Ink) -> float:
    """The height of a typical tall stroke in ink units: the median over strokes, weighted by their length.

    Length counts because dots and commas are many but short. A stroke's height is at least a third of its width, so
    that a page of dashes has a size too.
    """
    sizes = np.array([max(stroke.box.height, stroke.box.width / 3) for stroke in ink.strokes])
    every = np.concatenate([stroke.xy for stroke in ink.strokes]).astype(np.float64)
    ends = np.cumsum([len(stroke.xy) for stroke in ink.strokes])
    steps = np.abs(np.diff(every, axis=0, append=every[-1:])).sum(axis=1)
    steps[ends - 1] = 0  # from one stroke to the next
    lengths = np.add.reduceat(steps, np.r_[0, ends[:-1]]) + 1e-6
    order = np.argsort(sizes, kind="stable")
    total = np.cumsum(lengths[order])
    return float(sizes[order][int(np.searchsorted(total, total[-1] / 2))])


def choose_scale(ink: Ink, size: float) -> float:
    """Pixels per ink unit that draw ink of typical height ``size`` at TEXT_SIZE, within MAX_SIDE."""
    box = ink.box
    extent = max(box.width, box.height) if box else 0.0
    scale = TEXT_SIZE / size if size > 0 else 1.0
    return min(scale, MAX_SIDE / extent) if extent > 0 else scale


def _stepped(scale: float) -> float:
    """The next smaller or equal one of STEPS scales an octave."""
    return float(2 ** (np.floor(STEPS * np.log2(scale) + 1e-6) / STEPS))


def page_from_ink(ink: Ink, *, single_glyph: bool = False, drawn: bool = True) -> Page:
    """Draw ink as a page.

    Args:
        ink: At least one stroke.
        single_glyph: Whether all of it is one character, whose height then sets the scale.
        drawn: Whether there is to be a mask; segments of ink are drawn on their own and need none.
    """
    box = ink.box
    if box is None:
        return Page(np.zeros((1, 1), np.uint8), np.full((1, 1), NO_MARK, np.int32), 1.0, (0.0, 0.0), ink=ink)
    scale = choose_scale(ink, max(box.width, box.height)) if single_glyph else _stepped(choose_scale(ink, text_size(ink)))
    margin = PEN_WIDTH + 2
    origin = (box.left - margin / scale, box.top - margin / scale)
    if not drawn:
        return Page(np.zeros((0, 0), np.uint8), np.zeros((0, 0), np.int32), scale, origin, ink=ink)
    height = int(np.ceil(box.height * scale + 2 * margin)) + 1
    width = int(np.ceil(box.width * scale + 2 * margin)) + 1
    mask = np.zeros((height, width), np.uint8)
    marks = np.full((height, width), NO_MARK, np.int32)
    for stroke in ink.strokes:
        patch, left, top = draw_stroke(to_pixels(stroke, scale, origin))
        window = np.s_[max(top, 0) : top + patch.shape[0], max(left, 0) : left + patch.shape[1]]
        part = patch[max(-top, 0) :, max(-left, 0) :][: mask[window].shape[0], : mask[window].shape[1]]
        np.maximum(mask[window], part, out=mask[window])
        marks[window][part > 0] = stroke.id
    return Page(mask, marks, scale, origin, ink=ink)


def to_pixels(stroke: Stroke, scale: float, origin: tuple[float, float]) -> NDArray[np.float32]:
    """A stroke's points in page pixels, smoothed, float32 [n, 2]."""
    # In float64: far from (0, 0) float32 would round the origin by more than a pixel.
    return smooth(((stroke.xy - np.array(origin)) * scale).astype(np.float32))


def overlay(patches: Sequence[tuple[NDArray[np.uint8], int, int]]) -> NDArray[np.uint8]:
    """Lay patches (mask, left, top) over one another, brightest wins; uint8 [h, w] that just holds them."""
    left, top = min(patch[1] for patch in patches), min(patch[2] for patch in patches)
    right = max(x + mask.shape[1] for mask, x, _ in patches)
    bottom = max(y + mask.shape[0] for mask, _, y in patches)
    canvas = np.zeros((bottom - top, right - left), np.uint8)
    for mask, x, y in patches:
        window = canvas[y - top : y - top + mask.shape[0], x - left : x - left + mask.shape[1]]
        np.maximum(window, mask, out=window)
    return canvas
