"""The desk, and real handwriting to write on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.blackbox.desk import Desk, need_tools


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A display with nothing on it yet."""
    need_tools()
    made = Desk(tmp_path)
    yield made
    made.close()
