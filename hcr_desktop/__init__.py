"""HCR Desktop reads handwriting, offline: ``Recogniser.load().read(ink_or_image)`` (the public face)."""

from typing import TYPE_CHECKING

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.errors import BundleInvalid, HcrError, InkInvalid, InputUnreadable, OptionInvalid
from hcr_desktop.inference.options import ReadOptions

if TYPE_CHECKING:
    from hcr_desktop.inference.recogniser import Recogniser

__version__ = "0.1.0"

__all__ = [
    "Box",
    "BundleInvalid",
    "HcrError",
    "Ink",
    "InkInvalid",
    "InputUnreadable",
    "OptionInvalid",
    "ReadOptions",
    "RecognisedText",
    "Recogniser",
    "Span",
    "Stroke",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Load what reads when it is first asked for: the window is to be there before it."""
    if name == "Recogniser":
        from hcr_desktop.inference.recogniser import Recogniser  # noqa: PLC0415

        return Recogniser
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
