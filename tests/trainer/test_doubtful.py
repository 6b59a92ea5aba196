"""A tiny reader that has learnt three words finds the one that carries the label of another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("keras", reason="the trainer's libraries are not installed")

import keras

from tests.trainer.test_train_reader import NETWORK, lines
from trainer.batches import batch_of
from trainer.doubtful import sifted, surprise
from trainer.forms import Form, form_of
from trainer.lines import LineData, LineSample
from trainer.reader_network import ctc_loss, pen_reader_network
from trainer.reader_recipe import ReaderRecipe

MOST = 1.2


@pytest.fixture(scope="module")
def learnt() -> tuple[keras.Model, list[LineSample], Form]:
    recipe = ReaderRecipe()
    form = form_of("pen", recipe.augment, recipe.look)
    keras.utils.set_random_seed(1)
    some = lines(["on", "he", "in"])
    inputs, target = batch_of([form.plain(line.ink) for line in some], [line.text for line in some], form)
    model = pen_reader_network(form.spec.features, masked=True, **NETWORK)
    model.compile(keras.optimizers.AdamW(1e-2), loss=ctc_loss)
    for _ in range(150):
        model.train_on_batch(inputs, target)
    return model, some, form


def test_a_label_of_another_line_is_a_surprise(learnt: tuple[keras.Model, list[LineSample], Form]) -> None:
    model, some, form = learnt
    wrong = replace(some[1], text="in")
    surprises = surprise(model, [some[0], wrong, some[2]], form)
    assert surprises[1] > MOST > max(surprises[0], surprises[2])


def test_it_is_left_out_and_told(
    learnt: tuple[keras.Model, list[LineSample], Form], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, some, form = learnt
    wrong = replace(some[1], text="in", writer="abc/w")
    data = LineData(some, [some[0], wrong], {}, [wrong], [])
    for _ in range(2):  # the second time from what was kept
        fewer = sifted(data, model, form, MOST, tmp_path)
        assert (fewer.words, fewer.texts) == (some, [some[0]])
        assert fewer.valid_words == [wrong]
        assert "abc 1 of 1" in capsys.readouterr().out
