"""The command line in this process, over a toy model that chats nonsense."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTranslator

from desktop_app.__main__ import main
from tests.engine.toy_chat import write_toy_chat


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """stdout as JSON lines; fails where anything else stands there."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> str:
        """The one line of stderr."""
        (line,) = self.err.splitlines()
        return line


@pytest.fixture(scope="session")
def toy_model(tmp_path_factory) -> Path:
    return write_toy_chat(tmp_path_factory.mktemp("toy") / "玩具 toy")


@pytest.fixture(scope="session")
def toy_data(tmp_path_factory) -> Path:
    """A data folder whose model is used by one thread: other tests may want the other core."""
    folder = tmp_path_factory.mktemp("数据 data")
    (folder / "settings.ini").write_text(
        "[General]\nthreads=1\nmax_new_tokens=16\nseed=5\nlanguage=en\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def cli(qapp, capsys, monkeypatch, tmp_path):
    """cli("judge", "text") runs one command and gives its Outcome."""

    def run(*arguments: str | Path, data: Path = tmp_path / "data", stdin: str = "") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        monkeypatch.setenv("QWEN_AIO_DATA_DIR", str(data))
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Outcome(code, out, err)

    yield run
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)
