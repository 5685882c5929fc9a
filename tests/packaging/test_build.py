"""The steps of a build that need no build."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from product import ROOT, VERSION

import desktop_app


def test_the_version_has_one_source():
    assert desktop_app.__version__ == VERSION


def test_sums_are_as_sha256sum_reads_them(tmp_path):
    from build import write_sums

    (tmp_path / "b.deb").write_bytes(b"")
    (tmp_path / "SHA256SUMS").write_text("old")
    write_sums(tmp_path)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (tmp_path / "SHA256SUMS").read_text() == f"{empty}  b.deb\n"


def test_a_window_plugin_without_its_libraries_stops_the_build():
    from build import refuse_missing_libraries

    refuse_missing_libraries("WARNING: Library not found: libgtk-3.so.0, dependency of libqgtk3.so")
    with pytest.raises(SystemExit, match="libxcb-cursor"):
        refuse_missing_libraries(
            "WARNING: Library not found: libxcb-cursor.so.0, dependency of 'libqxcb.so'"
        )


@pytest.mark.posix
@pytest.mark.parametrize(
    ("output", "code"), [('{"ok": false}', 0), ('{"ok": true}', 1), ("no object", 0), ("", 0)]
)
def test_a_self_test_that_fails_stops_the_build(tmp_path, output, code):
    from smoke import smoke_test

    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho '{output}'\necho words >&2\nexit {code}\n")
    program.chmod(0o755)
    with pytest.raises(SystemExit, match="words"):
        smoke_test(program, None)


@pytest.mark.posix
def test_the_self_test_runs_in_a_home_of_its_own(tmp_path, monkeypatch):
    from smoke import HOME_NAME, smoke_test

    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    program = tmp_path / "program"
    said = {"ok": True, "home": "$HOME", "python": "$PYTHONHOME", "offline": "$HF_HUB_OFFLINE"}
    program.write_text(f"#!/bin/sh\ncat <<E\n{json.dumps(said)}\nE\n")
    program.chmod(0o755)
    report = smoke_test(program, tmp_path)
    assert report["home"].endswith(HOME_NAME)
    assert (report["python"], report["offline"]) == ("", "1")


def test_weights_add_up(stub_tree):
    import slim

    (stub_tree / "_internal" / "big").write_bytes(bytes(2_000_000))
    rows = slim.weights(stub_tree)
    assert rows[0] == ("big", 2_000_000)
    assert sum(size for _, size in rows) == slim.size_of(stub_tree)


@pytest.mark.posix
def test_links_to_dropped_files_go(stub_tree):
    import slim

    (stub_tree / "gone.so").symlink_to("nowhere.so")
    (stub_tree / "kept.so").symlink_to("qwen-all-in-one")
    assert slim.remove_dangling_links(stub_tree) == ["gone.so"]
    assert (stub_tree / "kept.so").is_symlink()


def test_an_unknown_licence_stops_the_build():
    from email.message import Message
    from types import SimpleNamespace

    from bill import licence_of

    data = Message()
    data["Name"] = "mystery"
    with pytest.raises(SystemExit, match="mystery"):
        licence_of(SimpleNamespace(metadata=data))
    data["License-Expression"] = "MIT"
    assert licence_of(SimpleNamespace(metadata=data)) == "MIT"


def test_a_licence_says_whose_it_is():
    from bill import flat_name

    third_party = "torch-2.dist-info/licenses/third_party/kineto/third_party/fmt/LICENSE"
    assert flat_name(third_party.split("/")) == "kineto.fmt.LICENSE"
    assert flat_name(("numpy-2.dist-info", "LICENSE.txt")) == "LICENSE.txt"
    deep = "torch-2.dist-info/licenses/third_party/a/b/c/3rdparty/d/e/LICENSE"
    assert flat_name(deep.split("/")) == "a.d.e.LICENSE"


def test_libraries_that_are_no_packages_are_in_the_bill():
    from bill import native_components

    found = {row["name"]: row for row in native_components("6.11.3")}
    assert found["qt"]["version"] == "6.11.3"
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["openssl"]["version"])
    assert "version" not in found["bzip2"]
    assert all(row["licenses"][0]["expression"] for row in found.values())


# ---------------------------------------------------------------- workflows

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path):
    text = path.read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"].values()
    used = [step["uses"] for job in jobs for step in job.get("steps", ()) if "uses" in step]
    assert used
    assert [use for use in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", use)] == []
    files = re.findall(r"python (packaging/[\w/]+\.py)", text)
    assert [name for name in files if not (ROOT / name).is_file()] == []


def test_no_package_of_ours_shadows_the_one_that_is_called_packaging():
    assert list((ROOT / "packaging").rglob("__init__.py")) == []
    code = "import packaging.version; print(packaging.version.__file__)"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "site-packages" in Path(answer.stdout).parts
