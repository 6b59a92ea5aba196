"""The kiosk, that hangs when it is told to: at SIGUSR1 its GUI thread sleeps for an hour."""

from __future__ import annotations

import signal
import sys
import time

from hcr_desktop.cli import main

signal.signal(signal.SIGUSR1, lambda _number, _frame: time.sleep(3600))
sys.exit(main())
