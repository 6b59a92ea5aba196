"""A text spelt out by a line's segments: which run of them writes each character, by reader, glyph models and geometry together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.lattice import Glyph, Line, Segment

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


def plausible(shared: SharedLine, glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """The hypotheses whose segments the reader gives to few characters: others are no single one, and need no look."""
    owner = shared.shares.argmax(axis=1)
    return tuple(glyph for glyph in glyphs if len(set(owner[glyph.start : glyph.stop].tolist())) <= MOST_OWNERS)


def owned(shared: SharedLine) -> list[tuple[Segment, ...]]:
    """The segments of each character by the reader alone; one that has none is given the segment in which it has most, or its place."""
    segments, (count, characters) = shared.line.segments, shared.shares.shape
    owner = shared.shares.argmax(axis=1)
    groups = []
    for character in range(characters):
        own = np.flatnonzero(owner == character)
        if not len(own):
            share = shared.shares[:, character]
            own = np.array([share.argmax() if share.any() else min(character * count // characters, count - 1)])
        groups.append(tuple(segments[index] for index in own))
    return groups


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
