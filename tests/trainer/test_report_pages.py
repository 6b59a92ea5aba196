"""The report of pages: figures as they were measured, the worst first; and made pages, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hcr_desktop import Recogniser
from hcr_desktop.inference.trace import posture
from tests.trainer.madecorpora import ink_set_of
from trainer import report_pages
from trainer.madepages import LINES, CodeHand, Hands, MadePage, block_of, pages
from trainer.pagescores import Reading, Score, score
from trainer.report_pages import report, worst_first
from trainer.strokefont import write

GOOD = Score(True, 0.1, 1.0, 0.99, 0.1, 3, 2, 100, "a/b")
BAD = Score(False, 5.0, 0.5, 0.5, 0.1, 50, 2, 100, "c/d")


def test_the_report_has_the_worst_first_and_says_what_was_measured() -> None:
    rows = {"fine": [GOOD, GOOD], "spoilt": [BAD]}
    assert worst_first(rows) == ["spoilt", "fine"]
    text = report(rows, {"spoilt": "what was read"}, " --pages 2")
    assert "--data DIR --pages 2" in text
    assert "3 pages of up to 14 lines in the ink of 2 writers" in text
    assert "| spoilt | 1 | 0 % | 0 % | 50.0 % | 50.0 % | 50.0 | 2.0 | +48.0 |" in text
    assert "difference in points: **16.7**" in text
    assert text.index("| spoilt") < text.index("| fine")
    assert "](pages/spoilt.jpg)\n\n```text\nwhat was read\n```" in text


def test_a_page_is_of_one_hand_and_the_same_for_the_same_seed() -> None:
    ink = ink_set_of([(f"line number {number}", "a/b") for number in range(8)] + [("too few lines", "c/d")])
    first, second = (next(pages("skew", [Hands(ink)], 1, 5)) for _ in range(2))
    assert first.writer == "a/b"
    assert sorted(block.text for block in first.blocks) == [f"line number {number}" for number in range(8)]
    np.testing.assert_array_equal(first.picture, second.picture)
    assert not np.array_equal(first.picture, next(pages("skew", [Hands(ink)], 1, 6)).picture)


def test_a_block_is_levelled_and_knows_its_x_height_and_baseline() -> None:
    x = np.arange(0.0, 400, 2)
    wave = np.column_stack([x, 100 + 0.1 * x - 20 * (1 - np.cos(x / 8))]).astype(np.float32)
    block = block_of([wave], "nnnn")
    assert block.x_height == pytest.approx(40, rel=0.1)
    bottoms = block.ink.strokes[0].xy[np.isclose(np.cos(x / 8), 1, atol=0.02), 1]
    assert np.ptp(bottoms) < 2
    assert block.baseline == pytest.approx(float(bottoms.mean()), abs=4)


def test_a_block_of_several_lines_is_levelled_by_each_of_them() -> None:
    rng = np.random.default_rng(3)
    first, second = (write(text, rng, height=60).strokes for text in ("mend the gate and then", "the roof"))
    leaning = [stroke.xy + (0, top) for top, line in ((0, first), (150, second)) for stroke in line]
    leaning = [np.column_stack([xy[:, 0], xy[:, 1] + 0.1 * xy[:, 0]]).astype(np.float32) for xy in leaning]
    level = [stroke.xy for stroke in block_of(leaning, "mend the gate and then the roof").ink.strokes]
    # The second line ends where the first is half done: of both at once the slope would be another.
    assert abs(posture(level[: len(first)])[0].slope) < 0.01


def test_a_page_is_read_from_its_picture_and_from_its_strokes() -> None:
    page: MadePage = next(pages("clean", [CodeHand()], 1, 1))
    assert len(page.blocks) == LINES
    found = Reading(Recogniser.load()).added(score(page.picture, page.truth), page)
    assert found.characters == sum(len(block.text.replace(" ", "")) for block in page.blocks)
    assert found.wrong < 0.2 * found.characters
    assert found.wrong_strokes < 0.2 * found.characters


def test_one_command_writes_the_report_and_its_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_pages, "DAMAGES", {"noise": None})
    monkeypatch.setattr(report_pages, "hands_of", lambda *_: CodeHand())
    assert report_pages.main(["--data", str(tmp_path), "--pages", "1", "--report", str(tmp_path / "pages.md")]) == 0
    text = (tmp_path / "pages.md").read_text(encoding="utf-8")
    assert "2 pages of up to 14 lines in the ink of 1 writers" in text
    assert (tmp_path / "pages" / "noise.jpg").stat().st_size < 100_000
