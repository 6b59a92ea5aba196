"""What an export is made from: a page's source, the text read from it, and where its words are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.text import RecognisedText, Span

Word = tuple[Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ReadPage:
    """One source and what was read from it.

    Attributes:
        name: What the person knows the source by, such as a file name.
        source: Ink, or a picture uint8 [h, w] or [h, w, 3] (RGB).
        text: The text.
        number: Which page of the source it is, from 1.
    """

    name: str
    source: Ink | NDArray[np.uint8]
    text: RecognisedText
    number: int = 1

    @classmethod
    def blank(cls) -> ReadPage:
        """A page of nothing."""
        return cls("", Ink(), RecognisedText())

    @property
    def box(self) -> Box:
        """The whole page in page units: the picture, or the ink with a margin."""
        if not isinstance(self.source, Ink):
            height, width = self.source.shape[:2]
            return Box(0, 0, width, height)
        box = self.source.box or Box(0, 0, 1, 1)
        return box.grown(0.05 * max(box.width, box.height, 1))

    @property
    def lines(self) -> list[list[Word]]:
        """The spans of each word of each line, in reading order."""
        spans = iter(self.text.spans)
        return [[tuple(islice(spans, len(word))) for word in line.split()] for line in self.text.lines]


def box_of(words: list[Word] | Word) -> Box | None:
    """The box around spans or words; None where nothing in them has ink."""
    spans = [span for word in words for span in (word if isinstance(word, tuple) else (word,))]
    boxes = [span.box for span in spans if span.box is not None]
    return Box.around(boxes) if boxes else None
