"""Settings: one frozen dataclass in which a field is default, check, command-line flag and help text."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from hcr_desktop.errors import OptionInvalid
from hcr_desktop.inference.alphabet import CHARSETS
from hcr_desktop.inference.options import LANGUAGES, ReadOptions

NO_LANGUAGE = "none"
"""How "no language" is written in settings and flags."""


def _setting(default: str, help_text: str, choices: Sequence[str] = (), *, flag: bool = True, kept: bool = True) -> Any:  # noqa: ANN401
    """A field: its default, what it may be (anything when empty), its help, whether it has a flag and outlives the session."""
    return field(default=default, metadata={"help": help_text, "choices": tuple(choices), "flag": flag, "kept": kept})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose. Every value is a string, as flags and settings files have them.

    Raises:
        OptionInvalid: When a value is not among those offered.
    """

    theme: str = _setting("system", "colours of the window", ("system", "light", "dark"))
    charset: str = _setting("all", "which characters may be read", tuple(CHARSETS))
    language: str = _setting("en", "language of the text, or none for codes and plates", (*LANGUAGES, NO_LANGUAGE))
    folder: str = _setting("", "folder that the open dialog starts in", flag=False)
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
        return ReadOptions(charset=self.charset, language=None if self.language == NO_LANGUAGE else self.language)

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
