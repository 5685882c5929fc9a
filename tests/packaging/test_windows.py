"""What the Windows setup is made of."""

import re
import shutil
import struct

import pytest
from product import NAME


def script():
    from windows.installer import HERE

    return (HERE / "installer.nsi").read_text(encoding="utf-8")


def test_every_text_is_there_in_both_languages():
    texts = re.findall(r"^LangString (\w+) \$\{LANG_(\w+)\} \"(.+)\"$", script(), re.MULTILINE)
    english = {name for name, language, _ in texts if language == "ENGLISH"}
    chinese = {name for name, language, _ in texts if language == "SIMPCHINESE"}
    used = set(re.findall(r"\$\((\w+)\)", script()))
    assert english == chinese == used


def test_folders_that_go_with_everything_in_them_are_ours_alone():
    recursive = re.findall(r"RMDir /r (.+)$", script(), re.MULTILINE)
    assert sorted(recursive) == ['"$INSTDIR\\_internal"', '"${DATA}"']


@pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not here")
def test_the_setup_compiles_without_a_warning(tmp_path, icons):
    from windows.installer import compile_setup

    tree = tmp_path / "tree"
    (tree / "_internal").mkdir(parents=True)
    (tree / f"{NAME}.exe").write_bytes(b"MZ")
    (tree / "_internal" / "文件.txt").write_text("x", encoding="utf-8")
    setup = tmp_path / "x-windows-setup.exe"
    compile_setup(tree, icons / "app.ico", setup, "1.2.3")
    head = setup.read_bytes()[:4096]
    place = struct.unpack_from("<I", head, 0x3C)[0]
    assert head[place : place + 6] == b"PE\0\0\x64\x86"  # for 64-bit Windows


def test_a_path_that_windows_has_no_room_for_stops_the_build(tmp_path):
    from windows.installer import LONGEST_PATH, refuse_long_paths

    folder = tmp_path / "_internal" / "a" / ("b" * 40) / ("c" * 40)
    folder.mkdir(parents=True)
    room = LONGEST_PATH - len(str(folder.relative_to(tmp_path))) - 1
    (folder / ("d" * room)).write_bytes(b"")
    refuse_long_paths(tmp_path)
    (folder / ("d" * (room + 1))).write_bytes(b"")
    with pytest.raises(SystemExit, match="too long"):
        refuse_long_paths(tmp_path)
    allowed = re.findall(r"R0 > (\d+)", script())
    assert {int(letters) + 1 + LONGEST_PATH for letters in allowed} == {259}


def test_the_runtime_comes_to_the_top(tmp_path):
    from windows.runtime import place_runtime

    (tmp_path / "PySide6").mkdir()
    for name in ("MSVCP140.dll", "vcruntime140.dll", "vcruntime140_1.dll", "Qt6Core.dll"):
        (tmp_path / "PySide6" / name.lower()).write_bytes(name.encode())
    assert "msvcp140.dll" in place_runtime(tmp_path)
    assert {p.name for p in tmp_path.glob("*.dll")} == {
        "msvcp140.dll",
        "vcruntime140.dll",
        "vcruntime140_1.dll",
    }


def test_a_build_without_the_runtime_is_refused(tmp_path):
    from windows.runtime import place_runtime

    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "msvcp140.dll").write_bytes(b"")
    with pytest.raises(SystemExit, match="runtime"):
        place_runtime(tmp_path)


@pytest.mark.parametrize(
    ("version", "four"), [("0.1.0", (0, 1, 0, 0)), ("2.0.1rc3", (2, 0, 13, 0)), ("7", (7, 0, 0, 0))]
)
def test_version_numbers(version, four):
    from windows.version import numbers

    assert numbers(version) == four


def test_icon_containers_say_what_they_hold(icons):
    from icons import MACOS_SIZES, WINDOWS_SIZES

    ico = (icons / "app.ico").read_bytes()
    assert struct.unpack_from("<HHH", ico) == (0, 1, len(WINDOWS_SIZES))
    for row in range(len(WINDOWS_SIZES)):
        width, *_, size, offset = struct.unpack_from("<BBBBHHII", ico, 6 + 16 * row)
        assert ico[offset + 1 : offset + 4] == b"PNG"
        assert struct.unpack_from(">I", ico, offset + 16)[0] == (width or 256)
        assert offset + size <= len(ico)
    icns = (icons / "app.icns").read_bytes()
    assert icns[:8] == b"icns" + struct.pack(">I", len(icns))
    place, kinds = 8, set()
    while place < len(icns):
        kinds.add(icns[place : place + 4])
        place += struct.unpack_from(">I", icns, place + 4)[0]
    assert kinds == set(MACOS_SIZES)
