"""Ink to write on the desk, as whole pixels of the canvas: of real texts, and made by code."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.strokefont import write


def real_text(index: int, width: int) -> tuple[str, list[NDArray[np.int64]]]:
    """The index-th recorded text and its strokes [n, 2], so large that the whole is ``width`` pixels wide.

    Points that fall on the pixel of the point before are left out: a pointer that rests sends nothing.
    """
    folder = os.environ.get("HCR_DATA")
    if not folder:
        pytest.skip("HCR_DATA does not name a folder of real handwriting")
    data = np.load(Path(folder) / "ink" / "segmented-test.npz")
    stroke_ends = np.concatenate([[0], data["stroke_end"]])
    sample_ends = np.concatenate([[0], data["sample_end"]])
    strokes = [data["xy"][stroke_ends[i] : stroke_ends[i + 1]].astype(float) for i in range(sample_ends[index], sample_ends[index + 1])]
    every = np.concatenate(strokes)
    low, scale = every.min(axis=0), width / np.ptp(every[:, 0])
    return str(data["text"][index]), [without_rests(np.rint((stroke - low) * scale).astype(np.int64)) for stroke in strokes]


def made_text(text: str, width: int = 560, seed: int = 7) -> list[NDArray[np.int64]]:
    """A line in the hand of ``trainer.strokefont``."""
    ink = write(text, np.random.default_rng(seed))
    every = np.concatenate([stroke.xy for stroke in ink.strokes])
    low, scale = every.min(axis=0), width / np.ptp(every[:, 0])
    return [without_rests(np.rint((stroke.xy - low) * scale).astype(np.int64) + 20) for stroke in ink.strokes]


def without_rests(points: NDArray[np.int64]) -> NDArray[np.int64]:
    """The points less those that do not move."""
    moved = np.concatenate([[True], (np.diff(points, axis=0) != 0).any(axis=1)])
    return points[moved]
