"""`doctor`: what this computer is, and what may keep the program from running well on it."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import sys
from pathlib import Path
from typing import Any

import psutil

from desktop_app import __version__
from desktop_app.commands.console import put, put_text
from desktop_app.core.cpu import check_cpu, cpu_name
from desktop_app.core.errors import KnownError
from desktop_app.models.catalogue import read_catalogue
from desktop_app.models.store import ModelStore
from desktop_app.shell.translation import translate_error
from desktop_app.startup import Startup

LIBRARIES = ("torch", "transformers", "tokenizers", "safetensors", "PySide6_Essentials")


def run(arguments: argparse.Namespace, startup: Startup) -> int:
    """Print the report: an object, or a line for each fact."""
    report = examine(startup)
    if arguments.json:
        put(report)
    else:
        for section, facts in report.items():
            put_text(f"{section}:")
            for name, value in facts.items():
                put_text(f"  {name}: {value}")
    return 0


def examine(startup: Startup) -> dict[str, dict[str, Any]]:
    """Every fact, by section. Nothing here needs the network or changes anything."""
    return {
        "program": {"version": __version__, "python": platform.python_version(), **_libraries()},
        "machine": _machine(),
        "kernels": _kernels(startup),
        "model": _model(startup),
        "screen": _screen(),
        "disk": _disk(startup.paths.data),
    }


def _libraries() -> dict[str, str]:
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "missing"
    return versions


def _machine() -> dict[str, Any]:
    memory = psutil.virtual_memory()
    return {
        "system": platform.platform(),
        "processor": cpu_name(),
        "physical_cores": psutil.cpu_count(logical=False),
        "memory_mib": memory.total // 2**20,
        "memory_free_mib": memory.available // 2**20,
    }


def _kernels(startup: Startup) -> dict[str, Any]:
    try:
        check_cpu()
    except KnownError as error:
        return {"usable": False, "reason": translate_error(error)}
    import torch

    from desktop_app.engine.linear import ROW_COUNTS, choose

    threads = startup.settings.threads or psutil.cpu_count(logical=False) or 1
    torch.set_num_threads(threads)
    cache = startup.paths.cache
    choice = choose(cache if cache.is_dir() else None, threads)
    return {
        "usable": True,
        "capability": torch.backends.cpu.get_cpu_capability(),
        "threads": threads,
        "weights": "exact16" if choice.exact16 else "float32",
        "float32_kernels": dict(zip(map(str, ROW_COUNTS), choice.float32, strict=True)),
        # empty where other programs kept the processor too busy to measure
        "one_row_ms": {name: round(ms, 3) for name, ms in choice.row_ms.items()},
    }


def _model(startup: Startup) -> dict[str, Any]:
    store = ModelStore(startup.paths.models, read_catalogue(startup.paths.resources))
    try:
        model = store.find(startup.settings.model)
        store.check(model)
    except KnownError as error:
        return {"usable": False, "reason": translate_error(error)}
    return {
        "usable": True,
        "name": model.name,
        "folder": str(model.folder),
        "languages": ", ".join(model.languages) or "unknown",
        "bytes": model.bytes,
    }


def _screen() -> dict[str, Any]:
    return {
        "qt_platform": os.environ.get("QT_QPA_PLATFORM", "automatic"),
        "display": os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or "none"
        if sys.platform == "linux"
        else "native",
    }


def _disk(data: Path) -> dict[str, Any]:
    place = next(folder for folder in (data, *data.parents) if folder.exists())
    return {
        "data_folder": str(data),
        "writable": os.access(place, os.W_OK),
        "free_mib": shutil.disk_usage(place).free // 2**20,
    }
