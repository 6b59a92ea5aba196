"""What the system must bring besides Python packages: found out by looking for the thing itself, never for a package's name."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import select
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


class Need(NamedTuple):
    """Something of the system.

    Attributes:
        kind: ``library`` (found when it can be opened), ``program``, ``fonts`` or ``module`` (of Python).
        name: The file name of the library, the program or the module.
        packages: The Debian or Ubuntu packages that bring it; the first that the system offers is the one.
        why: What it is for.
    """

    kind: str
    name: str
    packages: tuple[str, ...]
    why: str

    def met(self) -> bool:
        """Whether it is there."""
        if self.kind == "library":
            return _opens(self.name)
        if self.kind == "program":
            return shutil.which(self.name) is not None
        if self.kind == "module":
            return importlib.util.find_spec(self.name) is not None
        folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
        return any(path.suffix in {".ttf", ".otf", ".ttc", ".pfb"} for folder in folders for path in folder.rglob("*"))


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _libraries(why: str, names: dict[str, str]) -> tuple[Need, ...]:
    return tuple(Need("library", name, tuple(packages.split()), why) for name, packages in names.items())


ENVIRONMENT = (Need("module", "ensurepip", (f"python{sys.version_info[0]}.{sys.version_info[1]}-venv",), "makes the virtual environment"),)

ANY_SCREEN = (
    *_libraries("Qt, which draws the window", {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libX11.so.6": "libx11-6",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libglib-2.0.so.0": "libglib2.0-0t64 libglib2.0-0",
        "libgthread-2.0.so.0": "libglib2.0-0t64 libglib2.0-0",
        "libzstd.so.1": "libzstd1",
        "libstdc++.so.6": "libstdc++6",
    }),
    Need("fonts", "a font", ("fonts-dejavu-core",), "the letters in the window; Qt brings none"),
)  # fmt: skip

X11 = _libraries("Qt under X11", {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
})  # fmt: skip

WAYLAND = _libraries("Qt under Wayland", {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
})  # fmt: skip

TESTS = (
    Need("program", "Xvfb", ("xvfb",), "the tests: a screen that nobody sees"),
    Need("program", "xdotool", ("xdotool",), "the tests: a hand that moves the pointer"),
    Need("program", "xclip", ("xclip",), "the tests: reads what Copy put on the clipboard"),
    Need("program", "pdftotext", ("poppler-utils",), "the tests: reads the text of an exported PDF"),
)


def missing(on_screen: str, tests: bool) -> list[Need]:
    """What is needed for this screen (see :func:`screen`), and for the tests, and is not there."""
    if on_screen == "native":
        return []
    needs = [*ENVIRONMENT, *ANY_SCREEN]
    needs += X11 if on_screen == "x11" or tests else ()
    needs += WAYLAND if on_screen == "wayland" else ()
    needs += TESTS if tests else ()
    return [need for need in needs if not need.met()]


def install(needs: list[Need], yes: bool) -> str:
    """Install the packages that bring these with apt, as root, once the person agreed (or ``yes``).

    Returns:
        One sentence on what came of it, or what to do by hand, to be used where something is still missing.
    """
    if not shutil.which("apt-get"):
        return "This system has no apt-get; install what brings them with its own package manager, then start again."
    root = [] if os.geteuid() == 0 else ["sudo"]
    names = _packages(needs)
    by_hand = f"Install them with: {' '.join([*root, 'apt-get install', *names])}"
    if root and not shutil.which("sudo"):
        return f"There is no sudo here to become root with. {by_hand} (as root), then start again."
    who = "as root through sudo" if root else "as root, which you are"
    if not yes and not _agreed(f"Install them now, {who}: apt-get update, then apt-get install {' '.join(names)}?"):
        return f"Nothing was installed. {by_hand}, then start again; or start with --yes."
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--quiet"]
    subprocess.run([*apt, "update"], check=False)
    names = _packages(needs)  # again: apt may only now know the names
    print(f"Running {who}: apt-get install {' '.join(names)}", flush=True)
    done = subprocess.run([*apt, "install", "--yes", "--no-install-recommends", *names], check=False)
    if done.returncode:
        return f"apt-get failed; its message is above. {by_hand}, then start again."
    importlib.invalidate_caches()
    return f"apt-get ran, and yet these are not found: {', '.join(need.name for need in needs if not need.met())}."


def _agreed(question: str) -> bool:
    """The person's yes or no. Where nobody can be asked, an answer that is already waiting (``yes | ./hcr``) or no."""
    print(f"{question} [y/N] ", end="", flush=True)
    person = sys.stdin is not None and sys.stdin.isatty()
    waiting = person or (sys.stdin is not None and bool(select.select([sys.stdin], [], [], 1)[0]))
    answer = sys.stdin.readline().strip().lower() if waiting else ""
    if not person:
        print(answer, flush=True)
    return answer in {"y", "yes"}


def _packages(needs: list[Need]) -> list[str]:
    """The packages that bring these, by the names that this system's apt knows (one that others merely provide does not count)."""
    names = [name for need in needs for name in need.packages]
    shown = subprocess.run(["apt-cache", "show", "--no-all-versions", *names], capture_output=True, text=True, check=False)
    known = {line.removeprefix("Package: ") for line in shown.stdout.splitlines() if line.startswith("Package: ")}
    return list(dict.fromkeys(next((name for name in need.packages if name in known), need.packages[-1]) for need in needs))
