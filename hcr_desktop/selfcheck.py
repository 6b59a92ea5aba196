"""The self-check: are the shipped files whole, and does this machine read as the one that built them did?"""

from __future__ import annotations

import platform
from difflib import SequenceMatcher
from importlib.metadata import PackageNotFoundError, version

from hcr_desktop import __version__, resources
from hcr_desktop.cli import DONE, UNREADABLE, open_source
from hcr_desktop.inference.bundle import Bundle
from hcr_desktop.loading import load_recogniser

PARTS = ("ai-edge-litert", "numpy", "opencv-python-headless", "PySide6-Essentials")
LIKENESS = 0.8
"""How much of a sample's text must be read for the machine to count as reading (difflib's ratio)."""


def self_check() -> int:
    """Print versions, load and verify the models, read the samples; 0 when all is well, else 1.

    Raises:
        BundleInvalid: When the models are not whole; the message says which file and why.
    """
    print(f"hcr-desktop {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    print(", ".join(f"{part} {_version(part)}" for part in PARTS))
    bundle = Bundle.load()
    for model in (bundle.glyph, bundle.pen, bundle.pen_reader, bundle.image_reader):
        print(f"model {model.card.name}: {model.card.task}")
    reader = load_recogniser()
    well = True
    for sample in (resources.sample_ink(), resources.sample_page()):
        text, expected = str(reader.read(open_source(sample))), resources.sample_text(sample)
        likeness = SequenceMatcher(None, expected, text, autojunk=False).ratio()
        well &= likeness >= LIKENESS
        print(f"sample {sample.name}: {likeness:.0%} of its text read")
    print("all is well" if well else "The samples are not read as they should be; install the program again.")
    return DONE if well else UNREADABLE


def _version(part: str) -> str:
    """The installed version of a distribution."""
    try:
        return version(part)
    except PackageNotFoundError:
        return "(not installed)"
