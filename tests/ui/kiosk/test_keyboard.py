"""The keyboard on the screen."""

from __future__ import annotations

import string

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from hcr_desktop.ui.kiosk.keyboard import LAYERS, Act, Key, Keyboard
from hcr_desktop.ui.theme import Theme
from tests.ui.kiosk.conftest import key_of


@pytest.fixture
def keyboard(qtbot: QtBot, theme: Theme) -> Keyboard:
    made = Keyboard(theme)
    qtbot.addWidget(made)
    made.resize(800, 240)
    made.show()
    return made


@pytest.fixture
def typed(keyboard: Keyboard) -> list[str]:
    found: list[str] = []
    keyboard.typed.connect(found.append)
    keyboard.acted.connect(lambda act: found.append(act.name))
    return found


def hit(qtbot: QtBot, keyboard: Keyboard, *keys: str | Act) -> None:
    for key in keys:
        qtbot.mouseClick(keyboard, Qt.MouseButton.LeftButton, pos=key_of(keyboard, key).toPoint())


def test_all_of_printable_ascii_can_be_typed() -> None:
    characters = {key.does for rows in LAYERS.values() for row in rows for key in row if isinstance(key.does, str)}
    characters |= {character.upper() for character in characters}
    assert set(string.printable[:95]) <= characters


def test_every_row_is_as_wide_as_the_keyboard_and_keys_touch() -> None:
    for rows in LAYERS.values():
        assert {sum(key.width for key in row) for row in rows} == {10.0}


def test_letters(qtbot: QtBot, keyboard: Keyboard, typed: list[str]) -> None:
    hit(qtbot, keyboard, "h", "i", " ", "'", Act.ENTER)
    assert typed == ["h", "i", " ", "'", "\n"]


def test_shift_is_for_one_letter(qtbot: QtBot, keyboard: Keyboard, typed: list[str]) -> None:
    hit(qtbot, keyboard, Act.SHIFT, "a", "b")
    assert typed == ["A", "b"]


def test_shift_pressed_twice_is_kept(qtbot: QtBot, keyboard: Keyboard, typed: list[str]) -> None:
    hit(qtbot, keyboard, Act.SHIFT, Act.SHIFT, "a", "b", Act.SHIFT, "c")
    assert typed == ["A", "B", "c"]


def test_figures_and_signs(qtbot: QtBot, keyboard: Keyboard, typed: list[str]) -> None:
    hit(qtbot, keyboard, Act.FIGURES, "1", Act.SIGNS, "~", Act.LETTERS, "a")
    assert typed == ["1", "~", "a"]


def test_the_other_keys_say_what_they_are(qtbot: QtBot, keyboard: Keyboard, typed: list[str]) -> None:
    hit(qtbot, keyboard, Act.ERASE, Act.LEFT, Act.RIGHT, Act.DONE)
    assert typed == ["ERASE", "LEFT", "RIGHT", "DONE"]


def test_a_finger_that_slides_types_where_it_is_lifted(qtbot: QtBot, keyboard: Keyboard, typed: list[str]) -> None:
    qtbot.mousePress(keyboard, Qt.MouseButton.LeftButton, pos=key_of(keyboard, "q").toPoint())
    qtbot.mouseMove(keyboard, key_of(keyboard, "w").toPoint())
    qtbot.mouseRelease(keyboard, Qt.MouseButton.LeftButton, pos=key_of(keyboard, "w").toPoint())
    assert typed == ["w"]


def test_a_finger_that_slides_off_types_nothing(qtbot: QtBot, keyboard: Keyboard, typed: list[str]) -> None:
    qtbot.mousePress(keyboard, Qt.MouseButton.LeftButton, pos=key_of(keyboard, "q").toPoint())
    qtbot.mouseMove(keyboard, QPoint(-20, -20))
    qtbot.mouseRelease(keyboard, Qt.MouseButton.LeftButton, pos=QPoint(-20, -20))
    assert typed == []


def test_a_key_held_down_repeats(qtbot: QtBot, keyboard: Keyboard, typed: list[str]) -> None:
    at = key_of(keyboard, Act.ERASE).toPoint()
    qtbot.mousePress(keyboard, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: len(typed) >= 3)
    count = len(typed)
    qtbot.mouseRelease(keyboard, Qt.MouseButton.LeftButton, pos=at)
    assert typed[:count] == ["ERASE"] * count
    assert len(typed) <= count + 1


def test_a_key_is_a_value() -> None:
    assert Key("a") == Key("a", 1.0)
