"""Ink, segments and lines made by code, for the tests of the stages between ink and text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.lattice import Glyph, Line, Segment
from hcr_desktop.inference.layout import find_lines
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.inference.segment import JOIN_FEATURES, segments_of
from hcr_desktop.inference.spaces import SPACE_FEATURES
from hcr_desktop.resources import models_dir
from trainer.strokefont import write, write_glyphs


@cache
def written(text: str, seed: int = 0, height: float = 100.0) -> Ink:
    """Text in a tidy hand."""
    return write(text, np.random.default_rng(seed), height=height)


def owners(text: str, seed: int = 0) -> list[frozenset[int]]:
    """The stroke ids of each character of ``written(text, seed)``."""
    _, owner = write_glyphs(text, np.random.default_rng(seed))
    return [frozenset(np.flatnonzero(np.array(owner) == k).tolist()) for k in range(owner[-1] + 1)]


def lines_of(ink: Ink) -> list[Line]:
    """The lines of ink."""
    return find_lines(segments_of(page_from_ink(ink)))


def marks_of(line: Line) -> frozenset[int]:
    """All marks of a line."""
    return frozenset().union(*(segment.marks for segment in line.segments))


def together(*inks: Ink) -> Ink:
    """All strokes as one ink, ids counted anew."""
    return Ink.from_arrays([stroke.xy for ink in inks for stroke in ink.strokes])


def moved(ink: Ink, by: Sequence[float] = (0, 0), scale: float = 1.0, slope: float = 0.0) -> Ink:
    """Ink enlarged, sheared down to the right and moved; ids as they were."""
    matrix = np.array([[scale, scale * slope], [0, scale]], np.float32)
    return Ink(tuple(Stroke(stroke.id, (stroke.xy @ matrix + np.array(by, np.float32)).astype(np.float32)) for stroke in ink.strokes))


def segment(box: Box, mark: int = 0, *, cut: bool = False) -> Segment:
    """A solid block."""
    patch = np.full((max(1, round(box.height)), max(1, round(box.width))), 255, np.uint8)
    corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
    return Segment(frozenset((mark,)), box, patch, round(box.left), round(box.top), np.array(corners, np.float32), cut=cut)


def line_of_blocks(boxes: Sequence[Box], x_height: float = 35.0) -> Line:
    """Blocks as a line on its lowest edge, in the order given."""
    around = Box.around(boxes)
    return Line(around, around.bottom, x_height, tuple(segment(box, mark) for mark, box in enumerate(boxes)))


def runs(count: int, longest: int) -> tuple[Glyph, ...]:
    """Every run of at most ``longest`` of ``count`` segments, in order of start."""
    box = Box(0, 0, 1, 1)
    return tuple(
        Glyph(start, stop, frozenset(range(start, stop)), box)
        for start in range(count)
        for stop in range(start + 1, min(start + longest, count) + 1)
    )


def plain_parameters(**changes: float) -> DecodeParameters:
    """Parameters without opinion on joins; a space is a gap of more than half an x-height; all characters 0..1 high and 1 wide."""
    space = np.zeros(SPACE_FEATURES + 1, np.float32)
    space[0], space[-1] = 10, -5
    extents = np.tile(np.array([1, 0, 0], np.float32), (len(CHARACTERS), 1))
    plain = replace(
        DecodeParameters.read(models_dir() / "decode" / "parameters.json"),
        join=np.zeros(JOIN_FEATURES + 1, np.float32),
        space=space,
        extent_mean=extents,
        extent_deviation=np.full_like(extents, 0.3),
        glyph_weight=1.0,
        cover=1.0,
        extent_weight=0.5,
        join_weight=1.0,
        cut_join=1.0,
        glyph_bonus=0.0,
    )
    values: dict[str, Any] = dict(changes)
    return replace(plain, **values)


COORDINATE = st.one_of(
    st.floats(-100, 100, width=32),
    st.integers(-5, 5).map(float),
    st.sampled_from([1e6, -1e6, 1e-6, 3e4, 0.0, 1e-40]),
)

STROKE = hnp.arrays(np.float32, st.tuples(st.integers(1, 12), st.just(2)), elements=COORDINATE.map(np.float32).map(float))

ANY_INK = st.lists(STROKE, min_size=1, max_size=12).map(Ink.from_arrays)
"""Whatever a device may send: points, strokes of no size, specks beside giants, far outliers."""
