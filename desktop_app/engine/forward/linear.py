"""The products that take nearly all of the time: how weights are stored, and what multiplies.

Weights stay in the type that the checkpoint has them in and are widened on their way into the
processor; all arithmetic is FP32. The compiled kernels (kernels/) do that in registers. Where they
can't be had, torch multiplies tiles that were widened into a small buffer: the same numbers and the
same memory, in more time.
"""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
import torch
from torch import Tensor
from torch.nn import functional

from desktop_app.core.errors import SENSELESS, KnownError
from desktop_app.core.system.atomic_file import write_private
from desktop_app.core.system.cpu import cpu_name
from desktop_app.core.system.disk import make_private
from desktop_app.engine.kernels.library import Library, matrix, open_library

TILE_WEIGHTS = 1 << 18
"""Widened at a time by torch: 1 MiB of float32, which stays in the processor's caches."""

BUSY_SHARE = 0.15
"""Of the processor used by other programs: above it, times say more about them than about us."""

WORTH_THE_MEMORY = 2.0
"""How much longer a token may take with 16 bits than with 32, for half of the memory."""

SIXTEEN_BITS = (torch.bfloat16, torch.float16)


class Projection:
    """y = x W^T + b, with W where it lies.

    weight: (outputs, inputs) bfloat16, float16 or float32, contiguous.
    bias: (outputs,) float32, or None.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None, library: Library | None) -> None:
        self.weight, self.bias = weight, bias
        self._library = library
        self._matrix = matrix(weight, bias) if library else None

    def __call__(self, x: Tensor) -> Tensor:
        """(n, inputs) float32 -> (n, outputs) float32."""
        if self._library is not None and self._matrix is not None:
            return self._library.product(self._matrix, x)
        return widening_product(x, self.weight, self.bias)


def widening_product(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """functional.linear in FP32 over weights of any floating type."""
    if weight.dtype == torch.float32:
        return functional.linear(x, weight, bias)
    outputs, inputs = weight.shape
    rows = max(1, TILE_WEIGHTS // inputs)
    y = torch.empty(x.shape[0], outputs)
    for start in range(0, outputs, rows):
        tile = weight[start : start + rows].float()
        y[:, start : start + rows] = functional.linear(x, tile)
    return y if bias is None else y.add_(bias)


def in_16_bits(weight: Tensor) -> Tensor | None:
    """The same numbers in 16 bits; the tensor itself where it has them, None where none can."""
    if weight.dtype in SIXTEEN_BITS:
        return weight
    for dtype in SIXTEEN_BITS:
        narrow = weight.to(dtype)
        if torch.equal(narrow.to(weight.dtype), weight):
            return narrow
    return None


@dataclass(frozen=True, slots=True)
class KernelChoice:
    """What multiplies here, and whether 16 bits pay.

    level: of vector instructions that the compiled kernels use; empty where torch multiplies.
    exact16: 16-bit storage is worth its time.
    row_ms: milliseconds for one row of the same matrices, "exact16" and "float32"; empty where
        other programs kept the processor too busy to measure.
    """

    level: str
    exact16: bool
    row_ms: dict[str, float]


def choose(cache_folder: Path | None, threads: int, library: Library | None) -> KernelChoice:
    """The choice kept for this machine, or a new one, measured in less than half a second.

    A choice made while other programs kept the processor busy is not kept.
    cache_folder: where kernels.json is kept; None keeps nothing.  threads: torch's, set already.
    """
    machine = {
        "cpu": cpu_name(),
        "torch": torch.__version__,
        "threads": threads,
        "level": library.level if library else "",
    }
    path = cache_folder / "kernels.json" if cache_folder else None
    kept = _read(path, machine) if path else None
    if kept is not None:
        return kept
    with _OthersAtWork() as others:
        choice = measure(library)
    if others.share > BUSY_SHARE:
        return usual_choice(library)
    if path:
        _write(path, machine, choice)
    return choice


def usual_choice(library: Library | None) -> KernelChoice:
    """What measuring finds on nearly every machine."""
    return KernelChoice(library.level if library else "", True, {})


def measure(library: Library | None, budget_s: float = 0.15) -> KernelChoice:
    """Time one row with each way of storing weights, on matrices larger than the caches.

    budget_s: time for the comparison itself, without making the matrices.
    """
    # what is multiplied makes no difference to the time
    products = {
        name: [Projection(torch.full((2048, 4096), 2.0**-6, dtype=dtype), None, library)] * 3
        for name, dtype in (("exact16", torch.bfloat16), ("float32", torch.float32))
    }
    row_ms = _best_ms(products, budget_s)
    exact16 = row_ms["exact16"] <= WORTH_THE_MEMORY * row_ms["float32"]
    return KernelChoice(library.level if library else "", exact16, row_ms)


def compiled_kernels(level: str | None = None) -> Library | None:
    """The compiled kernels, where they are there and give right results.

    level: of vector instructions; by default the best that this processor has.
    """
    library = open_library(level)
    if library is None:
        return None
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(3, 65, generator=generator)
    weight = torch.randn(50, 65, generator=generator).bfloat16()
    bias = torch.randn(50, generator=generator)
    result = Projection(weight, bias, library)(x)
    exact = functional.linear(x.double(), weight.double(), bias.double())
    return library if bool((result.double() - exact).abs().max() < 1e-4) else None


def _best_ms(products: dict[str, list[Projection]], budget_s: float) -> dict[str, float]:
    """Shortest time of each in milliseconds; in turns, so that a busy moment hits them all."""
    x = torch.ones(1, 4096)
    best = dict.fromkeys(products, float("inf"))
    end = time.perf_counter() + budget_s
    while True:
        for name, projections in products.items():
            start = time.perf_counter()
            for projection in projections:
                projection(x)
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
        return KernelChoice(str(choice["level"]), bool(choice["exact16"]), dict(choice["row_ms"]))
    except SENSELESS:
        return None


def _write(path: Path, machine: dict[str, object], choice: KernelChoice) -> None:
    """Keep the choice; a cache that can't be written costs a measurement, not the model."""
    text = json.dumps({"machine": machine, "choice": asdict(choice)}, indent=1)
    with contextlib.suppress(OSError, KnownError):
        make_private(path.parent)
        write_private(path, text.encode())
