"""The speed check, run for real over a tiny model: every figure must come from a measurement."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
import platform

import psutil
import pytest
from tokenizers import Tokenizer

from desktop_app.cli import bench
from desktop_app.core.errors import KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import DEFAULT_SCENE, read_scenes
from desktop_app.core.settings import Settings
from desktop_app.engine.benchmark import rounds
from desktop_app.engine.benchmark.child import Child
from desktop_app.engine.benchmark.shapes import SHAPES, parameters, write_tokenizer
from desktop_app.engine.benchmark.workload import MESSAGE_TOKENS, common_prefix, make_workload
from desktop_app.engine.text.tokenizer import ChatTokens
from desktop_app.startup import Startup

NAME = "qwen1.5-0.5b"
TINY = SHAPES[NAME] | {
    "vocab_size": 2048,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 1024,
}
EFFORT = rounds.Effort(
    rounds=2, long_rounds=1, tokens=3, turns=3, replayed=2, comparisons=2, greedy_tokens=5
)


@pytest.fixture(scope="module")
def startup(tmp_path_factory):
    paths = Paths(tmp_path_factory.mktemp("data"))
    scenes, problems = read_scenes(paths.built_in_scenes)
    return Startup(paths, Settings(threads=1), scenes, "zh", tuple(problems))


@pytest.fixture(scope="module")
def report(startup):
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as out:
        patch.setitem(bench.SHAPES, NAME, TINY)
        patch.setattr(bench, "Effort", lambda: EFFORT)
        arguments = argparse.Namespace(synthetic=NAME, json=True, quick=False, kernel="")
        assert bench.run(arguments, startup) == 0
    assert out.getvalue().count("\n") == 1
    return json.loads(out.getvalue())


def test_the_report_has_what_scripts_rely_on(report):
    assert {"machine", "model", "limit", "max_logit_difference", *rounds.CONTENDERS} <= set(report)
    assert set(report["machine"]) == {"cpu", "cores", "threads", "torch", "os"}
    assert report["model"] == NAME
    assert report["machine"]["threads"] == 1
    for name in ("engine", "plain"):
        assert set(rounds.KEYS) <= set(report[name])


def test_every_figure_was_measured(report):
    figures = [report["limit"]["read_gb_s"], report["limit"]["token_ms"]]
    for name in ("engine", "plain"):
        figures += [report[name][key] for key in rounds.KEYS]
    assert all(math.isfinite(figure) and figure > 0 for figure in figures)
    # what the same process did at the same moment can't all come out alike
    assert len(set(report["plain"].values())) > 6
    assert report["engine"]["peak_rss_mib"] > 50
    assert report["engine"]["tokens_per_step"] >= 1
    assert report["weights"] == parameters(TINY)
    engine = report["engine"]
    assert engine["token_share"] == pytest.approx(
        report["limit"]["token_ms"] / engine["token_ms_64"], abs=1e-3
    )
    assert engine["token_share_drafts"] == pytest.approx(
        report["limit"]["token_ms"] / engine["token_ms_drafts"], abs=1e-3
    )


def test_kernels_that_are_not_here_are_an_error_at_once(startup):
    missing = "avx" if platform.machine() == "aarch64" else "neon"
    arguments = argparse.Namespace(synthetic=NAME, json=True, quick=False, kernel=missing)
    with pytest.raises(KnownError, match=missing):
        bench.run(arguments, startup)


def test_the_numbers_are_those_of_plain_fp32(report):
    assert 0 <= report["max_logit_difference"] < 1e-4
    assert report["greedy_equal"] == 1


def test_nothing_stays_on_the_disk_but_small_caches(report, startup):
    assert not list(startup.paths.cache.glob("bench-*"))
    assert sum(path.stat().st_size for path in startup.paths.data.rglob("*")) < 1 << 20


def test_the_table_ends_with_a_plain_sentence(report, capsys):
    bench._show_table(report)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("A reply of 80 tokens will take about ")
    assert len(lines) > len(bench.ROWS)
    bench._show_table(report | {"plain": None, "max_logit_difference": None})
    assert "not enough free memory" in capsys.readouterr().out


def test_the_shape_is_exactly_that_of_the_real_model():
    assert parameters(SHAPES[NAME]) == 463_987_712


def test_the_synthetic_tokenizer_can_say_every_id_and_cuts_messages_to_length(startup, tmp_path):
    scene = startup.scenes[DEFAULT_SCENE]
    texts = [t for role in scene.judge.values() for row in role.anchors.values() for t in row]
    write_tokenizer(tmp_path, TINY["vocab_size"], texts)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert tokenizer.get_vocab_size() == TINY["vocab_size"]
    tokens = ChatTokens(tmp_path)
    for language in scene.judge:
        work = make_workload(tokens, scene, language, 4096)
        sizes = {len(tokens.encode_text(message)) for message in work.messages}
        assert max(sizes) == MESSAGE_TOKENS
        assert min(sizes) >= MESSAGE_TOKENS - 2
        assert len(work.short) == 64
        assert len(work.long) == 2000
        assert work.chat_kept < min(map(len, work.chat)) - MESSAGE_TOKENS
    assert tokens.encode_text("<|im_end|>") != tokens.encode_template("<|im_end|>")


def test_the_judges_words_are_one_token_each_as_for_the_real_tokenizer(startup, tmp_path):
    role = startup.scenes[DEFAULT_SCENE].judge["zh"]
    words = [word for row in role.word_sets for word in row]
    write_tokenizer(tmp_path, TINY["vocab_size"], [role.system], words)
    tokens = ChatTokens(tmp_path)
    assert {word: len(tokens.encode_text(word)) for word in words} == dict.fromkeys(words, 1)


def test_common_prefix_leaves_something_of_every_row():
    assert common_prefix([[1, 2, 3], [1, 2, 4]]) == 2
    assert common_prefix([[1, 2], [1, 2]]) == 1
    assert common_prefix([[1], [2]]) == 0


def test_a_child_that_dies_is_a_known_error():
    with Child("doomed", "os:_exit", status=3) as child, pytest.raises(KnownError) as caught:
        child.ready()
    assert caught.value.code == "benchmark_failed"
    assert "doomed" in str(caught.value)
    assert "exit code 3" in str(caught.value)


def test_errors_of_a_child_come_back_as_they_are(tmp_path):
    with (
        Child(
            "full",
            "desktop_app.core.system.disk:ensure_space",
            folder=tmp_path,
            needed_bytes=1 << 60,
        ) as child,
        pytest.raises(KnownError) as caught,
    ):
        child.ready()
    assert caught.value.code == "disk_full"
    assert str(tmp_path) in str(caught.value)
    with Child("odd", "json:loads", s="{") as child, pytest.raises(KnownError) as caught:
        child.ready()
    assert "JSONDecodeError" in str(caught.value)


def test_a_busy_child_is_ended(tmp_path):
    child = Child("busy", "threading:Event")
    child.ready()
    pid = child._process.pid
    child._connection.send(("wait", (), {}))
    child.close()
    assert not psutil.pid_exists(pid)


def test_two_runs_at_once_would_measure_each_other(tmp_path):
    left = tmp_path / "bench-left"
    left.mkdir()
    with bench.work_folder(tmp_path) as folder:
        assert not left.exists()
        assert folder.is_dir()
        with pytest.raises(KnownError) as caught, bench.work_folder(tmp_path):
            pass
        assert caught.value.code == "benchmark_running"
        assert folder.is_dir()
    assert not folder.exists()


def test_who_does_not_fit_into_memory_is_left_out(monkeypatch):
    class Memory:
        available = 0

    monkeypatch.setattr(rounds.psutil, "virtual_memory", lambda: Memory)
    weights = 463_987_712
    fits = {}
    for gib in (1, 8, 30):
        Memory.available = gib << 30
        fits[gib] = rounds.who_fits(weights, True)
    assert fits == {1: ["engine"], 8: ["engine", "plain"], 30: list(rounds.CONTENDERS)}
