"""What was read before: a line whose strokes are the same is not read again, and its text stays still while others are written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from hashlib import sha256  # processors do it themselves: twice as fast here as BLAKE2
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from hcr_desktop.document.ink import Stroke

MOST = 200
"""Answers kept: some pages of lines, with the ways to part them that were tried."""

_Answer = TypeVar("_Answer")


class Memory(Generic[_Answer]):
    """Answers by key, the longest unused forgotten first. Serves one thread at a time."""

    def __init__(self, most: int = MOST) -> None:
        """An empty one for at most so many answers."""
        self._answers: OrderedDict[Hashable, _Answer] = OrderedDict()
        self._most = most

    def recall(self, key: Hashable, work_out: Callable[[], _Answer]) -> _Answer:
        """The answer to a key, worked out where it is not known."""
        if key not in self._answers:
            self._answers[key] = work_out()
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
        self._answers.move_to_end(key)
        return self._answers[key]

    def recall_all(self, keys: Sequence[Hashable], work_out: Callable[[list[int]], Sequence[_Answer]]) -> list[_Answer]:
        """The answers to some keys; those that are not known are worked out together, given their places among the keys."""
        new = [place for place, key in enumerate(keys) if key not in self._answers]
        fresh = dict(zip(new, work_out(new), strict=True)) if new else {}
        found = [fresh[place] if place in fresh else self._answers[key] for place, key in enumerate(keys)]
        for key, answer in zip(keys, found, strict=True):
            self._answers[key] = answer
            self._answers.move_to_end(key)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
        return found

    def forget(self) -> None:
        """Forget all."""
        self._answers.clear()


def digest(array: NDArray[Any]) -> bytes:
    """What tells an array from any other of its shape and type, in little memory."""
    return sha256(np.ascontiguousarray(array).data).digest()


def fingerprint(strokes: Iterable[Stroke]) -> bytes:
    """What tells these strokes from any others: their ids and every point."""
    found = sha256()
    for stroke in strokes:
        found.update(f"{stroke.id} {len(stroke.xy)} ".encode())
        found.update(stroke.xy.tobytes())
    return found.digest()
