from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hcr_desktop import InputUnreadable
from trainer.unipen import UnipenFile, read_unipen

DOC = ".COMMENT a header\n with words\n.COORD T X Y P\n.HIERARCHY TEXT WORD CHARACTER\n"
INK = """.WRITER_ID anna
.PEN_DOWN
 0 10 100 5
 1 10 80 5
.PEN_UP
.PEN_DOWN
 2 5 100 5
 3 15 100 5
.PEN_UP
 4 15 100 0
.PEN_DOWN
 5 30 100 5
 6 30 80 5
 7 40 80 5
.PEN_UP
.WRITER_ID ben
.PEN_DOWN
 8 50 90 5
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Two strokes of a T, a recorded lift (which has a number), an L, and a dash by another hand: components 0, 1, (2), 3, 4."""
    segments = {
        "2/apa/a.dat": '.SEGMENT CHARACTER 0-1 OK "T"\n.SEGMENT CHARACTER 3 ? "L"\n'
        '.SEGMENT CHARACTER 4 BAD "-"\n.SEGMENT CHARACTER 4 OK "\xdf"\n',
        "3/apa/a.dat": '.SEGMENT CHARACTER 0-1 OK "T"\n.SEGMENT CHARACTER 3 OK "L"\n.SEGMENT CHARACTER 4 OK "-"\n',
        "7/apa/a.dat": '.SEGMENT WORD 0-3 OK "TL"\n.SEGMENT WORD 3:1-3:2, 4 GOOD "\\"\\\\"\n',
        "8/apa/a.dat": '.SEGMENT TEXT 0-4 OK "TL\n -"\n.SEGMENT TEXT 0-3 OK "no match"\n',
    }
    for name, text in segments.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True)
        path.write_text(f".VERSION 1.0\n.INCLUDE apa/apa.doc\n.INCLUDE apa/data/a.dat\n{text}", encoding="latin-1")
    (tmp_path / "include/apa/data").mkdir(parents=True)
    (tmp_path / "include/apa/apa.doc").write_text(DOC)
    (tmp_path / "include/apa/data/a.dat").write_text(INK)
    return tmp_path


def test_characters_are_upright_at_the_origin_and_bad_labels_left_out(tree: Path) -> None:
    ink = read_unipen(tree, "chars")
    assert ink.text.tolist() == ["T", "L"]
    assert ink.writer.tolist() == ["ap/anna", "ap/anna"]
    assert ink.contributor.tolist() == ["apa", "apa"]
    assert [stroke.tolist() for stroke in ink.strokes(0)] == [[[5, 0], [5, 20]], [[0, 0], [10, 0]]]
    assert [stroke.tolist() for stroke in ink.strokes(1)] == [[[0, 0], [0, 20], [10, 20]]]


def test_words_may_take_parts_of_components_and_escape_quotes(tree: Path) -> None:
    ink = read_unipen(tree, "words")
    assert ink.text.tolist() == ["TL", '"\\']
    assert [len(stroke) for stroke in ink.strokes(0)] == [2, 2, 3]  # the lift of the pen is no ink
    assert [stroke.tolist() for stroke in ink.strokes(1)] == [[[0, 10], [10, 10]], [[20, 0]]]


def test_texts_keep_no_line_breaks(tree: Path) -> None:
    assert read_unipen(tree, "texts").text.tolist() == ["TL -", "no match"]


def test_segmented_texts_tell_the_character_of_every_stroke(tree: Path) -> None:
    ink = read_unipen(tree, "segmented")
    assert ink.text.tolist() == ["TL -"]
    assert ink.stroke_glyph(0).tolist() == [0, 0, 1, 2]
    assert [len(stroke) for stroke in ink.strokes(0)] == [2, 2, 3, 1]


def test_segments_without_a_delineation_take_what_follows(tmp_path: Path) -> None:
    path = tmp_path / "a.dat"
    path.write_text(
        '.COORD X Y\n.SEGMENT CHARACTER\n.SEGMENT WORD ? OK "ab"\n.SEGMENT CHARACTER ? OK "a"\n.PEN_DOWN\n1 1\n.PEN_UP\n'
        '.SEGMENT CHARACTER ? OK "b"\n.PEN_DOWN\n2 2\n'
    )
    file = UnipenFile.read(path, tmp_path)
    inks = {segment.label: [xy.tolist() for xy in file.strokes(segment)] for segment in file.segments}
    assert inks == {"a": [[[1, -1]]], "b": [[[2, -2]]], "ab": [[[1, -1]], [[2, -2]]]}


def test_a_sample_too_large_for_the_arrays_is_scaled_down(tmp_path: Path) -> None:
    folder = tmp_path / "data/2/xyz"
    folder.mkdir(parents=True)
    (folder / "a.dat").write_text('.COORD X Y\n.PEN_DOWN\n0 0\n100000 50000\n.PEN_UP\n.SEGMENT CHARACTER 0 OK "/"\n')
    np.testing.assert_allclose(read_unipen(tmp_path, "chars").strokes(0)[0], [[0, 16384], [32767, 0]], atol=1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [(".INCLUDE a.dat\n", "includes itself"), (".INCLUDE gone.dat\n", r"gone\.dat: it cannot be read"), (".PEN_DOWN\n1 x\n", "no numbers")],
)
def test_broken_files_are_refused_in_a_sentence(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "a.dat").write_text(text)
    with pytest.raises(InputUnreadable, match=reason):
        UnipenFile.read(tmp_path / "a.dat", tmp_path)


def test_a_folder_that_is_no_tree_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match="it holds no words"):
        read_unipen(tmp_path, "words")
