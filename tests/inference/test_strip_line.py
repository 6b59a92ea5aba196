"""A line of a picture, its components cut where the reader says."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.document.ink import Box
from hcr_desktop.document.page import NO_MARK, Page
from hcr_desktop.inference.classify import STRIP_FRAME
from hcr_desktop.inference.emissions import align, labels_of
from hcr_desktop.inference.image_reader import ImageReading
from hcr_desktop.inference.lattice import Line, Segment
from hcr_desktop.inference.spell import SharedLine, owned
from hcr_desktop.inference.strip import Strip
from hcr_desktop.inference.strip_line import StripLine
from tests.inference.made import line_of_blocks
from tests.inference.test_emissions import spelt

FRAMES = 6
"""Frames of the text of two characters that ``spelt`` makes."""


def shown(patches: list[tuple[int, np.ndarray]]) -> StripLine:
    """A line of components at these columns, in a strip that is the mask itself; its reader read ``ab``."""
    segments = tuple(
        Segment(frozenset((-1 - number,)), Box(left, 0, left + patch.shape[1], 10), patch, left, 0, np.zeros((1, 2), np.float32))
        for number, (left, patch) in enumerate(patches)
    )
    box = Box.around(segment.box for segment in segments)
    log_probs = spelt("ab")
    strip = Strip(np.zeros((10, STRIP_FRAME * len(log_probs)), np.uint8), np.eye(2, 3))
    columns = STRIP_FRAME * np.arange(len(log_probs)) + 0.5
    page = Page(np.zeros((1, 1), np.uint8), np.full((1, 1), NO_MARK, np.int32), 1.0, (0.0, 0.0))
    return StripLine(Line(box, 10, 7, segments), page, ImageReading(strip, log_probs, columns))


def shared(line: StripLine) -> SharedLine:
    labels = labels_of("ab")
    return line.shared(align(line.log_probs, labels), labels)


def block(width: int) -> np.ndarray:
    return np.full((10, width), 255, np.uint8)


def test_components_that_stand_apart_stay_whole() -> None:
    half = STRIP_FRAME * FRAMES // 2
    found = shared(shown([(0, block(half - 1)), (half + 1, block(half - 1))]))
    assert [segment.marks for segment in found.line.segments] == [frozenset((-1,)), frozenset((-2,))]
    assert found.shares.argmax(axis=1).tolist() == [0, 1]
    assert not any(segment.cut for segment in found.line.segments)


def test_a_component_of_two_characters_is_cut_where_it_is_thin() -> None:
    width = STRIP_FRAME * FRAMES
    patch = block(width)
    patch[1:, width // 2 + 2] = 0  # two columns beside the place that the reader says
    found = shared(shown([(0, patch)]))
    assert len(found.line.segments) == 2
    first, second = found.line.segments
    assert first.marks == second.marks == {-1}
    assert (first.cut, second.cut) == (False, True)
    assert first.left + first.patch.shape[1] == pytest.approx(width // 2 + 2, abs=1)
    total = sum(int((segment.patch > 0).sum()) for segment in found.line.segments)
    assert total == int((patch > 0).sum())


def test_shares_of_a_component_add_up() -> None:
    found = shared(shown([(0, block(STRIP_FRAME * FRAMES)), (2, block(3))]))
    assert found.shares.sum(axis=1) == pytest.approx(1)


def test_a_character_without_ink_is_given_what_stands_nearest() -> None:
    line = line_of_blocks([Box(0, 0, 10, 10), Box(20, 0, 30, 10)])
    groups = owned(SharedLine(line, np.array([[0.9, 0.1, 0], [0.8, 0.2, 0]], np.float32)))
    assert [len(group) for group in groups] == [2, 1, 1]
    assert groups[1][0] is line.segments[1]
