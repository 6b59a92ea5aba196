"""Loading the recogniser without the line that LiteRT's C++ part writes to stderr when it starts; no setting of it stops that."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from hcr_desktop.inference import classify
from hcr_desktop.inference.recogniser import Recogniser
from hcr_desktop.tuning import Choice

T = TypeVar("T")

_GREETING = b"INFO: Created TensorFlow Lite XNNPACK delegate"

_ONE_AT_A_TIME = threading.Lock()  # the process has one stderr to take away and give back


def load_recogniser(choice: Choice | None = None) -> Recogniser:
    """The recogniser with the shipped models, loaded quietly.

    Args:
        choice: How the models are run; one thread each by default.

    Raises:
        BundleInvalid: When the models cannot be loaded.
    """
    choice = choice or Choice()
    classify.use_xnnpack(on=choice.xnnpack)
    return quietly(partial(Recogniser.load, threads=choice.threads))


def quietly(act: Callable[[], T]) -> T:
    """What ``act`` gives, which makes LiteRT start; without its greeting."""
    if sys.stderr is None:  # closed by whoever started us
        return act()
    with without_greeting():
        return act()


@contextmanager
def without_greeting() -> Iterator[None]:
    """Hold back what is written to stderr, by any thread, and hand all but LiteRT's greeting on at the end."""
    with _ONE_AT_A_TIME, tempfile.TemporaryFile() as held:
        kept = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            held.seek(0)
            for line in held:
                if not line.startswith(_GREETING):
                    os.write(kept, line)
            os.close(kept)
