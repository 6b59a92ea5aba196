"""Many pages: in order, by one process or several, with what cannot be read in its place; and stopping."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from hcr_desktop import ReadOptions, Recogniser, cli, resources
from hcr_desktop.batch import Plan, Refusal, Task, read_all
from hcr_desktop.document import inkfile, store
from hcr_desktop.document.export import FORMATS, ReadPage
from hcr_desktop.document.ink import Ink
from hcr_desktop.document.paper import CELL, Paper
from hcr_desktop.document.work import Leaf
from hcr_desktop.inference.picture import load
from hcr_desktop.loading import load_recogniser

ROOT = Path(__file__).resolve().parent.parent
PAGE, INK = resources.sample_page(), resources.sample_ink()


def pages_pdf(path: Path, count: int) -> Path:
    """A PDF of ``count`` pages, each a small piece of the sample page."""
    image = load(PAGE)[:130]
    page = ReadPage("p", image, Recogniser.load().read(np.full((30, 30), 255, np.uint8)))
    path.write_bytes(b"".join(FORMATS["pdf"](iter([page] * count))))
    return path


def test_a_plan_has_a_step_for_every_page_and_a_sentence_for_what_cannot_be_opened(tmp_path: Path) -> None:
    two = tmp_path / "two.tif"
    two.write_bytes(cv2.imencodemulti(".tiff", [load(PAGE)[:90], load(PAGE)[90:190]])[1].tobytes())
    plan = Plan.of([str(two), "missing.png", str(INK)])
    assert plan.steps[0] == Task(str(two), 0)
    assert plan.steps[1] == Task(str(two), 1)
    assert isinstance(plan.steps[2], Refusal)
    assert plan.steps[3] == Task(str(INK))
    assert plan.pages == 3


def test_a_document_is_read_like_its_ink_and_keeps_what_a_person_said(tmp_path: Path, recogniser: Recogniser) -> None:
    ink = inkfile.load(INK)
    read = recogniser.read(ink)
    store.save(tmp_path / "page.hcr", (Leaf(0, "", ink, read.choose(0, "#")), Leaf(1, "page", load(PAGE)[:130])))
    written, seen = read_all(Plan.of([str(tmp_path / "page.hcr")]), ReadOptions(), lambda: recogniser, jobs=1)
    assert isinstance(written, ReadPage)
    assert str(written.text) == "#" + str(read)[1:]
    assert isinstance(seen, ReadPage)
    assert str(seen.text) == str(recogniser.read(load(PAGE)[:130]))


def test_boxed_paper_is_read_box_by_box(tmp_path: Path, recogniser: Recogniser) -> None:
    bars = [np.array([[CELL * (at + 0.5), 20], [CELL * (at + 0.5), 60]], np.float32) for at in (0, 1, 3)]
    store.save(tmp_path / "boxes.hcr", (Leaf(0, "", Ink.from_arrays(bars), paper=Paper.BOXED),))
    (page,) = read_all(Plan.of([str(tmp_path / "boxes.hcr")]), ReadOptions(charset="digits"), lambda: recogniser, jobs=1)
    assert isinstance(page, ReadPage)
    assert str(page.text) == "11 1"


def test_a_picture_that_cannot_be_read_by_boxes_is_named(recogniser: Recogniser) -> None:
    seen, written = read_all(Plan.of([str(PAGE), str(INK)]), ReadOptions(layout="boxes"), lambda: recogniser, jobs=1)
    assert isinstance(seen, Refusal)
    assert seen.reason.startswith(f"{PAGE.name}: ")
    assert "Read it as a page." in seen.reason
    assert isinstance(written, ReadPage)


@pytest.mark.parametrize("jobs", [1, 2])
def test_pages_come_in_order_however_many_processes_read(jobs: int, tmp_path: Path) -> None:
    document = pages_pdf(tmp_path / "five.pdf", 5)
    told: list[int] = []
    plan = Plan.of([str(INK), "nowhere.png", str(document), str(PAGE)])
    found = list(read_all(plan, ReadOptions(), load_recogniser, jobs=jobs, done=told.append))
    names = [page.name for page in found]
    assert names == [str(INK), "nowhere.png", *[str(document)] * 5, str(PAGE)]
    assert [page.number for page in found if isinstance(page, ReadPage)] == [1, 1, 2, 3, 4, 5, 1]
    assert told == list(range(1, 8))
    last = found[-1]
    assert isinstance(last, ReadPage)
    assert isinstance(last.source, np.ndarray)
    assert last.source.shape == load(PAGE).shape
    assert str(last.text) == str(Recogniser.load().read(load(PAGE)))
    assert len({str(page.text) for page in found[2:7] if isinstance(page, ReadPage)}) == 1


def test_pictures_are_kept_where_they_are_wanted() -> None:
    (page,) = read_all(Plan.of([str(PAGE)]), ReadOptions(), load_recogniser, keep=True)
    assert isinstance(page, ReadPage)
    np.testing.assert_array_equal(np.asarray(page.source), load(PAGE))


def test_a_folder_is_read_into_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, out = tmp_path / "in", tmp_path / "out"
    given.mkdir()
    (given / "b.png").write_bytes(PAGE.read_bytes())
    (given / "a.json").write_bytes(INK.read_bytes())
    (given / "notes.txt").write_text("not for reading")
    (given / "c.png").write_bytes(b"broken")
    assert cli.main(["read", str(given), str(INK), "--format", "json", "--output", str(out), "--jobs", "1"]) == 1
    assert sorted(path.name for path in out.iterdir()) == ["a.json", "b.json", "ink.json"]
    assert json.loads((out / "b.json").read_text())["file"] == str(given / "b.png")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("c.png: ")
    assert cli.main(["read", str(INK), "--output", str(given / "b.png" / "x")]) == 1
    assert "cannot be written to" in capsys.readouterr().err


def test_ctrl_c_stops_with_a_word_and_leaves_no_process(tmp_path: Path) -> None:
    document = pages_pdf(tmp_path / "long.pdf", 300)
    master, slave = pty.openpty()
    # Whoever runs tests in the background has told them to ignore Ctrl-C.
    command = ["env", "--default-signal=INT", sys.executable, "-m", "hcr_desktop", "read", str(document), "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=slave, start_new_session=True) as process:
        os.close(slave)
        said = b""
        while b"2 of 300 pages" not in said:
            said += os.read(master, 4096)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == cli.STOPPED
        while b"Stopped." not in said:
            said += os.read(master, 4096)
        assert b"Traceback" not in said
        for _ in range(100):
            if not group_of(process.pid):
                break
            time.sleep(0.1)
        assert group_of(process.pid) == []
    os.close(master)


def group_of(leader: int) -> list[str]:
    """The processes of a process group that are alive."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:  # it has just ended
            continue
        if group == str(leader) and state != "Z":
            found.append(entry.name)
    return found
