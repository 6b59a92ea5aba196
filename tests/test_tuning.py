"""The choice of threads and kernels: measured once, remembered, and never the cause of a failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hcr_desktop import tuning
from hcr_desktop.document import inkfile
from hcr_desktop.loading import load_recogniser
from hcr_desktop.resources import sample_ink
from hcr_desktop.tuning import Choice, choose, measured


def test_the_fastest_is_chosen() -> None:
    assert choose([(Choice(1), 1.0), (Choice(2), 0.6), (Choice(1, xnnpack=False), 0.9)]) == Choice(2)


def test_hardly_faster_is_not_worth_a_thread() -> None:
    assert choose([(Choice(1), 1.0), (Choice(2), 0.95)]) == Choice(1)


def test_every_choice_of_this_machine_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "_ROUNDS", 1)
    times = dict(tuning.timings())
    assert Choice(1) in times
    assert Choice(1, xnnpack=False) in times
    assert all(seconds > 0 for seconds in times.values())


def test_it_is_measured_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def timings() -> Iterator[tuple[Choice, float]]:
        asked.append(1)
        yield from ((Choice(1), 1.0), (Choice(2), 0.5))

    monkeypatch.setattr(tuning, "timings", timings)
    assert measured(tmp_path) == Choice(2)
    assert measured(tmp_path) == Choice(2)
    assert len(asked) == 1
    monkeypatch.setattr(tuning, "__version__", "another")
    assert measured(tmp_path) == Choice(2)
    assert len(asked) == 2


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"machine": 1}', "\x00"])
def test_a_damaged_memory_is_measured_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    (tmp_path / "tuning.json").write_text(content)
    monkeypatch.setattr(tuning, "timings", lambda: iter([(Choice(3), 1.0)]))
    assert measured(tmp_path) == Choice(3)


def test_without_a_memory_it_is_measured_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "timings", lambda: iter([(Choice(2, xnnpack=False), 1.0)]))
    assert measured(None) == Choice(2, xnnpack=False)


def test_every_choice_reads_the_same() -> None:
    ink = inkfile.load(sample_ink())
    texts = {str(load_recogniser(choice).read(ink)) for choice in (Choice(), Choice(2), Choice(1, xnnpack=False))}
    load_recogniser()  # the kernels are the whole process's
    assert len(texts) == 1
