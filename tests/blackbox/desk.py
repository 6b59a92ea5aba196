"""A desk for the tests that drive the real window: an X display of its own, a hand, a keyboard, and somebody else's clipboard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hcr_desktop.document import inkfile
from hcr_desktop.document.ink import Box, Ink
from hcr_desktop.document.replay import FILE, replay
from hcr_desktop.document.work import Work
from hcr_desktop.ui.words import preferences
from tests.blackbox.answering import Manager

TOOLS = ("Xvfb", "xdotool", "xclip")
SCREEN = (1360, 860)
PATIENCE = 300.0
"""Seconds after which something is held not to come any more; on a busy machine much is slow."""

NOTHING = b"nothing was copied"
"""What is on the clipboard before something is copied to look at it."""

WINDOW = "HCR Desktop"

# Where things are in a window of 1280 by 800, measured from its corners.
CANVAS_FROM_LEFT_TOP = (40, 150)
PAGE_FROM_LEFT_TOP = (16, 87)
TEXT_FROM_RIGHT_TOP = (200, 400)
PICTURE_FROM_LEFT_TOP, PICTURE_VIEW = (22, 148), (843, 561)
COPY_FROM_RIGHT_TOP = (80, 111)
MODES_FROM_RIGHT_TOP = {"Text": (360, 745), "Digits": (295, 745), "Letters": (226, 745), "Code": (158, 745), "English": (60, 745)}
MESSAGE_FROM_LEFT_TOP = (300, 103)


def need_tools() -> None:
    """Skip the test where the machine lacks what it takes."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")


class Desk:
    """One X display with the application on it. Every verb is what a person would do."""

    def __init__(self, folder: Path, screen: tuple[int, int] = SCREEN) -> None:
        self.folder = folder
        self.record = folder / "canvas.json"
        self.log = folder / "stderr.txt"
        read, write = os.pipe()
        # Without -noreset the server starts anew whenever its last client goes, as each look for the window does, and
        # an application that connects just then fails.
        self._server = subprocess.Popen(
            ["Xvfb", "-noreset", "-displayfd", str(write), "-screen", "0", f"{screen[0]}x{screen[1]}x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            display = pipe.readline().strip()
        assert display, "Xvfb did not start"
        self.display = f":{display}"
        self._manager = Manager(self.display)
        self._environment = {
            **os.environ,
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_RUNTIME_DIR": str(folder),
        }
        self._app: subprocess.Popen[bytes] | None = None
        self.window = ""

    # -- the application -------------------------------------------------------------------------------------------

    def start_app(self, *arguments: str, title: str = WINDOW) -> None:
        """Start the application and wait for its window."""
        self.record.unlink(missing_ok=True)
        self.start("--theme", "light", "--record", str(self.record), *arguments, title=title)

    def start(self, *arguments: str, title: str, program: Sequence[str] = ("-m", "hcr_desktop")) -> None:
        """Start the program with these arguments, or another in its stead, and wait for its window."""
        command = [sys.executable, *program, *arguments]
        with self.log.open("wb") as log:
            self._app = subprocess.Popen(command, env=self._environment, stderr=log)
        self.window = self.find_window(title)
        self.look_at(self.window)

    def use_variables(self, **variables: str) -> None:
        """Start programs with these in their environment from now on."""
        self._environment |= variables

    def begin_writing(self, strokes: Sequence[NDArray[np.int64]]) -> subprocess.Popen[bytes]:
        """Have a hand write strokes while we look elsewhere; like ``write``."""
        return subprocess.Popen(["xdotool", *self._hand(strokes, rest="0.03")], env=self._environment, stderr=subprocess.DEVNULL)

    def quit_app(self) -> None:
        """Close the application as a person does; it must end well and must not have complained."""
        assert self._app is not None
        self.look_at(self.window)
        self.keys("ctrl+q")
        assert self._app.wait(PATIENCE) == 0
        self._app = None
        assert not self.log.read_text()

    def play(self, story: str, *flags: str) -> None:
        """Play one of the stories of fingers and pens in the real window."""
        script = Path(__file__).with_name("touching.py")
        environment = {**self._environment, "PYTHONPATH": str(script.parents[2])}
        subprocess.run([sys.executable, str(script), str(self.record), story, *flags], env=environment, timeout=PATIENCE, check=True)

    def kill_app(self) -> None:
        """End the application as a crash or a power cut does: at once, without a chance to do anything."""
        assert self._app is not None
        self._app.kill()
        self._app.wait()
        self._app = None

    def close(self) -> None:
        """Take everything away."""
        for process in (self._app, self._server):
            if process is not None:
                process.kill()
                process.wait()
        self._manager.close()

    # -- hand and keyboard -----------------------------------------------------------------------------------------

    def find_window(self, name: str) -> str:
        """The window with this title, once it is there."""

        def found() -> str:
            assert self._app is None or self._app.poll() is None, f"the application ended: {self.log.read_text()}"
            return self._visible(name)

        return wait_for(found, f"the window {name!r}")

    def sees(self, name: str) -> bool:
        """Whether a window with this title is to be seen."""
        return bool(self._visible(name))

    def _visible(self, name: str) -> str:
        """The visible window with this title; empty when there is none."""
        return self._xdotool("search", "--onlyvisible", "--name", f"^{name}$", check=False).split("\n")[0]

    def answer(self, dialog: str, text: str) -> None:
        """Type ``text`` into the field that a dialog has the keyboard in, press Return once it is there, and see the dialog go."""
        self.look_at(self.find_window(dialog))

        def filled() -> str:
            self.keys("ctrl+a")
            self.type(text)
            self.keys("ctrl+a", "ctrl+c")
            return "filled" if self.clipboard() == text else ""

        wait_for(filled, f"{text!r} in the dialog")
        self.keys("Return")
        wait_for(lambda: "" if self.sees(dialog) else "gone", f"the end of the dialog {dialog!r}")
        self.look_at(self.window)

    def answer_question(self, title: str, *keys: str) -> None:
        """Press keys in a window that asks something, and see it go; ``title`` may hold a dot for what a pattern would misread."""
        self.look_at(self.find_window(title))
        self.keys(*keys)
        wait_for(lambda: "" if self.sees(title) else "gone", f"the end of the question {title!r}")
        self.look_at(self.window)

    def look_at(self, window: str) -> None:
        """Give a window the keyboard, and wait until it takes what is typed."""

        def given() -> str:
            self._xdotool("windowfocus", window, check=False)
            return "given" if self._xdotool("getwindowfocus", "-f", check=False) == window else ""

        wait_for(given, "the keyboard")
        self._settle()

    def keys(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self._do("key", *keys)

    def type(self, text: str) -> None:
        """Type text."""
        self._do("type", "--delay", "2", text)

    def resize(self, width: int, height: int) -> None:
        """Make the window so large."""
        self._do("windowsize", "--sync", self.window, str(width), str(height))

    def click(self, spot: tuple[int, int]) -> None:
        """Press the left button at a spot of the screen."""
        self._do("mousemove", str(spot[0]), str(spot[1]), "click", "1")

    def tap(self, x: float, y: float) -> None:
        """Press the left button at a point of the page, page units; the page is neither zoomed nor scrolled."""
        left, top = self._corner(*PAGE_FROM_LEFT_TOP)
        self.click((round(left + x), round(top + y)))

    def on_picture(self, shape: Sequence[int], x: float, y: float) -> tuple[int, int]:
        """The spot of the screen where a point of a fitted picture of this shape is, pixels of the picture."""
        left, top = self._corner(*PICTURE_FROM_LEFT_TOP)
        dx, dy, zoom = _fitted(shape)
        return round(left + dx + x * zoom), round(top + dy + y * zoom)

    def drag_on_picture(self, shape: Sequence[int], box: Box) -> Box:
        """Drag over a box of a fitted picture of this shape; the box that it is in whole pixels of the screen."""
        start, stop = self.on_picture(shape, box.left, box.top), self.on_picture(shape, box.right, box.bottom)
        middle = (start[0] + stop[0]) // 2, (start[1] + stop[1]) // 2
        moves = [["mousemove", str(x), str(y)] for x, y in (start, middle, stop)]
        self._do(*moves[0], "mousedown", "1", *moves[1], *moves[2], "mouseup", "1")
        left, top = self._corner(*PICTURE_FROM_LEFT_TOP)
        dx, dy, zoom = _fitted(shape)
        (x0, y0), (x1, y1) = start, stop
        return Box((x0 - left - dx) / zoom, (y0 - top - dy) / zoom, (x1 - left - dx) / zoom, (y1 - top - dy) / zoom)

    def turn_wheel(self, clicks: int, held: str = "") -> None:
        """Turn the wheel over the canvas, down when positive, perhaps with a key held."""
        x, y = self._corner(*CANVAS_FROM_LEFT_TOP)
        turn = ["click", "--repeat", str(abs(clicks)), "--delay", "30", "5" if clicks > 0 else "4"]
        hold, release = (["keydown", held], ["keyup", held]) if held else ([], [])
        self._do("mousemove", str(x), str(y), *hold, *turn, *release)

    def prefer(self, setting: str, value: str) -> None:
        """Choose a value in the preferences, with the keyboard alone: Tab to the row, then the arrows or Space."""
        self.keys("ctrl+comma")
        self.look_at(self.find_window("Preferences"))
        rows = [entry for group in preferences().values() for entry in group]
        at = next(at for at, entry in enumerate(rows) if entry.name == setting)
        choices = rows[at].metadata["choices"]
        tabs = ["Tab"] * at
        self.keys(*tabs, *(["space"] if choices == ("on", "off") else ["Home", *["Down"] * choices.index(value)]), "Escape")
        wait_for(lambda: "" if self.sees("Preferences") else "gone", "the end of the preferences")
        self.look_at(self.window)

    def write(self, strokes: Sequence[NDArray[np.int64]]) -> None:
        """Write strokes, each [n, 2] whole pixels of the canvas's own corner region, with the pointer."""
        for stroke in strokes:
            self._do(*self._hand([stroke]))

    def _hand(self, strokes: Sequence[NDArray[np.int64]], rest: str = "0") -> list[str]:
        """What xdotool is to do to write strokes, with a rest of so many seconds after each."""
        corner = np.array(self._corner(*CANVAS_FROM_LEFT_TOP))
        steps: list[str] = []
        for stroke in strokes:
            moves = [["mousemove", str(x), str(y)] for x, y in stroke + corner]
            steps += [*moves[0], "mousedown", "1", *chain.from_iterable(moves[1:]), "mouseup", "1", "sleep", rest]
        return steps

    def _corner(self, dx: int, dy: int, *, right: bool = False) -> tuple[int, int]:
        """A spot of the screen, measured from a corner of the window."""
        x, y, width, _ = self._place()
        return (x + width - dx if right else x + dx), y + dy

    def _place(self, window: str = "") -> tuple[int, int, int, int]:
        """Where the window, or another one, is on the screen: left, top, width and height."""
        shape = dict(line.split("=") for line in self._xdotool("getwindowgeometry", "--shell", window or self.window).split("\n"))
        return int(shape["X"]), int(shape["Y"]), int(shape["WIDTH"]), int(shape["HEIGHT"])

    # -- what can be seen ------------------------------------------------------------------------------------------

    def title(self) -> str:
        """The title of the window."""
        return self._xdotool("getwindowname", self.window)

    def ink(self) -> Ink:
        """The ink on the canvas, as the application recorded it."""
        return inkfile.load(self.record) if self.record.exists() else Ink()

    def kept(self) -> Work:
        """What the application has kept of the work so far, as a next start would find it."""
        (journal,) = self.folder.glob(f"data/**/{FILE}")
        return replay(journal.parent)[0]

    def kept_picture(self) -> NDArray[np.uint8]:
        """The last of the opened pictures, as it is kept."""
        picture = self.kept().leaves[-1].source
        assert isinstance(picture, np.ndarray)
        return picture

    def photograph(self) -> NDArray[np.uint8]:
        """What is on the screen: uint8 [h, w, 3] RGB."""
        path = self.folder / "screen.png"
        script = Path(__file__).with_name("photograph.py")
        self._run([sys.executable, str(script), str(path)])
        image = cv2.imread(str(path))
        assert image is not None
        return np.asarray(image[:, :, ::-1], np.uint8)

    def photograph_of_story(self) -> NDArray[np.uint8]:
        """What a story saw of the window's page, like ``photograph_page``."""
        image = cv2.imread(str(self.folder / "window.png"))
        assert image is not None
        left, top = PAGE_FROM_LEFT_TOP
        return np.asarray(image[top : top + 500, left : left + 800, ::-1], np.uint8)

    def photograph_window(self, window: str = "") -> NDArray[np.uint8]:
        """What is seen of the window, or of another one."""
        x, y, width, height = self._place(window)
        return self.photograph()[y : y + height, x : x + width]

    def photograph_page(self) -> NDArray[np.uint8]:
        """That part of the screen where the page is, as far as a page of 800 by 500 units goes."""
        left, top = self._corner(*PAGE_FROM_LEFT_TOP)
        return self.photograph()[top : top + 500, left : left + 800]

    def wait_for_strokes(self, count: int) -> None:
        """Wait until there are so many strokes on the canvas."""
        wait_for(lambda: "there" if len(self.ink()) == count else "", f"{count} strokes")

    def selection(self) -> str:
        """What is selected in the text field, which has the keyboard; empty when nothing is."""
        return self._copied("ctrl+c")

    def text_in_field(self) -> str:
        """All that stands in the text field, copied out of it with the keyboard."""
        return self._copied_at(self._corner(*TEXT_FROM_RIGHT_TOP, right=True))

    def message(self) -> str:
        """What the message bar says, copied out of it with the keyboard; empty when there is none.

        Without a message the click goes to what lies below it: the picture side takes no harm from it, the canvas would.
        """
        return self._copied_at(self._corner(*MESSAGE_FROM_LEFT_TOP))

    def wait_for_text(self, expected: str) -> None:
        """Wait until the text field holds ``expected``."""
        self.wait_until_text(lambda seen: seen == expected, repr(expected))

    def wait_until_text(self, right: Callable[[str], bool], what: str = "what was expected") -> str:
        """Wait until what the text field holds is right; what that is."""
        seen = ""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            seen = self.text_in_field()
            if right(seen):
                return seen
            time.sleep(0.1)
        raise AssertionError(f"the text field shows {seen!r}, not {what}")

    def press_copy(self) -> None:
        """Press the button that copies all text."""
        self.click(self._corner(*COPY_FROM_RIGHT_TOP, right=True))

    def press_mode(self, mode: str, off: tuple[int, int] = (0, 0)) -> None:
        """Press the button of a mode, perhaps some pixels off its middle."""
        x, y = self._corner(*MODES_FROM_RIGHT_TOP[mode], right=True)
        self.click((x + off[0], y + off[1]))

    def _copied_at(self, spot: tuple[int, int]) -> str:
        """Click at a spot, select all, copy; empty when there is nothing."""
        self.click(spot)
        return self._copied("ctrl+a", "ctrl+c")

    def _copied(self, *keys: str) -> str:
        """What is copied by these keys; empty when nothing is."""
        self.put_on_clipboard(NOTHING)
        self.keys(*keys)
        found = self.clipboard()
        return "" if found.encode() == NOTHING else found

    # -- somebody else's clipboard ---------------------------------------------------------------------------------

    def clipboard(self) -> str:
        """The text that another program finds on the clipboard; empty when there is none."""
        return self._run(["xclip", "-selection", "clipboard", "-o"], check=False).decode(errors="replace")

    def clipboard_as(self, kind: str) -> bytes:
        """What another program finds on the clipboard as this kind; nothing when it is not offered."""
        return self._run(["xclip", "-selection", "clipboard", "-t", kind, "-o"], check=False)

    def put_on_clipboard(self, content: bytes, kind: str = "UTF8_STRING") -> None:
        """Have another program copy something; it is there for all when this returns."""
        self._run(["xclip", "-selection", "clipboard", "-t", kind, "-i"], stdin=content, quiet=True)
        look = ["xclip", "-selection", "clipboard", "-t", kind, "-o"]
        wait_for(lambda: "there" if self._run(look, check=False) == content else "", "the clipboard")

    def _do(self, *arguments: str) -> None:
        """Move the hand or press keys, and wait until the application has dealt with that: what comes next finds what came of it.

        A press must not meet a menu that is about to go, nor a copy a text that is about to change, however busy the machine.
        """
        self._xdotool(*arguments)
        self._settle()

    def _settle(self) -> None:
        """Wait until the application has dealt with all that was sent to it, or has ended."""
        if self._app is not None:
            app = self._app
            self._manager.answered(int(self.window), PATIENCE, lambda: app.poll() is None)

    def _xdotool(self, *arguments: str, check: bool = True) -> str:
        return self._run(["xdotool", *arguments], check=check).decode().strip()

    def _run(self, command: list[str], *, stdin: bytes = b"", quiet: bool = False, check: bool = True) -> bytes:
        # A program that stays to serve the clipboard would keep a pipe open: it gets none.
        output = subprocess.DEVNULL if quiet else subprocess.PIPE
        done = subprocess.run(
            command, input=stdin, stdout=output, stderr=subprocess.DEVNULL, env=self._environment, timeout=PATIENCE, check=check
        )
        return done.stdout or b""


def _fitted(shape: Sequence[int]) -> tuple[float, float, float]:
    """Where a fitted picture stands in its view, and its zoom."""
    (width, height), (h, w) = PICTURE_VIEW, shape[:2]
    zoom = min((width - 16) / w, (height - 16) / h, 3.0)
    return (width - w * zoom) / 2, (height - h * zoom) / 2, zoom


def wait_for(look: Callable[[], str], what: str) -> str:
    """What ``look`` sees, as soon as it sees something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")
