"""The folder for the little that a kiosk keeps from one start to the next: how many PINs were wrong, how fast the machine is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def state_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The folder, made if need be: systemd's StateDirectory, else the person's own; None where nothing can be written."""
    given = environment.get("STATE_DIRECTORY", "").split(":")[0]
    own = Path(environment.get("XDG_STATE_HOME") or Path("~/.local/state").expanduser()) / "hcr-desktop"
    folder = Path(given) if given else own
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
