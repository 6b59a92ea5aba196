"""The configuration of a kiosk: one TOML file, in which every value is a field here, with its default, its check and its meaning."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from hcr_desktop.document.export import FORMATS
from hcr_desktop.document.paper import Paper
from hcr_desktop.errors import HcrError
from hcr_desktop.inference.options import LANGUAGES
from hcr_desktop.kiosk import pin
from hcr_desktop.settings import MODES, NIBS, NO_LANGUAGE

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT_FILE = Path("/etc/hcr-desktop/kiosk.toml")
"""Where the configuration is looked for when none is named."""

Check = Callable[[Any], str]
"""Says what a value must be, a clause after "must", or "" when it is that."""


class ConfigInvalid(HcrError):
    """The configuration cannot be used; the message names the file, every wrong value, and what it must be."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        """Describe the problems.

        Args:
            path: The file.
            problems: One clause each, without a full stop.
        """
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{path}: {problem}." for problem in problems))


def _entry(default: object, check: Check, help_text: str) -> Any:  # noqa: ANN401
    """A field: its default, its check and what it means."""
    return field(default=default, metadata={"check": check, "help": help_text})


def _listed(choices: Sequence[str]) -> str:
    return ", ".join(f'"{choice}"' for choice in choices)


def _one_of(choices: Sequence[str]) -> Check:
    return lambda value: "" if value in choices else f"be one of {_listed(choices)}"


def _some_of(choices: Sequence[str]) -> Check:
    """At least one of the choices, as a list."""
    wanted = f"be a list of one or more of {_listed(choices)}"
    return lambda value: "" if isinstance(value, tuple) and value and all(each in choices for each in value) else wanted


def _whole(low: int, high: int, unit: str, *, or_zero: str = "") -> Check:
    """A whole number of a range; zero too where it means something."""
    wanted = f"be a whole number of {unit} from {low} to {high}" + (f", or 0 for {or_zero}" if or_zero else "")
    return lambda value: "" if type(value) is int and (low <= value <= high or (or_zero and value == 0)) else wanted


def _switch(value: object) -> str:
    return "" if isinstance(value, bool) else "be true or false"


def _folder(value: object) -> str:
    if not isinstance(value, str):
        return 'be a folder\'s path in quotes, or "" for none'
    return "" if not value or Path(value).is_absolute() else "be a path from the root on, such as /srv/notes"


def _name(value: object) -> str:
    good = isinstance(value, str) and 0 < len(value) <= 40 and value.replace("-", "").replace("_", "").isalnum()
    return "" if good else "be 1 to 40 letters, digits, - or _"


def _hash(value: object) -> str:
    return "" if value == "" or pin.is_hash(value) else 'be what "hcr-desktop kiosk --hash-pin" prints, or "" for no way out'


def _words(value: object) -> str:
    return "" if isinstance(value, str) and len(value) <= 60 else "be a text of at most 60 characters in quotes"


@dataclass(frozen=True, slots=True)
class Screen:
    """What the screen is like."""

    theme: str = _entry("light", _one_of(("light", "dark")), "colours: light or dark")
    cursor: str = _entry("auto", _one_of(("auto", "hidden", "shown")), "the pointer; auto hides it from the first touch on")
    blank_after: int = _entry(0, _whole(30, 86400, "seconds", or_zero="never"), "the screen turns black after so many seconds of rest")
    greeting: str = _entry("", _words, "a line of your own on the empty page")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read, and how one writes."""

    modes: tuple[str, ...] = _entry(tuple(MODES), _some_of(tuple(MODES)), "the modes to choose from; the first one is that of a new page")
    language: str = _entry("en", _one_of((*LANGUAGES, NO_LANGUAGE)), "the language that helps to read, or none")
    paper: str = _entry("ruled", _one_of(tuple(paper.value for paper in Paper)), "what is printed on the page")
    pen: str = _entry("medium", _one_of(tuple(NIBS)), "width of the pen")
    threads: int = _entry(0, _whole(1, 64, "threads", or_zero="what was measured to be fastest"), "threads of the models")


@dataclass(frozen=True, slots=True)
class Actions:
    """What a person may do with the text; what is not allowed is not shown."""

    edit: bool = _entry(True, _switch, "edit the text with the keyboard on the screen")
    copy: bool = _entry(True, _switch, "copy the text to the clipboard, until the page is wiped")
    large: bool = _entry(True, _switch, "show the text as large as the screen")
    qr: bool = _entry(True, _switch, "show the text as a QR code, for a phone's camera")
    save: bool = _entry(False, _switch, "save the text to a file, where [save] says")


@dataclass(frozen=True, slots=True)
class Save:
    """Where text is saved."""

    folder: str = _entry("", _folder, "the folder that text is saved in")
    usb: bool = _entry(True, _switch, "save to a USB stick, if one is mounted below /media or /run/media; it goes before the folder")
    format: str = _entry("text", _one_of(tuple(FORMATS)), "the kind of file")
    name: str = _entry("note", _name, "how the file's name begins; date and time follow")


@dataclass(frozen=True, slots=True)
class Idle:
    """What happens when nobody is there any more."""

    wipe_after: int = _entry(60, _whole(5, 86400, "seconds"), "so long after the last touch the countdown begins")
    countdown: int = _entry(15, _whole(3, 300, "seconds"), "so long it counts, then page, text, undo and clipboard are wiped")


@dataclass(frozen=True, slots=True)
class Leave:
    """The way out."""

    pin: str = _entry("", _hash, "the PIN's hash; without one only systemd ends the kiosk")
    taps: int = _entry(5, _whole(3, 20, "taps"), "so many taps on the sign in the corner, within four seconds, ask for the PIN")


@dataclass(frozen=True, slots=True)
class KioskConfig:
    """All of the file, a field for each of its tables."""

    screen: Screen = field(default_factory=Screen)
    reading: Reading = field(default_factory=Reading)
    actions: Actions = field(default_factory=Actions)
    save: Save = field(default_factory=Save)
    idle: Idle = field(default_factory=Idle)
    leave: Leave = field(default_factory=Leave)


TABLES: dict[str, type[Any]] = {
    "screen": Screen,
    "reading": Reading,
    "actions": Actions,
    "save": Save,
    "idle": Idle,
    "leave": Leave,
}
"""The tables of the file."""


def load(path: Path | None = None) -> KioskConfig:
    """The configuration in a file; without one named, of ``DEFAULT_FILE``, or the defaults where that does not exist.

    Raises:
        ConfigInvalid: When it cannot be read, or anything in it is not as it must be; all problems are named at once.
    """
    if path is None and not DEFAULT_FILE.exists():
        return KioskConfig()
    path = path or DEFAULT_FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigInvalid(path, [f"this cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError:
        raise ConfigInvalid(path, ["this is not UTF-8 text"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigInvalid(path, [f"this is not TOML: {error}"]) from None
    problems: list[str] = []
    config = parse(content, problems)
    if problems:
        raise ConfigInvalid(path, problems)
    return config


def parse(content: Mapping[str, Any], problems: list[str]) -> KioskConfig:
    """The configuration in the tables of a file; what is wrong is added to ``problems`` and left at its default."""
    problems += [f"[{name}] is not a table of this file{_meant(name, TABLES)}" for name in content if name not in TABLES]
    tables = {name: _table(name, kind, content.get(name, {}), problems) for name, kind in TABLES.items()}
    config = KioskConfig(**tables)
    problems += _together(config)
    return config


def _table(name: str, kind: type[Any], given: object, problems: list[str]) -> Any:  # noqa: ANN401
    """One table of the file."""
    if not isinstance(given, Mapping):
        problems.append(f"{name} must be a table: write [{name}] on a line of its own, and its values below")
        return kind()
    known: dict[str, Field[Any]] = {entry.name: entry for entry in fields(kind)}
    values: dict[str, object] = {}
    for key, value in given.items():
        if key not in known:
            problems.append(f"[{name}] {key} is not known{_meant(key, known)}")
            continue
        value = tuple(value) if isinstance(value, list) else value
        if wanted := known[key].metadata["check"](value):
            problems.append(f"[{name}] {key} must {wanted}, not {_toml(value)}")
        else:
            values[key] = value
    return kind(**values)


def _together(config: KioskConfig) -> Iterator[str]:
    """What is wrong between values that are right by themselves."""
    if config.actions.save and not config.save.folder and not config.save.usb:
        yield "[actions] save is true, but [save] has neither a folder nor usb = true: there is nowhere to save to"
    if config.screen.blank_after and config.screen.blank_after < config.idle.wipe_after + config.idle.countdown:
        yield "[screen] blank_after must be longer than [idle] wipe_after and countdown together, or somebody's page goes black"


def _meant(name: str, known: Mapping[str, object]) -> str:
    """What was perhaps meant by an unknown name."""
    close = difflib.get_close_matches(name, known, 1)
    return f" (perhaps {close[0]} was meant)" if close else f"; known are {', '.join(known)}"


def _toml(value: object) -> str:
    """A value as it stands in a file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(each) for each in value)}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
