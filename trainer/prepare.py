"""``python -m trainer.prepare OUT``: the folder of corpora that trainer and evaluation read, from the official archives.

EMNIST Balanced keeps its own split. UNIPEN is split here, by writer, the same way every time, for no hand may be both trained
on and tested on.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hcr_desktop import HcrError
from hcr_desktop.inference.alphabet import ALNUM47, CHARSETS
from trainer.corpora import InkSet
from trainer.nist import read_emnist
from trainer.unipen import read_unipen

INK_SETS = ("chars", "words", "texts", "segmented")
TESTED = 6
"""One writer in about this many is tested on."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; returns the exit status: 0 done, 1 an archive could not be read, 2 wrong usage."""
    parser = argparse.ArgumentParser("python -m trainer.prepare", description="Make the folder of corpora from the official archives.")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to write glyphs/ and ink/ into")
    parser.add_argument("--emnist", type=Path, metavar="DIR", help="folder of NIST's gzip files, emnist-balanced-*-ubyte.gz")
    parser.add_argument("--unipen", type=Path, metavar="DIR", help="folder of UNIPEN's data and include, such as train_r01_v07")
    args = parser.parse_args(argv)
    if not (args.emnist or args.unipen):
        parser.error("give --emnist or --unipen or both")
    try:
        if args.emnist:
            write_emnist(args.emnist, args.out)
        for name in INK_SETS if args.unipen else ():
            write_ink(read_unipen(args.unipen, name), name, args.out)
    except (HcrError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def write_emnist(folder: Path, out: Path) -> None:
    """Write EMNIST Balanced as ``glyphs/emnist-train.npz`` and ``emnist-test.npz``."""
    (out / "glyphs").mkdir(parents=True, exist_ok=True)
    for split in ("train", "test"):
        images, labels = read_emnist(folder, f"balanced-{split}")
        np.savez_compressed(out / "glyphs" / f"emnist-{split}.npz", image=images, label47=labels.astype(np.uint8), label62=_cased()[labels])


def _cased() -> NDArray[np.int8]:
    """For each class of the 47, its place among digits, capitals and small letters, or -1 where it is both cases at once."""
    characters = CHARSETS["digits"] + CHARSETS["upper"] + CHARSETS["lower"]
    merged = [label.isupper() and label.lower() not in ALNUM47 for label in ALNUM47]
    return np.array([-1 if both else characters.index(label) for label, both in zip(ALNUM47, merged, strict=True)], np.int8)


def write_ink(ink: InkSet, name: str, out: Path) -> None:
    """Write a set as ``ink/NAME-train.npz`` and ``NAME-test.npz``, split by writer."""
    (out / "ink").mkdir(parents=True, exist_ok=True)
    tested = np.array([hashlib.sha256(writer.encode()).digest()[0] % TESTED == 0 for writer in ink.writer.tolist()])
    for split, rows in (("train", ~tested), ("test", tested)):
        picks = np.flatnonzero(rows).tolist()
        strokes = [stroke for pick in picks for stroke in ink.stroke_range(pick)]
        points = [stroke for pick in picks for stroke in ink.strokes(pick)]
        arrays = {
            "xy": np.concatenate([np.zeros((0, 2)), *points]).astype(np.int16),
            "stroke_end": np.cumsum([len(xy) for xy in points], dtype=np.int64),
            "sample_end": np.cumsum([len(ink.stroke_range(pick)) for pick in picks], dtype=np.int64),
            "text": ink.text[rows],
            "writer": ink.writer[rows],
            "contributor": ink.contributor[rows],
        }
        if ink.stroke_character is not None:
            arrays["stroke_glyph"] = ink.stroke_character[strokes]
        np.savez_compressed(out / "ink" / f"{name}-{split}.npz", allow_pickle=False, **arrays)


if __name__ == "__main__":
    sys.exit(main())
