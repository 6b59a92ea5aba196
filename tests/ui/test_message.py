"""The message bar, and the legend and tabs of the picture side."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hcr_desktop.session import Session
from hcr_desktop.ui.actions import Actions
from hcr_desktop.ui.gallery import Gallery
from hcr_desktop.ui.legend import Legend
from hcr_desktop.ui.message import MessageBar
from hcr_desktop.ui.theme import Theme


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> MessageBar:
    made = MessageBar(theme)
    qtbot.addWidget(made)
    return made


def test_the_same_sentence_is_said_once_and_old_ones_go(bar: MessageBar) -> None:
    for sentence in ("a.", "b.", "a.", "c.", "d.", "e."):
        bar.say(sentence)
    assert bar.sentences == ("a.", "c.", "d.", "e.")
    bar.clear()
    assert bar.sentences == ()


def test_a_long_name_is_shown_without_its_middle_and_whole_in_the_tip(bar: MessageBar) -> None:
    name = "begin" + "_" * 200 + "end.png:"
    bar.say(f"{name} the file is empty.")
    shown = bar._words.text()
    assert shown.startswith("begin_")
    assert shown.endswith("end.png: the file is empty.")
    assert "…" in shown
    assert len(shown) < 100
    assert name in bar._words.toolTip()
    assert bar.sentences == (f"{name} the file is empty.",)


def test_many_pictures_keep_tabs_wide_enough_for_their_names(qtbot: QtBot, theme: Theme) -> None:
    session, gallery = Session(), Gallery(theme, Actions(theme, theme).open)
    qtbot.addWidget(gallery)
    session.watch(gallery.show_state)
    gallery.resize(400, 300)
    gallery.show()
    for n in range(9):
        session.open_picture(f"a long name of a scanned page {n}.png", np.full((20, 20), 255, np.uint8))
    assert all(gallery._tabs.tabRect(n).width() >= 140 for n in range(9))
    assert gallery._tabs.tabRect(8).right() <= gallery._tabs.width(), "the one shown is in view"


def test_the_legend_has_a_box_for_every_degree(qtbot: QtBot, theme: Theme) -> None:
    legend = Legend(theme)
    qtbot.addWidget(legend)
    pictures = [label.pixmap().toImage() for label in legend.findChildren(QLabel) if not label.pixmap().isNull()]
    assert len(pictures) == 3
    assert all(a != b for a, b in pairwise(pictures))
