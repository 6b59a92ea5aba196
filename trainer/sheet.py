"""A page of handwriting, laid out and seen by a camera: every point of its ink is known in the picture.

Geometry is done on points, before anything is drawn: nothing is resampled, so that what is true of the page stays exactly true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box, Ink, Stroke
from trainer.look import Look

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A piece of writing, a line or a few.

    Attributes:
        ink: The strokes, y down.
        text: What they say.
        x_height: Height of an x in ink units.
        baseline: Where its last line stands, ink units.
    """

    ink: Ink
    text: str
    x_height: float
    baseline: float


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """How the sheet is seen: level page pixels to picture pixels.

    Attributes:
        size: (width, height) of the level page.
        matrix: [3, 3], the homography to the picture.
        shape: (height, width) of the picture.
        curl: Pixels by which lines bow in the middle of the page, down when positive.
    """

    size: tuple[float, float]
    matrix: Points
    shape: tuple[int, int]
    curl: float

    def seen(self, xy: NDArray[np.floating]) -> NDArray[np.float32]:
        """Points of the level page [n, 2] in the picture."""
        bowed = np.array(xy, np.float64)
        across = bowed[:, 0] / self.size[0]
        bowed[:, 1] += self.curl * 4 * across * (1 - across)
        return projected(bowed, self.matrix).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A block where it stands on the level page.

    Attributes:
        text: What it says.
        strokes: Points [n, 2] of each stroke, page pixels.
        baseline: Points [n, 2] along its baseline.
        column: Which column it is in.
    """

    text: str
    strokes: tuple[Points, ...]
    baseline: Points
    column: int


def projected(xy: Points, matrix: Points) -> Points:
    """Points [n, 2] under a homography [3, 3]."""
    moved = np.column_stack([xy, np.ones(len(xy))]) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:])


def laid_out(blocks: Sequence[Block], look: Look, rng: np.random.Generator) -> tuple[list[Placed], tuple[float, float]]:
    """The blocks below one another, column by column, and the (width, height) of the page."""
    per_column = -(-len(blocks) // look.columns)
    margin = look.margin * look.x_height
    placed: list[Placed] = []
    left, bottom = margin, 0.0
    for column in range(look.columns):
        top, right = margin, left
        for block in blocks[column * per_column : (column + 1) * per_column]:
            piece, box = _placed(block, (left, top), look, rng, column)
            placed.append(piece)
            top = box.bottom + max(0.4, look.pitch - 2.6) * look.x_height
            right, bottom = max(right, box.right), max(bottom, box.bottom)
        left = right + 4 * look.x_height
    width = max(float(stroke[:, 0].max()) for piece in placed for stroke in piece.strokes) + margin
    return placed, (width, bottom + margin)


def _placed(block: Block, corner: tuple[float, float], look: Look, rng: np.random.Generator, column: int) -> tuple[Placed, Box]:
    """One block with its top-left corner at ``corner``, leaning on its own as the look says; and the room it takes.

    A block takes at least the room of a line with ascenders and descenders, so that lines without them are no closer.
    """
    scale = look.x_height / block.x_height
    box = block.ink.box
    assert box is not None
    top = min(box.top, block.baseline - 1.9 * block.x_height)
    bottom = max(box.bottom, block.baseline + 0.7 * block.x_height)
    lean = np.tan(np.deg2rad(rng.uniform(-look.slope, look.slope))) if look.slope else 0.0
    shift = np.array([corner[0] + rng.uniform(0, 1) * look.x_height, corner[1]])

    def put(xy: Points) -> Points:
        moved = (xy - (box.left, top)) * scale
        return np.asarray(moved + np.column_stack([0 * moved[:, 0], lean * moved[:, 0]]) + shift)

    strokes = tuple(put(stroke.xy.astype(np.float64)) for stroke in block.ink.strokes)
    along = np.linspace(box.left, box.right, 9)
    room = Box(corner[0], corner[1], corner[0] + box.width * scale, corner[1] + (bottom - top) * scale)
    return Placed(block.text, strokes, put(np.column_stack([along, np.full(9, block.baseline)])), column), room


def view_of(size: tuple[float, float], look: Look, rng: np.random.Generator) -> View:
    """The camera over a page of (width, height) pixels."""
    width, height = size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    seen = _tilted(corners, look.tilt, rng)
    angle = np.deg2rad(look.skew + 90 * look.quarter)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    seen = (seen - seen.mean(axis=0)) @ turn.T
    around = 0.06 * max(width, height) if look.table is not None else 0.0
    seen -= seen.min(axis=0) - around
    shape = np.ceil(seen.max(axis=0) + around).astype(int)
    return View(size, homography(corners, seen), (int(shape[1]), int(shape[0])), look.curl * look.x_height)


def _tilted(corners: Points, tilt: float, rng: np.random.Generator) -> Points:
    """The corners of the sheet as seen with one edge nearer, and each a little astray."""
    if not tilt:
        return corners
    seen = corners.copy()
    middle = corners.mean(axis=0)
    near = rng.integers(4)
    far = [(near + 2) % 4, (near + 3) % 4]
    axis = 0 if near % 2 == 0 else 1  # the direction in which the far edge runs
    seen[far, axis] += (middle[axis] - seen[far, axis]) * tilt
    return np.asarray(seen + rng.uniform(-0.04, 0.04, (4, 2)) * tilt * corners.max(axis=0))


def homography(source: Points, target: Points) -> Points:
    """The matrix [3, 3] that takes four points to four others, each [4, 2]."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.append(np.linalg.solve(np.array(rows), np.array(values)), 1).reshape(3, 3)


def strokes_of(placed: Sequence[Placed], view: View) -> tuple[Ink, tuple[tuple[int, ...], ...]]:
    """All strokes as the camera sees them, numbered from 0, and the numbers of each block."""
    strokes: list[Stroke] = []
    blocks = []
    for piece in placed:
        first = len(strokes)
        strokes += [Stroke(first + number, view.seen(xy)) for number, xy in enumerate(piece.strokes)]
        blocks.append(tuple(range(first, len(strokes))))
    return Ink(tuple(strokes)), tuple(blocks)
