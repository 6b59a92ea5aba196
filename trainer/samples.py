"""Make the sample ink and the sample page that the product ships: ``python -m trainer.samples``."""

from __future__ import annotations

import cv2
import numpy as np

from hcr_desktop.document import inkfile
from hcr_desktop.resources import sample_ink, sample_page
from trainer.pages import Paper, render_page
from trainer.strokefont import write

INK = "Write a line here"
PAGE = "Dear reader\nthis page was written\nby a small program\non 21 May 1994"
SEED = 7


def main() -> None:
    """Write the files into ``hcr_desktop/samples``, each beside its text."""
    rng = np.random.default_rng(SEED)
    sample_ink().write_text(inkfile.dump(write(INK, rng)), encoding="utf-8")
    sample_ink().with_suffix(".txt").write_text(INK + "\n", encoding="utf-8")
    page, _ = render_page([write(line, rng) for line in PAGE.split("\n")], rng, Paper(scale=0.7, pen=6.0, shade=0.12, blur=0.8, noise=1.5, rotation=0.8))
    cv2.imwrite(str(sample_page()), page)
    sample_page().with_suffix(".txt").write_text(PAGE + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
