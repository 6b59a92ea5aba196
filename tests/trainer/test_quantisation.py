"""Ways to quantise, side by side: an untrained network will do, for all ways are of the same one."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs the trainer's libraries: pip install .[train]")

from hcr_desktop.inference.alphabet import LABELS
from trainer.export import EACH
from trainer.models import glyph_network
from trainer.quantisation import compare, report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Statistics for quantized inputs were expected:UserWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
]


def test_every_way_is_measured_on_every_held_out_set() -> None:
    rng = np.random.default_rng(0)
    model = glyph_network(28, stem=4, middle=8, top=8, blocks=1, dropout=0.1)
    tensors = rng.integers(0, 256, (50, 28, 28), np.uint8)
    logits = model.predict(tensors[..., None].astype(np.float32), verbose=0)
    targets = np.eye(LABELS, dtype=np.uint8)[logits.argmax(axis=1)]  # what the float model says is right
    table = compare(model, {"tiles": (tensors, targets)}, lambda each: tensors[: min(each, 40)])
    head, _, *rows = table.splitlines()
    assert "tiles %" in head
    cells = {row.split(" | ")[0].removeprefix("| "): row.removesuffix(" |").split(" | ")[1:] for row in rows}
    assert float(cells["float32"][2]) == 100
    shipped = cells[f"int8, a scale a channel, {EACH} of each (shipped)"]
    assert float(shipped[2]) > 50
    assert float(shipped[0]) < float(cells["float32"][0])
    assert all(float(row[1]) > 0 for row in cells.values())
    assert table in report("a.toml", table)
