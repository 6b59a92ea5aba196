"""What the frozen program starts with: the command line, or one of its own processes that read pages."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from hcr_desktop.cli import main

    sys.exit(main())
