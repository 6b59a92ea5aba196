"""Prepare a checkout and start it: what ``./hcr`` runs, with any Python 3.10 to 3.13 and nothing installed.

A virtual environment ``.venv`` in the checkout gets the exact packages of a lock file. System libraries that are missing are
named, with what they are for, and installed only when the person agrees. What was done is noted by empty files in ``.venv``,
so that the next start goes straight to the program.
"""

from __future__ import annotations

import os
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {
    "app": ROOT / "packaging" / "requirements.lock",
    "test": ROOT / "packaging" / "requirements-dev.lock",
    "train": ROOT / "packaging" / "requirements-train.lock",
}
"""What can be prepared; each holds all that the ones before it hold."""

NEEDS = ROOT / "packaging" / "system_needs.py"

HELP = """\
usage: ./hcr [--yes]                    open the window; with no display, show the same in the terminal
       ./hcr [--yes] test [ARGUMENT...]      run the tests; arguments go to pytest
       ./hcr [--yes] prepare [app|test|train]  only prepare; train adds what the trainer needs
       ./hcr read FILE... | self-check | ...   anything else goes to hcr-desktop: see ./hcr read --help

--yes, or HCR_ASSUME_YES=1, installs missing system packages without asking. HCR_PYTHON names the Python to use."""


class Stop(Exception):
    """Preparation cannot go on; the message says why and what to do."""


def main(arguments: list[str]) -> None:
    """Prepare what the arguments need, then become that program."""
    yes = "--yes" in arguments or os.environ.get("HCR_ASSUME_YES", "0") not in {"", "0"}
    arguments = [argument for argument in arguments if argument != "--yes"]
    command = arguments[0] if arguments else ""
    if command in {"-h", "--help", "help"}:
        print(HELP)
        return
    if command == "prepare":
        group = (arguments[1:] or ["app"])[0]
        if group not in LOCKS:
            raise Stop(f"There is nothing called {group!r} to prepare; choose one of {', '.join(LOCKS)}.")
        prepare(group, yes)
        _say("Prepared.")
    elif command == "test":
        prepare("test", yes)
        start(["-m", "pytest", *arguments[1:]], ROOT)
    else:
        prepare("app", yes)
        start(["-m", "hcr_desktop", *arguments])


def prepare(group: str, yes: bool) -> None:
    """Bring the system and the environment to what ``group`` needs; takes no time where that was done before."""
    screen = screen_here()
    complete = _noted(f"system-{group}-{screen}", NEEDS) or provide_system(group, screen, yes)
    if not _noted(f"packages-{group}", LOCKS[group]):
        provide_packages(group)
    if complete:
        _note(f"system-{group}-{screen}", NEEDS)


def screen_here() -> str:
    """Where a window could be shown: ``x11``, ``wayland``, ``native`` (not Linux) or ``none``."""
    if not sys.platform.startswith("linux"):
        return "native"
    if os.environ.get("DISPLAY"):
        return "x11"
    return "wayland" if os.environ.get("WAYLAND_DISPLAY") else "none"


def provide_system(group: str, screen: str, yes: bool) -> bool:
    """Look for what the system must bring and install what is missing, if the person agrees.

    Returns:
        Whether all is there. With no display the terminal still does its part without Qt's libraries.

    Raises:
        Stop: When something is missing without which there is no point in going on.
    """
    import system_needs  # noqa: PLC0415 (not paid for at an ordinary start)

    lacking = system_needs.missing(screen, tests=group == "test")
    if not lacking:
        return True
    _say("HCR Desktop needs parts of the system that are not here:")
    for need in lacking:
        _say(f"  {need.name:24} for {need.why} (package {' or '.join(need.packages)})")
    reason = system_needs.install(lacking, yes)
    lacking = [need for need in lacking if not need.met()]
    if not lacking:
        return True
    if screen == "none" and group == "app" and not any(need.kind == "module" for need in lacking):
        _say(f"{reason} Going on without them: there is no display anyway, and only the picture of the window will be missing.")
        return False
    raise Stop(reason)


def provide_packages(group: str) -> None:
    """Bring ``.venv`` to the exact packages of the group's lock file.

    Raises:
        Stop: When the environment cannot be made, or pip fails.
    """
    _say(f"Preparing {VENV} with the packages of {LOCKS[group].relative_to(ROOT)} (once; it takes a few minutes) ...")
    current = f"version = {sys.version_info[0]}.{sys.version_info[1]}."
    settings = VENV / "pyvenv.cfg"
    clear = ["--clear"] if settings.exists() and current not in settings.read_text() else []
    _run([sys.executable, "-m", "venv", *clear, str(VENV)], "The virtual environment could not be made")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *([] if sys.stdout.isatty() else ["--quiet"])]
    _run(
        [*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCKS[group])],
        "pip could not install the packages; check the network connection and start again, it goes on from here",
    )
    for name in list(LOCKS)[: list(LOCKS).index(group) + 1]:
        _note(f"packages-{name}", LOCKS[name])


def start(arguments: list[str], folder: Path | None = None) -> None:
    """Become the environment's Python with these arguments, the checkout being importable."""
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])))
    if folder:
        if "HCR_DATA" in environment:
            environment["HCR_DATA"] = str(Path(environment["HCR_DATA"]).resolve())
        os.chdir(folder)
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *arguments], environment)  # noqa: S606


def _stamp(name: str, source: Path) -> Path:
    """The empty file that notes that ``name`` is done; its name changes with the content of ``source``."""
    return VENV / f".ready-{name}-{zlib.crc32(source.read_bytes()):08x}"


def _noted(name: str, source: Path) -> bool:
    return PYTHON.exists() and _stamp(name, source).exists()


def _note(name: str, source: Path) -> None:
    _stamp(name, source).touch()


def _run(command: list[str], failure: str) -> None:
    import subprocess  # noqa: PLC0415 (not paid for at an ordinary start)

    if subprocess.run(command, check=False).returncode:
        raise Stop(f"{failure}.")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as stop:
        sys.exit(f"HCR Desktop: {stop}")
    except KeyboardInterrupt:
        sys.exit("HCR Desktop: stopped; the next start goes on from here.")
