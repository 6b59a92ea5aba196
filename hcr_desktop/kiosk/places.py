"""Where a kiosk saves text: a USB stick if one is there, else the configured folder; written whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from hcr_desktop.document.export import FORMATS, SUFFIXES, ReadPage
from hcr_desktop.errors import HcrError
from hcr_desktop.kiosk.config import Save

MOUNTS = Path("/proc/self/mounts")

STICKS = ("/media/", "/run/media/")
"""Below these, removable media are mounted."""

_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved.

    Attributes:
        name: The file's name.
        on_stick: Whether it is on a USB stick.
    """

    name: str
    on_stick: bool


class SaveFailed(HcrError):
    """The text could not be saved; the message is for the person at the screen."""


def sticks(mounts: Path = MOUNTS) -> Iterator[Path]:
    """The mounted removable media, newest first (fstab(5): spaces in names are written as octal numbers)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    for line in reversed(lines):
        device, point, _, options = (*line.split(" "), "", "", "", "")[:4]
        place = _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), point)
        if device.startswith("/dev/") and place.startswith(STICKS) and "ro" not in options.split(","):
            yield Path(place)


def save(page: ReadPage, where: Save, mounts: Path = MOUNTS) -> Saved:
    """Save what was read; when this returns, it is on the medium.

    Raises:
        SaveFailed: When there is no stick and no folder, or nothing can be written there.
    """
    stick = next(sticks(mounts), None) if where.usb else None
    folder = stick or (Path(where.folder) if where.folder else None)
    if folder is None:
        raise SaveFailed("There is no USB stick; put one in, wait a moment, then save again.")
    try:
        path = _write(folder, where, page)
    except OSError as error:
        on = "the USB stick" if stick else "the folder for notes"
        raise SaveFailed(f"Nothing could be written to {on} ({error.strerror}).") from None
    return Saved(path.name, on_stick=stick is not None)


def _write(folder: Path, where: Save, page: ReadPage) -> Path:
    """Write a new file under a name that is free, and see it through to the medium."""
    stem, ending = f"{where.name}-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}", SUFFIXES[where.format]
    names = (f"{stem}{f'-{number}' if number > 1 else ''}{ending}" for number in count(1))
    path = next(folder / name for name in names if not (folder / name).exists())
    part = folder / f".{path.name}.part"
    try:
        with part.open("xb") as file:
            file.writelines(FORMATS[where.format]([page]))
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    _settle(folder)
    return path


def _settle(folder: Path) -> None:
    """See the folder's list of names through to the medium too."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
