"""The matrix products that take nearly all of the time, and which kernel does them here.

Three kernels, all with FP32 arithmetic:

    torch    F.linear; on x86 it multiplies a single row on one thread only
    onednn   the same float32 weights through oneDNN
    fbgemm   weights stored as float16, unpacked in registers: half of the memory to read, and
             reading is what one token costs

No document says which is best on a machine, so `measure` finds out.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
import torch
from torch import Tensor, nn
from torch.nn import functional

from desktop_app.core.errors import SENSELESS, KnownError
from desktop_app.core.system.atomic_file import write_private
from desktop_app.core.system.cpu import cpu_name
from desktop_app.core.system.disk import make_private

LOSS_LIMIT = 3e-8
"""Largest change of a weight that 16-bit storage may make: half of float16's smallest step, which
is where bfloat16 weights under 2^-17 end up. Every larger bfloat16 weight is exact."""

ROW_COUNTS = (1, 8, 64)
"""Rows for which float32 kernels are compared: a token, a checked draft, a prompt."""

BUSY_SHARE = 0.15
"""Of the processor used by other programs: above it, times say more about them than about us."""

Linear = Callable[[Tensor], Tensor]
"""(n, inputs) float32 -> (n, outputs) float32."""

Product = Callable[[Tensor, Tensor, Tensor | None], Tensor]
"""x (n, inputs), weight (outputs, inputs), bias (outputs,) or None -> (n, outputs)."""


def _onednn(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    return torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")


FLOAT32_PRODUCTS: dict[str, Product] = {"torch": functional.linear, "onednn": _onednn}


@dataclass(frozen=True, slots=True)
class KernelChoice:
    """Which kernels to use.

    exact16: 16-bit storage works here and is not slower for one row.
    float32: kernel name for each of ROW_COUNTS, for weights that stay float32.
    row_ms: milliseconds that each kernel took for one row of the same matrices.
    """

    exact16: bool
    float32: tuple[str, ...]
    row_ms: dict[str, float]


class Float32Linear(nn.Module):
    """Weights stored as float32; the kernel depends on the number of rows, at no memory cost."""

    def __init__(self, weight: Tensor, bias: Tensor | None, choice: KernelChoice) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.one, self.few, self.many = (name == "onednn" for name in choice.float32)

    def forward(self, x: Tensor) -> Tensor:
        rows = x.shape[0]
        onednn = self.one if rows == 1 else self.few if rows < 32 else self.many
        if onednn:
            return torch.ops.mkldnn._linear_pointwise(x, self.weight, self.bias, "none", [], "")
        return functional.linear(x, self.weight, self.bias)


class Exact16Linear(nn.Module):
    """Weights stored as float16 in FBGEMM's blocked order; products and sums are FP32.

    For float32 weights that `fits_16_bits` has let through. Keeps no reference to them.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        self.packed = torch.ops.quantized.linear_prepack_fp16(weight, bias)

    def forward(self, x: Tensor) -> Tensor:
        return torch.ops.quantized.linear_dynamic_fp16(x, self.packed)


class ConcatLinear(nn.Module):
    """One product made of several with the same input; only a slice is ever packed at a time."""

    def __init__(self, parts: list[nn.Module]) -> None:
        super().__init__()
        self.parts = nn.ModuleList(parts)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([part(x) for part in self.parts], dim=1)


def fits_16_bits(weight: Tensor) -> bool:
    """Whether float16 holds every weight within LOSS_LIMIT."""
    if weight.dtype in (torch.bfloat16, torch.float16):
        # bfloat16 has three bits less of fraction: only its range can be too wide
        low, high = torch.aminmax(weight)
        # as Python numbers: in bfloat16 the limit itself would be rounded up
        return max(high.item(), -low.item()) <= torch.finfo(torch.float16).max
    return bool(((weight.half().float() - weight).abs() <= LOSS_LIMIT).all())


def choose(cache_folder: Path | None, threads: int) -> KernelChoice:
    """The choice kept for this machine, or a new one, measured in less than half a second.

    A choice made while other programs kept the processor busy is not kept.
    cache_folder: where kernels.json is kept; None keeps nothing.  threads: torch's, set already.
    """
    machine = {"cpu": cpu_name(), "torch": torch.__version__, "threads": threads}
    path = cache_folder / "kernels.json" if cache_folder else None
    kept = _read(path, machine) if path else None
    if kept is not None:
        return kept
    with _OthersAtWork() as others:
        choice = measure()
    if others.share > BUSY_SHARE:
        return usual_choice()
    if path:
        _write(path, machine, choice)
    return choice


def usual_choice() -> KernelChoice:
    """What measuring finds on nearly every machine that has these kernels."""
    name = "onednn" if _works(_onednn) else "torch"
    return KernelChoice(exact16_works(), (name,) * len(ROW_COUNTS), {})


def measure(budget_s: float = 0.2) -> KernelChoice:
    """Time the kernels that give right results here, on matrices larger than the caches.

    budget_s: time for the comparison itself, without making the matrices.
    """
    usual = usual_choice()
    # a power of two, which 16 bits hold; what is multiplied makes no difference to the time
    weights = [torch.full((2048, 4096), 2.0**-6) for _ in range(3)]
    kernels: dict[str, list[Linear]] = {
        name: [lambda x, w=weight, f=product: f(x, w, None) for weight in weights]
        for name, product in FLOAT32_PRODUCTS.items()
        if _works(product)
    }
    one_row = dict(kernels)
    if usual.exact16:
        one_row["exact16"] = [Exact16Linear(weight, None) for weight in weights]
    row_ms = _best_ms(one_row, 1, budget_s / 2)
    names = [min(kernels, key=row_ms.__getitem__)]
    for rows in ROW_COUNTS[1:]:
        best_ms = _best_ms(kernels, rows, budget_s / 4)
        names.append(min(kernels, key=best_ms.__getitem__))
    # a tie goes to 16 bits: they need half of the memory
    exact16 = row_ms.get("exact16", float("inf")) <= 1.1 * row_ms[names[0]]
    return KernelChoice(exact16, tuple(names), row_ms)


def exact16_works() -> bool:
    """Whether this machine has the 16-bit kernel and it gives right results."""
    return _works(lambda x, weight, bias: Exact16Linear(weight, bias)(x))


def _works(product: Product) -> bool:
    """Whether a kernel exists here and agrees with float64."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(3, 64, generator=generator)
    weight = torch.randn(48, 64, generator=generator).half().float()
    bias = torch.randn(48, generator=generator)
    try:
        result = product(x, weight, bias)
    except (RuntimeError, NotImplementedError, AttributeError):
        return False
    exact = functional.linear(x.double(), weight.double(), bias.double())
    return bool((result.double() - exact).abs().max() < 1e-4)


def _best_ms(kernels: dict[str, list[Linear]], rows: int, budget_s: float) -> dict[str, float]:
    """Shortest time of each in milliseconds; in turns, so that a busy moment hits them all."""
    x = torch.ones(rows, 4096)
    best = dict.fromkeys(kernels, float("inf"))
    end = time.perf_counter() + budget_s
    while True:
        for name, linears in kernels.items():
            start = time.perf_counter()
            for linear in linears:
                linear(x)
            best[name] = min(best[name], (time.perf_counter() - start) * 1000)
        if time.perf_counter() > end:
            return best


class _OthersAtWork:
    """How much of the processor other programs used within the block. share: 0 to 1."""

    share = 0.0

    def __enter__(self) -> _OthersAtWork:
        self._before = self._now()
        return self

    def __exit__(self, *_: object) -> None:
        busy, total, own = (b - a for a, b in zip(self._before, self._now(), strict=True))
        self.share = (busy - own) / total if total else 0.0

    @staticmethod
    def _now() -> tuple[float, float, float]:
        system, own = psutil.cpu_times(), psutil.Process().cpu_times()
        idle = system.idle + getattr(system, "iowait", 0.0)
        return sum(system) - idle, sum(system), own.user + own.system


def _read(path: Path, machine: dict[str, object]) -> KernelChoice | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["machine"] != machine:
            return None
        choice = kept["choice"]
        names = tuple(choice["float32"])
        if len(names) != len(ROW_COUNTS) or not set(names) <= set(FLOAT32_PRODUCTS):
            return None
        return KernelChoice(bool(choice["exact16"]), names, dict(choice["row_ms"]))
    except SENSELESS:
        return None


def _write(path: Path, machine: dict[str, object], choice: KernelChoice) -> None:
    """Keep the choice; a cache that can't be written costs a measurement, not the model."""
    text = json.dumps({"machine": machine, "choice": asdict(choice)}, indent=1)
    with contextlib.suppress(OSError, KnownError):
        make_private(path.parent)
        write_private(path, text.encode())
