"""Carries along what a frozen folder needs of the system it was made in, glibc included: ``carry.py FOLDER ROOT``.

Every library that an ELF file of the folder names (DT_NEEDED) and that is not in the folder is copied out of ROOT, and so on for those
copied. glibc's own parts that are opened by name while running go along too.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ALWAYS = (
    "ld-linux-aarch64.so.1",
    "libc.so.6",
    "libm.so.6",
    "libdl.so.2",
    "libpthread.so.0",
    "librt.so.1",
    "libresolv.so.2",
    "libutil.so.1",
)
"""Of glibc, whether anything names them or not."""

PLACES = ("lib/aarch64-linux-gnu", "usr/lib/aarch64-linux-gnu", "lib", "usr/lib")


def needed(file: Path) -> Iterator[str]:
    """The libraries that an ELF file names; none for any other file."""
    with file.open("rb") as head:
        if head.read(4) != b"\x7fELF":
            return
    told = subprocess.run(["patchelf", "--print-needed", str(file)], capture_output=True, text=True, check=False)
    yield from told.stdout.split()


def carry(folder: Path, root: Path) -> list[str]:
    """Copy what is missing; the names of what was copied."""
    inside = folder / "_internal"
    here = {path.name for path in inside.rglob("*")}
    waiting = [*ALWAYS, *(name for file in sorted(inside.rglob("*")) if file.is_file() and not file.is_symlink() for name in needed(file))]
    copied = []
    while waiting:
        name = waiting.pop()
        if name in here:
            continue
        found = next((root / place / name for place in PLACES if (root / place / name).exists()), None)
        if found is None:
            print(f"{name} is named, but is nowhere in the system", file=sys.stderr)
            continue
        shutil.copy(found.resolve() if found.is_relative_to(root) and found.resolve().is_relative_to(root) else found, inside / name)
        here.add(name)
        copied.append(name)
        waiting += needed(inside / name)
    return copied


if __name__ == "__main__":
    print("carried:", *sorted(carry(Path(sys.argv[1]), Path(sys.argv[2]).resolve())))
