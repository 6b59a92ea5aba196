"""The shipped samples are the ones that the script makes."""

from __future__ import annotations

import numpy as np

from hcr_desktop import resources
from hcr_desktop.document import inkfile
from hcr_desktop.inference.picture import load
from trainer import samples


def test_the_shipped_samples_are_made_by_the_script() -> None:
    ink, page = samples.make()
    shipped = inkfile.load(resources.sample_ink())
    assert [len(stroke.xy) for stroke in shipped.strokes] == [len(stroke.xy) for stroke in ink.strokes]
    for ours, theirs in zip(ink.strokes, shipped.strokes, strict=True):
        np.testing.assert_allclose(ours.xy, theirs.xy, atol=0.06)
    stored = load(resources.sample_page())
    assert stored.shape == page.shape
    assert np.abs(stored.astype(int) - page).mean() < 0.5
    assert resources.sample_text(resources.sample_ink()) == samples.INK
    assert resources.sample_text(resources.sample_page()) == samples.PAGE
