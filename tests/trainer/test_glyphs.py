"""The glyph model's data: right labels, balance, held-out people, wrong cuts, reproducible epochs."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the trainer's libraries: pip install .[train]")

from hcr_desktop.inference.alphabet import ALNUM47, CHARACTERS, LABELS, REJECT, label_of
from hcr_desktop.inference.normalise import NormaliseSpec
from hcr_desktop.inference.trajectory import FEATURES, TrajectorySpec, trajectory
from tests.trainer.madecorpora import CLASSES62, TEXTS, WRITERS, characters_of, ink_set_of, save_corpora, texts
from trainer.augment import NONE
from trainer.corpora import held_out_writers
from trainer.glyphs import (
    Epoch,
    GlyphData,
    balanced,
    characters,
    drawn,
    ink_pool,
    line_size,
    reject_pool,
    segmented_glyphs,
    tile_target,
    wrong_cut,
)
from trainer.lettered import Lettered, save
from trainer.recipe import Recipe

RECIPE = Recipe(batch=32, tiles_per_class=3, ink_per_class=4, ink_floor=2, rejects=20, held_out=4)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    save_corpora(folder, each=2)
    return folder


def set_of(target: np.ndarray) -> set[str]:
    assert target.shape == (LABELS,)
    assert target.dtype == np.uint8
    assert not target[REJECT]
    return {CHARACTERS[label] for label in np.flatnonzero(target)}


@pytest.mark.parametrize("label", range(62))
def test_a_known_case_is_the_only_right_label(label: int) -> None:
    assert set_of(tile_target(0, label)) == {CLASSES62[label]}


@pytest.mark.parametrize(("character", "right"), [("C", "Cc"), ("S", "Ss"), ("A", "A"), ("a", "a"), ("7", "7"), ("O", "Oo"), ("t", "t")])
def test_an_unknown_case_trains_both(character: str, right: str) -> None:
    assert set_of(tile_target(ALNUM47.index(character), -1)) == set(right)


def test_the_47_classes_cover_the_62_characters_once() -> None:
    total = sum(tile_target(label, -1).astype(int) for label in range(47))
    assert {CHARACTERS[label] for label in np.flatnonzero(total)} == set(string.digits + string.ascii_letters)
    assert total.max() == 1


def test_balance_holds_groups_between_least_and_most() -> None:
    group = np.repeat([3, 5, 9], [100, 10, 2])
    chosen = balanced(group, most=20, least=5, rng=np.random.default_rng(0))
    assert np.bincount(group[chosen]).tolist() == [0, 0, 0, 20, 0, 10, 0, 0, 0, 5]
    assert len(set(chosen[group[chosen] == 3].tolist())) == 20


def test_balance_is_settled_by_the_random_state() -> None:
    group = np.repeat([0, 1], [50, 60])
    once, again, other = (balanced(group, 10, 5, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(once, again)
    assert (once != other).any()


@pytest.mark.parametrize("every", [2, 3, 6])
def test_held_out_writers_are_whole_people_and_a_part_of_all(every: int) -> None:
    ink = characters_of("ab")
    out = held_out_writers(ink, every)
    held, kept = set(ink.writer[out]), set(ink.writer[~out])
    assert not held & kept
    assert held | kept == set(WRITERS)
    assert len(held) == len(WRITERS) // every


def test_characters_come_with_their_strokes_and_labels() -> None:
    ink = characters_of("iX")
    found = list(characters(ink, ink.writer == WRITERS[1]))
    assert [(len(strokes), label) for strokes, label in found] == [(2, label_of("i")), (2, label_of("X"))]


def test_segmented_texts_give_every_glyph_its_strokes() -> None:
    ink = ink_set_of([("at it", "w")])
    glyphs = segmented_glyphs(ink, 0)
    assert [CHARACTERS[label] for _, label in glyphs] == list("atit")
    assert [len(strokes) for strokes, _ in glyphs] == [1, 2, 2, 2]
    np.testing.assert_array_equal(np.concatenate([xy for strokes, _ in glyphs for xy in strokes]), ink.xy)


def test_wrong_cuts_are_no_glyph_of_the_text() -> None:
    rng = np.random.default_rng(0)
    glyphs = segmented_glyphs(texts(), 0)
    whole = [sorted(xy.tobytes() for xy in strokes) for strokes, _ in glyphs]
    cuts = [cut for _ in range(400) if (cut := wrong_cut(glyphs, rng)) is not None]
    assert len(cuts) > 200
    kinds = {"more strokes": 0, "part of a stroke": 0}
    known = {xy.tobytes() for strokes, _ in glyphs for xy in strokes}
    for cut in cuts:
        assert all(len(xy) for xy in cut)
        assert sorted(xy.tobytes() for xy in cut) not in whole
        kinds["part of a stroke" if any(xy.tobytes() not in known for xy in cut) else "more strokes"] += 1
    assert min(kinds.values()) > 20


def test_a_lone_dot_gives_no_wrong_cut() -> None:
    rng = np.random.default_rng(0)
    assert {wrong_cut([([np.zeros((3, 2), np.float32)], 5)], rng) for _ in range(50)} == {None}


def test_rejects_are_all_of_one_label_and_the_same_for_a_seed() -> None:
    ink = texts()
    keep = np.ones(len(ink), bool)
    first, second = (reject_pool(ink, keep, 12, seed=3) for _ in range(2))
    assert len(first) == 12
    assert (first.target.argmax(axis=1) == REJECT).all()
    np.testing.assert_array_equal(drawn(first, NormaliseSpec())[0], drawn(second, NormaliseSpec())[0])


def test_drawing_spreads_evenly_and_without_variation() -> None:
    pool = ink_pool(list(characters(characters_of("abcde"), np.ones(30, bool))))
    tensors, targets = drawn(pool, NormaliseSpec(), most=4)
    assert tensors.shape == (4, 28, 28)
    assert tensors.dtype == np.uint8
    np.testing.assert_array_equal(targets, pool.target[[0, 9, 19, 29]])
    np.testing.assert_array_equal(drawn(pool, NormaliseSpec(), most=4)[0], tensors)
    assert len(drawn(pool, NormaliseSpec())[0]) == 30


def test_no_writer_and_no_image_is_trained_on_and_held_out(data: Path) -> None:
    pools = GlyphData.load(data, RECIPE, data)
    held = len(WRITERS) // RECIPE.held_out
    per_writer = len(CHARACTERS) + sum(len(text.replace(" ", "")) for text in TEXTS)
    assert len(pools.valid_ink) == held * per_writer
    assert len(pools.ink) == (len(WRITERS) - held) * per_writer
    assert len(pools.tiles) + len(pools.valid_tiles) == 94
    assert len(pools.valid_tiles) == len(range(0, 94, RECIPE.held_out * 5))
    assert len(pools.rejects) == 60
    seen = {tensor.tobytes() for tensor in drawn(pools.ink, NormaliseSpec())[0]}
    assert not seen & {tensor.tobytes() for tensor in drawn(pools.valid_ink, NormaliseSpec())[0]}


def test_an_epoch_is_settled_by_seed_and_number(data: Path) -> None:
    pools = GlyphData.load(data, RECIPE, data)
    runs = ((RECIPE, 0), (RECIPE, 0), (RECIPE, 1), (replace(RECIPE, seed=2), 0))
    epochs = [Epoch(pools, recipe, NormaliseSpec(), number) for recipe, number in runs]
    assert len(epochs[0]) == len(epochs[0].items) // 32 > 2
    batches = [epoch[1] for epoch in epochs]
    tensors, targets = batches[0]
    assert tensors.shape == (32, 28, 28, 1)
    assert targets.shape == (32, LABELS)
    assert tensors.dtype == targets.dtype == np.float32
    assert 0 <= tensors.min() < tensors.max() == 255
    assert (targets.sum(axis=1) >= 1).all()
    np.testing.assert_array_equal(batches[1][0], tensors)
    np.testing.assert_array_equal(batches[1][1], targets)
    assert (batches[2][0] != tensors).any()
    assert (batches[3][0] != tensors).any()


def test_letters_of_lines_are_trained_on_where_the_recipe_wants_them(data: Path, tmp_path: Path) -> None:
    hand = [Lettered(characters_of("e").strokes(0), "e", 60.0, "site/a"), Lettered(characters_of("o").strokes(0), "o", 60.0, "site/a")]
    save([hand[0]] * 9 + [hand[1]], tmp_path / "letters.npz")
    recipe = replace(RECIPE, lettered_per_class=5)
    pools = GlyphData.load(data, recipe, tmp_path)
    used = [index for pool, index in Epoch(pools, recipe, NormaliseSpec(), 0).items if pool is pools.lettered]
    assert len(used) == len(set(used)) == 6
    assert 9 in used
    assert len(GlyphData.load(data, RECIPE, tmp_path).lettered) == 0


def test_an_epoch_of_paths_is_settled_too_and_has_no_tiles(data: Path) -> None:
    pools, recipe = GlyphData.load(data, RECIPE, data), replace(RECIPE, kind="pen", tiles_per_class=0, tiles_floor=0)
    once, again, other = (Epoch(pools, recipe, recipe.spec, number) for number in (0, 0, 1))
    assert not any(pool is pools.tiles for pool, _ in once.items)
    tensors, targets = once[0]
    assert tensors.shape == (32, TrajectorySpec().points, FEATURES, 1)
    assert targets.shape == (32, LABELS)
    np.testing.assert_array_equal(again[0][0], tensors)
    assert (other[0][0] != tensors).any()


def test_a_sample_without_variation_is_the_path_of_its_ink() -> None:
    samples = list(characters(characters_of("Ki%"), np.ones(18, bool)))
    tensors, _ = drawn(ink_pool(samples), TrajectorySpec())
    for tensor, (strokes, _) in zip(tensors, samples, strict=True):
        assert np.abs(tensor.astype(int) - trajectory(strokes, TrajectorySpec())).max() <= 1


def test_a_comma_of_a_text_is_drawn_as_small_as_it_stands_there() -> None:
    ink = ink_set_of([("so, no", "w")])
    glyphs = segmented_glyphs(ink, 0)
    sizes: list[float | None] = [line_size(ink, 0)] * len(glyphs)
    (comma,) = [index for index, (_, label) in enumerate(glyphs) if label == label_of(",")]
    in_text, alone = (ink_pool(glyphs, given).draw(comma, NONE, np.random.default_rng(0)) for given in (sizes, None))
    assert max(in_text.shape) < max(alone.shape) * 0.7


def test_refining_varies_less_and_favours_no_class(data: Path) -> None:
    pools = GlyphData.load(data, RECIPE, data)
    recipe = replace(RECIPE, epochs=1, refine=1, tiles_per_class=3, tiles_floor=3, ink_floor=4, ink_per_class=4)
    first, second = (Epoch(pools, recipe, NormaliseSpec(), number) for number in (0, 1))
    assert second.augment == first.augment.scaled(recipe.refine_augment)
    tiles = np.bincount([pools.tiles.group[index] for pool, index in second.items if pool is pools.tiles])
    assert set(tiles[tiles > 0]) == {3}
    inked = np.bincount([pools.ink.group[index] for pool, index in second.items if pool is pools.ink])
    assert set(inked[inked > 0]) == {4}
