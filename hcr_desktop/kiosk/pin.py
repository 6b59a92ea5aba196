"""The PIN of a kiosk: kept as a salted scrypt hash, and ever slower to try."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

LENGTH = (4, 12)
"""The least and the most digits of a PIN."""

FREE = 3
"""So many wrong PINs cost no waiting."""

LONGEST = 900.0
"""The longest wait after a wrong PIN, seconds."""

_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
"""scrypt's parameters as RFC 7914 recommends for interactive use: 16 MB and about 50 ms here."""

_HASH = re.compile(r"scrypt\$(\d+)\$([A-Za-z0-9+/=]{24})\$([A-Za-z0-9+/=]{44})")


def hashed(digits: str) -> str:
    """What is written into the configuration for a PIN.

    Raises:
        ValueError: When it is not 4 to 12 digits.
    """
    if not (digits.isascii() and digits.isdigit() and LENGTH[0] <= len(digits) <= LENGTH[1]):
        raise ValueError(f"A PIN has {LENGTH[0]} to {LENGTH[1]} digits.")
    salt = os.urandom(16)
    return f"scrypt${_COST}${b64encode(salt).decode()}${b64encode(_derive(digits, salt, _COST)).decode()}"


def is_hash(value: object) -> bool:
    """Whether a value is what ``hashed`` gives."""
    found = _HASH.fullmatch(value) if isinstance(value, str) else None
    return found is not None and int(found[1]) in {2**k for k in range(10, 18)}


def matches(digits: str, stored: str) -> bool:
    """Whether a PIN is the one that was hashed; takes equally long for every wrong one."""
    found = _HASH.fullmatch(stored)
    return found is not None and hmac.compare_digest(_derive(digits, b64decode(found[2]), int(found[1])), b64decode(found[3]))


def _derive(digits: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(digits.encode(), salt=salt, n=cost, r=_BLOCK, p=_PARALLEL, maxmem=2 * 128 * cost * _BLOCK, dklen=32)


def wait_after(wrong: int) -> float:
    """How long nobody may try after so many wrong PINs in a row, seconds: none, then 5, 10, 20 ... up to ``LONGEST``."""
    return 0.0 if wrong < FREE else min(5.0 * 2.0 ** min(wrong - FREE, 20), LONGEST)


class Gate:
    """Tries PINs, and makes whoever tries wrong ones wait.

    How many were wrong is kept in a file, so that pulling the plug does not begin the count anew; where it cannot be
    written, the count lasts as long as the program.
    """

    def __init__(self, stored: str, memory: Path | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Guard a hash.

        Args:
            stored: The hash of the PIN.
            memory: The file for the count of wrong PINs.
            clock: Tells seconds.
        """
        self._stored, self._memory, self._clock = stored, memory, clock
        self._wrong = self._remembered()
        self._until = clock() + wait_after(self._wrong)

    @property
    def wait(self) -> float:
        """How long nobody may try now, seconds."""
        return max(0.0, self._until - self._clock())

    def opens(self, digits: str) -> bool:
        """Try a PIN; while one must wait nothing is tried, and nothing opens."""
        if self.wait > 0 or not self._stored:
            return False
        # Counted before it is tried: cutting the power between the two gains no try.
        self._count(self._wrong + 1)
        if matches(digits, self._stored):
            self._count(0)
            return True
        self._until = self._clock() + wait_after(self._wrong)
        return False

    def _remembered(self) -> int:
        try:
            return max(0, int(self._memory.read_text(encoding="ascii"))) if self._memory else 0
        except (OSError, ValueError):
            return 0

    def _count(self, wrong: int) -> None:
        self._wrong = wrong
        if self._memory is None:
            return
        try:
            fresh = self._memory.with_name(self._memory.name + ".new")
            fresh.write_text(str(wrong), encoding="ascii")
            fresh.replace(self._memory)
        except OSError:
            pass  # a read-only system: the count lasts as long as the program
