"""Sheets to keep: written, corrected, and a picture."""

from __future__ import annotations

import numpy as np

from hcr_desktop.document.ink import Box, Ink, Nib, Stroke
from hcr_desktop.document.paper import Paper
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.document.work import Leaf


def stroke(index: int, nib: Nib | None = None) -> Stroke:
    """A stroke with all that a device may tell."""
    rng = np.random.default_rng(index)
    xy = rng.integers(0, 2000, (12, 2)) / 4
    return Stroke(index, xy, np.linspace(0, 1, 12), rng.uniform(0, 1, 12), nib or Nib(1.5, "blue"))


def reading(ink: Ink) -> RecognisedText:
    """One character a stroke."""
    letters = [chr(ord("a") + stroke.id % 26) for stroke in ink.strokes]
    spans = [
        Span(letter, Box.of(stroke.xy), frozenset({stroke.id}), 0.5, ((letter, 0.5), ("o", 0.25)))
        for letter, stroke in zip(letters, ink.strokes, strict=True)
    ]
    return RecognisedText(tuple(spans), ("".join(letters),) if letters else ())


def canvas(count: int = 3, paper: Paper = Paper.BOXED) -> Leaf:
    """A written canvas whose second character was corrected, with a word typed behind and a character deleted."""
    ink = Ink(tuple(stroke(i) for i in range(count)))
    return Leaf(0, "", ink, reading(ink).choose(1, "Q").rewrite("aQ und"), paper)


def picture(key: int = 1) -> Leaf:
    """A sheet with a picture."""
    rng = np.random.default_rng(key)
    return Leaf(key, f"page {key}.png", rng.integers(0, 256, (8, 9, 3), np.uint8))


def assert_same(one: Leaf, other: Leaf) -> None:
    """Both hold the same, value for value."""
    assert (one.name, one.paper, str(one.text)) == (other.name, other.paper, str(other.text))
    assert one.text.corrections == other.text.corrections
    if isinstance(one.source, Ink):
        assert isinstance(other.source, Ink)
        assert [s.id for s in one.source.strokes] == [s.id for s in other.source.strokes]
        for mine, theirs in zip(one.source.strokes, other.source.strokes, strict=True):
            np.testing.assert_array_equal(mine.xy, theirs.xy)
            np.testing.assert_array_equal(np.asarray(mine.t), np.asarray(theirs.t))
            np.testing.assert_array_equal(np.asarray(mine.pressure), np.asarray(theirs.pressure))
            assert mine.nib == theirs.nib
    else:
        assert not isinstance(other.source, Ink)
        np.testing.assert_array_equal(one.source, other.source)
