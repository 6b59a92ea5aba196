"""The bridge: one job at a time, the newest wins, and errors become sentences."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hcr_desktop.document.text import RecognisedText
from hcr_desktop.errors import BundleInvalid, InputUnreadable
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.ui.bridge import Activity, Bridge
from hcr_desktop.ui.reader import Reads
from tests.ui.conftest import FakeReader, line


@pytest.fixture
def bridge(qapp: QApplication, reader: FakeReader) -> Iterator[Bridge]:
    del qapp
    made = Bridge(lambda: reader)
    yield made
    reader.free.set()
    made.close()


def test_ink_written_while_the_models_load_is_read_then(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.session.add_stroke(line(0))
    assert bridge.activity is Activity.LOADING
    bridge.start()
    qtbot.waitUntil(lambda: bridge.idle)
    assert str(bridge.session.state.text) == "a"


def test_the_newest_job_wins(bridge: Bridge, reader: FakeReader, qtbot: QtBot) -> None:
    bridge.start()
    qtbot.waitUntil(lambda: bridge.activity is Activity.READY)
    reader.free.clear()
    bridge.session.add_stroke(line(0))
    qtbot.waitUntil(lambda: len(reader.asked) == 1)
    for index in range(1, 8):
        bridge.session.add_stroke(line(index))
    assert bridge.activity is Activity.READING
    reader.free.set()
    qtbot.waitUntil(lambda: bridge.idle)
    assert str(bridge.session.state.text) == "abcdefgh"
    assert len(reader.asked) == 2, "the readings in between were not made"


def test_every_state_is_told(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.start()
    heard: list[str] = []
    bridge.state_changed.connect(lambda state: heard.append(str(state.text)))
    bridge.session.add_stroke(line(0))
    qtbot.waitUntil(lambda: bridge.idle and len(heard) == 2)
    assert heard == ["", "a"]


def test_a_reading_that_goes_on_is_told_of_now_and_then(bridge: Bridge, reader: FakeReader, qtbot: QtBot) -> None:
    bridge.start()
    qtbot.waitUntil(lambda: bridge.activity is Activity.READY)
    heard: list[str] = []
    bridge.state_changed.connect(lambda state: heard.append(str(state.text)))
    whole = reader.read_picture()
    reader.parts = [RecognisedText(whole.spans[:count], ("word"[:count],)) for count in (1, 2, 3)]
    bridge.session.open_picture("page.png", np.zeros((4, 6), np.uint8))
    qtbot.waitUntil(lambda: bridge.idle)
    assert heard[:2] == ["", "w"], "the first line at once"
    assert heard[-1] == "word"


def test_other_options_read_again(bridge: Bridge, reader: FakeReader, qtbot: QtBot) -> None:
    bridge.start()
    bridge.session.add_stroke(line(0))
    qtbot.waitUntil(lambda: bridge.idle)
    bridge.read_for(ReadOptions(charset="digits"))
    qtbot.waitUntil(lambda: bridge.idle and len(reader.asked) == 2)
    assert reader.asked[-1] == ReadOptions(charset="digits")
    bridge.read_for(ReadOptions(charset="digits"))
    assert bridge.idle


def test_an_expected_error_is_told_in_its_own_words(bridge: Bridge, reader: FakeReader, qtbot: QtBot) -> None:
    bridge.start()
    reader.error = InputUnreadable("page", "there is no ink on it", "Try another.")
    with qtbot.waitSignal(bridge.failed) as signal:
        bridge.session.add_stroke(line(0))
    assert signal.args == ["page: there is no ink on it. Try another."]
    assert bridge.idle, "it is not asked for again and again"
    reader.error = None
    bridge.session.add_stroke(line(1))
    qtbot.waitUntil(lambda: str(bridge.session.state.text) == "ab")


def test_an_unexpected_error_is_logged_and_told_kindly(
    bridge: Bridge, reader: FakeReader, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    bridge.start()
    reader.error = RuntimeError("boom")
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(bridge.failed) as signal:
        bridge.session.add_stroke(line(0))
    assert "boom" not in signal.args[0]
    assert signal.args[0].endswith("your work is kept.")
    assert "boom" in caplog.text
    caplog.clear()


def test_missing_models_are_told_once(qtbot: QtBot) -> None:
    def load() -> Reads:
        raise BundleInvalid("model.tflite is missing; install the application again.")

    bridge = Bridge(load)
    with qtbot.waitSignal(bridge.failed) as signal:
        bridge.start()
    assert signal.args == ["model.tflite is missing; install the application again."]
    assert bridge.activity is Activity.BROKEN
    bridge.session.add_stroke(line(0))
    assert bridge.idle
    bridge.close()


def test_forgetting_drops_what_waits_and_what_is_being_read(bridge: Bridge, reader: FakeReader, qtbot: QtBot) -> None:
    bridge.start()
    qtbot.waitUntil(lambda: bridge.activity is Activity.READY)
    reader.free.clear()
    bridge.session.add_stroke(line(0))
    qtbot.waitUntil(lambda: len(reader.asked) == 1)
    bridge.session.add_stroke(line(1))
    heard: list[object] = []
    bridge.read_parts([bridge.session.state.ink], "word", heard.append)
    bridge.forget()
    reader.free.set()
    qtbot.waitUntil(lambda: bridge.idle and not bridge.forgetting)
    assert str(bridge.session.state.text) == ""
    assert heard == []
    assert len(reader.asked) == 1
    bridge.session.add_stroke(line(2))
    qtbot.waitUntil(lambda: bridge.idle)
    assert str(bridge.session.state.text) == "c"


def test_a_reader_that_has_nothing_to_forget_goes_on(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.start()
    qtbot.waitUntil(lambda: bridge.activity is Activity.READY)
    bridge.forget()
    qtbot.waitUntil(lambda: not bridge.forgetting)
    bridge.session.add_stroke(line(0))
    qtbot.waitUntil(lambda: bridge.idle)
    assert str(bridge.session.state.text) == "a"


def test_a_reader_that_remembers_forgets(qapp: QApplication, qtbot: QtBot) -> None:
    del qapp

    class Remembering(FakeReader):
        forgot = 0

        def forget(self) -> None:
            self.forgot += 1
            if self.error is not None:
                raise self.error

    remembering = Remembering()
    bridge = Bridge(lambda: remembering)
    bridge.start()
    qtbot.waitUntil(lambda: bridge.activity is Activity.READY)
    bridge.forget()
    qtbot.waitUntil(lambda: not bridge.forgetting)
    assert remembering.forgot == 1
    remembering.error = InputUnreadable("the stroke", "no")
    bridge.forget()
    qtbot.waitUntil(lambda: not bridge.forgetting)
    assert remembering.forgot == 2
    bridge.close()
