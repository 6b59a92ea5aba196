"""The connected pieces of ink: how large they typically are, which are specks, and a mark for every one."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.page import NO_MARK

SPECK = 0.15
"""A piece with less area than this share of a dot, whose side is the width of the pen, is dirt."""

LEAST_AREA = 4
"""Pixels below which no piece is taken for ink, however fine the pen."""

MAX_PIECES = 20_000
"""Pieces kept at most, the largest: a page of writing has some thousand, a picture of noise a million."""

FRAME = 3.0
"""A piece around the page that somewhere is this many times as thick as the pen is the table under it, or a shadow."""

WITHIN, WITHIN_AREA = 8, 0.15
"""What surrounds fewer pieces than this and no such share of its own area may be a joined word with the dots of its i's,"""

SOLID = 0.5
"""unless it somewhere is thicker than this share of the picture's shorter side."""

HEM = 0.012
"""A piece that touches the picture's edge and lies this close to it, in parts of the shorter side, is the table beside a sheet that was cut
out a little too large."""

SOFT_EDGE = 2.0
"""Pixels by which the soft edge of a piece reaches beyond its core."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Connected pieces of sure ink.

    Attributes:
        labels: int32 [h, w], 0 no ink, else the number of the piece, from 1.
        areas: int [n + 1], pixels of every piece; the first is that of the paper.
        widths: int [n + 1], of their boxes.
        heights: int [n + 1].
        corners: int [n + 1, 2], x and y of the upper left corner of their boxes.
        pen: Width of the pen in pixels.
    """

    labels: NDArray[np.int32]
    areas: NDArray[np.int32]
    widths: NDArray[np.int32]
    heights: NDArray[np.int32]
    corners: NDArray[np.int32]
    pen: float

    @property
    def letter(self) -> float:
        """Height of a typical letter in pixels: the median over pieces that are larger than dots; 0 without any."""
        heights = self.heights[1:][self.areas[1:] > 2 * self.pen**2]
        return float(np.median(heights)) if len(heights) else 0.0

    def at_edge(self) -> NDArray[np.bool_]:
        """Which pieces touch the edge of the picture, bool [n + 1]; the paper never does."""
        edge = np.zeros(len(self.areas), np.bool_)
        edge[np.concatenate([self.labels[0], self.labels[-1], self.labels[:, 0], self.labels[:, -1]])] = True
        edge[0] = False
        return edge


def pieces_of(core: NDArray[np.uint8]) -> Pieces:
    """The pieces of ``core`` uint8 [h, w], 0 or 1; diagonal neighbours belong together."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=8)
    pen = _pen_width(np.asarray(cv2.distanceTransform(core, cv2.DIST_L2, 3), dtype=np.float32), core > 0)
    table = np.asarray(stats, dtype=np.int32)
    areas, widths, heights = table[:, cv2.CC_STAT_AREA], table[:, cv2.CC_STAT_WIDTH], table[:, cv2.CC_STAT_HEIGHT]
    return Pieces(np.asarray(labels, dtype=np.int32), areas, widths, heights, table[:, [cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP]], pen)


def _pen_width(distances: NDArray[np.float32], core: NDArray[np.bool_]) -> float:
    """The width of the pen in pixels: across a band of width w the distance to the edge is w / 4 in the mean, and half a pixel more."""
    inside = distances[core]
    return max(1.0, 4 * (float(inside.mean()) - 0.5)) if len(inside) else 1.0


def frame_of(pieces: Pieces) -> NDArray[np.bool_]:
    """Which pieces surround the page in the picture, bool [n + 1]: thick ones, at the edge or as large as half the picture either way.

    So does what lies at the very edge, of whatever thickness. None where nothing else is there, as in a tight crop of a word.
    """
    labels = pieces.labels
    hem = _hem(pieces)
    core = (labels > 0) & ~hem[labels]
    outer = (pieces.heights > labels.shape[0] / 2) & (pieces.widths > labels.shape[1] / 2)
    outer = (outer | pieces.at_edge()) & ~hem
    outer[0] = False
    within = core & ~outer[labels]
    if not within.any():
        return np.zeros_like(outer)
    if not outer.any():
        return hem
    distances = np.asarray(cv2.distanceTransform(core.astype(np.uint8), cv2.DIST_L2, 3), dtype=np.float32)
    least = FRAME * _pen_width(distances, within) / 2
    if np.count_nonzero(~outer) <= WITHIN and within.sum() < WITHIN_AREA * pieces.areas[outer].sum():
        least = max(least, SOLID * min(labels.shape) / 2)
    thick = np.zeros_like(outer)
    thick[labels[distances > least]] = True
    return (outer & thick) | hem


def _hem(pieces: Pieces) -> NDArray[np.bool_]:
    """Which pieces lie along the edge of the picture and nowhere else, bool [n + 1]."""
    height, width = pieces.labels.shape
    margin = int(HEM * min(height, width))
    hem = pieces.at_edge()
    hem[pieces.labels[margin : height - margin, margin : width - margin]] = False
    return hem


def worth_keeping(pieces: Pieces) -> NDArray[np.bool_]:
    """Which pieces are no specks, bool [n + 1]; the first, the paper, never is."""
    keep: NDArray[np.bool_] = pieces.areas >= max(LEAST_AREA, SPECK * pieces.pen**2)
    keep[0] = False
    if keep.sum() > MAX_PIECES:
        least = np.partition(pieces.areas[keep], -MAX_PIECES)[-MAX_PIECES]
        keep &= pieces.areas > least
    return keep


def marked(ink: NDArray[np.uint8], pieces: Pieces, keep: NDArray[np.bool_]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """The mask and marks of a page: the pieces to keep with their soft edges, which go to the nearest piece.

    Returns:
        Mask uint8 [h, w] and marks int32 [h, w], -1, -2, ... in the order in which pieces begin from the top; NO_MARK just where the
        mask is 0.
    """
    numbers = np.full(len(keep), NO_MARK, np.int32)
    numbers[keep] = -1 - np.arange(int(keep.sum()), dtype=np.int32)
    core = keep[pieces.labels]
    if not core.any():
        return np.zeros_like(ink), np.full(ink.shape, NO_MARK, np.int32)
    paper = (~core).astype(np.uint8)
    distances, nearest = cv2.distanceTransformWithLabels(paper, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_CCOMP)
    mask = np.where(np.asarray(distances) <= SOFT_EDGE, ink, np.uint8(0))
    of_nearest = np.full(int(nearest.max()) + 1, NO_MARK, np.int32)
    of_nearest[nearest[core]] = numbers[pieces.labels[core]]
    marks = np.where(mask > 0, of_nearest[nearest], np.int32(NO_MARK))
    return mask, marks
