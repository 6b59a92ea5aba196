"""A line of pen ink, printed or joined, to characters with their ink: reader, beam search, and whose ink is whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Stroke
from hcr_desktop.inference.alphabet import CHARACTERS, CHARSETS
from hcr_desktop.inference.assign import Piece, pieces_of
from hcr_desktop.inference.beam import BeamWeights, Candidate, Language, search
from hcr_desktop.inference.emissions import BLANK, READ_LABELS, SPACE, align
from hcr_desktop.inference.pen_reader import PenReading

ALTERNATIVES = 8
"""Most alternatives given for a character."""

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class InkedCharacter:
    """One character of a line.

    Attributes:
        text: The character.
        space_before: Whether a word ends before it.
        marks: The strokes it is (part) of.
        box: Of its ink, in ink units.
        choices: Ranked (character, probability) pairs, its own first.
    """

    text: str
    space_before: bool
    marks: frozenset[int]
    box: Box
    choices: tuple[tuple[str, float], ...]


def offered(log_probs: NDArray[np.float32], charset: str, *, spaces: bool) -> NDArray[np.float32]:
    """Log probabilities given that only the charset's characters, and spaces where there may be any, are written."""
    allowed = np.zeros(READ_LABELS, bool)
    allowed[[CHARACTERS.index(character) + 1 for character in CHARSETS[charset]]] = True
    allowed[BLANK], allowed[SPACE] = True, spaces
    probabilities = np.where(allowed, np.exp(log_probs), 0) + np.where(allowed, _TINY, 0)
    return np.asarray(np.log(np.maximum(probabilities / probabilities.sum(axis=1, keepdims=True), 1e-30)), np.float32)


def candidates_of(
    reading: PenReading, language: Language | None, weights: BeamWeights, charset: str = "all", *, spaces: bool = True
) -> list[Candidate]:
    """The likeliest texts of a line, the best first."""
    return search(offered(reading.log_probs, charset, spaces=spaces), language, weights)


def characters_of(
    strokes: Sequence[Stroke], reading: PenReading, labels: Sequence[int], charset: str = "all"
) -> list[InkedCharacter]:
    """The characters of a text with their ink.

    Args:
        strokes: As given to the reader.
        reading: What it answered.
        labels: The text, 1..95.
        charset: Whose characters to name as alternatives.
    """
    if not labels:
        return []
    log_probs = offered(reading.log_probs, charset, spaces=True)
    pieces: dict[int, list[Piece]] = {}
    for piece in pieces_of(reading.trace, log_probs, labels):
        pieces.setdefault(piece.character, []).append(piece)
    found: list[InkedCharacter] = []
    space = False
    for label, (first, last) in zip(labels, align(log_probs, labels).tolist(), strict=True):
        if label == SPACE:
            space = True
            continue
        own = pieces[len(found)]
        box = Box.around(Box.of(_points(strokes[piece.stroke], piece)) for piece in own)
        marks = frozenset(strokes[piece.stroke].id for piece in own)
        choices = _choices(log_probs[first : last + 1], label, charset)
        found.append(InkedCharacter(CHARACTERS[label - 1], space, marks, box, choices))
        space = False
    return found


def _points(stroke: Stroke, piece: Piece) -> NDArray[np.float32]:
    """The points of a piece, its ends among them, [n, 2]."""
    xy = stroke.xy
    if len(xy) < 2 or (piece.start <= 0 and piece.stop >= 1):
        return xy
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(xy.astype(np.float64), axis=0).T))]
    along /= max(float(along[-1]), 1e-9)
    ends = [[np.interp(place, along, xy[:, axis]) for axis in (0, 1)] for place in (piece.start, piece.stop)]
    inside = xy[(along > piece.start) & (along < piece.stop)]
    return np.asarray(np.concatenate([inside, ends]), np.float32)


def _choices(log_probs: NDArray[np.float32], label: int, charset: str) -> tuple[tuple[str, float], ...]:
    """What stands in some frames, ranked, the character that was read first."""
    shares = np.exp(log_probs).sum(axis=0)[1:SPACE]
    shares = shares / max(float(shares.sum()), _TINY)
    order = [index for index in np.argsort(-shares, kind="stable").tolist() if CHARACTERS[index] in CHARSETS[charset]]
    order = [label - 1, *(index for index in order if index != label - 1)][:ALTERNATIVES]
    return tuple((CHARACTERS[index], float(shares[index])) for index in order)
