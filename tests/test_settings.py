"""Settings: defaults, checks, flags and what outlives the session."""

from __future__ import annotations

from pathlib import Path

import pytest

from hcr_desktop.errors import OptionInvalid
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.settings import Settings


def test_defaults_are_the_defaults_of_reading() -> None:
    assert Settings().options == ReadOptions()


def test_no_language_is_a_choice() -> None:
    assert Settings(language="none", charset="digits").options == ReadOptions("digits", None)


def test_values_are_checked() -> None:
    with pytest.raises(OptionInvalid, match="choose one of system, light, dark"):
        Settings(theme="pink")


def test_flags_and_files() -> None:
    settings, files = Settings().flagged(["--theme", "dark", "a.png", "--charset=upper", "b.png"])
    assert (settings.theme, settings.charset) == ("dark", "upper")
    assert files == [Path("a.png"), Path("b.png")]


@pytest.mark.parametrize("argv", [["--theme", "pink"], ["--folder", "x"], ["--nonsense"]])
def test_wrong_usage_exits_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        Settings().flagged(argv)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_help_tells_what_each_flag_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        Settings().flagged(["--help"])
    assert stop.value.code == 0
    assert "which characters may be read" in capsys.readouterr().out


def test_what_was_stored_comes_back_less_what_is_for_one_time() -> None:
    again = Settings().stored({"theme": "dark", "language": "none", "folder": "/pictures", "record": "/x.json"})
    assert again == Settings(theme="dark", language="none", folder="/pictures")


def test_stored_values_no_longer_offered_are_passed_over() -> None:
    assert Settings().stored({"theme": "pink", "charset": "digits", "unknown": "1"}) == Settings(charset="digits")
