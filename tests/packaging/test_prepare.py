"""Preparing a checkout: what is looked for, what is asked, and that nothing happens twice or unasked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import prepare
import pytest
import system_needs
from system_needs import Need

ROOT = Path(__file__).resolve().parent.parent.parent
LACKING = Need("library", "libnobodyhasthis.so.9", ("libnobody9t64", "libnobody9"), "this test")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is all of the PATH: an apt whose ``apt-get`` only notes how it was called, and that knows no t64 package."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script(folder / "apt-get", f'echo "$@" >> {tmp_path}/asked')
    script(folder / "env", 'shift; exec "$@"')
    script(folder / "apt-cache", 'for name in "$@"; do case $name in -*|show|*t64) ;; *) echo "Package: $name";; esac; done')
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with Path(os.devnull).open() as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        yield folder


def script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def asked(programs: Path) -> list[str]:
    file = programs.parent / "asked"
    return file.read_text().splitlines() if file.exists() else []


@pytest.mark.parametrize(
    ("need", "met"),
    [
        (Need("library", "libc.so.6", ("libc6",), ""), True),
        (LACKING, False),
        (Need("program", "sh", ("dash",), ""), True),
        (Need("program", "nobody-has-this", ("x",), ""), False),
        (Need("module", "venv", ("x",), ""), True),
        (Need("module", "nobody_has_this", ("x",), ""), False),
    ],
)
def test_things_are_looked_for_themselves(need: Need, met: bool) -> None:
    assert need.met() is met


def test_fonts_are_looked_for_in_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_needs, "FONT_FOLDERS", (str(tmp_path / "none"), str(tmp_path)))
    fonts = Need("fonts", "a font", ("fonts-x",), "")
    assert not fonts.met()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "Some.ttf").touch()
    assert fonts.met()


def test_each_screen_needs_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Need, "met", lambda _: False)
    names = {screen: {need.name for need in system_needs.missing(screen, tests=False)} for screen in ("x11", "wayland", "none")}
    assert "libxcb-cursor.so.0" in names["x11"] - names["none"]
    assert names["wayland"] - names["none"] == {"libwayland-client.so.0", "libwayland-cursor.so.0"}
    assert "Xvfb" in {need.name for need in system_needs.missing("none", tests=True)}
    assert system_needs.missing("native", tests=True) == []


def test_nothing_is_installed_where_nobody_answers(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = system_needs.install([LACKING], yes=False)
    assert said.startswith("Nothing was installed. Install them with: apt-get install libnobody9, ")
    assert "[y/N]" in capsys.readouterr().out
    assert asked(programs) == []


def test_an_answer_that_is_waiting_is_taken(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, sink = os.pipe()
    os.write(sink, b"y\n")
    with os.fdopen(source) as answers:
        monkeypatch.setattr(sys, "stdin", answers)
        system_needs.install([LACKING], yes=False)
    os.close(sink)
    assert len(asked(programs)) == 2


def test_yes_installs_by_the_names_that_this_apt_knows(programs: Path) -> None:
    said = system_needs.install([LACKING, LACKING._replace(packages=("other",))], yes=True)
    update, install = asked(programs)
    assert update.endswith("update")
    assert install.endswith("install --yes --no-install-recommends libnobody9 other")
    assert "not found: libnobodyhasthis.so.9" in said


def test_a_failing_apt_is_reported(programs: Path) -> None:
    script(programs / "apt-get", "exit 100")
    assert system_needs.install([LACKING], yes=True).startswith("apt-get failed")


def test_without_root_and_sudo_or_without_apt_one_is_told(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "There is no sudo" in system_needs.install([LACKING], yes=True)
    script(programs / "sudo", 'exec "$@"')
    system_needs.install([LACKING], yes=True)
    assert len(asked(programs)) == 2
    (programs / "apt-get").unlink()
    assert "no apt-get" in system_needs.install([LACKING], yes=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A checkout with an environment in a folder of its own; what would be done to it is noted in the list."""
    done: list[str] = []
    monkeypatch.setattr(prepare, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(prepare, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "HCR_ASSUME_YES"):
        monkeypatch.delenv(name, raising=False)

    def run(command: list[str], _: str) -> None:
        done.append("venv" if "venv" in command else Path(command[-1]).name)
        prepare.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        prepare.PYTHON.touch()

    monkeypatch.setattr(prepare, "_run", run)
    monkeypatch.setattr(prepare, "start", lambda arguments, folder=None: done.append(f"start {' '.join(arguments)}"))
    monkeypatch.setattr(system_needs, "missing", lambda _screen, tests: done.append(f"look {tests}") or [])
    return done


def test_the_second_start_takes_no_preparation(checkout: list[str]) -> None:
    prepare.main([])
    assert checkout == ["look False", "venv", "requirements.lock", "start -m hcr_desktop"]
    checkout.clear()
    prepare.main(["read", "x.png"])
    assert checkout == ["start -m hcr_desktop read x.png"]


def test_the_tests_environment_serves_the_app_too(checkout: list[str]) -> None:
    prepare.main(["test", "-k", "ink"])
    assert checkout == ["look True", "venv", "requirements-dev.lock", "start -m pytest -k ink"]
    checkout.clear()
    prepare.main([])
    assert checkout == ["look False", "start -m hcr_desktop"]


def test_a_new_lock_is_installed(checkout: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare.main(["prepare"])
    changed = tmp_path / "requirements.lock"
    changed.write_text("other==1")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setitem(prepare.LOCKS, "app", changed)
    checkout.clear()
    prepare.main(["prepare"])
    assert checkout == ["venv", "requirements.lock"]


def test_the_terminal_goes_on_without_qt_and_looks_again_next_time(checkout: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_needs, "missing", lambda _screen, tests: [LACKING])
    monkeypatch.setattr(system_needs, "install", lambda needs, yes: checkout.append("ask") or "Nothing was installed.")
    prepare.main([])
    prepare.main([])
    assert checkout == ["ask", "venv", "requirements.lock", "start -m hcr_desktop", "ask", "start -m hcr_desktop"]


@pytest.mark.parametrize("environment", [{"DISPLAY": ":5"}, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_a_window_does_not_go_on_without_qt(checkout: list[str], monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(system_needs, "missing", lambda _screen, tests: [LACKING])
    monkeypatch.setattr(system_needs, "install", lambda needs, yes: "Nothing was installed.")
    with pytest.raises(prepare.Stop, match="Nothing was installed"):
        prepare.main([])
    assert checkout == []


def test_yes_is_taken_from_flag_or_environment(checkout: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bool] = []
    monkeypatch.setattr(prepare, "provide_system", lambda group, screen, yes: given.append(yes) or True)
    for arguments, value in (([], "0"), (["--yes"], "0"), ([], "1")):
        monkeypatch.setenv("HCR_ASSUME_YES", value)
        given_before = len(given)
        for stamp in prepare.VENV.glob(".ready-system*"):
            stamp.unlink()
        prepare.main(arguments)
        assert len(given) == given_before + 1
    assert given == [False, True, True]
    assert not any("--yes" in step for step in checkout)


def test_unknown_things_to_prepare_are_refused() -> None:
    with pytest.raises(prepare.Stop, match="app, test, train"):
        prepare.main(["prepare", "dinner"])


def test_the_script_finds_a_python_through_a_link_and_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "hcr").symlink_to(ROOT / "hcr")
    done = subprocess.run(["sh", "hcr", "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: ./hcr")


def test_the_script_says_which_python_it_needs(tmp_path: Path) -> None:
    for name in ("dirname", "readlink"):
        script(tmp_path / name, f'exec /usr/bin/{name} "$@"')
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "hcr")], env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 1
    assert "needs Python 3.10" in done.stderr


def test_standard_input_may_be_closed(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert system_needs.install([LACKING], yes=False).startswith("Nothing was installed")
    assert asked(programs) == []
