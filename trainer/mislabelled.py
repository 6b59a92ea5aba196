"""``python -m trainer.mislabelled --data DIR``: isolated characters whose label their ink does not bear out, by cross-validation.

The writers of ``chars-train`` are dealt into folds; a pen model that has seen none of a fold's writers says what each of their
characters is. Where it is sure of something else, and all but sure that the label is wrong, the sample is doubtful (Northcutt et
al. 2021, arXiv 1911.00068, with a fixed bar). They are counted in docs/models/labels.md and drawn into a folder that git
ignores; none is left out of training by this.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import md5
from pathlib import Path
from string import ascii_lowercase

import cv2
import keras
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import CHARACTERS, CHARSETS, REJECT
from hcr_desktop.inference.bundle import Spec
from hcr_desktop.inference.classify import log_softmax
from trainer.corpora import InkSet, ink_set
from trainer.drawn import drawn
from trainer.glyphs import Epoch, GlyphData, all_glyphs, characters, ink_pool, reject_pool
from trainer.glyphs import drawn as plain
from trainer.metrics import SHAPES
from trainer.recipe import Recipe
from trainer.train import build

REPORT, EXAMPLES = Path("docs/models/labels.md"), Path("out/labels")

ALIKE = (
    *(small + small.upper() for small in ascii_lowercase),
    *SHAPES,
)
"""Characters that one piece of ink may be, seen alone: a label is not doubted for any of the others."""

UNLIKELY, SURE = 0.01, 0.9
"""A label is doubtful when it (with its look-alikes) has at most the one probability, and another character at least the other."""

LISTED, SHOWN, CELL = 12, 96, 96
"""Pairs in the report; examples in the picture, and the side of each in pixels."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sample whose label is doubted: its index, its label, and what its ink is instead."""

    index: int
    label: str
    seen: str


def fold_of(writer: str, folds: int) -> int:
    """The fold of a writer, the same in every run."""
    return int(md5(writer.encode(), usedforsecurity=False).hexdigest(), 16) // 7 % folds


def shapes(shares: Array) -> Array:
    """Probabilities [n, 94] summed over look-alikes: of each character that it or one of those is written, [n, 94]."""
    groups = np.eye(len(CHARACTERS), dtype=np.float32)
    for alike in ALIKE:
        members = [CHARACTERS.index(character) for character in alike]
        groups[np.ix_(members, members)] = 1
    return shares @ groups


def doubts(shares: Array, texts: Sequence[str]) -> list[Doubt]:
    """The samples whose label is doubtful, by what a model says that knows none of their writers, [n, 94]."""
    likely = shapes(shares)
    own = likely[np.arange(len(texts)), [CHARACTERS.index(text) for text in texts]] if len(texts) else np.zeros(0)
    found = np.flatnonzero((own <= UNLIKELY) & (likely.max(axis=1, initial=0) >= SURE))
    return [Doubt(int(index), texts[index], CHARACTERS[int(shares[index].argmax())]) for index in found]


def others(chars: InkSet, segmented: InkSet, fold: int, recipe: Recipe, folds: int) -> GlyphData:
    """What a model learns from that is to know nobody of a fold."""
    known_chars, known_segmented = (np.array([fold_of(str(name), folds) != fold for name in ink.writer]) for ink in (chars, segmented))
    rejects = reject_pool(segmented, known_segmented, recipe.rejects, recipe.seed)
    nothing = ink_pool([])
    return GlyphData(nothing, all_glyphs(chars, known_chars, segmented, known_segmented), nothing, rejects, nothing, nothing, nothing)


def learnt(data: GlyphData, recipe: Recipe) -> keras.Model:
    """The recipe's model after its epochs."""
    keras.utils.set_random_seed(recipe.seed)
    steps = len(Epoch(data, recipe, recipe.spec, 0))
    model = build(replace(recipe, taught=0.0), steps, steps)
    for epoch in range(recipe.epochs):
        history = model.fit(Epoch(data, recipe, recipe.spec, epoch), epochs=1, shuffle=False, verbose=0)
        print(f"  epoch {epoch + 1} of {recipe.epochs}: loss {history.history['loss'][0]:.3f}", flush=True)
    return model


def said(model: keras.Model, ink: InkSet, picks: NDArray[np.intp], spec: Spec) -> Array:
    """What a model says of characters, probabilities float32 [picks, 94]."""
    keep = np.zeros(len(ink), bool)
    keep[picks] = True
    tensors, _ = plain(ink_pool(list(characters(ink, keep))), spec)
    logits = model.predict(tensors[..., None].astype(np.float32), batch_size=500, verbose=0)
    return np.exp(log_softmax(logits[:, :REJECT]))


def cross_validated(folder: Path, recipe: Recipe, folds: int, work: Path) -> tuple[InkSet, Array]:
    """The isolated characters, and what models say of them that know none of their writers; folds done before are kept in ``work``."""
    chars, segmented = ink_set(folder, "chars-train"), ink_set(folder, "segmented-train")
    work.mkdir(parents=True, exist_ok=True)
    shares = np.zeros((len(chars), len(CHARACTERS)), np.float32)
    for fold in range(folds):
        kept = work / f"labels-{folds}-{recipe.epochs}-{fold}.npy"
        picks = np.flatnonzero([fold_of(str(name), folds) == fold for name in chars.writer])
        if not kept.exists():
            print(f"fold {fold + 1} of {folds}: {len(picks)} characters of {len(set(chars.writer[picks].tolist()))} writers", flush=True)
            model = learnt(others(chars, segmented, fold, recipe, folds), recipe)
            np.save(kept, said(model, chars, picks, recipe.spec))
        shares[picks] = np.load(kept)
    return chars, shares


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def code(character: str) -> str:
    """A character as code, which keeps its meaning inside a table."""
    return f"`` {character} ``" if character == "`" else "`\\|`" if character == "|" else f"`{character}`"


def percent(part: int, whole: int) -> str:
    """A share as text."""
    return f"{100 * part / max(whole, 1):.1f} %"


def report(chars: InkSet, shares: Array, found: Sequence[Doubt], recipe: Recipe, folds: int) -> str:
    """The report as Markdown."""
    texts = [str(text) for text in chars.text]
    own = shapes(shares)[np.arange(len(texts)), [CHARACTERS.index(text) for text in texts]]
    agreed = int((own >= 0.5).sum())
    by_contributor, of = Counter(str(chars.contributor[doubt.index]) for doubt in found), Counter(map(str, chars.contributor))
    by_writer = Counter(str(chars.writer[doubt.index]) for doubt in found)
    few = sum(count for _, count in by_writer.most_common(5))
    per_kind = []
    for kind in ("digits", "upper", "lower", "symbols"):
        total = sum(text in CHARSETS[kind] for text in texts)
        per_kind.append((kind, total, count := sum(doubt.label in CHARSETS[kind] for doubt in found), percent(count, total)))
    per_contributor = [(name, of[name], count, percent(count, of[name])) for name, count in by_contributor.most_common(LISTED)]
    pairs = Counter((doubt.label, doubt.seen) for doubt in found).most_common(LISTED)
    return f"""# Labels of isolated characters that their ink does not bear out

Made by `python -m trainer.mislabelled --data DIR`: {folds} folds of writers of `chars-train`, each judged by a pen model that knows
none of them (`trainer/recipes/pen.toml` without letters cut out of lines, {recipe.epochs} epochs). Doubtful is a label that has, with
its look-alikes, a probability of at most {UNLIKELY}, where the model is at least {SURE} sure of another shape. None of them is left out
of training.

The model and the label agree on the shape in {percent(agreed, len(texts))} of {len(texts)} characters. {len(found)} labels
({percent(len(found), len(texts))}) are doubtful, of {len(by_writer)} of {len(set(map(str, chars.writer)))} writers; the five with most of
them have {few}.

{table(("kind", "characters", "doubtful", "share"), per_kind)}

{table(("contributor", "characters", "doubtful", "share"), per_contributor)}

{table(("label", "ink", "times"), [(code(label), code(seen), count) for (label, seen), count in pairs])}
"""


def sheet(chars: InkSet, found: Sequence[Doubt]) -> NDArray[np.uint8]:
    """Examples, evenly chosen, as a picture: above the ink its label, then what it seems to be."""
    across = 12
    chosen = [found[index] for index in np.linspace(0, len(found) - 1, min(SHOWN, len(found))).astype(int)]
    rows = max(1, -(-len(chosen) // across))
    paper = np.full((rows * CELL, across * CELL), 255, np.uint8)
    for number, doubt in enumerate(chosen):
        top, left = number // across * CELL, number % across * CELL
        ink = drawn(chars.strokes(doubt.index))
        scale = (CELL - 24) / max(ink.shape)
        small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        paper[top + 20 : top + 20 + small.shape[0], left : left + small.shape[1]] = small
        cv2.putText(paper, f"{doubt.label} : {doubt.seen}", (left + 4, top + 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0,), 1, cv2.LINE_AA)
    return paper


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Report isolated characters whose label their ink does not bear out.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, default=Path("out/labels"), help="folder for what the folds said")
    parser.add_argument("--folds", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=6)
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    recipe = replace(Recipe.read(Path("trainer/recipes/pen.toml")), epochs=arguments.epochs, refine=0, lettered_per_class=0)
    chars, shares = cross_validated(Path(arguments.data), recipe, arguments.folds, arguments.work)
    found = doubts(shares, [str(text) for text in chars.text])
    REPORT.write_text(report(chars, shares, found, recipe, arguments.folds), encoding="utf-8")
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(EXAMPLES / "doubtful.png"), sheet(chars, found))
    print(f"{len(found)} of {len(chars)} labels are doubtful: {REPORT}, {EXAMPLES / 'doubtful.png'}")


if __name__ == "__main__":
    main()
