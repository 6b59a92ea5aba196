"""A picture's tones to ink: which of dark and light is the ink, the light taken off the paper, and how much ink each pixel holds."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Light = NDArray[np.float32]

THUMBNAIL = 256
"""Longest side of the small copy in which paper is looked at: writing is fine, light is coarse."""

MINORITY = 0.35
"""Share of a picture that ink alone can hardly exceed."""

DECIDED = 0.3
"""From this lean on, -1 all darker to 1 all lighter, what stands out in a picture tells whether ink is light or dark."""

PAPER = 230
"""Grey to which paper is brought; the room above keeps its noise measurable."""

DARKEST_PAPER = 0.6 * PAPER
"""Grey below which, once light is even, nothing is paper: it is ink, or what lies around the page."""

SMALLEST_PHOTO = 64
"""Shorter side of a picture of one character from which on it may be a photo: smaller ones are tiles, filled by their character."""

RIM, EVEN_RIM = 0.08, 0.88
"""Share of a picture's sides that is its rim; and the grey of its darker quarter, in parts of its lightest, in even light."""

MIN_CONTRAST = 20
"""Grey levels by which the faintest ink differs from its paper."""

NOISE_FACTOR = 5.0
"""Ink differs from paper by more than this many standard deviations of the paper's noise."""

CLEAR, CLEAR_SHARE = 2.0, 1e-5
"""A share of the pixels, and 8 at least, differ from paper this many times as much as noise may; else the sheet is blank."""

FAINT, CORE = 0.2, 0.5
"""Shares of the full ink: below FAINT a pixel counts as paper, from CORE on it surely is ink; between lie the soft edges."""


def to_grey(picture: NDArray[np.uint8]) -> Grey:
    """The brightness of a picture uint8 [h, w] or [h, w, 3] (RGB)."""
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def thumbnail(grey: Grey) -> Grey:
    """A copy of which no side is longer than THUMBNAIL."""
    share = THUMBNAIL / max(grey.shape)
    if share >= 1:
        return grey
    size = max(1, round(grey.shape[1] * share)), max(1, round(grey.shape[0] * share))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def is_light_on_dark(grey: Grey) -> bool:
    """Whether the ink is lighter than its paper.

    Ink stands out from the median of its neighbourhood, so the deviations lean to its side; under a shadow and on a dark table too. Their
    cubes make strong ink count more than noise, which leans to neither side. Where that does not decide, as in a single letter, ink is the
    smaller part of a picture, and a light margin is paper.
    """
    small = thumbnail(grey)
    around = max(max(small.shape) // 8, 7) | 1
    lean = _lean(small, around)
    if abs(lean) > DECIDED and (max(grey.shape) > THUMBNAIL or not is_evenly_lit(grey)):
        return lean > 0
    level, _ = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    light = small > level
    share = float(light.mean())
    if not MINORITY < share < 1 - MINORITY:
        return share <= MINORITY
    if np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]]).mean() > 1 - MINORITY / 2:
        return False
    return lean > 0


def _lean(small: Grey, around: int) -> float:
    """To which side what stands out leans, -1 all darker to 1 all lighter."""
    cubes = (small.astype(np.float64) - cv2.medianBlur(small, around)) ** 3
    return float(cubes.sum() / max(np.abs(cubes).sum(), 1.0))


def flatten(grey: Grey) -> Grey:
    """Dark ink on evenly lit paper of grey PAPER, by division through the light that a blank sheet would show."""
    small = np.asarray(cv2.medianBlur(thumbnail(grey), 3), dtype=np.float32) + 1
    fall = _fall(_without_ink(small))
    sheet = _without_ink(small / fall) * fall
    whole = cv2.resize(sheet, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.clip(whole, 1, 255).astype(np.uint8), scale=PAPER), dtype=np.uint8)


def lift(grey: Grey) -> Grey:
    """Dark ink on paper of grey PAPER where the light is even already: the median is paper."""
    paper = max(1, _quantile(np.bincount(grey.ravel(), minlength=256).astype(np.float64), 0.5))
    return np.asarray(cv2.convertScaleAbs(grey, alpha=PAPER / paper), dtype=np.uint8)


def is_evenly_lit(grey: Grey) -> bool:
    """Whether the paper around one character is equally light everywhere, as far as the rim of the picture tells."""
    if min(grey.shape) < SMALLEST_PHOTO:
        return True
    small = cv2.medianBlur(thumbnail(grey), 3)
    wide = max(1, round(RIM * min(small.shape)))
    rim = np.concatenate([small[:wide].ravel(), small[-wide:].ravel(), small[:, :wide].ravel(), small[:, -wide:].ravel()])
    darker, light = np.quantile(rim, (0.25, 0.95))
    return bool(darker >= EVEN_RIM * light)


def _without_ink(small: Light) -> Light:
    """A blank sheet in the light of ``small``: a closing with a disc wider than any stroke, a sixth of the picture."""
    side = max(small.shape) // 6 | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    sheet = cv2.blur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, disc), (side // 4 | 1, side // 4 | 1))
    return np.asarray(sheet, dtype=np.float32)


def _fall(sheet: Light) -> Light:
    """How light falls off over the whole picture: the surface of second order nearest to a blank sheet.

    It is taken out first because the closing is too bright along edges towards which light falls off.
    """
    y, x = (axis.ravel() for axis in np.meshgrid(*(np.linspace(-1, 1, side) for side in sheet.shape), indexing="ij"))
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    step = max(1, len(terms) // 2000)
    factors = np.linalg.lstsq(terms[::step], sheet.ravel()[::step].astype(np.float64), rcond=None)[0]
    return np.asarray(np.maximum((terms @ factors).reshape(sheet.shape), sheet.max() / 8), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Levels:
    """The tones of an evenly lit picture.

    Attributes:
        paper: Grey of the paper.
        least: Grey levels by which ink must differ from it, to be told from noise.
        full: Grey levels by which full ink differs; 0 where nothing stands out.
    """

    paper: int
    least: float
    full: int


def levels_of(grey: Grey) -> Levels:
    """The tones of dark ink on even paper of about PAPER.

    Paper is the median of what can be paper, its noise comes from the median absolute deviation. Full ink is what the darker part of all
    that stands out shows.
    """
    counts = cv2.calcHist([grey], [0], None, [256], [0, 256])[:, 0].astype(np.float64)
    light = np.where(np.arange(256) >= DARKEST_PAPER, counts, 0)
    paper = _quantile(light, 0.5)
    deviations = np.bincount(np.abs(np.arange(256) - paper), weights=light).astype(np.float64)
    least = max(MIN_CONTRAST, NOISE_FACTOR * 1.4826 * _quantile(deviations, 0.5))
    darkness = counts[:paper][::-1]  # darkness[i]: pixels that are i + 1 darker than paper
    clear = darkness[int(CLEAR * least) :].sum() >= max(8, CLEAR_SHARE * grey.size)
    darkness[: int(least)] = 0
    return Levels(paper, least, 1 + _quantile(darkness, 0.9) if clear else 0)


def _quantile(counts: NDArray[np.float64], share: float) -> int:
    """The value in a histogram below or at which a share of all lies."""
    total = np.cumsum(counts)
    return int(np.searchsorted(total, share * total[-1]))


def ink_of(grey: Grey) -> Grey:
    """How much ink each pixel holds, uint8 [h, w], 0 none to 255 full, from dark ink on even paper. All zero where nothing stands out.

    Edges keep their shades, so that crops shrink well later. The picture is blurred only where noise comes near to the ink, for that joins
    letters.
    """
    levels = levels_of(grey)
    if levels.least > max(MIN_CONTRAST, CORE * levels.full):
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), dtype=np.uint8)
        levels = levels_of(grey)
    if not levels.full:
        return np.zeros(grey.shape, np.uint8)
    share = (levels.paper - np.arange(256)) / levels.full
    share[share < max(FAINT, levels.least / levels.full)] = 0
    table = np.round(255 * np.clip(share, 0, 1)).astype(np.uint8)
    return np.asarray(cv2.LUT(grey, table), dtype=np.uint8)


def core_of(ink: Grey) -> Grey:
    """What surely is ink: uint8 [h, w], 0 or 1."""
    return (ink >= CORE * 255).astype(np.uint8)
