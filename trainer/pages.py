"""Pictures of pages made by code: ink drawn on paper that is then lit unevenly, turned, ruled, blurred and stored badly.

What was drawn is known exactly, so tests and training can compare what is found with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Ink, Stroke

Grey = NDArray[np.float32]
"""A picture in the making: float32 [h, w], 0 black to 255 white."""

FINE = 4
"""How many times larger pages are drawn."""

_SHIFT = 4  # cv2 draws with fixed-point coordinates of this many fractional bits


@dataclass(frozen=True, slots=True)
class Paper:
    """How a page looks and what befalls its picture; the defaults make a clean scan.

    Attributes:
        scale: Picture pixels per ink unit.
        pitch: Distance of lines in ink units.
        margin: Empty pixels around the ink.
        pen: Width of the pen in pixels.
        tone: Grey of the ink, 0 black to 255.
        white: Grey of the paper.
        grain: 0..1, how much of the ink the grain of the paper leaves out, as with a pencil.
        rules: Grey of printed lines to write on, or None for plain paper.
        rule_width: Their width in pixels.
        rotation: Degrees by which the page lies turned, clockwise.
        shade: 0..1, how much darker the darkest corner is.
        blur: Standard deviation of the blur in pixels.
        noise: Standard deviation of the noise in grey levels.
        jpeg: JPEG quality, 1..100, or None for no loss.
        inverted: Whether the ink is the lighter of the two.
    """

    scale: float = 0.4
    pitch: float = 190.0
    margin: int = 40
    pen: float = 4.0
    tone: int = 40
    white: int = 235
    grain: float = 0.0
    rules: int | None = None
    rule_width: int = 2
    rotation: float = 0.0
    shade: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    jpeg: int | None = None
    inverted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What a page picture shows.

    Attributes:
        ink: The strokes in picture pixels, turned as the page is.
        lines: The ids of the strokes of every line.
        coverage: uint8 [h, w], how much of each pixel the pen covered, before any damage; rules are not in it.
    """

    ink: Ink
    lines: tuple[tuple[int, ...], ...]
    coverage: NDArray[np.uint8]


def render_page(ink: Ink | Sequence[Ink], rng: np.random.Generator, paper: Paper | None = None) -> tuple[NDArray[np.uint8], Truth]:
    """Draw a page.

    Args:
        ink: Its ink, or that of every line, each with its baseline at y 100 as from ``strokefont.write``. At least one stroke in all.
        rng: Where noise and grain come from.
        paper: The looks; a clean scan when None.

    Returns:
        The picture, uint8 [h, w], and what it shows.
    """
    paper = paper or Paper()
    strokes, lines = _laid_out([ink] if isinstance(ink, Ink) else ink, paper)
    turn, size = _turn(Box.around(stroke.box for stroke in strokes), paper)
    placed = Ink(tuple(Stroke(stroke.id, _moved(stroke.xy, turn), stroke.t, stroke.pressure) for stroke in strokes))
    coverage = drawn([stroke.xy for stroke in placed.strokes], size, paper.pen)
    grey: Grey = np.full(size, paper.white, np.float32)
    if paper.rules is not None:
        grey = _inked(grey, drawn(_rules(strokes, turn, size, paper), size, paper.rule_width), paper.rules)
    grey = _inked(grey, _grained(coverage, rng, paper.grain), paper.tone)
    return _stored(_photographed(grey, rng, paper), paper), Truth(placed, lines, coverage)


def _laid_out(inks: Sequence[Ink], paper: Paper) -> tuple[list[Stroke], tuple[tuple[int, ...], ...]]:
    """All strokes in pixels, lines below each other, ids counted anew from 0; and the ids of each line."""
    strokes: list[Stroke] = []
    lines = []
    for row, ink in enumerate(inks):
        first = len(strokes)
        for stroke in ink.strokes:
            xy = (stroke.xy + np.array([0, row * paper.pitch], np.float32)) * np.float32(paper.scale)
            strokes.append(Stroke(len(strokes), xy, stroke.t, stroke.pressure))
        lines.append(tuple(range(first, len(strokes))))
    return strokes, tuple(lines)


def _turn(box: Box, paper: Paper) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """The matrix [2, 3] that turns the page and moves ``box`` within the margins; and the picture's (height, width)."""
    angle = np.deg2rad(paper.rotation)
    matrix = np.array([[np.cos(angle), -np.sin(angle), 0.0], [np.sin(angle), np.cos(angle), 0.0]])
    page = box.grown(paper.margin + paper.pen)
    corners = np.array([(page.left, page.top), (page.right, page.top), (page.right, page.bottom), (page.left, page.bottom)])
    turned = Box.of(_moved(corners, matrix))
    matrix[:, 2] = -turned.left, -turned.top
    return matrix, (int(np.ceil(turned.height)), int(np.ceil(turned.width)))


def _moved(xy: NDArray[np.floating], matrix: NDArray[np.float64]) -> NDArray[np.float32]:
    """Points [n, 2] under a matrix [2, 3]."""
    moved: NDArray[np.float32] = (xy @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    return moved


def drawn(lines: Sequence[NDArray[np.float32]], size: tuple[int, int], width: float) -> NDArray[np.uint8]:
    """Coverage by a round pen, uint8 [h, w]; a line is points [n, 2], where pixel (0, 0) reaches from 0 to 1.

    It is drawn larger and shrunk, because OpenCV's own antialiased lines are a pixel or two wider than asked for.
    """
    coverage = np.zeros((size[0] * FINE, size[1] * FINE), np.uint8)
    for xy in lines:
        points = np.round((xy * FINE - 0.5) * (1 << _SHIFT)).astype(np.int32)
        if np.ptp(xy, axis=0).max() < 1:
            radius = round(width * FINE / 2 * (1 << _SHIFT))
            cv2.circle(coverage, (int(points[0, 0]), int(points[0, 1])), radius, (255,), -1, cv2.LINE_8, _SHIFT)
        else:
            cv2.polylines(coverage, [points[:, None]], False, (255,), max(1, round(width * FINE)), cv2.LINE_8, _SHIFT)
    return np.asarray(cv2.resize(coverage, size[::-1], interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _rules(strokes: Sequence[Stroke], turn: NDArray[np.float64], size: tuple[int, int], paper: Paper) -> list[NDArray[np.float32]]:
    """Lines to write on, through the baselines and beyond the edges of the picture."""
    beyond = float(sum(size))
    bottom = max(stroke.box.bottom for stroke in strokes)
    heights = np.arange(100.0, bottom / paper.scale + paper.pitch, paper.pitch) * paper.scale
    return [_moved(np.array([(-beyond, y), (beyond, y)]), turn) for y in heights]


def _inked(grey: Grey, coverage: NDArray[np.uint8], tone: int) -> Grey:
    """``grey`` with ink of a tone laid over it; ink on ink is no lighter."""
    cover = coverage.astype(np.float32) / 255
    return np.minimum(grey, grey * (1 - cover) + tone * cover)


def _grained(coverage: NDArray[np.uint8], rng: np.random.Generator, grain: float) -> NDArray[np.uint8]:
    """Coverage less what a rough paper does not take."""
    if grain <= 0:
        return coverage
    rough = cv2.GaussianBlur(rng.random(coverage.shape, dtype=np.float32), (0, 0), 0.7)
    return (coverage * (1 - grain * rough)).astype(np.uint8)


def _photographed(grey: Grey, rng: np.random.Generator, paper: Paper) -> Grey:
    """The picture lit from a random side, out of focus and with the noise of the sensor."""
    if paper.blur > 0:
        grey = cv2.GaussianBlur(grey, (0, 0), paper.blur).astype(np.float32)
    if paper.shade > 0:
        height, width = grey.shape
        angle = rng.uniform(0, 2 * np.pi)
        across = np.cos(angle) * np.linspace(-1, 1, width)[None, :] + np.sin(angle) * np.linspace(-1, 1, height)[:, None]
        grey *= (1 - paper.shade * (across - across.min()) / np.ptp(across)).astype(np.float32)
    if paper.noise > 0:
        grey = grey + np.float32(paper.noise) * rng.standard_normal(grey.shape, dtype=np.float32)
    return grey


def _stored(grey: Grey, paper: Paper) -> NDArray[np.uint8]:
    """The picture in 8 bits, as it comes back from a file."""
    picture: NDArray[np.uint8] = np.clip(np.round(255 - grey if paper.inverted else grey), 0, 255).astype(np.uint8)
    if paper.jpeg is None:
        return picture
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, paper.jpeg])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
