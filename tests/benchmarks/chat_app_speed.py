"""The whole window over 1,000 conversations and 100,000 messages, one of them of 10,000.

    python tests/benchmarks/chat_app_speed.py [--folder DIR] [--messages 100000] [--seconds 15]

Prints what each thing takes, beside what it may take, and the load of the machine. Draws
offscreen; the replies are scripted, no model is needed. --folder keeps the database for the next
time. "held" is how late the event loop comes round, looked at every 5 ms; "busy" is the same in
time of the processor alone, which other programs do not change. The slow disk is a library that
lets every fsync wait, so a C compiler is needed for that part.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

SEARCHES = ("的", "的一", "人了", "我在有", "etaoin", "e", "ta ", "不是")
SLOW_FSYNC_MS = 200
TICK_MS = 5
TOKEN_S = 1 / 40
STARTS = 5


def row(name: str, figures: str, limit: str = "") -> None:
    print(f"{name:52} {figures:>34}  {limit}", flush=True)


def spread(times: list[float]) -> str:
    return f"{min(times):8.1f} {statistics.median(times):8.1f} {max(times):8.1f} ms"


# -- parts that run in a process of their own ------------------------------------------------


def part_start(folder: Path) -> None:
    """Open the window as the command does; say when it was painted first."""
    began = float(os.environ["BENCHMARK_BEGAN"])
    imported = time.monotonic()
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QMainWindow

    from desktop_app import app
    from desktop_app.cli.arguments import build_parser
    from desktop_app.composition import make_application

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
                now, spent = time.monotonic(), time.process_time()
                times = ((now - began) * 1e3, (now - imported) * 1e3, spent * 1e3)
                print(*(f"{value:.1f}" for value in times), flush=True)
                # closed in order, so that the next start need not look through the file
                programs[0]._services.session.chats.close()
                os._exit(0)
            return False

    programs: list[app.Program] = []
    # the model is not looked for: the window is there before
    app.Program.start = lambda program: None
    begin = app.Program.__init__

    def note(program: app.Program, *parts: object) -> None:
        programs.append(program)
        begin(program, *parts)

    app.Program.__init__ = note
    watch = Watch()

    def make(paths: object) -> object:
        application = make_application(paths)
        application.installEventFilter(watch)
        return application

    app.make_application = make
    app.run_window(build_parser().parse_args(["--data-dir", str(folder), "--offline"]))


def part_window(folder: Path, seconds: float) -> None:
    """Search, open, read and stream in one window."""
    from PySide6.QtWidgets import QApplication

    from tests.benchmarks.chat_app_play import Play

    play = Play(folder, TOKEN_S)
    before = play.rss_mib()
    found = [play.search(text) for text in SEARCHES for _ in range(3)]
    row("search, 24 times", spread([taken for taken, _ in found]), "< 100")
    row("  and its first 20 rows on the screen", spread(play.shown_searches(SEARCHES)))
    opened = [play.open_long() for _ in range(5)]
    row("open 10,000 messages", spread(opened), "< 300")
    row("switch between small chats", spread([play.open_small(n) for n in range(40)]))
    row("scroll through 10,000", spread(play.scroll()))
    for _ in range(5):
        play.open_long()
    play.open_small(0)
    play.tidy()
    row("memory grew by", f"{play.rss_mib() - before:8.1f} MiB", "< 60")
    stream(play, seconds)
    play.close()
    QApplication.processEvents()


def part_slow(folder: Path, seconds: float) -> None:
    """The replies alone, for a disk that is slow."""
    from tests.benchmarks.chat_app_play import Play

    play = Play(folder, TOKEN_S)
    play.open_long()
    row("a message is on the disk after", f"{play.durable_ms():8.1f} ms")
    stream(play, seconds)
    play.close()


def stream(play: object, seconds: float) -> None:
    held, busy = play.stream(seconds, TICK_MS)
    for name, times in (("held", held), ("busy", busy)):
        ordered = sorted(times)
        p99 = ordered[int(len(ordered) * 0.99)]
        figures = f"p50 {statistics.median(times):5.1f} p99 {p99:5.1f} max {ordered[-1]:6.1f} ms"
        row(f"  event loop {name} while replies stream", figures, "p99 < 20")


# -- the parent ------------------------------------------------------------------------------


def child(part: str, folder: Path, *more: str, **environment: str) -> str:
    command = [sys.executable, __file__, "--part", part, "--folder", str(folder), *more]
    variables = {**os.environ, **environment, "BENCHMARK_BEGAN": str(time.monotonic())}
    done = subprocess.run(
        command, env=variables, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def measure_start(name: str, folder: Path) -> None:
    child("start", folder)
    times = [child("start", folder).split() for _ in range(STARTS)]
    whole, own, spent = ([float(value) for value in column] for column in zip(*times, strict=True))
    row(f"{name}: process to window", spread(whole))
    row("  without Python's own start", spread(own), "< 500")
    row("  time of the processor alone", spread(spent))


def slow_disk(folder: Path) -> Path:
    """A library that lets every fsync of the process wait."""
    source = folder / "slow_fsync.c"
    source.write_text(
        textwrap.dedent(
            f"""
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <time.h>
            static const struct timespec pause = {{0, {SLOW_FSYNC_MS}000000L}};
            #define SLOW(name) int name(int file) {{ \\
                static int (*real)(int); \\
                if (!real) real = dlsym(RTLD_NEXT, #name); \\
                nanosleep(&pause, 0); \\
                return real(file); }}
            SLOW(fsync)
            SLOW(fdatasync)
            """
        )
    )
    library = folder / "slow_fsync.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


def fill(folder: Path, messages: int) -> None:
    from desktop_app.core.history.sqlite import FILE_NAME
    from desktop_app.core.history.store import open_history
    from tests.benchmarks import history_speed

    path = folder / FILE_NAME
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    history = open_history(path)
    history_speed.fill(history, messages)
    history.close()


def measure(folder: Path, messages: int, seconds: float) -> None:
    begin = time.monotonic()
    full, empty = folder / "full", folder / "empty"
    fill(full, messages)
    empty.mkdir(exist_ok=True)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{messages} messages, made in {time.monotonic() - begin:.0f} s; load {load}")
    print(f"{'':52} {'best':>9} {'median':>8} {'worst':>8}")
    measure_start("no chats", empty)
    # a window that knows no last conversation; after the next part it opens the long one
    (full / "window.ini").unlink(missing_ok=True)
    measure_start(f"{messages} messages", full)
    print(child("window", full, "--seconds", str(seconds)), end="")
    measure_start("with 10,000 of them open", full)
    if shutil.which("cc") is None:
        print("no C compiler: the slow disk is left out")
        return
    library = slow_disk(folder)
    print(f"every fsync takes {SLOW_FSYNC_MS} ms more:")
    print(child("slow", full, "--seconds", str(seconds), LD_PRELOAD=str(library)), end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--part", choices=("start", "window", "slow"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "start": lambda: part_start(arguments.folder),
        "window": lambda: part_window(arguments.folder, arguments.seconds),
        "slow": lambda: part_slow(arguments.folder, arguments.seconds),
    }
    if arguments.part:
        parts[arguments.part]()
    elif arguments.folder:
        measure(arguments.folder, arguments.messages, arguments.seconds)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), arguments.messages, arguments.seconds)


if __name__ == "__main__":
    main()
