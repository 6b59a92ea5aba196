"""Make the small network that tells which way up writing is: ``python -m trainer.upright --data DIR``.

It learns from pieces of training ink drawn as they lie in a scan: whether letters touch is left as it is. A part of the writers is held
out; what is printed at the end is how often pages of their pieces are told right.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Box
from hcr_desktop.inference.scan.orientation import SIDE, Network, pictures_of
from hcr_desktop.inference.scan.pieces import pieces_of
from hcr_desktop.resources import models_dir
from trainer.corpora import InkSet, ink_set
from trainer.pages import drawn

SETS = ("segmented-train", "texts-train", "words-train")

HIDDEN, ROUNDS, BATCH, RATE = 40, 14, 256, 2e-3

HEIGHT = 60.0
"""Height of a sample in pixels, at most; lines are drawn smaller."""

HELD_OUT = 0.1
"""Share of the writers that are held out."""

PAGE = 60
"""Pieces of a page in the check."""

Pictures = NDArray[np.float32]


def sample_pictures(held: InkSet, index: int, rng: np.random.Generator) -> Pictures:
    """The pieces of one sample, drawn with some pen, leaning a little, float32 [k, SIDE, SIDE]."""
    strokes = held.strokes(index)
    size = max(float(np.median([np.ptp(stroke[:, 1]) for stroke in strokes])), 1.0)
    scale = rng.uniform(14, 30) / size
    lean = rng.normal(0, 0.12)
    moved = [stroke * np.float32(scale) @ np.array([[1, 0], [lean, 1]], np.float32) for stroke in strokes]
    box = Box.around(Box.of(xy) for xy in moved).grown(6)
    if box.width * box.height > 4e6:
        return np.zeros((0, SIDE, SIDE), np.float32)
    shape = int(box.height) + 2, int(box.width) + 2
    cover = drawn([(xy - (box.left, box.top)).astype(np.float32) for xy in moved], shape, float(rng.uniform(1.5, 4.5)))
    return pictures_of(pieces_of((cover > 127).astype(np.uint8)))


def gathered(data: Path, limit: int, rng: np.random.Generator) -> tuple[Pictures, NDArray[np.bool_], NDArray[np.int64]]:
    """Pictures of pieces, which are of held-out writers, and the number of each one's writer."""
    pictures: list[Pictures] = []
    writers: list[str] = []
    for name in SETS:
        held = ink_set(data, name)
        for index in rng.permutation(len(held))[:limit].tolist():
            own = sample_pictures(held, index, rng)
            pictures.append(own)
            writers += [str(held.writer[index])] * len(own)
    names, numbers = np.unique(writers, return_inverse=True)
    out = rng.random(len(names)) < HELD_OUT
    return np.concatenate(pictures), out[numbers], numbers.astype(np.int64)


def fitted(pictures: Pictures, rng: np.random.Generator) -> Network:
    """The network that makes pieces, all upright, as likely as can be; plain Adam (Kingma and Ba 2015)."""
    parts = [
        rng.normal(0, 1 / SIDE, (SIDE * SIDE, HIDDEN)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        rng.normal(0, 0.1, HIDDEN).astype(np.float32),
    ]
    first, second = ([np.zeros_like(part) for part in parts] for _ in range(2))
    step = 0
    for turn in range(ROUNDS):
        rate = RATE * (1 - turn / ROUNDS)
        for batch in np.array_split(rng.permutation(len(pictures)), max(1, len(pictures) // BATCH)):
            step += 1
            for part, slope, mean, square in zip(parts, _slopes(parts, pictures[batch]), first, second, strict=True):
                mean += 0.1 * (slope - mean)
                square += 0.001 * (slope**2 - square)
                part -= np.float32(rate) * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-7)
    return Network(*parts)


def _slopes(parts: Sequence[NDArray[np.float32]], pictures: Pictures) -> list[NDArray[np.float32]]:
    """Gradients of the mean of -log p(upright) with respect to the network's parts."""
    hidden, bias, out = parts
    up = pictures.reshape(len(pictures), -1)
    total = [np.zeros_like(part) for part in parts]
    down = up[:, ::-1]  # all pixels in the other order are the picture on its head
    active = [np.maximum(way @ hidden + bias, 0) for way in (up, down)]
    wrong = 1 / (1 + np.exp((active[0] - active[1]) @ out)) / len(up)
    for way, lit, sign in ((up, active[0], -1), (down, active[1], 1)):
        error = (sign * wrong).astype(np.float32)
        back = np.outer(error, out) * (lit > 0)
        total[0] += way.T @ back
        total[1] += back.sum(axis=0)
        total[2] += lit.T @ error
    total[0] += np.float32(2e-5) * hidden
    return total


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; returns the exit status."""
    parser = argparse.ArgumentParser("python -m trainer.upright", description="Make the network that tells which way up writing is.")
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("HCR_DATA"), metavar="DIR", help="folder of the corpora (default: HCR_DATA)"
    )
    parser.add_argument("--limit", type=int, default=4000, metavar="N", help="samples of each set (default: 4000)")
    parser.add_argument("--out", type=Path, default=models_dir() / "scan" / "upright.npz", metavar="FILE", help="where to write it")
    args = parser.parse_args(argv)
    if args.data is None:
        parser.error("name the folder of the corpora: --data DIR, or the environment variable HCR_DATA")
    cv2.setNumThreads(1)
    rng = np.random.default_rng(0)
    pictures, out, writers = gathered(args.data, args.limit, rng)
    made = fitted(pictures[~out], rng)
    odds = np.clip(made.odds(pictures[out]), -3, 3)
    right = [odds[own].sum() > 0 for own in _made_pages(writers[out], rng)]
    sys.stdout.write(
        f"{len(pictures)} pieces; held out: {(odds > 0).mean():.1%} of pieces, {np.mean(right):.1%} of {len(right)} pages right\n"
    )
    args.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(args.out, hidden=made.hidden.astype(np.float16), bias=made.bias.astype(np.float16), out=made.out.astype(np.float16))
    return 0


def _made_pages(writers: NDArray[np.int64], rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Pieces of pages of one hand each."""
    pages: list[NDArray[np.int64]] = []
    for writer in np.unique(writers):
        own = rng.permutation(np.flatnonzero(writers == writer))
        pages += [own[start : start + PAGE] for start in range(0, len(own) - PAGE + 1, PAGE)]
    return pages


if __name__ == "__main__":
    sys.exit(main())
