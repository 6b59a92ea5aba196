"""Retouching in the window: what a tool does, what can be undone, and what is shown meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hcr_desktop.document.ink import Box
from hcr_desktop.ui.desktop import Desktop
from hcr_desktop.ui.tools import PageTool

PICTURE = np.tile(np.linspace(120, 250, 300).astype(np.uint8), (200, 1))


@pytest.fixture
def opened(window: Desktop, settle: Callable[[], None]) -> Desktop:
    """The window with a picture."""
    window.session.open_picture("page.png", PICTURE)
    settle()
    return window


def drag(window: Desktop, box: Box) -> None:
    """Drag over a box of the picture, pixels of it."""
    view = window.gallery.view
    transform = view.to_view()
    start, stop = (transform.map(QPoint(round(x), round(y))) for x, y in ((box.left, box.top), (box.right, box.bottom)))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), (start + stop) / 2)
    QTest.mouseMove(view.viewport(), stop)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=stop)


def test_each_step_is_undone_by_itself_in_one_order(opened: Desktop) -> None:
    session, actions = opened.session, opened.actions_
    shapes = [PICTURE.shape]
    actions.turn_right.trigger()
    shapes.append(session.state.sheet.picture.shape)
    actions.page_tools[PageTool.CROP].trigger()
    drag(opened, Box(20, 30, 120, 200))
    shapes.append(session.state.sheet.picture.shape)
    actions.page_tools[PageTool.BLOT].trigger()
    drag(opened, Box(10, 10, 40, 40))
    shapes.append(session.state.sheet.picture.shape)
    assert shapes[1] == (300, 200)
    assert shapes[2] == pytest.approx((170, 100), abs=3)
    assert shapes[3] == shapes[2]
    for shape in reversed(shapes[:-1]):
        actions.undo.trigger()
        assert session.state.sheet.picture.shape == shape


def test_tools_are_for_pictures_and_only_one_is_in_hand(opened: Desktop) -> None:
    actions, view = opened.actions_, opened.gallery.view
    crop, blot = actions.page_tools[PageTool.CROP], actions.page_tools[PageTool.BLOT]
    crop.trigger()
    blot.trigger()
    assert view.tool is PageTool.BLOT
    assert not crop.isChecked()
    blot.trigger()
    assert view.tool is PageTool.HAND
    actions.write.trigger()
    assert not crop.isEnabled()
    assert not actions.turn_left.isEnabled()


def test_escape_puts_a_tool_away(qtbot: QtBot, opened: Desktop) -> None:
    opened.actions_.page_tools[PageTool.AREA].trigger()
    qtbot.keyClick(opened, Qt.Key.Key_Escape)
    assert opened.gallery.view.tool is PageTool.HAND


def test_a_tap_with_the_tool_for_areas_reads_all_again(opened: Desktop) -> None:
    area = opened.actions_.page_tools[PageTool.AREA]
    area.trigger()
    drag(opened, Box(20, 30, 120, 150))
    found = opened.session.state.sheet.where.area
    assert found is not None
    assert (found.left, found.bottom) == pytest.approx((20, 150), abs=2)
    area.trigger()
    QTest.mouseClick(opened.gallery.view.viewport(), Qt.MouseButton.LeftButton)
    assert opened.session.state.sheet.where.area is None
    opened.actions_.undo.trigger()
    assert opened.session.state.sheet.where.area == found


def test_a_missed_line_keeps_what_was_corrected(opened: Desktop, settle: Callable[[], None]) -> None:
    opened.session.choose(0, "#")
    opened.actions_.page_tools[PageTool.LINE].trigger()
    drag(opened, Box(10, 120, 200, 180))
    settle()
    assert len(opened.session.state.sheet.where.lines) == 1
    assert str(opened.session.state.text).startswith("#ord\n")


def test_before_is_offered_once_there_is_an_after(opened: Desktop) -> None:
    before = opened.actions_.before
    assert not before.isEnabled()
    opened.actions_.turn_left.trigger()
    assert before.isEnabled()
    before.trigger()
    shown = opened.gallery.view.grab().toImage()
    before.trigger()
    assert shown != opened.gallery.view.grab().toImage()
    before.trigger()
    opened.actions_.undo.trigger()
    assert not before.isChecked(), "it is as it was before"


def test_the_scale_previews_and_counts_when_its_menu_goes(qtbot: QtBot, opened: Desktop) -> None:
    tone = opened.gallery.tools.tone
    tone.popup(QPoint(0, 0))
    qtbot.waitUntil(tone.isVisible)
    qtbot.keyClick(tone.scale, Qt.Key.Key_Right)
    assert opened.session.state.sheet.picture is not None
    assert (opened.session.state.sheet.picture == PICTURE).all(), "only looked at so far"
    tone.hide()
    assert opened.session.state.sheet.picture[0, 0] < PICTURE[0, 0]
    tone.popup(QPoint(0, 0))
    tone.hide()
    opened.actions_.undo.trigger()
    assert (opened.session.state.sheet.picture == PICTURE).all(), "a menu that only came and went is no step"


def test_the_menu_of_files_opened_last(qtbot: QtBot, window: Desktop) -> None:
    recent = window.work.toolbar.recent
    assert not recent.isEnabled()
    for name in ("a.png", "b & c.png", "a.png"):
        window.choices.remember(f"/tmp/{name}")
    assert [action.text() for action in recent.actions()[:-2]] == ["&1  a.png", "&2  b && c.png"]
    with qtbot.waitSignal(recent.chosen) as chosen:
        recent.actions()[1].trigger()
    assert str(chosen.args[0]) == "/tmp/b & c.png"
    recent.actions()[-1].trigger()
    assert window.settings.recent_files == []
