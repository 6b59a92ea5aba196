"""Beside other offline engines: ``HCR_DATA=... python -m benchmarks.peers --work DIR``.

The same 500 words and 300 one-line texts of test writers, drawn in black on white, are read by this program, by Tesseract and
by RapidOCR, on one thread each. The peers are installed by this script and nowhere else: RapidOCR into an environment below
``--work``, Tesseract from the system's packages (``apt-get install tesseract-ocr``, which needs an administrator).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop import ReadOptions, Recogniser
from trainer.corpora import ink_set
from trainer.drawn import drawn
from trainer.metrics import edit_distance, figure, spaced, unspaced
from trainer.progress import progress
from trainer.scores import picture_picks

COUNTS = {"words": 500, "texts": 300}
RAPID = ("rapidocr-onnxruntime==1.4.4", "onnxruntime==1.20.1")
SINGLE = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}

Picture = NDArray[np.uint8]
Readings = tuple[list[str], float]
"""Texts, and the median milliseconds of one."""

RAPID_SCRIPT = """
import json, sys, time
from rapidocr_onnxruntime import RapidOCR
engine = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
found = []
for path in json.load(open(sys.argv[1])):
    begun = time.perf_counter()
    result, _ = engine(path)
    lines = sorted(result or [], key=lambda line: (round(line[0][0][1] / 20), line[0][0][0]))
    found.append((" ".join(line[1] for line in lines), 1000 * (time.perf_counter() - begun)))
json.dump(found, open(sys.argv[2], "w"))
"""


def ours(pictures: Sequence[Picture], layout: str) -> Readings:
    """This program."""
    reader, texts, times = Recogniser.load(), [], []
    for picture in progress(pictures, len(pictures), "ours"):
        begun = time.perf_counter()
        texts.append(str(reader.read(picture, ReadOptions(layout=layout))))
        times.append(1000 * (time.perf_counter() - begun))
    return texts, float(np.median(times))


def tesseract(pictures: Sequence[Picture], layout: str) -> Readings:
    """Tesseract with its English model, told that a picture is one word or one line."""
    if shutil.which("tesseract") is None:
        subprocess.run(["apt-get", "install", "-y", "-qq", "tesseract-ocr", "tesseract-ocr-eng"], check=True, stdout=subprocess.DEVNULL)
    mode, texts, times = {"word": "8", "page": "7"}[layout], [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "line.png")
        for picture in progress(pictures, len(pictures), "tesseract"):
            cv2.imwrite(str(path), picture)
            begun = time.perf_counter()
            command = ["tesseract", str(path), "-", "--psm", mode, "-l", "eng", "--dpi", "300"]
            done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **SINGLE})
            times.append(1000 * (time.perf_counter() - begun))
            texts.append(done.stdout)
    return texts, float(np.median(times))


def rapid(pictures: Sequence[Picture], work: Path) -> Readings:
    """RapidOCR with the models of its wheel."""
    home = work / "rapidocr"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *RAPID], check=True)
        # Its own OpenCV wants a display's libraries.
        subprocess.run([python, "-m", "pip", "uninstall", "-q", "-y", "opencv-python"], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "--force-reinstall", "--no-deps", "opencv-python-headless==4.11.0.86"], check=True
        )
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder, f"{number}.png")) for number in range(len(pictures))]
        for path, picture in zip(paths, pictures, strict=True):
            cv2.imwrite(path, picture)
        asked, answered = Path(folder, "asked.json"), Path(folder, "answered.json")
        asked.write_text(json.dumps(paths), encoding="utf-8")
        command = [python, "-c", RAPID_SCRIPT, asked, answered]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **SINGLE})
        found = json.loads(answered.read_text(encoding="utf-8"))
    return [text for text, _ in found], float(np.median([spent for _, spent in found]))


def main() -> None:
    """Read, and print the table."""
    parser = argparse.ArgumentParser(description="This program beside Tesseract and RapidOCR, on the same pictures.")
    parser.add_argument("--data", type=Path, default=os.environ.get("HCR_DATA"), help="the corpora (default: $HCR_DATA)")
    parser.add_argument("--work", type=Path, required=True, help="where RapidOCR is installed")
    parser.add_argument("--part", type=int, default=1, help="read every N-th picture only")
    asked = parser.parse_args()
    if asked.data is None:
        parser.error("name the corpora with --data or the environment variable HCR_DATA")
    cv2.setNumThreads(1)
    sys.stdout.write("| pictures | reader | CER, no spaces | CER | exact, no spaces | ms each |\n| --- | --- | --- | --- | --- | --- |\n")
    for name, count in COUNTS.items():
        ink = ink_set(Path(asked.data), f"{name}-test")
        picks = picture_picks(ink, name, count)[:: asked.part]
        pictures, layout = [drawn(ink.strokes(pick)) for pick in picks], "word" if name == "words" else "page"
        truth, writers = [str(ink.text[pick]) for pick in picks], ink.writer[picks].tolist()
        readers: dict[str, Callable[[], Readings]] = {
            "HCR Desktop": lambda p=pictures, way=layout: ours(p, way),
            "Tesseract": lambda p=pictures, way=layout: tesseract(p, way),
            "RapidOCR": lambda p=pictures: rapid(p, asked.work),
        }
        for reader, read in readers.items():
            texts, spent = read()
            sys.stdout.write(f"| {len(picks)} {name} | {reader} | {_row(truth, texts, writers)} | {spent:.0f} |\n")
            sys.stdout.flush()


def _row(truth: Sequence[str], texts: Sequence[str], writers: Sequence[str]) -> str:
    """CER without and with spaces, and how many are right."""
    bare = [(unspaced(want), unspaced(have)) for want, have in zip(truth, texts, strict=True)]
    edits = [edit_distance(want, have) for want, have in bare]
    cer = figure("", edits, [len(want) for want, _ in bare], writers)
    spaced_edits = [edit_distance(spaced(want), spaced(have)) for want, have in zip(truth, texts, strict=True)]
    whole = figure("", spaced_edits, [len(spaced(want)) for want in truth])
    low, high = cer.interval or (0.0, 0.0)
    exact = 100 * float(np.mean([not count for count in edits]))
    return f"{100 * cer.value:.1f} % ({100 * low:.1f} to {100 * high:.1f}) | {100 * whole.value:.1f} % | {exact:.1f} %"


if __name__ == "__main__":
    main()
