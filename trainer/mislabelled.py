"""``python -m trainer.mislabelled --data DIR``: single characters whose label does not fit what is seen, by cross-validation.

The writers of ``chars-train`` are dealt into folds, and the images of ``emnist-train``, whose writers nobody knows; a model that has seen
none of a fold says what each of its characters is. Where it is sure of something else, and all but sure that the label is wrong, the
sample is doubtful (Northcutt et al. 2021, arXiv 1911.00068, with a fixed bar). They are counted in docs/models/labels.md and drawn into
a folder that git ignores; none is left out of training by this.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import md5
from pathlib import Path
from string import ascii_lowercase

import cv2
import keras
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.inference.alphabet import ALNUM47, CHARACTERS, CHARSETS, REJECT
from hcr_desktop.inference.bundle import Spec
from hcr_desktop.inference.classify import log_softmax
from trainer.corpora import GlyphSet, InkSet, glyph_set, ink_set
from trainer.drawn import drawn
from trainer.glyphs import Epoch, GlyphData, Pool, all_glyphs, characters, ink_pool, reject_pool, tile_pool
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

PARTS = 20
"""A fold's samples are judged in so many parts: all at once would fill the memory."""

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


def said(model: keras.Model, pool: Pool, spec: Spec) -> Array:
    """What a model says of a pool's samples, probabilities float32 [n, 94]."""
    tensors, _ = plain(pool, spec)
    logits = [model.predict(part[..., None].astype(np.float32), batch_size=500, verbose=0) for part in np.array_split(tensors, PARTS)]
    return np.exp(log_softmax(np.concatenate(logits)[:, :REJECT]))


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
            keep = np.zeros(len(chars), bool)
            keep[picks] = True
            np.save(kept, said(model, ink_pool(list(characters(chars, keep))), recipe.spec))
        shares[picks] = np.load(kept)
    return chars, shares


def cross_validated_images(folder: Path, recipe: Recipe, folds: int, work: Path) -> tuple[GlyphSet, Array]:
    """The EMNIST images, and what models say of them that know none of them; see :func:`cross_validated`."""
    tiles, nothing = glyph_set(folder, "train"), ink_pool([])
    work.mkdir(parents=True, exist_ok=True)
    shares = np.zeros((len(tiles), len(CHARACTERS)), np.float32)
    fold_of_image = np.arange(len(tiles)) % folds
    for fold in range(folds):
        kept = work / f"images-{folds}-{recipe.epochs}-{fold}.npy"
        picks = np.flatnonzero(fold_of_image == fold)
        if not kept.exists():
            print(f"fold {fold + 1} of {folds}: {len(picks)} images", flush=True)
            known = tile_pool(tiles, np.flatnonzero(fold_of_image != fold))
            model = learnt(GlyphData(known, *[nothing] * 6), recipe)
            np.save(kept, said(model, tile_pool(tiles, picks), recipe.spec))
        shares[picks] = np.load(kept)
    return tiles, shares


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
    return f"""# Labels of single characters that do not fit what is seen

Made by `python -m trainer.mislabelled --data DIR`. Doubtful is a label that has, with its look-alikes, a probability of at most {UNLIKELY},
where a model that does not know the writer (the image, where writers are not known) is at least {SURE} sure of another shape. None of
them is left out of training.

## Pen ink (`chars-train`)

{folds} folds of writers, each judged by a pen model that knows none of them (`trainer/recipes/pen.toml` without letters cut out of
lines, {recipe.epochs} epochs).

The model and the label agree on the shape in {percent(agreed, len(texts))} of {len(texts)} characters. {len(found)} labels
({percent(len(found), len(texts))}) are doubtful, of {len(by_writer)} of {len(set(map(str, chars.writer)))} writers; the five with most of
them have {few}.

{table(("kind", "characters", "doubtful", "share"), per_kind)}

{table(("contributor", "characters", "doubtful", "share"), per_contributor)}

{pairs(found)}
"""


def report_images(tiles: GlyphSet, shares: Array, found: Sequence[Doubt], recipe: Recipe, folds: int) -> str:
    """The part of the report that is of EMNIST."""
    texts = classes(tiles)
    own = shapes(shares)[np.arange(len(texts)), [CHARACTERS.index(text) for text in texts]]
    of = Counter(doubt.label for doubt in found)
    kinds = [("digits", CHARSETS["digits"]), ("letters", CHARSETS["letters"])]
    rows = [
        (name, total := sum(text in held for text in texts), count := sum(of[each] for each in held), percent(count, total))
        for name, held in kinds
    ]
    return f"""
## EMNIST images (`emnist-train`)

{folds} folds of images, each judged by a glyph model that knows none of them (`trainer/recipes/glyph.toml`, images alone,
{recipe.tiles_per_class} of a class in each of {recipe.epochs} epochs). A hand that wrote images of both folds is known to both models.

The model and the label agree on the shape in {percent(int((own >= 0.5).sum()), len(texts))} of {len(texts)} images. {len(found)} labels
({percent(len(found), len(texts))}) are doubtful.

{table(("kind", "images", "doubtful", "share"), rows)}

{pairs(found)}
"""


def pairs(found: Sequence[Doubt]) -> str:
    """The most frequent doubts as a table."""
    counted = Counter((doubt.label, doubt.seen) for doubt in found).most_common(LISTED)
    return table(("label", "seen", "times"), [(code(label), code(seen), count) for (label, seen), count in counted])


def classes(tiles: GlyphSet) -> list[str]:
    """The class of each image, as the character that names it."""
    return [ALNUM47[label] for label in tiles.label47]


def sheet(picture: Callable[[int], NDArray[np.uint8]], found: Sequence[Doubt]) -> NDArray[np.uint8]:
    """Examples, evenly chosen, as a picture: above what ``picture`` gives of a sample its label, then what it seems to be."""
    across = 12
    chosen = [found[index] for index in np.linspace(0, len(found) - 1, min(SHOWN, len(found))).astype(int)]
    rows = max(1, -(-len(chosen) // across))
    paper = np.full((rows * CELL, across * CELL), 255, np.uint8)
    for number, doubt in enumerate(chosen):
        top, left = number // across * CELL, number % across * CELL
        ink = picture(doubt.index)
        scale = (CELL - 24) / max(ink.shape)
        small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        paper[top + 20 : top + 20 + small.shape[0], left : left + small.shape[1]] = small
        cv2.putText(paper, f"{doubt.label} : {doubt.seen}", (left + 4, top + 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0,), 1, cv2.LINE_AA)
    return paper


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Report single characters whose label does not fit what is seen.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, default=Path("out/labels"), help="folder for what the folds said")
    parser.add_argument("--folds", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=6, help="of pen models; half as many of models of images")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    data, folds, work = Path(arguments.data), arguments.folds, arguments.work
    recipe = replace(Recipe.read(Path("trainer/recipes/pen.toml")), epochs=arguments.epochs, refine=0, lettered_per_class=0)
    chars, shares = cross_validated(data, recipe, folds, work)
    found = doubts(shares, [str(text) for text in chars.text])
    of_images = Recipe.read(Path("trainer/recipes/glyph.toml"))
    of_images = replace(of_images, epochs=max(1, arguments.epochs // 2), refine=0, tiles_per_class=of_images.tiles_per_class // folds)
    tiles, tile_shares = cross_validated_images(data, of_images, folds, work)
    tile_found = doubts(tile_shares, classes(tiles))
    told = report(chars, shares, found, recipe, folds) + report_images(tiles, tile_shares, tile_found, of_images, folds)
    REPORT.write_text(told, encoding="utf-8")
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(EXAMPLES / "doubtful.png"), sheet(lambda index: drawn(chars.strokes(index)), found))
    cv2.imwrite(str(EXAMPLES / "doubtful-images.png"), sheet(lambda index: 255 - tiles.image[index], tile_found))
    print(f"{len(found)} of {len(chars)} and {len(tile_found)} of {len(tiles)} labels are doubtful: {REPORT}, {EXAMPLES}")


if __name__ == "__main__":
    main()
