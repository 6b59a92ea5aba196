"""A label that nobody's model bears out is found by folds of writers, told of, and drawn; look-alikes are never doubted."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("keras", reason="the trainer's libraries are not installed")

from hcr_desktop.inference.alphabet import CHARACTERS
from tests.trainer.madecorpora import WRITERS, characters_of, save_corpora
from trainer import mislabelled
from trainer.augment import AugmentSpec
from trainer.drawn import drawn
from trainer.mislabelled import (
    ALIKE,
    classes,
    cross_validated,
    cross_validated_images,
    doubts,
    fold_of,
    others,
    report,
    report_images,
    shapes,
    sheet,
)
from trainer.recipe import Recipe

SMALL = Recipe(
    kind="pen",
    epochs=1,
    batch=16,
    rejects=16,
    ink_per_class=2,
    ink_floor=2,
    network={"widths": [4, 8, 8], "dropout": 0.0},
    augment=AugmentSpec(),
)


def sure_of(*characters: str) -> NDArray[np.float32]:
    shares = np.full((len(characters), len(CHARACTERS)), 1e-6, np.float32)
    shares[np.arange(len(characters)), [CHARACTERS.index(character) for character in characters]] = 1
    return shares


def test_a_label_is_doubted_where_the_ink_is_surely_another_character() -> None:
    found = doubts(sure_of("a", "b", "H"), ["a", "k", "H"])
    assert [(doubt.index, doubt.label, doubt.seen) for doubt in found] == [(1, "k", "b")]


@pytest.mark.parametrize("alike", ALIKE)
def test_look_alikes_are_not_doubted(alike: str) -> None:
    assert doubts(sure_of(*alike), [alike[0]] * len(alike)) == []


def test_an_unsure_model_doubts_nothing() -> None:
    assert doubts(np.full((3, len(CHARACTERS)), 1 / len(CHARACTERS), np.float32), ["a", "b", "?"]) == []
    assert doubts(np.zeros((0, len(CHARACTERS)), np.float32), []) == []


def test_a_shape_is_as_likely_as_all_that_are_written_so() -> None:
    shares = 0.5 * (sure_of("c") + sure_of("C"))
    assert shapes(shares)[0, [CHARACTERS.index("c"), CHARACTERS.index("C")]] == pytest.approx(1, abs=1e-4)


def test_a_folds_writers_are_not_learnt_from() -> None:
    chars = characters_of("abc")
    folds = [fold_of(writer, 2) for writer in WRITERS]
    assert set(folds) == {0, 1}
    data = others(chars, chars, 0, SMALL, 2)
    assert len(data.ink) == 2 * 3 * folds.count(1)  # as isolated characters, and as texts of one


def test_the_folds_together_judge_everyone_and_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_corpora(tmp_path / "data")
    chars, shares = cross_validated(tmp_path / "data", SMALL, 2, tmp_path / "work")
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-3)
    monkeypatch.setattr(mislabelled, "learnt", lambda *_: pytest.fail("it was kept"))
    np.testing.assert_array_equal(cross_validated(tmp_path / "data", SMALL, 2, tmp_path / "work")[1], shares)
    assert len(shares) == len(chars)


def test_what_is_found_is_told_and_drawn() -> None:
    chars = characters_of("ab")
    shares = sure_of(*("H" if index == 1 else str(text) for index, text in enumerate(chars.text)))
    found = doubts(shares, [str(text) for text in chars.text])
    told = report(chars, shares, found, SMALL, 2)
    assert "agree on the shape in 91.7 % of 12 characters. 1 labels" in told
    assert "| `b` | `H` | 1 |" in told
    assert "| lower | 12 | 1 | 8.3 % |" in told

    def picture(index: int) -> NDArray[np.uint8]:
        return drawn(chars.strokes(index))

    assert sheet(picture, found).min() == 0
    assert sheet(picture, []).min() == 255


def test_images_are_judged_by_folds_of_images_and_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_corpora(tmp_path / "data")
    recipe = replace(SMALL, kind="glyph", tiles_per_class=1, network={"stem": 4, "middle": 4, "top": 4, "blocks": 1, "dropout": 0.0})
    tiles, shares = cross_validated_images(tmp_path / "data", recipe, 2, tmp_path / "work")
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-3)
    monkeypatch.setattr(mislabelled, "learnt", lambda *_: pytest.fail("it was kept"))
    np.testing.assert_array_equal(cross_validated_images(tmp_path / "data", recipe, 2, tmp_path / "work")[1], shares)
    texts = classes(tiles)
    assert texts[:10] == list("0123456789")
    said = sure_of(*("H" if index == 3 else text for index, text in enumerate(texts)))
    found = doubts(said, texts)
    assert [(doubt.index, doubt.label, doubt.seen) for doubt in found] == [(3, "3", "H")]
    told = report_images(tiles, said, found, recipe, 2)
    assert f"of {len(texts)} images. 1 labels" in told
    assert f"| digits | {10 * len(texts) // 47} | 1 |" in told
    assert sheet(lambda index: 255 - tiles.image[index], found).min() == 0


def test_the_command_wants_data(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("HCR_DATA", raising=False)
    monkeypatch.setattr(sys, "argv", ["mislabelled"])
    with pytest.raises(SystemExit):
        mislabelled.main()
    assert "HCR_DATA" in capsys.readouterr().err
