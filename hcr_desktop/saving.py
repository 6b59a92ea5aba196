"""Texts saved in a folder: a file for each source, named like it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path

from hcr_desktop.document.export import FORMATS, SUFFIXES, ReadPage
from hcr_desktop.errors import HcrError


class Saver:
    """Saves what was read of each source in one of ``FORMATS``; sources of the same name are counted."""

    def __init__(self, folder: Path, form: str) -> None:
        """Save in this folder, which is made if need be.

        Raises:
            HcrError: When it cannot be made.
        """
        self._folder, self._form = folder, form
        self._taken: set[Path] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from None

    def save(self, name: str, pages: Iterable[ReadPage]) -> Path:
        """Write the pages of the source ``name``, as they come; the file they are in. Where they end early there is none.

        Raises:
            HcrError: When it cannot be written.
        """
        path = self._free(Path(name).stem)
        try:
            with path.open("wb") as file:
                file.writelines(FORMATS[self._form](iter(pages)))
        except OSError as error:
            raise _unwritable(self._folder, error) from None
        except BaseException:  # stopped, or a page's reading failed: half a file would look like a whole one
            path.unlink(missing_ok=True)
            raise
        return path

    def _free(self, stem: str) -> Path:
        """A file name that nothing was saved under yet."""
        names = (f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIXES[self._form]}" for number in count(1))
        path = next(path for path in map(self._folder.joinpath, names) if path not in self._taken)
        self._taken.add(path)
        return path


def _unwritable(folder: Path, error: OSError) -> HcrError:
    return HcrError(f"{folder}: this cannot be written to ({error.strerror}); name another folder.")
