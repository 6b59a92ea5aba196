"""Where journals are, and which of them is this window's: the newest that no running window has."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QStandardPaths

from hcr_desktop.document.replay import FILE


@dataclass(frozen=True, slots=True)
class Claim:
    """A journal's folder, and the lock that keeps other windows from it."""

    folder: Path
    lock: QLockFile

    def release(self, *, forget: bool) -> None:
        """Leave the journal to the next window; ``forget`` takes it away, as when the page is empty."""
        self.lock.unlock()
        if forget:
            shutil.rmtree(self.folder, ignore_errors=True)


def journals_folder() -> Path:
    """Where the journals of this person are."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)) / "pages"


def claim(root: Path) -> Claim:
    """A journal to write: the newest one that a window has left, by closing or by a crash, or else a new one.

    Raises:
        OSError: When the folder cannot be written.
    """
    root.mkdir(parents=True, exist_ok=True)
    left = [path.parent for path in root.glob(f"*/{FILE}")]
    for folder in sorted(left, key=_age, reverse=True):
        if (lock := _locked(folder)) is not None:
            return Claim(folder, lock)
    folder = root / uuid.uuid4().hex
    folder.mkdir()
    lock = _locked(folder)
    if lock is None:
        raise OSError(f"{folder} cannot be locked")
    return Claim(folder, lock)


def _age(folder: Path) -> float:
    """When a journal was last written; one that vanished meanwhile is the oldest."""
    try:
        return (folder / FILE).stat().st_mtime
    except OSError:
        return 0.0


def _locked(folder: Path) -> QLockFile | None:
    """The lock of a folder; None while another window that still runs has it."""
    lock = QLockFile(str(folder / "lock"))
    lock.setStaleLockTime(0)  # a lock is old when its process is gone, however long ago it was made
    return lock if lock.tryLock(0) else None
