"""Pictures of the window in its states, for a person to look at; not a test.

    python tests/ui/screenshots.py FOLDER [NAME...]

Plays scripted exchanges, no model is needed. NAME chooses some of the pictures, by a part of the
name. For 200 % set QT_SCALE_FACTOR=2; for a real screen instead of the offscreen one run under
xvfb-run with QT_QPA_PLATFORM=xcb.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtWidgets import QApplication

from desktop_app.app import build, make_application
from desktop_app.core.conversation import FinishReason, ReplyStats
from desktop_app.core.download_events import DownloadFailed, DownloadRetrying, Trouble
from desktop_app.core.errors import KnownError
from desktop_app.core.events import (
    ContextTrimmed,
    LoadStage,
    ModelFailed,
    ModelInfo,
    ModelReady,
    StageChanged,
    TurnEnded,
)
from desktop_app.core.mood import Mood
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.downloads import DownloadPhase
from desktop_app.shell.state import Judgement, Phase
from desktop_app.ui.main_window import MainWindow
from tests import fake_library as library
from tests.fake_library import FakeLibrary
from tests.fakes import Gate, ScriptedBackend

QWEN = ModelInfo("qwen", "Qwen1.5-0.5B-Chat", ("zh", "en"), "exact16")
STARTER = ModelInfo("smollm2", "SmolLM2-135M-Instruct", ("en",), "float32")
SURE_GOOD = Mood("positive", 0.93, False, (0.93, 0.07))
SURE_BAD = Mood("negative", 0.96, False, (0.04, 0.96))
SOME_GOOD = Mood("positive", 0.74, False, (0.74, 0.26))
UNSURE = Mood("positive", 0.55, True, (0.55, 0.45))

TALKS = {
    "zh": (
        ("报告写了三遍都被退回，我真的受够了。", SURE_BAD,
         "听起来真的很挫败。写了三遍还被退回，换谁都会难受。先歇一会儿，喝口水；"
         "等你愿意的时候，我们一起看看他们到底卡在哪一条，好吗？"),
        ("今天的实验终于成功了，太棒了！", SURE_GOOD,
         "哇，恭喜你！坚持了这么久终于看到成果，一定特别有成就感吧？"
         "想不想说说，最关键的那一步是怎么想到的"),
    ),
    "en": (
        ("They sent my report back three times. I have had enough.", SURE_BAD,
         "That sounds really frustrating. Three rounds and still a no would wear anyone down. "
         "Take a short break first; whenever you like, we can look together at the one point "
         "they keep stumbling over."),
        ("Today’s experiment finally worked, this is great!", SURE_GOOD,
         "Congratulations! After all that persistence it must feel wonderful to see it work. "
         "Would you like to tell me how you found the step that made the difference"),
    ),
}  # fmt: skip


EARLIER = {
    "zh": (
        ("论文总算写完了", SURE_GOOD, "辛苦了，好好歇一歇。"),
        ("可是导师一直没回我", SURE_BAD, "等消息的时候最难熬。"),
        ("现在几点了", UNSURE, "我看不到时间，不过可以陪你聊聊。"),
        ("室友给我带了晚饭", SOME_GOOD, "有人惦记着，真好。"),
    ),
    "en": (
        ("The thesis is finally done", SURE_GOOD, "Well done. Have a good rest."),
        ("But nobody has answered me", SURE_BAD, "Waiting is the hardest part."),
        ("What time is it", UNSURE, "I can't see a clock, but I am here."),
        ("My flatmate brought me dinner", SOME_GOOD, "How kind to be thought of."),
    ),
}


@dataclass(frozen=True)
class Picture:
    """name: of the file. play: brings the window into its state, yielding what to wait for."""

    name: str
    language: str
    dark: bool
    size: tuple[int, int]
    play: Callable[[MainWindow, Script], Iterator[Callable[[], bool]]]


class Script(ScriptedBackend):
    """Begins to load when it is told to, so that loading can be looked at too."""

    def __init__(self, model: ModelInfo = QWEN) -> None:
        super().__init__(turns=[()], loads=[(ModelReady(model, 1330.0),)])
        self._looks = [(SOME_GOOD,)]

    def load(self, *steps: object) -> None:
        self._loads = [steps]

    def answer(self, *turns: tuple) -> None:
        self._turns = list(turns)


def reply(mood: Mood, text: str, tokens: int) -> tuple:
    """Steps of a whole turn, the reply in pieces of a few characters."""
    pieces = [text[i : i + 6] for i in range(0, len(text), 6)]
    stats = ReplyStats(tokens, 240, 180.0, 41.0)
    return mood, *pieces, lambda turn: TurnEnded(turn.id, FinishReason.STOP, stats, None, 1330.0)


def talk(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    """Six exchanges for the bars, of which two are looked at; the last one still streams."""
    language = window.property("language")
    yield from hold(window, script, *EARLIER[language], *TALKS[language])


def mixed(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    """A Chinese and an English exchange in one conversation."""
    yield from hold(window, script, *EARLIER["zh"], TALKS["zh"][0], TALKS["en"][1])


def hold(window: MainWindow, script: Script, *exchanges: tuple) -> Iterator[Callable[[], bool]]:
    """Play (question, mood, reply) one after another; the last reply does not end."""
    *ended, (_, mood2, text2) = exchanges
    gate = Gate()
    script.answer(
        *(reply(mood, text, len(text)) for _, mood, text in ended),
        (mood2, *[text2[i : i + 6] for i in range(0, len(text2), 6)], gate),
    )
    for ask, _, _ in exchanges:
        window.session.ask(ask)
    yield gate.reached.is_set
    yield lambda: window.session.messages[-1].text == text2


def judging(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    (ask1, mood1, text1), (ask2, _, _) = TALKS[window.property("language")]
    gate = Gate()
    script.answer(reply(mood1, text1, 58), (gate,))
    for ask in (ask1, ask2, ask1):
        window.session.ask(ask)
    yield lambda: window.session.mood.state is Judgement.JUDGING and gate.reached.is_set()


def unsure(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    (ask1, mood1, text1), (_ask2, _, text2) = TALKS[window.property("language")]
    script.answer(reply(mood1, text1, 58), reply(UNSURE, text2, 44))
    window.session.ask(ask1)
    window.session.ask("2 + 2 = ?")
    yield lambda: not window.session.busy


def odd_ends(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    """Stopped, too long, failed; markup, right-to-left, one very long word, emoji."""
    (ask1, mood1, text1), (ask2, mood2, text2) = TALKS[window.property("language")]
    error = KnownError(
        "out_of_memory",
        "The memory of this computer is used up.",
        "The program keeps running and your messages are safe.",
        "Close other programs, then try again.",
    )
    stats = ReplyStats(128, 240, 180.0, 41.0)
    script.answer(
        (mood1, text1, lambda turn: TurnEnded(turn.id, FinishReason.CANCELLED, stats)),
        (
            mood2,
            lambda turn: ContextTrimmed(turn.id, 12),
            text2,
            lambda turn: TurnEnded(turn.id, FinishReason.LENGTH, stats),
        ),
        (mood1, lambda turn: TurnEnded(turn.id, FinishReason.FAILED, error=error)),
        reply(UNSURE, "👍🏽 مرحبا بالعالم، كيف حالك اليوم؟\n" + "x" * 150, 30),
    )
    for ask in (ask1, ask2, "<b>bold</b> <img src=x> <|im_end|> ’s", "😀 שלום עולם"):
        window.session.ask(ask)
    yield lambda: not window.session.busy


def typing(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    """After one exchange the next message is half written."""
    (ask1, mood1, text1), (ask2, _, _) = TALKS[window.property("language")]
    script.answer(reply(mood1, text1, 58))
    window.session.ask(ask1)
    yield lambda: not window.session.busy
    window.area.composer.edit.setPlainText(ask2[: len(ask2) * 2 // 3])
    yield lambda: window.session.mood.provisional is not None


def empty(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield lambda: window.session.status.phase is Phase.READY


def loading(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    window.area.composer.edit.setPlainText(TALKS[window.property("language")][0][0])
    yield lambda: window.session.status.stage is LoadStage.READING


def failed(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield lambda: window.session.status.phase is Phase.FAILED


def welcome(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    window.model_pages.start()
    panel = window.model_pages.welcome
    yield lambda: "120" in panel.facts.values["source"].text()


def licence(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from welcome(window, script)
    window.model_pages.welcome.licence.read.setChecked(True)


def other_ways(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from welcome(window, script)
    window.model_pages.welcome.other_models.setChecked(True)


def sources(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from welcome(window, script)
    window.model_pages.welcome.change_source.setChecked(True)


def own_files(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from welcome(window, script)
    window.model_pages.welcome.own_files.setChecked(True)


def offline(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    window.model_pages.start()
    yield lambda: window.model_pages.shelf.overview is not None


def downloading(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from welcome(window, script)
    panel, downloads = window.model_pages.welcome, window.model_pages.downloads
    panel.licence.accept.setChecked(True)
    panel.download.click()
    yield (
        lambda: (
            downloads.state.phase
            in (
                DownloadPhase.FAILED,
                DownloadPhase.RETRYING,
            )
            or downloads.state.share > 0.3
        )
    )


def paused(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from downloading(window, script)
    window.model_pages.downloads.pause()
    yield lambda: window.model_pages.downloads.state.phase is DownloadPhase.PAUSED


def cancelling(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from downloading(window, script)
    window.model_pages.welcome.progress.cancel.click()


def closing(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from downloading(window, script)
    window.close()


def finished(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    """Another model speaks meanwhile, so that the person decides."""
    yield lambda: window.session.status.phase is Phase.READY
    pages = window.model_pages
    pages.start()
    yield lambda: pages.shelf.overview is not None
    pages.show_welcome()
    pages.welcome.licence.accept.setChecked(True)
    pages.welcome.download.click()
    yield lambda: pages.downloads.state.phase is DownloadPhase.FINISHED


def beside_chat(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield lambda: window.session.status.phase is Phase.READY
    pages = window.model_pages
    pages.start()
    yield lambda: pages.shelf.overview is not None
    pages.downloads.start(library.BIG.name, library.BIG.title)
    yield lambda: pages.downloads.state.share > 0.3


def models(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield lambda: window.session.status.phase is Phase.READY
    window.model_pages.show_models()
    yield lambda: bool(window.model_pages.models.rows)
    list(window.model_pages.models.rows.values())[-1].remove.click()


def damaged(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    window.model_pages.start()
    yield lambda: window.model_pages.can_repair


HERE = dataclasses.replace(
    library.NOTHING,
    models=(library.on_disk(), library.on_disk(library.SMALL, bytes=269_000_000)),
    wanted=library.on_disk().key,
)
STARTER_HERE = dataclasses.replace(
    library.NOTHING,
    models=(library.on_disk(library.SMALL),),
    wanted=library.on_disk(library.SMALL).key,
)
BROKEN = dataclasses.replace(
    library.NOTHING,
    models=(library.on_disk(error=KnownError("model_truncated", "")),),
    wanted=library.on_disk().key,
)
CUT_OFF = DownloadRetrying(Trouble.STALLED, 8.0, 2, library.MIRROR[1])
UNREACHABLE = DownloadFailed(
    KnownError(
        "hub_unreachable",
        "The connection to {host} failed again and again.",
        "What was downloaded is kept.",
        "Check the network, or choose another source or a proxy.",
        host=library.MIRROR[1],
        trouble="timeout",
    )
)


def library_for(play: Callable, gate: Gate) -> FakeLibrary:
    """What is on the disk and what a download does, for one picture."""
    state = {
        finished: STARTER_HERE,
        beside_chat: STARTER_HERE,
        models: HERE,
        damaged: BROKEN,
        offline: dataclasses.replace(library.NOTHING, offline=True),
    }.get(play, library.NOTHING)
    steps = (library.STARTED, library.progress(0.38))
    end = {finished: (library.FINISHED,), troubled: (CUT_OFF, gate), given_up: (UNREACHABLE,)}
    return FakeLibrary(state, [(*steps, *end.get(play, (gate,)))])


def troubled(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from downloading(window, script)
    yield lambda: window.model_pages.downloads.state.phase is DownloadPhase.RETRYING


def given_up(window: MainWindow, script: Script) -> Iterator[Callable[[], bool]]:
    yield from downloading(window, script)
    yield lambda: window.model_pages.downloads.state.phase is DownloadPhase.FAILED


WIDE, SMALL, NARROW = (1120, 760), (900, 600), (720, 480)
PICTURES = (
    Picture("chat-zh-light", "zh", False, WIDE, talk),
    Picture("chat-zh-dark", "zh", True, WIDE, talk),
    Picture("chat-en-light", "en", False, WIDE, talk),
    Picture("chat-en-dark", "en", True, WIDE, talk),
    Picture("chat-mixed-light", "zh", False, WIDE, mixed),
    Picture("chat-mixed-dark", "en", True, WIDE, mixed),
    Picture("chat-en-full-hd", "en", False, (1920, 1080), talk),
    Picture("chat-zh-small", "zh", False, SMALL, talk),
    Picture("chat-en-narrow", "en", True, NARROW, talk),
    Picture("judging-en-light", "en", False, SMALL, judging),
    Picture("judging-zh-dark", "zh", True, SMALL, judging),
    Picture("unsure-zh-light", "zh", False, SMALL, unsure),
    Picture("unsure-en-dark", "en", True, SMALL, unsure),
    Picture("typing-zh-light", "zh", False, WIDE, typing),
    Picture("typing-en-dark", "en", True, SMALL, typing),
    Picture("odd-ends-en-light", "en", False, (1120, 1000), odd_ends),
    Picture("odd-ends-zh-dark", "zh", True, (1120, 1000), odd_ends),
    Picture("empty-zh-light", "zh", False, WIDE, empty),
    Picture("empty-en-dark", "en", True, SMALL, empty),
    Picture("loading-zh-light", "zh", False, SMALL, loading),
    Picture("failed-en-light", "en", False, SMALL, failed),
    Picture("failed-zh-dark", "zh", True, NARROW, failed),
    Picture("welcome-zh-light", "zh", False, WIDE, welcome),
    Picture("welcome-en-dark", "en", True, SMALL, welcome),
    Picture("welcome-en-narrow", "en", False, NARROW, welcome),
    Picture("welcome-licence-en-light", "en", False, WIDE, licence),
    Picture("welcome-models-zh-dark", "zh", True, WIDE, other_ways),
    Picture("welcome-sources-en-light", "en", False, WIDE, sources),
    Picture("welcome-sources-zh-dark", "zh", True, SMALL, sources),
    Picture("welcome-own-zh-light", "zh", False, WIDE, own_files),
    Picture("welcome-offline-en-light", "en", False, SMALL, offline),
    Picture("download-zh-light", "zh", False, WIDE, downloading),
    Picture("download-en-dark", "en", True, SMALL, downloading),
    Picture("download-paused-en-light", "en", False, SMALL, paused),
    Picture("download-trouble-zh-light", "zh", False, SMALL, troubled),
    Picture("download-cancel-en-dark", "en", True, WIDE, cancelling),
    Picture("download-close-zh-light", "zh", False, SMALL, closing),
    Picture("download-failed-zh-light", "zh", False, WIDE, given_up),
    Picture("download-failed-en-dark", "en", True, SMALL, given_up),
    Picture("download-finished-zh-light", "zh", False, WIDE, finished),
    Picture("download-finished-en-dark", "en", True, SMALL, finished),
    Picture("download-beside-en-light", "en", False, WIDE, beside_chat),
    Picture("models-zh-light", "zh", False, WIDE, models),
    Picture("models-en-dark", "en", True, SMALL, models),
    Picture("damaged-en-light", "en", False, SMALL, damaged),
)

NEEDS_NO_MODEL = (
    *(welcome, licence, other_ways, sources, own_files, offline, downloading, paused),
    *(cancelling, closing, troubled, given_up),
)


def draw(application: QApplication, picture: Picture, folder: Path) -> None:
    """Bring one window into its state and save what it looks like."""
    script = Script(STARTER if picture.play is empty and picture.language == "en" else QWEN)
    gate = Gate()
    if picture.play is loading:
        script.load(StageChanged(LoadStage.READING, 0.42), gate)
    elif picture.play is failed:
        script.load(ModelFailed(truncated()))
    elif picture.play in NEEDS_NO_MODEL:
        script.load(ModelFailed(KnownError("model_not_found", "There is no model here.")))
    elif picture.play is damaged:
        script.load(ModelFailed(truncated()))
    shelf = library_for(picture.play, gate)
    paths = Paths(folder)
    window = build(
        application,
        paths,
        Settings(),
        script.create,
        picture.language,
        make_library=shelf.create,
    )
    window.setProperty("language", picture.language)
    theme = window.theme
    theme.set_scheme(Qt.ColorScheme.Dark if picture.dark else Qt.ColorScheme.Light)
    window.resize(*picture.size)
    window.show()
    window.session.start()
    for is_done in picture.play(window, script):
        wait(application, is_done)
    wait(application, lambda: False, 400)
    window.grab().save(str(folder / f"{picture.name}.png"))
    gate.open()
    window.model_pages.downloads.pause()
    wait(application, lambda: not window.model_pages.downloads.state.active)
    window.close()
    window.deleteLater()


def truncated() -> KnownError:
    return KnownError(
        "model_truncated",
        "The file {path} is damaged.",
        "The model can't be loaded from it.",
        "Download or import the model again, then try once more.",
        path="/home/lin/.local/share/qwen-all-in-one/models/qwen/model.safetensors",
    )


def wait(application: QApplication, is_done: Callable[[], bool], limit_ms: int = 10_000) -> None:
    deadline = QDeadlineTimer(limit_ms)
    while not is_done() and not deadline.hasExpired():
        application.processEvents()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    application = make_application(Paths(folder))
    for picture in PICTURES:
        if not sys.argv[2:] or any(part in picture.name for part in sys.argv[2:]):
            draw(application, picture, folder)


if __name__ == "__main__":
    main()
