"""``python -m trainer.report_glyph --data DIR``: writes docs/models/glyph.md, the figures of the models of single characters.

Examples of confused characters show images of the corpora, which the repository never holds: they go to a folder that git ignores.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop import Ink, ReadOptions, Recogniser
from hcr_desktop.inference.alphabet import ALNUM47, CHARSETS
from hcr_desktop.inference.bundle import Bundle, Model
from hcr_desktop.inference.classify import QuantisedModel
from trainer.corpora import GlyphSet, glyph_set, ink_set
from trainer.evaluate import render
from trainer.look import Look
from trainer.metrics import calibration_error
from trainer.paint import picture_of
from trainer.progress import progress
from trainer.scores import BATCH, KINDS, SCORES, Section, Source, chosen
from trainer.sheet import Block

FOLDER, EXAMPLES = Path("docs/models"), Path("out/glyph")

PHOTO = Look(paper=(172, 170, 165), inks=((78, 78, 84),), grain=0.45, shade=0.5, shadow=0.25, blur=1.0, noise=7.0, jpeg=35)
"""A photo of pencil on grey paper in uneven light, out of focus, and stored small."""

PHOTOS = 600
"""Characters that are photographed."""

PAIRS = 15
"""Confused pairs that are listed."""

HEAD = """# Single characters: figures

Made by `python -m trainer.report_glyph --data DIR`; int8 models through the public face. `emnist-test` is a balanced cut of
EMNIST, not the official Balanced test set. MNIST and EMNIST come from the same forms, so a model trained on EMNIST may have met
MNIST test digits. "By shape" takes characters that one piece of ink may be (`trainer.metrics.SHAPES`: c and C, O and 0, 1, l
and I) for one. What was tried, with figures, stands in `trainer/LOG.md`; ways to quantise in [quantisation](quantisation.md), what
parts of recipes are worth in the ablations of [pen](ablation-pen.md) and [glyph](ablation-glyph_taught.md), seeds and teachers in
[ADR 25](../adr/025-a-model-that-teaches-the-next-one.md).
"""

Array = NDArray[np.float64]


def probabilities(reader: Recogniser, glyphs: GlyphSet, picks: Sequence[int]) -> Array:
    """What ``classify`` says of tiles, [n, 47] in the order of ALNUM47."""
    place = {name: number for number, name in enumerate(ALNUM47)}
    shares = np.zeros((len(picks), len(ALNUM47)))
    for start in progress(range(0, len(picks), BATCH), -(-len(picks) // BATCH), "tiles"):
        for row, answer in enumerate(reader.classify(glyphs.image[picks[start : start + BATCH]]), start):
            for name, share in answer:
                shares[row, place[name]] = share
    return shares


def confusion(shares: Array, truth: NDArray[np.intp]) -> NDArray[np.int64]:
    """How often each class, by row, was read as each, by column."""
    counts = np.zeros((shares.shape[1],) * 2, np.int64)
    np.add.at(counts, (truth, shares.argmax(axis=1)), 1)
    return counts


def class_scores(counts: NDArray[np.int64]) -> tuple[float, float, float]:
    """Precision, recall and F1, each the mean over classes."""
    right, read, there = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
    precision, recall = right / np.maximum(read, 1), right / np.maximum(there, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(precision.mean()), float(recall.mean()), float(f1.mean())


def roc_auc(shares: Array, truth: NDArray[np.intp]) -> float:
    """Area under the ROC curve of each class against the rest, the mean over classes, by ranks (Hanley and McNeil 1982)."""
    areas = []
    for label in np.unique(truth):
        own = truth == label
        _, inverse, counts = np.unique(shares[:, label], return_inverse=True, return_counts=True)
        ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
        areas.append((ranks[own].sum() - own.sum() * (own.sum() + 1) / 2) / (own.sum() * (~own).sum()))
    return float(np.mean(areas))


def confusion_picture(counts: NDArray[np.int64], names: str) -> NDArray[np.uint8]:
    """The confusion matrix, uint8 [h, w]: darker where more was read so, by the logarithm."""
    cell, edge = 16, 24
    side = edge + cell * len(names)
    sheet = np.full((side, side), 255, np.uint8)
    shade = 255 - np.round(255 * np.log1p(counts) / np.log1p(max(int(counts.max()), 1))).astype(np.uint8)
    sheet[edge:, edge:] = np.kron(shade, np.ones((cell, cell), np.uint8))
    for number, name in enumerate(names):
        at = edge + number * cell + 4
        cv2.putText(sheet, name, (at, edge - 8), cv2.FONT_HERSHEY_SIMPLEX, 0.38, (0,), 1, cv2.LINE_AA)
        cv2.putText(sheet, name, (8, at + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.38, (0,), 1, cv2.LINE_AA)
    return sheet


def reliability_picture(sure: Array, right: NDArray[np.bool_], bins: int = 15) -> NDArray[np.uint8]:
    """The reliability diagram, uint8 [h, w]: the share of right answers, by how sure the model was; the diagonal is perfect."""
    side, edge = 360, 30
    sheet = np.full((side + 2 * edge, side + 2 * edge), 255, np.uint8)
    which = np.minimum((sure * bins).astype(np.intp), bins - 1)
    for number in range(bins):
        own = which == number
        if own.any():
            left, width = edge + number * side // bins, side // bins
            top = edge + round(side * (1 - float(right[own].mean())))
            cv2.rectangle(sheet, (left + 1, top), (left + width - 1, edge + side), (170,), -1)
    cv2.line(sheet, (edge, edge + side), (edge + side, edge), (60,), 1, cv2.LINE_AA)
    cv2.rectangle(sheet, (edge, edge), (edge + side, edge + side), (0,), 1)
    cv2.putText(sheet, "how sure, 0 to 1", (edge + 110, side + edge + 22), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0,), 1, cv2.LINE_AA)
    cv2.putText(sheet, "right, 0 to 1", (edge, edge - 10), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0,), 1, cv2.LINE_AA)
    return sheet


def speeds(model: Model) -> list[str]:
    """Rows of milliseconds a glyph, by batch and threads: the median of many."""
    rows = []
    for threads in (1, 4):
        for batch in (1, 8, 32):
            running = QuantisedModel(model.content, threads)
            tensors = np.zeros((batch, *model.card.input_shape[:-1]), np.uint8)
            times = []
            for _ in range(60):
                begun = time.perf_counter()
                running.logits(tensors)
                times.append(1000 * (time.perf_counter() - begun) / batch)
            rows.append(f"| {model.card.name} | {threads} | {batch} | {float(np.median(times[10:])):.3f} |")
    return rows


def photographed(reader: Recogniser, data: Path, count: int) -> list[str]:
    """Rows of accuracy by kind, of characters drawn clean and as photos."""
    ink = ink_set(data, "chars-test")
    picks = chosen(len(ink), count)
    kinds = [next(kind for kind in KINDS if str(ink.text[pick]) in CHARSETS[kind]) for pick in picks]
    hits = np.zeros((2, len(picks)), bool)
    for row, (pick, kind) in enumerate(zip(progress(picks, len(picks), "photos"), kinds, strict=True)):
        rng = np.random.default_rng(pick)
        for way, look in enumerate((Look(), PHOTO)):
            picture, _ = picture_of([_block(ink.strokes(pick), str(ink.text[pick]))], look, rng)
            hits[way, row] = str(reader.read(picture, ReadOptions(kind, None, "glyph"))) == str(ink.text[pick])
    rows = []
    for kind in (*KINDS, "each by its kind"):
        own = np.array([kind in {each, "each by its kind"} for each in kinds])
        clean, photo = 100 * hits[:, own].mean(axis=1)
        rows.append(f"| {kind} | {int(own.sum())} | {clean:.1f} | {photo:.1f} | {photo - clean:+.1f} |")
    return rows


def _block(strokes: Sequence[NDArray[np.float32]], text: str) -> Block:
    """One character as a block of writing."""
    ink = Ink.from_arrays(strokes)
    box = ink.box
    assert box is not None
    return Block(ink, text, max(box.height, box.width, 1.0) / 2, box.bottom)


def report(sections: Sequence[Section], tables: dict[str, list[str]]) -> str:
    """The report as Markdown."""
    parts = [HEAD]
    parts += [f"\n## {title}\n\n" + "\n".join(rows) + "\n" for title, rows in tables.items()]
    parts += [f"\n```text{render(section)}\n```\n" for section in sections]
    return "".join(parts)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser("python -m trainer.report_glyph", description="Write docs/models/glyph.md and its pictures.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--limit", type=int, metavar="N", help="read N samples of each set, spread evenly")
    parser.add_argument("--folder", type=Path, default=FOLDER, metavar="DIR", help=f"where the report goes (default: {FOLDER})")
    parser.add_argument("--examples", type=Path, default=EXAMPLES, metavar="DIR", help=f"where examples go (default: {EXAMPLES})")
    args = parser.parse_args()
    if args.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    data, bundle = Path(args.data), Bundle.load()
    reader, glyphs = Recogniser(bundle), glyph_set(data, "test")
    picks = chosen(len(glyphs.image), args.limit)
    truth = glyphs.label47[picks].astype(np.intp)
    shares = probabilities(reader, glyphs, picks)
    counts, right = confusion(shares, truth), shares.argmax(axis=1) == truth
    args.folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(args.folder / "glyph-confusion.png"), confusion_picture(counts, ALNUM47))
    cv2.imwrite(str(args.folder / "glyph-reliability.png"), reliability_picture(shares.max(axis=1), right))
    means = " | ".join(f"{value:.4f}" for value in (*class_scores(counts), roc_auc(shares, truth)))
    tables = {
        "EMNIST, 47 classes (`emnist-test`)": [
            "| accuracy | precision | recall | F1 | ROC-AUC | calibration error |",
            "| --- | --- | --- | --- | --- | --- |",
            f"| {100 * right.mean():.2f} % | {means} | {100 * calibration_error(shares.max(axis=1), right):.1f} % |",
            "",
            "Precision, recall, F1 and ROC-AUC (one class against the rest) are means over classes.",
            "",
            "![Confusion matrix: truth by row, read by column](glyph-confusion.png)",
            "",
            "![Reliability: the share of right answers by confidence](glyph-reliability.png)",
        ],
        "Most confused": _confused(counts, shares, truth, glyphs, picks, args.examples),
        "Size and quantisation": _quantisation(bundle),
        "Speed, milliseconds a glyph": [
            "| model | threads | batch | ms |",
            "| --- | --- | --- | --- |",
            *speeds(bundle.glyph),
            *speeds(bundle.pen),
        ],
        "Photos": [
            "Test characters drawn clean, and as photos made by code: pencil on grey paper in uneven light, out of focus, JPEG.",
            "",
            "| kind | characters | clean % | photo % | difference |",
            "| --- | --- | --- | --- | --- |",
            *photographed(reader, data, min(args.limit or PHOTOS, PHOTOS)),
        ],
    }
    source = Source(data, args.limit)
    sections = [section for name in ("glyphs", "chars", "boxes") for section in SCORES[name](reader, source)]
    (args.folder / "glyph.md").write_text(report(sections, tables), encoding="utf-8")
    return 0


def _confused(
    counts: NDArray[np.int64], shares: Array, truth: NDArray[np.intp], glyphs: GlyphSet, picks: Sequence[int], folder: Path
) -> list[str]:
    """A table of the most confused pairs; their images go to a folder."""
    wrong = counts - np.diag(np.diag(counts))
    pairs = np.dstack(np.unravel_index(np.argsort(-wrong, axis=None, kind="stable")[:PAIRS], wrong.shape))[0].tolist()
    folder.mkdir(parents=True, exist_ok=True)
    read, rows = shares.argmax(axis=1), ["| truth | read as | times |", "| --- | --- | --- |"]
    for want, have in pairs:
        if wrong[want, have]:
            rows.append(f"| {ALNUM47[want]} | {ALNUM47[have]} | {wrong[want, have]} |")
            own = np.flatnonzero((truth == want) & (read == have))[:20]
            cv2.imwrite(
                str(folder / f"{ord(ALNUM47[want])}-{ord(ALNUM47[have])}.png"), np.hstack([glyphs.image[picks[row]] for row in own])
            )
    return rows


def _quantisation(bundle: Bundle) -> list[str]:
    """Each model's size, and its validation figures in float and int8, as its card has them."""
    rows = ["| model | KB | validation set | float % | int8 % |", "| --- | --- | --- | --- | --- |"]
    for model in (bundle.glyph, bundle.pen):
        figures = json.loads(json.dumps(model.card.figures))
        for name, values in figures.items():
            if isinstance(values, dict):
                shown = name.removeprefix("validation_")
                line = f"{100 * values['float']:.1f} | {100 * values['int8']:.1f}"
                rows.append(f"| {model.card.name} | {len(model.content) / 1000:.0f} | {shown} | {line} |")
    return rows


if __name__ == "__main__":
    sys.exit(main())
