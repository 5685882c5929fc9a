#!/bin/sh
# The engine on emulated processors, older than any that builds or tests it.
#
#   Haswell      (2013, AVX2)  the kernels' second level, with FMA
#   SandyBridge  (2011, AVX)   the first
#   Nehalem      (2008)        no AVX: a readable message, not an illegal instruction
#
# Needs qemu-x86_64 (Debian: qemu-user) and an environment with the program's libraries:
#   tests/benchmarks/old_cpus.sh [PYTHON]        default .venv/bin/python; takes a few minutes
set -eu
cd "$(dirname "$0")/../.."
python=${1:-.venv/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
export OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen PYTHONPATH="$PWD"
failed=0

cat >"$work/check.py" <<'PYTHON'
"""check.py FOLDER write | check.py FOLDER compare"""
import sys
from pathlib import Path

from desktop_app.core.system.cpu import check_cpu

check_cpu()
import torch

from desktop_app.engine.benchmark.shapes import SHAPES, write_synthetic
from desktop_app.engine.forward.linear import compiled_kernels
from desktop_app.engine.forward.loading import load_decoder

folder, action = Path(sys.argv[1]), sys.argv[2]
if action == "write":
    small = {"vocab_size": 1024, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
             "num_attention_heads": 4, "num_key_value_heads": 2}
    write_synthetic(folder, SHAPES["qwen1.5-0.5b"] | small, ["hello"])
decoder = load_decoder(folder, "auto", threads=1)
cache = decoder.new_cache()
rows = [decoder.forward(list(range(40)), cache), decoder.forward([7], cache)]
logits = decoder.logits(torch.cat(rows))
assert logits.shape == (41, 1024) and bool(torch.isfinite(logits).all())
kept = folder / "logits.pt"
if action == "write":
    torch.save(logits, kept)
difference = float((logits - torch.load(kept, weights_only=True)).abs().max())
library = compiled_kernels()
print(f"  instructions {torch.backends.cpu.get_cpu_capability()}, kernels {library.level if library else 'none'},")
print(f"  weights {decoder.weights},")
print(f"  largest difference from this machine's logits {difference:.1e}")
assert difference < 1e-5 and library and decoder.weights == "exact16"
PYTHON

echo "this machine"
"$python" "$work/check.py" "$work" write

for cpu in Haswell SandyBridge; do
    echo "$cpu"
    # what qemu itself warns of are features that torch does not use
    if qemu-x86_64 -cpu "$cpu" "$python" "$work/check.py" "$work" compare 2>"$work/err"; then
        echo "  passed"
    else
        echo "  FAILED"
        grep -v "^qemu-x86_64: warning" "$work/err" || true
        failed=1
    fi
done

for command in "judge hello" "bench --synthetic qwen1.5-0.5b"; do
    echo "Nehalem: $command"
    code=0
    # shellcheck disable=SC2086
    qemu-x86_64 -cpu Nehalem "$python" -m desktop_app --data-dir "$work/data" --lang en \
        $command >"$work/out" 2>"$work/err" || code=$?
    grep -v "^qemu-x86_64: warning" "$work/err" | sed 's/^/  /' || true
    if [ "$code" = 1 ] && [ ! -s "$work/out" ] && grep -q "too old" "$work/err" &&
        ! grep -q Traceback "$work/err"; then
        echo "  passed"
    else
        echo "  FAILED, exit code $code"
        failed=1
    fi
done
exit $failed
