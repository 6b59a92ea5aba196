"""Sheets of boxed paper dealt out by code: real characters of one hand each, one a box. Nobody wrote them in boxes.

Characters of segmented texts keep the size and height they had in their line. Isolated characters keep their size beside the
hand's others; how high they stood was not recorded, so each is put where such characters usually stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop import Ink, ReadOptions, RecognisedText
from hcr_desktop.document.paper import CELL
from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.cells import in_cells
from hcr_desktop.inference.layout import find_lines
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.inference.segment import segments_of
from hcr_desktop.resources import models_dir
from trainer.corpora import InkSet
from trainer.lines import SPACED
from trainer.metrics import spaced, unspaced
from trainer.strings import Random, code, number

KINDS = ("lines", "words", "codes")
"""Texts as they stood in a line; texts spelt in isolated characters; codes and numbers spelt in them."""

ROWS = 4
"""Rows of a sheet, of one hand."""

SHORTEST, LONGEST = 4, 40
"""Characters of a row."""

X_HEIGHT, BASELINE = 20.0, 52.0
"""Height of small letters, and where they stand in a box, page units."""

MEDIAN_HEIGHT = 1.8
"""X-heights of the middle one of a hand's isolated characters, ordered by height."""

UNEVEN, UNEVEN_ALONE = 0.12, 0.2
"""How much higher or lower than in a line characters are put, and than they usually stand: standard deviation, x-heights."""

RESIZED = 0.08
"""How much larger or smaller than in a line: standard deviation of the logarithm."""

ASIDE = 4.0
"""How far from the middle of their box, page units."""

OTHER_UNIT = 5.0
"""An isolated character so many times as large or small as the hand's others was written in another unit."""

FEWEST = 15
"""A hand of which fewer different isolated characters are known spells nothing."""

Strokes = list[NDArray[np.float32]]
Placed = tuple[str, Strokes]
"""A character and its ink in x-heights: y 0 on the baseline."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet: ink in page units, its text (rows joined by newlines), which of ``KINDS``, whose hand."""

    ink: Ink
    text: str
    kind: str
    writer: str


def sheets(chars: InkSet, segmented: InkSet, texts: InkSet, count: int, only: set[str] | None = None, seed: int = 0) -> list[Sheet]:
    """``count`` sheets, each kind as often as the others; equal arguments give equal ones.

    Args:
        chars: Isolated characters.
        segmented: Texts in which the character of every stroke is known.
        texts: What is spelt; their ink is not looked at.
        count: How many sheets.
        only: The writers whose hands are used; all by default.
        seed: Of all choices.
    """
    rng = np.random.default_rng(seed)
    makers = {"lines": _lines(segmented, only, rng), **_spelt(chars, texts, only, rng)}
    found: list[Sheet] = []
    while len(found) < count and makers:
        kind = tuple(makers)[len(found) % len(makers)]
        sheet = next(makers[kind], None)
        if sheet is None:
            del makers[kind]
        else:
            found.append(sheet)
    return found


def each_for_itself(read: Callable[[Ink, ReadOptions], RecognisedText], ink: Ink) -> RecognisedText:
    """A sheet's boxes read one by one, as if each were all there is: what knowing the others is worth."""
    alone = ReadOptions(language=None, layout="glyph")
    spans = [span for _, strokes in sorted(in_cells(ink).items()) for span in read(Ink(tuple(strokes)), alone).spans[:1]]
    return RecognisedText.assembled(spans, [""] * (len(spans) + 1))


def _lines(segmented: InkSet, only: set[str] | None, rng: Random) -> Iterator[Sheet]:
    """Sheets of texts that were written as one line; each text stands on one of them."""
    of_writer: dict[str, list[list[Placed]]] = {}
    for index in rng.permutation(len(segmented)).tolist():
        writer = str(segmented.writer[index])
        row = _row(segmented, index, rng) if only is None or writer in only else None
        if row is None:
            continue
        rows = of_writer.setdefault(writer, [])
        rows.append(row)
        if len(rows) == ROWS:
            yield _dealt(of_writer.pop(writer), "lines", writer, rng)
    for writer, rows in of_writer.items():
        yield _dealt(rows, "lines", writer, rng)


def _row(segmented: InkSet, index: int, rng: Random) -> list[Placed] | None:
    """The characters of a text as they stood in its line; None where that was not one, or lacks a character's ink."""
    text = spaced(str(segmented.text[index]))
    strokes, owner = segmented.strokes(index), segmented.stroke_glyph(index)
    if not SHORTEST <= len(text) <= LONGEST or set(owner.tolist()) != set(range(len(unspaced(text)))):
        return None
    page = page_from_ink(Ink.from_arrays(strokes), drawn=False)
    lines = find_lines(segments_of(page))
    if len(lines) != 1:
        return None
    line, row = lines[0], list[Placed]()
    number = 0
    for character in text:
        if character == " ":
            row.append((" ", []))
            continue
        own = [strokes[place] for place in np.flatnonzero(owner == number)]
        number += 1
        middle = float(np.concatenate(own)[:, 0].mean())
        baseline = line.baseline_at((middle - page.origin[0]) * page.scale) / page.scale + page.origin[1]
        size = np.exp(rng.normal(0, RESIZED)) * page.scale / line.x_height
        row.append((character, [(each - (middle, baseline)) * size + (0, rng.normal(0, UNEVEN)) for each in own]))
    return row


def _spelt(chars: InkSet, texts: InkSet, only: set[str] | None, rng: Random) -> dict[str, Iterator[Sheet]]:
    """Sheets of texts and of codes, spelt in isolated characters, without end; none where no hand has enough of them."""
    hands = {writer: hand for writer, hand in _hands(chars, only, rng).items() if len(hand) >= FEWEST}
    clean = [spaced(str(text)) for text, contributor in zip(texts.text, texts.contributor, strict=True) if str(contributor) not in SPACED]
    running = [text for text in clean if SHORTEST <= len(text) <= LONGEST]

    def make(kind: str) -> Iterator[Sheet]:
        names = sorted(hands)
        while True:
            writer = names[int(rng.integers(len(names)))]
            rows: list[list[Placed]] = []
            for _ in range(40 * ROWS):
                text = running[int(rng.integers(len(running)))] if kind == "words" else (code, number)[int(rng.integers(2))](rng)
                if len(rows) < ROWS and len(text) >= SHORTEST and set(unspaced(text)) <= set(hands[writer]):
                    rows.append([_drawn(hands[writer], character, rng) for character in text])
            if rows:
                yield _dealt(rows, kind, writer, rng)

    return {kind: make(kind) for kind in KINDS[1:]} if hands and running else {}


def _hands(chars: InkSet, only: set[str] | None, rng: Random) -> dict[str, dict[str, list[Strokes]]]:
    """Isolated characters by writer and character, in x-heights, each where such characters usually stand."""
    places = DecodeParameters.read(models_dir() / "decode" / "parameters.json").extent_mean
    hands: dict[str, dict[str, list[Strokes]]] = {}
    for writer in np.unique(chars.writer).tolist():
        if only is not None and writer not in only:
            continue
        samples = [(str(chars.text[index]), chars.strokes(int(index))) for index in np.flatnonzero(chars.writer == writer)]
        sizes = [np.ptp(np.concatenate(strokes), axis=0) for _, strokes in samples]
        median = max(float(np.median([size[1] for size in sizes])), 1e-3)
        hand: dict[str, list[Strokes]] = {}
        for (character, strokes), size in zip(samples, sizes, strict=True):
            if character not in CHARACTERS or max(size) > OTHER_UNIT * median:
                continue
            every = np.concatenate(strokes)
            middle = (every.min(axis=0) + every.max(axis=0)) / 2
            height = places[CHARACTERS.index(character), :2].mean() + rng.normal(0, UNEVEN_ALONE)
            placed = [np.asarray((each - middle) * (MEDIAN_HEIGHT / median) - (0, height), np.float32) for each in strokes]
            hand.setdefault(character, []).append(placed)
        hands[writer] = hand
    return hands


def _drawn(hand: dict[str, list[Strokes]], character: str, rng: Random) -> Placed:
    """A character of a hand, one of those it wrote; a space is no ink."""
    return character, hand[character][int(rng.integers(len(hand[character])))] if character != " " else []


def _dealt(rows: list[list[Placed]], kind: str, writer: str, rng: Random) -> Sheet:
    """Rows of characters, one a box."""
    strokes: Strokes = []
    for line, row in enumerate(rows):
        for column, (_, own) in enumerate(row):
            if own:
                strokes += [stroke + (column * CELL, line * CELL) for stroke in _inside(own, rng)]
    return Sheet(Ink.from_arrays(strokes), "\n".join("".join(character for character, _ in row) for row in rows), kind, writer)


def _inside(own: Strokes, rng: Random) -> Strokes:
    """A character's ink in a box, page units from the box's corner; what is too large or hangs out is written smaller and moved in."""
    every = np.concatenate(own) * X_HEIGHT
    low, high = every.min(axis=0), every.max(axis=0)
    size = min(1.0, 0.94 * CELL / max(float((high - low).max()), 1e-6))
    margin = 0.03 * CELL
    at = np.array([CELL / 2 + rng.normal(0, ASIDE) - (low[0] + high[0]) / 2 * size, BASELINE])
    at = np.maximum(np.minimum(at, CELL - margin - high * size), margin - low * size)
    return [np.asarray(stroke * X_HEIGHT * size + at, np.float32) for stroke in own]
