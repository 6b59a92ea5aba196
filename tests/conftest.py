"""What all tests share."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is loaded; tests of the real window start a display of their own

from hcr_desktop import Recogniser


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    """The recogniser with the shipped models."""
    return Recogniser.load()
