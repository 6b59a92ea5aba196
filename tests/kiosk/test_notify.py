"""Words to systemd."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from hcr_desktop.kiosk.notify import notify, watchdog_seconds


@pytest.fixture
def ear(tmp_path: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.settimeout(5)
    listening.bind(str(tmp_path / "ear"))
    return listening


def test_a_word_arrives(ear: socket.socket) -> None:
    with ear:
        assert notify("READY=1", {"NOTIFY_SOCKET": ear.getsockname()})
        assert ear.recv(100) == b"READY=1"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="abstract names are Linux's")
def test_a_word_arrives_at_an_abstract_name() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.settimeout(5)
        ear.bind("\0hcr-desktop-test")
        assert notify("WATCHDOG=1", {"NOTIFY_SOCKET": "@hcr-desktop-test"})
        assert ear.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", [None, "", "relative", "/not/there"])
def test_where_nobody_listens_nothing_happens(address: str | None) -> None:
    assert not notify("READY=1", {} if address is None else {"NOTIFY_SOCKET": address})


def test_nobody_who_does_not_read_holds_us_up(ear: socket.socket) -> None:
    with ear:
        environment = {"NOTIFY_SOCKET": ear.getsockname()}
        sent = [notify("WATCHDOG=1", environment) for _ in range(5000)]
        assert sent[0]
        assert not sent[-1]


@pytest.mark.parametrize(("told", "seconds"), [("3000000", 3.0), ("0", None), ("", None), ("x", None)])
def test_how_often_systemd_wants_to_hear(told: str, seconds: float | None) -> None:
    assert watchdog_seconds({"WATCHDOG_USEC": told}) == seconds
    assert watchdog_seconds({}) is None
