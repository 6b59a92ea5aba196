"""Where in a picture a person wants to have read, and how a line that was read for itself joins the text of the rest."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText

_APART = 1 << 24
"""The pieces of each line are numbered so far from those of the rest: no picture has so many."""


@dataclass(frozen=True, slots=True)
class Where:
    """What a person said about where to read in a picture.

    Attributes:
        area: Only what lies in it is read, pixels of the picture; None for all of it.
        lines: Around lines that the reading of the whole missed: each is read for itself.
    """

    area: Box | None = None
    lines: tuple[Box, ...] = ()


EVERYWHERE = Where()


def where_to_json(where: Where) -> dict[str, Any]:
    """For documents and journals; docs/format.md describes it."""
    return {"area": None if where.area is None else _corners(where.area), "lines": [_corners(box) for box in where.lines]}


def where_from_json(value: dict[str, Any]) -> Where:
    """What ``where_to_json`` wrote; raises ``ValueError``, ``TypeError`` or ``KeyError`` on what is not such a value."""
    return Where(None if value["area"] is None else _box(value["area"]), tuple(map(_box, value["lines"])))


def _corners(box: Box) -> list[float]:
    return [round(value, 2) for value in (box.left, box.top, box.right, box.bottom)]


def _box(value: Sequence[float]) -> Box:
    left, top, right, bottom = map(float, value)
    return Box(left, top, right, bottom)


def moved(text: RecognisedText, dx: float, dy: float, part: int = 0) -> RecognisedText:
    """A reading of a part of a picture as one of the whole: boxes moved by pixels, the pieces of part ``part`` numbered apart."""
    spans = [
        replace(
            span,
            box=None if (box := span.box) is None else Box(box.left + dx, box.top + dy, box.right + dx, box.bottom + dy),
            marks=frozenset(mark - part * _APART for mark in span.marks),
        )
        for span in text.spans
    ]
    return RecognisedText(tuple(spans), text.lines)


def with_line(text: RecognisedText, line: RecognisedText, box: Box) -> RecognisedText:
    """The reading of a picture with a line that was read for itself, in the place of what was read in its box.

    Args:
        text: The reading of the whole.
        line: That of the line, as ``moved`` gives it.
        box: Around the line.
    """
    inside = (span.marks for span in text.spans if span.box is not None and box.contains(*span.box.centre))
    text = text.without(frozenset().union(*inside))
    if not line.spans:
        return text
    at = _place(text, box)
    spans = [*text.spans[:at], *line.spans, *text.spans[at:]]
    around = ("\n" if at else "", "\n" if at < len(text.spans) else "")
    gaps = [*text.gaps[:at], around[0], *line.gaps[1:-1], around[1], *text.gaps[at + 1 :]]
    return RecognisedText.assembled(spans, gaps)


def _place(text: RecognisedText, box: Box) -> int:
    """Before which span a line belongs: the first of a line that lies below it, beside nothing of it; else the end."""
    starts = [at for at, gap in enumerate(text.gaps[:-1]) if at == 0 or "\n" in gap]
    for start, stop in itertools.pairwise([*starts, len(text.spans)]):
        boxes = [span.box for span in text.spans[start:stop] if span.box is not None]
        row = Box.around(boxes) if boxes else None
        if row is not None and row.centre[1] > box.centre[1] and row.left < box.right and row.right > box.left:
            return start
    return len(text.spans)
