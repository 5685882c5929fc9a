"""Every fact about machine, model, judge and network that helps when something does not work."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import os
import platform
import shutil
import sys
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import psutil

from desktop_app import __version__
from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.settings import Settings
from desktop_app.core.system.cpu import check_cpu, cpu_name, system_name
from desktop_app.core.system.disk import nearest_existing
from desktop_app.models.catalogue import read_catalogue
from desktop_app.models.store import ModelStore
from desktop_app.models.stored import StoredModel
from desktop_app.shell.platform.translation import tr, translate_error
from desktop_app.startup import Startup

LIBRARIES = ("torch", "transformers", "tokenizers", "safetensors", "PySide6_Essentials")


_JUDGE_HARDLY_WORKS = QT_TRANSLATE_NOOP(
    "CommandLine",
    "The judge hardly works on this model: its verdicts are little better than a guess. "
    "Choose another model.",
)


_CALM_NOT_TOLD = QT_TRANSLATE_NOOP(
    "CommandLine",
    "This model does not tell calm messages from others: a plain question may get a coloured face.",
)
_SHOWN_SETTINGS = (
    *("model", "language", "context_tokens", "max_new_tokens", "temperature", "top_p"),
    *("repetition_penalty", "seed", "threads", "weights", "look_ahead", "idle_unload_min"),
)
"""Never all of them: what people write into a setting is theirs."""


def examine(startup: Startup) -> dict[str, dict[str, Any]]:
    """Every fact, by section. Nothing here needs the network or changes anything.

    Holds no message and no password. "usable" False in a section comes with a "reason" in the
    person's language. May be called in any thread; blocks for as long as torch takes to import.
    """
    model, facts = _model(startup)
    kernels = _kernels(startup)
    return {
        "program": {"version": __version__, "python": platform.python_version(), **_libraries()},
        "machine": _machine(),
        "kernels": kernels,
        "model": facts,
        "judge": _judge(startup, model if kernels["usable"] else None),
        "settings": _settings(startup.settings),
        "network": _network(startup),
        "screen": _screen(),
        "disk": _disk(startup),
    }


def masked(address: str) -> str:
    """Scheme, host and port of a server's address; who logs in there and how stays out."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "***"
    if not host or ("@" in address and "@" not in parts.netloc):
        # the host may be half of a password
        return "***" if address else ""
    scheme = f"{parts.scheme}://" if parts.scheme else ""
    login = "***@" if "@" in parts.netloc else ""
    rest = "/***" if parts.path.strip("/") or parts.query or parts.fragment else ""
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}{login}{shown}{f':{port}' if port else ''}{rest}"


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
        "system": system_name(),
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

    from desktop_app.engine.forward.linear import choose, compiled_kernels

    threads = startup.settings.threads or psutil.cpu_count(logical=False) or 1
    torch.set_num_threads(threads)
    cache = startup.paths.cache
    library = compiled_kernels()
    if library is not None:
        library.set_threads(threads)
    choice = choose(cache if cache.is_dir() else None, threads, library)
    return {
        "usable": True,
        "weights": "16 bit, exact" if choice.exact16 else "FP32",
        "kernels": "PyTorch's" if library is None else "the program's own",
        "capability": choice.level or torch.backends.cpu.get_cpu_capability(),
        "threads": threads,
        # empty where other programs kept the processor too busy to measure
        "one_row_ms": {name: round(ms, 3) for name, ms in choice.row_ms.items()},
    }


def _model(startup: Startup) -> tuple[StoredModel | None, dict[str, Any]]:
    models = startup.paths.models_of(startup.settings)
    store = ModelStore(models, read_catalogue(startup.paths.resources))
    try:
        model = store.find(startup.settings.model)
        store.check(model)
    except KnownError as error:
        return None, {"usable": False, "reason": translate_error(error)}
    return model, {
        "usable": True,
        "name": model.name,
        "folder": str(model.folder),
        "languages": ", ".join(model.languages) or "unknown",
        "bytes": model.bytes,
    }


def _judge(startup: Startup, model: StoredModel | None) -> dict[str, Any]:
    """How well each scene's judge tells its own examples apart, where that was measured."""
    if model is None:
        return {}
    from desktop_app.engine.fingerprint import fingerprint
    from desktop_app.engine.judging.calibration import CalibrationCache

    try:
        cache = CalibrationCache(startup.paths.cache, fingerprint(model.folder))
    except OSError:
        return {}
    facts: dict[str, Any] = {}
    hardly, calm = False, True
    for scene in startup.scenes.values():
        for code in scene.languages(model.languages):
            roles = (scene.judge[code], *scene.judge[code].candidates)
            known = [found for role in roles if (found := cache.read(role)) is not None]
            best = max(known, key=lambda calibration: calibration.auc, default=None)
            if best is None:
                facts[f"{scene.id} {code}"] = "not measured yet"
                continue
            hardly = hardly or not best.works
            fact: dict[str, Any] = {"works": best.works, "auc": round(best.auc, 3)}
            if best.feeling is not None:
                fact["calm_told"] = best.feeling.works
                fact["calm_auc"] = round(best.feeling.auc, 3)
                calm = calm and best.feeling.works
            facts[f"{scene.id} {code}"] = fact
    if hardly:
        return {"usable": False, "reason": tr(_JUDGE_HARDLY_WORKS), **facts}
    return {"usable": True, **({} if calm else {"calm": tr(_CALM_NOT_TOLD)}), **facts}


def _settings(settings: Settings) -> dict[str, Any]:
    """Those that differ from their defaults."""
    defaults = {field.name: field.default for field in dataclasses.fields(Settings)}
    return {
        name: getattr(settings, name)
        for name in _SHOWN_SETTINGS
        if getattr(settings, name) != defaults[name]
    }


def _network(startup: Startup) -> dict[str, Any]:
    """What a download would use; nobody is asked."""
    system = {
        kind: masked(address)
        for kind, address in sorted(urllib.request.getproxies().items())
        if kind in ("http", "https", "all")
    }
    return {
        "offline": startup.offline,
        "source": masked(startup.settings.source) or "automatic",
        "proxy": masked(startup.settings.proxy) or "the system's",
        **{f"system_proxy_{kind}": address for kind, address in system.items()},
    }


def _screen() -> dict[str, Any]:
    return {
        "qt_platform": os.environ.get("QT_QPA_PLATFORM", "automatic"),
        "display": os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or "none"
        if sys.platform == "linux"
        else "native",
    }


def _disk(startup: Startup) -> dict[str, Any]:
    data = startup.paths.data
    place = nearest_existing(data)
    return {
        "data_folder": str(data),
        "log_folder": str(startup.paths.logs),
        "writable": os.access(place, os.W_OK),
        "free_mib": shutil.disk_usage(place).free // 2**20,
    }
