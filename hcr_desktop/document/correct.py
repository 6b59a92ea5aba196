"""Corrections of more than one character's text: join, split, delete, a word at once. All give a new text."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.text import RecognisedText, Span


def choose_all(text: RecognisedText, indices: Sequence[int], letters: str) -> RecognisedText:
    """The text with these spans set by a person to ``letters``, one each."""
    spans = list(text.spans)
    for index, letter in zip(indices, letters, strict=True):
        spans[index] = spans[index].corrected(letter)
    return RecognisedText.assembled(spans, text.gaps, text.spaced, text.dropped)


def regroup(text: RecognisedText, first: int, last: int, put: Sequence[Span]) -> RecognisedText:
    """The text with ``put``, pinned, in the place of the spans from ``first`` to ``last``, both included."""
    spans = [*text.spans[:first], *(replace(span, pinned=True) for span in put), *text.spans[last + 1 :]]
    gaps = [*text.gaps[: first + 1], *[""] * (len(put) - 1), *text.gaps[last + 1 :]]
    shift = len(put) - 1 - (last - first)
    spaced = {at if at <= first else at + shift for at in text.spaced if at <= first or at > last}
    return RecognisedText.assembled(spans, gaps, spaced, text.dropped)


def without_spans(text: RecognisedText, indices: Collection[int]) -> RecognisedText:
    """The text after a person deleted these characters: no reading brings them back."""
    whole, positions = str(text), text.positions
    gone = {positions[index] for index in indices}
    return text.rewrite("".join(letter for at, letter in enumerate(whole) if at not in gone))


def own_marks(text: RecognisedText, indices: Collection[int]) -> frozenset[int]:
    """The marks that these spans have for themselves alone."""
    mine = frozenset().union(*(text.spans[index].marks for index in indices))
    others = (span.marks for index, span in enumerate(text.spans) if index not in indices)
    return mine.difference(*others)


def hold(text: RecognisedText, spot: frozenset[int]) -> RecognisedText:
    """The text with every character pinned that has ink, none of it in ``spot``: only the spot may be read otherwise."""
    spans = [replace(span, pinned=True) if span.marks and span.marks.isdisjoint(spot) else span for span in text.spans]
    return RecognisedText.assembled(spans, text.gaps, text.spaced, text.dropped)


def released(text: RecognisedText, before: RecognisedText) -> RecognisedText:
    """The text less the pins that ``hold`` added: those of characters that were not pinned ``before``."""
    loose = {(span.text, span.marks) for span in before.spans if not span.pinned}
    spans = [replace(span, pinned=False) if (span.text, span.marks) in loose else span for span in text.spans]
    return RecognisedText.assembled(spans, text.gaps, text.spaced, text.dropped)


def apart(text: RecognisedText, spot: frozenset[int]) -> RecognisedText:
    """A reading in which no character has ink both of the spot and of elsewhere: such a one becomes two."""
    spans: list[Span] = []
    gaps: list[str] = []
    for span, gap in zip(text.spans, text.gaps, strict=False):
        inside, outside = span.marks & spot, span.marks - spot
        parts = [replace(span, marks=marks, confidence=span.confidence / 3) for marks in (outside, inside)]
        put = parts if inside and outside else [span]
        spans += put
        gaps += [gap, *[""] * (len(put) - 1)]
    return RecognisedText.assembled(spans, [*gaps, text.gaps[-1]], (), text.dropped)


# -- cutting a character in two ------------------------------------------------------------------------------------------


def best_cut(ink: Ink) -> float:
    """Where to cut a character's ink in two: the x in its middle half with the least ink above and below.

    Args:
        ink: The character's strokes, at least one.
    """
    box = ink.box
    assert box is not None
    places = np.linspace(box.left + box.width / 4, box.right - box.width / 4, 41)
    crossings = [sum(_crossings(stroke, x) for stroke in ink.strokes) + abs(x - box.centre[0]) / (box.width + 1e-6) for x in places]
    return float(places[int(np.argmin(crossings))])


def _crossings(stroke: Stroke, x: float) -> int:
    """How often a stroke crosses a vertical line."""
    side = stroke.xy[:, 0] < x
    return int((side[1:] != side[:-1]).sum())


def halves(ink: Ink, x: float) -> tuple[Ink, Ink]:
    """The ink left and right of a vertical line; a stroke that crosses it is cut into pieces with its id."""
    left: list[Stroke] = []
    right: list[Stroke] = []
    for stroke in ink.strokes:
        side = stroke.xy[:, 0] < x
        bounds = [0, *(np.flatnonzero(side[1:] != side[:-1]) + 1).tolist(), len(side)]
        for start, stop in itertools.pairwise(bounds):
            (left if side[start] else right).append(Stroke(stroke.id, stroke.xy[start:stop], nib=stroke.nib))
    return Ink(tuple(left)), Ink(tuple(right))


def marks_of(part: Ink, whole: Ink) -> frozenset[int]:
    """The strokes of which a part of the ink has at least a quarter; all it touches when it has that of none."""
    sizes = {stroke.id: len(stroke.xy) for stroke in whole.strokes}
    held = {id_: sum(len(stroke.xy) for stroke in part.strokes if stroke.id == id_) for id_ in {stroke.id for stroke in part.strokes}}
    enough = frozenset(id_ for id_, count in held.items() if 4 * count >= sizes[id_])
    return enough or frozenset(held)


def box_halves(box: Box, x: float | None = None) -> tuple[Box, Box]:
    """A box cut at ``x``, by default in the middle."""
    at = box.centre[0] if x is None else x
    return Box(box.left, box.top, at, box.bottom), Box(at, box.top, box.right, box.bottom)
