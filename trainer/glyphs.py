"""The data of the glyph and the pen model: EMNIST tiles, UNIPEN characters drawn by the app's own pen, wrong joins and splits.

A target is the set of labels that are right, as 0/1 over all labels: an EMNIST image whose case is not known is right
as either case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Ink
from hcr_desktop.inference.alphabet import ALNUM47, LABELS, REJECT, label_of
from hcr_desktop.inference.bundle import Spec
from hcr_desktop.inference.normalise import NormaliseSpec, normalise
from hcr_desktop.inference.raster import text_size
from hcr_desktop.inference.trajectory import TrajectorySpec, trajectory
from trainer.augment import NONE, AugmentSpec, Strokes, draw_varied, vary, warp_tile
from trainer.corpora import CASED, GlyphSet, InkSet, glyph_set, held_out_writers, ink_set
from trainer.lettered import letters_of_lines
from trainer.recipe import Recipe
from trainer.teach import Teachers


def tile_target(label47: int, label62: int) -> NDArray[np.uint8]:
    """The right labels of an EMNIST image, uint8 [LABELS]."""
    target = np.zeros(LABELS, np.uint8)
    if label62 >= 0:
        target[label_of(CASED[label62])] = 1
        return target
    character = ALNUM47[label47]
    target[label_of(character)] = 1
    # A capital that has no small letter of its own among the 47 stands for both.
    if character.isupper() and character.lower() not in ALNUM47:
        target[label_of(character.lower())] = 1
    return target


@dataclass(frozen=True, slots=True)
class Pool:
    """Samples of one kind.

    Attributes:
        draw: ``draw(index, augment, rng)`` gives a sample, varied, as a mask.
        target: uint8 [n, LABELS], the labels that are right.
        group: int [n], what an epoch is balanced over.
        strokes: ``strokes(index, augment, rng)`` gives a sample, varied, as strokes; None where there are only pixels.
    """

    draw: Callable[[int, AugmentSpec, np.random.Generator], NDArray[np.uint8]]
    target: NDArray[np.uint8]
    group: NDArray[np.int64]
    strokes: Callable[[int, AugmentSpec, np.random.Generator], Strokes] | None = None

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.target)


def tensor_of(pool: Pool, index: int, spec: Spec, augment: AugmentSpec, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A sample of a pool as the tensor that the spec makes."""
    if isinstance(spec, NormaliseSpec):
        return normalise(pool.draw(index, augment, rng), spec)
    assert pool.strokes is not None
    assert isinstance(spec, TrajectorySpec)
    return trajectory(pool.strokes(index, augment, rng), spec)


def tile_pool(tiles: GlyphSet, keep: NDArray[np.int64]) -> Pool:
    """The EMNIST images with indices ``keep``, balanced over the 47 classes."""
    images, labels = tiles.image[keep], tiles.label47[keep]
    target = np.stack([tile_target(int(a), int(b)) for a, b in zip(labels, tiles.label62[keep], strict=True)])
    return Pool(lambda index, spec, rng: warp_tile(images[index], spec, rng), target, labels.astype(np.int64))


def ink_pool(samples: list[tuple[Strokes, int]], sizes: list[float | None] | None = None) -> Pool:
    """Characters as strokes with their labels, balanced over labels.

    Args:
        samples: Strokes and label of each.
        sizes: The text size each is drawn at, None for alone (see ``augment.draw_varied``); by default all are alone.
    """
    label = np.array([label for _, label in samples], np.int64)
    drawn_at = sizes or [None] * len(samples)
    return Pool(
        lambda index, augment, rng: draw_varied(samples[index][0], augment, rng, drawn_at[index]),
        np.eye(LABELS, dtype=np.uint8)[label],
        label,
        lambda index, augment, rng: vary(samples[index][0], augment, rng)[0],
    )


def characters(ink: InkSet, keep: NDArray[np.bool_]) -> Iterator[tuple[Strokes, int]]:
    """The isolated characters of the samples in ``keep`` [samples]."""
    for index in np.flatnonzero(keep):
        yield ink.strokes(int(index)), label_of(str(ink.text[index]))


def segmented_glyphs(ink: InkSet, index: int) -> list[tuple[Strokes, int]]:
    """The glyphs of a segmented text, left to right as written in the text, with their labels."""
    text = "".join(str(ink.text[index]).split())
    strokes, owner = ink.strokes(index), ink.stroke_glyph(index)
    return [([strokes[j] for j in np.flatnonzero(owner == k)], label_of(text[k])) for k in range(len(text)) if (owner == k).any()]


def wrong_cut(glyphs: list[tuple[Strokes, int]], rng: np.random.Generator) -> Strokes | None:
    """A wrong join or split out of one text's glyphs, or None when the draw gave nothing.

    Joins: two whole neighbours, or a glyph and a piece of its neighbour. Splits: part of a stroke of a glyph, or a glyph
    less one of its longer strokes.
    """
    k = int(rng.integers(len(glyphs)))
    here = glyphs[k][0]
    kind = rng.random()
    if kind < 0.6:  # shares of the kinds, by eye
        if k + 1 >= len(glyphs):
            return None
        there = glyphs[k + 1][0]
        return here + there if kind < 0.35 else here + [there[int(rng.integers(len(there)))]]
    stroke = max(here, key=len)
    if kind < 0.85 and len(stroke) >= 12:
        cut = int(len(stroke) * rng.uniform(0.35, 0.65))
        part = stroke[:cut] if rng.random() < 0.5 else stroke[cut:]
        rest = [other for other in here if other is not stroke]
        return [part, *rest] if rng.random() < 0.5 else [part]
    if len(here) < 3:  # a two-stroke glyph less one is often a letter
        return None
    gone = int(rng.integers(len(here)))
    return here[:gone] + here[gone + 1 :]


def reject_pool(ink: InkSet, keep: NDArray[np.bool_], count: int, seed: int) -> Pool:
    """``count`` wrong joins and splits from the segmented texts in ``keep`` [samples]."""
    rng = np.random.default_rng(seed)
    texts = [(glyphs, line_size(ink, int(i))) for i in np.flatnonzero(keep) if (glyphs := segmented_glyphs(ink, int(i)))]
    samples: list[tuple[Strokes, int]] = []
    sizes: list[float | None] = []
    while len(samples) < count:
        glyphs, size = texts[int(rng.integers(len(texts)))]
        strokes = wrong_cut(glyphs, rng)
        if strokes:
            samples.append((strokes, REJECT))
            sizes.append(size)
    return ink_pool(samples, sizes)


def line_size(ink: InkSet, index: int) -> float:
    """The text size of a sample, as the pen of the app takes it, in the sample's unit."""
    return max(text_size(Ink.from_arrays(ink.strokes(index))), 1e-3)


def all_glyphs(chars: InkSet, keep_chars: NDArray[np.bool_], segmented: InkSet, keep_segmented: NDArray[np.bool_]) -> Pool:
    """The isolated characters and the glyphs of segmented texts, of the samples kept."""
    samples = list(characters(chars, keep_chars))
    sizes: list[float | None] = [None] * len(samples)
    for index in np.flatnonzero(keep_segmented):
        glyphs = segmented_glyphs(segmented, int(index))
        samples += glyphs
        sizes += [line_size(segmented, int(index))] * len(glyphs)
    return ink_pool(samples, sizes)


def lettered_pool(letters: InkSet, sizes: NDArray[np.float32]) -> Pool:
    """Characters cut out of words and texts, drawn as large as they stand there."""
    return ink_pool(list(characters(letters, np.ones(len(letters), bool))), [float(size) for size in sizes])


@dataclass(frozen=True, slots=True)
class GlyphData:
    """Pools to train on and pools to choose by; no writer (nor EMNIST image) is in both."""

    tiles: Pool
    ink: Pool
    lettered: Pool
    rejects: Pool
    valid_tiles: Pool
    valid_ink: Pool
    valid_rejects: Pool

    @classmethod
    def load(cls, data: Path, recipe: Recipe, work: Path) -> GlyphData:
        """Read the training sets below ``data`` and cut validation out of them; letters cut out of lines are kept in ``work``."""
        tiles, chars, segmented = glyph_set(data, "train"), ink_set(data, "chars-train"), ink_set(data, "segmented-train")
        out_chars = held_out_writers(chars, recipe.held_out)
        # The segmented texts' writers drew isolated characters too: hold out the same people.
        out_segmented = np.isin(segmented.writer, np.unique(chars.writer[out_chars]))
        index = np.arange(len(tiles))
        out_tiles = index % (recipe.held_out * 5) == 0

        return cls(
            tile_pool(tiles, index[~out_tiles]),
            all_glyphs(chars, ~out_chars, segmented, ~out_segmented),
            lettered_pool(*letters_of_lines(data, work / "letters.npz")) if recipe.lettered_per_class else ink_pool([]),
            reject_pool(segmented, ~out_segmented, recipe.rejects * 3, recipe.seed),
            tile_pool(tiles, index[out_tiles]),
            all_glyphs(chars, out_chars, segmented, out_segmented),
            reject_pool(segmented, out_segmented, 1000, recipe.seed + 1),
        )


def balanced(group: NDArray[np.int64], most: int, least: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Indices of an epoch: from each group at most ``most``, at least ``least`` (then some more than once)."""
    chosen = []
    for value in np.unique(group):
        members = rng.permutation(np.flatnonzero(group == value))
        chosen.append(members[:most] if len(members) >= least else rng.choice(members, least))
    return np.concatenate(chosen) if chosen else np.zeros(0, np.int64)


class Epoch(keras.utils.PyDataset):  # type: ignore[misc]
    """One epoch's batches: fresh choice, fresh variation, all of it settled by (seed, epoch)."""

    def __init__(self, data: GlyphData, recipe: Recipe, spec: Spec, epoch: int, teachers: Teachers | None = None) -> None:
        """Choose the samples of epoch number ``epoch``, of which ``teachers`` tell what they see."""
        super().__init__(workers=2, use_multiprocessing=False, max_queue_size=16)
        self.recipe, self.spec, self.epoch, self.teachers = recipe, spec, epoch, teachers
        refining = epoch >= recipe.epochs
        self.augment = recipe.augment.scaled(recipe.refine_augment) if refining else recipe.augment
        rng = np.random.default_rng((recipe.seed, epoch))
        pools = (data.tiles, data.ink, data.lettered, data.rejects)
        chosen = (
            balanced(data.tiles.group, recipe.tiles_per_class, recipe.tiles_floor if refining else 0, rng),
            balanced(data.ink.group, recipe.ink_per_class, recipe.ink_floor, rng),
            balanced(data.lettered.group, recipe.lettered_per_class, 0, rng),
            rng.permutation(len(data.rejects))[: recipe.rejects],
        )
        items = [(pool, int(index)) for pool, indices in zip(pools, chosen, strict=True) for index in indices]
        self.items = [items[i] for i in rng.permutation(len(items))]

    def __len__(self) -> int:
        """Number of batches."""
        return len(self.items) // self.recipe.batch

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Tensors float32 [batch, ..., 1] in 0..255 and targets [batch, LABELS], or [batch, 2, LABELS] with what teachers say behind."""
        rng = np.random.default_rng((self.recipe.seed, self.epoch, index))
        items = self.items[index * self.recipe.batch : (index + 1) * self.recipe.batch]
        tensors = np.stack([tensor_of(pool, i, self.spec, self.augment, rng) for pool, i in items])
        targets = np.stack([pool.target[i] for pool, i in items]).astype(np.float32)
        if self.teachers:
            targets = np.stack([targets, self.teachers.say(tensors)], axis=1)
        return tensors[..., None].astype(np.float32), targets


def label_shares(data: GlyphData, recipe: Recipe) -> NDArray[np.float64]:
    """How often each label is right in the last epoch, as multiples of the mean character's; what may be several is split."""
    items = Epoch(data, recipe, recipe.spec, recipe.epochs + recipe.refine - 1).items
    targets = np.stack([pool.target[index] for pool, index in items]).astype(np.float64)
    counts = (targets / targets.sum(axis=1, keepdims=True)).sum(axis=0)
    return np.asarray(np.maximum(counts, 1) / counts[:REJECT].mean())


def drawn(pool: Pool, spec: Spec, most: int | None = None) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A pool's (evenly spread) samples without variation: tensors uint8 [n, ...] and targets [n, LABELS]."""
    rng = np.random.default_rng(0)
    index = np.arange(len(pool)) if most is None or most >= len(pool) else np.linspace(0, len(pool) - 1, most).astype(int)
    return np.stack([tensor_of(pool, int(i), spec, NONE, rng) for i in index]), pool.target[index]
