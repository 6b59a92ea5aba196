"""Which threads and kernels read fastest on this machine: measured once, in a second or two, and remembered."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

import numpy as np

from hcr_desktop import __version__
from hcr_desktop.inference import classify
from hcr_desktop.inference.bundle import Bundle

_ROUNDS = 5
"""So often each choice reads the probe; the fastest round counts, for others may want the processor too."""

_MARGIN = 0.9
"""A choice must take less than this share of the time of a simpler one: threads cost memory and wake other cores."""

_MOST_THREADS = 4
"""No line is long enough for more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How the models are run.

    Attributes:
        threads: Threads of an interpreter.
        xnnpack: Whether XNNPACK's kernels are used, not TFLite's own.
    """

    threads: int = 1
    xnnpack: bool = True


def measured(folder: Path | None) -> Choice:
    """The fastest choice here: as remembered in ``folder``, or measured now and remembered there if it can be."""
    machine = f"{__version__} {platform.machine()} {os.cpu_count()}"
    memory = folder / "tuning.json" if folder else None
    known = _remembered(memory, machine)
    if known is not None:
        return known
    fastest = choose(list(timings()))
    if memory is not None:
        _remember(memory, machine, fastest)
    return fastest


def timings() -> Iterator[tuple[Choice, float]]:
    """Every choice, the simplest first, and how long it takes to read the probe of the reader of lines, seconds."""
    model = Bundle.load().pen_reader
    lines = [np.concatenate([line] * 3) for line in model.probe.tensors]  # as long as a line on the page
    cores = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, _MOST_THREADS)
    for xnnpack, threads in product((True, False), range(1, cores + 1)):
        classify.use_xnnpack(on=xnnpack)
        reader = classify.SequenceModel(model, threads)
        yield Choice(threads, xnnpack), min(_seconds(reader, lines) for _ in range(_ROUNDS))
    classify.use_xnnpack(on=True)


def choose(times: list[tuple[Choice, float]]) -> Choice:
    """The fastest choice, but a simpler one where it takes hardly longer."""
    best, shortest = times[0]
    for choice, seconds in times[1:]:
        if seconds < _MARGIN * shortest:
            best, shortest = choice, seconds
    return best


def _seconds(reader: classify.SequenceModel, lines: list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]) -> float:
    start = time.perf_counter()
    for line in lines:
        reader.log_probs(line)
    return time.perf_counter() - start


def _remembered(memory: Path | None, machine: str) -> Choice | None:
    """What was measured on this machine with this version before."""
    try:
        kept = json.loads(memory.read_text(encoding="utf-8")) if memory else {}
        return Choice(int(kept["threads"]), bool(kept["xnnpack"])) if kept.get("machine") == machine else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _remember(memory: Path, machine: str, choice: Choice) -> None:
    with suppress(OSError):  # a read-only system measures at every start
        memory.write_text(json.dumps({"machine": machine, **asdict(choice)}), encoding="utf-8")
