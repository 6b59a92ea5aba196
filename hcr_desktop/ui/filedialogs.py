"""Asking for files: a system's own dialog where it has one, else Qt's, with columns as wide as what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHeaderView, QSplitter, QTreeView, QWidget

_SIZE = (860, 520)
_SIDE = 170
"""Width of the list of places, pixels."""


def documents_folder() -> str:
    """Where a person keeps documents."""
    places = QStandardPaths.StandardLocation
    named = [QStandardPaths.writableLocation(place) for place in (places.DocumentsLocation, places.HomeLocation)]
    return next((folder for folder in named if folder and Path(folder).is_dir()), str(Path.cwd()))


def file_dialog(parent: QWidget, title: str, folder: str, filters: str = "") -> QFileDialog:
    """A dialog that asks for files, in a folder (where documents are, when empty or gone); the caller shows and deletes it."""
    dialog = QFileDialog(parent, title, folder if folder and Path(folder).is_dir() else documents_folder(), filters)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    dialog.resize(*_SIZE)
    table = cast("QTreeView | None", dialog.findChild(QTreeView))  # a system's dialog has none and is left as it is
    if table is not None:
        table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        sides = cast("QSplitter | None", dialog.findChild(QSplitter))
        if sides is not None:
            sides.setSizes([_SIDE, _SIZE[0] - _SIDE])
    return dialog


def chosen(dialog: QFileDialog) -> list[Path]:
    """What a person chose in a dialog; nothing when they left it."""
    names = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return [Path(name) for name in names]
