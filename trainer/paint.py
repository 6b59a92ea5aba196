"""The picture of a page: ink and rules on paper, on a table, in the light that falls on it, as a camera stores it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from trainer import strokefont
from trainer.look import Colour, Look
from trainer.pages import drawn
from trainer.sheet import Block, Placed, Points, View, laid_out, strokes_of, view_of

Light = NDArray[np.float32]
"""A picture in the making: float32 [h, w, 3]."""

RED_MARGIN: Colour = (205, 120, 130)


@dataclass(frozen=True, slots=True, eq=False)
class PageTruth:
    """What a picture of a page shows.

    Attributes:
        ink: The strokes in picture pixels.
        blocks: The ids of the strokes of every block, in reading order.
        texts: What each block says.
        baselines: Points [n, 2] along the baseline of each block, picture pixels.
        coverage: uint8 [h, w], how much of each pixel the pen covered, before any damage.
        look: How the page looks.
        view: How the page is seen.
    """

    ink: Ink
    blocks: tuple[tuple[int, ...], ...]
    texts: tuple[str, ...]
    baselines: tuple[NDArray[np.float32], ...]
    coverage: NDArray[np.uint8]
    look: Look
    view: View


def written(text: str, rng: np.random.Generator) -> Block:
    """A line in the hand that code has."""
    return Block(strokefont.write(text, rng), text, 62.0, 100.0)


def picture_of(blocks: Sequence[Block], look: Look, rng: np.random.Generator) -> tuple[NDArray[np.uint8], PageTruth]:
    """The picture of a page, uint8 [h, w, 3] (RGB), and what it shows; the same for the same state of ``rng``.

    Args:
        blocks: The writing, in reading order; at least one.
        look: How it looks.
        rng: Where all that varies comes from.
    """
    placed, size = laid_out(blocks, look, rng)
    view = view_of(size, look, rng)
    ink, numbers = strokes_of(placed, view)
    pen = look.pen * look.x_height
    coverage = drawn([stroke.xy for stroke in ink.strokes], view.shape, pen)
    page: Light = np.empty((*view.shape, 3), np.float32)
    page[:] = look.paper
    _lay_rules(page, placed, view, look)
    if look.bleed > 0:
        _lay_ink(page, _back(placed, view, pen), look.inks[-1], look.bleed)
    for index, colour in enumerate(look.inks):
        own = [stroke for number, ids in enumerate(numbers) if number % len(look.inks) == index for stroke in ids]
        _lay_ink(page, _grained(drawn([ink.strokes[i].xy for i in own], view.shape, pen), rng, look.grain), colour)
    if look.printed:
        _stamp(page, view)
    if look.table is not None:
        page = _on_table(page, view, look.table, rng)
    baselines = tuple(view.seen(piece.baseline) for piece in placed)
    truth = PageTruth(ink, numbers, tuple(piece.text for piece in placed), baselines, coverage, look, view)
    return _stored(_photographed(page, look, rng), look), truth


def _lay_ink(page: Light, coverage: NDArray[np.uint8], colour: Colour, strength: float = 1.0) -> None:
    """Lay ink over the page, in place; ink on ink is the darker of both (on dark paper, the lighter)."""
    cover = (coverage.astype(np.float32) * np.float32(strength / 255))[..., None]
    laid = page * (1 - cover) + np.array(colour, np.float32) * cover
    lighter = sum(colour) > float(np.median(page[::16, ::16].sum(axis=2)))
    np.copyto(page, np.maximum(page, laid) if lighter else np.minimum(page, laid))


def _lay_rules(page: Light, placed: Sequence[Placed], view: View, look: Look) -> None:
    """The rules of the paper: through the baselines of its first block and on, or squares."""
    width, height = view.size
    x_height = look.x_height
    ways: list[Points] = []
    if look.rules:
        step = (1.4 if look.rules == "squared" else look.pitch) * x_height
        first = float(placed[0].baseline[0, 1]) % step
        ways += [_line((-width, y), (2 * width, y)) for y in np.arange(first, height, step).tolist()]
        if look.rules == "squared":
            ways += [_line((x, -height), (x, 2 * height)) for x in np.arange(0.3 * step, width, step).tolist()]
        _lay_ink(page, drawn([view.seen(way) for way in ways], view.shape, max(1.0, 0.06 * x_height)), look.rule)
    if look.margin_rule:
        x = (look.margin - 1.0) * x_height
        _lay_ink(page, drawn([view.seen(_line((x, -height), (x, 2 * height)))], view.shape, max(1.0, 0.07 * x_height)), RED_MARGIN)


def _line(start: tuple[float, float], stop: tuple[float, float]) -> Points:
    """Points from start to stop, close enough for a curled page."""
    return np.asarray(np.linspace(start, stop, 64), dtype=np.float64)


def _back(placed: Sequence[Placed], view: View, pen: float) -> NDArray[np.uint8]:
    """The writing on the back as it shows through: mirrored, half a line off, and soft."""
    width, _ = view.size
    strokes = [view.seen(np.column_stack([width - xy[:, 0], xy[:, 1] + 1.2 * pen / 0.14])) for piece in placed for xy in piece.strokes]
    return np.asarray(cv2.GaussianBlur(drawn(strokes, view.shape, pen), (0, 0), 0.4 * pen), dtype=np.uint8)


def _stamp(page: Light, view: View) -> None:
    """A few words in print, in the upper right corner."""
    size = 0.018 * view.shape[0] / 22
    for row, words in enumerate(("Form 12-B / received", "Ref. 2041-7")):
        where = int(view.shape[1] * 0.62), int(view.shape[0] * 0.03 + row * 34 * size + 12)
        cv2.putText(page, words, where, cv2.FONT_HERSHEY_COMPLEX, size, (90.0, 60.0, 120.0), 1, cv2.LINE_AA)


def _grained(coverage: NDArray[np.uint8], rng: np.random.Generator, grain: float) -> NDArray[np.uint8]:
    """Coverage less what a rough paper does not take."""
    if grain <= 0:
        return coverage
    rough = cv2.GaussianBlur(rng.random(coverage.shape, dtype=np.float32), (0, 0), 0.8)
    rough = np.clip((rough - 0.5) * 3 + 0.5, 0, 1)
    return (coverage * (1 - grain * rough)).astype(np.uint8)


def _on_table(page: Light, view: View, table: Colour, rng: np.random.Generator) -> Light:
    """The sheet on a table with a grain of wood and a shadow along its edge."""
    width, height = view.size
    edge = np.concatenate([_line(*pair) for pair in _sides(width, height)])
    sheet = np.zeros(view.shape, np.uint8)
    cv2.fillPoly(sheet, [np.round(view.seen(edge)).astype(np.int32)], (255,), cv2.LINE_AA)
    boards = rng.normal(0, 9, (max(2, view.shape[0] // 6), 12)).astype(np.float32)
    wood = np.asarray(cv2.resize(boards, view.shape[::-1], interpolation=cv2.INTER_CUBIC), dtype=np.float32)
    shade = cv2.GaussianBlur(sheet, (0, 0), 9).astype(np.float32) / 255
    under = (np.array(table, np.float32) + wood[..., None]) * (1 - 0.4 * shade[..., None])
    cover = sheet.astype(np.float32)[..., None] / 255
    return np.asarray(page * cover + under * (1 - cover), dtype=np.float32)


def _sides(width: float, height: float) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The four sides of a page, one after the other."""
    corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
    return list(zip(corners, corners[1:] + corners[:1], strict=True))


def _photographed(page: Light, look: Look, rng: np.random.Generator) -> Light:
    """The page in its light, out of focus and with the noise of the sensor."""
    if look.blur > 0:
        page = np.asarray(cv2.GaussianBlur(page, (0, 0), look.blur), dtype=np.float32)
    height, width = page.shape[:2]
    if look.shade > 0:
        angle = rng.uniform(0, 2 * np.pi)
        across = np.cos(angle) * np.linspace(-1, 1, width)[None, :] + np.sin(angle) * np.linspace(-1, 1, height)[:, None]
        page = page * (1 - look.shade * (across - across.min()) / np.ptp(across)).astype(np.float32)[..., None]
    if look.shadow > 0:
        page = page * (1 - look.shadow * _hand(height, width, rng))[..., None]
    if look.noise > 0:
        page = page + np.float32(look.noise) * rng.standard_normal(page.shape, dtype=np.float32)
    return np.asarray(page, dtype=np.float32)


def _hand(height: int, width: int, rng: np.random.Generator) -> Light:
    """Where the shadow of a hand or of the camera falls, 0..1, float32 [h, w]."""
    angle = rng.uniform(0, 2 * np.pi)
    away = np.cos(angle) * np.linspace(-1, 1, width)[None, :] + np.sin(angle) * np.linspace(-1, 1, height)[:, None]
    soft = rng.uniform(0.02, 0.1)
    return np.asarray(1 / (1 + np.exp(-(away - rng.uniform(-0.3, 0.3)) / soft)), dtype=np.float32)


def _stored(page: Light, look: Look) -> NDArray[np.uint8]:
    """The picture in 8 bits, as it comes back from a file."""
    picture: NDArray[np.uint8] = np.clip(np.round(page), 0, 255).astype(np.uint8)
    if look.jpeg is None:
        return picture
    data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, look.jpeg])[1]
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1], dtype=np.uint8)
