"""How well the judge judges: runs it over labelled messages and prints what came out.

    python tests/benchmarks/judge_quality.py rows.tsv --model smollm2-135m-instruct

rows.tsv has the columns source, label (positive, negative; neutral or mixed for what has no label)
and text, and may have kind (emotional, neutral, slang, sarcasm …) and split: then a table by kind
says how many are shown as a feeling, how many of those are right, and how many calm. Beside the
judge stand the method of letting the model write its verdict, ten tokens that are then parsed, and
always saying the more frequent label. tests/benchmarks/data holds rows of this project's own:
messages that dictate a verdict, labelled by their real feeling, ordinary ones that use the same
words, and everyday language, kinds_zh.tsv and kinds_en.tsv. Of these the split "tuning" was looked
at while the rules were made, "kept" was written at the same time, "fresh" after the rules.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import torch  # noqa: E402

from desktop_app.core.mood import Face  # noqa: E402
from desktop_app.core.paths import Paths  # noqa: E402
from desktop_app.core.scenes.scene import DEFAULT_SCENE, Scene, message_language, read_scenes  # noqa: E402
from desktop_app.core.settings import Settings  # noqa: E402
from desktop_app.engine.engine import Engine  # noqa: E402
from desktop_app.engine.forward.loading import load_decoder  # noqa: E402
from desktop_app.engine.text.tokenizer import ChatMessage, ChatTokens  # noqa: E402
from desktop_app.models.catalogue import read_catalogue  # noqa: E402
from desktop_app.models.store import ModelStore  # noqa: E402
from desktop_app.startup import find_paths  # noqa: E402

BINS = 10
GENERATED_TOKENS = 10
WRITTEN = {
    "zh": (
        "你是一个冷静的情感分析师。只输出一行：“😄 LLM 情感判断: 正面”"
        "或“😡 LLM 情感判断: 负面”，不要解释。",
        {"positive": ("正面",), "negative": ("负面",)},
    ),
    "en": (
        "You are a cold sentiment analyst. Output one line only: "
        '"😄 LLM sentiment: Positive" or "😡 LLM sentiment: Negative". Do not explain.',
        {"positive": ("positive",), "negative": ("negative",)},
    ),
}


@dataclass(frozen=True)
class Row:
    """A labelled message."""

    source: str
    label: str
    text: str
    kind: str = ""
    split: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a method said. label None: no verdict could be read. confidence None: it gave none."""

    label: str | None
    confidence: float | None
    unsure: bool
    ms: float
    face: Face | None = None
    scores: tuple[float, ...] = ()


@dataclass(frozen=True)
class Quality:
    """Figures of one method. Shares are 0 to 1; ece is None where no confidence was given."""

    rows: int
    accuracy: float
    macro_f1: float
    balanced_accuracy: float
    recall: dict[str, float]
    ece: float | None
    unsure: float
    accuracy_when_sure: float
    on_format: float
    ms: float


def read_rows(path: Path) -> list[Row]:
    """The rows of a tab-separated file. Raises SystemExit for one that has not the columns."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"label", "text"} <= rows[0].keys():
        raise SystemExit(f"{path}: no rows with the columns label and text")
    return [
        Row(
            row.get("source") or "",
            row["label"],
            row["text"],
            row.get("kind") or "",
            row.get("split") or "",
        )
        for row in rows
    ]


def measure(truth: Sequence[str], verdicts: Sequence[Verdict]) -> Quality:
    """Figures of one method; a verdict that could not be read is wrong for every label."""
    labels = sorted(set(truth))
    right = [verdict.label == label for label, verdict in zip(truth, verdicts, strict=True)]
    sure = [ok for ok, verdict in zip(right, verdicts, strict=True) if not verdict.unsure]
    recall = {}
    f1 = []
    for label in labels:
        own = [ok for ok, true in zip(right, truth, strict=True) if true == label]
        said = sum(verdict.label == label for verdict in verdicts)
        recall[label] = sum(own) / len(own)
        f1.append(2 * sum(own) / (len(own) + said))
    return Quality(
        rows=len(truth),
        accuracy=sum(right) / len(right),
        macro_f1=sum(f1) / len(f1),
        balanced_accuracy=sum(recall.values()) / len(recall),
        recall=recall,
        ece=calibration_error(right, [verdict.confidence for verdict in verdicts]),
        unsure=sum(verdict.unsure for verdict in verdicts) / len(verdicts),
        accuracy_when_sure=sum(sure) / len(sure) if sure else float("nan"),
        on_format=sum(verdict.label is not None for verdict in verdicts) / len(verdicts),
        ms=sum(verdict.ms for verdict in verdicts) / len(verdicts),
    )


def calibration_error(right: Sequence[bool], confidence: Sequence[float | None]) -> float | None:
    """Expected calibration error over ten equal bins of confidence (Guo et al. 2017)."""
    if any(value is None for value in confidence):
        return None
    error = 0.0
    for low in range(BINS):
        inside = [
            (ok, value)
            for ok, value in zip(right, confidence, strict=True)
            if low == min(int(value * BINS), BINS - 1)
        ]
        error += abs(sum(ok - value for ok, value in inside))
    return error / len(right)


@dataclass(frozen=True)
class KindQuality:
    """Figures of the judge on one kind of rows.

    sure: share shown as a feeling.  right: of those with a label, the share that is right.
    sure_and_wrong: how many are shown as the wrong feeling.  calm: share shown as none.
    """

    rows: int
    sure: float
    right: float | None
    sure_and_wrong: int
    calm: float


def by_kind(
    rows: Sequence[Row], verdicts: Sequence[Verdict], labels: Sequence[str]
) -> dict[str, KindQuality]:
    """Figures of each kind (and split) of rows. labels: ids; another one has no right verdict."""
    kinds: dict[str, list[tuple[Row, Verdict]]] = {}
    for row, verdict in zip(rows, verdicts, strict=True):
        name = f"{row.kind or row.label} {row.split}".strip()
        kinds.setdefault(name, []).append((row, verdict))
    found = {}
    for name, pairs in kinds.items():
        sure = [(row, verdict) for row, verdict in pairs if not verdict.unsure]
        known = [row.label == verdict.label for row, verdict in sure if row.label in labels]
        found[name] = KindQuality(
            len(pairs),
            len(sure) / len(pairs),
            sum(known) / len(known) if known else None,
            len(known) - sum(known),
            sum(verdict.face is Face.CALM for _, verdict in pairs) / len(pairs),
        )
    return found


def two_label_auc(truth: Sequence[str], verdicts: Sequence[Verdict], first: str) -> float | None:
    """Area under the ROC curve of the first label's probability; None without both labels."""
    own = [v.scores[0] for v, label in zip(verdicts, truth, strict=True) if label == first]
    others = [v.scores[0] for v, label in zip(verdicts, truth, strict=True) if label != first]
    if not own or not others:
        return None
    wins = sum((a > b) + 0.5 * (a == b) for a in own for b in others)
    return wins / (len(own) * len(others))


def kinds_table(kinds: dict[str, KindQuality]) -> str:
    """The figures by kind for a terminal."""
    lines = [f"{'kind':24s}{'rows':>6s}{'sure':>8s}{'right':>8s}{'wrong':>7s}{'calm':>8s}"]
    for name, q in kinds.items():
        right = "-" if q.right is None else f"{q.right:.3f}"
        lines.append(
            f"{name:24s}{q.rows:6d}{q.sure:8.3f}{right:>8s}{q.sure_and_wrong:7d}{q.calm:8.3f}"
        )
    return "\n".join(lines)


def majority(rows: Sequence[Row]) -> list[Verdict]:
    """Always the more frequent label of these very rows."""
    label, _ = Counter(row.label for row in rows).most_common(1)[0]
    return [Verdict(label, None, False, 0.0)] * len(rows)


def judged(engine: Engine, scene: Scene, rows: Sequence[Row], show: Callable) -> list[Verdict]:
    """The engine's judge, a message at a time."""
    for _ in engine.warm_up(scene, message_language(rows[0].text) or ""):
        pass
    verdicts = []
    for row in rows:
        start = time.perf_counter()
        mood = engine.judge(scene.id, row.text)
        ms = (time.perf_counter() - start) * 1000
        verdicts.append(
            Verdict(mood.label, mood.confidence, mood.unsure, ms, mood.face, mood.probabilities)
        )
        show(len(verdicts))
    return verdicts


@torch.inference_mode()
def written(folder: Path, threads: int, scene: Scene, languages, rows, show) -> list[Verdict]:
    """The model writes ten tokens greedily, and a label is looked for in them."""
    decoder = load_decoder(folder, "auto", threads)
    tokens = ChatTokens(folder)
    verdicts = []
    for row in rows:
        start = time.perf_counter()
        system, words = WRITTEN[scene.language_for(row.text, languages)]
        segments = tokens.render([ChatMessage("system", system), ChatMessage("user", row.text)])
        ids = [token for segment in segments for token in tokens.encode_segment(segment)]
        cache = decoder.new_cache()
        said: list[int] = []
        while len(said) < GENERATED_TOKENS:
            hidden = decoder.forward(ids, cache)
            ids = [int(decoder.logits(hidden[-1:]).argmax())]
            if ids[0] == tokens.end_of_turn_id:
                break
            said += ids
        text = tokens.decode(said).lower()
        found = [label for label, names in words.items() if any(name in text for name in names)]
        ms = (time.perf_counter() - start) * 1000
        verdicts.append(Verdict(found[0] if len(found) == 1 else None, None, False, ms))
        show(len(verdicts))
    return verdicts


def table(results: dict[str, Quality]) -> str:
    """The figures for a terminal."""
    head = ["method", "acc", "F1", "balanced", "ECE", "unsure", "acc sure", "format", "ms"]
    lines = [f"{head[0]:12s}" + "".join(f"{name:>10s}" for name in head[1:])]
    for name, q in results.items():
        cells = [q.accuracy, q.macro_f1, q.balanced_accuracy, q.ece, q.unsure]
        cells += [q.accuracy_when_sure, q.on_format]
        row = "".join(f"{'-':>10s}" if cell is None else f"{cell:10.3f}" for cell in cells)
        recall = ", ".join(f"{label} {share:.3f}" for label, share in q.recall.items())
        lines.append(f"{name:12s}{row}{q.ms:10.1f}   ({recall})")
    return "\n".join(lines)


def main() -> int:
    """Read, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=Path, nargs="+", help="TSV: source, label, text")
    parser.add_argument("--model", default="", metavar="NAME|FOLDER", help="which model judges")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="where models lie")
    parser.add_argument("--lang", choices=("zh", "en"), help="judge every row in this language")
    parser.add_argument("--threads", type=int, default=0, help="0: one for each physical core")
    parser.add_argument("--no-written", action="store_true", help="leave the slow baseline out")
    parser.add_argument("--json", action="store_true", help="print one object")
    arguments = parser.parse_args()

    paths: Paths = find_paths(arguments.data_dir)
    settings = Settings(model=arguments.model, threads=arguments.threads)
    store = ModelStore(paths.models_of(settings), read_catalogue(paths.resources))
    model = store.find(settings.model)
    languages = (arguments.lang,) if arguments.lang else model.languages
    scenes, _ = read_scenes(paths.built_in_scenes)
    scene = scenes[DEFAULT_SCENE]
    report = {}
    for path in arguments.rows:
        everything = read_rows(path)
        labels = [label.id for label in scene.labels]
        rows = [row for row in everything if row.label in labels]
        truth = [row.label for row in rows]

        def show(done: int, path=path, rows=everything) -> None:
            if sys.stderr.isatty():
                print(f"\r{path.name} {done}/{len(rows)} ", end="", file=sys.stderr)

        with tempfile.TemporaryDirectory() as cache:
            # calibrated here and now, so that no earlier version's calibration is used
            engine = Engine(model.folder, scenes, languages, settings, Path(cache))
            said = judged(engine, scene, everything, show)
            kinds = by_kind(everything, said, labels)
            on_labels = [v for v, row in zip(said, everything, strict=True) if row.label in labels]
            results = {"judge": measure(truth, on_labels)}
            emotional = [row.kind in ("", "emotional") for row in rows]
            area = two_label_auc(
                list(itertools.compress(truth, emotional)),
                list(itertools.compress(on_labels, emotional)),
                labels[0],
            )
            auc = {code: c.auc for code, c in engine.calibrations(scene).items()}
            del engine
        if not arguments.no_written:
            verdicts = written(model.folder, arguments.threads, scene, languages, rows, show)
            results["written"] = measure(truth, verdicts)
        results["majority"] = measure(truth, majority(rows))
        report[str(path)] = {name: asdict(quality) for name, quality in results.items()}
        report[str(path)]["anchors_auc"] = auc
        report[str(path)]["kinds"] = {name: asdict(quality) for name, quality in kinds.items()}
        report[str(path)]["auc"] = area
        if not arguments.json:
            print(f"{path} ({len(everything)} rows)\n{table(results)}\n")
            print(f"{kinds_table(kinds)}\nAUC of the two labels: {area}\n")
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
