"""A tiny pen reader on a few lines made by code: the loss falls, a stopped run goes on, padding changes nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.inference.emissions import READ_LABELS, labels_of
from hcr_desktop.inference.trace import level
from tests.inference.made import written

pytest.importorskip("keras", reason="the trainer's libraries are not installed")

import keras

from trainer.batches import batch_of
from trainer.forms import form_of
from trainer.lines import LineData, LineSample
from trainer.page_lines import PageLine
from trainer.reader_network import TaughtLoss, averaged, beside_teacher, ctc_loss, pen_reader_network
from trainer.reader_recipe import ReaderRecipe
from trainer.train_reader import Lines, finished

NETWORK = {"stem": 8, "width": 16, "dilations": [1], "dropout": 0.0}


def lines(texts: list[str]) -> list[LineSample]:
    return [LineSample(level([stroke.xy for stroke in written(text).strokes]), text, "w") for text in texts]


@pytest.mark.parametrize("kind", ["pen", "image"])
def test_padding_changes_no_answer(kind: str) -> None:
    recipe = ReaderRecipe(kind=kind)
    form = form_of(kind, recipe.augment, recipe.look)
    model = form.network({**NETWORK, "gate": 4, "stem": 8 if kind == "pen" else [4, 8, 8]}, masked=True)
    # Gates begin as no change: these have learnt something.
    model.set_weights([weights + np.random.default_rng(1).normal(0, 0.1, weights.shape) for weights in model.get_weights()])
    short, long = lines(["ab", "a longer line"])
    tensors = [form.plain(line.ink) for line in (short, long)]
    alone, together = (batch_of(each, ["ab", "a longer line"][: len(each)], form) for each in (tensors[:1], tensors))
    frames = int(alone[1][0, 1])
    answers = [keras.ops.convert_to_numpy(model(batch[0], training=False))[0, :frames] for batch in (alone, together)]
    np.testing.assert_allclose(answers[0], answers[1], atol=1e-4)


def test_gates_begin_as_no_change() -> None:
    form = form_of("pen", ReaderRecipe().augment, ReaderRecipe().look)
    plain, gated = (form.network({**NETWORK, "gate": squeezed}, masked=True) for squeezed in (0, 4))
    learnt = [layer for layer in gated.layers if layer.weights]
    gates = [layer for layer in learnt if isinstance(layer, keras.layers.Conv2D) and layer.use_bias and layer.name != "logits"]
    assert len(gates) == 2
    for mine, own in zip([layer for layer in learnt if layer not in gates], [each for each in plain.layers if each.weights], strict=True):
        mine.set_weights(own.get_weights())
    inputs, _ = batch_of([form.plain(lines(["gate"])[0].ink)], ["gate"], form)
    answers = [keras.ops.convert_to_numpy(model(inputs, training=False)) for model in (plain, gated)]
    np.testing.assert_allclose(*answers, atol=1e-5)


def test_targets_hold_lengths_and_labels() -> None:
    recipe = ReaderRecipe()
    form = form_of("pen", recipe.augment, recipe.look)
    line = lines(["to be"])[0]
    _, target = batch_of([form.plain(line.ink)], [line.text], form)
    assert target[0, 0] == 5
    assert target[0, 2:].tolist() == labels_of("to be")


def test_the_loss_falls_on_what_is_learnt() -> None:
    recipe = ReaderRecipe()
    form = form_of("pen", recipe.augment, recipe.look)
    some = lines(["on", "no", "in"])
    inputs, target = batch_of([form.plain(line.ink) for line in some], [line.text for line in some], form)
    model = pen_reader_network(form.spec.features, masked=True, **NETWORK)
    model.compile(keras.optimizers.AdamW(1e-2), loss=ctc_loss)
    first = float(model.train_on_batch(inputs, target))
    for _ in range(30):
        last = float(model.train_on_batch(inputs, target))
    assert last < first / 2
    assert model.output_shape[-1] == READ_LABELS


@pytest.mark.parametrize("masked", [True, False])
def test_readers_as_one_say_the_mean_of_what_they_say(masked: bool) -> None:
    form = form_of("pen", ReaderRecipe().augment, ReaderRecipe().look)
    keras.utils.set_random_seed(3)
    first, second = (form.network({**NETWORK, "width": width}, masked=masked) for width in (16, 8))
    inputs, _ = batch_of([form.plain(line.ink) for line in lines(["mean", "of two"])], ["mean", "of two"], form)
    shown = inputs if masked else inputs[form.source]
    one, other, both = (
        keras.ops.convert_to_numpy(model(shown, training=False)) for model in (first, second, averaged([first, second], [0.7, 0.3]))
    )
    said = [np.exp(each - each.max(axis=-1, keepdims=True)) for each in (one, other)]
    said = [each / each.sum(axis=-1, keepdims=True) for each in said]
    np.testing.assert_allclose(np.exp(both), 0.7 * said[0] + 0.3 * said[1], atol=1e-5)


def test_a_teacher_is_followed_and_learns_nothing() -> None:
    form = form_of("pen", ReaderRecipe().augment, ReaderRecipe().look)
    keras.utils.set_random_seed(4)
    teacher, reader = (pen_reader_network(form.spec.features, masked=True, **NETWORK) for _ in range(2))
    inputs, target = batch_of([form.plain(line.ink) for line in lines(["on", "no"])], ["on", "no"], form)
    frames = target[:, 1]
    teacher.compile(keras.optimizers.AdamW(1e-2), loss=ctc_loss)
    for _ in range(40):
        teacher.train_on_batch(inputs, target)
    learner = beside_teacher(reader, teacher)
    optimizer = keras.optimizers.AdamW(1e-2)
    learner.compile(optimizer=optimizer, loss=TaughtLoss(optimizer, 40))
    before = [weights.copy() for weights in teacher.get_weights()]

    def apart() -> float:
        said = [keras.ops.convert_to_numpy(keras.ops.softmax(model(inputs, training=False))) for model in (reader, teacher)]
        return float(np.mean([np.abs(one[:count] - other[:count]).sum() for one, other, count in zip(*said, frames, strict=True)]))

    unlike = apart()
    losses = [float(learner.train_on_batch(inputs, target)) for _ in range(40)]
    assert losses[-1] < losses[0] / 2
    assert apart() < unlike / 2
    for weights, own in zip(before, teacher.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, own)


def test_a_teacher_that_was_never_trained_is_missed(tmp_path: Path) -> None:
    recipe = ReaderRecipe()
    with pytest.raises(FileNotFoundError, match="train pen_reader first"):
        finished(recipe, tmp_path, form_of(recipe.kind, recipe.augment, recipe.look))


def test_lines_of_pages_are_learnt_beside_those_drawn() -> None:
    recipe = ReaderRecipe(kind="image", composed=0, singles=0)
    cut = [PageLine(np.full((40, 90), 9, np.uint8), "page"), PageLine(np.full((40, 700), 9, np.uint8), "too long")]
    epoch = Lines(LineData([], lines(["drawn"]), {}, [], []), recipe, 0, cut)
    assert [sample.text for sample in epoch.samples] == ["drawn", "page"]
    assert len(epoch) == 1
    inputs, target = epoch[0]
    assert inputs["strip"].shape[0] == 2
    assert sorted(target[:, 0].tolist()) == [4, 5]


def test_a_recipe_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    file = tmp_path / "recipe.toml"
    file.write_text("epoch = 3\n")
    with pytest.raises(ValueError, match="unknown fields epoch"):
        ReaderRecipe.read(file)
    file.write_text("pages = 3\n")
    with pytest.raises(ValueError, match="of kind image"):
        ReaderRecipe.read(file)
    for name in ("pen_reader", "pen_reader_second", "image_reader"):
        assert ReaderRecipe.read(Path(__file__).parents[2] / "trainer" / "recipes" / f"{name}.toml").name == name
