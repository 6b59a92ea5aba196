"""``python -m trainer.report_pages --data DIR``: writes docs/models/pages.md, what becomes of pages by damage, the worst first.

The figures are of pages in the ink of test writers. The pictures are of pages in the hand that code has: ink of the corpora is not in
the repository.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from hcr_desktop import Recogniser
from trainer.look import DAMAGES
from trainer.madepages import CodeHand, MadePage, hands_of, pages
from trainer.metrics import Figure, figure
from trainer.pagescores import LEVEL, Reading, Score, scores

REPORT = Path("docs/models/pages.md")

SOURCES = ("segmented-test", "texts-test")

PAGES, SEED = 4, 1
"""Pages of each damage and source, and what they are made from."""

SHOWN = 4
"""Damages of which a page is shown, the worst ones."""

WIDTH, QUALITY = 560, 60
"""Width of a picture and its JPEG quality."""

HEAD = """# Pages: figures by damage

Made by `python -m trainer.report_pages --data DIR{options}`: {count} pages of up to 14 lines in the ink of {writers} writers of
`{sources}`, none of whom any model was trained on, drawn on paper and damaged by the generator (`trainer/look.py`), then read by the
shipped models through the public face. *Upright*: the right way up. *Level*: the sheet's own direction within {level} degrees (lines
that slope or bow on the sheet keep that). *Found*: share of the drawn ink that is in the mask; *pure*: share of the mask that is drawn
ink. *CER*: characters wrong, spaces left out, in percent, from the picture and from the strokes of the same lines, each line given
alone. The range behind a figure is its 95 % interval over writers.

"""

TITLE = "| damage | pages | upright | level | found | pure | CER, picture | CER, strokes | difference |"

BODY = """
## How the worst look

The same damages in the hand that code has (the writers' ink is not ours to copy), and what was read.
"""


def report(rows: Mapping[str, Sequence[Score]], shown: Mapping[str, str], options: str) -> str:
    """The report as Markdown.

    Args:
        rows: Scores by damage.
        shown: What was read of the pictures that are shown, by damage, in the order wanted.
        options: What the command was given beside the data.
    """
    every = [each for own in rows.values() for each in own]
    writers = len({each.writer for each in every})
    parts = [HEAD.format(options=options, count=len(every), writers=writers, sources="` and `".join(SOURCES), level=LEVEL)]
    parts += [f"- {line}\n" for line in _summary(every)]
    parts += ["\n", "\n".join([TITLE, "| --- |" + " ---: |" * 8, *(_row(name, rows[name]) for name in worst_first(rows))]), "\n", BODY]
    for name, text in shown.items():
        parts.append(f"\n### {name}\n\n![A page: {name}]({REPORT.stem}/{_stem(name)}.jpg)\n\n```text\n{text}\n```\n")
    return "".join(parts)


def _summary(every: Sequence[Score]) -> list[str]:
    """What holds of all pages."""
    writers, characters = [each.writer for each in every], [each.characters for each in every]
    wrong = {"CER from the picture": [each.wrong for each in every], "CER from strokes": [each.wrong_strokes for each in every]}
    more = [each.wrong - each.wrong_strokes for each in every]
    told = [_told(figure(name, values, characters, writers)) for name, values in wrong.items()]
    told.append(_told(figure("difference in points", more, characters, writers)) + "; wanted: 3 at most")
    told.append(_told(figure("upright", [each.upright for each in every], 1, writers)) + "; wanted: 98")
    told.append(_told(figure(f"level within {LEVEL} degrees", [each.lean <= LEVEL for each in every], 1, writers)) + "; wanted: 95")
    return told


def _told(found: Figure) -> str:
    """A figure in percent, with its interval."""
    low, high = found.interval or (found.value, found.value)
    return f"{found.name}: **{100 * found.value:.1f}** ({100 * low:.1f} to {100 * high:.1f})"


def worst_first(rows: Mapping[str, Sequence[Score]]) -> list[str]:
    """The damages, first those that cost the reading of a picture most."""
    return sorted(rows, key=lambda name: -_points(rows[name])[2])


def _points(own: Sequence[Score]) -> tuple[float, float, float]:
    """Percent of characters wrong from the picture and from strokes, and the difference."""
    total = max(sum(each.characters for each in own), 1)
    picture, strokes = (100 * sum(values) / total for values in ([each.wrong for each in own], [each.wrong_strokes for each in own]))
    return picture, strokes, picture - strokes


def _row(name: str, own: Sequence[Score]) -> str:
    """A row of the table."""
    shares = (
        [each.upright for each in own],
        [each.lean <= LEVEL for each in own],
        [each.found for each in own],
        [each.pure for each in own],
    )
    cells = [f"{100 * np.mean(share):.0f} %" for share in shares[:2]] + [f"{100 * np.mean(share):.1f} %" for share in shares[2:]]
    picture, strokes, more = _points(own)
    return " | ".join([f"| {name}", str(len(own)), *cells, f"{picture:.1f}", f"{strokes:.1f}", f"{more:+.1f} |"])


def _stem(name: str) -> str:
    """A damage as the name of a file."""
    return name.replace(" ", "-")


def _picture(page: MadePage, path: Path) -> None:
    """Keep a page, small."""
    scale = WIDTH / page.picture.shape[1]
    small = cv2.resize(page.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser("python -m trainer.report_pages", description="Write docs/models/pages.md and its pictures.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--pages", type=int, default=PAGES, metavar="N", help=f"pages of each damage and source (default: {PAGES})")
    parser.add_argument("--report", type=Path, default=REPORT, metavar="FILE", help=f"the report (default: {REPORT})")
    args = parser.parse_args(argv)
    if args.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    cv2.setNumThreads(1)
    reader = Recogniser.load()
    reading, hands = Reading(reader), [hands_of(Path(args.data), name) for name in SOURCES]
    rows: dict[str, list[Score]] = {}
    for name in DAMAGES:
        rows[name] = [found for _, found in scores(pages(name, hands, args.pages, SEED), reading)]
        sys.stderr.write(_row(name, rows[name]) + "\n")
    shown = {}
    for name in worst_first(rows)[:SHOWN]:
        page = next(pages(name, [CodeHand()], 1, SEED))
        _picture(page, args.report.with_suffix("") / f"{_stem(name)}.jpg")
        shown[name] = str(reader.read(page.picture))
    args.report.parent.mkdir(parents=True, exist_ok=True)
    args.report.write_text(report(rows, shown, "" if args.pages == PAGES else f" --pages {args.pages}"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
