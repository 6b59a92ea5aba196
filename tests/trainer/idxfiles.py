"""Writes the idx files that NIST distributes, for tests."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np


def save_idx(path: Path, array: np.ndarray, code: int = 0x08) -> None:
    """Write big-endian values with their idx header; gzipped where the name says so."""
    header = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    content = header + array.tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
