"""Letters cut out of words and texts: ``python -m trainer.lettered --data DIR --out FILE``.

The people who wrote isolated characters are few; more than twice as many wrote words and texts. The pen reader finds the ink
of each character of a label it agrees with, as the app does; a character whose strokes are its own is a sample like any other.
Writers who are held out, of characters or of lines, give none.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from hcr_desktop.inference.alphabet import CHARACTERS, REJECT
from hcr_desktop.inference.bundle import Bundle
from hcr_desktop.inference.emissions import SPACE, align, greedy, labels_of
from hcr_desktop.inference.joined import JoinedReader, offered
from hcr_desktop.inference.layout import find_lines
from hcr_desktop.inference.path_line import PathLine
from hcr_desktop.inference.pen_reader import PenReader
from hcr_desktop.inference.raster import page_from_ink, text_size
from hcr_desktop.inference.score import GlyphScorer
from hcr_desktop.inference.segment import segments_of
from trainer.corpora import InkSet, ink_set
from trainer.lines import HELD_OUT, validation_writers
from trainer.metrics import edit_distance, unspaced
from trainer.progress import progress

DIFFERS = 0.25
"""Share of a label's characters that the reader may read otherwise; more, and the label is doubtful."""

SEEN, JOINED, LIKE = 0.5, 0.5, 0.02
"""How sure the reader must be of a character where it finds it; how sure the glyph models may be that its ink is none, and must be that it
is the character."""

FEWEST = 0.6
"""Strokes for each character of a line: where there are fewer, letters are joined."""


@dataclass(frozen=True, slots=True)
class Lettered:
    """A character cut out of a line.

    Attributes:
        strokes: float32 [n, 2] each, in the order written.
        character: What it is.
        size: Height of the text that it stands in, in the strokes' unit.
        writer: Who wrote it.
    """

    strokes: list[NDArray[np.float32]]
    character: str
    size: float
    writer: str


class Letterer:
    """Finds the ink of each character of a line whose text is known."""

    def __init__(self, bundle: Bundle) -> None:
        """Load the models."""
        self._reader, scorer = PenReader(bundle.pen_reader), GlyphScorer(bundle)
        self._joined = JoinedReader(scorer, bundle.decode)

    def letters(self, strokes: list[NDArray[np.float32]], text: str, writer: str) -> Iterator[Lettered]:
        """The characters of one line of ink that are written in strokes of their own; none where ink and text disagree."""
        bare, labels = unspaced(text), labels_of(text)
        if not bare or len(strokes) < FEWEST * len(bare):
            return
        ink = Ink.from_arrays(strokes)
        page = page_from_ink(ink, drawn=False)
        line = find_lines(segments_of(page), single=True)[0]
        reading = self._reader.read(strokes)
        log_probs = offered(reading.log_probs, "all", spaces=True)
        if edit_distance(bare, unspaced(greedy(log_probs))) > DIFFERS * len(bare) or len(log_probs) < 2 * len(labels) + 1:
            return
        spans = align(log_probs, labels)
        portions = self._joined.portions(PathLine(line, page, ink.strokes, reading), spans, labels)
        size = max(text_size(ink), 1e-3)
        placed = [(label, span) for label, span in zip(labels, spans.tolist(), strict=True) if label != SPACE]
        for (label, (first, last)), portion in zip(placed, portions, strict=True):
            if portion.cut or portion.log_probs is None or log_probs[first : last + 1, label].max() < np.log(SEEN):
                continue
            if portion.log_probs[REJECT] > np.log(JOINED) or portion.log_probs[label - 1] < np.log(LIKE):
                continue
            yield Lettered([strokes[mark] for mark in sorted(portion.marks)], CHARACTERS[label - 1], size, writer)


def lettered(data: Path) -> list[Lettered]:
    """The letters of the training words and texts below ``data``, but for those of held-out writers."""
    chars, words, texts = (ink_set(data, f"{name}-train") for name in ("chars", "words", "texts"))
    out = validation_writers(chars, (words, texts), HELD_OUT)
    letterer = Letterer(Bundle.load())
    found: list[Lettered] = []
    for ink in (words, texts):
        for index in progress(range(len(ink)), len(ink), "letters"):
            writer = str(ink.writer[index])
            if writer not in out:
                found += letterer.letters(ink.strokes(index), str(ink.text[index]), writer)
    return found


def save(letters: list[Lettered], path: Path) -> None:
    """Write letters as flat arrays, such as the corpora are."""
    strokes = [stroke for letter in letters for stroke in letter.strokes]
    np.savez(
        path,
        xy=np.rint(np.concatenate(strokes)).astype(np.int16),
        stroke_end=np.cumsum([len(stroke) for stroke in strokes]),
        sample_end=np.cumsum([len(letter.strokes) for letter in letters]),
        text=np.array([letter.character for letter in letters]),
        writer=np.array([letter.writer for letter in letters]),
        contributor=np.array([letter.writer.split("/")[0] for letter in letters]),
        size=np.array([letter.size for letter in letters], np.float32),
    )


def letters_of_lines(data: Path, path: Path) -> tuple[InkSet, NDArray[np.float32]]:
    """The letters, and the size of the text that each stands in; from ``path``, where they are kept once they have been cut out."""
    if not path.exists():
        save(lettered(data), path)
    with np.load(path) as file:
        names = ("xy", "stroke_end", "sample_end", "text", "writer", "contributor")
        return InkSet(*(file[name] for name in names)), file["size"]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Cut letters out of words and texts, to train the glyph models on.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), required="HCR_DATA" not in os.environ)
    parser.add_argument("--out", type=Path, default=Path("out", "letters.npz"))
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    letters = lettered(Path(arguments.data))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    save(letters, arguments.out)
    writers = Counter(letter.writer for letter in letters)
    print(f"{len(letters)} letters of {len(writers)} writers")


if __name__ == "__main__":
    main()
