"""Train a model from a recipe: ``python -m trainer.train trainer/recipes/glyph.toml --data DIR --work DIR``.

Resumable: state is kept after every epoch in the work folder, and a second call goes on from there. The run log is
``log.jsonl`` beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.alphabet import LABELS
from hcr_desktop.inference.bundle import Spec
from hcr_desktop.inference.normalise import NormaliseSpec
from hcr_desktop.inference.trajectory import FEATURES, TrajectorySpec
from hcr_desktop.resources import models_dir
from trainer.glyphs import Epoch, GlyphData, Pool, drawn, label_shares
from trainer.models import glyph_network, pen_network
from trainer.recipe import Recipe
from trainer.teach import Teachers


def label_set_loss(smoothing: float) -> Any:
    """Minus the log of the probability of the set of right labels, with label smoothing over all labels."""

    def loss(target: Any, logits: Any) -> Any:
        log_probs = ops.log_softmax(logits)
        right = ops.logsumexp(ops.where(target > 0, log_probs, -1e9), axis=-1)
        return -(1 - smoothing) * right - smoothing * ops.mean(log_probs, axis=-1)

    return loss


def taught_loss(smoothing: float, taught: float) -> Any:
    """The loss of :func:`label_set_loss`, and ``taught`` times the cross entropy with what teachers say; both in targets [n, 2, LABELS]."""
    of_labels = label_set_loss(smoothing)

    def loss(target: Any, logits: Any) -> Any:
        return of_labels(target[:, 0], logits) - taught * ops.sum(target[:, 1] * ops.log_softmax(logits), axis=-1)

    return loss


def cosine(rate: float, warm: int, steps: int) -> keras.optimizers.schedules.CosineDecay:
    """A linear rise over ``warm`` steps, then a cosine to zero at ``steps``."""
    return keras.optimizers.schedules.CosineDecay(rate / 20, max(1, steps - warm), alpha=0.0, warmup_target=rate, warmup_steps=warm)


class TwoCosines(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """The recipe's first cosine, then a lower one to refine (Loshchilov and Hutter 2016, arXiv 1608.03983)."""

    def __init__(self, recipe: Recipe, steps: int, refine_steps: int) -> None:
        """Lay out the schedule for so many steps an epoch, and an epoch of refining."""
        self.first_steps = recipe.epochs * steps
        warm = max(1, int(recipe.warmup * self.first_steps))
        self.first = cosine(recipe.rate, warm, self.first_steps)
        self.second = cosine(recipe.refine_rate, max(1, refine_steps // 4), max(recipe.refine, 1) * refine_steps)

    def __call__(self, step: Any) -> Any:
        """The rate at a step."""
        after = ops.maximum(ops.cast(step, "float32") - self.first_steps, 0.0)
        return ops.where(ops.cast(step, "float32") < self.first_steps, self.first(step), self.second(after))


def network(recipe: Recipe) -> keras.Model:
    """The network of a recipe, its weights new."""
    spec = recipe.spec
    if isinstance(spec, NormaliseSpec):
        return glyph_network(size=spec.size, **recipe.network)
    assert isinstance(spec, TrajectorySpec)
    return pen_network(points=spec.points, features=FEATURES, **recipe.network)


def build(recipe: Recipe, steps: int, refine_steps: int) -> keras.Model:
    """The compiled network of a recipe, for so many steps an epoch, and an epoch of refining."""
    model = network(recipe)
    optimizer = keras.optimizers.AdamW(TwoCosines(recipe, steps, refine_steps), weight_decay=recipe.decay, clipnorm=5.0)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    loss = taught_loss(recipe.smoothing, recipe.taught) if recipe.taught else label_set_loss(recipe.smoothing)
    model.compile(optimizer=optimizer, loss=loss)
    return model


class Validation:
    """Held-out samples, drawn once, and the accuracy of a model on each kind of them."""

    def __init__(self, data: GlyphData, spec: Spec) -> None:
        """Draw them without variation."""
        pools: dict[str, Pool] = {"tiles": data.valid_tiles, "ink": data.valid_ink, "rejects": data.valid_rejects}
        drawable = {name: pool for name, pool in pools.items() if pool.strokes or isinstance(spec, NormaliseSpec)}
        self.sets = {name: drawn(pool, spec, 5000) for name, pool in drawable.items()}

    def accuracy(self, model: keras.Model) -> dict[str, float]:
        """Share of samples whose best label is right, by kind."""
        result = {}
        for name, (tensors, targets) in self.sets.items():
            best = np.argmax(model.predict(tensors[..., None].astype(np.float32), batch_size=500, verbose=0), axis=1)
            result[name] = float(targets[np.arange(len(best)), best].mean())
        return result


def train(
    recipe: Recipe, data_folder: Path, work: Path, stop_after: int | None = None, teachers: Sequence[Path] | None = None
) -> keras.Model:
    """Train to the end of the recipe (or of ``stop_after`` epochs), from where the work folder stands.

    A recipe that is ``taught`` has the exported models in the folders ``teachers`` to learn from, by default the shipped one.

    Raises:
        BundleInvalid: When a teacher is no model.
    """
    work.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(recipe.seed)
    spec = recipe.spec
    data = GlyphData.load(data_folder, recipe, work)
    validation = Validation(data, spec)
    print(f"{len(data.tiles)} tiles, {len(data.ink)} inked glyphs, {LABELS} labels", flush=True)
    epochs = recipe.epochs + recipe.refine
    model = build(recipe, *(len(Epoch(data, recipe, spec, epoch)) for epoch in (0, recipe.epochs)))
    told = Teachers(teachers or (models_dir() / "tflite" / recipe.kind,), label_shares(data, recipe)) if recipe.taught else None
    state, log = work / "state.weights.h5", work / "log.jsonl"
    done = len(log.read_text().splitlines()) if log.exists() and state.exists() else 0
    if done:
        model.optimizer.build(model.trainable_variables)
        model.load_weights(state)
    for epoch in range(done, min(epochs, stop_after or epochs)):
        begun = time.monotonic()
        history = model.fit(Epoch(data, recipe, spec, epoch, told), epochs=1, shuffle=False, verbose=2 if os.environ.get("CI") else 1)
        # Written aside and renamed, so that a stop at any moment leaves a whole state.
        model.save_weights(work / "next.weights.h5")
        (work / "next.weights.h5").replace(state)
        entry = {"epoch": epoch + 1, "loss": history.history["loss"][0], **validation.accuracy(model)}
        entry["seconds"] = round(time.monotonic() - begun)
        with log.open("a") as file:
            file.write(json.dumps(entry) + "\n")
        print(entry, flush=True)
    return model


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Train a model from a recipe; run it again to go on after a stop.")
    parser.add_argument("recipe", type=Path, help="TOML file, such as trainer/recipes/glyph.toml")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, help="folder for state and log (default: out/NAME of the recipe)")
    parser.add_argument("--epochs", type=int, help="stop after so many epochs of the recipe's schedule")
    parser.add_argument("--seed", type=int, help="in place of the recipe's, to see how far runs differ")
    parser.add_argument("--teacher", type=Path, action="append", metavar="DIR", help="an exported model that teaches (default: shipped)")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    recipe = Recipe.read(arguments.recipe)
    if arguments.seed is not None:
        recipe = replace(recipe, seed=arguments.seed)
    try:
        train(recipe, Path(arguments.data), arguments.work or Path("out", recipe.name), arguments.epochs, arguments.teacher)
    except BundleInvalid as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
