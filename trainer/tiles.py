"""What each character counts for among tiles of 47 classes: ``python -m trainer.tiles --data DIR``.

A class of EMNIST Balanced may hold a capital and its small letter, though not as many of each, and in an even test every class is as
frequent as another. The log weight of every character is fitted to training tiles, as many of each class, by maximum likelihood, near to
its share of its class, and written to the decoder's parameters. Every sixtieth training image, which no model was trained on, tells what
it is worth.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hcr_desktop import Recogniser
from hcr_desktop.inference.alphabet import ALNUM47, CHARACTERS, grouping, label_of
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.resources import models_dir
from trainer.corpora import CASED, GlyphSet, glyph_set
from trainer.progress import progress

HELD_OUT = 60
"""Every such-many-th image is held out, as when the glyph model is trained."""

EACH = 350
"""Tiles of a class that weights are fitted to."""

NEAR, STEPS, RATE = 1e-4, 500, 20.0
"""How strongly weights are held to the shares; steps of gradient descent, and their size."""

GROUPS = grouping("alnum47")[: len(CHARACTERS)].astype(np.float64)


def log_shares(tiles: GlyphSet) -> NDArray[np.float64]:
    """Log share of each character of its class among the images whose case is known, [94]; 0 for what no class holds."""
    counts = np.zeros(len(CHARACTERS))
    for label, count in zip(*np.unique(tiles.label62[tiles.label62 >= 0], return_counts=True), strict=True):
        counts[label_of(CASED[label])] = count
    held = GROUPS.any(axis=1)
    return np.where(held, np.log(np.maximum(counts, 1) / np.maximum(GROUPS @ (counts @ GROUPS), 1)), 0.0)


def classes(log_probs: NDArray[np.floating], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log probabilities of the 47 classes [n, 47]."""
    scores = np.log(np.exp(log_probs[:, : len(CHARACTERS)] + weights) @ GROUPS + 1e-12)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))


def fitted(log_probs: NDArray[np.floating], label47: NDArray[np.integer], start: NDArray[np.float64]) -> NDArray[np.float64]:
    """The log weights [94] under which the classes are likeliest, each class counting alike."""
    weights = start.copy()
    counts = np.bincount(label47, minlength=len(ALNUM47))
    each = 1 / (counts[label47] * (counts > 0).sum())
    right = np.eye(len(ALNUM47))[label47]
    for _ in range(STEPS):
        scores = np.exp(log_probs[:, : len(CHARACTERS)] + weights)
        within = scores / np.maximum(scores @ GROUPS @ GROUPS.T, 1e-12)  # of its class, what each character holds
        off = (np.exp(classes(log_probs, weights)) - right) * each[:, None]
        weights -= RATE * (((off @ GROUPS.T) * within).sum(axis=0) + NEAR * (weights - start))
    return weights


def right_of(log_probs: NDArray[np.floating], label47: NDArray[np.integer], weights: NDArray[np.float64]) -> float:
    """Share of tiles whose best class is right, the mean over classes."""
    right = classes(log_probs, weights).argmax(axis=1) == label47
    return float(np.mean([right[label47 == label].mean() for label in np.unique(label47)]))


def seen(reader: Recogniser, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Log probabilities of all labels for tiles."""
    parts = range(0, len(images), 250)
    return np.concatenate([reader.tile_log_probs(images[start : start + 250]) for start in progress(parts, len(parts), "tiles")])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Fit what each character counts for among tiles of 47 classes.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--target", type=Path, help="default: models/decode/parameters.json")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    tiles = glyph_set(Path(arguments.data), "train")
    rng, index = np.random.default_rng(0), np.arange(len(tiles))
    out = index[index % HELD_OUT == 0]
    kept = np.concatenate(
        [rng.permutation(index[(index % HELD_OUT != 0) & (tiles.label47 == label)])[:EACH] for label in range(len(ALNUM47))]
    )
    reader, shares = Recogniser.load(), log_shares(tiles)
    train, valid = seen(reader, tiles.image[kept]), seen(reader, tiles.image[out])
    weights = fitted(train, tiles.label47[kept], shares)
    even = np.where(GROUPS.any(axis=1), -np.log(np.maximum(GROUPS @ GROUPS.sum(axis=0), 1)), 0.0)
    print("| weights | held out % | training % |\n| --- | --- | --- |")
    for name, each in (("alike within a class", even), ("by their shares", shares), ("fitted", weights)):
        print(
            f"| {name} | {100 * right_of(valid, tiles.label47[out], each):.2f} | {100 * right_of(train, tiles.label47[kept], each):.2f} |"
        )
    target = arguments.target or models_dir() / "decode" / "parameters.json"
    replace(DecodeParameters.read(target), tiles=weights.astype(np.float32)).write(target)


if __name__ == "__main__":
    main()
