"""``python -m trainer.quantisation trainer/recipes/glyph.toml --data DIR --work DIR``: ways to quantise a finished run, side by side.

Writes docs/models/quantisation.md: size, speed, and accuracy on held-out samples, each class counting alike.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import LABELS
from hcr_desktop.inference.classify import make_interpreter
from trainer.export import EACH, by_class, calibrate, calibration_samples, converter_of, even_out, finished
from trainer.glyphs import GlyphData, label_shares
from trainer.recipe import Recipe
from trainer.train import Validation

REPORT = Path("docs/models/quantisation.md")

BATCH, ROUNDS = 32, 40

Tensors = NDArray[np.uint8]

Way = Callable[[tf.lite.TFLiteConverter], None]


def _float16(converter: tf.lite.TFLiteConverter) -> None:
    """Weights in half precision."""
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]


def _weights(converter: tf.lite.TFLiteConverter) -> None:
    """Weights in int8; activations are quantised as they come."""
    converter.optimizations = [tf.lite.Optimize.DEFAULT]


def ways(samples: Callable[[int], Tensors]) -> dict[str, Way]:
    """The ways to convert, by name; ``samples`` gives so many calibration samples of each kind."""

    def whole(each: int, *, channels: bool = True) -> Way:
        def way(converter: tf.lite.TFLiteConverter) -> None:
            calibrate(converter, samples(each))
            converter._experimental_disable_per_channel = not channels  # noqa: SLF001 - there is no other way to ask for it

        return way

    return {
        "float32": lambda _: None,
        "float16 weights": _float16,
        "int8 weights, activations as they come": _weights,
        "int8, one scale a tensor": whole(EACH, channels=False),
        f"int8, a scale a channel, {EACH // 10} samples of each kind": whole(EACH // 10),
        f"int8, a scale a channel, {EACH} of each (shipped)": whole(EACH),
        f"int8, a scale a channel, {4 * EACH} of each": whole(4 * EACH),
    }


class Converted:
    """A converted model, whatever its numbers are."""

    def __init__(self, content: bytes, shape: tuple[int, ...]) -> None:
        """Load it for batches of samples of a shape."""
        self._interpreter = make_interpreter(content, 1)
        self._input = self._interpreter.get_input_details()[0]
        self._interpreter.resize_tensor_input(self._input["index"], (BATCH, *shape, 1))
        self._interpreter.allocate_tensors()
        self._output = next(each for each in self._interpreter.get_output_details() if int(each["shape"][-1]) == LABELS)

    def logits(self, tensors: Tensors) -> NDArray[np.float32]:
        """Logits float32 [n, LABELS], up to a scale and a shift, of tensors uint8 [n, ...]."""
        padded = np.pad(tensors, ((0, -len(tensors) % BATCH), *((0, 0),) * (tensors.ndim - 1)))[..., None]
        answers: list[NDArray[np.float32]] = []
        for start in range(0, len(padded), BATCH):
            self._interpreter.set_tensor(self._input["index"], padded[start : start + BATCH].astype(self._input["dtype"]))
            self._interpreter.invoke()
            answers.append(self._interpreter.get_tensor(self._output["index"]).astype(np.float32))
        return np.asarray(np.concatenate(answers)[: len(tensors)], np.float32)

    def milliseconds(self) -> float:
        """A sample, the median of many batches on one thread."""
        shape = (BATCH, *self._input["shape"][1:])
        self._interpreter.set_tensor(self._input["index"], np.zeros(shape, self._input["dtype"]))
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            self._interpreter.invoke()
            times.append(1000 * (time.perf_counter() - begun) / BATCH)
        return float(np.median(times))


def compare(model: keras.Model, held_out: dict[str, tuple[Tensors, Tensors]], samples: Callable[[int], Tensors]) -> str:
    """The table in Markdown."""
    shape = samples(1).shape[1:]
    rows = [f"| way | KB | ms a glyph | {' | '.join(f'{name} %' for name in held_out)} |", "| --- " * (3 + len(held_out)) + "|"]
    for name, way in ways(samples).items():
        converter = converter_of(model, shape)
        way(converter)
        content = bytes(converter.convert())
        converted = Converted(content, shape)
        scores = [f"{100 * by_class(converted.logits(tensors), targets):.2f}" for tensors, targets in held_out.values()]
        rows.append(f"| {name} | {len(content) / 1000:.0f} | {converted.milliseconds():.3f} | {' | '.join(scores)} |")
        print(rows[-1], flush=True)
    return "\n".join(rows)


def report(recipe: str, table: str) -> str:
    """The report as Markdown."""
    return f"""# Ways to quantise the glyph model

Made by `python -m trainer.quantisation {recipe} --data DIR`. Held-out EMNIST images, and characters and wrong cuts of held-out
writers, one view, all characters and reject offered, each class counting alike; one thread, batches of {BATCH}.

{table}
"""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Convert a finished run in several ways, and compare them.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, help="the run's folder (default: out/NAME of the recipe)")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    recipe = Recipe.read(arguments.recipe)
    work = arguments.work or Path("out", recipe.name)
    try:
        model = finished(recipe, work)
    except FileNotFoundError as error:
        parser.error(str(error))
    data = GlyphData.load(Path(arguments.data), recipe, work)
    even_out(model, label_shares(data, recipe))
    table = compare(model, Validation(data, recipe.spec).sets, lambda each: calibration_samples(data, recipe.spec, each))
    REPORT.write_text(report(str(arguments.recipe), table), encoding="utf-8")


if __name__ == "__main__":
    main()
