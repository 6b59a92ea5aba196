"""Packs a folder so that equal content gives equal bytes: ``python packaging/pack_zip.py FOLDER ARCHIVE``.

Entries are sorted and bear the time of SOURCE_DATE_EPOCH; the folder's own name is the first part of every path. For folders without links.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = 315532800
"""1980, before which a zip knows no time."""


def pack(folder: Path, archive: Path, epoch: int) -> None:
    """Write the archive."""
    when = time.gmtime(max(epoch, EARLIEST))[:6]
    with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=9) as zipped:
        for path in sorted(folder.rglob("*"), key=lambda path: path.as_posix()):
            if path.is_file():
                entry = ZipInfo(path.relative_to(folder.parent).as_posix(), when)
                entry.compress_type = ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                entry.create_system = 3  # whatever system packs it
                zipped.writestr(entry, path.read_bytes())


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]), int(os.environ.get("SOURCE_DATE_EPOCH", EARLIEST)))
