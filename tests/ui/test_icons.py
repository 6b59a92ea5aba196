"""Every icon draws something, at every scale, in the colour asked for."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from hcr_desktop.ui import icons
from hcr_desktop.ui.theme import LIGHT


@pytest.mark.parametrize("name", icons.NAMES)
def test_an_icon_is_drawn_in_its_colour(qapp: QApplication, name: str) -> None:
    del qapp
    image = icons.pixmap(name, "#ff0000", 48).toImage()
    solid = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255]
    assert len(solid) > 20
    assert all(pixel == QColor("#ff0000") for pixel in solid)
    edge = [image.pixelColor(x, y).alpha() for i in range(48) for x, y in ((i, 0), (i, 47), (0, i), (47, i))]
    assert max(edge) == 0, "it is not cut off"


def test_icons_are_crisp_on_a_screen_of_scale_two(qapp: QApplication) -> None:
    del qapp
    made = icons.icon("pen", LIGHT)
    picture = made.pixmap(made.availableSizes()[0], 2.0, QIcon.Mode.Normal, QIcon.State.Off)
    assert picture.width() == 2 * icons.SIZE


def test_the_emblem_has_every_usual_size(qapp: QApplication) -> None:
    del qapp
    sizes = {size.width() for size in icons.emblem().availableSizes()}
    assert sizes == {16, 32, 64, 128, 256}
    image = icons.emblem().pixmap(64).toImage()
    assert image.pixelColor(32, 4) == QColor(LIGHT.accent)
    assert image.pixelColor(0, 0).alpha() == 0
