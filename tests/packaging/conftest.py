"""The build scripts are no package: they find each other in their own folder, as the tests do."""

import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
sys.path.insert(0, str(PACKAGING))


@pytest.fixture
def stub_tree(tmp_path):
    """A frozen tree in small: a program, a library's folder, a resource with a Chinese name."""
    tree = tmp_path / "tree" / "qwen-all-in-one"
    (tree / "_internal" / "resources").mkdir(parents=True)
    program = tree / "qwen-all-in-one"
    program.write_text('#!/bin/sh\necho "program $*"\n', encoding="utf-8")
    program.chmod(0o775)
    (tree / "_internal" / "resources" / "文件.txt").write_text("内容", encoding="utf-8")
    return tree


@pytest.fixture(scope="session")
def icons(tmp_path_factory):
    """The rendered icons."""
    from icons import write_icons

    folder = tmp_path_factory.mktemp("icons")
    write_icons(folder)
    return folder
