"""Words to systemd (sd_notify(3)): a datagram to the socket that NOTIFY_SOCKET names; where there is none, nothing happens."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping


def notify(message: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Send ``message``, such as ``READY=1``; whether it was sent. A lost word is no reason to stop: the next one follows."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]  # Linux' abstract namespace
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | getattr(socket, "SOCK_CLOEXEC", 0)) as post:
            post.setblocking(False)
            post.sendto(message.encode(), address)
    except OSError:
        return False
    return True


def watchdog_seconds(environment: Mapping[str, str] = os.environ) -> float | None:
    """How often systemd wants to hear ``WATCHDOG=1``, seconds; None when it does not listen.

    WATCHDOG_PID is not asked: the units start the program through a shell script, whose process it names.
    """
    told = environment.get("WATCHDOG_USEC", "")
    return int(told) / 1e6 if told.isdigit() and int(told) > 0 else None
