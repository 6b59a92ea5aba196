"""Puts the bundle for the Jetson Nano together: ``assemble.py FOLDER ROOT SITE SOURCE``.

Nothing of it is run: Python and the system's libraries come out of an unpacked arm64 Debian (ROOT), packages out of wheels (SITE), the
program out of SOURCE. Whatever any ELF file names (DT_NEEDED) and is not there yet is taken out of ROOT, glibc and its loader included.
"""

from __future__ import annotations

import fnmatch
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = "/opt/hcr-desktop"
"""Where the bundle is unpacked: the loader's place in an executable is absolute."""

PYTHON = "python3.11"

SYSTEM = "lib/system"
"""Where the system's libraries lie in the bundle."""

PLACES = ("lib/aarch64-linux-gnu", "usr/lib/aarch64-linux-gnu", "lib", "usr/lib")

GLIBC = ("ld-linux-aarch64.so.1", "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2", "libutil.so.1")
"""Of glibc, whether anything names them or not: some are opened by name."""

KEPT = (
    "PySide6/*.py",
    "PySide6/support/*",
    *(f"PySide6/Qt{part}.abi3.so" for part in ("Core", "DBus", "Gui", "Svg", "Widgets")),
    "PySide6/libpyside6.abi3.so*",
    *(f"PySide6/Qt/lib/libQt6{part}.so.6" for part in ("Core", "DBus", "Gui", "Svg", "Widgets", "XcbQpa")),
    "PySide6/Qt/lib/libicu*.so.*",
    *(f"PySide6/Qt/plugins/platforms/libq{part}.so" for part in ("xcb", "offscreen")),
    *(f"PySide6/Qt/plugins/imageformats/libq{part}.so" for part in ("svg", "jpeg")),
    "PySide6/Qt/plugins/iconengines/*",
    "shiboken6/*",
    "ai_edge_litert/*.py",
    "ai_edge_litert/_pywrap_litert_interpreter_wrapper.so",
    "ai_edge_litert/lib*LiteRt.so",
    "ai_edge_litert/libpywrap_litert_common.so",
    "numpy/*",
    "numpy.libs/*",
    "cv2/*",
    "opencv_python_headless.libs/*",
    "pypdfium2/*",
    "pypdfium2_cfg/*",
    "pypdfium2_raw/*",
    "segno/*",
    *(f"{name}-*.dist-info/METADATA" for name in ("ai_edge_litert", "numpy", "opencv_python_headless", "PySide6_Essentials")),
)
"""Of the packages, what the program uses."""

DROPPED = (
    "PySide6/scripts/*",
    "ai_edge_litert/*/*",
    "*/tests/*",
    "*.pyi",
    "*/__pycache__/*",
    "*/f2py/*",
    "*/include/*",
    "*.a",
    "*.h",
    "cv2/data/*",
    "numpy/distutils/*",
    "*/doc/*",
)

NOT_OF_PYTHON = ("test", "idlelib", "lib2to3", "ensurepip", "turtledemo", "tkinter", "pydoc_data", "distutils", "config-*", "__pycache__")

PROGRAM = f"""#!{TARGET}/bin/{PYTHON} -IB
\"\"\"HCR Desktop, with a Python and libraries of its own.\"\"\"

import os
import sys

LIBRARIES = "{TARGET}/{SYSTEM}"

if __name__ == "__main__":
    if os.environ.get("LD_LIBRARY_PATH") != LIBRARIES:  # the loader looks at it only when a program starts
        os.environ["LD_LIBRARY_PATH"] = LIBRARIES
        os.execv(sys.executable, [sys.executable, "-IB", *sys.argv])
    from hcr_desktop.cli import main

    sys.exit(main())
"""


def needed(file: Path) -> list[str]:
    """The libraries that an ELF file names; none for any other file."""
    with file.open("rb") as head:
        if head.read(4) != b"\x7fELF":
            return []
    told = subprocess.run(["patchelf", "--print-needed", str(file)], capture_output=True, text=True, check=False)
    return told.stdout.split()


def in_root(root: Path, place: str) -> Path:
    """A file of the root, behind links, which may be absolute in it; it need not exist."""
    path = root / place
    for _ in range(20):
        if not path.is_symlink():
            break
        to = path.readlink()
        path = root / to.relative_to("/") if to.is_absolute() else path.parent / to
    return path


def copy(source: Path, place: Path) -> None:
    """Copy a file, making its folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, place)


def wanted(site: Path) -> Iterator[str]:
    """What is kept of the packages."""
    for path in sorted(site.rglob("*")):
        place = path.relative_to(site).as_posix()
        kept = any(fnmatch.fnmatch(place, pattern) for pattern in KEPT)
        if path.is_file() and kept and not any(fnmatch.fnmatch(place, pattern) for pattern in DROPPED):
            yield place


def lay_python(folder: Path, root: Path) -> None:
    """Python and its library."""
    copy(in_root(root, f"usr/bin/{PYTHON}"), folder / "bin" / PYTHON)
    library = folder / "lib" / PYTHON
    shutil.copytree(root / "usr/lib" / PYTHON, library, ignore=shutil.ignore_patterns(*NOT_OF_PYTHON), symlinks=True)
    for path in library.rglob("*"):
        if path.is_symlink():
            path.unlink()  # to what Debian has elsewhere, and we do not need


def lay_program(folder: Path, site: Path, source: Path) -> None:
    """The packages and the program."""
    packages = folder / "lib/python3/dist-packages"  # where Debian's Python looks
    for place in wanted(site):
        copy(site / place, packages / place)
    quiet = shutil.ignore_patterns("__pycache__")
    shutil.copytree(source / "hcr_desktop", packages / "hcr_desktop", ignore=quiet)
    shutil.copytree(source / "models", packages / "hcr_desktop/models")
    for name in ("LICENSE", "NOTICE"):
        copy(source / name, folder / name)
    program = folder / "hcr-desktop"
    program.write_text(PROGRAM, encoding="utf-8")
    program.chmod(0o755)


def carry(folder: Path, root: Path) -> list[str]:
    """Copy the libraries that are named and missing; the names of what was copied."""
    here = {path.name for path in folder.rglob("*")}
    waiting = [*GLIBC, *(name for file in sorted(folder.rglob("*")) if file.is_file() for name in needed(file))]
    copied = []
    while waiting:
        name = waiting.pop()
        if name in here:
            continue
        found = next((path for place in PLACES if (path := in_root(root, f"{place}/{name}")).exists()), None)
        if found is None:
            raise SystemExit(f"{name} is named, but is nowhere in {root}.")
        place = folder / SYSTEM / name
        copy(found, place)
        here.add(name)
        copied.append(name)
        waiting += needed(place)
    return sorted(copied)


def main(folder: Path, root: Path, site: Path, source: Path) -> None:
    """Put it together, and have its Python use its own loader and libraries."""
    shutil.rmtree(folder, ignore_errors=True)
    lay_python(folder, root)
    lay_program(folder, site, source)
    print("of the system:", *carry(folder, root))
    python = str(folder / "bin" / PYTHON)
    loader = f"{TARGET}/{SYSTEM}/ld-linux-aarch64.so.1"
    subprocess.run(["patchelf", "--set-interpreter", loader, "--force-rpath", "--set-rpath", f"{TARGET}/{SYSTEM}", python], check=True)
    (folder / SYSTEM / "ld-linux-aarch64.so.1").chmod(0o755)


if __name__ == "__main__":
    main(*(Path(argument).resolve() for argument in sys.argv[1:5]))
