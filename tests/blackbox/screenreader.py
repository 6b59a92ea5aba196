"""What a screen reader hears of the window, over the bus that screen readers use (AT-SPI 2)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.blackbox.desk import Desk, wait_for

LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
INTERFACE = "org.a11y.atspi."

# Bits of a state, as atspi-constants.h numbers them.
CHECKED, FOCUSABLE, FOCUSED, SENSITIVE, SHOWING = 4, 11, 12, 24, 25

PRESSED = {"push button", "toggle button", "radio button", "check box", "combo box", "button", "button menu", "push button menu"}
"""The roles of what one presses."""

LEAVES = {"push button", "check box", "combo box", "label", "text"}
"""The roles of what has no parts that matter."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the window: where it is on the bus, what it is, what it is called, and its state."""

    place: tuple[str, str]
    role: str
    name: str
    states: frozenset[int] = frozenset()

    @property
    def usable(self) -> bool:
        """Whether it can be seen and used."""
        return {SHOWING, SENSITIVE} <= self.states


class ScreenReader:
    """Listens to the applications on a desk."""

    def __init__(self, address: str) -> None:
        self._address = address

    def parts(self) -> list[Part]:
        """All that the window shows."""
        return list(self._below(REGISTRY))

    def find(self, name: str) -> Part | None:
        """The part with this name, if it is shown."""
        return next((part for part in self._below(REGISTRY) if part.name == name), None)

    def wait_for(self, name: str) -> Part:
        """The part with this name, once it is shown."""
        found: list[Part] = []

        def heard() -> str:
            found.extend(part for part in [self.find(name)] if part is not None)
            return "heard" if found else ""

        wait_for(heard, f"{name!r} to be heard")
        return found[0]

    def says(self, part: Part) -> str:
        """The text that a part holds."""
        return str(self._call(part.place, "Text", "GetText", "ii", "0", "-1")[0])

    def description(self, part: Part) -> str:
        """What more is said of a part, as its tip says it."""
        return self._property(part.place, "Description")

    def box(self, part: Part) -> tuple[int, int, int, int]:
        """Where a part is on the screen: left, top, width and height."""
        left, top, width, height = self._call(part.place, "Component", "GetExtents", "u", "0")[0]
        return int(left), int(top), int(width), int(height)

    def states(self, part: Part) -> frozenset[int]:
        """How a part is now."""
        low, high = self._call(part.place, "Accessible", "GetState")[0]
        return frozenset(bit for bit in range(64) if (low | high << 32) >> bit & 1)

    def _below(self, place: tuple[str, str]) -> Iterator[Part]:
        """The parts below a place, in order; what is hidden, and what goes while one listens, is passed over."""
        try:
            children = self._call(place, "Accessible", "GetChildren")[0]
        except LookupError:
            return
        for child in children:
            try:
                part = self._part((child[0], child[1]))
            except LookupError:
                continue
            if SHOWING in part.states or part.role == "application":
                yield part
                if part.role not in LEAVES:
                    yield from self._below(part.place)

    def _part(self, place: tuple[str, str]) -> Part:
        part = Part(place, str(self._call(place, "Accessible", "GetRoleName")[0]), self._property(place, "Name"))
        return replace(part, states=self.states(part))

    def _property(self, place: tuple[str, str], name: str) -> str:
        return str(self._bus("get-property", *place, f"{INTERFACE}Accessible", name))

    def _call(self, place: tuple[str, str], interface: str, method: str, *arguments: str) -> Any:  # noqa: ANN401 - as the bus has it
        return self._bus("call", *place, INTERFACE + interface, method, *arguments)

    def _bus(self, *words: str) -> Any:  # noqa: ANN401 - as above
        done = subprocess.run(["busctl", f"--address={self._address}", "--json=short", "--", *words], capture_output=True, check=False)
        if done.returncode:
            raise LookupError(done.stderr.decode())
        return json.loads(done.stdout)["data"]


@contextmanager
def screen_reader(desk: Desk) -> Iterator[ScreenReader]:
    """A screen reader for the applications that are started on a desk from now on."""
    launcher = next((path for path in LAUNCHERS if Path(path).exists()), None)
    if launcher is None or not shutil.which("busctl") or not shutil.which("dbus-daemon"):
        pytest.skip("needs at-spi2-core, dbus-daemon and busctl")
    folder = tempfile.mkdtemp()  # the name of a socket must be short
    session, address = _started(["dbus-daemon", "--session", "--nofork", "--print-address"])
    variables = {"DBUS_SESSION_BUS_ADDRESS": address, "XDG_RUNTIME_DIR": folder, "DISPLAY": desk.display}
    bus = subprocess.Popen(
        [launcher, "--launch-immediately"], env={**os.environ, **variables}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        ask = ["busctl", f"--address={address}", "--json=short", "call", "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress"]

        def told() -> str:
            done = subprocess.run(ask, capture_output=True, check=False)
            return json.loads(done.stdout)["data"][0] if done.returncode == 0 else ""

        reader = ScreenReader(wait_for(told, "the bus of the screen readers"))
        desk.use_variables(DBUS_SESSION_BUS_ADDRESS=address, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
        yield reader
    finally:
        for process in (bus, session):
            process.kill()
            process.wait()
        shutil.rmtree(folder)


def _started(command: Sequence[str]) -> tuple[subprocess.Popen[bytes], str]:
    """A program that goes on, and the first line it said."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    with process.stdout as told:
        return process, told.readline().decode().strip()
