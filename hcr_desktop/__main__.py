"""``python -m hcr_desktop``: see :mod:`hcr_desktop.cli`."""

from __future__ import annotations

import sys

from hcr_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
