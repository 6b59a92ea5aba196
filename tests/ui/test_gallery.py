"""The tabs of the picture side, and its legend."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from hcr_desktop.session import Session
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.gallery import Gallery
from hcr_desktop.ui.legend import Legend
from hcr_desktop.ui.theme import Theme


def test_many_pictures_keep_tabs_wide_enough_for_their_names(qtbot: QtBot, theme: Theme) -> None:
    session, gallery = Session(), Gallery(theme, Actions(theme, theme))
    qtbot.addWidget(gallery)
    session.watch(gallery.show_state)
    gallery.resize(400, 300)
    gallery.show()
    for n in range(9):
        session.open_picture(f"a long name of a scanned page {n}.png", np.full((20, 20), 255, np.uint8))
    assert all(gallery._tabs.tabRect(n).width() >= 140 for n in range(9))
    tabs = gallery._tabs
    back, on = tabs.findChildren(QToolButton)
    qtbot.waitUntil(lambda: tabs.rect().contains(on.geometry()))  # the layout comes with the events
    assert back.geometry().intersected(on.geometry()).width() <= 1, "the arrows stand beside each other"
    assert tabs.tabRect(8).right() <= back.x(), "the tab of the picture shown is in view"


def test_the_legend_has_a_box_for_every_degree(qtbot: QtBot, theme: Theme) -> None:
    legend = Legend(theme)
    qtbot.addWidget(legend)
    pictures = [label.pixmap().toImage() for label in legend.findChildren(QLabel) if not label.pixmap().isNull()]
    assert len(pictures) == 3
    assert all(a != b for a, b in pairwise(pictures))
