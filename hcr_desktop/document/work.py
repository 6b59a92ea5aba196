"""What is kept of a person's work: the sheets without what can be made anew."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from hcr_desktop.document.paper import Paper
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.document.where import EVERYWHERE, Where


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One sheet as it is kept.

    Attributes:
        key: Names the sheet for its life; 0 is the writing canvas.
        name: What the person knows it by; empty for the canvas.
        source: Ink, or a picture uint8 [h, w] or [h, w, 3].
        text: The text with the person's corrections.
        paper: What is printed on the canvas.
        where: Where a picture is read.
    """

    key: int
    name: str
    source: Ink | NDArray[np.uint8]
    text: RecognisedText = field(default_factory=RecognisedText)
    paper: Paper = Paper.RULED
    where: Where = EVERYWHERE

    @property
    def empty(self) -> bool:
        """Whether nothing is written on it."""
        return isinstance(self.source, Ink) and not self.source.strokes and not str(self.text)

    def same_work(self, other: Leaf | None) -> bool:
        """Whether both hold the same work of a person; how well it was read so far does not count."""
        return (
            other is not None
            and self.source is other.source
            and (self.paper, self.where) == (other.paper, other.where)
            and (self.text is other.text or self.text.corrections == other.text.corrections)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """All that is kept.

    Attributes:
        leaves: The sheets, canvas first.
        file: Where the document is saved; empty for one that never was.
        saved: Whether the file holds all of this.
    """

    leaves: tuple[Leaf, ...] = (Leaf(0, "", Ink()),)
    file: str = ""
    saved: bool = True

    @property
    def empty(self) -> bool:
        """Whether there is nothing worth keeping."""
        return len(self.leaves) == 1 and not self.file and self.leaves[0].empty

    def same_work(self, other: Work) -> bool:
        """Whether both hold the same sheets with the same work on them."""
        return len(self.leaves) == len(other.leaves) and all(
            mine.key == theirs.key and mine.same_work(theirs) for mine, theirs in zip(self.leaves, other.leaves, strict=True)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """What a document file holds, and where it is."""

    path: str
    leaves: tuple[Leaf, ...]
