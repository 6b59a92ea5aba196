"""The kiosk as a service, on a display without a window manager: it comes back, stays, and leaves with the PIN alone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import string
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest

from hcr_desktop.kiosk.pin import hashed
from tests.blackbox.desk import need_tools, wait_for
from tests.blackbox.screen import bare_display
from tests.blackbox.supervisor import Supervisor, Unit

ROOT = Path(__file__).parents[2]
UNITS = ("hcr-kiosk-x11.service", "hcr-kiosk-wayland.service")
HANGING = Path(__file__).with_name("hanging.py")

pytestmark = [pytest.mark.window, pytest.mark.slow]


class Served:
    """A kiosk under supervision, and a hand on its display."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        config = folder / "kiosk.toml"
        config.write_text(f'[leave]\npin = "{hashed("2468")}"\n')
        self.environment = {
            **environment,
            "PYTHONPATH": str(ROOT),
            "STATE_DIRECTORY": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "HOME": str(folder),
        }
        command = [sys.executable, str(HANGING), "kiosk", "--config", str(config)]
        self.supervisor = Supervisor(Unit.of(ROOT / "packaging" / "kiosk" / UNITS[0]), command, folder, self.environment)

    def hand(self, *steps: str) -> str:
        """What xdotool says to this."""
        done = subprocess.run(["xdotool", *steps], env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout

    def window(self) -> str:
        """Id, place and size of the kiosk's window, where it is shown."""
        window = self.hand("search", "--onlyvisible", "--name", "^HCR Desktop kiosk$").strip()
        return self.hand("getwindowgeometry", window) if window.isdigit() else ""

    def wait_for(self, what: str, count: int) -> int:
        """Wait until something happened so often; the process it happened to."""
        wait_for(lambda: "yes" if self.supervisor.count(what) >= count else "", f"{count} times {what}")
        return self.supervisor.last(what).pid


SCREENS = ((800, 480), (1024, 600), (1280, 800), (1920, 1080), (480, 800), (600, 1024), (800, 1280))


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    """A kiosk on a screen of 800 by 480, or of what the test asks for."""
    need_tools()
    with bare_display(*getattr(request, "param", SCREENS[0])) as environment:
        made = Served(tmp_path, environment)
        made.supervisor.start()
        try:
            yield made
        finally:
            made.supervisor.stop()


@pytest.mark.parametrize(("served", "screen"), [(screen, screen) for screen in SCREENS], indirect=["served"])
def test_it_covers_the_screen_without_a_window_manager(served: Served, screen: tuple[int, int]) -> None:
    served.wait_for("ready", 1)
    shown = wait_for(served.window, "the kiosk")
    assert re.search(r"Position: 0,0 ", shown)
    assert "Geometry: {}x{}".format(*screen) in shown


@pytest.mark.parametrize(
    ("harm", "silent"),
    [(lambda pid: os.kill(pid, signal.SIGKILL), 0), (lambda pid: os.kill(pid, signal.SIGUSR1), 1)],
    ids=["killed", "hanging"],
)
def test_it_comes_back(served: Served, harm: Callable[[int], None], silent: int) -> None:
    first = served.wait_for("ready", 1)
    harmed = time.monotonic()
    harm(first)
    second = served.wait_for("ready", 2)
    print(f"on the screen again after {served.supervisor.last('ready').when - harmed:.1f} s")
    assert second != first
    assert served.supervisor.count("silent") == silent
    assert wait_for(served.window, "the kiosk")


def test_no_key_on_the_display_ends_it(served: Served) -> None:
    first = served.wait_for("ready", 1)
    wait_for(served.window, "the kiosk")
    names = [
        *string.ascii_lowercase,
        *string.digits,
        *(f"F{number}" for number in range(1, 13)),
        *(
            "Escape",
            "Tab",
            "Delete",
            "BackSpace",
            "Return",
            "space",
            "Home",
            "End",
            "Prior",
            "Next",
            "Insert",
            "Left",
            "Right",
            "Up",
            "Down",
        ),
        *("Menu", "Super_L", "Print", "Pause", "Scroll_Lock", "Help", "Cancel", "XF86Back", "XF86PowerOff", "XF86Sleep", "XF86WWW"),
        *("minus", "plus", "comma", "period", "slash", "question"),
    ]
    modifiers = ("ctrl", "alt", "shift", "super")
    for held in chain.from_iterable(combinations(modifiers, count) for count in range(len(modifiers) + 1)):
        served.hand("key", "--delay", "1", *("+".join((*held, name)) for name in names))
    served.hand("mousemove", "700", "60", "click", "3", "click", "2", "mousemove", "0", "0", "mousemove", "799", "479", "click", "1")
    assert served.window()
    assert served.supervisor.count("ended") == 0
    assert served.supervisor.last("started").pid == first


def test_with_the_pin_it_ends_and_stays_ended(served: Served, tmp_path: Path) -> None:
    served.wait_for("ready", 1)
    wait_for(served.window, "the kiosk")
    served.hand("mousemove", "34", "34", *("click", "1") * 5)
    # Where the keys are on a screen of 800 x 480.
    places = {"2": (400, 144), "4": (285, 214), "6": (514, 214), "8": (400, 284), "OK": (514, 354)}
    for key in ("2", "4", "6", "8", "OK"):
        served.hand("mousemove", *map(str, places[key]), "click", "1", "sleep", "0.2")
    served.wait_for("ended", 1)
    wait_for(lambda: "" if served.supervisor._thread.is_alive() else "ended", "the end of supervision")
    assert served.supervisor.count("started") == 1
    assert (tmp_path / "wrong-pins").read_text() == "0"


@pytest.mark.parametrize("name", UNITS)
def test_the_units_are_right_and_safe(name: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    unit = tmp_path / name
    unit.write_text((ROOT / "packaging" / "kiosk" / name).read_text().replace("@KIOSK@", "/usr/lib/hcr-desktop/kiosk"))
    verified = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stderr
    assert name not in verified.stderr
    command = ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=40", str(unit)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout
