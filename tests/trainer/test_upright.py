"""The network that tells which way up writing is: that its slopes are right, and that it learns."""

from __future__ import annotations

import numpy as np

from hcr_desktop.inference.scan.orientation import SIDE, Network
from trainer import upright


def loss(parts: list[np.ndarray], pictures: np.ndarray) -> float:
    return float(np.log1p(np.exp(-Network(*parts).odds(pictures).astype(np.float64))).mean())


def test_slopes_are_those_of_the_loss() -> None:
    rng = np.random.default_rng(0)
    parts = [rng.normal(0, 0.05, (SIDE * SIDE, 5)), rng.normal(0, 0.1, 5), rng.normal(0, 0.5, 5)]
    pictures = rng.random((6, SIDE, SIDE))
    slopes = upright._slopes(parts, pictures)
    slopes[0] -= 2e-5 * parts[0]  # less the weight decay
    for number, place in ((0, (7, 2)), (1, (3,)), (2, (4,))):
        moved = [[part.copy() for part in parts] for _ in range(2)]
        moved[0][number][place] += 1e-3
        moved[1][number][place] -= 1e-3
        numeric = (loss(moved[0], pictures) - loss(moved[1], pictures)) / 2e-3
        assert abs(numeric - slopes[number][place]) < 1e-3 + 0.02 * abs(numeric)


def test_it_learns_what_has_an_upper_side() -> None:
    rng = np.random.default_rng(1)
    pictures = rng.random((400, SIDE, SIDE), dtype=np.float32) * 0.3
    pictures[:, 4:8, 6:18] += 0.7
    made = upright.fitted(pictures[:300], rng)
    assert (made.odds(pictures[300:]) > 0).mean() > 0.98
