"""Where the shipped files are, in a checkout and in an installed package alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def models_dir() -> Path:
    """The folder that holds ``tflite/<name>/`` and ``language/<tag>/``.

    Installed, it lies inside the package; in a checkout it is the top-level ``models``. It is not checked to exist:
    ``Bundle.load`` says what is missing.
    """
    installed = _PACKAGE / "models"
    return installed if installed.is_dir() else _PACKAGE.parent / "models"


def sample_page() -> Path:
    """A page of made handwriting, a PNG picture."""
    return _PACKAGE / "samples" / "page.png"


def sample_ink() -> Path:
    """A line of made pen ink, in the format of ``document.inkfile``."""
    return _PACKAGE / "samples" / "ink.json"


def sample_text(sample: Path) -> str:
    """What was written in a sample."""
    return sample.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")
