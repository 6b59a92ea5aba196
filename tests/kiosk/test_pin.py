"""The PIN: hashed with a salt, and slow to guess, over a restart too."""

from __future__ import annotations

from pathlib import Path

import pytest

from hcr_desktop.kiosk.pin import FREE, LONGEST, Gate, hashed, is_hash, matches, wait_after


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


STORED = hashed("2468")


def test_a_pin_matches_its_hash_alone() -> None:
    assert is_hash(STORED)
    assert matches("2468", STORED)
    assert not matches("2469", STORED)
    assert "2468" not in STORED


def test_the_same_pin_is_hashed_differently_each_time() -> None:
    assert hashed("2468") != STORED


@pytest.mark.parametrize("digits", ["123", "1234567890123", "12a4", "", "١٢٣٤"])
def test_only_four_to_twelve_digits_are_a_pin(digits: str) -> None:
    with pytest.raises(ValueError, match="A PIN has 4 to 12 digits"):
        hashed(digits)


@pytest.mark.parametrize("value", ["", "1234", "scrypt$3$x$y", STORED + "=", STORED.replace("16384", "12345"), 7, None])
def test_what_is_no_hash(value: object) -> None:
    assert not is_hash(value)


def test_what_is_no_hash_opens_nothing() -> None:
    assert not Gate("").opens("")
    assert not matches("1234", "1234")


def test_the_waits_grow_and_have_an_end() -> None:
    waits = [wait_after(wrong) for wrong in range(40)]
    assert waits[:FREE] == [0.0] * FREE
    assert waits == sorted(waits)
    assert waits[FREE] == 5.0
    assert max(waits) == LONGEST == waits[-1]


def test_while_one_waits_even_the_right_pin_opens_nothing() -> None:
    clock = Clock()
    gate = Gate(STORED, clock=clock)
    for _ in range(FREE):
        assert not gate.opens("1111")
    assert gate.wait == 5.0
    assert not gate.opens("2468")
    clock.now += 5.0
    assert gate.opens("2468")
    assert gate.wait == 0.0


def test_trying_all_pins_of_four_digits_takes_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hcr_desktop.kiosk.pin.matches", lambda digits, _stored: digits == "9999")
    clock = Clock()
    gate = Gate(STORED, clock=clock)
    tries = (f"{number:04}" for number in range(10_000))
    started = clock.now
    while not gate.opens(next(tries)):
        clock.now += gate.wait
    assert clock.now - started > 100 * 24 * 3600


def test_pulling_the_plug_does_not_begin_the_count_anew(tmp_path: Path) -> None:
    memory, clock = tmp_path / "wrong", Clock()
    gate = Gate(STORED, memory, clock)
    for _ in range(FREE):
        gate.opens("1111")
    again = Gate(STORED, memory, clock)
    assert again.wait == 5.0
    clock.now += 5.0
    assert again.opens("2468")
    assert Gate(STORED, memory, clock).wait == 0.0


def test_a_try_counts_before_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    memory = tmp_path / "wrong"
    monkeypatch.setattr("hcr_desktop.kiosk.pin.matches", lambda *_: bool(seen.append(memory.read_text())))
    Gate(STORED, memory).opens("1111")
    assert seen == ["1"]


def test_where_nothing_can_be_written_the_count_lasts_as_long_as_the_program(tmp_path: Path) -> None:
    gate = Gate(STORED, tmp_path / "not there" / "wrong", Clock())
    for _ in range(FREE):
        gate.opens("1111")
    assert gate.wait == 5.0


def test_a_damaged_count_counts_as_none(tmp_path: Path) -> None:
    memory = tmp_path / "wrong"
    memory.write_text("many")
    assert Gate(STORED, memory, Clock()).wait == 0.0
