"""Whose ink is whose: from the frames of a line's characters to the pieces of strokes that write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.emissions import SPACE, boundaries
from hcr_desktop.inference.trace import Trace

FRAME = 4
"""Points of a frame."""

WHOLE = 0.8
"""A stroke of whose points one character has at least this share is not cut."""

FEW = 3
"""Fewer points of a stroke than these are not cut off."""

STEP = 4
"""Strokes are cut at whole steps of about so many points along them, so that ink added elsewhere moves no cut and the ink on either side of
one need not be looked at anew."""

APART = 0.3
"""A stroke this far, in line units, from all other ink of its character was written late: it goes where it stands."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a stroke's length that one character owns.

    Attributes:
        character: Index among the characters that are no spaces.
        stroke: The place in the list of strokes.
        start: Share of the stroke's length before the piece, 0..1.
        stop: Share of the stroke's length at its end.
    """

    character: int
    stroke: int
    start: float
    stop: float


def intervals(spans: NDArray[np.int64], labels: Sequence[int], frames: int) -> NDArray[np.int64]:
    """The frames at which each character of a text is written, spaces shared out: int64 [characters, 2], first and behind the last.

    Args:
        spans: int64 [labels, 2], the frames of each label, as ``emissions.align`` finds them.
        labels: The text, 1..95.
        frames: Of the line.
    """
    edges = np.ceil(boundaries(spans[[label != SPACE for label in labels]])).astype(np.int64)
    return np.stack([np.r_[0, edges], np.r_[edges, frames]], axis=1)


def pieces_of(trace: Trace, spans: NDArray[np.int64], labels: Sequence[int]) -> list[Piece]:
    """Share out a line's strokes among the characters of a text; every character gets at least one piece.

    Args:
        trace: What the reader was shown.
        spans: int64 [labels, 2], the frames of each label.
        labels: The text, 1..95.
    """
    owner = _owners(spans, labels, len(trace.stroke))
    runs = [run for stroke in np.unique(trace.stroke[trace.stroke >= 0]) for run in _runs(np.flatnonzero(trace.stroke == stroke), owner)]
    runs = _with_late_ones(runs, trace)
    pieces = [Piece(character, int(trace.stroke[points[0]]), *_reach(points, trace)) for character, points in runs]
    return pieces + _for_the_bare(pieces, owner, trace, sum(label != SPACE for label in labels))


def _owners(spans: NDArray[np.int64], labels: Sequence[int], points: int) -> NDArray[np.int64]:
    """The character of each point, spaces not counted; what lies in a space goes to the nearer neighbour."""
    inked = np.array([label != SPACE for label in labels])
    edges = boundaries(spans[inked]) * FRAME
    return np.asarray(np.searchsorted(edges, np.arange(points) + 0.5))


Run = tuple[int, NDArray[np.int64]]  # a character and its points of one stroke


def _runs(points: NDArray[np.int64], owner: NDArray[np.int64]) -> list[Run]:
    """A stroke's points by character: all to one where nearly all are its, or cut where both sides are more than a few."""
    own = owner[points]
    values, counts = np.unique(own, return_counts=True)
    best = int(values[counts.argmax()])
    if counts.max() >= WHOLE * len(points):
        return [(best, points)]
    kept = values[counts >= FEW]
    if len(kept) < 2:
        return [(best, points)]
    # Points of characters that have too few go to the nearest of those that are kept.
    nearest = kept[np.abs(own[:, None] - kept[None]).argmin(axis=1)]
    return [(int(value), points[nearest == value]) for value in kept]


def _with_late_ones(runs: list[Run], trace: Trace) -> list[Run]:
    """Dots and bars that were written after the characters behind theirs, given to the character at whose place they stand."""
    spread: dict[int, list[tuple[float, float, int]]] = {}
    for place, (character, points) in enumerate(runs):
        x = trace.xy[points, 0]
        spread.setdefault(character, []).append((float(x.min()), float(x.max()), place))
    moved = list(runs)
    for character, own in spread.items():
        if len(own) < 2:
            continue
        main = max(own, key=lambda each: len(runs[each[2]][1]))
        for low, high, place in own:
            if place != main[2] and max(low - main[1], main[0] - high) > APART and not _between(own, place):
                moved[place] = (_standing_at((low + high) / 2, spread, place, character), runs[place][1])
    return moved


def _between(own: list[tuple[float, float, int]], place: int) -> bool:
    """Whether a run touches another of its character that is not the main one."""
    low, high = next((low, high) for low, high, other in own if other == place)
    return any(other != place and max(low - far, near - high) <= APART for near, far, other in own)


def _standing_at(x: float, spread: dict[int, list[tuple[float, float, int]]], place: int, otherwise: int) -> int:
    """The character whose ink is nearest to ``x`` along the line."""
    best, nearest = otherwise, np.inf
    for character, own in spread.items():
        for low, high, other in own:
            distance = max(low - x, x - high, 0.0) + 1e-3 * abs((low + high) / 2 - x)
            if other != place and distance < nearest:
                best, nearest = character, distance
    return best


def _reach(points: NDArray[np.int64], trace: Trace) -> tuple[float, float]:
    """From where to where along its stroke a run goes: half way to the neighbouring points that are not its, or to the ends."""
    stroke = trace.stroke[points[0]]
    first, last = int(points[0]), int(points[-1])
    before = first > 0 and trace.stroke[first - 1] == stroke
    behind = last + 1 < len(trace.stroke) and trace.stroke[last + 1] == stroke
    start = (trace.part[first - 1] + trace.part[first]) / 2 if before else 0.0
    stop = (trace.part[last] + trace.part[last + 1]) / 2 if behind else 1.0
    steps = max(1, round(int((trace.stroke == stroke).sum()) / STEP))
    snapped = round(steps * start) / steps, round(steps * stop) / steps
    return snapped if snapped[0] < snapped[1] else (float(start), float(stop))


def _for_the_bare(pieces: list[Piece], owner: NDArray[np.int64], trace: Trace, count: int) -> list[Piece]:
    """For each character without ink the piece at which it was read, shared with whoever owns it."""
    owned = {piece.character for piece in pieces}
    inked = np.flatnonzero(trace.stroke >= 0)
    extra = []
    for character in range(count):
        if character not in owned:
            own = np.flatnonzero(owner == character)
            middle = float(own.mean()) if len(own) else float(np.searchsorted(owner, character))
            point = int(inked[np.abs(inked - middle).argmin()])
            stroke = int(trace.stroke[point])
            reach = [piece for piece in pieces if piece.stroke == stroke and piece.start <= trace.part[point] <= piece.stop]
            extra.append(Piece(character, stroke, *((reach[0].start, reach[0].stop) if reach else (0.0, 1.0))))
    return extra
