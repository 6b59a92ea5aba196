"""What the packages are made of: icons, entries of the menu, scripts, the old kernel."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import old_kernel
import pytest

from hcr_desktop.ui.icons import NAMES

PACKAGING = Path(__file__).parents[2] / "packaging"
DESKTOP = PACKAGING / "desktop"


def need(tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"needs {tool}")


def test_icons_are_drawn_for_every_system(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(PACKAGING / "make_icons.py"), str(tmp_path)], check=True, cwd=PACKAGING.parent, env=environment())
    assert ET.fromstring((tmp_path / "hcr-desktop.svg").read_text()).tag.endswith("svg")  # noqa: S314 - our own file
    assert (tmp_path / "hcr-desktop-48.png").read_bytes().startswith(b"\x89PNG")
    ico = (tmp_path / "hcr-desktop.ico").read_bytes()
    _, kind, count = struct.unpack("<HHH", ico[:6])
    size, start = struct.unpack("<II", ico[6 + 8 : 6 + 16])
    assert (kind, count) == (1, 7)
    assert ico[start : start + 4] == b"\x89PNG"
    assert size > 100
    icns = (tmp_path / "hcr-desktop.icns").read_bytes()
    assert icns[:4] == b"icns"
    assert struct.unpack(">I", icns[4:8])[0] == len(icns)


def environment() -> dict[str, str]:
    import os  # noqa: PLC0415

    return {**os.environ, "PYTHONPATH": str(PACKAGING.parent), "QT_QPA_PLATFORM": "offscreen"}


def test_the_entry_of_the_menu_is_right() -> None:
    need("desktop-file-validate")
    told = subprocess.run(["desktop-file-validate", str(DESKTOP / "hcr-desktop.desktop")], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")


def test_the_description_for_software_centres_is_right(tmp_path: Path) -> None:
    need("appstreamcli")
    filled = (DESKTOP / "hcr-desktop.metainfo.xml").read_text().replace("@VERSION@", "1.2.3").replace("@DATE@", "2025-01-31")
    file = tmp_path / "hcr-desktop.metainfo.xml"
    file.write_text(filled)
    told = subprocess.run(["appstreamcli", "validate", "--no-net", str(file)], capture_output=True, text=True, check=False)
    assert not [line for line in told.stdout.splitlines() if line.startswith(("E:", "W:"))], told.stdout


def test_every_kind_of_file_that_is_opened_is_offered() -> None:
    entry = (DESKTOP / "hcr-desktop.desktop").read_text()
    kind = ET.parse(DESKTOP / "hcr-desktop.mime.xml").getroot()[0].attrib["type"]  # noqa: S314 - our own file
    assert f"{kind};" in entry


@pytest.mark.parametrize("script", sorted(PACKAGING.rglob("*.sh")), ids=lambda path: path.relative_to(PACKAGING).as_posix())
def test_scripts_can_be_parsed(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has seccomp")
def test_on_the_old_kernel_new_calls_do_not_exist() -> None:
    script = Path(old_kernel.__file__)
    ask = "import ctypes; l = ctypes.CDLL(None, use_errno=True); l.syscall(332, 0, 0, 0, 0, 0); print(ctypes.get_errno(), l.getpid() > 0)"
    aged = subprocess.run([sys.executable, str(script), sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert aged.stdout == "38 True\n"


def test_what_the_spec_leaves_out_is_not_needed_and_what_it_keeps_is() -> None:
    spec = (PACKAGING / "hcr-desktop.spec").read_text()
    body = re.search(r"DROPPED = re\.compile\((.+?)\n\)", spec, re.DOTALL)
    assert body
    dropped = re.compile(eval(f"({body[1]})"))  # noqa: S307 - the spec's own pattern
    for place in (
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqwayland-generic.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/lib/libQt6Svg.so.6",
        "PySide6/Qt/lib/libQt6XcbQpa.so.6",
        "PySide6/Qt/lib/libQt6DBus.so.6",
        "PySide6/QtWidgets.abi3.so",
        "PySide6/Qt/lib/QtWidgets.framework/Versions/A/QtWidgets",
        "PySide6/Qt6Widgets.dll",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "ai_edge_litert/_pywrap_litert_interpreter_wrapper.so",
        "cv2/cv2.abi3.so",
        "numpy-2.2.6.dist-info/METADATA",
        "hcr_desktop/models/tflite/glyph/model.tflite",
    ):
        assert not dropped.search(place), place
    for place in (
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/QtNetwork.abi3.so",
        "numpy-2.2.6.dist-info/RECORD",
        "QtNetwork",
        "PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork",
        "PySide6/Qt6Network.dll",
        "libgtk-3.so.0",
        "cv2/data/haarcascade_eye.xml",
    ):
        assert dropped.search(place), place


def test_icons_of_the_kiosk_exist() -> None:
    used = {
        name
        for path in (PACKAGING.parent / "hcr_desktop" / "ui" / "kiosk").glob("*.py")
        for name in re.findall(r'"(qr|large|shift|enter)"', path.read_text())
    }
    assert used <= set(NAMES)
    assert used
