from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.trainer.idxfiles import save_idx
from trainer.corpora import glyph_set, ink_set
from trainer.prepare import INK_SETS, main

WRITERS = 24


@pytest.fixture
def unipen(tmp_path: Path) -> Path:
    """A tree in which each of some writers wrote an A of two strokes."""
    root = tmp_path / "tree"
    for category, level in (("2", "CHARACTER"), ("3", "CHARACTER"), ("7", "WORD"), ("8", "TEXT")):
        for writer in range(WRITERS):
            path = root / "data" / category / "apa" / f"{writer:02d}.dat"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f'.INCLUDE apa/{writer:02d}.dat\n.SEGMENT {level} 0-1 OK "A"\n')
    (root / "include/apa").mkdir(parents=True)
    for writer in range(WRITERS):
        ink = f".PEN_DOWN\n0 0\n{writer} 9\n.PEN_UP\n.PEN_DOWN\n3 3\n.PEN_UP\n"
        (root / f"include/apa/{writer:02d}.dat").write_text(f".COORD X Y\n.WRITER_ID hand{writer}\n{ink}")
    return root


def test_unipen_is_split_by_writer_and_reads_back(unipen: Path, tmp_path: Path) -> None:
    assert main([str(tmp_path / "out"), "--unipen", str(unipen)]) == 0
    for name in INK_SETS:
        train, test = (ink_set(tmp_path / "out", f"{name}-{split}") for split in ("train", "test"))
        assert len(train) + len(test) == WRITERS
        assert 0 < len(test) < len(train)
        assert not set(train.writer) & set(test.writer)
        for ink in (train, test):
            hands = [int(writer.removeprefix("ap/hand")) for writer in ink.writer.tolist()]
            assert [float(ink.strokes(index)[0][1, 0]) for index in range(len(ink))] == hands
            assert all(len(ink.strokes(index)) == 2 for index in range(len(ink)))
    assert ink_set(tmp_path / "out", "segmented-train").stroke_glyph(1).tolist() == [0, 0]


def test_emnist_is_upright_and_says_where_the_case_is_known(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (47, 28, 28), dtype=np.uint8)
    for split in ("train", "test"):
        for kind, array in (("images-idx3", images), ("labels-idx1", np.arange(47, dtype=np.uint8))):
            save_idx(tmp_path / f"emnist-balanced-{split}-{kind}-ubyte.gz", array)
    assert main([str(tmp_path / "out"), "--emnist", str(tmp_path)]) == 0
    glyphs = glyph_set(tmp_path / "out", "test")
    np.testing.assert_array_equal(glyphs.image, images.swapaxes(1, 2))
    assert glyphs.label47.tolist() == list(range(47))
    assert glyphs.label62[[0, 10, 12, 36]].tolist() == [0, 10, -1, 36]  # 0, A, the C of both cases, a


def test_what_is_missing_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--unipen", str(tmp_path / "gone")]) == 1
    assert "Give the folder that holds data and include" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main([str(tmp_path)])
    assert caught.value.code == 2
