"""Small corpora made by code, in the files that ``trainer.corpora`` reads."""

from __future__ import annotations

import string
from pathlib import Path

import numpy as np

from hcr_desktop.inference.alphabet import ALNUM47, CHARACTERS
from hcr_desktop.inference.normalise import NormaliseSpec, normalise
from hcr_desktop.inference.raster import page_from_ink
from trainer.corpora import InkSet
from trainer.strokefont import write, write_glyphs

WRITERS = tuple(f"site/{letter}" for letter in "abcdef")
CLASSES62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
TEXTS = ("the quick fox", "box of nuts", "we are one", "can vex us", "runs now")


def ink_set_of(samples: list[tuple[str, str]], seed: int = 0) -> InkSet:
    """Ink of (text, writer) pairs, with the character of every stroke."""
    rng = np.random.default_rng(seed)
    points, stroke_end, sample_end, glyphs = [], [0], [], []
    for text, _ in samples:
        ink, owner = write_glyphs(text, rng, height=200)
        corner = np.min([stroke.xy.min(axis=0) for stroke in ink.strokes], axis=0)
        points += [np.rint(stroke.xy - corner).astype(np.int16) for stroke in ink.strokes]
        stroke_end += (stroke_end[-1] + np.cumsum([len(stroke.xy) for stroke in ink.strokes])).tolist()
        sample_end.append(len(stroke_end) - 1)
        glyphs += owner
    writers = np.array([writer for _, writer in samples])
    texts, ends = np.array([text for text, _ in samples]), np.array(stroke_end[1:], np.int64)
    return InkSet(np.concatenate(points), ends, np.array(sample_end, np.int64), texts, writers, writers, np.array(glyphs, np.int16))


def characters_of(text: str) -> InkSet:
    """Each character of ``text`` by each writer."""
    return ink_set_of([(character, writer) for writer in WRITERS for character in text])


def texts() -> InkSet:
    """Each of TEXTS by each writer."""
    return ink_set_of([(text, writer) for writer in WRITERS for text in TEXTS], seed=1)


def save_ink(path: Path, ink: InkSet, *, segmented: bool) -> None:
    """Write an archive of ink."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(ink, name) for name in ("xy", "stroke_end", "sample_end", "text", "writer", "contributor")}
    if segmented:
        arrays["stroke_glyph"] = ink.stroke_character
    np.savez(path, **arrays)


def save_corpora(data: Path, each: int = 4) -> None:
    """Write what a training run reads below ``data``."""
    rng, names = np.random.default_rng(2), ALNUM47 * each
    crops = [page_from_ink(write(name, rng), single_glyph=True).mask for name in names]
    (data / "glyphs").mkdir(parents=True)
    known = rng.random(len(names)) < 0.5
    np.savez(
        data / "glyphs" / "emnist-train.npz",
        image=np.stack([normalise(crop, NormaliseSpec()) for crop in crops]),
        label47=np.array([ALNUM47.index(name) for name in names], np.uint8),
        label62=np.where(known, [CLASSES62.index(name) for name in names], -1).astype(np.int8),
    )
    save_ink(data / "ink" / "chars-train.npz", characters_of(CHARACTERS), segmented=False)
    save_ink(data / "ink" / "segmented-train.npz", texts(), segmented=True)
