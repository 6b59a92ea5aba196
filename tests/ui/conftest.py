"""The window without a display, and a reader that reads one letter a stroke."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.inference.sheets import SoFar
from hcr_desktop.settings import Settings
from hcr_desktop.ui.desktop import Desktop, busy
from hcr_desktop.ui.theme import Theme


class FakeReader:
    """Reads stroke n as the n-th letter, from left to right, a picture as "word"; can be held up, and told to fail."""

    def __init__(self) -> None:
        self.asked: list[ReadOptions | None] = []
        self.free = threading.Event()
        self.free.set()
        self.error: Exception | None = None
        self.parts: list[RecognisedText] = []  # what is told of a picture before it is read

    def read(self, source: Ink | NDArray[np.uint8], options: ReadOptions | None = None, *, so_far: SoFar | None = None) -> RecognisedText:
        self.asked.append(options)
        if so_far is not None:
            for part in self.parts:
                so_far(part)
        assert self.free.wait(5)
        if self.error is not None:
            raise self.error
        return self.read_ink(source) if isinstance(source, Ink) else self.read_picture()

    @staticmethod
    def read_ink(ink: Ink) -> RecognisedText:
        spans = []
        for stroke in sorted(ink.strokes, key=lambda stroke: stroke.box.left):
            letter = chr(ord("a") + stroke.id % 26)
            choices = ((letter, 0.6), ("o", 0.3), ("0", 0.05))
            spans.append(Span(letter, stroke.box, frozenset({stroke.id}), (0.95, 0.6, 0.2)[stroke.id % 3], choices))
        text = "".join(span.text for span in spans)
        return RecognisedText(tuple(spans), (text,) if text else ())

    @staticmethod
    def read_picture() -> RecognisedText:
        spans = tuple(
            Span(letter, Box(20 + 40 * i, 20, 50 + 40 * i, 60), frozenset({-i - 1}), 0.9, ((letter, 0.9),))
            for i, letter in enumerate("word")
        )
        return RecognisedText(spans, ("word",))


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    qapp.setStyle("Fusion")
    made = Theme("light")
    made.apply()
    return made


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, reader: FakeReader) -> Iterator[Desktop]:
    """The window, shown and with its reader ready."""
    made = Desktop(lambda: reader, Settings(theme=theme.choice), theme)
    qtbot.addWidget(made)
    made.show()
    made.bridge.start()
    qtbot.waitUntil(lambda: not busy(made))
    yield made
    reader.free.set()
    made.close()


@pytest.fixture
def settle(qtbot: QtBot, window: Desktop) -> Callable[[], None]:
    """Wait until all is opened and read."""
    return lambda: qtbot.waitUntil(lambda: not busy(window))


def line(index: int) -> Stroke:
    """A short slanted stroke, one of a row."""
    return Stroke(index, np.array([[60 + 40 * index, 60], [80 + 40 * index, 100]], np.float32))
