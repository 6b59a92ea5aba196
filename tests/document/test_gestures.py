"""Gestures: each is known over ink, and no character is ever taken for one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hcr_desktop.document.gestures import Act, Gesture, recognise
from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText, Span

FloatArray = NDArray[np.float32]
TEXT = RecognisedText(
    tuple(Span(letter, Box(100 * i, 100, 100 * i + 60, 160), frozenset({i}), 0.9) for i, letter in enumerate("moan")), ("moan",)
)


def polyline(*corners: tuple[float, float], count: int = 60) -> FloatArray:
    """Points along a line with corners."""
    points = np.array(corners, np.float64)
    lengths = np.concatenate([[0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    at = np.linspace(0, lengths[-1], count)
    return np.stack([np.interp(at, lengths, points[:, axis]) for axis in (0, 1)], axis=1).astype(np.float32)


def zigzag(left: float, right: float, top: float, bottom: float, passes: int) -> FloatArray:
    rows = np.linspace(top, bottom, passes + 1)
    return polyline(*((left if i % 2 else right, float(y)) for i, y in enumerate(rows)))


def arc(left: float, right: float, y: float, sag: float) -> FloatArray:
    t = np.linspace(0, 1, 40)
    return np.stack([left + (right - left) * t, y + 4 * sag * t * (1 - t)], axis=1).astype(np.float32)


@pytest.mark.parametrize("sure", [False, True])
def test_each_gesture_is_known(sure: bool) -> None:
    assert recognise(zigzag(95, 165, 105, 155, 6), TEXT, sure=sure) == Gesture(Act.DELETE, (1,))
    assert recognise(zigzag(95, 265, 105, 155, 8), TEXT, sure=sure) == Gesture(Act.DELETE, (1, 2))
    split = recognise(polyline((28, 70), (32, 190)), TEXT, sure=sure)
    assert split is not None
    assert (split.act, split.spans) == (Act.SPLIT, (0,))
    assert split.x == pytest.approx(30, abs=1)
    assert recognise(arc(130, 230, 150, 30), TEXT, sure=sure) == Gesture(Act.JOIN, (1, 2))
    assert recognise(arc(130, 230, 150, 30)[::-1], TEXT, sure=sure) == Gesture(Act.JOIN, (1, 2)), "either way"


@pytest.mark.parametrize(
    "stroke",
    [
        zigzag(400, 470, 105, 155, 6),  # beside the text
        polyline((100, 100), (160, 100), (100, 160), (160, 160)),  # a z over a letter
        polyline((100, 100), (115, 160), (130, 100), (145, 160), (160, 100)),  # a w
        polyline((180, 80), (180, 185)),  # a line between two letters: l
        polyline((30, 100), (30, 160)),  # as high as the letter: 1
        polyline((30, 85), (30, 175)),  # the line of a $
        polyline((0, 130), (60, 130)),  # a bar through a letter
        polyline((0, 170), (160, 170)),  # underlined
        polyline((30, 130), (30, 131)),  # a dot
        arc(20, 40, 60, 40),  # a u above
    ],
)
def test_writing_is_no_gesture(stroke: FloatArray) -> None:
    assert recognise(stroke, TEXT) is None


def test_without_text_nothing_is_a_gesture() -> None:
    assert recognise(zigzag(95, 165, 105, 155, 6), RecognisedText(), sure=True) is None
    assert recognise(np.zeros((1, 2), np.float32), TEXT, sure=True) is None
