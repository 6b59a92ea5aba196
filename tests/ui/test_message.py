"""The message bar: few sentences, each once, and no name too long for it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

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
