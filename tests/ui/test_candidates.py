"""Which readings of a character are offered."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from hcr_desktop.document.text import Span
from hcr_desktop.ui.candidates import MOST, Candidates, offered


def span(text: str, *others: str) -> Span:
    ranked = tuple((other, 0.5 / (i + 1)) for i, other in enumerate((text, *others)))
    return Span(text, None, frozenset(), 0.5, ranked)


def test_the_other_case_is_always_offered() -> None:
    assert offered(span("c", "e", "o")) == ["c", "e", "o", "C"]
    assert offered(span("c", *"eoagq6")) == ["c", "e", "o", "a", "g", "C"]
    assert offered(span("c", "C", "e")) == ["c", "C", "e"]


def test_signs_have_no_other_case() -> None:
    assert offered(span("7", "1", "?")) == ["7", "1", "?"]


def test_no_more_than_fit() -> None:
    assert len(offered(span("7", *"123456890"))) == MOST


def test_a_press_chooses(qtbot: QtBot) -> None:
    row = Candidates()
    qtbot.addWidget(row)
    row.show()
    row.show_span(span("c", "&", "o"))
    shown = [button for button in row._buttons if button.isVisible()]
    assert [button.accessibleName() for button in shown] == ["Read it as c", "Read it as &", "Read it as o", "Read it as C"]
    assert [button.isChecked() for button in shown] == [True, False, False, False]
    with qtbot.waitSignal(row.chosen) as signal:
        shown[1].click()
    assert signal.args == ["&"]
    row.show_span(None)
    assert not any(button.isVisible() for button in row._buttons)
