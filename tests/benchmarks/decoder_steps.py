"""The decoder beside transformers' own modules, on one model, in turns.

    python tests/benchmarks/decoder_steps.py [MODEL_FOLDER] [--rounds 5] [--threads 0]

Without a folder it makes random bfloat16 weights of Qwen1.5-0.5B's exact shape. Each contender is
a process of its own, so that load time and peak memory are its own; the measurements alternate
between them, and the shortest of each kind counts. Trust the ratios, not the milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
CONTENDERS = ("compact", "plain")
SHORT = ("token 64", "prefill 15", "prefill 120")
LONG = ("token 2000",)

SHAPE = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "hidden_act": "silu",
    "hidden_size": 1024,
    "intermediate_size": 2816,
    "max_position_embeddings": 32768,
    "num_attention_heads": 16,
    "num_hidden_layers": 24,
    "num_key_value_heads": 16,
    "rms_norm_eps": 1e-06,
    "rope_theta": 1000000.0,
    "tie_word_embeddings": True,
    "vocab_size": 151936,
}


def write_shape(folder: Path) -> Path:
    """Random bfloat16 weights, the tied output matrix held twice as in the real file."""
    import torch
    from safetensors.torch import save_file

    generator = torch.Generator().manual_seed(1)

    def random(*shape: int, middle: float = 0.0, spread: float = 0.02) -> torch.Tensor:
        return (middle + spread * torch.randn(shape, generator=generator)).bfloat16()

    hidden, wide = SHAPE["hidden_size"], SHAPE["intermediate_size"]
    tensors = {
        "model.embed_tokens.weight": random(SHAPE["vocab_size"], hidden),
        "model.norm.weight": random(hidden, middle=1.0, spread=0.1),
    }
    for number in range(SHAPE["num_hidden_layers"]):
        prefix = f"model.layers.{number}"
        for norm in ("input_layernorm", "post_attention_layernorm"):
            tensors[f"{prefix}.{norm}.weight"] = random(hidden, middle=1.0, spread=0.1)
        for name in "qkv":
            tensors[f"{prefix}.self_attn.{name}_proj.weight"] = random(hidden, hidden, spread=0.04)
            tensors[f"{prefix}.self_attn.{name}_proj.bias"] = random(hidden, spread=0.2)
        tensors[f"{prefix}.self_attn.o_proj.weight"] = random(hidden, hidden)
        tensors[f"{prefix}.mlp.gate_proj.weight"] = random(wide, hidden)
        tensors[f"{prefix}.mlp.up_proj.weight"] = random(wide, hidden)
        tensors[f"{prefix}.mlp.down_proj.weight"] = random(hidden, wide)
    tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"].clone()
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    (folder / "config.json").write_text(json.dumps(SHAPE), encoding="utf-8")
    return folder


class Contender:
    """A process that holds one decoder and answers one question at a time."""

    def __init__(self, kind: str, folder: Path, threads: int, cache: Path) -> None:
        started = time.perf_counter()
        command = [sys.executable, __file__, str(folder), "--contender", kind]
        self._process = subprocess.Popen(
            [*command, "--threads", str(threads), "--cache", str(cache)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        )
        self.weights = self.ask("weights")
        self.load_s = time.perf_counter() - started

    def ask(self, question: str):
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


def answer(kind: str, folder: Path, threads: int, cache: Path) -> None:
    """The contender's side: load, then answer questions from stdin until it is closed."""
    import psutil
    import torch

    if kind == "compact":
        from desktop_app.engine.forward.loading import load_decoder

        decoder = load_decoder(folder, threads=threads, cache_folder=cache)
    else:
        from desktop_app.engine.forward.transformers_decoder import load_transformers

        torch.set_num_threads(threads or psutil.cpu_count(logical=False))
        decoder = load_transformers(folder)
    caches = {0: decoder.new_cache()}

    def milliseconds(work: str, size: int) -> float:
        past = size if work == "token" else 0
        if past not in caches:
            caches[past] = decoder.new_cache()
            decoder.forward([5] * past, caches[past])
        ids = [7] if work == "token" else [7] * size
        start = time.perf_counter()
        decoder.logits(decoder.forward(ids, caches[past])[-1:])
        elapsed = time.perf_counter() - start
        caches[past].crop(past)
        return elapsed * 1000

    for line in sys.stdin:
        work, *rest = line.split()
        if work == "weights":
            result = decoder.weights
        elif work == "peak_rss_mib":
            status = Path("/proc/self/status").read_text(encoding="utf-8")
            result = int(status.split("VmHWM:")[1].split()[0]) / 1024
        elif work == "greedy":
            cache, ids, result = decoder.new_cache(), [int(text) for text in rest], []
            for _ in range(64):
                logits = decoder.logits(decoder.forward(ids, cache)[-1:])[0]
                ids = [int(logits.argmax())]
                result += ids
        elif work == "logits":
            cache = decoder.new_cache()
            ids = [int(text) for text in rest[1:]]
            torch.save(decoder.logits(decoder.forward(ids, cache)), rest[0])
            result = None
        else:
            result = milliseconds(work, int(rest[0]))
        print(json.dumps(result), flush=True)


def compare(folder: Path, rounds: int, threads: int, prompts: int) -> None:
    with tempfile.TemporaryDirectory() as cache:
        contenders = [Contender(kind, folder, threads, Path(cache)) for kind in CONTENDERS]
        rows = [("load, s from process start", [c.load_s for c in contenders])]
        rows += [(f"{q}, ms", best) for q, best in measure(contenders, SHORT, rounds)]
        rows += [("peak RSS, short, MiB", [c.ask("peak_rss_mib") for c in contenders])]
        rows += [(f"{q}, ms", best) for q, best in measure(contenders, LONG, rounds)]
        rows += [("peak RSS, 2,000 tokens, MiB", [c.ask("peak_rss_mib") for c in contenders])]
        print(f"{folder.name}: " + ", ".join(c.weights for c in contenders))
        print(f"{'':30}" + "".join(f"{kind:>12}" for kind in CONTENDERS) + f"{'ratio':>9}")
        for name, values in rows:
            print(f"{name:30}" + "".join(f"{v:12.2f}" for v in values), end="")
            print(f"{values[0] / values[1]:9.3f}")
        exactness(contenders, Path(cache), prompts)
        for contender in contenders:
            contender.close()


def measure(contenders: list[Contender], questions: tuple[str, ...], rounds: int):
    for question in questions:
        answers = [[c.ask(question) for c in contenders] for _ in range(rounds)]
        yield question, [min(column) for column in zip(*answers, strict=True)]


def exactness(contenders: list[Contender], folder: Path, prompts: int) -> None:
    import random

    import torch

    choice = random.Random(0)
    texts = [" ".join(str(choice.randrange(20000)) for _ in range(15)) for _ in range(prompts)]
    worst, equal = 0.0, 0
    for text in texts:
        results = []
        for contender in contenders:
            contender.ask(f"logits {folder / 'logits.pt'} {text}")
            results.append(torch.load(folder / "logits.pt"))
        worst = max(worst, (results[0] - results[1]).abs().max().item())
        replies = [contender.ask(f"greedy {text}") for contender in contenders]
        equal += replies[0] == replies[1]
    print(f"largest logit difference {worst:.1e}; 64 greedy tokens equal: {equal} of {prompts}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--prompts", type=int, default=20)
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contender:
        answer(options.contender, options.folder, options.threads, options.cache)
    elif options.folder:
        compare(options.folder, options.rounds, options.threads, options.prompts)
    else:
        with tempfile.TemporaryDirectory() as folder:
            shape = write_shape(Path(folder))
            compare(shape, options.rounds, options.threads, options.prompts)


if __name__ == "__main__":
    main()
