"""Correcting in the window: select, choose, type over, write anew, split, join, insert, delete, and the next uncertain one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hcr_desktop.document.ink import Ink, Stroke
from hcr_desktop.ui.desktop import Desktop
from hcr_desktop.ui.tools import Tool
from tests.ui.conftest import line

Settle = Callable[[], None]


@pytest.fixture
def page(window: Desktop, settle: Settle) -> Desktop:
    """A page that reads "abcd"; the reader is sure of a and d, not of b, and of c still less."""
    window.session.add_ink(Ink(tuple(line(i) for i in range(4))))
    settle()
    window.use(Tool.SELECT)
    return window


def drag(window: Desktop, *points: tuple[int, int]) -> None:
    target = window.canvas.viewport()
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(target, QPoint(*point))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))


def tap(window: Desktop, index: int) -> None:
    QTest.mouseClick(window.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(70 + 40 * index, 80))


def shown(window: Desktop) -> str:
    return window.panel.transcript.toPlainText()


def test_a_tap_selects_a_character_a_second_its_word(page: Desktop) -> None:
    tap(page, 1)
    assert page.correcting.selected == (1,)
    assert page.panel.candidates.offered[:2] == ("b", "B")
    assert len(page.canvas.lit_boxes()) == 1
    tap(page, 1)
    assert page.correcting.selected == (0, 1, 2, 3)
    assert page.panel.transcript.textCursor().selectedText() == "abcd"
    assert page.panel.candidates.offered[:3] == ("abcd", "Abcd", "ABCD")
    page.panel.candidates.press(2)
    assert shown(page) == "ABCD"


def test_a_selected_character_is_typed_over(page: Desktop, settle: Settle) -> None:
    tap(page, 2)
    QTest.keyClicks(page.canvas, "x")
    assert shown(page) == "abxd"
    page.session.add_stroke(line(4))
    settle()
    assert shown(page) == "abxde", "and stays so"


def test_keys_choose_and_delete(page: Desktop, settle: Settle) -> None:
    tap(page, 1)
    page.actions_.choices[1].trigger()
    assert shown(page) == "aBcd"
    QTest.keyClick(page.canvas, Qt.Key.Key_Delete)
    settle()
    assert shown(page) == "acd"
    assert [stroke.id for stroke in page.session.state.ink.strokes] == [0, 2, 3], "its ink went too"
    page.actions_.undo.trigger()
    settle()
    assert shown(page) == "aBcd"


def test_the_next_uncertain_character(page: Desktop) -> None:
    found = []
    for _ in range(3):
        page.actions_.next_doubt.trigger()
        found.append(page.correcting.selected)
    assert found == [(1,), (2,), (1,)]
    page.actions_.last_doubt.trigger()
    assert page.correcting.selected == (2,)
    page.panel.candidates.press(0)  # it is right as it is
    page.actions_.next_doubt.trigger()
    page.panel.candidates.press(0)
    assert not page.actions_.next_doubt.isEnabled()


def test_a_spot_is_written_anew(page: Desktop, settle: Settle) -> None:
    tap(page, 1)
    page.session.choose(3, "Z")
    page.actions_.rewrite.trigger()
    assert page.canvas.tool is Tool.PEN
    assert page.canvas.spot is not None
    drag(page, (100, 62), (118, 99))
    settle()
    assert shown(page) == "aecZ", "the new stroke is read where the old one was; the rest is as it was"
    drag(page, (110, 70), (112, 75))
    settle()
    assert len(page.session.state.ink) == 5, "more strokes may follow in the frame"
    drag(page, (300, 300), (320, 340))
    assert page.canvas.spot is None, "elsewhere one writes on"
    for _ in range(3):
        page.actions_.undo.trigger()
    settle()
    assert shown(page) == "abcZ"


def test_escape_ends_writing_anew(page: Desktop) -> None:
    tap(page, 1)
    page.actions_.rewrite.trigger()
    page._escape()
    assert page.canvas.spot is None
    assert len(page.session.state.ink) == 4


def test_two_characters_are_joined(page: Desktop, settle: Settle) -> None:
    drag(page, (62, 80), (70, 82), (112, 84))
    assert page.correcting.selected == (0, 1)
    page.actions_.join.trigger()
    settle()
    assert shown(page) == "acd"
    assert page.session.state.text.spans[0].marks == {0, 1}
    page.session.add_stroke(line(4))
    settle()
    assert shown(page) == "acde", "no reading takes them apart"
    page.actions_.undo.trigger()
    page.actions_.undo.trigger()
    settle()
    assert shown(page) == "abcd"


def test_a_character_is_split(window: Desktop, settle: Settle) -> None:
    wide = Stroke(0, np.stack([np.linspace(60, 160, 41), np.full(41, 80.0)], axis=1))
    window.session.add_ink(Ink((wide, line(5))))
    settle()
    assert shown(window) == "ab"
    window.use(Tool.SELECT)
    tap(window, 0)
    window.actions_.split.trigger()
    settle()
    assert shown(window) == "aab", "each half was read for itself"
    first, second, _ = window.session.state.text.spans
    assert first.box is not None
    assert second.box is not None
    assert first.box.right <= second.box.left
    window.actions_.undo.trigger()
    assert shown(window) == "ab"


def test_what_is_missing_is_typed_in(page: Desktop, qtbot: QtBot) -> None:
    page.activateWindow()
    tap(page, 1)
    page.actions_.insert.trigger()
    qtbot.waitUntil(page.panel.transcript.hasFocus)
    QTest.keyClicks(page.panel.transcript, "!")
    assert shown(page) == "ab!cd"


def test_what_can_be_done_depends_on_what_is_selected(page: Desktop) -> None:
    actions = page.actions_
    page.correcting.select(())
    assert not any(action.isEnabled() for action in (actions.rewrite, actions.split, actions.join, actions.insert, actions.delete))
    tap(page, 3)
    assert actions.split.isEnabled()
    assert not actions.join.isEnabled(), "nothing stands behind it"


def zigzag(left: int, right: int) -> list[tuple[int, int]]:
    return [(left if i % 2 else right, 64 + 5 * i) for i in range(8)]


def test_scratching_out_deletes(page: Desktop, settle: Settle) -> None:
    page.use(Tool.PEN)
    drag(page, *zigzag(92, 126))
    settle()
    assert shown(page) == "acd"
    assert len(page.session.state.ink) == 3, "the gesture leaves no ink"
    page.actions_.undo.trigger()
    settle()
    assert shown(page) == "abcd"


def test_an_arc_joins_and_gestures_can_be_off(page: Desktop, settle: Settle) -> None:
    arc = [(68 + 5 * k, round(98 + 14 * k * (9 - k) / 20)) for k in range(10)]
    page.choices.set(gestures="off")
    page.use(Tool.PEN)
    drag(page, *arc)
    settle()
    assert len(page.session.state.ink) == 5
    page.actions_.undo.trigger()
    settle()
    page.choices.set(gestures="on")
    drag(page, *arc)
    settle()
    assert len(page.session.state.text.spans) == 3
    assert len(page.session.state.ink) == 4
