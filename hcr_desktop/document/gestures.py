"""Three gestures of the pen over what is written: scratch out, split line, join arc. Everything else is writing.

A gesture is only one where it could hardly be a character: over ink that is there already, in a form that no letter has.
``sure`` says that the pen cannot be writing, as with the selecting tool: then less is asked of the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from hcr_desktop.document.ink import Box, FloatArray
from hcr_desktop.document.text import RecognisedText


class Act(Enum):
    """What a gesture asks for."""

    DELETE = "scratch out"
    SPLIT = "split line"
    JOIN = "join arc"


@dataclass(frozen=True, slots=True)
class Gesture:
    """What a stroke asks to be done.

    Attributes:
        act: What.
        spans: To which spans of the text, in order.
        x: Where to split, page units.
    """

    act: Act
    spans: tuple[int, ...]
    x: float = 0.0


def recognise(xy: FloatArray, text: RecognisedText, *, sure: bool = False) -> Gesture | None:
    """The gesture that a stroke is; None for writing.

    Args:
        xy: float32 [n, 2], page units, y down.
        text: What is written there.
        sure: Whether the stroke cannot be writing.
    """
    if len(xy) < 3:
        return None
    boxes = {index: span.box for index, span in enumerate(text.spans) if span.box is not None}
    for look in (_scratch, _split, _join):
        if (gesture := look(xy, boxes, sure)) is not None:
            return gesture
    return None


def _scratch(xy: FloatArray, boxes: dict[int, Box], sure: bool) -> Gesture | None:
    """To and fro, four times at least, over the whole of one or more characters."""
    centred = xy - xy.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    along = centred @ axes[0]
    extent = float(np.ptp(along))
    if extent < 8 or _turns(along, 0.3 * extent) < (3 if sure else 4):
        return None
    area = Box.of(xy).grown(0.1 * extent)
    hit = tuple(i for i, box in boxes.items() if area.contains(*box.centre) and _shared(area, box) >= 0.6)
    return Gesture(Act.DELETE, hit) if hit else None


def _turns(values: FloatArray, least: float) -> int:
    """How often a coordinate turns round, after going at least ``least`` one way."""
    count, way, extreme = 0, 0, float(values[0])
    for value in values.tolist():
        if (way >= 0 and value > extreme) or (way <= 0 and value < extreme):
            way = way or (1 if value > extreme else -1) if abs(value - values[0]) >= least else way
            extreme = value
        elif way and abs(value - extreme) >= least:
            count, way, extreme = count + 1, -way, value
    return count


def _shared(area: Box, box: Box) -> float:
    """How much of a box's width lies in an area, 0 to 1."""
    width = max(box.width, 1.0)
    return max(0.0, min(area.right, box.left + width) - max(area.left, box.left)) / width


def _split(xy: FloatArray, boxes: dict[int, Box], sure: bool) -> Gesture | None:
    """A straight line from well above a wide character to well below it."""
    chord = xy[-1] - xy[0]
    length = float(np.hypot(*np.diff(xy, axis=0).T).sum())
    if float(np.hypot(*chord)) < 0.93 * length or abs(chord[0]) > 0.3 * abs(chord[1]):
        return None
    line, x = Box.of(xy), float(xy[:, 0].mean())
    out, side, wide = (0.05, 0.1, 0.0) if sure else (0.4, 0.2, 0.8)  # the line of a $ or a * reaches less far
    typical = float(np.median([box.height for box in boxes.values()])) if boxes else 0.0
    for index, box in boxes.items():
        crosses = line.top <= box.top - out * box.height and line.bottom >= box.bottom + out * box.height
        inside = box.left + side * box.width <= x <= box.right - side * box.width
        tall = box.height >= 0.75 * typical and box.width >= wide * box.height
        if crosses and inside and (sure or tall):
            return Gesture(Act.SPLIT, (index,), x)
    return None


def _join(xy: FloatArray, boxes: dict[int, Box], sure: bool) -> Gesture | None:
    """An arc that hangs from the foot of one character to the foot of the next."""
    if xy[0, 0] > xy[-1, 0]:
        xy = xy[::-1]
    steps = np.diff(xy[:, 0])
    width = float(xy[-1, 0] - xy[0, 0])
    sag = float(xy[:, 1].max() - max(xy[0, 1], xy[-1, 1]))
    low, high = (0.06, 1.2) if sure else (0.12, 0.7)
    if width < 6 or np.abs(steps).sum() > 1.2 * width or not low * width <= sag <= high * width:
        return None
    first, last = (_foot_at(xy[end], boxes) for end in (0, -1))
    if first is None or last is None or not 1 <= last - first <= 3:
        return None
    joined = tuple(range(first, last + 1))
    if not all(index in boxes and xy[:, 1].max() > boxes[index].bottom - 0.1 * boxes[index].height for index in joined):
        return None
    return Gesture(Act.JOIN, joined)


def _foot_at(point: FloatArray, boxes: dict[int, Box]) -> int | None:
    """The character at whose foot a point is: in the lower half of its box or close below."""
    x, y = map(float, point)
    near = [
        (abs(box.centre[0] - x), index)
        for index, box in boxes.items()
        if box.left - 0.3 * box.width - 4 <= x <= box.right + 0.3 * box.width + 4
        and box.top + 0.5 * box.height <= y <= box.bottom + 0.6 * max(box.height, 20)
    ]
    return min(near)[1] if near else None
