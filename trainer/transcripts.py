"""What the writers of the training sets wrote, as text: spacing mended, and some writers kept apart for measuring."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from trainer.corpora import ink_set

FOREIGN = frozenset(("sie", "atu"))
"""Contributors of German words."""
SCRAMBLED = frozenset(("lav",))
"""Contributors of words whose letters stand in disorder."""

SPACED = frozenset(("hpp", "hpb", "cec", "cea", "ceb", "sta", "dar", "ced"))
"""Contributors who put spaces around punctuation and between digits."""

HELD_OUT = 5
"""One writer in so many is kept apart."""

SPACES = re.compile(r" (?=[.,;:?!%)\]}])|(?<=[(\[{$#]) |(?<=\d) (?=\d)")
"""Spaces that they put."""


def mended(text: str) -> str:
    """A text without the spaces that its contributor put around punctuation and between digits."""
    return SPACES.sub("", text)


def transcripts(data: Path, name: str, held_out: bool) -> list[str]:
    """Each text of a training set once, in alphabetical order; only of writers that are kept apart, or only of the others."""
    ink, found = ink_set(data, name), set[str]()
    for text, writer, contributor in zip(ink.text, ink.writer, ink.contributor, strict=True):
        apart = zlib.crc32(f"{contributor} {writer}".encode()) % HELD_OUT == 0
        if apart == held_out and contributor not in FOREIGN | SCRAMBLED:
            clean = " ".join(str(text).split())
            found.add(mended(clean) if contributor in SPACED else clean)
    return sorted(found - {""})
