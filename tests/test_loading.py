"""Loading makes no noise, and swallows nobody else's."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest

from hcr_desktop.loading import without_greeting


def test_only_the_greeting_is_held_back(capfd: pytest.CaptureFixture[str]) -> None:
    with without_greeting():
        os.write(2, b"before\nINFO: Created TensorFlow Lite XNNPACK delegate for CPU.\nafter")
    os.write(2, b"wards\n")
    assert capfd.readouterr().err == "before\nafterwards\n"


def test_what_is_written_before_an_error_is_handed_on(capfd: pytest.CaptureFixture[str]) -> None:
    with suppress(OSError), without_greeting():
        os.write(2, b"a last word\n")
        raise OSError
    assert capfd.readouterr().err == "a last word\n"


def test_the_recogniser_loads_and_reads_without_a_word() -> None:
    program = (
        "import numpy as np; from hcr_desktop.loading import load_recogniser;load_recogniser().classify(np.zeros((41, 28, 28), np.uint8))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
