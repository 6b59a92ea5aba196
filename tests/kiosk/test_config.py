"""The configuration: what is right is taken, what is wrong is named, with what it must be."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from hcr_desktop.kiosk import config
from hcr_desktop.kiosk.config import ConfigInvalid, KioskConfig, load, parse
from hcr_desktop.kiosk.pin import hashed

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "packaging" / "kiosk" / "kiosk.toml"


def problems_of(content: dict[str, object]) -> list[str]:
    problems: list[str] = []
    parse(content, problems)
    return problems


def test_nothing_configured_gives_the_defaults() -> None:
    assert parse({}, []) == KioskConfig()


def test_values_are_taken() -> None:
    pin = hashed("2468")
    content = {"screen": {"theme": "dark"}, "reading": {"modes": ["digits", "text"]}, "leave": {"pin": pin, "taps": 7}}
    taken = parse(content, [])
    assert (taken.screen.theme, taken.reading.modes, taken.leave.pin, taken.leave.taps) == ("dark", ("digits", "text"), pin, 7)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"idel": {}}, "[idel] is not a table of this file (perhaps idle was meant)"),
        ({"idle": {"countdwn": 3}}, "[idle] countdwn is not known (perhaps countdown was meant)"),
        ({"idle": 5}, "idle must be a table: write [idle] on a line of its own, and its values below"),
        ({"idle": {"wipe_after": "soon"}}, '[idle] wipe_after must be a whole number of seconds from 5 to 86400, not "soon"'),
        ({"idle": {"wipe_after": True}}, "[idle] wipe_after must be a whole number of seconds from 5 to 86400, not true"),
        ({"screen": {"blank_after": 5}}, "[screen] blank_after must be a whole number of seconds from 30 to 86400, or 0 for never, not 5"),
        ({"screen": {"theme": "pink"}}, '[screen] theme must be one of "light", "dark", not "pink"'),
        ({"screen": {"greeting": "x" * 61}}, f'[screen] greeting must be a text of at most 60 characters in quotes, not "{"x" * 61}"'),
        ({"reading": {"modes": []}}, '[reading] modes must be a list of one or more of "text", "digits", "letters", "code", not []'),
        ({"actions": {"copy": "yes"}}, '[actions] copy must be true or false, not "yes"'),
        ({"save": {"folder": "notes"}}, '[save] folder must be a path from the root on, such as /srv/notes, not "notes"'),
        ({"save": {"name": "../x"}}, '[save] name must be 1 to 40 letters, digits, - or _, not "../x"'),
        ({"leave": {"pin": "1234"}}, '[leave] pin must be what "hcr-desktop kiosk --hash-pin" prints, or "" for no way out, not "1234"'),
        (
            {"actions": {"save": True}, "save": {"usb": False}},
            "[actions] save is true, but [save] has neither a folder nor usb = true: there is nowhere to save to",
        ),
        (
            {"screen": {"blank_after": 60}},
            "[screen] blank_after must be longer than [idle] wipe_after and countdown together, or somebody's page goes black",
        ),
    ],
)
def test_what_is_wrong_is_named(content: dict[str, object], said: str) -> None:
    assert problems_of(content) == [said]


def test_every_problem_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[screen]\ntheme = "pink"\n[actions]\nqr = 1\n')
    with pytest.raises(ConfigInvalid) as caught:
        load(path)
    assert len(caught.value.problems) == 2
    assert [line.startswith(f"{path}: [") and line.endswith(".") for line in str(caught.value).split("\n")] == [True, True]


@pytest.mark.parametrize(("content", "said"), [(b"[screen\n", "this is not TOML: "), (b"\xff", "this is not UTF-8 text")])
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigInvalid, match=said):
        load(path)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="this cannot be read"):
        load(tmp_path / "kiosk.toml")


def test_without_any_file_the_defaults_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "DEFAULT_FILE", tmp_path / "none.toml")
    assert load() == KioskConfig()


def test_the_shipped_file_holds_every_value_at_its_default() -> None:
    assert load(SHIPPED) == KioskConfig()
    text = SHIPPED.read_text(encoding="utf-8")
    for table, kind in config.TABLES.items():
        assert f"[{table}]" in text
        for entry in fields(kind):
            assert f"\n{entry.name} = " in text, entry.name


def test_the_manual_tells_of_every_value() -> None:
    manual = (ROOT / "docs" / "kiosk.md").read_text(encoding="utf-8")
    for kind in config.TABLES.values():
        for entry in fields(kind):
            assert f"| `{entry.name}` |" in manual, entry.name
            assert entry.metadata["help"] in manual, entry.name
