"""A stand-in for systemd, for machines on which it does not run: starts a command as a unit file says, and starts it again.

It knows of a unit what the kiosk's units rely on: WatchdogSec, WatchdogSignal, RestartSec, Restart=always, RestartPreventExitStatus and
NotifyAccess=all, as systemd.service(5) describes them.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = {"ms": 0.001, "min": 60.0, "s": 1.0, "": 1.0}


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit file says of supervision; times in seconds."""

    watchdog: float
    wait: float
    last_status: int

    @classmethod
    def of(cls, path: Path) -> Unit:
        """Read a unit file."""
        lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
        values = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
        assert values["Restart"] == "always"
        assert values["StartLimitIntervalSec"] == "0"
        assert values["Type"] == "notify"
        assert values["NotifyAccess"] == "all"
        return cls(_seconds(values["WatchdogSec"]), _seconds(values["RestartSec"]), int(values["RestartPreventExitStatus"]))


def _seconds(told: str) -> float:
    unit = told.lstrip("0123456789.")
    return float(told.removesuffix(unit)) * SECONDS[unit]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened: ``started``, ``ready``, ``silent`` (killed for it) or ``ended``, and when (monotonic seconds)."""

    what: str
    when: float
    pid: int


class Supervisor:
    """Keeps one command running until it ends with the unit's last status, or ``stop`` is called."""

    def __init__(self, unit: Unit, command: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
        self.unit = unit
        self.happened: list[Happening] = []
        self._command = list(command)
        self._ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ear.bind(str(folder / "notify"))
        self._ear.settimeout(0.02)
        self._environment = {**environment, "NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": str(round(unit.watchdog * 1e6))}
        self._going = True
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the command and this."""
        self._going = False
        self._thread.join()
        self._ear.close()

    def count(self, what: str) -> int:
        """How often something happened."""
        return sum(each.what == what for each in self.happened)

    def last(self, what: str) -> Happening:
        """When something happened last."""
        return next(each for each in reversed(self.happened) if each.what == what)

    def _run(self) -> None:
        status = None
        while self._going and status != self.unit.last_status:
            process = subprocess.Popen(self._command, env=self._environment)
            self._note("started", process.pid)
            status = self._watch(process)
            self._note("ended", process.pid)
            time.sleep(self.unit.wait)

    def _watch(self, process: subprocess.Popen[bytes]) -> int:
        """Listen to a process until it has ended; kill it when it falls silent after it was ready."""
        heard: float | None = None
        while process.poll() is None:
            if not self._going:
                process.terminate()
                process.wait()
                break
            message = self._hear()
            if "READY=1" in message:
                self._note("ready", process.pid)
            if message:
                heard = time.monotonic()
            if heard is not None and time.monotonic() - heard > self.unit.watchdog:
                self._note("silent", process.pid)
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
        return process.wait()

    def _hear(self) -> str:
        try:
            return self._ear.recv(4096).decode()
        except TimeoutError:
            return ""

    def _note(self, what: str, pid: int) -> None:
        self.happened.append(Happening(what, time.monotonic(), pid))
