"""Lines whose label the ink does not bear out: cut ink, words that are not there, labels of other samples.

A reader that has learnt for some epochs reads such a line as something else, and surely: its own reading is far more
probable to it than the label. They are found so, counted by contributor, and left out from then on (the small-loss trick,
Jiang et al. 2018, arXiv 1712.05055). Ink that is hard to read differs: there the label costs little more than what is read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from hcr_desktop.inference.emissions import greedy
from trainer.batches import batch_of, targets_of
from trainer.forms import Form
from trainer.lines import LineData, LineSample
from trainer.progress import progress

BATCH = 64


def surprise(model: keras.Model, lines: Sequence[LineSample], form: Form) -> NDArray[np.float64]:
    """How much less probable than its reading the label of each line is, [n] in nats for each character of the label."""
    order = np.argsort([form.length(line.ink) for line in lines], kind="stable")
    result = np.zeros(len(lines))
    for start in progress(range(0, len(order), BATCH), -(-len(order) // BATCH), "labels against ink"):
        chosen = order[start : start + BATCH]
        texts = [lines[index].text for index in chosen]
        inputs, target = batch_of([form.plain(lines[index].ink) for index in chosen], texts, form)
        logits = ops.stop_gradient(model(inputs, training=False))
        frames = target[:, 1]
        read = [greedy(rows[:count]) for rows, count in zip(ops.convert_to_numpy(logits).astype(np.float32), frames, strict=True)]
        cost = _cost(target, logits) - _cost(targets_of(read, frames), logits)
        result[chosen] = cost / [max(1, len(text.replace(" ", ""))) for text in texts]
    return result


def _cost(target: NDArray[np.int32], logits: object) -> NDArray[np.float64]:
    """Minus the log probability of each text, [n]."""
    cost = ops.ctc_loss(target[:, 2:], ops.cast(logits, "float32"), target[:, 0], target[:, 1], mask_index=0)
    return np.asarray(ops.convert_to_numpy(cost), np.float64)


def sifted(data: LineData, model: keras.Model, form: Form, most: float, work: Path) -> LineData:
    """The data without the training lines that surprise the reader by more than ``most``; told, and kept in ``doubtful.json``."""
    kept = work / "doubtful.json"
    if not kept.exists():
        out = {name: np.flatnonzero(surprise(model, getattr(data, name), form) > most).tolist() for name in ("words", "texts")}
        kept.write_text(json.dumps(out))
    doubtful = json.loads(kept.read_text())
    for name, indices in doubtful.items():
        lines: list[LineSample] = getattr(data, name)
        of, all_of = (Counter(line.writer.split("/")[0] for line in some) for some in ([lines[index] for index in indices], lines))
        print(f"left out, label and ink differ: {len(indices)} of {len(lines)} {name}")
        print("  " + ", ".join(f"{who} {count} of {all_of[who]}" for who, count in of.most_common()), flush=True)
    return replace(data, words=_without(data.words, doubtful["words"]), texts=_without(data.texts, doubtful["texts"]))


def _without(lines: list[LineSample], indices: list[int]) -> list[LineSample]:
    gone = set(indices)
    return [line for index, line in enumerate(lines) if index not in gone]
