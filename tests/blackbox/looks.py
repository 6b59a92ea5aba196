"""Looking at a photograph of the screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def marked(picture: NDArray[np.uint8], colour: str) -> int:
    """How many pixels of a picture uint8 [h, w, 3] have about this colour, #rrggbb."""
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return int((np.abs(picture.astype(int) - wanted).max(axis=2) < 90).sum())


def inked_rows(picture: NDArray[np.uint8]) -> int:
    """How many rows of a picture hold anything dark, as lines of text do."""
    return int((picture.max(axis=2) < 110).any(axis=1).sum())
