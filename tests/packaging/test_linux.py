"""What Linux's desktops and package managers read, and the scripts that people run there."""

import argparse
import gzip
import shutil
import subprocess
import sys
from configparser import ConfigParser

import pytest
from job import Job
from product import BUNDLE_ID, COMMAND, NAME, VERSION

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux")


def needs(tool):
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not here")


@pytest.fixture
def share(tmp_path, icons):
    from linux.share import write_share

    write_share(tmp_path / "share", icons, "2026-01-31")
    return tmp_path / "share"


def run(*command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)


@needs("desktop-file-validate")
def test_the_menu_entry_is_valid(share):
    answer = run("desktop-file-validate", share / "applications" / f"{COMMAND}.desktop")
    assert (answer.returncode, answer.stdout) == (0, "")


def test_the_menu_entry_has_both_languages_and_starts_the_program(share):
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(share / "applications" / f"{COMMAND}.desktop", encoding="utf-8")
    fields = entry["Desktop Entry"]
    assert fields["Exec"] == fields["Icon"] == fields["StartupWMClass"] == COMMAND
    assert fields["Name"] == NAME
    assert fields["Name[zh]"] != fields["Name"]


@needs("appstreamcli")
def test_the_metadata_is_valid(share):
    file = share / "metainfo" / f"{BUNDLE_ID}.metainfo.xml"
    answer = run("appstreamcli", "validate", "--no-net", file)
    assert answer.returncode == 0, answer.stdout
    assert f'version="{VERSION}"' in file.read_text(encoding="utf-8")


def options_of(parser):
    for action in parser._actions:
        yield from (name for name in action.option_strings if name.startswith("--"))
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices


def test_the_man_page_knows_every_command_and_option(share):
    from desktop_app.cli.arguments import build_parser

    page = gzip.decompress((share / "man" / "man1" / f"{COMMAND}.1.gz").read_bytes()).decode()
    plain = page.replace("\\-", "-")
    assert f'"{VERSION}"' in page
    missing = [name for name in options_of(build_parser()) if name not in plain]
    assert missing == ["--help"]


def test_icons_have_every_size(share):
    from icons import LINUX_SIZES
    from PySide6.QtGui import QImage

    for size in LINUX_SIZES:
        path = share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / f"{COMMAND}.png"
        image = QImage(str(path))
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(size // 2, size // 10).alpha() == 255
        assert image.pixelColor(0, 0).alpha() == 0


# ---------------------------------------------------------------- the Debian package


def test_control_names_what_the_program_needs():
    from linux.deb import control

    text = control("qwen-all-in-one-starter", "amd64", 1234, ["libc6 (>= 2.35)", "a | b"])
    fields = dict(line.split(": ", 1) for line in text.splitlines() if not line.startswith(" "))
    assert fields["Version"] == VERSION
    assert fields["Depends"] == "libc6 (>= 2.35), a | b, fontconfig"
    assert fields["Conflicts"] == fields["Replaces"] == "qwen-all-in-one"
    assert "fonts-noto-cjk" in fields["Recommends"]
    assert text.endswith("\n")


def test_depends_has_the_names_of_both_times():
    from linux.libraries import DEBIAN

    assert DEBIAN["libglib-2.0.so.0"] == "libglib2.0-0t64 | libglib2.0-0"


@needs("readelf")
def test_dependencies_are_read_from_the_files(stub_tree):
    from linux.libraries import debian_dependencies

    shutil.copy2(shutil.which("true"), stub_tree / "_internal" / "true")
    found = debian_dependencies(stub_tree)
    assert found[0].startswith("libc6 (>= 2.")
    assert "libegl1" in found


@needs("readelf")
def test_a_library_that_nobody_brings_stops_the_build(stub_tree, monkeypatch):
    from linux import libraries

    shutil.copy2(shutil.which("true"), stub_tree / "_internal" / "true")
    monkeypatch.delitem(libraries.DEBIAN, "libc.so.6")
    with pytest.raises(SystemExit, match=r"libc\.so\.6"):
        libraries.debian_dependencies(stub_tree)


@needs("dpkg-deb")
def test_the_package_holds_the_tree_and_what_desktops_look_for(stub_tree, icons, tmp_path):
    from linux import deb

    job = Job(stub_tree, icons, tmp_path / "work", tmp_path, machine="x86_64")
    package = deb.build(job)
    assert package.name == f"{COMMAND}_{VERSION}_amd64.deb"
    rows = run("dpkg-deb", "--contents", package).stdout.splitlines()
    listing = {row.split(None, 5)[5].removeprefix("."): row for row in rows}
    assert f"/usr/bin/{COMMAND} -> ../lib/{COMMAND}/{COMMAND}" in listing
    program = listing[f"/usr/lib/{COMMAND}/{COMMAND}"]
    assert program.startswith("-rwxr-xr-x root/root")
    for place in (
        f"/usr/share/applications/{COMMAND}.desktop",
        f"/usr/share/icons/hicolor/256x256/apps/{COMMAND}.png",
        f"/usr/share/icons/hicolor/scalable/apps/{COMMAND}.svg",
        f"/usr/share/metainfo/{BUNDLE_ID}.metainfo.xml",
        f"/usr/share/man/man1/{COMMAND}.1.gz",
        f"/usr/share/doc/{COMMAND}/copyright",
    ):
        assert listing[place].startswith("-rw-r--r-- root/root"), place
    assert run("dpkg-deb", "--field", package, "Installed-Size").stdout.strip().isdigit()


# ---------------------------------------------------------------- the AppImage


@pytest.fixture
def packer(tmp_path, monkeypatch):
    """Stands for appimagetool: writes down its arguments and packs nothing."""
    tool = tmp_path / "appimagetool"
    tool.write_text('#!/bin/sh\nprintf "%s\\n" "$ARCH" "$@" >"$0.said"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("APPIMAGETOOL", str(tool))
    return tool


def test_an_image_starts_the_program_wherever_it_is_mounted(stub_tree, icons, tmp_path, packer):
    from linux import appimage

    job = Job(stub_tree, icons, tmp_path / "work", tmp_path, machine="x86_64")
    assert appimage.build(job) == [tmp_path / f"{COMMAND}-{VERSION}-linux-x86_64.AppImage"]
    said = packer.with_name("appimagetool.said").read_text().split("\n")
    assert said[0] == "x86_64"
    assert "--runtime-file" not in said
    mounted = tmp_path / "挂载 folder"
    shutil.copytree(tmp_path / "work" / "AppDir", mounted, symlinks=True)
    assert run(mounted / "AppRun", "judge", "a b").stdout == "program judge a b\n"
    assert (mounted / ".DirIcon").read_bytes().startswith(b"\x89PNG")
    assert (mounted / "usr/share/metainfo" / f"{BUNDLE_ID}.metainfo.xml").is_file()


def test_an_image_begins_with_the_runtime_that_was_checked(
    stub_tree, icons, tmp_path, packer, monkeypatch
):
    from linux import appimage

    monkeypatch.setenv("APPIMAGE_RUNTIME", "/checked runtime")
    appimage.build(Job(stub_tree, icons, tmp_path / "work", tmp_path, machine="x86_64"))
    said = packer.with_name("appimagetool.said").read_text().split("\n")
    assert said[said.index("--runtime-file") + 1] == "/checked runtime"


def test_there_is_no_image_without_its_tool(stub_tree, icons, tmp_path, monkeypatch):
    from linux import appimage

    monkeypatch.delenv("APPIMAGETOOL", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert appimage.build(Job(stub_tree, icons, tmp_path / "work", tmp_path)) == []


# ---------------------------------------------------------------- install.sh


@pytest.fixture
def unpacked(stub_tree, icons, tmp_path):
    """What the .tar.xz holds, unpacked in a folder with a space and Chinese in its name."""
    from linux.share import HERE, write_share

    folder = tmp_path / "下载 folder"
    shutil.copytree(stub_tree, folder / "lib" / COMMAND)
    write_share(folder / "share", icons, "2026-01-31")
    shutil.copy2(HERE / "install.sh", folder / "install.sh")
    return folder


def files_below(folder):
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir()}


def test_install_and_uninstall_leave_what_was_there(unpacked, tmp_path):
    prefix = tmp_path / '家 "$HOME" & 100%'
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin" / "other").write_text("mine")
    answer = run("sh", unpacked / "install.sh", "--prefix", prefix)
    assert answer.returncode == 0, answer.stderr
    assert run(prefix / "bin" / COMMAND, "judge").stdout == "program judge\n"
    assert (prefix / "lib" / COMMAND / "_internal" / "resources" / "文件.txt").is_file()

    (prefix / "lib" / COMMAND / "_internal" / "old.so").write_text("of an old version")
    assert run("sh", unpacked / "install.sh", "--prefix", prefix).returncode == 0
    assert not (prefix / "lib" / COMMAND / "_internal" / "old.so").exists()

    own = prefix / "lib" / COMMAND / "install.sh"
    assert run("sh", own, "--uninstall", "--prefix", prefix).returncode == 0
    caches = {
        name
        for name in files_below(prefix)
        if name.endswith(("mimeinfo.cache", "icon-theme.cache"))
    }
    assert files_below(prefix) - caches == {"bin/other"}


@needs("desktop-file-validate")
def test_the_installed_menu_entry_is_valid_wherever_it_lies(unpacked, tmp_path):
    prefix = tmp_path / "家 folder"
    assert run("sh", unpacked / "install.sh", "--prefix", prefix).returncode == 0
    entry = prefix / "share" / "applications" / f"{COMMAND}.desktop"
    assert run("desktop-file-validate", entry).stdout == ""
    assert f'Exec="{prefix}/lib/{COMMAND}/{COMMAND}"\n' in entry.read_text(encoding="utf-8")


def test_install_refuses_a_folder_that_is_not_its_own(unpacked, tmp_path):
    theirs = tmp_path / "prefix" / "lib" / COMMAND
    theirs.mkdir(parents=True)
    (theirs / "thesis.doc").write_text("mine")
    answer = run("sh", unpacked / "install.sh", "--prefix", tmp_path / "prefix")
    assert answer.returncode == 1
    assert files_below(tmp_path / "prefix") == {f"lib/{COMMAND}/thesis.doc"}
