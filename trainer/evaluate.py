"""``python -m trainer.evaluate``: what the shipped models do on the test sets, through the public face alone.

Nothing is trained, tuned or selected on these sets. Rates are micro averages; CER is all edits over all reference
characters; the range behind a figure is its 95 % bootstrap interval by writer (by image where writers are unknown).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hcr_desktop import HcrError, Recogniser, __version__
from trainer.metrics import Figure
from trainer.scores import SCORES, Section, Source

COLUMN = 9
"""Characters of a column in the tables by contributor."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; returns the exit status: 0 done, 1 data or models could not be read, 2 wrong usage."""
    parser = _parser()
    args = parser.parse_args(argv)
    if not args.data:
        parser.error("name the folder of the corpora: --data DIR, or the environment variable HCR_DATA")
    sections: list[Section] = []
    begun = time.perf_counter()
    try:
        reader = Recogniser.load(args.models)
        for name in dict.fromkeys(args.set or SCORES):
            for section in SCORES[name](reader, Source(Path(args.data), args.limit, args.split)):
                sections.append(section)
                if not args.json:
                    print(render(section), flush=True)
    except (HcrError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if args.json:
        print(json.dumps(as_json(sections, time.perf_counter() - begun), indent=1))
    return 0


def _parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser("python -m trainer.evaluate", description="Measure the shipped models on the test sets.")
    parser.add_argument("--data", default=os.environ.get("HCR_DATA"), metavar="DIR", help="folder of the corpora (default: HCR_DATA)")
    parser.add_argument("--set", action="append", choices=SCORES, help="a set to measure; may be repeated (default: all)")
    parser.add_argument("--limit", type=_positive, metavar="N", help="read N samples of each set, spread evenly, always the same")
    parser.add_argument("--split", choices=("test", "train"), default="test", help="train: to study mistakes (default: test)")
    parser.add_argument("--models", type=Path, metavar="DIR", help="folder of other models, to compare (default: the shipped ones)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the report")
    return parser


def _positive(text: str) -> int:
    """A whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def render(section: Section) -> str:
    """A section of the report."""
    hands = f" of {section.writers} writers" if section.writers else ""
    head = f"{section.name}: {section.samples} samples{hands}, {section.milliseconds:.1f} ms each"
    width = max(len(figure.name) for figure in section.figures)
    lines = ["", head, "=" * len(head), section.about]
    lines += [f"  {figure.name:<{width}} {_percent(figure)}{_interval(figure)}" for figure in section.figures]
    if section.groups:
        lines += ["  by contributor:", *_table(section.groups)]
    for name, counts in section.counts.items():
        lines.append(f"  {name}: " + (", ".join(f"{key} {count}" for key, count in counts.items()) or "none"))
    return "\n".join(lines)


def _percent(figure: Figure) -> str:
    """The value in percent."""
    return f"{'-':>8}" if math.isnan(figure.value) else f"{100 * figure.value:6.2f} %"


def _interval(figure: Figure) -> str:
    """The interval, where there is one."""
    return f"  ({100 * figure.interval[0]:.2f} to {100 * figure.interval[1]:.2f})" if figure.interval else ""


def _table(groups: dict[str, tuple[Figure, ...]]) -> list[str]:
    """One row a group; the columns are numbered, and named below."""
    names = [figure.name for figure in next(iter(groups.values()))]
    width = max(len(group) for group in groups)
    head = " " * (width + 4) + "".join(f"{f'[{number}]':>{COLUMN}}" for number in range(1, len(names) + 1))
    rows = [f"    {group:<{width}}" + "".join(f"{_percent(figure):>{COLUMN}}" for figure in figures) for group, figures in groups.items()]
    return [head, *rows, "    " + ", ".join(f"[{number}] {name}" for number, name in enumerate(names, 1))]


def as_json(sections: Sequence[Section], seconds: float) -> dict[str, Any]:
    """The whole report: each section with its figures as ratios, not percent."""
    return {
        "version": __version__,
        "seconds": round(seconds, 1),
        "sections": {
            section.name: {
                "about": section.about,
                "samples": section.samples,
                "writers": section.writers or None,
                "milliseconds": round(section.milliseconds, 3),
                "figures": _figures(section.figures),
                "contributors": {group: _figures(figures) for group, figures in section.groups.items()},
                "counts": section.counts,
            }
            for section in sections
        },
    }


def _figures(figures: Sequence[Figure]) -> dict[str, dict[str, Any]]:
    """Figures by name; a ratio over nothing is null."""
    return {
        figure.name: {
            "value": None if math.isnan(figure.value) else figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "interval": figure.interval,
        }
        for figure in figures
    }


if __name__ == "__main__":
    sys.exit(main())
