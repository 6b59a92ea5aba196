"""HCR Desktop reads handwriting, offline: ``Recogniser.load().read(ink_or_image)`` (the public face)."""

from hcr_desktop.document.ink import Box, Ink, Stroke
from hcr_desktop.document.text import RecognisedText, Span
from hcr_desktop.errors import BundleInvalid, HcrError, InkInvalid, InputUnreadable, OptionInvalid
from hcr_desktop.inference.options import ReadOptions
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
