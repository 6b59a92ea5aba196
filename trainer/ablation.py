"""``python -m trainer.ablation trainer/recipes/glyph.toml --data DIR``: what each part of a recipe is worth.

Short runs, each without one part, and one more of the whole with another seed: differences as small as between those two say
nothing. Runs are resumable, and finished ones are not run again. Writes docs/models/ablation-NAME.md of those that are finished.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import replace
from pathlib import Path

import keras

from trainer.augment import NONE
from trainer.recipe import Recipe
from trainer.train import train

FOLDER, WORK = Path("docs/models"), Path("out/ablation")

PART, FEWER = 5, 4
"""An epoch of these runs has a part in so many of the recipe's samples, and there are as many times fewer epochs."""

WHOLE, AGAIN = "the whole recipe", "the same, another seed"

KINDS = ("tiles", "ink", "rejects")


def short(recipe: Recipe) -> Recipe:
    """A recipe's run in minutes."""
    names = ("tiles_per_class", "tiles_floor", "ink_per_class", "ink_floor", "lettered_per_class", "rejects")
    fewer = {name: getattr(recipe, name) // PART for name in names}
    return replace(recipe, epochs=max(1, recipe.epochs // FEWER), refine=max(1, recipe.refine // FEWER), **fewer)


def variants(recipe: Recipe) -> dict[str, Recipe]:
    """The short runs by what is left out."""
    whole = short(recipe)
    runs = {
        WHOLE: whole,
        AGAIN: replace(whole, seed=whole.seed + 1),
        "no variation of samples": replace(whole, augment=NONE),
        "no elastic variation": replace(whole, augment=replace(whole.augment, elastic=0.0, stroke_shift=0.0)),
        "no tremble of a fast pen": replace(whole, augment=replace(whole.augment, haste=0.0)),
        "no wrong joins and splits": replace(whole, rejects=0),
        "no letters cut out of lines": replace(whole, lettered_per_class=0),
        "no label smoothing": replace(whole, smoothing=0.0),
    }
    if recipe.kind == "glyph":
        runs["no worn or soiled ink"] = replace(whole, augment=replace(whole.augment, damage=0.0))
        runs["one residual block in place of two"] = replace(whole, network=whole.network | {"blocks": 1})
    else:
        runs["half as wide"] = replace(whole, network=whole.network | {"widths": [width // 2 for width in whole.network["widths"]]})
    if recipe.taught:
        runs["no teacher"] = replace(whole, taught=0.0)
    return {name: run for name, run in runs.items() if name == WHOLE or run != whole}  # what a recipe has not got cannot be left out


def folder_of(name: str) -> str:
    """The folder of a run."""
    return "".join(character if character.isalnum() else "-" for character in name)


def figures(recipe: Recipe, work: Path) -> dict[str, float] | None:
    """What a run came to, or None where it is not finished."""
    log = work / "log.jsonl"
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
    return entries[-1] if len(entries) == recipe.epochs + recipe.refine else None


def report(name: str, results: dict[str, dict[str, float]], about: str) -> str:
    """The report as Markdown, from the last log entry of each finished run."""
    whole = results[WHOLE]
    kinds = [kind for kind in KINDS if kind in whole]
    rows = []
    for run, entry in results.items():
        cells = [f"{100 * entry[kind]:.1f}" + ("" if run == WHOLE else f" ({100 * (entry[kind] - whole[kind]):+.1f})") for kind in kinds]
        rows.append(f"| {run} | {' | '.join(cells)} |")
    body = "\n".join(rows)
    return f"""# What each part of the recipe `{name}` is worth

Made by `python -m trainer.ablation trainer/recipes/{name}.toml --data DIR`: {about}, so all figures are lower than
those of the shipped model. In percent, of samples held out (tiles: EMNIST images; ink: characters of held-out writers; rejects:
wrong cuts of theirs), one view, all 94 characters and reject offered; in brackets against the whole recipe. Look-alikes such as c and
C count as errors here.

| run | {" | ".join(kinds)} |
| --- {"| --- " * len(kinds)}|
{body}
"""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure what each part of a recipe is worth, by short runs without it.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, default=WORK, metavar="DIR", help=f"folder for the runs (default: {WORK})")
    parser.add_argument("--only", action="append", metavar="RUN", help="train these runs only; the report has all that are finished")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    if keras.backend.backend() == "torch":
        keras.config.set_dtype_policy("mixed_bfloat16")
    recipe = Recipe.read(arguments.recipe)
    runs = variants(recipe)
    if unknown := set(arguments.only or ()) - set(runs):
        parser.error(f"there is no run {', '.join(sorted(unknown))}; there are {', '.join(runs)}")
    folders = {run: arguments.work / recipe.name / folder_of(run) for run in runs}
    for run, each in runs.items():
        if arguments.only is None or run in arguments.only:
            train(each, Path(arguments.data), folders[run])
    found = {run: figures(each, folders[run]) for run, each in runs.items()}
    results = {run: entry for run, entry in found.items() if entry}
    if WHOLE in results:
        about = f"{runs[WHOLE].epochs} and {runs[WHOLE].refine} epochs of one sample in {PART}"
        (FOLDER / f"ablation-{recipe.name}.md").write_text(report(recipe.name, results, about), encoding="utf-8")


if __name__ == "__main__":
    main()
