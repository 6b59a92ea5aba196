"""What the pen reader learns from: words and one-line texts as written, words set side by side, and strings composed of characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.layout import find_lines
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.inference.segment import segments_of
from hcr_desktop.inference.trace import FINE, Levelled, level
from hcr_desktop.resources import models_dir
from trainer.corpora import InkSet, held_out_writers, ink_set
from trainer.progress import progress

LONGEST = 60
"""Characters of the longest text that is taken for one line."""

HELD_OUT = 12
"""Every so many of the training writers is held out, as the recipes have it."""

SPACED = frozenset(("hpp", "hpb"))
"""Contributors whose labels put spaces around punctuation and between the digits of a number."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LineSample:
    """One line: its ink in line units, its text, whose hand."""

    ink: Levelled
    text: str
    writer: str


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """One character of a known hand: [points, 2] in line units, x from its left edge, and the stroke of each point."""

    xy: Array
    stroke: NDArray[np.int64]
    character: str


@dataclass(frozen=True, slots=True, eq=False)
class LineData:
    """Lines and letters to train on, and lines to choose by; no writer is in both.

    Attributes:
        words: As written.
        texts: One-line texts as written.
        letters: By writer and character.
        valid_words: Of held-out writers.
        valid_texts: Of held-out writers.
    """

    words: list[LineSample]
    texts: list[LineSample]
    letters: dict[str, dict[str, list[Letter]]]
    valid_words: list[LineSample]
    valid_texts: list[LineSample]

    @classmethod
    def load(cls, data: Path, held_out: int, limit: int | None = None) -> LineData:
        """Read the training sets below ``data`` and cut validation out of them, by writer."""
        words, texts, chars, segmented = (ink_set(data, f"{name}-train") for name in ("words", "texts", "chars", "segmented"))
        kept_out = validation_writers(chars, (words, texts), held_out)
        all_words = line_samples(words, every(words, limit))
        short = [index for index, text in enumerate(texts.text) if len(text) <= LONGEST]
        all_texts = line_samples(texts, short[:: 1 if limit is None else max(1, len(short) // limit)], check=True)
        letters = all_letters(chars, segmented, kept_out, limit)
        return cls(
            [line for line in all_words if line.writer not in kept_out],
            [line for line in all_texts if line.writer not in kept_out],
            letters,
            [line for line in all_words if line.writer in kept_out],
            [line for line in all_texts if line.writer in kept_out],
        )


def validation_writers(chars: InkSet, others: Sequence[InkSet], held_out: int) -> set[str]:
    """The writers of a training split that readers of lines are chosen by: those of the glyph models, and every n-th of the others."""
    names = {str(name) for each in others for name in each.writer}
    by_chance = {name for name in names if int(md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % held_out == 0}
    return by_chance | set(chars.writer[held_out_writers(chars, held_out)].tolist())


def strokes_of(ink: Levelled) -> list[Array]:
    """The strokes of a line, [n, 2] each in line units, y down."""
    return _strokes(ink.xy * (1, -1), ink.stroke)


def every(ink: InkSet, limit: int | None) -> range:
    """The indices of about ``limit`` samples spread evenly, or of all."""
    return range(0, len(ink), max(1, len(ink) // limit) if limit else 1)


def line_samples(ink: InkSet, picks: Sequence[int], *, check: bool = False) -> list[LineSample]:
    """Samples in line units; with ``check`` those that the layout finds to be several lines are left out."""
    samples = []
    for pick in progress(picks, len(picks), "lines"):
        strokes, text = ink.strokes(pick), str(ink.text[pick])
        if check and len(text) > 1 and len(find_lines(segments_of(page_from_ink(Ink.from_arrays(strokes))))) > 1:
            continue
        text = closed_up(text) if str(ink.contributor[pick]) in SPACED else text
        samples.append(LineSample(compact(level(strokes)), text, str(ink.writer[pick])))
    return samples


def compact(ink: Levelled) -> Levelled:
    """The same in less memory."""
    return Levelled(ink.xy.astype(np.float32), ink.stroke.astype(np.int16))


def closed_up(text: str) -> str:
    """A label without the spaces that its contributor puts around punctuation and between digits."""
    text = re.sub(r"(?<=\d) (?=\d)", "", text)
    text = re.sub(r"(?<=\d) ?- ?(?=\d)", "-", text)
    text = re.sub(r" (?=[.,;:!?)%])", "", text)
    text = re.sub(r"(?<=[(]) ", "", text)
    return re.sub(r" ?' ?(?=(s|t|d|m|re|ll|ve)\b)", "'", text)


def all_letters(chars: InkSet, segmented: InkSet, kept_out: set[str], limit: int | None) -> dict[str, dict[str, list[Letter]]]:
    """Letters by writer and character: of segmented texts as they stand there, isolated ones where such characters usually stand."""
    letters: dict[str, dict[str, list[Letter]]] = {}

    def add(writer: str, letter: Letter) -> None:
        letters.setdefault(writer, {}).setdefault(letter.character, []).append(letter)

    for index in progress(every(segmented, limit), len(every(segmented, limit)), "letters of texts"):
        writer = str(segmented.writer[index])
        if writer not in kept_out:
            for letter in _letters_of_line(segmented, index):
                add(writer, letter)
    parameters = DecodeParameters.read(models_dir() / "decode" / "parameters.json")
    for index in progress(every(chars, limit), len(every(chars, limit)), "isolated letters"):
        writer = str(chars.writer[index])
        if writer not in kept_out:
            add(writer, _placed(chars.strokes(index), str(chars.text[index]), parameters))
    return letters


def _letters_of_line(ink: InkSet, index: int) -> Iterator[Letter]:
    """The characters of a segmented text."""
    line, owner, text = level(ink.strokes(index)), ink.stroke_glyph(index), str(ink.text[index]).replace(" ", "")
    glyph = owner[line.stroke]
    for number in np.unique(glyph):
        own = glyph == number
        xy = line.xy[own]
        yield Letter((xy - (xy[:, 0].min(), 0)).astype(np.float32), line.stroke[own].astype(np.int16), text[number])


def _placed(strokes: Sequence[NDArray[np.float32]], character: str, parameters: DecodeParameters) -> Letter:
    """An isolated character, as large and as high as it usually stands in a line."""
    xy = np.concatenate(strokes).astype(np.float64) * (1, -1)
    stroke = np.repeat(np.arange(len(strokes)), [len(each) for each in strokes])
    low, high = xy.min(axis=0), xy.max(axis=0)
    top, bottom, width = parameters.extent_mean[CHARACTERS.index(character)]
    # What is flat is measured by its width.
    by_height = (top - bottom) / max(float(high[1] - low[1]), 1e-3)
    by_width = max(float(np.exp(width)) - 0.2, 0.1) / max(float(high[0] - low[0]), 1e-3)
    scale = by_height if top - bottom > 0.45 else min(by_width, 3 * by_height)
    centre = (top + bottom) / 2
    placed = (xy - (low[0], (low[1] + high[1]) / 2)) * scale + (0, centre)
    return Letter(thinned(placed, stroke).astype(np.float32), thinned_strokes(placed, stroke).astype(np.int16), character)


def _kept(xy: Array, stroke: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Points about FINE apart, both ends of every stroke among them."""
    jump = stroke[1:] != stroke[:-1]
    along = np.floor(np.cumsum(np.r_[0.0, np.hypot(*np.diff(xy, axis=0).T)]) / FINE) if len(xy) > 1 else np.zeros(1)
    return np.asarray(np.r_[True, (np.diff(along) > 0) | jump] | np.r_[jump, True])


def thinned(xy: Array, stroke: NDArray[np.int64]) -> Array:
    """A path with fewer points, [n, 2]."""
    return xy[_kept(xy, stroke)]


def thinned_strokes(xy: Array, stroke: NDArray[np.int64]) -> NDArray[np.int64]:
    """The stroke of each point that :func:`thinned` keeps."""
    return stroke[_kept(xy, stroke)]


def beside(lines: Sequence[LineSample], rng: np.random.Generator) -> LineSample:
    """Words of one writer set side by side as a line, and levelled anew."""
    parts: list[Array] = []
    gap = float(rng.uniform(0.5, 2.0)) + max(_widest_gap(line.ink) for line in lines)
    right = 0.0
    for line in lines:
        xy = line.ink.xy * np.exp(rng.normal(0, 0.06)) + (right, rng.normal(0, 0.08))
        parts += _strokes(xy, line.ink.stroke)
        right = float(xy[:, 0].max()) + gap * float(rng.uniform(0.8, 1.25))
    return LineSample(_levelled(parts), " ".join(line.text for line in lines), lines[0].writer)


def _widest_gap(ink: Levelled) -> float:
    """The widest blank between strokes, line units; words end at a wider one."""
    starts = np.flatnonzero(np.r_[True, ink.stroke[1:] != ink.stroke[:-1]])
    left, right = np.minimum.reduceat(ink.xy[:, 0], starts), np.maximum.reduceat(ink.xy[:, 0], starts)
    order = np.argsort(left)
    return float(np.max(left[order][1:] - np.maximum.accumulate(right[order])[:-1], initial=0.0))


def _strokes(xy: Array, stroke: NDArray[np.int64]) -> list[Array]:
    """The strokes of a path."""
    return np.split(xy, np.flatnonzero(stroke[1:] != stroke[:-1]) + 1)


def _levelled(strokes: list[Array]) -> Levelled:
    """Strokes with y up, as :func:`hcr_desktop.inference.trace.level` has them."""
    return level([stroke * (1, -1) for stroke in strokes])


def composed(text: str, hand: dict[str, list[Letter]], writer: str, rng: np.random.Generator) -> LineSample | None:
    """A text set from one hand's letters; None where the hand lacks one."""
    gap, space, size, drift = rng.uniform(0.08, 0.6), rng.uniform(0.6, 2.0), rng.uniform(0, 0.08), rng.normal(0, 0.02)
    parts: list[Array] = []
    right = -gap
    for character in text:
        if character == " ":
            right += space
            continue
        if not (known := hand.get(character)):
            return None
        letter = known[int(rng.integers(len(known)))]
        start = right + max(gap + float(rng.normal(0, 0.12)), -0.05)
        xy = letter.xy * np.exp(rng.normal(0, size)) + (start, rng.normal(0, 0.05) + drift * start)
        parts += _strokes(xy, letter.stroke)
        right = float(xy[:, 0].max())
    return LineSample(_levelled(parts), text, writer)
