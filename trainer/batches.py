"""Lines of different lengths in batches, as a reader learns from them."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.emissions import labels_of
from trainer.forms import Form, Tensor

ROUND = 32
"""Batches are padded to a multiple of so many points or columns, so that few shapes occur."""

EVEN = 8
"""And to a multiple of so many lines."""


Batch = tuple[dict[str, NDArray[np.float32]], NDArray[np.int32]]


def batch_of(tensors: Sequence[Tensor], texts: Sequence[str], form: Form) -> Batch:
    """Lines padded to one length, and their targets as :func:`ctc_loss` takes them."""
    rows, _, channels = tensors[0].shape
    longest = -(-max(tensor.shape[1] for tensor in tensors) // ROUND) * ROUND
    source: NDArray[np.float32] = np.full((len(tensors), rows, longest, channels), form.fill, np.float32)
    inside: NDArray[np.float32] = np.zeros((len(tensors), 1, longest, 1), np.float32)
    frames = [frames_of(tensor, form) for tensor in tensors]
    for row, (tensor, count) in enumerate(zip(tensors, frames, strict=True)):
        source[row, :, : tensor.shape[1]] = tensor
        inside[row, 0, : form.frame * count] = 1
    if keras.config.image_data_format() == "channels_first":
        source, inside = (np.ascontiguousarray(np.moveaxis(each, 3, 1)) for each in (source, inside))
    return {form.source: source, "inside": inside}, targets_of(texts, frames)


def targets_of(texts: Sequence[str], frames: Sequence[int] | NDArray[np.int32]) -> NDArray[np.int32]:
    """Texts and the frames of their lines, as :func:`trainer.reader_network.ctc_loss` takes them."""
    labels = [labels_of(text) for text in texts]
    target = np.zeros((len(texts), 2 + max(len(each) for each in labels)), np.int32)
    for row, wanted in enumerate(labels):
        target[row, :2] = len(wanted), frames[row]
        target[row, 2 : 2 + len(wanted)] = wanted
    return target


def frames_of(tensor: Tensor, form: Form) -> int:
    """For how many frames of a line its reader answers."""
    return -(-tensor.shape[1] // form.frame)


def grouped(lengths: NDArray[np.int64], points: int, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Indices in batches of about equal length, at most ``points`` points each, in random order."""
    order = np.argsort(lengths * np.exp(rng.normal(0, 0.06, len(lengths))), kind="stable")
    batches: list[NDArray[np.int64]] = []
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop + 1 - start) * (-(-int(lengths[order[start : stop + 1]].max()) // ROUND) * ROUND) <= points:
            stop += 1
        if stop < len(order) and stop - start > EVEN:
            stop -= (stop - start) % EVEN
        batches.append(order[start:stop])
        start = stop
    rng.shuffle(batches)
    return batches
