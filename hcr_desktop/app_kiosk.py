"""The composition root of the kiosk, and its command line."""

from __future__ import annotations

import argparse
import getpass
import re
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hcr_desktop.errors import HcrError
from hcr_desktop.kiosk import config, pin
from hcr_desktop.kiosk.state import state_folder

if TYPE_CHECKING:
    from hcr_desktop.ui.reader import Reads

LEFT = 86
"""The exit status after the right PIN: the units of systemd do not start the kiosk again then."""

_FIRST = 60
"""The models begin to load so long after the window was asked to show itself, milliseconds: it is to be painted first."""


def run_kiosk(argv: Sequence[str]) -> int:
    """Do what ``hcr-desktop kiosk`` was asked for.

    Args:
        argv: The command line after ``kiosk``.

    Returns:
        The exit status: 0 after SIGTERM, ``LEFT`` after the right PIN.

    Raises:
        HcrError: When the configuration cannot be used.
    """
    asked = _parser().parse_args(argv)
    if asked.hash_pin:
        return _hash_pin()
    configured = config.load(asked.config)
    if asked.check:
        print(f"The configuration is right: {asked.config or config.DEFAULT_FILE}")
        return 0
    return _show(configured, asked.size)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hcr-desktop kiosk",
        description="One screen to write on, for a place where anybody may come. docs/kiosk.md tells how to set it up. "
        f"Exit codes: 0 ended from outside, {LEFT} left with the PIN, 1 something is wrong, 2 wrong usage.",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help=f"the configuration; default: {config.DEFAULT_FILE}, if it exists")
    parser.add_argument("--check", action="store_true", help="check the configuration, and show nothing")
    parser.add_argument("--hash-pin", action="store_true", help="ask for a PIN, and print the line for the configuration")
    parser.add_argument("--size", type=_size, metavar="WxH", help="so large a window instead of the whole screen, to try it out")
    return parser


def _size(text: str) -> tuple[int, int]:
    """A size such as 800x480."""
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if not found:
        raise argparse.ArgumentTypeError("write it like 800x480")
    return int(found[1]), int(found[2])


def _hash_pin() -> int:
    """Ask for a PIN and print its hash; at a terminal twice and unseen, else the first line of stdin."""
    typed = getpass.getpass("PIN (4 to 12 digits): ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if sys.stdin.isatty() and getpass.getpass("Once more: ") != typed:
        raise HcrError("The two are not the same; start again.")
    try:
        print(f'pin = "{pin.hashed(typed)}"')
    except ValueError as error:
        raise HcrError(str(error)) from None
    return 0


def _show(configured: config.KioskConfig, size: tuple[int, int] | None) -> int:
    """Show the kiosk until it is left."""
    from PySide6.QtCore import QSize, QTimer  # noqa: PLC0415 (checking a configuration needs no Qt)

    from hcr_desktop.app import application  # noqa: PLC0415
    from hcr_desktop.ui.kiosk.heartbeat import Heartbeat  # noqa: PLC0415
    from hcr_desktop.ui.kiosk.shell import Kiosk  # noqa: PLC0415
    from hcr_desktop.ui.theme import Theme  # noqa: PLC0415

    app = application()
    app.setQuitOnLastWindowClosed(False)
    theme = Theme(configured.screen.theme)
    theme.apply()
    state = state_folder()
    kiosk = Kiosk(loader(configured), configured, theme, memory=state / "wrong-pins" if state else None)
    heart = Heartbeat(lambda: not kiosk.stuck, parent=kiosk)
    kiosk.left.connect(lambda: app.exit(LEFT))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: app.exit(0))
    kiosk.open(QSize(*size) if size else None)
    QTimer.singleShot(0, heart.start)
    QTimer.singleShot(_FIRST, kiosk.bridge.start)
    status = app.exec()
    heart.stop()
    kiosk.close_down()
    return status


def loader(configured: config.KioskConfig) -> Callable[[], Reads]:
    """What loads the recogniser, with the threads that are configured or were measured to be fastest here."""

    def load() -> Reads:
        from hcr_desktop import loading, tuning  # noqa: PLC0415 (the window need not wait for LiteRT)

        threads = configured.reading.threads
        chosen = tuning.Choice(threads) if threads else loading.quietly(lambda: tuning.measured(state_folder()))
        return loading.load_recogniser(chosen)

    return load
