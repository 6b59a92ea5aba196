"""The canvas: lines from mouse, touch and pen, one each; the eraser; partial repaint."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hcr_desktop.document.ink import Ink, Nib, Stroke
from hcr_desktop.document.paper import Paper
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.ui.canvas import Canvas
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.tools import Tool, meets
from tests.ui.conftest import line


@pytest.fixture
def canvas(qtbot: QtBot, theme: Theme) -> Canvas:
    made = Canvas(theme)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def drag(canvas: Canvas, *points: tuple[int, int]) -> None:
    """Press at the first point, move over all, release at the last."""
    target = canvas.viewport()
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(target, QPoint(*point))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))


def written(canvas: Canvas) -> list[Stroke]:
    made: list[Stroke] = []
    canvas.written.connect(made.append)
    return made


def ink_pixels(canvas: Canvas) -> int:
    """How many pixels of the canvas are dark."""
    image = canvas.viewport().grab().toImage()
    return sum(image.pixelColor(x, y).lightness() < 100 for x in range(image.width()) for y in range(image.height()))


def test_a_line_of_the_mouse_is_one_stroke_of_raw_points(canvas: Canvas) -> None:
    made = written(canvas)
    drag(canvas, (50, 60), (60, 80), (90, 120))
    assert [stroke.xy.tolist() for stroke in made] == [[[50, 60], [60, 80], [90, 120]]]
    assert made[0].pressure is None
    assert made[0].t is not None
    assert made[0].t[0] == 0


def test_a_click_is_a_dot(canvas: Canvas) -> None:
    made = written(canvas)
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 60))
    assert made[0].xy.tolist() == [[50, 60]]


def test_other_buttons_do_not_write(canvas: Canvas) -> None:
    made = written(canvas)
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, pos=QPoint(50, 60))
    assert not made


def test_mouse_events_that_qt_made_up_are_ignored(canvas: Canvas) -> None:
    made = written(canvas)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        event = QMouseEvent(
            kind, QPointF(50, 60), QPointF(50, 60), QPointF(50, 60), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier, Qt.MouseEventSource.MouseEventSynthesizedBySystem,
        )  # fmt: skip
        QApplication.sendEvent(canvas.viewport(), event)
    assert not made


def pen(canvas: Canvas, kind: QEvent.Type, x: float, y: float, pressure: float, tip: QPointingDevice.PointerType) -> None:
    device = QPointingDevice(
        "pen", 1, QPointingDevice.DeviceType.Stylus, tip, QPointingDevice.Capability.Position | QPointingDevice.Capability.Pressure, 1, 3
    )
    here = QPointF(x, y)
    event = QTabletEvent(
        kind, device, here, here, pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def test_a_pen_gives_pressure_and_parts_of_pixels(canvas: Canvas) -> None:
    made = written(canvas)
    tip = QPointingDevice.PointerType.Pen
    pen(canvas, QEvent.Type.TabletPress, 50.25, 60, 0.2, tip)
    pen(canvas, QEvent.Type.TabletMove, 70, 80.5, 0.9, tip)
    pen(canvas, QEvent.Type.TabletRelease, 70, 80.5, 0.0, tip)
    assert made[0].xy.tolist() == [[50.25, 60], [70, 80.5]]
    assert made[0].pressure is not None
    np.testing.assert_allclose(made[0].pressure, [0.2, 0.9])


def test_the_eraser_end_of_a_pen_erases(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_ink(Ink((line(0), line(1))))
    tip = QPointingDevice.PointerType.Eraser
    with qtbot.waitSignal(canvas.erased) as signal:
        pen(canvas, QEvent.Type.TabletPress, 70, 80, 0.5, tip)
        pen(canvas, QEvent.Type.TabletRelease, 70, 80, 0.0, tip)
    assert signal.args == [frozenset({0})]


def test_one_finger_writes_one_line(canvas: Canvas) -> None:
    made = written(canvas)
    device = QTest.createTouchDevice()
    target = canvas.viewport()
    QTest.touchEvent(target, device).press(0, QPoint(50, 60), target).commit()
    QTest.touchEvent(target, device).move(0, QPoint(80, 90), target).commit()
    QTest.touchEvent(target, device).release(0, QPoint(80, 90), target).commit()
    assert [stroke.xy.tolist() for stroke in made] == [[[50, 60], [80, 90]]]


def test_a_second_finger_takes_the_line_back(canvas: Canvas) -> None:
    made = written(canvas)
    device = QTest.createTouchDevice()
    target = canvas.viewport()
    QTest.touchEvent(target, device).press(0, QPoint(50, 60), target).commit()
    QTest.touchEvent(target, device).stationary(0).press(1, QPoint(150, 60), target).commit()
    QTest.touchEvent(target, device).move(0, QPoint(50, 30), target).move(1, QPoint(150, 30), target).commit()
    QTest.touchEvent(target, device).release(0, QPoint(50, 30), target).release(1, QPoint(150, 30), target).commit()
    assert not made
    assert ink_pixels(canvas) == 0 or not canvas.ink.strokes


def test_the_eraser_takes_what_it_meets_in_one_step(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_ink(Ink(tuple(line(i) for i in range(4))))
    canvas.use(Tool.ERASER)
    with qtbot.waitSignal(canvas.erased) as signal:
        drag(canvas, (20, 80), (120, 80))
    assert signal.args == [frozenset({0, 1})]


def test_an_eraser_that_meets_nothing_says_nothing(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_ink(Ink((line(0),)))
    canvas.use(Tool.ERASER)
    with qtbot.assertNotEmitted(canvas.erased):
        drag(canvas, (20, 250), (120, 250))


def test_fast_erasing_meets_what_lies_between() -> None:
    assert meets(line(0), (0, 80), (300, 80), 5)
    assert not meets(line(0), (0, 180), (300, 180), 5)
    assert meets(Stroke(0, np.array([[10.0, 10.0]])), (8, 10), (8, 10), 5)


def test_the_select_tool_tells_where_it_was_tapped(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.use(Tool.SELECT)
    with qtbot.waitSignal(canvas.tapped) as signal, qtbot.assertNotEmitted(canvas.written):
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 60))
    assert signal.args == [50.0, 60.0]


def test_points_are_in_page_units_at_every_zoom(canvas: Canvas) -> None:
    made = written(canvas)
    canvas.set_zoom(2.0)
    drag(canvas, (50, 60), (100, 120))
    assert made[0].xy.tolist() == [[25, 30], [50, 60]]


def test_wet_and_dry_ink_look_alike(canvas: Canvas) -> None:
    drag(canvas, (50, 60), (60, 80), (90, 120), (140, 100))
    wet = canvas.viewport().grab().toImage()
    canvas.refresh()
    dry = canvas.viewport().grab().toImage()
    difference = [abs(wet.pixelColor(x, y).lightness() - dry.pixelColor(x, y).lightness()) for x in range(40, 150) for y in range(50, 130)]
    assert np.mean(difference) < 1.0


def test_erased_ink_is_gone_from_the_screen(canvas: Canvas) -> None:
    canvas.show_ink(Ink((line(0), line(1))))
    both = ink_pixels(canvas)
    canvas.show_ink(Ink((line(0),)))
    assert 0.4 < ink_pixels(canvas) / both < 0.6


def test_long_pages_scroll(canvas: Canvas) -> None:
    assert canvas.verticalScrollBar().maximum() == 0
    canvas.show_ink(Ink((Stroke(0, np.array([[10, 10], [10, 600]])),)))
    assert canvas.verticalScrollBar().maximum() > 300


def test_fit_shows_all_ink(canvas: Canvas) -> None:
    canvas.show_ink(Ink((Stroke(0, np.array([[10, 10], [1560, 100]])),)))
    assert canvas.horizontalScrollBar().maximum() > 0
    canvas.fit()
    assert canvas.zoom == pytest.approx(0.25)
    canvas.show_ink(Ink((line(0),)))
    canvas.fit()
    assert canvas.zoom == 1.0


def touch(canvas: Canvas) -> QPointingDevice:
    del canvas
    return QTest.createTouchDevice()


def test_two_fingers_move_and_zoom_the_page(canvas: Canvas) -> None:
    canvas.show_ink(Ink((Stroke(0, np.array([[10, 10], [900, 900]])),)))
    device, target = touch(canvas), canvas.viewport()
    QTest.touchEvent(target, device).press(0, QPoint(150, 150), target).press(1, QPoint(250, 150), target).commit()
    QTest.touchEvent(target, device).move(0, QPoint(150, 110), target).move(1, QPoint(250, 110), target).commit()
    assert canvas.verticalScrollBar().value() == 40
    assert canvas.zoom == 1.0
    before = canvas.to_page(QPointF(200, 110))
    QTest.touchEvent(target, device).move(0, QPoint(100, 110), target).move(1, QPoint(300, 110), target).commit()
    assert canvas.zoom == pytest.approx(2.0)
    np.testing.assert_allclose(canvas.to_page(QPointF(200, 110)), before, atol=1)
    QTest.touchEvent(target, device).release(0, QPoint(100, 110), target).release(1, QPoint(300, 110), target).commit()


def test_one_finger_can_move_the_page_instead_of_writing(canvas: Canvas) -> None:
    canvas.show_ink(Ink((Stroke(0, np.array([[10, 10], [10, 900]])),)))
    canvas.let_fingers(write=False)
    made = written(canvas)
    device, target = touch(canvas), canvas.viewport()
    QTest.touchEvent(target, device).press(0, QPoint(150, 150), target).commit()
    QTest.touchEvent(target, device).move(0, QPoint(150, 120), target).commit()
    QTest.touchEvent(target, device).release(0, QPoint(150, 120), target).commit()
    assert not made
    assert canvas.verticalScrollBar().value() == 30


def test_the_hand_that_holds_a_pen_writes_nothing(canvas: Canvas) -> None:
    clock = [100.0]
    canvas.palm._clock = lambda: clock[0]
    made = written(canvas)
    tip = QPointingDevice.PointerType.Pen
    device, target = touch(canvas), canvas.viewport()

    def palm() -> None:
        QTest.touchEvent(target, device).press(0, QPoint(300, 250), target).commit()
        QTest.touchEvent(target, device).move(0, QPoint(305, 255), target).commit()
        QTest.touchEvent(target, device).release(0, QPoint(305, 255), target).commit()

    pen(canvas, QEvent.Type.TabletPress, 50, 60, 0.5, tip)
    palm()
    pen(canvas, QEvent.Type.TabletMove, 80, 90, 0.5, tip)
    pen(canvas, QEvent.Type.TabletRelease, 80, 90, 0.0, tip)
    palm()  # lifted a moment after the pen
    assert [stroke.xy.tolist() for stroke in made] == [[[50, 60], [80, 90]]]
    canvas.palm._pen_near(True)
    clock[0] += 60
    palm()  # the pen hovers, for however long
    assert len(made) == 1
    canvas.palm._pen_near(False)
    clock[0] += 1
    palm()  # now it is a finger
    assert len(made) == 2


def test_a_hand_that_lay_down_before_the_pen_leaves_no_line(canvas: Canvas) -> None:
    made = written(canvas)
    tip = QPointingDevice.PointerType.Pen
    device, target = touch(canvas), canvas.viewport()
    QTest.touchEvent(target, device).press(0, QPoint(300, 250), target).commit()
    QTest.touchEvent(target, device).move(0, QPoint(310, 250), target).commit()
    pen(canvas, QEvent.Type.TabletPress, 50, 60, 0.5, tip)
    pen(canvas, QEvent.Type.TabletMove, 80, 90, 0.5, tip)
    pen(canvas, QEvent.Type.TabletRelease, 80, 90, 0.0, tip)
    QTest.touchEvent(target, device).release(0, QPoint(310, 250), target).commit()
    assert [stroke.xy.tolist() for stroke in made] == [[[50, 60], [80, 90]]]


def test_a_mouse_that_follows_the_pen_doubles_no_line(canvas: Canvas) -> None:
    made = written(canvas)
    tip = QPointingDevice.PointerType.Pen
    target = canvas.viewport()
    pen(canvas, QEvent.Type.TabletPress, 50, 60, 0.5, tip)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=QPoint(50, 60))
    pen(canvas, QEvent.Type.TabletMove, 80, 90, 0.5, tip)
    QTest.mouseMove(target, QPoint(80, 90))
    pen(canvas, QEvent.Type.TabletRelease, 80, 90, 0.0, tip)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=QPoint(80, 90))
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=QPoint(80, 90))
    assert len(made) == 1


def test_a_hovering_pen_shows_where_it_would_write(canvas: Canvas) -> None:
    canvas.show_ink(Ink((line(0),)))
    before = canvas.viewport().grab().toImage()
    device = QPointingDevice(
        "pen", 2, QPointingDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen, QPointingDevice.Capability.Hover, 1, 3
    )
    here = QPointF(250, 200)
    event = QTabletEvent(
        QEvent.Type.TabletMove, device, here, here, 0, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)
    after = canvas.viewport().grab().toImage()
    assert after.pixelColor(250, 200) != before.pixelColor(250, 200)
    assert not canvas._wet


def test_the_pen_has_width_and_colour(canvas: Canvas) -> None:
    made = written(canvas)
    canvas.nib = Nib(6.0, "red")
    drag(canvas, (50, 60), (150, 60), (200, 60))
    assert made[0].nib == Nib(6.0, "red")
    spot = canvas.viewport().grab().toImage().pixelColor(100, 62)
    assert spot.red() > spot.blue() + 60


@pytest.mark.parametrize("paper", list(Paper))
def test_papers_differ(canvas: Canvas, paper: Paper) -> None:
    canvas.show_ink(Ink((line(0),)), paper)
    image = canvas.viewport().grab().toImage()
    white = image.pixelColor(200, 200)
    assert (image.pixelColor(300, 160) != white) == (paper is not Paper.PLAIN)
    assert (image.pixelColor(240, 200) != white) == (paper is Paper.BOXED)


def test_scrolling_shows_what_painting_anew_would(canvas: Canvas) -> None:
    rng = np.random.default_rng(1)
    canvas.show_ink(Ink(tuple(Stroke(i, rng.uniform(0, 900, (2, 1)) + rng.uniform(0, 60, (2, 2))) for i in range(60))))
    canvas.cache()
    canvas.verticalScrollBar().setValue(37)
    canvas.verticalScrollBar().setValue(11)
    scrolled = canvas.viewport().grab().toImage()
    canvas.refresh()
    assert canvas.viewport().grab().toImage() == scrolled


def test_uncertain_characters_are_marked_below_their_ink(canvas: Canvas) -> None:
    ink = Ink((line(0), line(3)))
    canvas.show_ink(ink)
    sure = RecognisedText(tuple(Span("a", stroke.box, frozenset({stroke.id}), 0.99) for stroke in ink.strokes), ("aa",))
    canvas.show_text(sure, ())
    before = canvas.viewport().grab().toImage()
    unsure = RecognisedText((sure.spans[0], Span("a", ink.strokes[1].box, frozenset({3}), 0.3)), ("aa",))
    canvas.show_text(unsure, ())
    after = canvas.viewport().grab().toImage()
    changed = [(x, y) for x in range(300) for y in range(200) if before.pixel(x, y) != after.pixel(x, y)]
    assert changed
    assert all(x > 170 and y > 98 for x, y in changed), "below the one that is not sure"
