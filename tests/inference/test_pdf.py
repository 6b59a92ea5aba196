"""PDFs as pictures: what is drawn, how large, and when drawing ends early."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hcr_desktop.errors import Cancelled, InputUnreadable
from hcr_desktop.inference import pdf as module
from hcr_desktop.inference.album import always, open_album
from hcr_desktop.inference.pdf import DPI, MAX_PIXELS, Pdf
from tests.inference.pdfs import LETTER_A, LOCK, pdf


def test_pages_are_drawn_in_colour_at_the_usual_size() -> None:
    page = Pdf(pdf([LETTER_A]), "a.pdf").page(0)
    assert page.shape == (round(200 * DPI / 72) + 1, round(100 * DPI / 72), 3)
    red, blue = page[..., 0].astype(int), page[..., 2].astype(int)
    drawn = np.argwhere(blue - red > 200)
    left, right = drawn[:, 1].min() * 72 / DPI, drawn[:, 1].max() * 72 / DPI
    assert (left, right) == pytest.approx((17, 83), abs=1.5)


def test_a_page_without_colour_is_grey() -> None:
    page = Pdf(pdf(["0.5 g 10 10 80 80 re f"]), "a.pdf").page(0)
    assert page.ndim == 2
    assert np.abs(page.astype(int) - 128).min() <= 1


def test_a_turned_page_is_upright() -> None:
    assert Pdf(pdf([LETTER_A], entries="/Rotate 90"), "a.pdf").page(0).shape[:2] == (417, 834)


def test_a_poster_is_drawn_smaller() -> None:
    page = Pdf(pdf([LETTER_A], size=(14000, 7000)), "a.pdf").page(0)
    assert MAX_PIXELS * 0.99 < page.shape[0] * page.shape[1] < MAX_PIXELS * 1.01
    assert page.shape[1] / page.shape[0] == pytest.approx(2, rel=0.01)


def test_drawing_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SECONDS", -1.0)
    with pytest.raises(InputUnreadable, match=r"page 1 takes more than .* seconds to draw\. Save or print"):
        Pdf(pdf([f"{LETTER_A}\n" * 2000]), "a.pdf").page(0)


def test_drawing_ends_when_nobody_waits_for_it() -> None:
    document = Pdf(pdf([LETTER_A]), "a.pdf")
    with pytest.raises(Cancelled):
        document.page(0, lambda: False)
    assert document.page(0, always).any()


def test_a_locked_pdf_says_so(tmp_path: Path) -> None:
    path = tmp_path / "secret.pdf"
    path.write_bytes(pdf([LETTER_A], trailer=LOCK))
    with pytest.raises(InputUnreadable, match=r"secret\.pdf: the PDF is locked with a password\. Save it without"):
        open_album(path)
