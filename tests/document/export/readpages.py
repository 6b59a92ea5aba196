"""Pages with known text, for the export tests."""

from __future__ import annotations

import numpy as np

from hcr_desktop.document.export import ReadPage
from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.text import RecognisedText, Span
from trainer.strokefont import write


def _box(left: float, top: float) -> Box:
    return Box(left, top, left + 8, top + 16)


def text_of(lines: tuple[str, ...], origin: float = 0.0) -> RecognisedText:
    """Text whose characters stand 10 apart and are 8 wide, lines 20 apart, the first character at (origin, origin)."""
    spans = [
        Span(c, _box(origin + 10 * x, origin + 20 * y), frozenset({-1 - x}), 0.9, ((c, 0.9), ("?", 0.1)))
        for y, line in enumerate(lines)
        for x, c in enumerate(line)
        if c != " "
    ]
    return RecognisedText(tuple(spans), lines)


def picture_page(name: str = "page.png", lines: tuple[str, ...] = ("to be", 'or "<&(\\)>"'), colour: bool = False) -> ReadPage:
    """A picture of noise, 200 x 100, with text."""
    shape = (100, 200, 3) if colour else (100, 200)
    return ReadPage(name, np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8), text_of(lines))


def ink_page() -> ReadPage:
    """Ink far from the origin, with text that lies on it."""
    ink = write("ab c", np.random.default_rng(0), height=16)
    moved = Ink.from_arrays([stroke.xy - np.float32(500) for stroke in ink.strokes])
    return ReadPage("ink.json", moved, text_of(("ab c",), -500))
