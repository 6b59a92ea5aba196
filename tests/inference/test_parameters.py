"""The decoder's parameters as a file."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hcr_desktop.errors import BundleInvalid
from hcr_desktop.inference.parameters import DecodeParameters
from hcr_desktop.resources import models_dir
from tests.inference.made import plain_parameters

SHIPPED = models_dir() / "decode" / "parameters.json"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    mine = plain_parameters(glyph_weight=0.7, cut_join=-1.25)
    rng = np.random.default_rng(0)
    for values in (mine.join, mine.space, mine.extent_mean, mine.isolated):
        values[:] = rng.normal(0, 3, values.shape)
    path = tmp_path / "new" / "parameters.json"
    mine.write(path)
    read = DecodeParameters.read(path)
    for field in fields(DecodeParameters):
        np.testing.assert_allclose(getattr(read, field.name), getattr(mine, field.name), rtol=1e-3, err_msg=field.name)


def test_a_second_writing_is_the_same_file(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    plain_parameters().write(first)
    DecodeParameters.read(first).write(second)
    assert first.read_text() == second.read_text()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleInvalid, match=r"The file parameters\.json cannot be read \(.*\)\. Install the program again\."):
        DecodeParameters.read(tmp_path / "parameters.json")


def _without(name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(SHIPPED.read_text())
    del values[name]
    return values


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "not JSON",
        SHIPPED.read_text()[:500],
        json.dumps(_without("extents")),
        json.dumps(_without("join")),
        json.dumps(_without("isolated")),
        json.dumps(json.loads(SHIPPED.read_text()) | {"isolated": {"a": 1.0}}),
        json.dumps(json.loads(SHIPPED.read_text()) | {"unknown": 1}),
        json.dumps(json.loads(SHIPPED.read_text()) | {"cover": "much"}),
        json.dumps(json.loads(SHIPPED.read_text()) | {"extents": {"a": [1, 2, 3]}}),
        json.dumps(json.loads(SHIPPED.read_text()) | {"space": ["x"]}),
    ],
)
def test_a_damaged_file_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "parameters.json"
    path.write_text(content)
    with pytest.raises(BundleInvalid, match=r"The file parameters\.json is damaged"):
        DecodeParameters.read(path)
