"""The compiled library behind ctypes: its structures, its levels, and whether it is there at all.

The structures mirror decoder.c. Tensors are handed over as addresses: who calls keeps them alive.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from ctypes import POINTER, Structure, c_char_p, c_float, c_int, c_int64, c_void_p
from pathlib import Path

import torch
from torch import Tensor

LEVELS = {"avx": ("avx",), "avx2": ("avx2", "avx"), "avx512": ("avx512", "avx2", "avx")}
"""Levels that a processor has, by its best one; a processor of another kind has one only."""

TYPES = {torch.bfloat16: 0, torch.float16: 1, torch.float32: 2}


class Matrix(Structure):
    """weight: (outputs, inputs), contiguous.  bias: (outputs,) float32, or nothing."""

    _fields_ = (
        ("weight", c_void_p),
        ("bias", c_void_p),
        ("outputs", c_int64),
        ("inputs", c_int64),
        ("type", c_int64),
    )


class LayerWeights(Structure):
    """The addresses of one layer's weights; norms are float32."""

    _fields_ = (
        *((name, c_void_p) for name in ("input_norm", "mlp_norm", "q_norm", "k_norm")),
        *((name, Matrix) for name in ("q", "k", "v", "output", "gate", "up", "down")),
    )


class Model(Structure):
    """Sizes and layers of a model."""

    _fields_ = (
        *(
            (name, c_int64)
            for name in ("layers", "hidden", "intermediate", "heads", "kv_heads", "head_dim")
        ),
        ("layer", POINTER(LayerWeights)),
        ("final_norm", c_void_p),
        ("norm_eps", c_float),
    )


class Pass(Structure):
    """One pass of some rows through all layers: see decoder.c."""

    _fields_ = (
        *((name, c_int64) for name in ("rows", "start", "capacity")),
        *((name, c_void_p) for name in ("rotation", "sees", "states", "x", "workspace")),
    )


def matrix(weight: Tensor, bias: Tensor | None = None) -> Matrix:
    """weight: (outputs, inputs) in one of TYPES, contiguous.  bias: (outputs,) float32."""
    outputs, inputs = weight.shape
    at = None if bias is None else bias.data_ptr()
    return Matrix(weight.data_ptr(), at, outputs, inputs, TYPES[weight.dtype])


class Library:
    """The functions of one level, and the room that they work in.

    Not safe for two threads at once.
    """

    def __init__(self, library: ctypes.CDLL, level: str) -> None:
        self.level = level
        self._set_threads = library.set_threads
        self._set_threads.argtypes, self._set_threads.restype = [c_int], c_int
        self._forward = library[f"forward_{level}"]
        self._forward.argtypes, self._forward.restype = [POINTER(Model), POINTER(Pass)], None
        self._product = library[f"product_{level}"]
        self._product.argtypes = [POINTER(Matrix), c_void_p, c_int64, c_void_p, c_void_p]
        self._product.restype = None
        self._forward_floats = library[f"forward_floats_{level}"]
        self._forward_floats.argtypes = [POINTER(Model), c_int64, c_int64]
        self._forward_floats.restype = c_int64
        self._product_floats = library[f"product_floats_{level}"]
        self._product_floats.argtypes = [POINTER(Matrix), c_int64]
        self._product_floats.restype = c_int64
        self._workspace = torch.empty(0)

    def set_threads(self, count: int) -> int:
        """Compute with so many threads from now on, the caller's among them; what there are."""
        return int(self._set_threads(count))

    def forward(self, model: Model, given: Pass) -> None:
        """All layers and the last norm over given.x; the workspace is filled in here."""
        room = self._forward_floats(model, given.rows, given.capacity)
        given.workspace = self._room(room)
        self._forward(model, given)

    def product(self, weight: Matrix, x: Tensor) -> Tensor:
        """x (n, inputs) float32 -> (n, outputs) float32."""
        x = x.contiguous()
        y = torch.empty(x.shape[0], weight.outputs)
        room = self._room(self._product_floats(weight, x.shape[0]))
        self._product(weight, x.data_ptr(), x.shape[0], y.data_ptr(), room)
        return y

    def _room(self, floats: int) -> int:
        if floats > self._workspace.numel():
            self._workspace = torch.empty(floats)
        return self._workspace.data_ptr()


def library_name(platform: str = sys.platform) -> str:
    """The file's name on a system."""
    return {"win32": "kernels.dll", "darwin": "kernels.dylib"}.get(platform, "kernels.so")


@functools.cache
def _opened() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(str(Path(__file__).with_name(library_name())))
    except OSError:
        return None


def levels() -> tuple[str, ...]:
    """What this processor has, the best first; nothing where there is no library for it."""
    library = _opened()
    if library is None:
        return ()
    library.best_level.restype = c_char_p
    best = library.best_level().decode()
    return LEVELS.get(best, (best,) if best else ())


def open_library(level: str | None = None) -> Library | None:
    """The functions of a level, by default the best; None where it can't be had."""
    known = levels()
    library = _opened()
    if library is None or not known or (level is not None and level not in known):
        return None
    return Library(library, level or known[0])
