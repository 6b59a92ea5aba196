"""The heartbeat."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hcr_desktop.ui.kiosk.heartbeat import Heartbeat


def test_it_beats_while_all_is_well(qtbot: QtBot) -> None:
    said: list[str] = []
    well = [True]

    def send(message: str) -> bool:
        said.append(message.split("\n", maxsplit=1)[0])
        return True

    heart = Heartbeat(lambda: well[0], send, every=0.03)
    assert said == []
    heart.start()
    assert said == ["READY=1"]
    qtbot.waitUntil(lambda: said.count("WATCHDOG=1") >= 3)
    well[0] = False
    beats = len(said)
    qtbot.wait(60)
    assert len(said) == beats
    heart.stop()
    assert said[-1] == "STOPPING=1"


@pytest.mark.usefixtures("qapp")
def test_it_ticks_where_nobody_listens_so_that_signals_are_handled() -> None:
    heart = Heartbeat(lambda: True, lambda _message: False)
    heart.start()
    assert heart._timer.interval() <= 500
    heart.stop()
