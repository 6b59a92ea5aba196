"""What all tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is loaded; tests of the real window start a display of their own

from hcr_desktop import Recogniser

settings.register_profile("here", deadline=None)  # how long an example takes is the machine's affair
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True)  # there the verdict is of the change alone
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    """The recogniser with the shipped models."""
    return Recogniser.load()


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """The application that pytest-qt makes."""
    from hcr_desktop.ui.application import Application  # noqa: PLC0415 - tests of the core need no Qt

    return Application
