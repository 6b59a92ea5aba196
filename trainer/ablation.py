"""``python -m trainer.ablation --data DIR``: what each part of the glyph recipe is worth, as docs/models/ablation.md.

Short runs of the recipe, each without one part, and one more of the whole with another seed: differences as small as between those
two say nothing. Runs are resumable, and finished ones are not run again.
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

RECIPE, REPORT, WORK = Path("trainer/recipes/glyph.toml"), Path("docs/models/ablation.md"), Path("out/ablation")

PART = 5
"""An epoch of these runs has a part in so many of the recipe's samples."""

EPOCHS, REFINE = 2, 1

WHOLE, AGAIN = "the whole recipe", "the same, another seed"

KINDS = ("tiles", "ink", "rejects")


def short(recipe: Recipe) -> Recipe:
    """A recipe's run in minutes."""
    names = ("tiles_per_class", "tiles_floor", "ink_per_class", "ink_floor", "lettered_per_class", "rejects")
    fewer = {name: getattr(recipe, name) // PART for name in names}
    return replace(recipe, epochs=EPOCHS, refine=REFINE, **fewer)


def variants(recipe: Recipe) -> dict[str, Recipe]:
    """The short runs by what is left out."""
    whole = short(recipe)
    narrow = whole.network | {name: 3 * whole.network[name] // 4 for name in ("stem", "middle", "top")}
    return {
        WHOLE: whole,
        AGAIN: replace(whole, seed=whole.seed + 1),
        "no teacher": replace(whole, taught=0.0),
        "no variation of samples": replace(whole, augment=NONE),
        "no worn or soiled ink": replace(whole, augment=replace(whole.augment, damage=0.0)),
        "no tremble of a fast pen": replace(whole, augment=replace(whole.augment, haste=0.0)),
        "no wrong joins and splits": replace(whole, rejects=0),
        "no letters cut out of lines": replace(whole, lettered_per_class=0),
        "three quarters as wide": replace(whole, network=narrow),
        "one residual block in place of two": replace(whole, network=whole.network | {"blocks": 1}),
    }


def folder_of(name: str) -> str:
    """The folder of a run."""
    return "".join(character if character.isalnum() else "-" for character in name)


def report(results: dict[str, dict[str, float]], steps: str) -> str:
    """The report as Markdown, from the last log entry of each run."""
    whole = results[WHOLE]
    rows = []
    for name, entry in results.items():
        cells = [f"{100 * entry[kind]:.1f}" + ("" if name == WHOLE else f" ({100 * (entry[kind] - whole[kind]):+.1f})") for kind in KINDS]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    body = "\n".join(rows)
    return f"""# What each part of the glyph recipe is worth

Made by `python -m trainer.ablation --data DIR`: {steps}, so all figures are lower than those of the shipped model.
In percent, of held-out EMNIST images and of characters and wrong cuts of held-out writers, one view, all 94 characters and reject
offered; in brackets against the whole recipe. Look-alikes such as c and C count as errors here.

| run | EMNIST | ink | rejects |
| --- | --- | --- | --- |
{body}
"""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure what each part of the glyph recipe is worth, by short runs without it.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, default=WORK, metavar="DIR", help=f"folder for the runs (default: {WORK})")
    parser.add_argument("--only", action="append", metavar="RUN", help="train these runs only, and write no report")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    if keras.backend.backend() == "torch":
        keras.config.set_dtype_policy("mixed_bfloat16")
    runs = variants(Recipe.read(RECIPE))
    if unknown := set(arguments.only or ()) - set(runs):
        parser.error(f"there is no run {', '.join(sorted(unknown))}; there are {', '.join(runs)}")
    results = {}
    for name, recipe in runs.items():
        if arguments.only is None or name in arguments.only:
            work = arguments.work / folder_of(name)
            train(recipe, Path(arguments.data), work)
            results[name] = json.loads((work / "log.jsonl").read_text().splitlines()[-1])
    if arguments.only is None:
        REPORT.write_text(report(results, f"{EPOCHS} and {REFINE} epochs of one sample in {PART}"), encoding="utf-8")


if __name__ == "__main__":
    main()
