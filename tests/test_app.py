"""The window as a whole: a picture of it that needs no display, what it keeps, and its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings

from hcr_desktop.app import Record, keep, screenshot
from hcr_desktop.document import inkfile
from hcr_desktop.document.ink import Ink
from hcr_desktop.errors import HcrError
from hcr_desktop.session import Session
from hcr_desktop.settings import Settings
from tests.ui.conftest import FakeReader, line

ROOT = Path(__file__).resolve().parent.parent


def test_a_screenshot_shows_ink_and_text(tmp_path: Path) -> None:
    path = tmp_path / "window.png"
    screenshot(path, Ink((line(0), line(1))), None, (1024, 600), theme="light", load=FakeReader)
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    assert image.shape == (600, 1024)
    assert (image[150:200, 60:160] < 90).sum() > 50, "ink"
    assert (image[140:180, 640:700] < 90).sum() > 20, "text"


def test_a_screenshot_of_a_picture_in_the_dark(tmp_path: Path) -> None:
    path = tmp_path / "window.png"
    screenshot(path, None, np.full((100, 200), 255, np.uint8), (1024, 600), theme="dark", load=FakeReader)
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    assert np.median(image) < 60
    assert image[330, 300] == 255, "the picture"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(HcrError, match="choose a folder"):
        screenshot(tmp_path / "missing" / "window.png", None, None, load=FakeReader)


STUCK = """
import atexit, functools, threading
from PySide6.QtCore import QTimer
from hcr_desktop import app
from hcr_desktop.ui.reader import Reader
atexit.register(print, "the interpreter was taken down")
Reader.close = functools.partialmethod(Reader.close, 0.1)
app.application()
loading = threading.Event()
def close():
    if loading.is_set():
        next(widget for widget in app.QApplication.topLevelWidgets() if isinstance(widget, app.Desktop)).close()
def load():
    loading.set()
    threading.Event().wait()
timer = QTimer()
timer.timeout.connect(close)
timer.start(50)
print("closed with", app.run_desktop([], load))
"""


def test_a_window_whose_models_still_load_closes_without_waiting_for_them(tmp_path: Path) -> None:
    """Taking the interpreter down around a thread in native code ends the process with a signal."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", STUCK], env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_only_what_the_person_changed_is_kept(tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    keep(store, {"theme": "dark"})
    assert store.allKeys() == ["theme"]
    assert Settings().stored({key: str(store.value(key)) for key in store.allKeys()}).theme == "dark"


def test_the_record_is_an_ink_file_of_the_canvas(tmp_path: Path) -> None:
    session = Session()
    session.watch(Record(tmp_path / "canvas.json"))
    session.add_stroke(line(0))
    session.add_stroke(line(1))
    kept = inkfile.load(tmp_path / "canvas.json")
    assert [stroke.xy.tolist() for stroke in kept.strokes] == [line(0).xy.tolist(), line(1).xy.tolist()]
    session.clear()
    assert len(inkfile.load(tmp_path / "canvas.json")) == 0


def test_the_window_needs_nothing_that_reads() -> None:
    heavy = ("cv2", "pypdfium2", "ai_edge_litert", "hcr_desktop.inference.recogniser")
    found = subprocess.run(
        [sys.executable, "-c", f"import sys, hcr_desktop.app; print([name for name in {heavy} if name in sys.modules])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"
