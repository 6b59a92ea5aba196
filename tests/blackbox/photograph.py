"""A photograph of the screen: ``python tests/blackbox/photograph.py PATH``."""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication

if __name__ == "__main__":
    application = QGuiApplication([])
    sys.exit(not application.primaryScreen().grabWindow(0).save(sys.argv[1], "PNG"))
