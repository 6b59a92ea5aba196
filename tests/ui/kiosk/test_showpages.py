"""The pages that only show the text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage
from pytestqt.qtbot import QtBot

from hcr_desktop.ui.kiosk.showpages import LargePage, QrPage, qr_code
from hcr_desktop.ui.theme import Theme


def pixels(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()]


@pytest.mark.parametrize("text", ["abc", "Two lines\nof text", "x" * 300, "A1: 7/8 & more?"])
def test_a_camera_reads_the_code(text: str) -> None:
    code = qr_code(text, 600)
    assert code is not None
    large = cv2.resize(pixels(code), None, fx=5, fy=5, interpolation=cv2.INTER_NEAREST)
    assert cv2.QRCodeDetector().detectAndDecode(large)[0] == text


def test_a_code_has_a_quiet_zone() -> None:
    code = qr_code("abc", 400)
    assert code is not None
    seen = pixels(code)
    assert seen[:4].min() == seen[-4:].min() == seen[:, :4].min() == seen[:, -4:].min() == 255


def test_a_code_too_fine_for_the_room_is_none() -> None:
    assert qr_code("x" * 300, 100) is None
    assert qr_code("x" * 5000, 5000) is None


def test_the_code_on_the_screen_is_read_too(qtbot: QtBot, theme: Theme) -> None:
    page = QrPage(theme)
    qtbot.addWidget(page)
    page.resize(800, 480)
    page.show_words("hello there")
    page.show()
    assert page.fits
    assert cv2.QRCodeDetector().detectAndDecode(pixels(page.grab().toImage()).copy())[0] == "hello there"


@pytest.mark.parametrize("text", ["a", "Write a line here", "word " * 60])
def test_large_letters_fill_the_screen_and_fit(qtbot: QtBot, theme: Theme, text: str) -> None:
    page = LargePage(theme)
    qtbot.addWidget(page)
    page.show_words(text)
    area = QRectF(0, 0, 700, 400)
    font = page.font_for(area)
    assert page._fits(font.pixelSize(), area)
    assert font.pixelSize() == 220 or not page._fits(font.pixelSize() + 1, area)
    assert max(QFontMetricsF(font).horizontalAdvance(word) for word in text.split()) <= 700
