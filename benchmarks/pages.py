"""How long pages take: ``python -m benchmarks.pages``.

A page of 1,200 characters in the hand that code has, as a 300 dpi scan of A4, is read on one thread: the whole, and its first line. Then
a PDF of such pages is read by one process and by two, and the memory of one process is watched.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from hcr_desktop import ReadOptions, RecognisedText
from hcr_desktop.batch import Plan, read_all
from hcr_desktop.loading import load_recogniser
from trainer.look import Look
from trainer.paint import picture_of, written

A4 = (2480, 3508)
"""Width and height of A4 at 300 dots per inch."""

CHARACTERS = 1200

TEXT = """When the wind blows from the east we stay in and read old letters by the fire until the lamps are lit and the dogs come
home then somebody counts the chairs 17 of them and asks who will sing first while the rain runs down the window"""

WORDS = tuple(TEXT.split())


def page(seed: int) -> NDArray[np.uint8]:
    """A scan, uint8 [h, w, 3], of about so many characters."""
    rng, lines, count, at = np.random.default_rng(seed), [""], 0, seed * 7
    while count < CHARACTERS:
        word = WORDS[at % len(WORDS)]
        if len(lines[-1]) + len(word) > 46:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
        count, at = count + len(word), at + 1
    look = Look(x_height=36.0, pitch=3.2, margin=3.0)
    picture, _ = picture_of([written(line, rng) for line in lines], look, rng)
    scale = min(A4[0] / picture.shape[1], A4[1] / picture.shape[0])
    placed = np.full((A4[1], A4[0], 3), look.paper, np.uint8)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    placed[: small.shape[0], : small.shape[1]] = small[: A4[1], : A4[0]]
    return placed


def pdf(path: Path, pages: int) -> None:
    """A PDF of pages, each one JPEG."""
    document = pdfium.PdfDocument.new()
    for number in range(pages):
        image = pdfium.PdfImage.new(document)
        image.load_jpeg(io.BytesIO(cv2.imencode(".jpg", page(number)[..., ::-1])[1].tobytes()))
        image.set_matrix(pdfium.PdfMatrix().scale(595, 842))
        sheet = document.new_page(595, 842)
        sheet.insert_obj(image)
        sheet.gen_content()
    document.save(path)


def one_page() -> tuple[float, float, int]:
    """Seconds until the first line and until the last of a page, and its characters; the second of two readings."""
    reader, picture = load_recogniser(), page(0)
    told: list[float] = []

    def note(_: RecognisedText) -> None:
        told.append(time.perf_counter())

    for _ in range(2):
        told.clear()
        begun = time.perf_counter()
        text = reader.read(picture, so_far=note)
        whole = time.perf_counter() - begun
    return told[0] - begun, whole, len(text.spans)


def batch(path: Path, jobs: int) -> float:
    """Seconds a page, with so many processes; what it takes to start them is left out by reading the first page before the clock starts."""
    plan = Plan.of([str(path)])
    reading = read_all(plan, ReadOptions(), load_recogniser, jobs=jobs)
    next(iter(reading))
    begun, count = time.perf_counter(), sum(1 for _ in reading)
    return (time.perf_counter() - begun) / count


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How long pages take.")
    parser.add_argument("--pages", type=int, default=30, help="pages of the PDF (default: 30)")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    first, whole, characters = one_page()
    print(
        f"A4 at 300 dpi, {characters} characters read, one thread: first line {first:.2f} s (limit 1), whole {whole:.2f} s (limit 3)",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pages.pdf")
        pdf(path, asked.pages)
        alone, both = batch(path, 1), batch(path, 2)
        print(f"PDF of {asked.pages} pages: {alone:.2f} s a page by one process, {both:.2f} s by two,", end=" ")
        print(f"{alone / both:.2f} times as fast (bar 1.7)")


if __name__ == "__main__":
    sys.exit(main())
