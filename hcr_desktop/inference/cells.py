"""Boxed paper: the person says where each character is.

What a box holds is told by its ink, by how large and how high the others are written, and by the word it stands in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.paper import CELL
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.inference.alphabet import CHARACTERS, LABELS, REJECT
from hcr_desktop.inference.beam import BeamWeights, search
from hcr_desktop.inference.confidence import BOXED, BOXED_IN_WORDS, Choices, trued
from hcr_desktop.inference.decode import put_first, rank, within_charset
from hcr_desktop.inference.emissions import BLANK, READ_LABELS, SPACE
from hcr_desktop.inference.frame import Extents, extent_scores, fit_frame
from hcr_desktop.inference.lattice import Line
from hcr_desktop.inference.memory import Memory, digest, fingerprint
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.score import Scores
from hcr_desktop.inference.text_model import TextModel

Cell = tuple[int, int]
"""Row and column."""

Look = Callable[[Ink], Scores]
"""Log probabilities float32 [LABELS] of ink as one character, whatever stands around it."""

KEPT = 4096
"""So many boxes are remembered at most."""

SIZE = 0.6
"""Weight of how well size and height fit each character. This and what follows was chosen on held-out writers (docs/adr/026)."""

LOOSE = 0.25
"""In boxes characters stand less level than in a line: added to the deviations of tops and bottoms, x-heights."""

ROUNDS = 2
"""Times the hand's size is worked out anew from what was read with the last."""

LEAST_X_HEIGHT = CELL / 16
"""A hand of which only dots are known is not taken for smaller than this."""

STEP = CELL / 80
"""Steps in which the baseline and x-height of a hand are known."""

INK = 0.6
"""Weight of what the ink says, beside the language's."""

LANGUAGE = BeamWeights(language=0.5)

_NEVER = -1e3


class CellReader:
    """Reads ink on boxed paper. Serves one thread at a time."""

    def __init__(self, look: Look, parameters: DecodeParameters) -> None:
        """Have each box looked at by ``look``; it is not asked again while the box's ink stays the same."""
        self._look, self._parameters = look, parameters
        wider = parameters.extent_deviation**2 + np.array([LOOSE, LOOSE, 0.0], np.float32) ** 2
        self._loose = replace(parameters, extent_deviation=np.asarray(np.sqrt(wider), np.float32))
        self._known: Memory[Scores] = Memory(KEPT)
        self._rows: Memory[list[Choices]] = Memory()

    def read(self, ink: Ink, charset: str, language: TextModel | None) -> RecognisedText:
        """The text in the boxes: one character each; one box or more left empty is a space, a row with ink a line.

        Args:
            ink: In page units: the boxes are ``CELL`` wide and high.
            charset: Which characters may be read.
            language: What characters follow one another; None reads each box by its ink, and the hand's size.
        """
        cells = sorted(in_cells(ink).items())
        if not cells:
            return RecognisedText()
        seen = within_charset(np.stack([self._seen(tuple(strokes)) for _, strokes in cells]), charset)
        boxes = [Box.around(stroke.box for stroke in strokes) for _, strokes in cells]
        scores = seen + SIZE * self._fitting(seen, [cell for cell, _ in cells], boxes) if len(cells) > 1 else seen
        odds, ranked = BOXED, list[Choices]()
        if language is None or len(cells) < 2:
            ranked = [rank(row, charset) for row in self._with_usual(scores)]
        else:
            odds = BOXED_IN_WORDS
            for _, row in groupby(range(len(cells)), key=lambda index: cells[index][0][0]):
                places = list(row)
                ranked += self._in_words(scores[places], tuple(cells[place][0][1] for place in places), charset, language)
        spans = []
        for (_, strokes), box, choices in zip(cells, boxes, ranked, strict=True):
            sure = trued(choices, odds)
            spans.append(Span(sure[0][0], box, frozenset(stroke.id for stroke in strokes), sure[0][1], sure))
        gaps = [_gap(before, here) for (before, _), (here, _) in pairwise(cells)]
        return RecognisedText.assembled(spans, ["", *gaps, ""])

    def forget(self) -> None:
        """Forget the boxes."""
        self._known.forget()
        self._rows.forget()

    def _seen(self, strokes: tuple[Stroke, ...]) -> Scores:
        """What the ink of a box says for itself, from memory where it was looked at before."""
        return self._known.recall(fingerprint(strokes), lambda: self._look(Ink(strokes)))

    def _in_words(self, scores: Scores, columns: tuple[int, ...], charset: str, language: TextModel) -> list[Choices]:
        """See :func:`in_words`; from memory where a row is as it was."""
        return self._rows.recall((digest(scores), columns, charset, language), lambda: in_words(scores, columns, charset, language))

    def _with_usual(self, scores: Scores) -> Scores:
        """Scores [n, LABELS] with how often each character is written where nothing else tells."""
        usual = scores.copy()
        usual[:, :REJECT] += self._parameters.isolated
        return usual

    def _fitting(self, seen: Scores, cells: Sequence[Cell], boxes: Sequence[Box]) -> Scores:
        """How well the ink's size and height in its box fit each character in this hand, float32 [n, LABELS].

        The sheet is taken for one line whose boxes lie one upon another, so that a row of three tells as much as a page.
        """
        corners = [cell[0] * CELL for cell in cells]
        rows = [(0.0, box.top - corner, box.bottom - corner, box.width) for corner, box in zip(corners, boxes, strict=True)]
        extents = Extents(*np.array(rows, np.float32).T)
        fitting = np.zeros_like(seen)
        for _ in range(ROUNDS):
            told = self._with_usual(seen + SIZE * fitting)[:, :REJECT]
            fitting = extent_scores(extents, self._hand(extents, np.exp(told - told.max(axis=1, keepdims=True))), self._loose)
        return fitting

    def _hand(self, extents: Extents, posteriors: NDArray[np.float32]) -> Line:
        """Where in boxes a hand's baseline lies, and its x-height; ``posteriors`` float32 [n, 94]: how likely each box holds each."""
        shares = posteriors / posteriors.sum(axis=1, keepdims=True)
        tops, bottoms = (shares @ self._parameters.extent_mean[:, side] for side in (0, 1))
        x_height = float(np.median((extents.bottom - extents.top) / np.maximum(tops - bottoms, 0.3)))
        x_height = max(x_height, LEAST_X_HEIGHT)
        baseline = float(np.median(extents.bottom + bottoms * x_height))
        line = fit_frame(Line(Box(-CELL / 2, 0, CELL / 2, CELL), baseline, x_height, ()), extents, posteriors, self._parameters)
        # In steps, so that what is written next seldom changes what is known of rows that stay as they are.
        return replace(line, baseline=STEP * round(line.baseline / STEP), x_height=STEP * max(1, round(line.x_height / STEP)))


def in_cells(ink: Ink) -> dict[Cell, list[Stroke]]:
    """The strokes of each box: that in which the middle of a stroke lies, for one writes over the lines a little."""
    cells: dict[Cell, list[Stroke]] = defaultdict(list)
    for stroke in ink.strokes:
        x, y = stroke.box.centre
        cells[int(y // CELL), int(x // CELL)].append(stroke)
    return cells


def _gap(last: Cell, cell: Cell) -> str:
    """The white space between two boxes, one after the other in reading order."""
    if cell[0] != last[0]:
        return "\n"
    return " " if cell[1] > last[1] + 1 else ""


def in_words(scores: Scores, columns: Sequence[int], charset: str, language: TextModel) -> list[Choices]:
    """What a row of boxes holds, ranked, by ink and language: a line of which it is known where each character begins and ends.

    Args:
        scores: Log scores of each box, float32 [boxes, LABELS].
        columns: Of the boxes.
        charset: Which characters may be read.
        language: What characters follow one another.
    """
    inked = INK * scores[:, :REJECT]
    inked = inked - np.logaddexp.reduce(inked, axis=1, keepdims=True)
    frames: list[NDArray[np.float32]] = []
    for place, (row, column) in enumerate(zip(inked, columns, strict=True)):
        if place and column > columns[place - 1] + 1:
            frames.append(_certain(SPACE))
        frame = np.full(READ_LABELS, _NEVER, np.float32)
        frame[1:SPACE] = row
        frames += [frame, _certain(BLANK)]
    state, ranked = language.start(), []
    best = search(np.stack(frames), language, LANGUAGE)[0].labels
    rows = iter(inked)
    for label in best:
        if label != SPACE:
            shares = np.zeros(LABELS, np.float32)
            shares[:REJECT] = next(rows) + LANGUAGE.language * language.row(state)[:REJECT]
            ranked.append(put_first(rank(shares, charset), CHARACTERS[label - 1]))
        state = language.advance(state, label - 1)
    return ranked


def _certain(label: int) -> NDArray[np.float32]:
    """A frame in which a label certainly stands, float32 [READ_LABELS]."""
    frame = np.full(READ_LABELS, _NEVER, np.float32)
    frame[label] = 0.0
    return frame
