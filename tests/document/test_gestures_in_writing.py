"""No stroke of real writing is taken for a gesture, whatever it is written over."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.document.gestures import recognise
from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText, Span

pytestmark = pytest.mark.data

SAMPLES = range(0, 500, 25)
NEAR = 12
"""So many strokes before count as what is written there, each as a character."""


def test_real_writing_makes_no_gesture() -> None:
    folder = os.environ.get("HCR_DATA")
    if not folder:
        pytest.skip("HCR_DATA does not name a folder of real handwriting")
    data = np.load(Path(folder) / "ink" / "segmented-test.npz")
    ends, samples = (np.concatenate([[0], data[name]]) for name in ("stroke_end", "sample_end"))
    seen = []
    for k in SAMPLES:
        strokes = [data["xy"][ends[i] : ends[i + 1]].astype(np.float32) for i in range(samples[k], samples[k + 1])]
        every = np.concatenate(strokes)
        scale = 900 / max(float(np.ptp(every[:, 0])), 1.0)
        strokes = [(stroke - every.min(axis=0)) * scale for stroke in strokes]
        for at, stroke in enumerate(strokes):
            spans = tuple(Span("x", Box.of(strokes[i]), frozenset({i}), 0.9) for i in range(max(0, at - NEAR), at))
            gesture = recognise(stroke, RecognisedText(spans, ("x" * len(spans),) if spans else ()))
            seen += [(k, at, gesture)] if gesture is not None else []
    assert not seen
