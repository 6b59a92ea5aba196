"""The steps from a picture to a page, composed."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.page import NO_MARK, Page
from hcr_desktop.errors import InputUnreadable
from hcr_desktop.inference.scan import orientation, pieces, rules, sheet, skew, tone

MAX_PIXELS = 4_000_000
"""Pictures are brought to at most this many pixels; an A4 page then has 200 dots per inch."""

MIN_PIXELS = 250_000
"""Smaller ones are enlarged towards this many, so that letters have room to be cut apart ..."""

MAX_ENLARGEMENT = 3.0
"""... but not by more than this."""

RULED_SMALLEST = 0.1
"""Degrees below which a page whose rules were found is not turned again."""


READ = 2.0
"""How much a nat counts by which a page reads better one way up, against the log odds of its pieces (lines of digits; trainer/LOG.md)."""


def page_from_picture(picture: NDArray[np.uint8], *, single_glyph: bool = False, reads: Callable[[Page], float] = lambda _: 0.0) -> Page:
    """The ink in a picture.

    Args:
        picture: uint8 [h, w] grey or [h, w, 3] RGB, dark on light or light on dark, of any size.
        single_glyph: Whether all of it is one character: it is taken as it stands, for one letter tells no direction, and its bar or stem
            might look like a rule.
        reads: Tells how well a page reads, in nats. Asked of both ways up where pieces of ink alone do not tell that the page is upright:
            digits look much like digits on their head.

    Returns:
        A page without strokes, whose marks are connected components; its units are the picture's pixels. A blank picture gives a page
        without ink.

    Raises:
        InputUnreadable: When the array is no picture.
    """
    _check(picture)
    if single_glyph:
        grey, scale = resized(tone.to_grey(picture), 1.0)
        grey = _dark_on_light(grey)
        return _page(tone.ink_of(tone.lift(grey) if tone.is_evenly_lit(grey) else tone.flatten(grey)), scale)
    small, scale = resized(picture, MAX_ENLARGEMENT)
    straight, unwarp = _seen_from_above(small, scale)
    ink = tone.ink_of(tone.flatten(_dark_on_light(tone.to_grey(straight))))
    found = pieces.pieces_of(tone.core_of(ink))
    frame = pieces.frame_of(found)
    if frame.any():
        ink = np.where(frame[found.labels], np.uint8(0), ink)
        found = pieces.pieces_of(tone.core_of(ink))
    ink, rotation, origin = _level(ink, found, skew.SMALLEST if unwarp is None else skew.SMALLEST_ON_SHEET)
    page = _page(ink, scale, origin, rotation, unwarp)
    odds = orientation.odds_upright(pieces.pieces_of(tone.core_of(ink)))
    if odds >= orientation.SURE:
        return page
    height, width = ink.shape
    turned = _page(np.ascontiguousarray(ink[::-1, ::-1]), scale, (-origin[0] - width, -origin[1] - height), rotation + 180.0, unwarp)
    return turned if odds + READ * (reads(page) - reads(turned)) < -orientation.SURE else page


def _dark_on_light(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with the ink the darker of both."""
    return np.asarray(cv2.bitwise_not(grey), dtype=np.uint8) if tone.is_light_on_dark(grey) else grey


def _seen_from_above(picture: NDArray[np.uint8], scale: float) -> tuple[NDArray[np.uint8], NDArray[np.float64] | None]:
    """The sheet in the picture, straight from above, and the homography back, in page units; the picture where no sheet is seen."""
    corners = sheet.corners_of(picture)
    if corners is None:
        return picture, None
    matrix, size = sheet.straightened(corners)
    straight = cv2.warpPerspective(picture, _centred(matrix), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    units = np.diag([1 / scale, 1 / scale, 1.0])
    return np.asarray(straight, dtype=np.uint8), units @ np.linalg.inv(matrix) @ np.linalg.inv(units)


def _centred(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """A homography of pixels that are counted from their corners, as OpenCV counts them: from their centres."""
    halves = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    return np.asarray(np.linalg.inv(halves) @ matrix @ halves)


def _level(ink: NDArray[np.uint8], found: pieces.Pieces, smallest: float) -> tuple[NDArray[np.uint8], float, tuple[float, float]]:
    """Ink turned level, upright or on its head, without rules; by how many degrees it was turned, and where its corner then lies.

    Lines that lean by less than ``smallest`` degrees are left as they are.
    """
    core = (found.labels > 0).astype(np.uint8)
    quarter = 90.0 if orientation.is_sideways(found) else 0.0
    if quarter:
        core = np.ascontiguousarray(np.rot90(core, -1))
    ruled = skew.lean_of_rules(_faint(ink, core, quarter))
    rotation = -(skew.lean_of(core, found.letter) if ruled is None else ruled)
    rotation = quarter + (rotation if abs(rotation) >= smallest else 0.0)
    full = round(255 * tone.CORE)
    level, origin = skew.turned(ink, rotation) if rotation else (ink, (0.0, 0.0))
    # Rules were printed straighter than anybody writes, dark ones too.
    printed = rules.Rules.of(level)
    if abs(printed.lean) >= RULED_SMALLEST:
        rotation -= printed.lean
        level, origin = skew.turned(ink, rotation)
        printed = rules.Rules.of(level)
    return rules.without_rules(level, printed, full), rotation, origin


def _faint(ink: NDArray[np.uint8], core: NDArray[np.uint8], quarter: float) -> NDArray[np.bool_]:
    """Where there is ink that is no writing nor near any; ``core`` was turned by ``quarter`` degrees."""
    upright = np.ascontiguousarray(np.rot90(ink, -1)) if quarter else ink
    return np.asarray((upright > 0) & (cv2.dilate(core, np.ones((7, 7), np.uint8)) == 0))


def _check(picture: NDArray[np.uint8]) -> None:
    """Refuse arrays that are no picture."""
    shape = picture.shape
    if picture.dtype != np.uint8 or not (len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)) or not picture.size:
        reason = f"an array of {picture.dtype} and shape {shape} is no picture"
        raise InputUnreadable("Picture", reason, "Give uint8 of shape (height, width) or (height, width, 3).")


def resized(picture: NDArray[np.uint8], enlarge: float) -> tuple[NDArray[np.uint8], float]:
    """The picture within MAX_PIXELS, or towards MIN_PIXELS by at most ``enlarge``; and the factor."""
    pixels = picture.shape[0] * picture.shape[1]
    factor = float(np.sqrt(MAX_PIXELS / pixels))
    if factor >= 1:
        factor = float(np.clip(np.sqrt(MIN_PIXELS / pixels), 1.0, enlarge))
    if factor == 1:
        return picture, 1.0
    size = max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=how), dtype=np.uint8), factor


def _page(
    ink: NDArray[np.uint8],
    scale: float,
    origin: tuple[float, float] = (0.0, 0.0),
    rotation: float = 0.0,
    unwarp: NDArray[np.float64] | None = None,
) -> Page:
    """The page of ink whose top-left corner lies at ``origin``, in pixels."""
    if not ink.any():
        return Page(ink, np.full(ink.shape, NO_MARK, np.int32), scale, (origin[0] / scale, origin[1] / scale), rotation, unwarp=unwarp)
    found = pieces.pieces_of(tone.core_of(ink))
    mask, marks = pieces.marked(ink, found, pieces.worth_keeping(found))
    return Page(mask, marks, scale, (origin[0] / scale, origin[1] / scale), rotation, unwarp=unwarp)
