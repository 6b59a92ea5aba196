"""Takes the pictures of the guide, of the real window with the real reader: ``python -m docs.guide.screenshots [SCREEN...]``.

Every screen in light and dark, 1024 x 600, 1920 x 1080, and 1024 x 600 at twice the scale.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from hcr_desktop import resources
from hcr_desktop.app import application, load_recogniser
from hcr_desktop.document import inkfile
from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.paper import CELL, Paper
from hcr_desktop.document.where import Where
from hcr_desktop.inference import picture
from hcr_desktop.settings import Settings
from hcr_desktop.ui.desktop import Desktop, busy, placed
from hcr_desktop.ui.preferences import Preferences
from hcr_desktop.ui.shortcuts import Shortcuts
from hcr_desktop.ui.theme import Theme
from trainer.strokefont import write

FOLDER = Path(__file__).parent
SIZES = {"small": (1024, 600, "1"), "large": (1920, 1080, "1"), "double": (1024, 600, "2")}
PATIENCE = 120.0


def settle(window: Desktop) -> None:
    """Let the window finish what it is at."""
    deadline = time.monotonic() + PATIENCE
    while busy(window) and time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.01)
    QApplication.processEvents()


def written(window: Desktop) -> QWidget:
    """The sample line, written and read."""
    window.add_ink(inkfile.load(resources.sample_ink()))
    settle(window)
    return window


def careless(text: str, rng: np.random.Generator) -> Ink:
    """A line in a hand that sets no two strokes alike."""
    ink = write(text, rng)
    high = float(np.median([stroke.box.height for stroke in ink.strokes]))

    def bent(xy: NDArray[np.float32]) -> NDArray[np.floating]:
        middle = xy.mean(axis=0)
        return (xy - middle) @ (np.eye(2) + rng.normal(0, 0.35, (2, 2))) + middle + rng.normal(0, 0.08 * high, 2)

    return Ink.from_arrays([bent(stroke.xy) for stroke in ink.strokes])


def letter(window: Desktop) -> QWidget:
    """An uncertain letter, selected, with its other readings."""
    window.add_ink(careless("Nov 11th, 7 pm", np.random.default_rng(1)))
    settle(window)
    window.actions_.next_doubt.trigger()
    return window


def word(window: Desktop) -> QWidget:
    """A word, selected."""
    written(window)
    window.correcting.select(range(6, 10), caret=True)
    return window


def anew(window: Desktop) -> QWidget:
    """A letter that is about to be written anew."""
    written(window)
    window.correcting.select((6,), caret=True)
    window.actions_.rewrite.trigger()
    return window


def boxes(window: Desktop) -> QWidget:
    """Boxed paper, a character in each box."""
    ink = inkfile.load(resources.sample_ink())
    window.session.use_paper(Paper.BOXED)
    glyphs = [Ink(ink.strokes[start:stop]) for start, stop in pairwise((0, 1, 2, 4, 6, 7))]
    for column, glyph in enumerate(glyphs):
        shape = glyph.box
        assert shape is not None
        shrunk = placed(glyph, 0, 0, 50) if max(shape.width, shape.height) > 60 else glyph
        box = shrunk.box
        assert box is not None
        left, top = CELL * (column + 1) + (CELL - box.width) / 2, CELL * 1.8 - box.height
        window.session.add_ink(placed(shrunk, left, top, max(box.width, box.height)))
    settle(window)
    return window


def page(window: Desktop) -> QWidget:
    """An opened picture with a box on every character."""
    window.session.open_picture("page.png", picture.load(resources.sample_page()))
    settle(window)
    return window


def area(window: Desktop) -> QWidget:
    """A picture of which only an area is read."""
    page(window)
    boxes = [span.box for span in window.session.state.text.spans if span.box is not None]
    middle = boxes[len(boxes) // 2].centre[1]
    window.session.read_where(Where(Box.around([box for box in boxes if box.bottom > middle]).grown(12)))
    settle(window)
    return window


def before(window: Desktop) -> QWidget:
    """A picture after something was done to it, compared with what was opened."""
    area(window)
    window.actions_.turn_right.trigger()
    settle(window)
    window.actions_.before.trigger()
    return window


def tone(window: Desktop) -> QWidget:
    """The scale of the black point."""
    page(window)
    menu = window.gallery.tools.tone
    menu.popup(QPoint(0, 0))
    menu.scale.setValue(8)
    return menu


def many(window: Desktop) -> QWidget:
    """The window for many files, after it has read three."""
    folder = Path(tempfile.mkdtemp()) / "scans"
    folder.mkdir()
    for name in ("letter-1.png", "letter-2.png"):
        shutil.copyfile(resources.sample_page(), folder / name)
    (folder / "notes.jpg").write_text("words\n")
    window.actions_.many.trigger()
    queue = window.many
    assert queue is not None
    queue.resize(860, 480)
    queue.add([folder])
    queue.read()
    deadline = time.monotonic() + PATIENCE
    while not queue.words.text().startswith("Done") and time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.01)
    queue.folder.setText("/home/me/scans/texts")
    return queue


def first(window: Desktop) -> QWidget:
    """The first run."""
    return window


def pen(window: Desktop) -> QWidget:
    """The pen's menu."""
    window.work.pen_menu.popup(QPoint(0, 0))
    return window.work.pen_menu


def menu(window: Desktop) -> QWidget:
    """The main menu."""
    opened = window.work.toolbar.menu
    opened.popup(QPoint(0, 0))
    return opened


def finding(window: Desktop) -> QWidget:
    """A word that is found in the text."""
    written(window)
    window.actions_.find.trigger()
    window.panel.finder.wanted.setText("line")
    return window


def nothing(window: Desktop) -> QWidget:
    """The side of the pictures before there is one."""
    window.actions_.picture.trigger()
    return window


def refused(window: Desktop) -> QWidget:
    """A file that is no picture."""
    folder = Path(tempfile.mkdtemp())
    (folder / "notes.png").write_text("words\n")
    written(window)
    window.open_files([folder / "notes.png"])
    settle(window)
    return window


def preferences(window: Desktop) -> QWidget:
    """The preferences."""
    dialog = Preferences(window.settings, window.theme, window)
    dialog.resize(600, 820)
    dialog.show()
    return dialog


def keys(window: Desktop) -> QWidget:
    """The sheet of keys and gestures."""
    dialog = Shortcuts(window.actions_, window)
    dialog.resize(820, 860)
    dialog.show()
    return dialog


SCREENS: tuple[Callable[[Desktop], QWidget], ...] = (
    first,
    written,
    letter,
    word,
    anew,
    boxes,
    finding,
    refused,
    nothing,
    page,
    area,
    before,
)
DIALOGS: tuple[Callable[[Desktop], QWidget], ...] = (menu, pen, preferences, keys, tone, many)
PHOTOGRAPHS = {page, area, before}
"""Screens that show a photographed page: it is no drawing, and smaller as JPEG."""


def take(size: str, wanted: list[str]) -> None:
    """Take the pictures of one size, light and dark; all, or those of the wanted screens."""
    width, height, _ = SIZES[size]
    application()
    shapes = (*SCREENS, *DIALOGS) if size == "small" else SCREENS
    for name in ("light", "dark"):
        theme = Theme(name)
        theme.apply()
        for screen in (shape for shape in shapes if not wanted or shape.__name__ in wanted):
            window = Desktop(load_recogniser, Settings(theme=name), theme)
            window.resize(width, height)
            window.show()
            window.bridge.start()
            settle(window)
            shown = screen(window)
            QApplication.processEvents()
            end, quality = ("jpg", 88) if screen in PHOTOGRAPHS else ("png", 0)
            image = shown.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
            image.save(str(FOLDER / f"{screen.__name__}-{name}-{size}.{end}"), quality=quality)
            window.close()
            window.deleteLater()


if __name__ == "__main__":
    if (size := os.environ.get("GUIDE_SIZE")) is not None:
        take(size, sys.argv[1:])
        sys.exit()
    for each, (_, _, scale) in SIZES.items():
        variables = {**os.environ, "GUIDE_SIZE": each, "QT_SCALE_FACTOR": scale}
        subprocess.run([sys.executable, "-m", "docs.guide.screenshots", *sys.argv[1:]], env=variables, check=True)
    if len(sys.argv) == 1:
        subprocess.run([sys.executable, "-m", "docs.guide.kiosk_screenshots"], check=True)
