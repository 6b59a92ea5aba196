"""Quantise a trained line reader and ship it: ``python -m trainer.export_reader trainer/recipes/pen_reader.toml --data DIR --work DIR``.

Weights become int8, activations stay float and are quantised as they come ("dynamic range"). Needs TensorFlow, whose converter is
the only one; the weights may come from a run on any Keras backend.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from hcr_desktop.inference.alphabet import CHARACTERS
from hcr_desktop.inference.bundle import ANY, Model, ModelCard, Probe, answer_shape, tensor_shape
from hcr_desktop.inference.classify import SequenceModel, tensors_of
from hcr_desktop.inference.emissions import greedy
from hcr_desktop.inference.pen_picture import picture
from hcr_desktop.inference.strip import StripSpec
from hcr_desktop.inference.trace import TraceSpec, level
from hcr_desktop.resources import models_dir
from trainer.export import DATA
from trainer.forms import Form, form_of
from trainer.lines import LineSample
from trainer.reader_network import averaged
from trainer.reader_recipe import ReaderRecipe
from trainer.strokefont import write
from trainer.train_reader import error_rate, finished, load_data

PROBE_TEXT = "Reads aB3e?gK7 mQ&x0Z;t"
"""The line of the probe, written by code."""

TASKS = {
    "pen": "Which printable ASCII characters and spaces the path of a pen along a line writes.",
    "image": "Which printable ASCII characters and spaces the picture of a line shows.",
}


def convert(model: keras.Model, shape: tuple[int, ...]) -> bytes:
    """A TFLite model for lines of a shape that is ANY along them, its weights int8."""
    call = tf.function(lambda tensors: model(tensors, training=False))
    concrete = call.get_concrete_function(tf.TensorSpec((1, *(None if side == ANY else side for side in shape)), tf.float32))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(concrete)])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    return bytes(converter.convert())


def probe_line(spec: TraceSpec | StripSpec) -> NDArray[Any]:
    """The probe's line: x, y and stroke of each point, float32 [n, 3], or a mask uint8 [h, w]."""
    strokes = write(PROBE_TEXT, np.random.default_rng(0), height=60).strokes
    if isinstance(spec, StripSpec):
        return picture(level([stroke.xy for stroke in strokes]))
    return np.concatenate([np.column_stack([stroke.xy, np.full(len(stroke.xy), number)]) for number, stroke in enumerate(strokes)])


def shipped_error_rate(reader: SequenceModel, lines: list[LineSample], form: Form) -> float:
    """CER of the greedy reading without spaces, as :func:`trainer.train_reader.error_rate` has it."""
    edits = total = 0
    for line in lines:
        if len(line.text) > 1:
            tensor = form.plain(line.ink)
            have = greedy(reader.log_probs(tensor[0] if form.source == "path" else tensor[..., 0])).replace(" ", "")
            want = line.text.replace(" ", "")
            edits += Levenshtein.distance(want, have)
            total += len(want)
    return edits / total


@dataclass(frozen=True)
class Run:
    """A finished run: its recipe, its folder, and its share of what several say together."""

    recipe: ReaderRecipe
    work: Path
    share: float = 1.0


def runs_of(file: Path, work: Path | None, chorus: Path) -> list[Run]:
    """The run of a recipe's file, and those that are to be shipped with it as one, sought by the names of their recipes in ``chorus``.

    Raises:
        ValueError: When a share is not positive, or nothing is left for the run itself.
    """
    recipe = ReaderRecipe.read(file)
    others = [Run(ReaderRecipe.read(file.with_name(f"{name}.toml")), chorus / name, share) for name, share in recipe.chorus.items()]
    runs = [Run(recipe, work or chorus / recipe.name, 1 - sum(other.share for other in others)), *others]
    if min(run.share for run in runs) <= 0:
        raise ValueError(f"{file}: the shares of a chorus are to be positive, and to leave something for the reader itself")
    return runs


def as_one(runs: Sequence[Run], form: Form, *, masked: bool) -> keras.Model:
    """The reader of some runs.

    Raises:
        FileNotFoundError: When one of them is missing.
    """
    readers = []
    for run in runs:
        reader = form.network(run.recipe.network, masked=masked)
        reader.set_weights(finished(run.recipe, run.work, form).get_weights())
        readers.append(reader)
    return averaged(readers, [run.share for run in runs]) if len(runs) > 1 else readers[0]


def export(runs: Sequence[Run], folder: Path, target: Path) -> dict[str, Any]:
    """Quantise a run, and others behind it, as one and write the model's folder; returns the card's figures."""
    recipe, work = runs[0].recipe, runs[0].work
    form = form_of(recipe.kind, recipe.augment, recipe.look)
    spec = form.spec
    trained, plain = (as_one(runs, form, masked=masked) for masked in (True, False))
    content, line = convert(plain, tensor_shape(spec)), probe_line(spec)
    tensors = tensors_of(Probe((line,), np.zeros(0, np.uint8), np.zeros(0, np.float32)), spec)
    target.mkdir(parents=True, exist_ok=True)
    (target / "model.tflite").write_bytes(content)
    card = _card(recipe, spec, content)
    # The probe's answers are the model's own: nothing likely is compared while they are made.
    frames = -(-tensors.shape[1 if form.source == "path" else 2] // form.frame)
    model = Model(content, card, Probe((line,), tensors, np.full((1, frames, answer_shape(spec)[-1]), -99, np.float32)))
    reader = SequenceModel(model)
    np.savez_compressed(target / "probe.npz", tensors=tensors, log_probs=reader.log_probs(tensors[0])[None], crop_00=line)
    data = load_data(folder, recipe, work, None)
    valid = {"words": data.valid_words[::4], "texts": data.valid_texts[::3]}
    figures: dict[str, Any] = {"bytes": len(content), "epochs": len((work / "log.jsonl").read_text().splitlines())}
    for name, lines in valid.items():
        rates = {"float": error_rate(trained, lines, form), "int8": shipped_error_rate(reader, lines, form)}
        figures[f"validation_{name}, CER of the reader alone"] = {kind: round(rate, 4) for kind, rate in rates.items()}
    values = {**_as_json(card), "figures": {"command": f"python -m trainer.export_reader trainer/recipes/{recipe.name}.toml", **figures}}
    values["sha256"] = {name: hashlib.sha256((target / name).read_bytes()).hexdigest() for name in ("model.tflite", "probe.npz")}
    (target / "card.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    return figures


def _card(recipe: ReaderRecipe, spec: TraceSpec | StripSpec, content: bytes) -> ModelCard:
    """The card, before anything was measured."""
    del content
    ends = {"input": (0.0, 0), "output": (0.0, 0)}
    shapes = tensor_shape(spec), answer_shape(spec)
    return ModelCard(recipe.name, TASKS[recipe.kind], CHARACTERS, spec, *shapes, ends, 1.0, {}, "Apache-2.0", DATA["pen"], {})


def _as_json(card: ModelCard) -> dict[str, Any]:
    """A card as it is written."""
    return {**asdict(card), "normalise": asdict(card.normalise)}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Quantise a trained line reader and write it where the application finds it.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, help="the run's folder (default: out/NAME of the recipe)")
    parser.add_argument("--chorus", type=Path, default=Path("out"), help="where the folders of the runs shipped with it are (default: out)")
    parser.add_argument("--target", type=Path, help="default: models/tflite/NAME")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    try:
        runs = runs_of(arguments.recipe, arguments.work, arguments.chorus)
    except ValueError as error:
        parser.error(str(error))
    target = arguments.target or models_dir() / "tflite" / runs[0].recipe.name
    try:
        print(json.dumps(export(runs, Path(arguments.data), target), indent=1))
    except FileNotFoundError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
