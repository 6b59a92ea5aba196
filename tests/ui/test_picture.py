"""The picture side: fitting, boxes, clicks; and pictures to and from Qt."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hcr_desktop.document.ink import Box
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.ui.picture import PictureView, from_qimage, to_qimage
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.view import span_at


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> PictureView:
    made = PictureView(theme)
    qtbot.addWidget(made)
    made.resize(416, 316)
    made.show()
    return made


def text() -> RecognisedText:
    return RecognisedText(
        (
            Span("a", Box(100, 100, 180, 200), frozenset({-1}), 0.95),
            Span("b", Box(300, 100, 380, 200), frozenset({-2}), 0.2),
        ),
        ("ab",),
    )


@pytest.mark.parametrize("shape", [(7, 5), (7, 5, 3), (1, 1), (3, 1021, 3)])
def test_pictures_survive_qt(shape: tuple[int, ...]) -> None:
    image = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    back = from_qimage(to_qimage(image))
    expected = image if image.ndim == 3 else np.repeat(image[:, :, None], 3, axis=2)
    np.testing.assert_array_equal(back, expected)


def test_what_is_transparent_becomes_white() -> None:
    image = QImage(4, 3, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    assert (from_qimage(image) == 255).all()


def test_a_picture_is_fitted_until_the_person_zooms(view: PictureView) -> None:
    view.show_picture(np.full((600, 800, 3), 200, np.uint8))
    assert view.zoom == pytest.approx(0.5)
    view.resize(816, 616)
    assert view.zoom == pytest.approx(1.0)
    view.set_zoom(2.0)
    view.resize(416, 316)
    assert view.zoom == 2.0
    assert view.horizontalScrollBar().maximum() > 0
    view.fit()
    assert view.zoom == pytest.approx(0.5)


def test_small_pictures_are_not_blown_up(view: PictureView) -> None:
    view.show_picture(np.zeros((8, 8), np.uint8))
    assert view.zoom == 3.0


def test_a_click_tells_where_in_the_picture_it_was(view: PictureView, qtbot: QtBot) -> None:
    view.show_picture(np.full((600, 800, 3), 200, np.uint8))
    view.show_text(text(), ())
    with qtbot.waitSignal(view.tapped) as signal:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(8 + 70, 8 + 75))
    x, y = signal.args
    assert (x, y) == pytest.approx((140, 150), abs=2)
    assert span_at(view.text, x, y, 5) == 0


def test_a_drag_moves_the_picture_and_selects_nothing(view: PictureView, qtbot: QtBot) -> None:
    view.show_picture(np.full((600, 800, 3), 200, np.uint8))
    view.set_zoom(2.0)
    view.horizontalScrollBar().setValue(300)
    target = view.viewport()
    with qtbot.assertNotEmitted(view.tapped):
        QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
        QTest.mouseMove(target, QPoint(150, 150))
        QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    assert view.horizontalScrollBar().value() == 350


def test_boxes_are_drawn_and_the_selected_one_is_filled(view: PictureView) -> None:
    view.show_picture(np.full((600, 800, 3), 255, np.uint8))
    view.show_text(text(), ())
    plain = view.viewport().grab().toImage()
    assert plain.pixelColor(8 + 48, 8 + 75).lightness() < 200, "the left side of the first box"
    assert plain.pixelColor(8 + 70, 8 + 75).lightness() == 255, "its inside"
    view.show_text(text(), (0,))
    assert view.viewport().grab().toImage().pixelColor(8 + 70, 8 + 75).lightness() < 250


def test_the_nearest_of_overlapping_boxes_is_meant() -> None:
    both = RecognisedText(
        (Span("a", Box(0, 0, 100, 100), frozenset({1}), 1.0), Span("b", Box(60, 0, 100, 100), frozenset({2}), 1.0)), ("ab",)
    )
    assert span_at(both, 85, 50, 0) == 1
    assert span_at(both, 62, 50, 0) == 0
    assert span_at(both, 300, 50, 10) is None
