"""What a few corrections do to the judge: draws some labelled rows, teaches, judges the others.

    python tests/benchmarks/judge_teaching.py rows.tsv --model smollm2-135m-instruct

Draws at random, and draws with the judge's mistakes fifteen times as likely, as people correct
what they see to be wrong. Every row is read by the model once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from desktop_app.core.scenes.scene import DEFAULT_SCENE, read_scenes  # noqa: E402
from desktop_app.core.settings import Settings  # noqa: E402
from desktop_app.engine.forward.loading import load_decoder  # noqa: E402
from desktop_app.engine.judging.corrections import Example, Taught  # noqa: E402
from desktop_app.engine.judging.judge import Judge  # noqa: E402
from desktop_app.engine.text.tokenizer import ChatTokens  # noqa: E402
from desktop_app.models.catalogue import read_catalogue  # noqa: E402
from desktop_app.models.store import ModelStore  # noqa: E402
from desktop_app.startup import find_paths  # noqa: E402
from tests.benchmarks.judge_quality import read_rows  # noqa: E402


def right(example: Example, taught: Taught | None) -> bool:
    """Whether a row is judged as it is labelled."""
    place = example.place if taught is None else taught.applied(example.place)[0]
    return example.agrees(place)


def main() -> int:
    """Read, draw, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=Path, help="TSV: source, label, text")
    parser.add_argument("--model", default="", metavar="NAME|FOLDER")
    parser.add_argument("--data-dir", type=Path, metavar="DIR")
    parser.add_argument("--lang", choices=("zh", "en"), default="en")
    parser.add_argument("--corrections", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()

    paths = find_paths(arguments.data_dir)
    settings = Settings(model=arguments.model)
    store = ModelStore(paths.models_of(settings), read_catalogue(paths.resources))
    folder = store.find(settings.model).folder
    scene = read_scenes(paths.built_in_scenes)[0][DEFAULT_SCENE]
    with tempfile.TemporaryDirectory() as cache:
        decoder = load_decoder(folder, "auto", 1, cache_folder=Path(cache))
        judge = Judge(decoder, ChatTokens(folder), scene, scene.judge[arguments.lang])
        for _ in judge.calibrate():
            pass
        examples = [judge.example(row.text, row.label) for row in read_rows(arguments.rows)]
    wrong = np.array([not right(example, None) for example in examples])
    print(f"without corrections {1 - wrong.mean():.3f} of {len(examples)}")
    for name, weights in (("at random", np.ones(len(wrong))), ("mistakes", 1.0 + 14 * wrong)):
        for seed in range(arguments.seeds):
            draw = np.random.default_rng(seed).choice(
                len(examples), arguments.corrections, replace=False, p=weights / weights.sum()
            )
            taught = Taught([examples[index] for index in draw])
            rest = [example for index, example in enumerate(examples) if index not in set(draw)]
            before = sum(right(example, None) for example in rest) / len(rest)
            after = sum(right(example, taught) for example in rest) / len(rest)
            own = sum(right(examples[index], taught) for index in draw)
            print(
                f"{name} {seed}: rest {before:.3f} -> {after:.3f} ({after - before:+.3f}), "
                f"corrected rows right {int((~wrong[draw]).sum())} -> {own} of {len(draw)}, "
                f"shift {taught.shift[0]:+.2f}"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
