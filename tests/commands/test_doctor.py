"""`doctor`: facts for a person and for a program."""

from __future__ import annotations

import json

from desktop_app import __version__
from desktop_app.core import cpu
from tests.models.toy import write_model

SECTIONS = ["program", "machine", "kernels", "model", "screen", "disk"]


def test_one_object(cli, tmp_path):
    outcome = cli("doctor", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    report = json.loads(outcome.out)
    assert list(report) == SECTIONS
    assert report["program"]["version"] == __version__
    assert "missing" not in report["program"].values()
    assert report["machine"]["memory_mib"] > 0
    assert report["kernels"]["usable"] is True
    assert report["model"]["usable"] is False
    assert report["disk"]["data_folder"] == str(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_line_for_each_fact(cli, tmp_path):
    model = write_model(tmp_path / "model")
    outcome = cli("doctor", "--model", model)
    assert outcome.code == 0
    assert [line[:-1] for line in outcome.out.splitlines() if line[0] != " "] == SECTIONS
    assert f"  folder: {model}" in outcome.out


def test_reasons_are_said_in_the_persons_language(cli, monkeypatch):
    monkeypatch.setattr(cpu, "_has_avx", lambda: False)
    monkeypatch.setattr(cpu.platform, "machine", lambda: "x86_64")
    report = json.loads(cli("doctor", "--json", "--lang", "zh").out)
    for section in ("kernels", "model"):
        assert report[section]["usable"] is False
        assert any("\u4e00" <= char <= "\u9fff" for char in report[section]["reason"])
