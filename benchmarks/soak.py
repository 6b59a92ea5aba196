"""Many people in a row at the kiosk: ``python -m benchmarks.soak --people 10000``. Each writes, has it read, takes it along, is wiped.

The real kiosk with the real reader runs on an X display of its own (Xvfb). Person n writes a line that is theirs alone, takes the text
along in one of five ways, types a word that nobody else types, and goes; the countdown runs out. Every hundred people are looked at:
resident memory, open handles, and whether anything of anybody is left: strokes and characters in Python, what the reader remembers and
its models saw last, their word in any string that Python holds, in any text that Qt shows, in the clipboard, in any file of the home,
state and temporary folders, in what was logged.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hcr_desktop.ui.kiosk.shell import Kiosk

GROWTH = 0.10
"""By so much memory may have grown from the first hundred people to the last."""

EVERY = 100

PATIENCE = 900.0


@contextmanager
def display() -> Iterator[None]:
    """An X display of this process's own."""
    read, write = os.pipe()
    command = ["Xvfb", "-noreset", "-displayfd", str(write), "-screen", "0", "800x480x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        os.environ.update(DISPLAY=f":{pipe.readline().strip()}", QT_QPA_PLATFORM="xcb")
    try:
        yield
    finally:
        server.kill()
        server.wait()


def word(number: int) -> str:
    """What person ``number`` types, and nobody else."""
    return "".join(("visitor", "x", str(number), "y"))


def resident() -> float:
    """Resident memory, MiB."""
    with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123 - read ten thousand times
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def handles() -> int:
    """Open files and sockets."""
    return len(list(Path("/proc/self/fd").iterdir()))


class Soak:
    """A kiosk and the people at it."""

    def __init__(self, kiosk: Kiosk, folder: Path, log: Path) -> None:
        self.kiosk, self.folder, self.log = kiosk, folder, log
        self.read = 0

    def person(self, number: int) -> None:
        """Somebody comes, writes, takes the text along, and goes."""
        kiosk = self.kiosk
        kiosk.idle.touched()  # the strokes do not come from the display, where the kiosk would notice that somebody is there
        for stroke in line(number):
            self.draw(stroke)
        self.settle()
        self.read += bool(kiosk.session.state.text.lines)
        kiosk.write.actions_["edit"].click()
        for character in word(number):
            kiosk.edit.keyboard.typed.emit(character)
        kiosk.go_back()
        self.take(number % 5)
        self.turn()
        kiosk.idle.over.emit()
        self.settle()

    def draw(self, xy: NDArray[np.float32]) -> None:
        """A stroke, as the pointer brings it to the canvas."""
        from PySide6.QtCore import QPointF  # noqa: PLC0415

        from hcr_desktop.ui.pointer import Sample  # noqa: PLC0415

        canvas = self.kiosk.write.canvas
        samples = [Sample(QPointF(float(x), float(y)), 0.01 * k) for k, (x, y) in enumerate(xy)]
        canvas.pen_down(samples[0])
        for sample in samples[1:]:
            canvas.pen_moved(sample)
        canvas.pen_up(samples[-1])
        self.turn()

    def take(self, way: int) -> None:
        """One of the ways to take the text along."""
        kiosk = self.kiosk
        if way < 4:
            kiosk.write.actions_[("copy", "large", "qr", "save")[way]].click()
        else:
            kiosk.session.undo()
        while kiosk.saving.saving:
            self.turn()
        for saved in (self.folder / "saved").iterdir():
            saved.unlink()

    def turn(self) -> None:
        """Let Qt do what there is."""
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

        QApplication.processEvents()

    def settle(self) -> None:
        """Wait until all is read, or forgotten."""
        deadline = time.monotonic() + PATIENCE
        while not self.kiosk.bridge.idle or self.kiosk.bridge.forgetting:
            assert time.monotonic() < deadline, "the reader does not answer"
            self.turn()
            time.sleep(0.001)
        self.turn()

    def left_over(self) -> list[str]:
        """What is left of anybody."""
        return [*in_python(), *in_reader(), *self.in_qt(), *self.on_disk()]

    def in_qt(self) -> Iterator[str]:
        """Texts of widgets, and the clipboard."""
        from PySide6.QtGui import QClipboard, QGuiApplication  # noqa: PLC0415
        from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit  # noqa: PLC0415

        mark = word(0)[:8]
        for widget in QApplication.allWidgets():
            text = widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""
            text += widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
            if mark in text or (text and isinstance(widget, QPlainTextEdit)):
                yield f"a {type(widget).__name__} shows {text!r}"
        for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
            if QGuiApplication.clipboard().text(mode):
                yield f"the clipboard holds {QGuiApplication.clipboard().text(mode)!r}"

    def on_disk(self) -> Iterator[str]:
        """Files of the home, state and temporary folders; the log is one of them, and must be empty."""
        mark = word(0)[:8].encode()
        for path in self.folder.rglob("*"):
            if path.is_file() and (mark in path.read_bytes() or path.parent.name == "saved"):
                yield f"{path} holds what somebody wrote"
        if self.log.read_bytes():
            yield f"the log says {self.log.read_text()[:200]!r}"


def in_python() -> Iterator[str]:
    """Strokes, characters and words that Python still holds."""
    from hcr_desktop.document.ink import Stroke  # noqa: PLC0415
    from hcr_desktop.document.text import Span  # noqa: PLC0415

    gc.collect()
    mark = word(0)[:8]
    things = gc.get_objects()
    for thing in things:
        if isinstance(thing, Span) or (isinstance(thing, Stroke) and thing.xy.shape != (3, 2)):  # the reader's own has three points
            yield f"{type(thing).__name__} is held by {[type(each).__name__ for each in gc.get_referrers(thing) if each is not things][:3]}"
        for held in gc.get_referents(thing):
            if type(held) is str and mark in held and held != __doc__:
                yield f"the word {held[:40]!r} is held by a {type(thing).__name__}"


REMEMBERED = {
    "Memory": ("_answers",),
    "TextModel": ("_rows", "_openings", "_after"),
    "LanguageModel": ("_rows",),
}
"""What remembers, by the name of its class, and where."""


def in_reader() -> Iterator[str]:
    """What the reader remembers, and what its models saw last: none of their input is to be anything but 0."""
    from hcr_desktop.inference import raster, segment  # noqa: PLC0415
    from hcr_desktop.inference.classify import QuantisedModel, SequenceModel  # noqa: PLC0415

    for thing in gc.get_objects():
        yield from (f"{type(thing).__name__}{at} remembers" for at in REMEMBERED.get(type(thing).__name__, ()) if getattr(thing, at))
        if isinstance(thing, QuantisedModel):
            seen = [each.get_tensor(thing.input["index"]) for each in thing._interpreters.values()]  # noqa: SLF001
        elif isinstance(thing, SequenceModel):
            seen = [thing._interpreter.get_tensor(thing._input)]  # noqa: SLF001
        else:
            continue
        if any(tensor.any() for tensor in seen):
            yield f"a {type(thing).__name__} still sees what it was shown"
    if raster._drawn.cache_info().currsize or segment._of_stroke.cache_info().currsize:  # noqa: SLF001
        yield "strokes that were drawn are kept"


def line(number: int) -> list[NDArray[np.float32]]:
    """The strokes of person ``number``: some of the sample's letters, in a size and at a place of their own."""
    import numpy as np  # noqa: PLC0415

    from hcr_desktop import resources  # noqa: PLC0415
    from hcr_desktop.document import inkfile  # noqa: PLC0415

    random = np.random.default_rng(number)
    strokes = inkfile.load(resources.sample_ink()).strokes
    first = int(random.integers(0, len(strokes) - 4))
    chosen = [stroke.xy for stroke in strokes[first : first + 4]]
    corner = np.min([xy.min(axis=0) for xy in chosen], axis=0)
    scale = random.uniform(0.6, 1.2)
    return [((xy - corner) * scale + (30, 60) + random.normal(0, 0.4, xy.shape)).astype(np.float32) for xy in chosen]


def run(people: int, folder: Path, log: Path) -> bool:
    """Let them all come; whether memory, handles and what is left are within the limits."""
    from PySide6.QtCore import QSize  # noqa: PLC0415

    from hcr_desktop.app import application  # noqa: PLC0415
    from hcr_desktop.app_kiosk import loader  # noqa: PLC0415
    from hcr_desktop.kiosk.config import Actions, KioskConfig, Save  # noqa: PLC0415
    from hcr_desktop.ui.kiosk.shell import Kiosk  # noqa: PLC0415
    from hcr_desktop.ui.theme import Theme  # noqa: PLC0415

    application()
    theme = Theme("light")
    theme.apply()
    (folder / "saved").mkdir()
    config = KioskConfig(actions=Actions(save=True), save=Save(folder=str(folder / "saved"), usb=False))
    kiosk = Kiosk(loader(config), config, theme)
    kiosk.open(QSize(800, 480))
    kiosk.bridge.start()
    soak = Soak(kiosk, folder, log)
    soak.settle()
    start, early, opened, left = time.monotonic(), 0.0, 0, 0
    for number in range(1, people + 1):
        soak.person(number)
        if number % EVERY == 0:
            found = soak.left_over()
            left += len(found)
            early, opened = (resident(), handles()) if number == EVERY else (early, opened)
            print(
                f"{number} people, {soak.read} read, {resident():.1f} MiB, {handles()} handles, {len(found)} things left, "
                f"{(time.monotonic() - start) / number:.2f} s each",
                *found[:3],
                flush=True,
            )
    last, open_now = resident(), handles()
    kiosk.close_down()
    grown = last / early - 1
    print(f"{soak.read} read, memory {early:.1f} -> {last:.1f} MiB ({grown:+.1%}), handles {opened} -> {open_now}, left over {left}")
    return soak.read == people and grown <= GROWTH and open_now <= opened and not left


def main() -> int:
    """Prepare folders and display; the log is what goes to stderr from here on."""
    parser = argparse.ArgumentParser(description="Many people in a row at the kiosk.")
    parser.add_argument("--people", type=int, default=10_000)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory(prefix="hcr-soak-") as name, display():
        folder = Path(name)
        for variable in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR"):
            os.environ[variable] = str(folder)
        log = folder / "log"
        log.touch()
        kept = os.dup(2)
        with log.open("ab") as told:
            os.dup2(told.fileno(), 2)
        try:
            well = run(people, folder, log)
        finally:
            os.dup2(kept, 2)
            print(log.read_text(), end="", file=sys.stderr)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
