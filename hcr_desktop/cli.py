"""The command line: the window, ``kiosk``, ``read FILE...`` and ``self-check``.

Exit codes: 0 done, 1 some input could not be read (each named on stderr, the others still done), 2 wrong usage, 130 stopped by
Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from hcr_desktop import __version__
from hcr_desktop.batch import Plan, Refusal, read_all
from hcr_desktop.document import inkfile
from hcr_desktop.document.export import FORMATS, ReadPage
from hcr_desktop.errors import HcrError
from hcr_desktop.inference.alphabet import CHARSETS
from hcr_desktop.inference.options import LANGUAGES, LAYOUTS, ReadOptions
from hcr_desktop.loading import load_recogniser
from hcr_desktop.saving import Saver
from hcr_desktop.settings import NO_LANGUAGE, Settings
from hcr_desktop.sources import files_in

if TYPE_CHECKING:
    from hcr_desktop.document.ink import Ink
    from hcr_desktop.inference.picture import Picture

DONE, UNREADABLE, WRONG_USAGE, STOPPED = 0, 1, 2, 130

COMMANDS = ("kiosk", "read", "self-check")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with command-line arguments (those of the process by default); returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return _run(arguments)
    except HcrError as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _run(arguments: list[str]) -> int:
    """Do what the arguments ask for; each command imports only what it uses."""
    parser = _parser()
    first = arguments[0] if arguments else ""
    if first not in (*COMMANDS, "-h", "--help", "--version"):
        if first and not first.startswith("-") and not Path(first).suffix and not Path(first).exists():
            parser.error(f"there is no command and no file {first!r}; commands are {', '.join(COMMANDS)}")
        return window(arguments)
    if first == "kiosk":
        from hcr_desktop.app_kiosk import run_kiosk  # noqa: PLC0415

        return run_kiosk(arguments[1:])
    asked = parser.parse_args(arguments)
    if asked.command == "self-check":
        from hcr_desktop.selfcheck import self_check  # noqa: PLC0415

        return self_check()
    language = None if asked.language == NO_LANGUAGE else asked.language
    return read(asked.files, asked.format, ReadOptions(asked.charset, language, asked.layout), asked.output, asked.jobs)


def _parser() -> argparse.ArgumentParser:
    """The arguments of all but the window, whose flags are ``Settings``."""
    parser = argparse.ArgumentParser(
        prog="hcr-desktop",
        usage="hcr-desktop [FILE...] [FLAG...] | kiosk | read FILE... | self-check",
        description="Read handwriting, offline. Without a command the window opens, with the pictures FILE... in it.",
        epilog=_window_flags(),
    )
    parser.add_argument("--version", action="version", version=f"hcr-desktop {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    reading = commands.add_parser(
        "read",
        prog="hcr-desktop read",
        usage="hcr-desktop read [-h] [--format FORMAT] [--output DIR] [--jobs N] [--charset SET] "
        "[--language TAG] [--layout LAYOUT] FILE...",
        help="read pictures, ink files and documents and print the text",
        description="Read pictures (PNG, JPEG, TIFF, BMP, WebP, GIF), PDFs, ink files (.json), documents (.hcr) and folders of "
        "them, and print the text. "
        "Exit codes: 0 done, 1 some file could not be read, 2 wrong usage, 130 stopped by Ctrl-C.",
    )
    reading.add_argument(
        "files", nargs="+", metavar="FILE", help='a picture, a PDF, a document, a folder, or ink as JSON: {"strokes": [[[x, y], ...], ...]}'
    )
    for flag, choices, what in (
        ("--format", tuple(FORMATS), "how to write the text; json is one object a file, each on its line"),
        ("--charset", tuple(CHARSETS), "which characters may be read"),
        ("--language", (*LANGUAGES, NO_LANGUAGE), "language of the text, or none for codes and plates"),
        ("--layout", LAYOUTS, "how much each file holds"),
    ):
        default = {"--charset": "all", "--language": "en"}.get(flag, choices[0])
        reading.add_argument(flag, choices=choices, default=default, help=f"{what}; default: {default}")
    reading.add_argument("--output", type=Path, metavar="DIR", help="write a file for each FILE into this folder, not to the terminal")
    reading.add_argument("--jobs", type=_positive, metavar="N", help="processes that read at a time; default: one for every core")
    commands.add_parser("kiosk", help="show one screen to write on, for a place where anybody may come (hcr-desktop kiosk --help)")
    commands.add_parser("self-check", help="check that the shipped models are whole and read as they should on this machine")
    return parser


def _positive(text: str) -> int:
    """A whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _window_flags() -> str:
    """The flags of the window, in a sentence."""
    return "FLAG is one of " + ", ".join(f"--{entry.name}" for entry in fields(Settings) if entry.metadata["flag"]) + "."


def window(arguments: list[str]) -> int:
    """Open the window; where there is no display, do the same in the terminal.

    Args:
        arguments: Flags of ``Settings`` and files to open.
    """
    if has_display():
        from hcr_desktop.app import run_desktop  # noqa: PLC0415 (the only way to Qt)

        return run_desktop(arguments)
    settings, files = Settings().flagged(arguments)
    print("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open.", file=sys.stderr)
    print("The same in the terminal:", file=sys.stderr)
    if files:
        return read([str(file) for file in files], "text", settings.options)
    from hcr_desktop.firstlook import first_look  # noqa: PLC0415

    return first_look(Path("hcr-desktop-window.png"))


def has_display() -> bool:
    """Whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def read(files: Sequence[str], form: str, options: ReadOptions, output: Path | None = None, jobs: int | None = None) -> int:
    """Read files and write them in one of ``FORMATS``: to stdout, or each to a file of its own in the folder ``output``.

    Raises:
        BundleInvalid: When the models cannot be loaded.
        HcrError: When the folder cannot be written to.
    """
    if form == "pdf" and output is None and sys.stdout.isatty():
        print("A PDF is nothing for a terminal; send it to a file: hcr-desktop read ... --format pdf > text.pdf", file=sys.stderr)
        return WRONG_USAGE
    unread: list[str] = []
    plan = Plan.of([str(path) for name in files for path in files_in(Path(name))])
    pages = _told(read_all(plan, options, load_recogniser, keep=form == "pdf", jobs=jobs, done=_progress(plan.pages)), unread)
    if output is None:
        for chunk in FORMATS[form](pages):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
    else:
        saver = Saver(output, form)
        for name, own in groupby(pages, key=lambda page: page.name):
            saver.save(name, own)
    return UNREADABLE if unread else DONE


def _told(pages: Iterator[ReadPage | Refusal], unread: list[str]) -> Iterator[ReadPage]:
    """Each page that was read; what cannot be read is named on stderr and added to ``unread``."""
    for page in pages:
        if isinstance(page, ReadPage):
            yield page
        else:
            print(page.reason, file=sys.stderr)
            unread.append(page.name)


def _progress(pages: int) -> Callable[[int], None]:
    """What tells a person at a terminal how far it is; silent for one page, and where stderr is kept."""
    if pages < 2 or not sys.stderr.isatty():
        return lambda _count: None

    def tell(count: int) -> None:
        print(f"\r{count} of {pages} pages", end="\n" if count == pages else "", file=sys.stderr, flush=True)

    return tell


def open_source(path: Path) -> Ink | Picture:
    """What a file holds: ink where its name ends in ``.json``, else a picture.

    Raises:
        InputUnreadable: When it holds neither.
    """
    from hcr_desktop.inference import picture  # noqa: PLC0415 (loads OpenCV)

    return inkfile.load(path) if path.suffix.lower() == inkfile.SUFFIX else picture.load(path)
