"""The steps from a picture to a page, composed."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.page import NO_MARK, Page
from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference.scan import pieces, rules, skew, tone

MAX_PIXELS = 4_000_000
"""Pictures are brought to at most this many pixels; an A4 page then has 200 dots per inch."""

MIN_PIXELS = 250_000
"""Smaller ones are enlarged towards this many, so that letters have room to be cut apart ..."""

MAX_ENLARGEMENT = 3.0
"""... but not by more than this."""


def page_from_picture(picture: NDArray[np.uint8], *, single_glyph: bool = False) -> Page:
    """The ink in a picture.

    Args:
        picture: uint8 [h, w] grey or [h, w, 3] RGB, dark on light or light on dark, of any size.
        single_glyph: Whether all of it is one character: it is taken as it stands, for one letter tells no direction, and its bar or stem
            might look like a rule.

    Returns:
        A page without strokes, whose marks are connected components; its units are the picture's pixels. A blank picture gives a page
        without ink.

    Raises:
        InputUnreadable: When the array is no picture.
    """
    _check(picture)
    grey, scale = resized(tone.to_grey(picture), 1.0 if single_glyph else MAX_ENLARGEMENT)
    if tone.is_light_on_dark(grey):
        grey = np.asarray(cv2.bitwise_not(grey), dtype=np.uint8)
    ink = tone.ink_of(tone.lift(grey) if single_glyph else tone.flatten(grey))
    if single_glyph:
        return _page(ink, scale)
    found = pieces.pieces_of(tone.core_of(ink))
    frame = pieces.frame_of(found)
    if frame.any():
        ink = np.where(frame[found.labels], np.uint8(0), ink)
        found = pieces.pieces_of(tone.core_of(ink))
    rotation = -skew.lean_of(found.labels, found.letter)
    origin = (0.0, 0.0)
    if abs(rotation) >= skew.SMALLEST:
        ink, origin = skew.turned(ink, rotation)
    else:
        rotation = 0.0
    return _page(rules.without_rules(ink, round(255 * tone.CORE)), scale, origin, rotation)


def _check(picture: NDArray[np.uint8]) -> None:
    """Refuse arrays that are no picture."""
    shape = picture.shape
    if picture.dtype != np.uint8 or not (len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)) or not picture.size:
        reason = f"an array of {picture.dtype} and shape {shape} is no picture"
        raise InputUnreadable("Picture", reason, "Give uint8 of shape (height, width) or (height, width, 3).")


def resized(grey: NDArray[np.uint8], enlarge: float) -> tuple[NDArray[np.uint8], float]:
    """The picture within MAX_PIXELS, or towards MIN_PIXELS by at most ``enlarge``; and the factor."""
    factor = float(np.sqrt(MAX_PIXELS / grey.size))
    if factor >= 1:
        factor = float(np.clip(np.sqrt(MIN_PIXELS / grey.size), 1.0, enlarge))
    if factor == 1:
        return grey, 1.0
    size = max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, size, interpolation=how), dtype=np.uint8), factor


def _page(ink: NDArray[np.uint8], scale: float, origin: tuple[float, float] = (0.0, 0.0), rotation: float = 0.0) -> Page:
    """The page of ink whose top-left corner lies at ``origin``, in pixels."""
    if not ink.any():
        return Page(ink, np.full(ink.shape, NO_MARK, np.int32), scale, (origin[0] / scale, origin[1] / scale), rotation)
    found = pieces.pieces_of(tone.core_of(ink))
    mask, marks = pieces.marked(ink, found, pieces.worth_keeping(found))
    return Page(mask, marks, scale, (origin[0] / scale, origin[1] / scale), rotation)
