"""What only the application hears."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hcr_desktop.ui.application import Application


def test_a_file_that_the_system_hands_over_is_asked_for(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    assert isinstance(qapp, Application)
    with qtbot.waitSignal(qapp.file_asked) as signal:
        QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(tmp_path / "page.hcr"))))
    assert signal.args == [str(tmp_path / "page.hcr")]
