"""The composition root of the window: the one module that knows the recogniser, the settings and the widgets."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from hcr_desktop.document import inkfile
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.journal import Journal
from hcr_desktop.errors import HcrError
from hcr_desktop.keeping import Keeper
from hcr_desktop.session import State
from hcr_desktop.settings import Settings
from hcr_desktop.ui import clipkeeper, icons
from hcr_desktop.ui.application import Application
from hcr_desktop.ui.desktop import Desktop, busy
from hcr_desktop.ui.journals import Claim, claim, journals_folder
from hcr_desktop.ui.reader import Reads
from hcr_desktop.ui.theme import Theme
from hcr_desktop.ui.translation import speak

_FIRST = 60
"""The models begin to load so long after the window was asked to show itself, milliseconds: it is to be painted first."""

_PATIENCE = 60.0
"""How long a picture of the window waits for the recognition, seconds."""


def load_recogniser() -> Reads:
    """The recogniser with the shipped models; imported here so that the window need not wait for it."""
    from hcr_desktop import loading  # noqa: PLC0415

    return loading.load_recogniser()


def application() -> QApplication:
    """The Qt application, made if there is none yet."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    app = Application(sys.argv[:1])
    # Every point of a line counts for its reading: none is to be merged with the next. X11 turns this on as it starts.
    app.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    app.setAttribute(Qt.ApplicationAttribute.AA_CompressTabletEvents, False)
    sys.setswitchinterval(0.001)  # the pen is not to wait for the recognition thread
    app.setApplicationName("hcr-desktop")
    app.setApplicationDisplayName("HCR Desktop")
    app.setOrganizationName("hcr-desktop")
    app.setDesktopFileName("hcr-desktop")
    speak(app)
    app.setStyle("Fusion")
    app.setWindowIcon(icons.emblem())
    return app


def run_desktop(argv: list[str], load: Callable[[], Reads] = load_recogniser) -> int:
    """Open the window and stay until it is closed.

    Args:
        argv: The command line after the program's name: flags of ``settings.Settings``, and pictures to open.
        load: What gives the recogniser; called on the recognition thread.

    Returns:
        The exit status, 0; wrong usage exits with 2 as argparse does.
    """
    Settings().flagged(argv)  # wrong usage and --help end here, before anything of Qt starts
    app = application()
    store = QSettings()
    kept = Settings().stored({key: str(store.value(key)) for key in store.allKeys()})
    settings, files = kept.flagged(argv)
    theme = Theme(settings.theme)
    theme.apply()
    window = Desktop(load, settings, theme)
    window.settings_changed.connect(lambda changed: keep(store, changed))
    if settings.record:
        window.session.watch(Record(Path(settings.record)))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends the program
    claimed = keep_pages(window)
    window.show()
    QTimer.singleShot(_FIRST, window.bridge.start)
    window.open_files(files)
    if isinstance(app, Application):
        app.file_asked.connect(lambda path: window.open_files([Path(path)]))
    status = app.exec()
    clipkeeper.outlive()
    if claimed is not None:
        claimed.release(forget=not window.kept)
    if not window.ended:
        store.sync()
        _leave(status)
    return status


def _leave(status: int) -> NoReturn:
    """End the process at once: all is kept, and the interpreter must not be taken down around a thread in the models' code."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(status)


def keep_pages(window: Desktop) -> Claim | None:
    """Show what the last window left, and keep a journal from now on; None, and a sentence, where no journal can be kept."""
    try:
        claimed = claim(journals_folder())
        journal = Journal(claimed.folder)
    except OSError as error:
        window.documents.unkept.emit(error.strerror or str(error))
        return None
    work = journal.work
    window.documents.keep_with(Keeper(journal, window.documents.unkept.emit), work)
    return claimed


def screenshot(
    path: Path,
    ink: Ink | None,
    picture: NDArray[np.uint8] | None,
    size: tuple[int, int] = (1280, 800),
    scale: float = 1.0,
    theme: str = "light",
    load: Callable[[], Reads] = load_recogniser,
) -> None:
    """Save a picture of the real window with this ink or picture in it, after it was read; needs no display.

    Args:
        path: Where to save it, PNG.
        ink: Ink for the canvas, any unit: it is moved and scaled to be seen.
        picture: A picture for the picture side; it is then the side shown.
        size: Width and height of the window, before scaling.
        scale: How many pixels of the saved picture a pixel of the window is.
        theme: "light" or "dark".
        load: What gives the recogniser.

    Raises:
        HcrError: When the picture could not be saved.
    """
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_SCALE_FACTOR"] = str(scale)
    app = application()
    colours = Theme(theme)
    colours.apply()
    window = Desktop(load, Settings(theme=theme), colours)
    window.resize(*size)
    window.show()
    window.bridge.start()
    if ink is not None:
        window.add_ink(ink)
    if picture is not None:
        window.session.open_picture("picture", picture)
    deadline = time.monotonic() + _PATIENCE
    while busy(window) and time.monotonic() < deadline:
        app.processEvents()
        time.sleep(0.01)
    app.processEvents()
    saved = window.grab().save(str(path), "PNG")
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if not saved:
        raise HcrError(f"{path.name}: the picture of the window could not be saved there; choose a folder you may write to.")


def keep(store: QSettings, changes: dict[str, str]) -> None:
    """Write down what the person changed; what came from a flag is for this time only."""
    for name, value in changes.items():
        store.setValue(name, value)


class Record:
    """Keeps a copy of the canvas's strokes in an ink file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ink: Ink | None = None

    def __call__(self, state: State) -> None:
        """Write the file anew if the ink changed; in one step, so that no reader meets half of it."""
        if state.ink is self._ink:
            return
        self._ink = state.ink
        fresh = self._path.with_name(self._path.name + ".new")
        fresh.write_text(inkfile.dump(state.ink), encoding="utf-8")
        fresh.replace(self._path)
