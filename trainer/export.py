"""Quantise a trained model and ship it: ``python -m trainer.export trainer/recipes/glyph.toml --data DIR --work DIR``.

Writes ``model.tflite`` (full-integer int8 inside, uint8 in and out), ``card.json`` and ``probe.npz``. Needs TensorFlow, whose
converter is the only one; the weights may come from a run on any Keras backend.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from hcr_desktop.inference.alphabet import CHARACTERS, LABELS, REJECT
from hcr_desktop.inference.bundle import Probe, Spec, tensor_shape
from hcr_desktop.inference.classify import QuantisedModel, log_softmax, tensors_of
from hcr_desktop.inference.normalise import NormaliseSpec
from hcr_desktop.inference.raster import page_from_ink
from hcr_desktop.resources import models_dir
from trainer.glyphs import GlyphData, drawn, label_shares
from trainer.recipe import Recipe
from trainer.strokefont import write
from trainer.train import Validation, build

EACH = 300
"""Samples of each kind by which activations are quantised."""

PROBE_TEXT = "aB3e?gK7mQ&x0Z;t"
"""The characters of the probe's crops, written by code."""

TASKS = {
    "glyph": "Which printable ASCII character a crop of handwriting shows, or that it is none (reject).",
    "pen": "Which printable ASCII character the path of a pen writes, or that it is none (reject).",
}

_EMNIST = "EMNIST (Cohen et al. 2017), from NIST Special Database 19, public domain"
_UNIPEN = "UNIPEN train_r01_v07, International Unipen Foundation, Zenodo 1195803, CC BY 4.0"
DATA = {"glyph": (_EMNIST, _UNIPEN), "pen": (_UNIPEN,)}


def converter_of(model: keras.Model, shape: tuple[int, ...]) -> tf.lite.TFLiteConverter:
    """A converter of a model whose samples have a shape.

    The model answers with the features before its last layer too, an embedding of what it was shown, from the same inference.
    """
    both = keras.Model(model.input, [model.output, model.get_layer("logits").input])
    call = tf.function(lambda tensors: both(tensors, training=False))
    concrete = call.get_concrete_function(tf.TensorSpec((None, *shape, 1), tf.float32))
    # The converter's calibration cannot read Keras 3 variables: freeze them to constants first.
    return tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(concrete)])


def calibrate(converter: tf.lite.TFLiteConverter, samples: NDArray[np.uint8]) -> None:
    """Have activations be quantised too, in the ranges that they take for ``samples`` uint8 [n, ...]."""

    def calibration() -> Iterator[list[NDArray[np.float32]]]:
        for sample in samples:
            yield [sample[None, ..., None].astype(np.float32)]

    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = calibration
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.uint8
    converter.inference_output_type = tf.uint8


def quantise(model: keras.Model, samples: NDArray[np.uint8]) -> bytes:
    """Post-training full-integer quantisation, per channel, calibrated on ``samples`` uint8 [n, ...]."""
    converter = converter_of(model, samples.shape[1:])
    calibrate(converter, samples)
    return bytes(converter.convert())


def even_out(model: keras.Model, shares: NDArray[np.float64]) -> None:
    """Take what the training shares say of a character out of its logit (Menon et al. 2020, arXiv 2007.07314).

    What is left is what the ink says; how often characters are written is for the language model to say. Reject keeps its
    share: it is weighed by the decoder.
    """
    bias = model.get_layer("logits").bias
    adjusted = np.array(keras.ops.convert_to_numpy(bias))
    adjusted[:REJECT] -= np.log(shares[:REJECT])
    bias.assign(adjusted)


def fit_temperature(logits: NDArray[np.float32], targets: NDArray[np.uint8]) -> float:
    """The temperature under which held-out label sets are most likely (Guo et al. 2017, arXiv 1706.04599)."""

    def cost(temperature: float) -> float:
        probabilities = np.exp(log_softmax(logits / np.float32(temperature)))
        return float(-np.log(np.maximum((probabilities * targets).sum(axis=1), 1e-9)).mean())

    return min(np.arange(0.5, 2.01, 0.05).tolist(), key=cost)


def probe_crops(spec: Spec) -> list[NDArray[Any]]:
    """Sixteen characters written by code at growing sizes: as masks, or as pen paths float32 [n, 3] of x, y and stroke."""
    crops: list[NDArray[Any]] = []
    for index, character in enumerate(PROBE_TEXT):
        ink = write(character, np.random.default_rng(index), height=40 + 10 * index)
        if isinstance(spec, NormaliseSpec):
            crops.append(page_from_ink(ink, single_glyph=True).mask)
        else:
            paths = [np.column_stack([stroke.xy, np.full(len(stroke.xy), number)]) for number, stroke in enumerate(ink.strokes)]
            crops.append(np.concatenate(paths).astype(np.float32))
    return crops


def infer(model: keras.Model, tensors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Logits of the float model, float32 [n, LABELS]."""
    return np.asarray(model.predict(tensors[..., None].astype(np.float32), batch_size=500, verbose=0))


def by_class(logits: NDArray[np.float32], targets: NDArray[np.uint8]) -> float:
    """Share of samples whose best label is right, the mean over classes (sets of right labels)."""
    right = targets[np.arange(len(targets)), logits.argmax(axis=1)]
    _, classes = np.unique(targets, axis=0, return_inverse=True)
    return float(np.mean([right[classes == value].mean() for value in np.unique(classes)]))


def hit_rate(logits: NDArray[np.float32], targets: NDArray[np.uint8]) -> float:
    """Share of samples whose best label is right."""
    return float(targets[np.arange(len(targets)), logits.argmax(axis=1)].mean())


def finished(recipe: Recipe, work: Path) -> keras.Model:
    """The model of the run in ``work``.

    Raises:
        FileNotFoundError: When there is no such run.
    """
    state = work / "state.weights.h5"
    if not state.exists():
        raise FileNotFoundError(f"{state} is missing: train {recipe.name} first, or name its folder")
    model = build(recipe, 1, 1)
    model.optimizer.build(model.trainable_variables)
    model.load_weights(state)
    return model


def calibration_samples(data: GlyphData, spec: Spec, each: int) -> NDArray[np.uint8]:
    """Training samples without variation, so many of each kind, uint8 [n, ...]."""
    drawable = [pool for pool in (data.tiles, data.ink, data.rejects) if pool.strokes or isinstance(spec, NormaliseSpec)]
    return np.concatenate([drawn(pool, spec, each)[0] for pool in drawable])


def export(recipe: Recipe, data_folder: Path, work: Path, target: Path) -> dict[str, Any]:
    """Quantise the run in ``work`` and write the model's folder; returns the card's figures."""
    spec = recipe.spec
    model = finished(recipe, work)
    data = GlyphData.load(data_folder, recipe, work)
    held_out = Validation(data, spec).sets
    before = {name: by_class(infer(model, tensors), targets) for name, (tensors, targets) in held_out.items()}
    even_out(model, label_shares(data, recipe))
    content = quantise(model, calibration_samples(data, spec, EACH))
    figures: dict[str, Any] = {"epochs": len((work / "log.jsonl").read_text().splitlines())}
    shipped = QuantisedModel(content, threads=2)
    logits = {name: shipped.logits(tensors) for name, (tensors, _) in held_out.items()}
    for name, (tensors, targets) in held_out.items():
        whole = infer(model, tensors)
        figures[f"validation_{name}"] = {
            "float": round(hit_rate(whole, targets), 4),
            "int8": round(hit_rate(logits[name], targets), 4),
            "float, mean over classes": round(by_class(whole, targets), 4),
            "before evening out, mean over classes": round(before[name], 4),
        }
    characters = [name for name in held_out if name != "rejects"]
    temperature = fit_temperature(
        np.concatenate([logits[name] for name in characters]), np.concatenate([held_out[name][1] for name in characters])
    )
    write_folder(content, recipe, temperature, figures, target)
    return figures


def write_folder(content: bytes, recipe: Recipe, temperature: float, figures: dict[str, Any], target: Path) -> None:
    """Write model, probe and card."""
    target.mkdir(parents=True, exist_ok=True)
    (target / "model.tflite").write_bytes(content)
    spec, shipped, crops = recipe.spec, QuantisedModel(content), probe_crops(recipe.spec)
    tensors = tensors_of(Probe(tuple(crops), np.zeros(0, np.uint8), np.zeros(0, np.float32)), spec)
    log_probs = log_softmax(shipped.logits(tensors) / np.float32(temperature))
    named: dict[str, Any] = {f"crop_{index:02d}": crop for index, crop in enumerate(crops)}
    np.savez_compressed(target / "probe.npz", tensors=tensors, log_probs=log_probs, **named)
    ends = {"input": shipped.input, "output": shipped.output}
    card = {
        "name": recipe.name,
        "task": TASKS[recipe.kind],
        "alphabet": CHARACTERS,
        "normalise": asdict(spec),
        "input_shape": list(tensor_shape(spec)),
        "output_shape": [LABELS],
        "quantisation": {name: [float(end["quantization"][0]), int(end["quantization"][1])] for name, end in ends.items()},
        "temperature": round(temperature, 3),
        "sha256": {name: hashlib.sha256((target / name).read_bytes()).hexdigest() for name in ("model.tflite", "probe.npz")},
        "licence": "Apache-2.0",
        "data": list(DATA[recipe.kind]),
        "figures": {"bytes": len(content), "command": f"python -m trainer.export trainer/recipes/{recipe.name}.toml", **figures},
    }
    (target / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Quantise a trained model and write it where the application finds it.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, help="the run's folder (default: out/NAME of the recipe)")
    parser.add_argument("--target", type=Path, help="default: models/tflite/NAME")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    recipe = Recipe.read(arguments.recipe)
    work, target = arguments.work or Path("out", recipe.name), arguments.target or models_dir() / "tflite" / recipe.name
    try:
        print(json.dumps(export(recipe, Path(arguments.data), work, target), indent=1))
    except FileNotFoundError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
