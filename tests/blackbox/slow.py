"""The application on a machine where models load and read only when a person lets them: ``python tests/blackbox/slow.py FOLDER [FLAG...]``.

The models load once a file ``loads`` is in the folder (or fail, once ``breaks`` is), and read while a file ``reads`` is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from hcr_desktop.app import load_recogniser, run_desktop
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.errors import HcrError
from hcr_desktop.inference.options import ReadOptions
from hcr_desktop.inference.sheets import Reads, SoFar
from hcr_desktop.session import Source


def wait_until(there: Callable[[], bool]) -> None:
    while not there():
        time.sleep(0.05)


class Slow:
    """A recogniser that waits for leave."""

    def __init__(self, reader: Reads, leave: Path) -> None:
        self._reader, self._leave = reader, leave

    def read(self, source: Source, options: ReadOptions | None = None, *, so_far: SoFar | None = None) -> RecognisedText:
        wait_until(self._leave.exists)
        return self._reader.read(source, options, so_far=so_far)


def load(folder: Path) -> Reads:
    loads, breaks = folder / "loads", folder / "breaks"
    wait_until(lambda: loads.exists() or breaks.exists())
    if breaks.exists():
        raise HcrError("model.tflite: this file is damaged; install HCR Desktop anew.")
    return Slow(load_recogniser(), folder / "reads")


if __name__ == "__main__":
    sys.exit(run_desktop(sys.argv[2:], lambda: load(Path(sys.argv[1]))))
