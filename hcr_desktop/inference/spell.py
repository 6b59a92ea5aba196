"""A text spelt out by a line's segments: which run of them writes each character, by reader, glyph models and geometry together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Stroke
from hcr_desktop.inference.assign import Piece
from hcr_desktop.inference.lattice import Glyph, Line, Segment
from hcr_desktop.inference.page_frame import PageFrame
from hcr_desktop.inference.raster import draw_stroke, smooth

Scores = NDArray[np.float32]

MOST_OWNERS = 3

HARDLY = 0.02
"""Share of a segment that a character is granted where the reader gives it none."""


@dataclass(frozen=True, slots=True)
class SpellWeights:
    """Fitted on held-out writers.

    Attributes:
        glyph: Of the glyph models' log probability of a character, for each glyph.
        reader: Of the log of the share that the reader gives a character of each segment.
        join: Of the log odds that neighbouring segments are one glyph.
    """

    glyph: float = 0.5
    reader: float = 1.0
    join: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class SharedLine:
    """A line cut where its reader says.

    Attributes:
        line: Its segments from left to right.
        shares: float32 [segments, characters], how much of each segment the reader gives each character.
    """

    line: Line
    shares: Scores


def cut_by_reader(line: Line, frame: PageFrame, pieces: Sequence[Piece], characters: int) -> SharedLine:
    """Cut the strokes of which several characters own pieces.

    Args:
        line: With a segment for each stroke.
        frame: Its strokes, as the pieces count them.
        pieces: Whose ink is whose.
        characters: How many there are.
    """
    whole = {next(iter(segment.marks)): segment for segment in line.segments}
    of_stroke: dict[int, list[Piece]] = {}
    for piece in pieces:
        of_stroke.setdefault(piece.stroke, []).append(piece)
    found: list[tuple[float, Segment, NDArray[np.float32]]] = []
    for number, stroke in enumerate(frame.strokes):
        own = of_stroke.get(number, [])
        reaches = {(piece.start, piece.stop) for piece in own}
        for start, stop in sorted(reaches) or [(0.0, 1.0)]:
            if len(reaches) < 2:
                segment = whole[stroke.id]
            else:
                segment = _segment(stroke.id, frame.to_pixels(points_of(stroke, start, stop)), cut=start > 0)
            share = np.zeros(characters, np.float32)
            for piece in own:
                if (piece.start, piece.stop) == (start, stop):
                    share[piece.character] = 1.0
            found.append((segment.box.left + segment.box.right, segment, share))
    found.sort(key=lambda each: each[0])
    return SharedLine(replace(line, segments=tuple(segment for _, segment, _ in found)), np.stack([share for _, _, share in found]))


def plausible(shared: SharedLine, glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """The hypotheses whose segments the reader gives to few characters: others are no single one, and need no look."""
    owner = shared.shares.argmax(axis=1)
    return tuple(glyph for glyph in glyphs if len(set(owner[glyph.start : glyph.stop].tolist())) <= MOST_OWNERS)


def points_of(stroke: Stroke, start: float, stop: float) -> NDArray[np.float64]:
    """The points of a stroke between two shares of its length, ends among them, [n, 2]."""
    xy = stroke.xy.astype(np.float64)
    if len(xy) < 2 or (start <= 0 and stop >= 1):
        return xy
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T))]
    along /= max(float(along[-1]), 1e-9)
    first, last = (np.array([np.interp(place, along, xy[:, axis]) for axis in (0, 1)]) for place in (start, stop))
    return np.concatenate([[first], xy[(along > start) & (along < stop)], [last]])


def _segment(mark: int, xy: NDArray[np.float32], *, cut: bool) -> Segment:
    """A part of a stroke in page pixels as a segment."""
    xy = smooth(xy)
    patch, left, top = draw_stroke(xy)
    return Segment(frozenset((mark,)), Box.of(xy), patch, left, top, xy, cut=cut)


def spell(
    shared: SharedLine, glyphs: Sequence[Glyph], scores: Scores, join: Scores, characters: Sequence[int], weights: SpellWeights
) -> tuple[list[int], float] | None:
    """The glyphs that spell a text best.

    Args:
        shared: The line and what the reader says of its segments.
        glyphs: Hypotheses in order of their start.
        scores: float32 [glyphs, labels], log probabilities by the glyph models.
        join: float32 [segments - 1], log odds that a segment belongs to the same glyph as the one before.
        characters: Labels 0..93 of the text's characters.
        weights: See there.

    Returns:
        For each character the index of its glyph, and the score; None where no glyphs spell so many characters.
    """
    segments, count = shared.shares.shape
    granted = np.concatenate([np.zeros((1, count)), np.cumsum(np.log(shared.shares + HARDLY), axis=0)])
    joined = np.concatenate([[0.0], np.cumsum(join)])
    wanted = np.asarray(characters)
    best = np.full((segments + 1, count + 1), -np.inf)
    best[0, 0] = 0.0
    came = np.full((segments + 1, count + 1), -1)
    for index, glyph in enumerate(glyphs):
        value = weights.glyph * np.maximum(scores[index, wanted], -12.0)
        value = value + weights.reader * (granted[glyph.stop] - granted[glyph.start])
        value = value + weights.join * (joined[glyph.stop - 1] - joined[glyph.start])
        reached = best[glyph.start, :-1] + value
        better = reached > best[glyph.stop, 1:]
        best[glyph.stop, 1:][better] = reached[better]
        came[glyph.stop, 1:][better] = index
    if not np.isfinite(best[segments, count]):
        return None
    path, at = [], segments
    for taken in range(count, 0, -1):
        path.append(int(came[at, taken]))
        at = glyphs[path[-1]].start
    return path[::-1], float(best[segments, count])
