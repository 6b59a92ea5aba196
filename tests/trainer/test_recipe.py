"""Recipes: read, checked, complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from hcr_desktop.inference.normalise import NormaliseSpec
from hcr_desktop.inference.trajectory import TrajectorySpec
from trainer.augment import AugmentSpec
from trainer.reader_recipe import ReaderRecipe
from trainer.recipe import Recipe


def recipe(tmp_path: Path, content: str) -> Recipe:
    path = tmp_path / "recipe.toml"
    path.write_text(content)
    return Recipe.read(path)


def test_an_empty_recipe_is_the_default(tmp_path: Path) -> None:
    assert recipe(tmp_path, "") == Recipe()


def test_fields_are_set(tmp_path: Path) -> None:
    mine = recipe(tmp_path, 'name = "small"\nseed = 7\n[network]\nstem = 4\n[augment]\nrotate = 2.0\npen = [0.9, 1.1]\n')
    assert (mine.name, mine.seed, mine.network) == ("small", 7, {"stem": 4})
    assert mine.augment == AugmentSpec(rotate=2.0, pen=(0.9, 1.1))


def test_unknown_fields_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"recipe\.toml: unknown fields epoch, speed"):
        recipe(tmp_path, "speed = 1\nepoch = 3\n")


def test_the_kind_settles_what_a_sample_becomes(tmp_path: Path) -> None:
    assert recipe(tmp_path, "").spec == NormaliseSpec()
    assert recipe(tmp_path, 'kind = "pen"').spec == TrajectorySpec()


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"recipe\.toml: kind is one of glyph, pen"):
        recipe(tmp_path, 'kind = "brush"')


def test_an_unknown_variation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="wobble"):
        recipe(tmp_path, "[augment]\nwobble = 1\n")


RECIPES = sorted((Path(__file__).parents[2] / "trainer" / "recipes").glob("*.toml"))


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)
def test_the_recipes_of_this_repository_can_be_read(path: Path) -> None:
    mine = ReaderRecipe.read(path) if "_reader" in path.stem else Recipe.read(path)
    assert mine.epochs > 0
    assert mine.network
    assert path.stem == mine.name


@pytest.mark.parametrize("shown", ["pages", "fonts"])
def test_only_readers_of_pictures_are_shown_strips(tmp_path: Path, shown: str) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(f'kind = "image"\n{shown} = 3\n')
    assert getattr(ReaderRecipe.read(path), shown) == 3
    path.write_text(f"{shown} = 3\n")
    with pytest.raises(ValueError, match=f"{shown} are shown to readers of kind image only"):
        ReaderRecipe.read(path)
