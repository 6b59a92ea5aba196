"""What each part of a recipe is worth: short runs without it, and the table of what they came to."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("keras", reason="needs the trainer's libraries: pip install .[train]")

from trainer.ablation import AGAIN, KINDS, PART, RECIPE, WHOLE, folder_of, report, short, variants
from trainer.recipe import Recipe


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.read(Path(__file__).parents[2] / RECIPE)


def test_short_runs_have_a_part_of_every_kind_of_sample(recipe: Recipe) -> None:
    less = short(recipe)
    assert less.tiles_per_class == recipe.tiles_per_class // PART
    assert less.rejects == recipe.rejects // PART
    assert less.epochs + less.refine < recipe.epochs + recipe.refine


def test_each_run_differs_from_the_whole_in_one_thing_and_has_a_folder_of_its_own(recipe: Recipe) -> None:
    runs = variants(recipe)
    whole = runs[WHOLE]
    for name, other in runs.items():
        changed = [field for field in Recipe.__dataclass_fields__ if getattr(other, field) != getattr(whole, field)]
        assert len(changed) == (name != WHOLE), name
    assert len({folder_of(name) for name in runs}) == len(runs)


def test_the_table_tells_what_is_lost() -> None:
    results = {
        WHOLE: dict.fromkeys(KINDS, 0.8),
        AGAIN: dict.fromkeys(KINDS, 0.805),
        "no teacher": {"tiles": 0.7, "ink": 0.81, "rejects": 0.8},
    }
    text = report(results, "2 epochs")
    assert f"| {WHOLE} | 80.0 | 80.0 | 80.0 |" in text
    assert "| no teacher | 70.0 (-10.0) | 81.0 (+1.0) | 80.0 (+0.0) |" in text
    assert "2 epochs" in text
