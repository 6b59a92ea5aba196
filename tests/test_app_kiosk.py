"""The kiosk's command line, and how its reader is loaded."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from hcr_desktop import app_kiosk, loading, tuning
from hcr_desktop.cli import UNREADABLE, main
from hcr_desktop.kiosk.config import KioskConfig, Reading, load
from hcr_desktop.kiosk.pin import matches
from hcr_desktop.tuning import Choice

SHIPPED = Path(__file__).parents[1] / "packaging" / "kiosk" / "kiosk.toml"


def test_a_configuration_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kiosk", "--check", "--config", str(SHIPPED)]) == 0
    assert capsys.readouterr().out == f"The configuration is right: {SHIPPED}\n"


def test_what_is_wrong_in_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("[idle]\ncountdown = 1\n")
    assert main(["kiosk", "--check", "--config", str(file)]) == UNREADABLE
    assert capsys.readouterr().err == f"{file}: [idle] countdown must be a whole number of seconds from 3 to 300, not 1.\n"


def test_a_pin_is_hashed_for_the_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("2468\n"))
    assert main(["kiosk", "--hash-pin"]) == 0
    file = tmp_path / "kiosk.toml"
    file.write_text("[leave]\n" + capsys.readouterr().out)
    assert matches("2468", load(file).leave.pin)


def test_what_is_no_pin_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("12\n"))
    assert main(["kiosk", "--hash-pin"]) == UNREADABLE
    assert capsys.readouterr().err == "A PIN has 4 to 12 digits.\n"


def test_a_pin_typed_differently_twice_is_none(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typed = iter(["2468", "2469"])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert main(["kiosk", "--hash-pin"]) == UNREADABLE
    assert capsys.readouterr().err == "The two are not the same; start again.\n"


@pytest.mark.parametrize("size", ["800", "axb", "80x48", "800x480x2"])
def test_a_size_that_is_none_is_wrong_usage(size: str) -> None:
    with pytest.raises(SystemExit) as caught:
        app_kiosk.run_kiosk(["--size", size])
    assert caught.value.code == 2


@pytest.mark.parametrize(("threads", "used"), [(0, Choice(2, xnnpack=False)), (3, Choice(3))])
def test_threads_are_those_configured_or_those_measured(threads: int, used: Choice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "measured", lambda _folder: Choice(2, xnnpack=False))
    monkeypatch.setattr(loading, "load_recogniser", lambda choice: choice)
    config = replace(KioskConfig(), reading=Reading(threads=threads))
    assert app_kiosk.loader(config)() == used
