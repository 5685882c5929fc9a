"""Pictures of the window in its states, for a person to look at; not a test.

    python tests/ui/pictures/screenshots.py FOLDER [NAME...] [--all] [--text-size PERCENT]

Plays scripted exchanges over a year of invented talks, no model is needed. NAME chooses some of
the pictures, by a part of the name. --all draws each of them in both languages, light and dark.
For 150 % set QT_SCALE_FACTOR=1.5; for other fonts FONTCONFIG_FILE; for a real screen instead of
the offscreen one run under xvfb-run with QT_QPA_PLATFORM=xcb.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication

from desktop_app.composition import make_application, make_services
from desktop_app.core.history.store import FILE_NAME
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.platform.system_report import Report
from desktop_app.shell.platform.translation import install_translator
from desktop_app.ui.window.main_window import MainWindow
from tests.ui.pictures import models, plays
from tests.ui.pictures.plays import Play
from tests.ui.pictures.texts import fill_with_a_year

USUAL, SMALL, NARROW, TALL = (1120, 760), (900, 600), (720, 480), (1120, 1000)
FULL_HD = (1920, 1080)


@dataclass(frozen=True)
class Picture:
    """name: of the file. look: language and scheme. size: of the window, px."""

    name: str
    play: Play
    look: str
    size: tuple[int, int]


def both(name: str, play: Play, size: tuple[int, int] = USUAL) -> tuple[Picture, ...]:
    """Chinese by day, English by night."""
    return Picture(name, play, "zh-light", size), Picture(name, play, "en-dark", size)


PICTURES = (
    *both("chat", plays.talk),
    *both("code", plays.code),
    *both("kinds", plays.all_kinds),
    *both("explanation", plays.explanation),
    *both("care", plays.care),
    *both("opened", plays.opened),
    *both("crash", plays.crash, SMALL),
    *both("empty", plays.empty),
    *both("search", plays.search),
    *both("nothing-found", plays.nothing_found, SMALL),
    *both("trash", plays.trash),
    *both("settings", plays.settings),
    *both("settings-middle", plays.settings_middle),
    *both("settings-end", plays.settings_end),
    *both("journal", plays.journal),
    *both("journal-day", plays.journal_day),
    *both("scenes", plays.scenes),
    *both("diagnostics", plays.diagnostics),
    *both("shortcuts", plays.shortcuts),
    *(
        Picture(f"{name}-{'x'.join(map(str, size))}", play, look, size)
        for size, look in ((SMALL, "zh-dark"), (NARROW, "en-light"), (FULL_HD, "en-light"))
        for name, play in (
            ("chat", plays.talk),
            ("kinds", plays.all_kinds),
            ("empty", plays.empty),
            ("care", plays.care),
            ("settings", plays.settings),
            ("journal", plays.journal),
            ("scenes", plays.scenes),
            ("diagnostics", plays.diagnostics),
            ("shortcuts", plays.shortcuts),
        )
    ),
    Picture("mixed", plays.mixed, "zh-light", USUAL),
    Picture("mixed", plays.mixed, "en-dark", USUAL),
    *both("judging", plays.judging, SMALL),
    *both("unsure", plays.unsure, SMALL),
    *both("faces", plays.faces, TALL),
    *both("typing", plays.typing, SMALL),
    *both("odd-ends", plays.odd_ends, TALL),
    *both("loading", plays.loading, SMALL),
    *both("failed", plays.failed, SMALL),
    *both("welcome", models.welcome),
    Picture("welcome-narrow", models.welcome, "en-light", NARROW),
    *both("welcome-licence", models.licence),
    *both("welcome-models", models.other_ways),
    *both("welcome-sources", models.sources, SMALL),
    *both("welcome-own", models.own_files),
    *both("welcome-offline", models.offline, SMALL),
    *both("download", models.downloading),
    *both("download-paused", models.paused, SMALL),
    *both("download-trouble", models.troubled, SMALL),
    *both("download-cancel", models.cancelling, SMALL),
    *both("download-close", models.closing, SMALL),
    *both("download-failed", models.given_up, SMALL),
    *both("download-finished", models.finished),
    *both("download-beside", models.beside_chat),
    *both("models", models.models),
    *both("damaged", models.damaged, SMALL),
)

WITHOUT_A_PAST = (*models.NEEDS_NO_MODEL, models.damaged, plays.empty)
"""Of the first start: no talks yet. Only the small window shows an empty chat among others."""


def examination() -> Report:
    """What Diagnostics might say of a small computer."""
    return {
        "program": {"version": "0.1.0", "python": "3.11.7", "torch": "2.13.0+cpu"},
        "machine": {"processor": "AMD Ryzen 5 5500U", "physical_cores": 6, "memory_mib": 15800},
        "kernels": {
            "usable": True,
            "weights": "16 bit, exact",
            "kernels": "the program's own",
            "capability": "AVX2",
            "threads": 6,
        },
        "model": {"usable": True, "name": "qwen1.5-0.5b-chat", "size_mib": 1189},
        "network": {"offline": False, "source": "automatic", "proxy": "the system's"},
        "disk": {
            "data_folder": str(Path.home() / ".local/share/qwen-all-in-one"),
            "writable": True,
            "free_mib": 67507,
        },
    }


def draw(
    application: QApplication, picture: Picture, text_size: int, data: Path, target: Path
) -> None:
    """Bring one window into its state and save what it looks like."""
    language, scheme = picture.look.split("-")
    script = models.script_for(picture.play, language)
    paths = Paths(data)
    chats = ChatStore(data / FILE_NAME)
    if picture.play not in WITHOUT_A_PAST or picture.size == SMALL:
        fill_with_a_year(chats, language)
    install_translator(application, language, paths)
    services = make_services(
        paths,
        Settings(theme=scheme, text_size=text_size),
        script.create,
        chats,
        models.library_for(picture.play, script.gate).create,
        examination,
    )
    window = MainWindow(services, language)
    window.resize(*picture.size)
    window.show()
    window.session.start()
    for is_done in picture.play(window, script):
        wait(application, is_done, f"{picture.name}-{picture.look}")
    settle(application)
    window.grab().save(str(target))
    script.gate.open()
    window.model_pages.downloads.pause()
    wait(application, lambda: not window.model_pages.downloads.state.active, picture.name)
    if not window.close():
        # it asks something first, which is what the picture shows
        services.close()
    window.deleteLater()


def wait(application: QApplication, is_done: Callable[[], bool], name: str) -> None:
    deadline = QDeadlineTimer(10_000)
    while not is_done():
        if deadline.hasExpired():
            sys.exit(f"{name} does not come into its state")
        application.processEvents()


def settle(application: QApplication, ms: int = 400) -> None:
    """Let what moves come to rest."""
    deadline = QDeadlineTimer(ms)
    while not deadline.hasExpired():
        application.processEvents()


def chosen(arguments: argparse.Namespace) -> list[Picture]:
    looks = ("zh-light", "zh-dark", "en-light", "en-dark") if arguments.all else ()
    pictures = {
        f"{picture.name}-{look}": Picture(picture.name, picture.play, look, picture.size)
        for picture in PICTURES
        for look in looks or (picture.look,)
    }
    return [
        picture
        for name, picture in pictures.items()
        if not arguments.names or any(part in name for part in arguments.names)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--text-size", type=int, default=100, metavar="PERCENT")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    application = make_application(Paths(arguments.folder))
    for picture in chosen(arguments):
        target = arguments.folder / f"{picture.name}-{picture.look}.png"
        with tempfile.TemporaryDirectory() as data:
            draw(application, picture, arguments.text_size, Path(data), target)


if __name__ == "__main__":
    main()
