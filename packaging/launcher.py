"""What the frozen program starts with: the command line, or one of its own processes: to read pages, to keep what was copied."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    if sys.argv[1:] == ["--keep-clipboard"]:  # clipkeeper.FLAG; written out, for to import it takes Qt
        from hcr_desktop.ui.clipkeeper import main
    else:
        from hcr_desktop.cli import main

    sys.exit(main())
