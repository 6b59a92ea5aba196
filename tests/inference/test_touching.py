"""Components that hold ink of two lines are cut between them, others are not."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.page import Page
from hcr_desktop.inference.lattice import Segment
from hcr_desktop.inference.scan.pieces import marked, pieces_of, worth_keeping
from hcr_desktop.inference.segment import segments_of
from hcr_desktop.inference.touching import unhooked

SIZE, ROWS, COLUMNS = 24, (40, 110), range(30, 400, 50)


def letters(rows: tuple[int, ...] = ROWS) -> NDArray[np.uint8]:
    """Rows of rings."""
    mask = np.zeros((200, 420), np.uint8)
    for top in rows:
        for left in COLUMNS:
            cv2.rectangle(mask, (left, top), (left + SIZE, top + SIZE), (255,), 3)
    return mask


def found(mask: NDArray[np.uint8]) -> list[Segment]:
    pieces = pieces_of((mask > 127).astype(np.uint8))
    return segments_of(Page(*marked(mask, pieces, worth_keeping(pieces)), 1.0, (0.0, 0.0)))


def test_a_tail_that_runs_into_the_line_below_is_cut() -> None:
    mask = letters()
    cv2.line(mask, (130 + SIZE, ROWS[0]), (130 + SIZE, ROWS[1]), (255,), 3)
    before, after = found(mask), unhooked(found(mask))
    assert len(before) == 2 * len(COLUMNS) - 1
    assert len(after) == 2 * len(COLUMNS)
    assert sum(int(part.patch.sum()) for part in after) == sum(int(part.patch.sum()) for part in before)
    upper, lower = sorted(
        (part for part in after if part.marks == max(before, key=lambda each: len(each.patch)).marks), key=lambda p: p.top
    )
    assert upper.marks == lower.marks
    assert ROWS[0] + SIZE <= upper.top + len(upper.patch) == lower.top <= ROWS[1]
    assert upper.box.bottom < lower.box.bottom


def test_what_reaches_through_one_line_only_stays_whole() -> None:
    mask = letters()
    cv2.line(mask, (130 + SIZE, ROWS[0]), (130 + SIZE, ROWS[1] - 6), (255,), 3)
    cv2.line(mask, (20, ROWS[0] - 30), (20, ROWS[0] + 40), (255,), 3)
    before = found(mask)
    assert unhooked(before) == before


def test_a_wall_between_the_lines_stays_whole() -> None:
    mask = letters()
    cv2.rectangle(mask, (130, ROWS[0]), (130 + SIZE, ROWS[1] + SIZE), (255,), -1)
    before = found(mask)
    assert unhooked(before) == before


def test_nothing_and_one_line_stay_as_they_are() -> None:
    assert unhooked([]) == []
    before = found(letters(ROWS[:1]))
    assert unhooked(before) == before
