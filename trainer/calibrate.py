"""Whether confidences are true: ``python -m trainer.calibrate --data DIR``.

Characters of validation writers are read, alone, in boxes, and in lines of pen ink and of pictures; whether each is right is set against
how sure the product was. A line ``a * logit(confidence) + b`` is fitted to the log odds of being right (Platt 1999); its numbers are the
constants of ``hcr_desktop.inference.confidence``.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from hcr_desktop import Ink, ReadOptions, RecognisedText, Recogniser
from trainer.boxes import sheets
from trainer.corpora import ink_set
from trainer.drawn import drawn
from trainer.lines import HELD_OUT, LONGEST, validation_writers
from trainer.metrics import calibration_error, unspaced
from trainer.progress import progress

Shown = Callable[[list[NDArray[np.float32]]], Ink | NDArray[np.uint8]]

BOXES = 10
"""A sheet of boxed paper for so many samples of lines: it has as many characters."""

EDGE = 1e-4
"""Confidences are kept so far from 0 and 1."""


def judged(truth: str, text: RecognisedText) -> Iterator[tuple[float, bool]]:
    """How sure each span of a reading was, and whether it is right."""
    read = "".join(span.text for span in text.spans)
    right = np.zeros(len(read), bool)
    for block in Levenshtein.opcodes(read, unspaced(truth)):
        if block.tag == "equal":
            right[block.src_start : block.src_end] = True
    at = 0
    for span in text.spans:
        yield span.confidence, bool(right[at : at + len(span.text)].all())
        at += len(span.text)


def samples(data: Path, count: int) -> Iterator[tuple[str, list[tuple[float, bool]]]]:
    """(name, judged spans) of characters alone, lines of pen ink, pictures of lines, and boxed paper."""
    sets = {name: ink_set(data, f"{name}-train") for name in ("chars", "words", "texts", "segmented")}
    kept = validation_writers(sets["chars"], (sets["words"], sets["texts"]), HELD_OUT)
    reader = Recogniser.load()
    ways: dict[str, tuple[tuple[str, ...], ReadOptions, Shown]] = {
        "alone": (("chars",), ReadOptions(language=None, layout="glyph"), Ink.from_arrays),
        "pen": (("words", "texts", "segmented"), ReadOptions(), Ink.from_arrays),
        "picture": (("words", "texts"), ReadOptions(), drawn),
    }
    for way, (names, options, shown) in ways.items():
        found: list[tuple[float, bool]] = []
        for name in names:
            ink = sets[name]
            picks = [i for i, text in enumerate(ink.text) if str(ink.writer[i]) in kept and (name == "chars" or 1 < len(text) <= LONGEST)]
            few = count * (3 if way == "alone" else 1) // len(names)
            for pick in progress(picks[:: max(1, len(picks) // few)], few, f"{way}, {name}"):
                found += judged(str(ink.text[pick]), reader.read(shown(ink.strokes(pick)), options))
        yield way, found
    made = sheets(sets["chars"], sets["segmented"], sets["texts"], max(1, count // BOXES), kept)
    for way, language in (("boxes", None), ("boxes, in words", "en")):
        options = ReadOptions(language=language, layout="boxes")
        yield way, [each for sheet in made for each in judged(sheet.text, reader.read(sheet.ink, options))]


def fitted(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    """The (a, b) of the logistic regression of ``right`` on the logit of ``sure``, by Newton's method."""
    x = np.stack([logit(sure), np.ones(len(sure))], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(30):
        odds = 1 / (1 + np.exp(-x @ weights))
        curvature = (x * (odds * (1 - odds))[:, None]).T @ x + 1e-6 * np.eye(2)
        weights += np.linalg.solve(curvature, x.T @ (right - odds))
    return float(weights[0]), float(weights[1])


def logit(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds, bounded."""
    inside = np.clip(share, EDGE, 1 - EDGE)
    return np.asarray(np.log(inside / (1 - inside)))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="How true confidences are, and the line that makes them so.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--count", type=int, default=600, help="lines of each kind (default: 600)")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    print("| read | characters | right % | mean confidence % | calibration error % | after the line | a | b |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for way, found in samples(Path(arguments.data), arguments.count):
        sure, right = np.array([each[0] for each in found]), np.array([each[1] for each in found])
        a, b = fitted(sure, right)
        after = 1 / (1 + np.exp(-(a * logit(sure) + b)))
        errors = 100 * calibration_error(sure, right), 100 * calibration_error(after, right)
        shares = f"{100 * right.mean():.1f} | {100 * sure.mean():.1f} | {errors[0]:.1f} | {errors[1]:.1f}"
        print(f"| {way} | {len(found)} | {shares} | {a:.3f} | {b:.3f} |", flush=True)


if __name__ == "__main__":
    main()
