"""Words in the language of the person: every one that the windows show goes through Qt's translation, here or by ``self.tr``.

A translation is a file ``hcr-desktop_<language>.qm``, looked for in ``translations`` below the folders of the program's data
(``~/.local/share/hcr-desktop/hcr-desktop`` and the like). docs/translating.md says how one is made.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QStandardPaths, QTranslator

FOLDER = "translations"


def tr(text: str) -> str:
    """Words of a module's own function, which has no class to belong to."""
    return QCoreApplication.translate("", text)


def speak(app: QCoreApplication) -> None:
    """Have an application speak the language of the system, as far as there is a translation."""
    places = QStandardPaths.locateAll(QStandardPaths.StandardLocation.AppDataLocation, FOLDER, QStandardPaths.LocateOption.LocateDirectory)
    own = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)  # for Qt's own words
    for name, folder in (("qtbase", own), *(("hcr-desktop", place) for place in reversed(places))):
        translator = QTranslator(app)
        if translator.load(QLocale.system(), name, "_", folder):
            app.installTranslator(translator)
