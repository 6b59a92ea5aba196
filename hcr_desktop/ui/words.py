"""The words for settings and their values, as a person reads them."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any

from hcr_desktop.settings import Settings
from hcr_desktop.ui.translation import tr as _tr


def name_of(setting: str) -> str:
    """What a setting is called."""
    words = {
        "mode": _tr("What is written"),
        "charset": _tr("Characters of text"),
        "language": _tr("Language"),
        "nib": _tr("Width of the pen"),
        "colour": _tr("Colour of the pen"),
        "paper": _tr("Paper of a new page"),
        "finger": _tr("One finger"),
        "gestures": _tr("Scratch out, split and join with the pen"),
        "font": _tr("Size of the text"),
        "wrap": _tr("Wrap long lines"),
        "autocopy": _tr("Copy the text by itself, whenever it changes"),
        "theme": _tr("Colours"),
        "hand": _tr("Writing hand"),
    }
    return words[setting]


def group_name(group: str) -> str:
    """What a group of settings is called."""
    return {"reading": _tr("Reading"), "writing": _tr("Writing"), "text": _tr("Text"), "window": _tr("Window")}[group]


def value_name(setting: str, value: str) -> str:
    """What a value of a setting is called."""
    words = {
        "mode": {"text": _tr("Text"), "digits": _tr("Digits"), "letters": _tr("Letters"), "code": _tr("Code")},
        "charset": {
            "all": _tr("All characters"),
            "alnum": _tr("Letters and digits"),
            "alnum47": _tr("EMNIST classes"),
            "letters": _tr("Letters"),
            "upper": _tr("Capital letters"),
            "lower": _tr("Small letters"),
            "digits": _tr("Digits"),
            "symbols": _tr("Symbols"),
        },
        "language": {"en": _tr("English"), "none": _tr("None")},
        "nib": {"fine": _tr("Fine"), "medium": _tr("Medium"), "broad": _tr("Broad")},
        "colour": {"ink": _tr("Ink"), "blue": _tr("Blue"), "red": _tr("Red"), "green": _tr("Green")},
        "paper": {"ruled": _tr("Ruled"), "plain": _tr("Plain"), "boxed": _tr("Boxes, one character each")},
        "finger": {"write": _tr("Writes"), "move": _tr("Moves the page")},
        "theme": {"system": _tr("As the system"), "light": _tr("Light"), "dark": _tr("Dark")},
        "hand": {"right": _tr("Right"), "left": _tr("Left")},
    }
    return words.get(setting, {}).get(value, value)


def preferences() -> dict[str, list[Field[Any]]]:
    """The settings that are preferences, by group, in the order of the table."""
    groups: dict[str, list[Field[Any]]] = {}
    for entry in fields(Settings):
        if entry.metadata["group"]:
            groups.setdefault(entry.metadata["group"], []).append(entry)
    return groups
