"""``python -m trainer.report_lines --data DIR``: writes docs/models/lines.md, the figures of lines, and draws the worst mistakes.

The pictures show ink of the corpora, which the repository never holds: they go to a folder that git ignores.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop import Ink, ReadOptions, Recogniser
from trainer.blame import blame_segmented, blame_text, stroke_sets
from trainer.corpora import InkSet, ink_set
from trainer.drawn import drawn
from trainer.evaluate import render
from trainer.metrics import edit_distance, unspaced
from trainer.progress import progress
from trainer.scores import SCORES, Section, Source, chosen
from trainer.tradeoff import Row, tradeoff

REPORT, PICTURES = Path("docs/models/lines.md"), Path("out/lines")

SETS = ("words", "words-plain", "texts", "segmented", "nonwords", "pictures")
"""The sections of the report, as ``--set`` of trainer.evaluate names them."""

LOOKED_AT = 400
"""Samples of each set that are read once more for the pictures."""

SHOWN = 12
"""Mistakes on one picture."""

CAPTION = 34
"""Height of the caption of a mistake, pixels."""

WIDTH = 900
"""Width of a picture, pixels."""

HEAD = """# Reading lines: figures

Made by `python -m trainer.report_lines --data DIR{limit}`; shipped models through the public face, writers unseen. The range
behind a figure is its 95 % interval over writers. Labels of a few percent of words and texts are wrong (words that are not in
the ink, ink that ends early), and some contributors put spaces around punctuation: compare the figures without spaces. Blame
charges each edit to a stage (`trainer/blame.py`); the same command draws the worst mistakes of each stage to `out/lines/`,
which is not in the repository because the ink is not ours to copy.
"""

BODY = """
## What the language gives and takes

CER in percent, spaces left out, of words and of strings that are none (random letters, codes, plates, composed of real letters)
of *validation* writers, by the language's weight (`python -m trainer.tradeoff --data DIR`). The product's weight is {weight}.

{tradeoff}

## Figures by set
"""


def report(sections: Iterable[Section], rows: Sequence[Row], limit: int | None, weight: float) -> str:
    """The report as Markdown."""
    table = ["| weight | words | non-words |", "| --- | --- | --- |"]
    table += [f"| {row.weight:.1f} | {100 * row.words:.1f} | {100 * row.nonwords:.1f} |" for row in rows]
    parts = [HEAD.format(limit=f" --limit {limit}" if limit else ""), BODY.format(weight=weight, tradeoff="\n".join(table))]
    parts += [f"\n```text{render(section)}\n```\n" for section in sections]
    return "".join(parts)


def mistakes(reader: Recogniser, ink: InkSet, name: str, options: ReadOptions) -> dict[str, list[NDArray[np.uint8]]]:
    """The worst mistakes by the stage that is charged most, each drawn with what was wanted and what was read."""
    found: dict[str, list[tuple[int, NDArray[np.uint8]]]] = {}
    picks = chosen(len(ink), LOOKED_AT)
    for pick in progress(picks, len(picks), f"mistakes of {name}"):
        truth, strokes = str(ink.text[pick]), Ink.from_arrays(ink.strokes(pick))
        read = reader.read(strokes, options)
        wrong = edit_distance(unspaced(truth), unspaced(str(read)))
        if not wrong:
            continue

        def alone(marks: frozenset[int], strokes: Ink = strokes) -> str:
            return str(reader.read(strokes.only(marks), ReadOptions(language=None, layout="glyph")))

        known = name == "segmented" and stroke_sets(ink.stroke_glyph(pick))
        charges = blame_segmented(truth, ink.stroke_glyph(pick), read, alone) if known else blame_text(truth, read, alone)
        stage = charges.most_common(1)[0][0]
        found.setdefault(stage, []).append((wrong, _captioned(drawn(ink.strokes(pick)), truth, str(read))))
    return {stage: [picture for _, picture in sorted(some, key=lambda each: -each[0])[:SHOWN]] for stage, some in found.items()}


def _captioned(picture: NDArray[np.uint8], truth: str, read: str) -> NDArray[np.uint8]:
    """A picture of one width with a caption below."""
    scale = min(WIDTH / picture.shape[1], 1.0)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    sheet = np.full((small.shape[0] + CAPTION, WIDTH), 255, np.uint8)
    sheet[: small.shape[0], : small.shape[1]] = small
    caption = f"{truth}   >   {' / '.join(read.splitlines())}"
    cv2.putText(sheet, caption, (8, sheet.shape[0] - 12), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (90,), 1, cv2.LINE_AA)
    return sheet


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser("python -m trainer.report_lines", description="Write docs/models/lines.md and pictures of mistakes.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--limit", type=int, metavar="N", help="read N samples of each set, spread evenly")
    parser.add_argument("--pictures", type=Path, default=PICTURES, metavar="DIR", help=f"where pictures go (default: {PICTURES})")
    parser.add_argument("--report", type=Path, default=REPORT, metavar="FILE", help=f"the report (default: {REPORT})")
    args = parser.parse_args()
    if args.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    reader, source = Recogniser.load(), Source(Path(args.data), args.limit)
    rows = tradeoff(source.data, min(args.limit or 600, 600))
    sections = [section for name in SETS for section in SCORES[name](reader, source)]
    args.report.parent.mkdir(parents=True, exist_ok=True)
    args.report.write_text(report(sections, rows, args.limit, reader.weights.beam.language), encoding="utf-8")
    args.pictures.mkdir(parents=True, exist_ok=True)
    for name, options in (("words", ReadOptions(layout="word")), ("texts", ReadOptions()), ("segmented", ReadOptions())):
        for stage, pictures in mistakes(reader, ink_set(source.data, f"{name}-test"), name, options).items():
            cv2.imwrite(str(args.pictures / f"{name}-{stage}.png"), np.concatenate(pictures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
