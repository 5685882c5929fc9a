"""A model folder to a decoder: the compact one where the architecture is known, else transformers.

transformers is imported for the second kind only; it takes longer to import than a small model
takes to load.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil
import torch
from safetensors import SafetensorError

from desktop_app.core.errors import QT_TRANSLATE_NOOP, SENSELESS, KnownError
from desktop_app.engine.forward.compiled_layers import CompiledLayers
from desktop_app.engine.forward.decoder import CompactDecoder, Layers
from desktop_app.engine.forward.decoder_protocol import Decoder
from desktop_app.engine.forward.linear import choose, compiled_kernels
from desktop_app.engine.forward.torch_layers import TorchLayers
from desktop_app.engine.forward.weights import (
    Architecture,
    Checkpoint,
    PrecisionLossError,
    load_weights,
    read_architecture,
)
from desktop_app.engine.kernels.library import Library

WITHOUT_KERNELS = "torch"


def load_decoder(
    folder: Path,
    weights: str = "auto",
    threads: int = 0,
    progress: Callable[[float], None] = lambda fraction: None,
    cache_folder: Path | None = None,
    kernel: str = "",
) -> Decoder:
    """Load the model of a folder (config.json and safetensors).

    weights: "auto", "exact16" or "float32". 16 bits are used only where the checkpoint survives
        them, whatever is asked for; see Decoder.weights.
    threads: of the kernels and of this process's torch; 0 means one for each physical core.
    progress: called with 0 to 1, in this thread.
    cache_folder: where what was measured is kept for the next time.
    kernel: level of the compiled kernels, by default the best that there is; "torch": none.
    Raises KnownError("model_damaged") where a file is missing, cut short or of an unknown kind.
    """
    count = threads or psutil.cpu_count(logical=False) or 1
    torch.set_num_threads(count)
    progress(0.0)
    library = None if kernel == WITHOUT_KERNELS else compiled_kernels(kernel or None)
    if library is not None:
        library.set_threads(count)
    try:
        architecture = read_architecture(folder)
        storage = weights
        if weights == "auto":
            storage = "exact16" if choose(cache_folder, count, library).exact16 else "float32"
        if architecture is None:
            decoder = _load_transformers(folder, storage, library)
        else:
            decoder = _load_compact(folder, architecture, storage, library, progress)
    except (*SENSELESS, SafetensorError) as error:
        raise _damaged(folder, error) from error
    progress(1.0)
    return decoder


def _load_transformers(folder: Path, storage: str, library: Library | None) -> Decoder:
    from desktop_app.engine.forward.transformers_decoder import load_transformers

    try:
        decoder = load_transformers(folder)
        decoder.use_products(storage, library)
        return decoder
    except (MemoryError, RuntimeError):
        raise
    except Exception as error:
        # the library meets settings that make no sense with errors of many kinds
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _load_compact(
    folder: Path,
    architecture: Architecture,
    storage: str,
    library: Library | None,
    progress: Callable[[float], None],
) -> CompactDecoder:
    checkpoint = Checkpoint(folder)
    try:
        weights = load_weights(checkpoint, architecture, storage, library, progress)
    except PrecisionLossError:
        weights = load_weights(checkpoint, architecture, "float32", library, progress)
    config, norm_eps = architecture.config, architecture.norm_eps
    layers: Layers
    if library is None:
        layers = TorchLayers(config, weights, norm_eps)
    else:
        layers = CompiledLayers(config, weights, norm_eps, library)
    return CompactDecoder(config, weights, layers, architecture.rope_theta)


def _damaged(folder: Path, error: Exception) -> KnownError:
    return KnownError(
        "model_damaged",
        QT_TRANSLATE_NOOP("KnownError", "The model in {folder} can't be read."),
        QT_TRANSLATE_NOOP(
            "KnownError", "A file is missing, cut short or of an unknown kind: {reason}"
        ),
        QT_TRANSLATE_NOOP("KnownError", "Download or import the model again."),
        folder=folder,
        reason=error,
    )
