"""`doctor`: facts for a person and for a program."""

from __future__ import annotations

import json

import pytest

from desktop_app import __version__
from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import read_scenes
from desktop_app.core.settings import Settings
from desktop_app.core.system import cpu
from desktop_app.engine.fingerprint import fingerprint
from desktop_app.engine.judging.calibration import CalibrationCache
from desktop_app.engine.judging.feeling import FeelingRule
from desktop_app.engine.judging.judge import Calibration
from desktop_app.models.manifest import FileRecord, Manifest, write_manifest
from desktop_app.startup import Startup
from desktop_app.system_facts import examine, masked
from tests.models.toy import write_model

SECTIONS = [
    *("program", "machine", "kernels", "model", "judge"),
    *("settings", "network", "screen", "disk"),
]


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


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", ""),
        ("http://127.0.0.1:7890", "http://127.0.0.1:7890"),
        ("http://me:secret@proxy.example:8080", "http://***@proxy.example:8080"),
        ("me:secret@proxy.example:8080", "***@proxy.example:8080"),
        ("http://me:sec@ret@proxy.example", "http://***@proxy.example"),
        ("https://mirror.example/token/secret", "https://mirror.example/***"),
        ("https://mirror.example/?key=secret", "https://mirror.example/***"),
        ("http://[::1]:7890", "http://[::1]:7890"),
        ("http://me:secret@:8080", "***"),
        ("http://me:secret@proxy:port", "***"),
    ],
)
def test_nobodys_login_is_shown(address, shown):
    assert masked(address) == shown


def startup(data, **settings) -> Startup:
    paths = Paths(data)
    scenes, _ = read_scenes(paths.built_in_scenes)
    return Startup(paths, Settings(**settings), scenes, "en", ())


def test_no_password_in_the_report(tmp_path, monkeypatch):
    login = "http://someone:hidden@proxy.example:3128"
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, login)
    report = examine(startup(tmp_path, proxy=login, source=login))
    assert report["network"]["proxy"] == "http://***@proxy.example:3128"
    assert report["network"]["source"] == "http://***@proxy.example:3128"
    assert report["network"]["system_proxy_https"] == "http://***@proxy.example:3128"
    assert "hidden" not in str(report)
    assert "someone" not in str(report)


def test_what_the_person_changed_is_said(tmp_path):
    assert examine(startup(tmp_path))["settings"] == {}
    assert examine(startup(tmp_path, threads=1, seed=7))["settings"] == {"seed": 7, "threads": 1}


@pytest.mark.parametrize(("auc", "works"), [(0.97, True), (0.61, False)])
def test_a_judge_that_hardly_works_is_warned_of(tmp_path, auc, works):
    model = write_model(tmp_path / "model")
    start = startup(tmp_path / "data", model=str(model))
    assert examine(start)["judge"] == {
        "usable": True,
        **{f"{name} {code}": "not measured yet" for name in start.scenes for code in ("zh", "en")},
    }
    cache = CalibrationCache(start.paths.cache, fingerprint(model))
    role = start.scenes["companion"].judge["zh"]
    sets = (1 + len(role.more_answers)) * len(role.word_sets)
    cache.write(role, Calibration(((0.0, 0.0),) * sets, auc, 1.0))
    judge = examine(start)["judge"]
    assert judge["usable"] is works
    assert judge["companion zh"] == {"works": works, "auc": auc}
    assert judge["companion en"] == "not measured yet"
    assert ("reason" in judge) is not works


@pytest.mark.parametrize(("auc", "told"), [(0.95, True), (0.7, False)])
def test_a_model_that_can_not_tell_calm_messages_is_warned_of(tmp_path, auc, told):
    model = write_model(tmp_path / "model")
    start = startup(tmp_path / "data", model=str(model))
    role = start.scenes["companion"].judge["zh"]
    answers = 1 + len(role.more_answers)
    measured = Calibration(
        ((0.0, 0.0),) * answers * len(role.word_sets),
        0.97,
        1.0,
        (0.0,) * answers,
        FeelingRule((0.0,) * answers, 0.0, 0.0, auc),
    )
    CalibrationCache(start.paths.cache, fingerprint(model)).write(role, measured)
    judge = examine(start)["judge"]
    assert judge["usable"]
    assert judge["companion zh"]["calm_told"] is told
    assert ("calm" in judge) is not told


def test_models_are_looked_for_where_the_person_keeps_them(tmp_path):
    model = write_model(tmp_path / "models" / "mine" / "1")
    files = tuple(FileRecord(path.name, path.stat().st_size, "0" * 64) for path in model.iterdir())
    write_manifest(model, Manifest("mine", "Mine", "1", "hub", "", ("en",), "", files))
    there = startup(tmp_path / "data", models_folder=str(tmp_path / "models"), model="mine")
    assert examine(there)["model"]["folder"] == str(model)
    assert examine(startup(tmp_path / "data", model="mine"))["model"]["usable"] is False
