"""Make the sample ink and the sample page that the product ships: ``python -m trainer.samples``."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document import inkfile
from hcr_desktop.document.ink import Ink
from hcr_desktop.resources import sample_ink, sample_page
from trainer.pages import Paper, render_page
from trainer.strokefont import write

INK = "Write a line here"
PAGE = "Dear reader\nthis page was written\nby a small program\non 21 May 1994"
PAPER = Paper(scale=0.7, pen=6.0, shade=0.12, blur=0.8, noise=1.5, rotation=0.8)
SEED = 7


def make() -> tuple[Ink, NDArray[np.uint8]]:
    """The sample ink and the picture of the sample page, the same every time."""
    rng = np.random.default_rng(SEED)
    ink = write(INK, rng)
    page, _ = render_page([write(line, rng) for line in PAGE.split("\n")], rng, PAPER)
    return ink, page


def main() -> None:
    """Write the files into ``hcr_desktop/samples``, each beside its text."""
    ink, page = make()
    sample_ink().write_text(inkfile.dump(ink), encoding="utf-8")
    cv2.imwrite(str(sample_page()), page)
    for path, text in ((sample_ink(), INK), (sample_page(), PAGE)):
        path.with_suffix(".txt").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
