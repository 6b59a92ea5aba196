"""What the person chose: it is shown everywhere at once, and the dialogs in which it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox

from hcr_desktop.document.paper import Paper
from hcr_desktop.settings import Settings
from hcr_desktop.ui.preferences import Preferences
from hcr_desktop.ui.shortcuts import Shortcuts

if TYPE_CHECKING:
    from hcr_desktop.ui.desktop import Desktop


class Choices(QObject):
    """The settings of a window.

    Attributes:
        changed: Emitted with the settings that the person changed, a dict of name and value.
        settings: As they are now.
    """

    changed = Signal(object)

    def __init__(self, window: Desktop, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self.settings = settings
        window.work.pen_menu.chosen.connect(self._pen)
        window.panel.modes.chosen.connect(lambda name, value: self.set(**{name: value}))
        for name, action in window.actions_.themes.items():
            action.triggered.connect(lambda _checked=False, name=name: self.set(theme=name))
        recent = window.work.toolbar.recent
        recent.chosen.connect(lambda path: window.open_files([path]))
        recent.forgotten.connect(lambda: self.set(recent=""))
        window.opener.found.connect(lambda path: self.remember(str(path.absolute())))
        self._show()
        self.dress_page()

    def remember(self, file: str) -> None:
        """Remember a file that was opened, to open it again."""
        if self.settings.recent_files[:1] != [file]:
            self.set(recent=self.settings.with_recent(file))

    def set(self, **changes: str) -> None:
        """Change settings, show them, and read anew if what is read for changed."""
        self.settings = self.settings.changed(**changes)
        self._show()
        self._window.bridge.read_for(self.settings.options)
        self.changed.emit(changes)

    def dress_page(self) -> None:
        """Give an empty page the paper that new pages have."""
        session = self._window.session
        if not session.state.ink.strokes:
            session.start_paper(Paper(self.settings.paper))

    def ask(self) -> None:
        """Show the preferences; each change counts at once."""
        dialog = Preferences(self.settings, self._window.theme, self._window)
        dialog.chosen.connect(lambda name, value: self.set(**{name: value}))
        dialog.exec()
        dialog.deleteLater()
        self.dress_page()

    def show_keys(self) -> None:
        """Show the sheet of keys and gestures."""
        dialog = Shortcuts(self._window.actions_, self._window)
        dialog.exec()
        dialog.deleteLater()

    def show_about(self) -> None:
        """Say what this is."""
        from hcr_desktop import __version__  # noqa: PLC0415

        QMessageBox.about(
            self._window,
            self.tr("About HCR Desktop"),
            self.tr(
                "<h3>HCR Desktop {0}</h3><p>Reads handwriting on your own machine, offline: nothing you write leaves it.</p>"
                "<p>Licensed under Apache-2.0. Trained on EMNIST (NIST Special Database 19; Cohen et al. 2017) and "
                "UNIPEN (International Unipen Foundation; Guyon et al. 1994, CC BY 4.0).</p>"
            ).format(__version__),
        )

    def _pen(self, name: str, value: str) -> None:
        """The pen was chosen, or the paper of this page."""
        if name == "paper":
            self._window.session.use_paper(Paper(value))
        self.set(**{name: value})

    def _show(self) -> None:
        """Have every part of the window follow the settings."""
        window, settings = self._window, self.settings
        if settings.theme != window.theme.choice:
            window.theme.choose(settings.theme)
        window.actions_.themes[settings.theme].setChecked(True)
        window.canvas.nib = settings.pen
        window.canvas.gestures = settings.on("gestures")
        window.canvas.let_fingers(write=settings.finger == "write")
        window.copying.by_itself = settings.on("autocopy")
        window.work.mirror(left_handed=settings.hand == "left")
        window.panel.show_settings(settings)
        window.work.toolbar.recent.show_files(settings.recent_files)
        window.work.pen_menu.show_settings(settings, window.session.state.canvas.paper)
