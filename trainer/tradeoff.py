"""What the language gives and takes: ``python -m trainer.tradeoff --data DIR``.

Words, and strings that are no words, of validation writers are read with the language weighted from nothing to its full log
probability. Its weight in the product is chosen from this table.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hcr_desktop import Ink, ReadOptions, Recogniser
from hcr_desktop.inference.beam import BeamWeights
from hcr_desktop.inference.bundle import Bundle
from hcr_desktop.inference.joined import JoinedWeights
from trainer.corpora import ink_set
from trainer.lines import HELD_OUT, validation_writers
from trainer.metrics import edit_distance, unspaced
from trainer.nonwords import nonwords
from trainer.progress import progress

WEIGHTS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """CER without spaces at one weight of the language, of words and of strings that are none."""

    weight: float
    words: float
    nonwords: float


def tradeoff(data: Path, count: int, weights: Sequence[float] = WEIGHTS) -> list[Row]:
    """Read ``count`` words and as many other strings of validation writers at each weight."""
    words, texts, chars, segmented = (ink_set(data, f"{name}-train") for name in ("words", "texts", "chars", "segmented"))
    kept = validation_writers(chars, (words, texts), HELD_OUT)
    picks = [index for index, text in enumerate(words.text) if len(text) > 1 and str(words.writer[index]) in kept]
    picks = picks[:: max(1, len(picks) // count)][:count]
    others = {str(name) for each in (chars, segmented) for name in each.writer} - kept
    samples = [(Ink.from_arrays(words.strokes(pick)), str(words.text[pick])) for pick in picks]
    strings = [(each.ink, each.text) for each in nonwords(chars, segmented, count, others)]
    bundle, rows = Bundle.load(), []
    for weight in progress(weights, len(weights), "weights"):
        reader = Recogniser(bundle, weights=replace(JoinedWeights(), beam=BeamWeights(language=weight)))
        options = ReadOptions(language="en" if weight else None, layout="line")
        rows.append(Row(weight, _error_rate(reader, samples, options), _error_rate(reader, strings, options)))
    return rows


def _error_rate(reader: Recogniser, samples: Sequence[tuple[Ink, str]], options: ReadOptions) -> float:
    """CER without spaces."""
    edits = sum(edit_distance(unspaced(text), unspaced(str(reader.read(ink, options)))) for ink, text in samples)
    return edits / sum(len(unspaced(text)) for _, text in samples)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="What the language gives words and takes from other strings, by its weight.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--count", type=int, default=600, help="words, and other strings (default: 600)")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    print("| weight | words, CER % | non-words, CER % |\n| --- | --- | --- |")
    for row in tradeoff(Path(arguments.data), arguments.count):
        print(f"| {row.weight:g} | {100 * row.words:.1f} | {100 * row.nonwords:.1f} |")


if __name__ == "__main__":
    main()
