"""Kill the real application at random moments while a hand writes: ``python -m benchmarks.kills``.

Each time the application is started again, and every stroke that it had taken before it was killed must be there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.blackbox.crash import write_until_killed
from tests.blackbox.desk import Desk


def main() -> int:
    """Kill, count and print; 0 when nothing but strokes in progress was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="how often to kill; default: 200")
    asked = parser.parse_args()
    lost, strokes = 0, 0
    for seed in range(asked.times):
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(Path(folder))
            try:
                taken, back = write_until_killed(desk, np.random.default_rng(seed))
            finally:
                desk.close()
        strokes += taken
        if back < taken:
            lost += 1
            print(f"kill {seed}: {taken} strokes before, {back} after")
    print(f"{asked.times} kills, {strokes} strokes taken before them: strokes missing after {lost} of the kills")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
