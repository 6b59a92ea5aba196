"""Opening: several files in order, pasted and dropped pictures, one sentence for what cannot be opened."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from hcr_desktop.errors import Cancelled, InputUnreadable
from hcr_desktop.inference.picture import Wanted
from hcr_desktop.ui.opener import MOST_PAGES, Opener
from tests.inference.pdfs import LETTER_A, pdf


def load(path: Path, wanted: Wanted) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    if path.name.startswith("bad"):
        raise InputUnreadable(path.name, "this is no picture", "Open another.")
    if path.name.startswith("bug"):
        raise RuntimeError("boom")
    time.sleep(0.02 if path.name.startswith("slow") else 0)
    if path.name.startswith("endless"):
        for number in itertools.count():
            if not wanted():
                raise Cancelled
            yield f"page {number}", np.zeros((4, 4), np.uint8)
            time.sleep(0.01)
    yield path.name, np.zeros((4, 4), np.uint8)


@pytest.fixture
def opener(qtbot: QtBot) -> Opener:
    del qtbot
    return Opener(load)


def test_several_files_come_in_the_order_given(opener: Opener, qtbot: QtBot) -> None:
    names: list[str] = []
    opener.opened.connect(lambda name, _image: names.append(name))
    opener.open([Path("slow.png"), Path("b.png"), Path("c.png")])
    assert opener.waiting == 3
    qtbot.waitUntil(lambda: opener.waiting == 0)
    assert names == ["slow.png", "b.png", "c.png"]


def test_a_bad_file_is_one_sentence_and_the_others_still_come(opener: Opener, qtbot: QtBot) -> None:
    names: list[str] = []
    sentences: list[str] = []
    opener.opened.connect(lambda name, _image: names.append(name))
    opener.failed.connect(sentences.append)
    opener.open([Path("bad.png"), Path("b.png")])
    qtbot.waitUntil(lambda: opener.waiting == 0)
    assert names == ["b.png"]
    assert sentences == ["bad.png: this is no picture. Open another."]


def test_an_error_of_the_program_is_told_kindly(opener: Opener, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(opener.failed) as signal:
        opener.open([Path("bug.png")])
    assert signal.args[0].startswith("bug.png: ")
    assert "boom" in caplog.text
    caplog.clear()


def test_a_pasted_picture_is_opened(opener: Opener, qtbot: QtBot) -> None:
    image = QImage(5, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    assert opener.takes(mime)
    with qtbot.waitSignal(opener.opened) as signal:
        assert opener.take(mime)
    name, pixels = signal.args
    assert name == "Pasted picture"
    assert pixels.shape == (4, 5, 3)
    assert pixels[0, 0].tolist() == [255, 0, 0]


def test_dropped_files_are_opened(opener: Opener, qtbot: QtBot) -> None:
    names: list[str] = []
    opener.opened.connect(lambda name, _image: names.append(name))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/x/a.png"), QUrl.fromLocalFile("/x/b.png")])
    assert opener.take(mime)
    qtbot.waitUntil(lambda: opener.waiting == 0)
    assert names == ["a.png", "b.png"]


def test_what_holds_no_picture_is_told(opener: Opener, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setText("hello")
    assert not opener.takes(mime)
    with qtbot.waitSignal(opener.failed) as signal:
        assert not opener.take(mime)
    assert "no picture to paste" in signal.args[0]
    mime.setUrls([QUrl("https://example.org/a.png")])
    with qtbot.waitSignal(opener.failed) as signal:
        assert not opener.take(mime)
    assert "network" in signal.args[0]


def test_opening_can_be_stopped_between_pages(opener: Opener, qtbot: QtBot) -> None:
    names: list[str] = []
    opener.opened.connect(lambda name, _image: names.append(name))
    opener.open([Path("endless.pdf"), Path("b.png")])
    qtbot.waitUntil(lambda: len(names) >= 3)
    opener.cancel()
    assert opener.waiting == 0
    before = len(names)
    opener.open([Path("c.png")])
    qtbot.waitUntil(lambda: opener.waiting == 0)
    assert names[before:] == ["c.png"]
    assert "b.png" not in names


def test_the_pages_of_a_pdf_are_opened_one_by_one_and_a_long_one_in_part(qtbot: QtBot, tmp_path: Path) -> None:
    opener, names, sentences = Opener(), [], []
    opener.opened.connect(lambda name, _image: names.append(name))
    opener.failed.connect(sentences.append)
    (tmp_path / "a short.pdf").write_bytes(pdf([LETTER_A] * 2))
    (tmp_path / "b long.pdf").write_bytes(pdf([""] * (MOST_PAGES + 5)))
    (tmp_path / "notes.txt").write_text("not for opening")
    opener.open([tmp_path])
    qtbot.waitUntil(lambda: opener.waiting == 0, timeout=30_000)
    assert names[:3] == ["a short.pdf · 1", "a short.pdf · 2", "b long.pdf · 1"]
    assert len(names) == 2 + MOST_PAGES
    (sentence,) = sentences
    assert sentence.startswith(f"b long.pdf has {MOST_PAGES + 5} pages; the first {MOST_PAGES} are open.")
