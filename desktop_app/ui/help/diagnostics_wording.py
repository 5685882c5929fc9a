"""The names and values of `doctor`'s facts, in the window's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop_app.core.errors import QT_TRANSLATE_NOOP
from desktop_app.ui.wording.downloads import byte_size
from desktop_app.ui.wording.status import memory_size

_SECTIONS = {
    "program": QT_TRANSLATE_NOOP("SystemReport", "Program"),
    "machine": QT_TRANSLATE_NOOP("SystemReport", "This computer"),
    "kernels": QT_TRANSLATE_NOOP("SystemReport", "Arithmetic"),
    "model": QT_TRANSLATE_NOOP("SystemReport", "Model"),
    "judge": QT_TRANSLATE_NOOP("SystemReport", "Judge"),
    "settings": QT_TRANSLATE_NOOP("SystemReport", "Settings that you changed"),
    "network": QT_TRANSLATE_NOOP("SystemReport", "Network, for downloads only"),
    "screen": QT_TRANSLATE_NOOP("SystemReport", "Screen"),
    "disk": QT_TRANSLATE_NOOP("SystemReport", "Disk"),
}
_NAMES = {
    "version": QT_TRANSLATE_NOOP("SystemReport", "Version"),
    "system": QT_TRANSLATE_NOOP("SystemReport", "System"),
    "processor": QT_TRANSLATE_NOOP("SystemReport", "Processor"),
    "physical_cores": QT_TRANSLATE_NOOP("SystemReport", "Cores"),
    "memory_mib": QT_TRANSLATE_NOOP("SystemReport", "Memory"),
    "memory_free_mib": QT_TRANSLATE_NOOP("SystemReport", "Free memory"),
    "capability": QT_TRANSLATE_NOOP("SystemReport", "Instructions used"),
    "threads": QT_TRANSLATE_NOOP("SystemReport", "Threads"),
    "weights": QT_TRANSLATE_NOOP("SystemReport", "Weights in memory"),
    "kernels": QT_TRANSLATE_NOOP("SystemReport", "Kernels"),
    "name": QT_TRANSLATE_NOOP("SystemReport", "Name"),
    "folder": QT_TRANSLATE_NOOP("SystemReport", "Folder"),
    "languages": QT_TRANSLATE_NOOP("SystemReport", "Languages"),
    "bytes": QT_TRANSLATE_NOOP("SystemReport", "Size"),
    "offline": QT_TRANSLATE_NOOP("SystemReport", "Offline only"),
    "source": QT_TRANSLATE_NOOP("SystemReport", "Source"),
    "proxy": QT_TRANSLATE_NOOP("SystemReport", "Proxy"),
    "qt_platform": QT_TRANSLATE_NOOP("SystemReport", "Window system"),
    "display": QT_TRANSLATE_NOOP("SystemReport", "Display"),
    "data_folder": QT_TRANSLATE_NOOP("SystemReport", "Data folder"),
    "writable": QT_TRANSLATE_NOOP("SystemReport", "Can be written"),
    "free_mib": QT_TRANSLATE_NOOP("SystemReport", "Free space"),
}
_VALUES = {
    "automatic": QT_TRANSLATE_NOOP("SystemReport", "automatic"),
    "the system's": QT_TRANSLATE_NOOP("SystemReport", "the system's"),
    "unknown": QT_TRANSLATE_NOOP("SystemReport", "unknown"),
    "none": QT_TRANSLATE_NOOP("SystemReport", "none"),
    "native": QT_TRANSLATE_NOOP("SystemReport", "native"),
    "16 bit, exact": QT_TRANSLATE_NOOP("SystemReport", "16 bit, exact"),
    "the program's own": QT_TRANSLATE_NOOP("SystemReport", "the program's own"),
    "PyTorch's": QT_TRANSLATE_NOOP("SystemReport", "PyTorch's, slower"),
    "missing": QT_TRANSLATE_NOOP("SystemReport", "missing"),
    "not measured yet": QT_TRANSLATE_NOOP("SystemReport", "not measured yet"),
}
_NOT_SHOWN = {
    "kernels": ("usable", "reason", "one_row_ms"),
    "model": ("usable", "reason"),
    "judge": ("usable", "reason"),
    "disk": ("log_folder",),
}
"""What has a place of its own on the page, or says something only in a copied report."""


def section_title(section: str) -> str:
    return _translated(_SECTIONS, section)


def shown_facts(section: str, facts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(name, value) of what the page shows of a section, in order."""
    hidden = _NOT_SHOWN.get(section, ())
    return tuple(
        (_translated(_NAMES, name), value_text(name, value))
        for name, value in facts.items()
        if name not in hidden
    )


def value_text(name: str, value: Any) -> str:
    """A value with its unit; the unit stands in the fact's name."""
    translate = QCoreApplication.translate
    if isinstance(value, Mapping) and "works" in value:
        word = (
            translate("SystemReport", "works (AUC {auc})")
            if value["works"]
            else translate("SystemReport", "hardly works (AUC {auc})")
        )
        return word.format(auc=value.get("auc", "?"))
    if isinstance(value, bool):
        return translate("SystemReport", "yes") if value else translate("SystemReport", "no")
    if value is None:
        return translate("SystemReport", "unknown")
    if name.endswith("_mib"):
        return memory_size(value)
    if name == "bytes":
        return byte_size(value)
    return _translated(_VALUES, str(value), keep=True)


def _translated(words: Mapping[str, str], key: str, keep: bool = False) -> str:
    """The word for a key; without one the key itself, in words unless it is to be kept."""
    if key in words:
        return QCoreApplication.translate("SystemReport", words[key])
    return key if keep else key.replace("_", " ")
