"""What the program does without a display: reads the shipped samples in the terminal and takes a picture of its window."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hcr_desktop import Ink, resources
from hcr_desktop.cli import DONE, UNREADABLE
from hcr_desktop.document import inkfile
from hcr_desktop.inference import picture
from hcr_desktop.loading import load_recogniser


def first_look(file: Path) -> int:
    """Print the text of the sample ink and the sample page, save a picture of the window as ``file``; returns the exit code.

    Raises:
        HcrError: When a model or a sample cannot be read.
    """
    reader = load_recogniser()
    ink, page = inkfile.load(resources.sample_ink()), picture.load(resources.sample_page())
    for what, path, source in (("pen ink", resources.sample_ink(), ink), ("the picture", resources.sample_page(), page)):
        print(f"Read from {what} {path}:")
        print("".join(f"    {line}\n" for line in reader.read(source).lines), flush=True)
    return _picture_of_window(file, ink, page)


def _picture_of_window(file: Path, ink: Ink, page: picture.Picture) -> int:
    """Draw the window where nobody sees it, with the samples in it, and save it."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from hcr_desktop.app import screenshot  # noqa: PLC0415 (loads Qt, which may lack a system library)
    except ImportError as error:
        print(f"No picture of the window was taken, because Qt could not be loaded: {error}.")
        return UNREADABLE
    if not os.access(file.absolute().parent, os.W_OK):
        file = Path(tempfile.mkdtemp(prefix="hcr-desktop-")) / file.name
    screenshot(file, ink, page)
    print(f"A picture of the window is in {file.absolute()}")
    return DONE
