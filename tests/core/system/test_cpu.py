"""A processor that torch would die on is noticed before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.system import cpu

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/cpuinfo")


@pytest.fixture
def processor(tmp_path, monkeypatch):
    """processor(machine, cpuinfo) makes check_cpu() see this machine, whose C library is silent."""

    def become(machine: str, cpuinfo: str | None) -> None:
        path = tmp_path / "cpuinfo"
        if cpuinfo is not None:
            path.write_bytes(cpuinfo.encode("utf-8"))
        monkeypatch.setattr(cpu.platform, "machine", lambda: machine)
        monkeypatch.setattr(cpu.ctypes, "CDLL", lambda name: object())
        monkeypatch.setattr(
            cpu, "Path", lambda name: path if name == "/proc/cpuinfo" else Path(name)
        )

    return become


CPUINFO = "processor\t: 0\nmodel name\t: Processor\nflags\t\t: {flags}\nbugs\t\t: avx\n\n"


@pytest.mark.parametrize("flags", ["fpu sse4_2 avx", "avx avx2 f16c", "fpu avx avx512f"])
def test_a_processor_with_avx(processor, flags):
    processor("x86_64", CPUINFO.format(flags=flags))
    cpu.check_cpu()


@pytest.mark.parametrize("flags", ["fpu sse4_2", "fpu avx2x xavx", "fpu"])
def test_a_processor_without_avx(processor, flags):
    processor("x86_64", CPUINFO.format(flags=flags))
    with pytest.raises(KnownError) as caught:
        cpu.check_cpu()
    assert caught.value.code == "cpu_too_old"
    assert len(caught.value.sentences()) == 3


@pytest.mark.parametrize("cpuinfo", [None, "", "processor: 0\n", "型号: 未知\n"])
def test_where_nothing_is_known_the_processor_gets_its_chance(processor, cpuinfo):
    processor("x86_64", cpuinfo)
    cpu.check_cpu()


def test_other_processors_have_no_avx_and_need_none(processor):
    processor("aarch64", "Features\t: fp asimd\n")
    cpu.check_cpu()


def test_this_machine_runs_the_tests_so_it_passes():
    cpu.check_cpu()


@pytest.mark.parametrize("ask", [cpu.cpu_name, cpu.system_name])
def test_no_program_is_started_to_name_the_machine(monkeypatch, ask):
    def start(*_: object, **__: object) -> None:
        pytest.fail("a program is started")

    # as on a processor of ARM, whose file has no such line
    monkeypatch.setattr(cpu, "Path", lambda name: Path("/nowhere"))
    monkeypatch.setattr(cpu.platform, "_uname_cache", None)
    monkeypatch.setattr(subprocess, "check_output", start)
    monkeypatch.setattr(subprocess, "Popen", start)
    assert cpu.platform.machine() in ask()
