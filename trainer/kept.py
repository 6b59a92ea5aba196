"""What takes long to make, kept in the work folder of a training run."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")


def kept(cache: Path, make: Callable[[], Made]) -> Made:
    """What is in a file that an earlier call wrote, else what ``make`` makes, which is written to it."""
    if cache.exists():
        with cache.open("rb") as file:
            return pickle.load(file)  # type: ignore[no-any-return]  # noqa: S301 (written by this very function)
    made = make()
    with cache.open("wb") as file:
        pickle.dump(made, file)
    return made
