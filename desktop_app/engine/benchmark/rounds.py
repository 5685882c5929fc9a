"""Who is asked what, in turns, and the report that comes of it.

Every figure is the median over rounds in which all contenders were asked one after the other; the
first round warms caches and is not counted. Peaks of memory are those of the contenders' own
processes.
"""

from __future__ import annotations

import enum
import json
import math
import statistics
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from safetensors import safe_open

from desktop_app.core.scenes.scene import Scene
from desktop_app.core.system.disk import disk_errors, ensure_space
from desktop_app.engine.benchmark import llama
from desktop_app.engine.benchmark.child import Child
from desktop_app.engine.benchmark.workload import Workload, make_workload
from desktop_app.engine.text.tokenizer import ChatTokens

PACKAGE = "desktop_app.engine.benchmark"
CONTENDERS = ("engine", "plain", "llama_cpp_f32", "llama_cpp_bf16")
KEYS = (
    "load_s",
    "judge_ms",
    "first_token_ms",
    "token_ms_64",
    "token_ms_2000",
    "first_token_turn2_ms",
    "first_token_turn20_ms",
    "tokens_per_step",
    "peak_rss_mib",
)
"""What every contender has; null where it was not measured."""

MAX_CONTEXT = 2304
"""For those that must be told beforehand how long a context may become."""

BYTES_A_WEIGHT = {"engine": 4.5, "plain": 7, "llama_cpp_bf16": 2.5, "llama_cpp_f32": 4.5}
SPARE_BYTES = 700 << 20
"""What a contender may take at its peak while it loads, generously: who does not fit into free
memory is left out, because a machine that swaps measures its disk."""


class Stage(enum.Enum):
    """What a run is busy with, in order."""

    WRITING = "writing"
    LOADING = "loading"
    SHORT = "short"
    LONG = "long"
    CONVERSATION = "conversation"
    COMPARING = "comparing"


Progress = Callable[[Stage, str], None]
"""Told at the beginning of each step; the text names the contender, or is empty."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured. comparisons: prompts whose logits and greedy tokens are compared."""

    rounds: int = 5
    long_rounds: int = 3
    tokens: int = 16
    turns: int = 20
    replayed: int = 10
    comparisons: int = 6
    greedy_tokens: int = 64


QUICK = Effort(rounds=3, long_rounds=2, tokens=12, replayed=5, comparisons=2)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured, and how.

    folder: of the model.  name: for the report.  threads: the same for all, at least 1.
    weights: as in Settings.  kernel: as load_decoder takes it.
    cache_folder: where the engine keeps what it measured.
    work_folder: for large files that live as long as the run.
    """

    folder: Path
    name: str
    scene: Scene
    language: str
    threads: int
    weights: str
    cache_folder: Path
    work_folder: Path
    kernel: str = ""


def run(subject: Subject, effort: Effort, progress: Progress) -> dict[str, Any]:
    """Measure everything and return the report. Raises KnownError."""
    config = json.loads((subject.folder / "config.json").read_text(encoding="utf-8"))
    workload = make_workload(
        ChatTokens(subject.folder),
        subject.scene,
        subject.language,
        config["max_position_embeddings"],
    )
    weights = count_weights(subject.folder)
    names = who_fits(weights, llama.is_available(subject.folder))
    with ExitStack() as stack:
        ggufs = _write_ggufs(subject, names, weights, progress)
        memory = stack.enter_context(
            Child("memory", f"{PACKAGE}.contenders:MemoryContender", threads=subject.threads)
        )
        memory.ready()
        children: dict[str, Child] = {}
        results = _Results()
        for name in names:
            progress(Stage.LOADING, name)
            child = stack.enter_context(_start(name, subject, workload, ggufs.get(name)))
            results.add(name, "load_s", child.ready())
            children[name] = child
        race = _Race(workload, children, memory, results, effort, progress)
        race.short()
        race.peaks("peak_rss_mib")
        race.long()
        race.peaks("peak_rss_2000_mib")
        race.conversation()
        compared = race.compare()
        described = {name: child.ask("describe") for name, child in children.items()}
    read_gb_s = max(results.values["memory", "read_gb_s"])
    size = weights * (2 if described["engine"]["weights"] == "exact16" else 4)
    report: dict[str, Any] = {
        "model": subject.name,
        "weights": weights,
        "limit": {
            "read_gb_s": round(read_gb_s, 2),
            "token_ms": round(size / read_gb_s / 1e6, 3),
        },
        **compared,
    }
    for name in CONTENDERS:
        report[name] = {**results.medians(name), **described[name]} if name in names else None
    engine = report["engine"]
    limit_ms = report["limit"]["token_ms"]
    # 1 would be a token in the time that reading the weights takes; drafts may be faster
    engine["token_share"] = round(limit_ms / engine["token_ms_64"], 3)
    engine["token_share_drafts"] = round(limit_ms / engine["token_ms_drafts"], 3)
    report["reply_80_tokens_s"] = round(
        (engine["first_token_ms"] + 79 * engine["token_ms_64"]) / 1000, 2
    )
    return report


def count_weights(folder: Path) -> int:
    """Weights that one token reads: all but an embedding of which only a row is looked up."""
    tied = json.loads((folder / "config.json").read_text(encoding="utf-8")).get(
        "tie_word_embeddings", False
    )
    looked_up = () if tied else ("model.embed_tokens.weight",)
    skipped = ("lm_head.weight",) if tied else ()
    total = 0
    for path in folder.glob("*.safetensors"):
        with safe_open(path, framework="np") as file:
            for name in file.keys():  # noqa: SIM118
                if name not in looked_up + skipped:
                    total += math.prod(file.get_slice(name).get_shape())
    return total


def who_fits(weights: int, with_llama: bool) -> list[str]:
    """The contenders that fit into free memory together; the engine is there in every case."""
    room: float = psutil.virtual_memory().available - SPARE_BYTES
    order = ["engine", "plain", *(["llama_cpp_bf16", "llama_cpp_f32"] if with_llama else [])]
    names = []
    for name in order:
        room -= weights * BYTES_A_WEIGHT[name] + SPARE_BYTES
        if room > 0 or name == "engine":
            names.append(name)
    return [name for name in CONTENDERS if name in names]


def _write_ggufs(
    subject: Subject, names: list[str], weights: int, progress: Progress
) -> dict[str, Path]:
    kinds = {"llama_cpp_f32": ("f32", 4), "llama_cpp_bf16": ("bf16", 2)}
    paths = {}
    for name in names:
        if name in kinds:
            kind, width = kinds[name]
            progress(Stage.WRITING, name)
            path = subject.work_folder / f"{kind}.gguf"
            ensure_space(subject.work_folder, weights * width)
            with (
                disk_errors(subject.work_folder),
                Child(
                    name,
                    f"{PACKAGE}.llama:write_gguf",
                    folder=subject.folder,
                    path=path,
                    kind=kind,
                ) as writer,
            ):
                writer.ready()
            paths[name] = path
    return paths


def _start(name: str, subject: Subject, workload: Workload, gguf: Path | None) -> Child:
    common = {"workload": workload, "threads": subject.threads}
    if name == "engine":
        # the weights' file is warm for all, as at every start but a computer's first
        for path in subject.folder.glob("*.safetensors"):
            with path.open("rb") as file:
                while file.read(1 << 24):
                    pass
        return Child(
            name,
            f"{PACKAGE}.contenders:EngineContender",
            folder=subject.folder,
            weights=subject.weights,
            cache_folder=subject.cache_folder,
            kernel=subject.kernel,
            **common,
        )
    if name == "plain":
        return Child(name, f"{PACKAGE}.contenders:PlainContender", folder=subject.folder, **common)
    return Child(name, f"{PACKAGE}.llama:LlamaContender", path=gguf, context=MAX_CONTEXT, **common)


class _Results:
    """Every single figure, by contender and key."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], list[float]] = defaultdict(list)

    def add(self, name: str, key: str, value: float) -> None:
        self.values[name, key].append(value)

    def medians(self, name: str) -> dict[str, float | None]:
        found: dict[str, float | None] = dict.fromkeys(KEYS)
        for (contender, key), values in self.values.items():
            if contender == name:
                found[key] = round(statistics.median(values), 3)
        return found


class _Race:
    """One run's rounds."""

    def __init__(
        self,
        workload: Workload,
        children: dict[str, Child],
        memory: Child,
        results: _Results,
        effort: Effort,
        progress: Progress,
    ) -> None:
        self._work = workload
        self._children = children
        self._engine = children["engine"]
        self._others = {name: c for name, c in children.items() if name != "engine"}
        self._memory = memory
        self._results = results
        self._effort = effort
        self._progress = progress

    def short(self) -> None:
        """Judging, first tokens and decoding with little context."""
        for number in range(self._effort.rounds + 1):
            self._progress(Stage.SHORT, "")
            row = {("memory", "read_gb_s"): self._memory.ask("read_gb_s", 5)}
            for name, child in self._children.items():
                row[name, "judge_ms"] = child.ask("judge", number)
                row[name, "first_token_ms"] = child.ask("first_token", number)
                row[name, "token_ms_64"] = self._decode(child, self._work.short)
            engine = self._engine
            row["engine", "first_token_cue_ms"] = engine.ask("first_token", number, cue=True)
            row["engine", "first_token_typed_ahead_ms"] = engine.ask(
                "first_token_typed_ahead", number
            )
            if number:
                for (name, key), value in row.items():
                    self._results.add(name, key, value)

    def long(self) -> None:
        """Decoding with much context; the context itself is computed once."""
        for number in range(self._effort.long_rounds + 1):
            for name, child in self._children.items():
                self._progress(Stage.LONG, name if number == 0 else "")
                elapsed_ms = self._decode(child, self._work.long)
                if number:
                    self._results.add(name, "token_ms_2000", elapsed_ms)

    def peaks(self, key: str) -> None:
        """Note the most memory that each contender has had until now."""
        for name, child in self._children.items():
            self._results.add(name, key, child.ask("peak_rss_mib"))

    def conversation(self) -> None:
        """First tokens at the second and the last turn, and what drafts bring."""
        effort = self._effort
        self._engine.ask("begin_conversation")
        turns = []
        for number in range(effort.turns):
            self._progress(Stage.CONVERSATION, "")
            if number == 1:
                self._first_tokens("first_token_turn2_ms")
            if number == effort.turns - 1:
                self._first_tokens("first_token_turn20_ms")
            turns.append(self._engine.ask("turn", number, effort.tokens))
        self._engine.ask("begin_conversation")
        again = [
            self._engine.ask("turn", number, effort.tokens) for number in range(effort.replayed)
        ]
        for rows, token_key, step_key in (
            (turns, "token_ms_drafts", "tokens_per_step"),
            (again, "token_ms_replayed", "tokens_per_step_replayed"),
        ):
            ms, tokens, steps = (sum(row[key] for row in rows) for key in ("ms", "tokens", "steps"))
            self._results.add("engine", token_key, ms / tokens)
            self._results.add("engine", step_key, tokens / steps)
        for name in self._others:
            # one pass for each token, by construction
            self._results.add(name, "tokens_per_step", 1.0)

    def compare(self) -> dict[str, float | None]:
        """How far the engine's numbers are from plain FP32; None where plain was left out."""
        plain = self._children.get("plain")
        if plain is None:
            return {"max_logit_difference": None, "greedy_equal": None}
        effort = self._effort
        prompts = self._work.chat[: effort.comparisons]
        differences, equal = [], []
        for ids in prompts:
            self._progress(Stage.COMPARING, "")
            ours, theirs = (c.ask("logits", ids, 8) for c in (self._engine, plain))
            differences.append(float(abs(ours - theirs).max()))
            new = self._engine.ask("greedy", ids, effort.greedy_tokens)
            equal.append(plain.ask("agrees", ids, new))
        return {
            "max_logit_difference": max(differences),
            "greedy_equal": sum(equal) / len(equal),
        }

    def _first_tokens(self, key: str) -> None:
        messages = len(self._work.messages)
        for number in range(self._effort.long_rounds + 1):
            # from the end, where the conversation has not come yet
            engine_ms, ids, known = self._engine.ask("next_first_token", messages - 1 - number)
            row = {"engine": engine_ms}
            for name, child in self._others.items():
                told = () if name == "plain" else (known,)
                row[name] = child.ask("first_token_of", ids, *told)
            if number:
                for name, elapsed_ms in row.items():
                    self._results.add(name, key, elapsed_ms)

    def _decode(self, child: Child, ids: list[int]) -> float:
        return child.ask("decode", ids, self._effort.tokens)
