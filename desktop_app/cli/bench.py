"""`bench`: will it run well here, before or after a model is downloaded."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from desktop_app.cli.console import ProgressLine, put, put_text
from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.scenes.scene import DEFAULT_SCENE, Scene
from desktop_app.core.system.cpu import check_cpu, cpu_name, system_name
from desktop_app.core.system.disk import disk_errors, make_private
from desktop_app.engine.benchmark.child import Child
from desktop_app.engine.benchmark.rounds import (
    CONTENDERS,
    QUICK,
    Effort,
    Stage,
    Subject,
)
from desktop_app.engine.benchmark.rounds import (
    run as run_benchmark,
)
from desktop_app.engine.benchmark.shapes import SHAPES
from desktop_app.engine.benchmark.workload import ARTICLE_JUDGE
from desktop_app.engine.forward.loading import WITHOUT_KERNELS
from desktop_app.engine.kernels.library import levels
from desktop_app.models.catalogue import read_catalogue
from desktop_app.models.store import ModelStore
from desktop_app.shell.platform.translation import tr
from desktop_app.startup import Startup

STAGES = {
    Stage.WRITING: QT_TRANSLATE_NOOP("CommandLine", "Writing a model to measure with"),
    Stage.LOADING: QT_TRANSLATE_NOOP("CommandLine", "Loading"),
    Stage.SHORT: QT_TRANSLATE_NOOP("CommandLine", "Measuring judgements, first words and tokens"),
    Stage.LONG: QT_TRANSLATE_NOOP("CommandLine", "Measuring with a long conversation behind"),
    Stage.CONVERSATION: QT_TRANSLATE_NOOP("CommandLine", "Measuring a conversation of many turns"),
    Stage.COMPARING: QT_TRANSLATE_NOOP("CommandLine", "Comparing the numbers"),
}

NAMES = {
    "engine": QT_TRANSLATE_NOOP("CommandLine", "this program"),
    "plain": QT_TRANSLATE_NOOP("CommandLine", "plain transformers"),
    "llama_cpp_f32": "llama.cpp F32",
    "llama_cpp_bf16": "llama.cpp BF16",
}

ROWS = {
    "load_s": QT_TRANSLATE_NOOP("CommandLine", "model ready, s"),
    "judge_ms": QT_TRANSLATE_NOOP("CommandLine", "judgement, ms"),
    "first_token_ms": QT_TRANSLATE_NOOP("CommandLine", "first token, ms"),
    "first_token_turn2_ms": QT_TRANSLATE_NOOP("CommandLine", "first token, turn 2, ms"),
    "first_token_turn20_ms": QT_TRANSLATE_NOOP("CommandLine", "first token, turn 20, ms"),
    "first_token_typed_ahead_ms": QT_TRANSLATE_NOOP("CommandLine", "first token, typed ahead, ms"),
    "token_ms_64": QT_TRANSLATE_NOOP("CommandLine", "a token, ms"),
    "token_ms_2000": QT_TRANSLATE_NOOP("CommandLine", "a token after 2,000, ms"),
    "token_share": QT_TRANSLATE_NOOP("CommandLine", "share of the memory's limit"),
    "token_share_drafts": QT_TRANSLATE_NOOP("CommandLine", "the same with drafts"),
    "tokens_per_step": QT_TRANSLATE_NOOP("CommandLine", "tokens a step, with drafts"),
    "peak_rss_mib": QT_TRANSLATE_NOOP("CommandLine", "memory at most, MiB"),
}

LIMIT = QT_TRANSLATE_NOOP(
    "CommandLine",
    "Reading these weights once, at the {speed} GB/s measured here, takes {ms} ms.",
)
EXACT = QT_TRANSLATE_NOOP(
    "CommandLine", "Largest difference from plain FP32 numbers: {difference}."
)
VERDICT = QT_TRANSLATE_NOOP(
    "CommandLine", "A reply of 80 tokens will take about {seconds} s on this computer."
)
LEFT_OUT = QT_TRANSLATE_NOOP(
    "CommandLine", "There was not enough free memory to measure plain transformers beside it."
)


def run(arguments: argparse.Namespace, startup: Startup) -> int:
    """Measure, then print one JSON object or a table."""
    check_cpu()
    if arguments.kernel and arguments.kernel not in (*levels(), WITHOUT_KERNELS):
        raise KnownError(
            "kernel_missing",
            QT_TRANSLATE_NOOP("KnownError", "This computer can't compute with {kernel}."),
            QT_TRANSLATE_NOOP(
                "KnownError", "Its processor lacks these instructions, or they were left out."
            ),
            QT_TRANSLATE_NOOP(
                "KnownError", "Leave --kernel out: the best that there is will be used."
            ),
            kernel=arguments.kernel,
        )
    scene = startup.scene(DEFAULT_SCENE)
    threads = startup.settings.threads or psutil.cpu_count(logical=False) or 1
    line = ProgressLine()

    def show(stage: Stage, name: str) -> None:
        text = tr(STAGES[stage])
        line.show(f"{text}: {tr(NAMES[name])}" if name else text)

    try:
        with work_folder(startup.paths.cache) as work:
            if arguments.synthetic:
                show(Stage.WRITING, "")
                name, language = arguments.synthetic, startup.language
                folder = write_shape(work, SHAPES[name], scene)
            else:
                store = ModelStore(
                    startup.paths.models_of(startup.settings),
                    read_catalogue(startup.paths.resources),
                )
                model = store.find(startup.settings.model)
                store.check(model)
                name, folder = model.name, model.folder
                language = scene.languages(model.languages)[0]
            subject = Subject(
                folder=folder,
                name=name,
                scene=scene,
                language=language if language in scene.judge else next(iter(scene.judge)),
                threads=threads,
                weights=startup.settings.weights,
                cache_folder=startup.paths.cache,
                work_folder=work,
                kernel=arguments.kernel,
            )
            report = run_benchmark(subject, QUICK if arguments.quick else Effort(), show)
    finally:
        line.clear()
    report = {"machine": _machine(threads, report), **report}
    if arguments.json:
        put(report)
    else:
        _show_table(report)
    return 0


@contextmanager
def work_folder(cache: Path) -> Iterator[Path]:
    """A folder for files of gigabytes, gone afterwards; what a killed run left is removed first.

    Raises KnownError("benchmark_running") while another run lasts: they would measure each other.
    """
    with disk_errors(cache):
        make_private(cache)
    lock = FileLock(cache / "bench.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise KnownError(
            "benchmark_running",
            QT_TRANSLATE_NOOP("KnownError", "Another measurement is running."),
            QT_TRANSLATE_NOOP("KnownError", "The two would slow each other down."),
            QT_TRANSLATE_NOOP("KnownError", "Wait until it has ended."),
        ) from error
    try:
        for left in cache.glob("bench-*"):
            shutil.rmtree(left, ignore_errors=True)
        with (
            disk_errors(cache),
            tempfile.TemporaryDirectory(
                prefix="bench-", dir=cache, ignore_cleanup_errors=True
            ) as folder,
        ):
            yield Path(folder)
    finally:
        lock.release()


def write_shape(work: Path, config: dict[str, Any], scene: Scene) -> Path:
    """A model with this config.json and random weights. Raises KnownError."""
    folder = work / "model"
    folder.mkdir()
    texts = [*ARTICLE_JUDGE.values()]
    for role in scene.judge.values():
        texts += [role.system, role.answer, *(t for row in role.anchors.values() for t in row)]
    texts += [role.system for role in scene.assistant.values()]
    texts += [cue for role in scene.assistant.values() for cue in role.cues.values()]
    texts += ["system user assistant"]
    with Child(
        "model",
        "desktop_app.engine.benchmark.shapes:write_synthetic",
        folder=folder,
        config=config,
        texts=texts,
        words=[word for role in scene.judge.values() for ws in role.word_sets for word in ws],
    ) as writer:
        writer.ready()
    return folder


def _machine(threads: int, report: dict[str, Any]) -> dict[str, Any]:
    return {
        "cpu": cpu_name(),
        "cores": psutil.cpu_count(logical=False),
        "threads": threads,
        "torch": report["engine"]["torch"],
        "os": system_name(),
    }


def _show_table(report: dict[str, Any]) -> None:
    machine = report["machine"]
    put_text(f"{machine['cpu']}, {machine['threads']} × {machine['os']}, {report['model']}")
    present = [name for name in CONTENDERS if report[name]]
    rows = [["", *(tr(NAMES[name]) for name in present)]]
    for key, text in ROWS.items():
        ours = report["engine"].get(key)
        cells = [_number(ours)]
        for name in present[1:]:
            theirs = report[name].get(key)
            ratio = f" (× {theirs / ours:.1f})" if theirs and ours else ""
            cells.append(_number(theirs) + ratio)
        rows.append([tr(text), *cells])
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        padded = (
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        put_text("  ".join(padded).rstrip())
    limit = report["limit"]
    put_text(tr(LIMIT).format(speed=f"{limit['read_gb_s']:.0f}", ms=f"{limit['token_ms']:.1f}"))
    if report["max_logit_difference"] is None:
        put_text(tr(LEFT_OUT))
    else:
        put_text(tr(EXACT).format(difference=f"{report['max_logit_difference']:.1e}"))
    put_text(tr(VERDICT).format(seconds=f"{report['reply_80_tokens_s']:.1f}"))


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"


def _width(text: str) -> int:
    """Columns in a terminal: a Chinese character takes two."""
    return sum(2 if "\u2e80" <= char <= "\uffef" else 1 for char in text)
