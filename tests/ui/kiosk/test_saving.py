"""Saving off the GUI thread."""

from __future__ import annotations

import gc

import pytest
from pytestqt.qtbot import QtBot

from hcr_desktop.document.export import ReadPage
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.text import RecognisedText
from hcr_desktop.kiosk.config import Save
from hcr_desktop.kiosk.places import Saved, SaveFailed
from hcr_desktop.ui.kiosk import saving
from hcr_desktop.ui.kiosk.saving import Saving


def refuse(*_: object) -> Saved:
    raise SaveFailed("The stick is full.")


@pytest.mark.parametrize("well", [True, False])
def test_nothing_of_what_was_saved_is_held(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, *, well: bool) -> None:
    monkeypatch.setattr(saving, "save", (lambda *_: Saved("note.txt", on_stick=False)) if well else refuse)
    made, said = Saving(Save()), []
    made.said.connect(said.append)
    for _ in range(200):  # at the quickest: the worker is often done before it is known to have started
        made.save(ReadPage("somebody's", Ink(), RecognisedText()))
        qtbot.waitUntil(lambda: not made.saving)
    assert set(said) == {"Saved as note.txt" if well else "The stick is full."}
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, ReadPage) and thing.name == "somebody's"]
