"""The figures of the report of single characters, on answers that are known."""

from __future__ import annotations

import numpy as np
import pytest

from hcr_desktop.inference.bundle import Bundle
from trainer.metrics import Figure
from trainer.report_glyph import class_scores, confusion, confusion_picture, reliability_picture, report, roc_auc, speeds
from trainer.scores import Section

TRUTH = np.array([0, 0, 1, 1, 2, 2])
SHARES = np.array([[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8], [0.1, 0.2, 0.7]])


def test_the_confusion_matrix_counts_truth_by_row_and_reading_by_column() -> None:
    assert confusion(SHARES, TRUTH).tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 2]]


def test_precision_recall_and_f1_are_means_over_classes() -> None:
    precision, recall, f1 = class_scores(confusion(SHARES, TRUTH))
    assert precision == pytest.approx((1 + 2 / 3 + 1) / 3)
    assert recall == pytest.approx((0.5 + 1 + 1) / 3)
    assert f1 == pytest.approx((2 / 3 + 0.8 + 1) / 3)


def test_the_area_under_the_curve_counts_pairs_in_order() -> None:
    assert roc_auc(SHARES, TRUTH) == pytest.approx(1)
    assert roc_auc(np.full((6, 3), 1 / 3), TRUTH) == pytest.approx(0.5)
    assert roc_auc(1 - SHARES, TRUTH) == pytest.approx(0)


def test_pictures_show_the_counts() -> None:
    matrix = confusion_picture(np.array([[9, 0], [0, 9]]), "ab")
    assert matrix[-20, -8] == 255  # b read as ... the cell above the last stays white
    assert (matrix == 0).any()
    diagram = reliability_picture(np.array([0.95, 0.95, 0.05]), np.array([True, True, False]))
    assert diagram.shape[0] == diagram.shape[1]
    assert (diagram == 170).any()


def test_the_report_holds_tables_and_sections() -> None:
    text = report([Section("chars", "how", 3, (Figure("digits", 3, 3),), 1.0)], {"Speed": ["| a |"]})
    assert "## Speed" in text
    assert "chars: 3 samples" in text


def test_speed_is_told_for_batches_and_threads() -> None:
    rows = speeds(Bundle.load().glyph)
    assert [row.split(" | ")[1:3] for row in rows] == [[t, b] for t in ("1", "4") for b in ("1", "8", "32")]
    assert all(float(row.strip("| ").split(" | ")[-1]) > 0 for row in rows)
