"""Compile the engine's kernels: for this machine into the package, or for any system into a folder.

    python packaging/kernels.py                     into desktop_app/, unless they are there already
    python packaging/kernels.py --target aarch64-linux --output DIR

The compiler is PyPI's ziglang, which compiles for every system from any (the `setup` lock), or
the one that QWEN_AIO_CC names, such as "gcc", for this machine only. The same sources and the same
compiler give the same bytes.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import hashlib
import importlib.util
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "desktop_app" / "engine" / "kernels"
COMPILER_VARIABLE = "QWEN_AIO_CC"
REQUIREMENT = "ziglang==0.17.1"

FLAGS = (
    *("-O3", "-std=gnu11", "-fno-math-errno", "-ffp-contract=fast", "-fvisibility=hidden"),
    *("-Wall", "-Wextra", "-Werror=implicit-function-declaration", "-Wno-psabi", "-g0"),
)
AVX2 = ("-mavx2", "-mfma", "-mf16c")
AVX512 = ("-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mprefer-vector-width=512")
X86 = {"avx": ("-mavx",), "avx2": AVX2, "avx512": (*AVX2, *AVX512)}
ARM: dict[str, tuple[str, ...]] = {"neon": ()}
"""Each level of vector instructions and what tells the compiler of it."""


@dataclass(frozen=True)
class Target:
    """zig: its name for the system.  file: the library's name there."""

    zig: str
    file: str
    levels: dict[str, tuple[str, ...]]
    link: tuple[str, ...] = ()
    flags: tuple[str, ...] = ("-fPIC",)


BARE = ("-nostdlib", "-nostartfiles", "-lkernel32")
"""Without the C library, which zig would compile first, for a minute: see windows.c."""

TARGETS = {
    "x86_64-linux": Target("x86_64-linux-gnu.2.17", "kernels.so", X86, ("-lpthread",)),
    "aarch64-linux": Target("aarch64-linux-gnu.2.17", "kernels.so", ARM, ("-lpthread",)),
    "x86_64-windows": Target("x86_64-windows-gnu", "kernels.dll", X86, BARE, flags=()),
    "aarch64-macos": Target("aarch64-macos.12.0", "kernels.dylib", ARM),
}


class NoCompilerError(Exception):
    """There is nothing to compile with, or it failed; the text says what."""


def this_target() -> str:
    """The key of TARGETS for this machine. Raises NoCompilerError for a kind without kernels."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    if f"{machine}-{system}" not in TARGETS:
        raise NoCompilerError(f"there are no kernels for {system} on {machine}")
    return f"{machine}-{system}"


def build(name: str, output: Path) -> Path:
    """Compile for a target into a folder, unless what is there is of these sources; the library.

    Raises NoCompilerError.
    """
    target = TARGETS[name]
    library = output / target.file
    stamp = output / f"{target.file}.json"
    named = os.environ.get(COMPILER_VARIABLE)
    made_of = {"sources": _fingerprint(target), "compiler": named or REQUIREMENT}
    kept = _read(stamp) if library.is_file() else {}
    if kept.get("sources") == made_of["sources"] and named in (None, kept.get("compiler")):
        return library
    compiler = _compiler(named, name, target)
    with tempfile.TemporaryDirectory() as work:
        made = _compile(compiler, target, Path(work))
        output.mkdir(parents=True, exist_ok=True)
        # beside it first: a program that is running keeps the library that it has open
        fresh = output / f"{target.file}.new"
        shutil.copyfile(made, fresh)
        fresh.replace(library)
    stamp.write_text(json.dumps(made_of), encoding="utf-8")
    return library


def _fingerprint(target: Target) -> str:
    digest = hashlib.sha256(repr((FLAGS, target)).encode())
    for path in sorted([*SOURCES.glob("*.c"), *SOURCES.glob("*.h")]):
        # line ends may differ between checkouts
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _read(stamp: Path) -> dict[str, str]:
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _compiler(named: str | None, name: str, target: Target) -> list[str]:
    if named:
        if name != this_target():
            raise NoCompilerError(f"{COMPILER_VARIABLE} compiles for this machine only")
        return shlex.split(named)
    if importlib.util.find_spec("ziglang") is None:
        raise NoCompilerError(
            f"{REQUIREMENT} is not installed, and {COMPILER_VARIABLE} names no other compiler"
        )
    zig = [sys.executable, "-m", "ziglang", "cc", "-target", target.zig]
    return [*zig, "-fno-sanitize=undefined"]


def _compile(compiler: list[str], target: Target, work: Path) -> Path:
    jobs = [(["-c", "pool.c"], "pool.o"), (["-c", "levels.c"], "levels.o")]
    if target.link == BARE:
        jobs.append((["-c", "windows.c"], "windows.o"))
    for level, flags in target.levels.items():
        jobs.append(([*flags, f"-DLEVEL={level}", "-c", "decoder.c"], f"decoder-{level}.o"))
    for path in [*SOURCES.glob("*.c"), *SOURCES.glob("*.h")]:
        shutil.copyfile(path, work / path.name)

    def run(arguments: list[str]) -> None:
        # zig's caches are of no use to anyone afterwards
        caches = {f"ZIG_{kind}_CACHE_DIR": str(work / "cache") for kind in ("LOCAL", "GLOBAL")}
        try:
            answer = subprocess.run(
                [*compiler, *arguments],
                cwd=work,
                env={**os.environ, **caches},
                capture_output=True,
                text=True,
                errors="replace",
            )
        except OSError as error:
            raise NoCompilerError(f"{compiler[0]}: {error}") from error
        if answer.returncode != 0:
            raise NoCompilerError(answer.stderr.strip() or f"exit code {answer.returncode}")

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        commands = [[*FLAGS, *target.flags, *arguments, "-o", file] for arguments, file in jobs]
        list(pool.map(run, commands))
    objects = [file for _, file in jobs]
    run(["-shared", "-s", *objects, *target.link, "-o", target.file])
    return work / target.file


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--target", choices=TARGETS, help="by default this machine")
    parser.add_argument("--output", type=Path, default=SOURCES, help="by default the package")
    arguments = parser.parse_args()
    try:
        print(build(arguments.target or this_target(), arguments.output))
    except NoCompilerError as error:
        print(f"The kernels were not compiled: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
