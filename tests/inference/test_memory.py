"""What was read before is not read again, and can be forgotten."""

from __future__ import annotations

from hcr_desktop import Ink, Recogniser
from hcr_desktop.inference import raster, segment
from hcr_desktop.inference.memory import Memory, fingerprint
from tests.inference.made import moved, together, written


def test_an_answer_is_worked_out_once() -> None:
    asked: list[int] = []
    memory: Memory[int] = Memory()
    for _ in range(3):
        assert memory.recall("a", lambda: asked.append(1) or 7) == 7  # type: ignore[func-returns-value]
    assert asked == [1]


def test_the_longest_unused_answer_is_forgotten_first() -> None:
    memory: Memory[int] = Memory(most=2)
    memory.recall("a", lambda: 1)
    memory.recall("b", lambda: 2)
    memory.recall("a", lambda: 0)
    memory.recall("c", lambda: 3)
    assert memory.recall("a", lambda: 9) == 1
    assert memory.recall("b", lambda: 9) == 9


def test_several_answers_are_worked_out_together_and_only_where_unknown() -> None:
    memory: Memory[str] = Memory(most=3)
    memory.recall("b", lambda: "B")
    asked: list[list[int]] = []

    def work_out(places: list[int]) -> list[str]:
        asked.append(places)
        return ["acd"[place] if place == 0 else "abcd"[place] for place in places]

    assert memory.recall_all(["a", "b", "c", "d"], work_out) == ["a", "B", "c", "d"]
    assert asked == [[0, 2, 3]]
    assert memory.recall_all([], work_out) == []
    assert memory.recall("b", lambda: "again") == "B"
    assert memory.recall("a", lambda: "again") == "again"


def test_nothing_is_known_once_forgotten() -> None:
    memory: Memory[int] = Memory()
    memory.recall("a", lambda: 1)
    memory.forget()
    assert memory.recall("a", lambda: 2) == 2


def test_fingerprints_tell_strokes_apart() -> None:
    one, other = written("ab", seed=1), written("ab", seed=2)
    assert fingerprint(one.strokes) == fingerprint(written("ab", seed=1).strokes)
    assert fingerprint(one.strokes) != fingerprint(other.strokes)
    assert fingerprint(one.strokes) != fingerprint(one.strokes[:-1])


def test_a_line_stays_still_while_another_is_written() -> None:
    recogniser = Recogniser.load()
    page = together(written("The first line", seed=3), moved(written("and more", seed=4), (0, 300)))
    kept = len(written("The first line", seed=3).strokes)
    before = recogniser.read(Ink(page.strokes[: kept + 2]))
    after = recogniser.read(page)
    assert after.lines[0] == before.lines[0]
    assert [span for span in after.spans if max(span.marks) < kept] == [span for span in before.spans if max(span.marks) < kept]


def test_reading_again_gives_the_same_and_forgetting_changes_nothing() -> None:
    recogniser = Recogniser.load()
    ink = written("Read me twice", seed=5)
    first = recogniser.read(ink)
    assert recogniser.read(ink) == first
    recogniser.forget()
    assert recogniser.read(ink) == first


def test_nothing_of_a_reading_is_left_once_forgotten() -> None:
    recogniser = Recogniser.load()
    ink = written("A secret 42", seed=6)
    recogniser.read(ink)
    recogniser.read(raster.page_from_ink(ink).mask)
    assert any(remembered(recogniser))
    assert all(seen(recogniser))
    recogniser.forget()
    assert not any(remembered(recogniser))
    assert not any(seen(recogniser))


def remembered(recogniser: Recogniser) -> list[int]:
    """How much is kept in each place."""
    memories = [recogniser._lines, recogniser._scores, recogniser._readings]
    known = [recogniser._scorer._pictures_known, recogniser._scorer._paths_known]
    texts = [table for model in recogniser.bundle.texts.values() for table in (model._rows, model._openings, model._after)]
    languages = [model._rows for model in recogniser.bundle.languages.values()]
    drawn = [strokes.cache_info().currsize for strokes in (raster._drawn, segment._of_stroke)]
    return [*(len(memory._answers) for memory in (*memories, *known)), *map(len, (*texts, *languages)), *drawn]


def seen(recogniser: Recogniser) -> list[bool]:
    """Of every interpreter, whether its input is still something."""
    classifiers = [model._model for model in (recogniser._scorer._glyph, recogniser._scorer._pen)]
    readers = [reader._model for reader in (recogniser._pen_reader, recogniser._image_reader)]
    return [
        *(bool(each.get_tensor(model.input["index"]).any()) for model in classifiers for each in model._interpreters.values()),
        *(bool(model._interpreter.get_tensor(model._input).any()) for model in readers),
    ]
