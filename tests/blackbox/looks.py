"""Looking at a photograph of the screen."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def marked(picture: NDArray[np.uint8], colour: str) -> int:
    """How many pixels of a picture uint8 [h, w, 3] have about this colour, #rrggbb."""
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return int((np.abs(picture.astype(int) - wanted).max(axis=2) < 90).sum())


def inked_rows(picture: NDArray[np.uint8]) -> int:
    """How many rows of a picture hold anything dark, as lines of text do."""
    return int((picture.max(axis=2) < 110).any(axis=1).sum())


def contrast(picture: NDArray[np.uint8]) -> float:
    """The contrast ratio of what is written in a picture uint8 [h, w, 3] to what is behind it, by WCAG 2.1.

    The commonest colour is what is behind; the letters are what differs most from it, for their edges are blended.
    """
    colours, counts = np.unique(picture.reshape(-1, 3), axis=0, return_counts=True)
    light = luminance(colours)
    behind = light[counts.argmax()]
    ratios = (np.maximum(light, behind) + 0.05) / (np.minimum(light, behind) + 0.05)
    return float(ratios.max())


def luminance(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The relative luminance of colours uint8 [n, 3], by WCAG 2.1."""
    part = colours / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


def detail(picture: NDArray[np.uint8]) -> float:
    """How much there is in a picture that is lost when it is halved and doubled again."""
    height, width = picture.shape[:2]
    coarse = cv2.resize(cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA), (width, height))
    return float(np.abs(picture.astype(int) - coarse).mean())
