from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hcr_desktop import Ink, InkInvalid, ReadOptions, RecognisedText, Recogniser, Span
from hcr_desktop.inference.alphabet import ALNUM47, CHARSETS
from tests.trainer.idxfiles import save_idx
from trainer import evaluate
from trainer.scores import _alike, chosen


class FakeReader:
    """Reads the made ink below: a stroke's height is its character's code, a wide gap is a space.

    It never reads a Q nor a picture, and always takes B for 8 where the charset has it.
    """

    def read(self, source: Ink | np.ndarray, options: ReadOptions | None = None) -> RecognisedText:
        options = options or ReadOptions()
        if isinstance(source, np.ndarray):
            return RecognisedText()
        spans, line, right = [], "", 0.0
        for stroke in source.strokes:
            character = chr(round(stroke.box.height))
            if character == "Q":
                raise InkInvalid("This ink is not liked; write something else.")
            if character == "B" and "8" in CHARSETS[options.charset]:
                character = "8"
            line += " " * (bool(spans) and stroke.box.left - right > 50 and options.layout == "page") + character
            right = stroke.box.right
            spans.append(Span(character, stroke.box, frozenset({stroke.id}), 0.8, ((character, 0.8),)))
        return RecognisedText(tuple(spans), (line,))

    def classify(self, tiles: np.ndarray, charset: str = "alnum47") -> list[list[tuple[str, float]]]:
        labels = CHARSETS[charset]
        return [[(labels[(tile[0, 0] + shift) % len(labels)], 0.5**shift) for shift in range(4)] for tile in tiles]


def save_ink(path: Path, texts: list[str], *, segmented: bool = False) -> None:
    """Ink that FakeReader can read: one stroke a character."""
    xy, samples, glyphs = [], [], []
    for text in texts:
        left = 0
        for character in text:
            left += 100 if character == " " else 20
            if character != " ":
                xy += [[left, 0], [left + 10, ord(character)]]
        glyphs += range(len(text.replace(" ", "")))
        samples.append(len(text.replace(" ", "")))
    writers = [f"xx/w{index % 3}" for index in range(len(texts))]
    arrays = {
        "xy": np.array(xy, np.int16),
        "stroke_end": np.arange(2, len(xy) + 1, 2, dtype=np.int32),
        "sample_end": np.cumsum(samples).astype(np.int32),
        "text": np.array(texts),
        "writer": np.array(writers),
        "contributor": np.array([f"c{index % 2}" for index in range(len(texts))]),
    }
    np.savez(path, **arrays, **({"stroke_glyph": np.array(glyphs, np.int16)} if segmented else {}))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for folder in ("glyphs", "mnist", "ink"):
        (tmp_path / folder).mkdir()
    labels = np.arange(94, dtype=np.uint8) % 47
    images = np.zeros((94, 28, 28), np.uint8)
    images[:, 0, 0] = labels
    images[:2, 0, 0] = (46, 3)  # "0" is second behind the last label; "1" is not among three
    for name in ("test", "official-tail"):
        np.savez(tmp_path / f"glyphs/emnist-{name}.npz", image=images, label47=labels, label62=labels.astype(np.int8))
    save_idx(tmp_path / "mnist/t10k-images-idx3-ubyte.gz", images[10:20])
    save_idx(tmp_path / "mnist/t10k-labels-idx1-ubyte.gz", np.arange(10, dtype=np.uint8))
    save_ink(tmp_path / "ink/chars-test.npz", ["A", "b", "7", "#", "B", "B", "a", "Q"])
    save_ink(tmp_path / "ink/words-test.npz", ["x", "BaB", "word", "no", "on"])
    save_ink(tmp_path / "ink/texts-test.npz", ["two words", "a B", "and so on"])
    save_ink(tmp_path / "ink/segmented-test.npz", ["AB c", "de", "Qi"], segmented=True)
    return tmp_path


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setattr(Recogniser, "load", classmethod(lambda *_: FakeReader()))
    monkeypatch.delenv("HCR_DATA", raising=False)

    def call(*argv: str) -> tuple[int, str, str]:
        status = evaluate.main(["--data", str(data), *argv])
        return status, *capsys.readouterr()

    return call


def scores(run: Callable[..., tuple[int, str, str]], *argv: str) -> dict[str, dict[str, float]]:
    """The values of a JSON report."""
    status, out, err = run("--json", *argv)
    assert (status, err) == (0, "")
    sections = json.loads(out)["sections"]
    return {name: {key: figure["value"] for key, figure in section["figures"].items()} for name, section in sections.items()}


def test_glyphs_count_the_best_and_the_best_three(run: Callable[..., tuple[int, str, str]]) -> None:
    values = scores(run, "--set", "glyphs")
    assert list(values) == ["emnist-test", "emnist-official-tail", "mnist-test"]
    assert values["emnist-test"]["accuracy"] == pytest.approx(92 / 94)
    assert values["emnist-test"]["top-3 accuracy"] == pytest.approx(93 / 94)
    assert values["emnist-test"]["accuracy by shape"] >= values["emnist-test"]["accuracy"]
    assert values["mnist-test"]["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("L", "1", True), ("L", "I", True), ("O", "0", True), ("F", "f", False), ("D", "O", False)]
)
def test_a_class_stands_for_the_small_letter_that_it_holds(one: str, other: str, alike: bool) -> None:
    assert _alike(one, other) is alike


def test_chars_are_read_by_their_kind_and_unrestricted(run: Callable[..., tuple[int, str, str]]) -> None:
    values = scores(run, "--set", "chars")["chars"]
    assert values["upper"] == pytest.approx(3 / 4)  # B is a capital and so no 8; the Q is refused and counts as wrong
    assert (values["digits"], values["lower"], values["symbols"]) == (1, 1, 1)
    assert values["each by its kind"] == pytest.approx(7 / 8)
    assert values["unrestricted"] == pytest.approx(5 / 8)


def test_words_of_one_character_do_not_count(run: Callable[..., tuple[int, str, str]]) -> None:
    values = scores(run, "--set", "words")["words"]
    assert values["CER"] == pytest.approx(2 / 11)
    assert values["exact"] == pytest.approx(3 / 4)


def test_texts_count_spaces_beside_and_without(run: Callable[..., tuple[int, str, str]]) -> None:
    values = scores(run, "--set", "texts")["texts"]
    assert values["CER"] == pytest.approx(1 / 21)
    assert values["CER, no spaces"] == pytest.approx(1 / 17)


def test_segmented_texts_count_glyphs_and_blame(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, _ = run("--json", "--set", "segmented")
    section = json.loads(out)["sections"]["segmented"]
    figures = {key: figure["value"] for key, figure in section["figures"].items()}
    assert status == 0
    assert figures["glyph precision"] == 1
    assert figures["glyph recall"] == pytest.approx(5 / 7)
    assert figures["glyph F1"] == pytest.approx(10 / 12)
    assert section["counts"]["blame"] == {"segmentation": 2, "classifier": 1}
    assert section["counts"]["confusions of glyphs found"] == {"B > 8": 1}


def test_the_report_names_every_set_and_warns_of_mnist(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, err = run()
    assert (status, err) == (0, "")
    for head in ("emnist-test: 94", "mnist-test: 10", "chars: 8", "words: 4", "texts: 3", "segmented: 3"):
        assert f"\n{head} samples" in out
    assert "may have met MNIST test digits" in out
    assert "not the official Balanced test set" in out
    assert "c0 (2)" in out


def test_the_training_split_can_be_studied(run: Callable[..., tuple[int, str, str]], data: Path) -> None:
    save_ink(data / "ink/words-train.npz", ["fine", "BB"])
    assert scores(run, "--set", "words", "--split", "train")["words"]["exact"] == pytest.approx(1 / 2)


def test_a_limit_spreads_evenly_and_repeats_itself() -> None:
    picks = chosen(1000, 10)
    assert picks == chosen(1000, 10)
    assert [pick // 100 for pick in picks] == list(range(10))
    assert len({pick % 100 for pick in picks}) > 3  # no plain stride
    assert chosen(5, None) == chosen(5, 9) == [0, 1, 2, 3, 4]


def test_missing_data_and_wrong_usage_have_their_own_status(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run("--data", str(tmp_path / "nowhere"))
    assert (status, out) == (1, "")
    assert "nowhere" in err
    for argv in ([], ["--data", "x", "--limit", "0"], ["--data", "x", "--set", "poems"]):
        with pytest.raises(SystemExit) as caught:
            evaluate.main(argv)
        assert caught.value.code == 2
    assert "HCR_DATA" in capsys.readouterr().err


def test_alnum47_is_the_order_of_the_emnist_labels() -> None:
    assert ALNUM47 == "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"
