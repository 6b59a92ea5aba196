"""What to read for: the alphabet, the language and the layout."""

from __future__ import annotations

from dataclasses import dataclass

from hcr_desktop.errors import OptionInvalid
from hcr_desktop.inference.alphabet import CHARSETS

LAYOUTS = ("page", "line", "word", "glyph", "boxes")
"""How much is given: a page of lines, one line, one word (no spaces), one character, or ink on boxed paper, a character a box."""

LANGUAGES = ("en",)
"""Language tags with a shipped model; None reads without any."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of one reading.

    Attributes:
        charset: Which characters may be read; a key of ``alphabet.CHARSETS``.
        language: A tag of ``LANGUAGES``, or None for codes, plates and call numbers.
        layout: One of ``LAYOUTS``.
    """

    charset: str = "all"
    language: str | None = "en"
    layout: str = "page"

    def __post_init__(self) -> None:
        """Check the values.

        Raises:
            OptionInvalid: When one is not offered; the message lists those that are.
        """
        for name, value, offered in (
            ("charset", self.charset, tuple(CHARSETS)),
            ("language", self.language, (*LANGUAGES, None)),
            ("layout", self.layout, LAYOUTS),
        ):
            if value not in offered:
                raise OptionInvalid(f"{name} {value!r} is not offered; choose one of {', '.join(map(str, offered))}.")
