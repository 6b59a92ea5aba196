"""The buttons of other readings."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from hcr_desktop.document.text import Span
from hcr_desktop.ui.candidates import Candidates
from hcr_desktop.ui.readingbutton import ReadingButton
from hcr_desktop.ui.theme import TARGET, Theme


def span(text: str, *others: str) -> Span:
    ranked = tuple((other, 0.5 / (i + 1)) for i, other in enumerate((text, *others)))
    return Span(text, None, frozenset(), 0.5, ranked)


def visible(card: Candidates) -> list[ReadingButton]:
    return [button for button in card._buttons if button.isVisible()]


def test_a_press_chooses(qtbot: QtBot, theme: Theme) -> None:
    card = Candidates(theme, ())
    qtbot.addWidget(card)
    card.show()
    card.show_spans([span("c", "&", "o", "e", "a", "6")])
    names = [button.accessibleName() for button in visible(card)]
    assert names[:3] == ["Read it as c, 50 %", "Read it as C, < 1 %", "Read it as &, 25 %"]
    assert len(names) == 6
    assert (visible(card)[2].reading, visible(card)[2].confidence) == ("&", "25 %")
    assert [button.isChecked() for button in visible(card)] == [True, *[False] * 5]
    assert all(min(button.width(), button.height()) >= TARGET for button in visible(card))
    with qtbot.waitSignal(card.chosen) as signal:
        visible(card)[2].click()
    assert signal.args == ["&"]
    card.show_spans(())
    assert not visible(card)


def test_words_are_offered_whole(qtbot: QtBot, theme: Theme) -> None:
    card = Candidates(theme, ())
    qtbot.addWidget(card)
    card.show()
    card.show_spans([span("c", "e"), span("a", "o"), span("t", "f")])
    assert card.offered[:3] == ("cat", "Cat", "CAT")
    assert "cot" in card.offered
    assert len(visible(card)) == 6
