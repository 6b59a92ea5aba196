"""Settings: one frozen dataclass in which a field is default, check, command-line flag and help text."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from hcr_desktop.document.ink import COLOURS, Nib
from hcr_desktop.document.paper import Paper
from hcr_desktop.errors import OptionInvalid
from hcr_desktop.inference.alphabet import CHARSETS
from hcr_desktop.inference.options import LANGUAGES, ReadOptions

NO_LANGUAGE = "none"
"""How "no language" is written in settings and flags."""

MODES = {"text": "", "digits": "digits", "letters": "letters", "code": "all"}
"""What a person writes, and the characters that are read for it; text is read with the characters chosen in general."""

NIBS = {"fine": 1.7, "medium": 2.6, "broad": 4.2}
"""Widths of the pen, page units."""

ON, OFF = "on", "off"

MOST_RECENT = 10
"""So many files that were opened last are remembered."""


def _setting(
    default: str,
    help_text: str,
    choices: Sequence[str] = (),
    group: str = "",
    *,
    flag: bool = True,
    kept: bool = True,
) -> Any:  # noqa: ANN401
    """A field: its default, help, what it may be (anything when empty), its group of preferences (none: not among them),
    whether it has a flag, and whether it outlives the session.
    """  # noqa: D205
    values = {"help": help_text, "choices": tuple(choices), "group": group, "flag": flag, "kept": kept}
    return field(default=default, metadata=values)


def _switch(default: str, help_text: str, group: str) -> Any:  # noqa: ANN401
    """A field that is on or off."""
    return _setting(default, help_text, (ON, OFF), group)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose. Every value is a string, as flags and settings files have them.

    Raises:
        OptionInvalid: When a value is not among those offered.
    """

    mode: str = _setting("text", "what is written", tuple(MODES), "reading")
    charset: str = _setting("all", "which characters may be read", tuple(CHARSETS), "reading")
    language: str = _setting("en", "language of the text, or none for codes and plates", (*LANGUAGES, NO_LANGUAGE), "reading")
    nib: str = _setting("medium", "width of the pen", tuple(NIBS), "writing")
    colour: str = _setting("ink", "colour of the pen", COLOURS, "writing")
    paper: str = _setting("ruled", "paper of a new page", tuple(paper.value for paper in Paper), "writing")
    finger: str = _setting("write", "what one finger does on the page", ("write", "move"), "writing")
    gestures: str = _switch(ON, "gestures of the pen: scratch out, split line, join arc", "writing")
    font: str = _setting("20", "size of the text", ("14", "16", "20", "24", "32", "40"), "text")
    wrap: str = _switch(ON, "wrap long lines of the text", "text")
    autocopy: str = _switch(OFF, "copy the text whenever it was read or edited", "text")
    theme: str = _setting("system", "colours of the window", ("system", "light", "dark"), "window")
    hand: str = _setting("right", "the hand that writes; for the left one the window is mirrored", ("right", "left"), "window")
    folder: str = _setting("", "folder that the open dialog starts in", flag=False)
    recent: str = _setting("", "files that were opened last, a line each", flag=False)
    split: str = _setting("", "widths of canvas and text", flag=False)
    record: str = _setting("", "keep a copy of the canvas's strokes in this ink file (JSON), for bug reports", kept=False)

    def __post_init__(self) -> None:
        """Check every value against its choices."""
        for entry in fields(self):
            choices = entry.metadata["choices"]
            value = getattr(self, entry.name)
            if choices and value not in choices:
                raise OptionInvalid(f"{entry.name} {value!r} is not offered; choose one of {', '.join(choices)}.")

    @property
    def options(self) -> ReadOptions:
        """The options to read with."""
        language = None if self.language == NO_LANGUAGE or self.mode == "code" else self.language
        return ReadOptions(charset=MODES[self.mode] or self.charset, language=language)

    @property
    def pen(self) -> Nib:
        """What is written with."""
        return Nib(NIBS[self.nib], self.colour)

    def on(self, name: str) -> bool:
        """Whether a switch is on."""
        return bool(getattr(self, name) == ON)

    @property
    def recent_files(self) -> list[str]:
        """The files that were opened last, the last first."""
        return [path for path in self.recent.split("\n") if path]

    def with_recent(self, path: str) -> str:
        """What ``recent`` is after a file was opened."""
        return "\n".join([path, *(other for other in self.recent_files if other != path)][:MOST_RECENT])

    def changed(self, **values: str) -> Settings:
        """These settings with other values for some."""
        return replace(self, **values)

    def stored(self, values: Mapping[str, str]) -> Settings:
        """These settings with those of ``values`` that are still offered; others, from an older version, are passed over."""
        result = self
        for entry in fields(self):
            choices = entry.metadata["choices"]
            value = values.get(entry.name)
            if entry.metadata["kept"] and value is not None and (not choices or value in choices):
                result = replace(result, **{entry.name: value})
        return result

    def flagged(self, argv: Sequence[str]) -> tuple[Settings, list[Path]]:
        """These settings with the flags of a command line, and the files it names; ``--help`` and wrong usage exit."""
        parser = argparse.ArgumentParser(prog="hcr-desktop", description="Read handwriting in a window.")
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="pictures and ink files to open")
        for entry in fields(self):
            if entry.metadata["flag"]:
                choices = entry.metadata["choices"] or None
                parser.add_argument(f"--{entry.name}", choices=choices, help=entry.metadata["help"])
        given = vars(parser.parse_intermixed_args(list(argv)))
        files = given.pop("files")
        return replace(self, **{name: value for name, value in given.items() if value is not None}), files
