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
from desktop_app.engine.decoder import CompactDecoder
from desktop_app.engine.decoder_protocol import Decoder
from desktop_app.engine.linear import KernelChoice, choose, exact16_works
from desktop_app.engine.weights import (
    Architecture,
    Checkpoint,
    PrecisionLossError,
    load_weights,
    read_architecture,
)


def load_decoder(
    folder: Path,
    weights: str = "auto",
    threads: int = 0,
    progress: Callable[[float], None] = lambda fraction: None,
    cache_folder: Path | None = None,
) -> Decoder:
    """Load the model of a folder (config.json and safetensors).

    weights: "auto", "exact16" or "float32". 16 bits are used only where this machine has the
        kernel and the checkpoint survives them, whatever is asked for; see Decoder.weights.
    threads: of this process's torch; 0 means one for each physical core.
    progress: called with 0 to 1, in this thread.
    cache_folder: where the choice of kernels is kept for the next time.
    Raises KnownError("model_damaged") where a file is missing, cut short or of an unknown kind.
    """
    count = threads or psutil.cpu_count(logical=False) or 1
    torch.set_num_threads(count)
    progress(0.0)
    try:
        architecture = read_architecture(folder)
        kernels = choose(cache_folder, count)
        storage = _storage(weights, kernels)
        if architecture is None:
            from desktop_app.engine.transformers_decoder import load_transformers

            try:
                decoder: Decoder = load_transformers(folder, storage, kernels)
            except (MemoryError, RuntimeError):
                raise
            except Exception as error:
                # the library meets settings that make no sense with errors of many kinds
                raise ValueError(f"{type(error).__name__}: {error}") from error
        else:
            decoder = _load_compact(folder, architecture, storage, kernels, count, progress)
    except (*SENSELESS, SafetensorError) as error:
        raise _damaged(folder, error) from error
    progress(1.0)
    return decoder


def _storage(weights: str, kernels: KernelChoice) -> str:
    wanted = kernels.exact16 if weights == "auto" else weights == "exact16" and exact16_works()
    return "exact16" if wanted else "float32"


def _load_compact(
    folder: Path,
    architecture: Architecture,
    storage: str,
    kernels: KernelChoice,
    threads: int,
    progress: Callable[[float], None],
) -> CompactDecoder:
    checkpoint = Checkpoint(folder)

    def load(storage: str) -> CompactDecoder:
        loaded = load_weights(checkpoint, architecture, storage, kernels, threads, progress)
        return CompactDecoder(
            architecture.config, loaded, architecture.rope_theta, architecture.norm_eps
        )

    try:
        return load(storage)
    except PrecisionLossError:
        return load("float32")
    finally:
        # packing threads ran with one thread each, and that number is the process's
        torch.set_num_threads(threads)


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
