"""What each part of a recipe is worth: short runs without it, and the table of what they came to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("keras", reason="needs the trainer's libraries: pip install .[train]")

from trainer.ablation import AGAIN, KINDS, PART, WHOLE, figures, folder_of, report, short, variants
from trainer.recipe import KINDS as MODELS
from trainer.recipe import Recipe

RECIPES = Path(__file__).parents[2] / "trainer" / "recipes"


@pytest.fixture(params=[*MODELS, "glyph_taught"])
def recipe(request: pytest.FixtureRequest) -> Recipe:
    return Recipe.read(RECIPES / f"{request.param}.toml")


def test_short_runs_have_a_part_of_every_kind_of_sample(recipe: Recipe) -> None:
    less = short(recipe)
    assert less.ink_per_class == recipe.ink_per_class // PART
    assert less.rejects == recipe.rejects // PART
    assert less.epochs < recipe.epochs
    assert less.refine >= 1


def test_each_run_differs_from_the_whole_in_one_thing_and_has_a_folder_of_its_own(recipe: Recipe) -> None:
    runs = variants(recipe)
    whole = runs[WHOLE]
    for name, other in runs.items():
        changed = [field for field in Recipe.__dataclass_fields__ if getattr(other, field) != getattr(whole, field)]
        assert len(changed) == (name != WHOLE), name
    assert len({folder_of(name) for name in runs}) == len(runs) > 6
    assert ("no teacher" in runs) == (recipe.taught > 0)


def test_only_finished_runs_count(recipe: Recipe, tmp_path: Path) -> None:
    run = short(recipe)
    assert figures(run, tmp_path) is None
    entries = [json.dumps({"epoch": epoch + 1, "ink": epoch / 100}) for epoch in range(run.epochs + run.refine)]
    (tmp_path / "log.jsonl").write_text("\n".join(entries[:-1]) + "\n")
    assert figures(run, tmp_path) is None
    (tmp_path / "log.jsonl").write_text("\n".join(entries) + "\n")
    assert figures(run, tmp_path) == {"epoch": len(entries), "ink": (len(entries) - 1) / 100}


def test_the_table_tells_what_is_lost() -> None:
    less = {"tiles": 0.7, "ink": 0.81, "rejects": 0.8}
    text = report("glyph", {WHOLE: dict.fromkeys(KINDS, 0.8), AGAIN: dict.fromkeys(KINDS, 0.805), "no teacher": less}, "2 epochs")
    assert f"| {WHOLE} | 80.0 | 80.0 | 80.0 |" in text
    assert "| no teacher | 70.0 (-10.0) | 81.0 (+1.0) | 80.0 (+0.0) |" in text
    assert "2 epochs" in text


def test_a_model_of_paths_has_no_tiles_in_its_table() -> None:
    text = report("pen", {WHOLE: {"ink": 0.8, "rejects": 0.9}}, "6 epochs")
    assert "tiles |" not in text
    assert f"| {WHOLE} | 80.0 | 90.0 |" in text
