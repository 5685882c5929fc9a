"""What this processor can do, read before torch is imported.

torch's x86 builds use AVX without asking: on a processor that lacks it `import torch` dies of an
illegal instruction, with no message at all. AVX also needs an operating system that keeps its
registers when it switches between programs, so what counts is what is usable, not what is built in.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from pathlib import Path

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

_PF_AVX_INSTRUCTIONS_AVAILABLE = 39
_AVX_REGISTER, _AVX_BIT = 2, 28
"""CPUID leaf 1, ECX, bit 28."""


def check_cpu() -> None:
    """Raise KnownError("cpu_too_old") where torch could not even be imported."""
    if platform.machine().lower() not in ("x86_64", "amd64") or _has_avx():
        return
    raise KnownError(
        "cpu_too_old",
        QT_TRANSLATE_NOOP("KnownError", "This computer's processor is too old for the model."),
        QT_TRANSLATE_NOOP("KnownError", "It lacks the AVX instructions that came in 2011."),
        QT_TRANSLATE_NOOP("KnownError", "Please use a newer computer; your chats can move along."),
    )


def cpu_name() -> str:
    """The processor's name as its maker gave it, or what the system calls its kind."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        return next(
            line.partition(":")[2].strip()
            for line in text.splitlines()
            if line.startswith("model name")
        )
    except (OSError, StopIteration):
        # platform.processor() starts a program, uname, where it does not read the environment
        known = platform.processor() if sys.platform == "win32" else ""
        return known or platform.machine()


def system_name() -> str:
    """The system's name, release and kind of processor, "Linux-6.1.0-x86_64"."""
    # platform.platform() starts a program, uname, for what it does not even show
    release = platform.version() if sys.platform == "win32" else platform.release()
    return f"{platform.system()}-{release}-{platform.machine()}"


def _has_avx() -> bool:
    if sys.platform == "win32":
        return bool(
            ctypes.windll.kernel32.IsProcessorFeaturePresent(_PF_AVX_INSTRUCTIONS_AVAILABLE)
        )
    if sys.platform == "linux":
        asked = _avx_by_glibc()
        return _avx_by_cpuinfo() if asked is None else asked
    return True


class _CpuidLeaf(ctypes.Structure):
    """`struct cpuid_feature` of glibc's sys/platform/x86.h; EAX, EBX, ECX, EDX of one leaf.

    active: what the operating system lets programs use as well.
    """

    _fields_ = [("cpuid", ctypes.c_uint * 4), ("active", ctypes.c_uint * 4)]


def _avx_by_glibc() -> bool | None:
    """What CPUID and XGETBV said to the C library at its start; None before glibc 2.33 or without.

    Asked first because it is the processor itself that answers: emulators and sandboxes may show
    another machine's /proc/cpuinfo.
    """
    try:
        ask = ctypes.CDLL(None).__x86_get_cpuid_feature_leaf
    except (OSError, AttributeError):
        return None
    ask.argtypes = [ctypes.c_uint]
    ask.restype = ctypes.POINTER(_CpuidLeaf)
    leaf_1 = ask(0)
    return bool(leaf_1.contents.active[_AVX_REGISTER] >> _AVX_BIT & 1) if leaf_1 else None


def _avx_by_cpuinfo() -> bool:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return True
    flags = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return not flags or "avx" in flags.split()
