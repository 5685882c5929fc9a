"""How the engine's kernels are compiled, and when they are not."""

import stat
import sys

import kernels
import pytest

COMPILER = """#!{python}
import sys
from pathlib import Path

Path({log!r}).open("a").write(" ".join(sys.argv[1:]) + "\\n")
Path(sys.argv[sys.argv.index("-o") + 1]).write_text("made")
"""


@pytest.fixture
def compiler(tmp_path, monkeypatch):
    """A compiler that only notes how it is called."""
    program, log = tmp_path / "compiler", tmp_path / "calls"
    program.write_text(COMPILER.format(python=sys.executable, log=str(log)), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(kernels.COMPILER_VARIABLE, str(program))
    log.touch()
    return log


def calls(log):
    return log.read_text(encoding="utf-8").splitlines()


def test_every_level_is_compiled_with_its_own_instructions(compiler, tmp_path):
    name = kernels.this_target()
    library = kernels.build(name, tmp_path / "out")
    assert library == tmp_path / "out" / kernels.TARGETS[name].file
    assert library.read_text(encoding="utf-8") == "made"
    for level, flags in kernels.TARGETS[name].levels.items():
        (call,) = [call for call in calls(compiler) if f"-DLEVEL={level} " in call]
        assert set(flags) <= set(call.split())


def test_what_is_there_already_is_not_compiled_again(compiler, tmp_path, monkeypatch):
    kernels.build(kernels.this_target(), tmp_path / "out")
    before = len(calls(compiler))
    kernels.build(kernels.this_target(), tmp_path / "out")
    # nor is a compiler needed to see that
    monkeypatch.delenv(kernels.COMPILER_VARIABLE)
    monkeypatch.setattr(kernels.importlib.util, "find_spec", lambda name: None)
    kernels.build(kernels.this_target(), tmp_path / "out")
    assert len(calls(compiler)) == before


@pytest.mark.parametrize("change", ["sources", "compiler", "library", "stamp"])
def test_it_is_compiled_again_where_something_has_changed(compiler, tmp_path, monkeypatch, change):
    name = kernels.this_target()
    library = kernels.build(name, tmp_path / "out")
    before = len(calls(compiler))
    if change == "sources":
        monkeypatch.setattr(kernels, "FLAGS", (*kernels.FLAGS, "-DOTHER"))
    elif change == "compiler":
        command = f"{tmp_path / 'compiler'} --other"
        monkeypatch.setenv(kernels.COMPILER_VARIABLE, command)
    elif change == "library":
        library.unlink()
    else:
        library.with_name(f"{library.name}.json").write_bytes(b"\xff[")
    kernels.build(name, tmp_path / "out")
    assert len(calls(compiler)) == 2 * before


def test_without_a_compiler_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv(kernels.COMPILER_VARIABLE, raising=False)
    monkeypatch.setattr(kernels.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["kernels.py", "--output", str(tmp_path / "out")])
    assert kernels.main() == 1
    assert "ziglang" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["/nowhere/compiler", f"{sys.executable} -c 'exit(3)'"])
def test_a_compiler_that_fails_leaves_nothing(tmp_path, monkeypatch, command):
    monkeypatch.setenv(kernels.COMPILER_VARIABLE, command)
    with pytest.raises(kernels.NoCompilerError):
        kernels.build(kernels.this_target(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_named_compiler_is_for_this_machine_alone(compiler, tmp_path):
    other = next(name for name in kernels.TARGETS if name != kernels.this_target())
    with pytest.raises(kernels.NoCompilerError, match="this machine"):
        kernels.build(other, tmp_path / "out")


def test_the_lock_the_hook_and_the_command_name_one_compiler():
    import tomllib

    project = tomllib.loads((kernels.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert kernels.REQUIREMENT in project["build-system"]["requires"]
