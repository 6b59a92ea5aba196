"""Readings made by code, for the tests of what a person's edits do to them."""

from __future__ import annotations

from hypothesis import strategies as st

from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText, Span


def reading(text: str, marks: list[set[int]] | None = None) -> RecognisedText:
    """What a reader gives for ``text``: character i has the mark i (or ``marks[i]``) and a box of 8 by 10 at x = 10 i."""
    letters = "".join(text.split())
    spans = [
        Span(letter, Box(10 * i, 0, 10 * i + 8, 10), frozenset(marks[i] if marks else {i}), 0.8, ((letter, 0.8), ("?", 0.1)))
        for i, letter in enumerate(letters)
    ]
    return RecognisedText(tuple(spans), tuple(text.split("\n")) if text else ())


@st.composite
def readings(draw: st.DrawFn) -> RecognisedText:
    """Readings of a few characters; neighbours may share a mark, as joined letters do."""
    words = draw(st.lists(st.text(alphabet="abc.", min_size=1, max_size=4), max_size=4))
    gaps = draw(st.lists(st.sampled_from([" ", "\n"]), min_size=len(words), max_size=len(words)))
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=True)).strip()
    marks, mark = [], 0
    for _ in "".join(words):
        marks.append({mark})
        if draw(st.integers(0, 3)):
            mark += 1
    return reading(text, marks)
