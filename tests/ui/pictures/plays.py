"""How the window comes into the states of its pictures: the conversation and the pages.

A play brings the window into its state and yields what to wait for, one condition after another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QScrollArea

from desktop_app.core.api.events import (
    ContextTrimmed,
    LoadStage,
    ModelInfo,
    ModelReady,
    StageChanged,
    TurnEnded,
)
from desktop_app.core.conversation import FinishReason, ReplyStats
from desktop_app.core.errors import KnownError
from desktop_app.core.history.records import CLEARED, Folder
from desktop_app.core.mood import Influence, Mood
from desktop_app.shell.chat.mood_state import Judgement
from desktop_app.shell.inference.status import Phase
from desktop_app.shell.platform.diagnostics import CrashTrace
from desktop_app.ui.window.main_window import MainWindow
from tests.support.fakes import Gate, ScriptedBackend
from tests.ui.pictures.texts import (
    CODE,
    CRISIS,
    EARLIER,
    FACES,
    HERE_FOR_YOU,
    NOTE,
    SEARCHED,
    SIGH,
    SIGH_REPLIES,
    SOME_GOOD,
    SURE_BAD,
    SURE_GOOD,
    TALKS,
    UNSURE,
)

QWEN = ModelInfo("qwen", "Qwen1.5-0.5B-Chat", ("zh", "en"), "exact16")

Waits = Iterator[Callable[[], bool]]
Play = Callable[[MainWindow, "Script"], Waits]


class Script(ScriptedBackend):
    """What the model says in one picture. gate: opened when the picture is taken."""

    def __init__(self, language: str) -> None:
        super().__init__(turns=[()], loads=[(ModelReady(QWEN, 1330.0),)], looks=[(SOME_GOOD,)])
        self.language = language
        self.gate = Gate()

    def load(self, *steps: object) -> None:
        self._loads = [steps]

    def answer(self, *turns: tuple) -> None:
        self._turns = list(turns)

    def look(self, mood: Mood) -> None:
        self._looks = [(mood,)]

    def explain(
        self, scene_id: str, text: str, cancelled: threading.Event
    ) -> tuple[Influence, ...]:
        """The first half of the message spoke for the verdict, the last third against it."""
        half, third = len(text) // 2, len(text) * 2 // 3
        return (
            Influence(0, half, 2.1),
            Influence(half, third, 0.4),
            Influence(third, len(text), -0.9),
        )


def reply(mood: Mood, text: str, tokens: int) -> tuple:
    """Steps of a whole turn, the reply in pieces of a few characters."""
    pieces = [text[i : i + 6] for i in range(0, len(text), 6)]
    stats = ReplyStats(tokens, 240, 180.0, 41.0)
    return mood, *pieces, lambda turn: TurnEnded(turn.id, FinishReason.STOP, stats, None, 1330.0)


def is_ready(window: MainWindow) -> bool:
    return window.session.model.status.phase is Phase.READY


def is_idle(window: MainWindow) -> bool:
    return not window.session.turns.busy


# the conversation


def talk(window: MainWindow, script: Script) -> Waits:
    """Six exchanges for the bars, of which two are looked at; the last one still streams."""
    yield from hold(window, script, *EARLIER[script.language], *TALKS[script.language])


def mixed(window: MainWindow, script: Script) -> Waits:
    """A Chinese and an English exchange in one conversation."""
    yield from hold(window, script, *EARLIER["zh"], TALKS["zh"][0], TALKS["en"][1])


def hold(window: MainWindow, script: Script, *exchanges: tuple) -> Waits:
    """Play (question, mood, reply) one after another; the last reply does not end."""
    *ended, (_, mood2, text2) = exchanges
    script.answer(
        *(reply(mood, text, len(text)) for _, mood, text in ended),
        (mood2, *[text2[i : i + 6] for i in range(0, len(text2), 6)], script.gate),
    )
    for ask, _, _ in exchanges:
        window.session.ask(ask)
    yield script.gate.reached.is_set
    yield lambda: window.session.chat.messages[-1].text == text2


def code(window: MainWindow, script: Script) -> Waits:
    """Code in a reply, below an earlier exchange."""
    exchanges = (*TALKS[script.language], CODE[script.language])
    script.answer(*(reply(mood, text, len(text) // 2) for _, mood, text in exchanges))
    for ask, _, _ in exchanges:
        window.session.ask(ask)
    yield lambda: is_idle(window)


def all_kinds(window: MainWindow, script: Script) -> Waits:
    """A corrected mood, two replies to one message, and a note; the next message is begun."""
    language = script.language
    script.answer(
        reply(SOME_GOOD, SIGH_REPLIES[language][0], 24),
        reply(SOME_GOOD, SIGH_REPLIES[language][1], 31),
        (SURE_GOOD,),
    )
    window.session.ask(SIGH[language])
    yield lambda: is_idle(window)
    window.session.regenerate(window.session.chat.entries[1].message.id)
    yield lambda: is_idle(window) and window.session.chat.entries[1].variants == 2
    window.session.moods.correct(window.session.chat.entries[0].message.id, "negative")
    window.session.note(NOTE[language])
    yield lambda: is_idle(window)
    window.area.composer.edit.setPlainText(TALKS[language][1][0])
    yield lambda: window.session.mood.value.provisional is not None


def explanation(window: MainWindow, script: Script) -> Waits:
    ask, mood, text = TALKS[script.language][0]
    script.answer(reply(mood, text, 58))
    window.session.ask(ask)
    yield lambda: is_idle(window)
    window.session.moods.explain(window.session.chat.entries[0].message.id)


def care(window: MainWindow, script: Script) -> Waits:
    script.answer(reply(SURE_BAD, HERE_FOR_YOU[script.language], 26))
    window.area.composer.submitted.emit(CRISIS[script.language])
    yield lambda: is_idle(window)


def judging(window: MainWindow, script: Script) -> Waits:
    (ask1, mood1, text1), (ask2, _, _) = TALKS[script.language]
    script.answer(reply(mood1, text1, 58), (script.gate,))
    for ask in (ask1, ask2, ask1):
        window.session.ask(ask)
    yield (
        lambda: (
            window.session.mood.value.state is Judgement.JUDGING and script.gate.reached.is_set()
        )
    )


def unsure(window: MainWindow, script: Script) -> Waits:
    """The last message may be either."""
    yield from notes(window, script, 0, 3)


def faces(window: MainWindow, script: Script) -> Waits:
    """Every face, and the person's own word on two of them; the next message is begun."""
    yield from notes(window, script, *range(5), 2, 0)
    entries = window.session.chat.entries
    window.session.moods.correct(entries[5].message.id, "positive")
    window.session.moods.correct(entries[6].message.id, CLEARED)
    text, mood = FACES[script.language][4]
    script.look(mood)
    window.area.composer.edit.setPlainText(text)
    yield lambda: window.session.mood.value.provisional is not None


def notes(window: MainWindow, script: Script, *chosen: int) -> Waits:
    """These of FACES, said to nobody."""
    said = [FACES[script.language][place] for place in chosen]
    script.answer(*((mood,) for _, mood in said))
    for text, _ in said:
        window.session.note(text)
    yield lambda: is_idle(window)


def odd_ends(window: MainWindow, script: Script) -> Waits:
    """Stopped, too long, failed; markup, right-to-left, one very long word, emoji."""
    (ask1, mood1, text1), (ask2, mood2, text2) = TALKS[script.language]
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
    yield lambda: is_idle(window)


def typing(window: MainWindow, script: Script) -> Waits:
    """After one exchange the next message is half written."""
    (ask1, mood1, text1), (ask2, _, _) = TALKS[script.language]
    script.answer(reply(mood1, text1, 58))
    window.session.ask(ask1)
    yield lambda: is_idle(window)
    window.area.composer.edit.setPlainText(ask2[: len(ask2) * 2 // 3])
    yield lambda: window.session.mood.value.provisional is not None


def empty(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)


def loading(window: MainWindow, script: Script) -> Waits:
    script.load(StageChanged(LoadStage.READING, 0.42), script.gate, ModelReady(QWEN, 1330.0))
    window.area.composer.edit.setPlainText(TALKS[script.language][0][0])
    window.session.model.retry()
    yield lambda: window.session.model.status.stage is LoadStage.READING


def failed(window: MainWindow, script: Script) -> Waits:
    yield lambda: window.session.model.status.phase is Phase.FAILED


def truncated() -> KnownError:
    return KnownError(
        "model_truncated",
        "The file {file} is cut off: {size} bytes of at least {expected}.",
        "The model can't be loaded.",
        "Repair the model or import it again.",
        file="/home/lin/.local/share/qwen-all-in-one/models/qwen/model.safetensors",
        size=734_003_200,
        expected=1_239_173_352,
    )


# the sidebar


def search(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    window.sidebar.search.setText(SEARCHED[script.language])
    results = window.sidebar.results
    yield results.isVisible


def nothing_found(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    window.sidebar.search.setText("zebra")
    yield window.sidebar.results.isVisible


def trash(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    chats = window.session.chats
    deleted = [conversation.id for conversation in chats.conversations()[1:4]]
    for id_ in deleted:
        chats.delete(id_)
    yield lambda: len(chats.conversations(Folder.TRASH)) == len(deleted)
    window.sidebar.panel.show_folder(Folder.TRASH)


def opened(window: MainWindow, script: Script) -> Waits:
    """A conversation of the list, with a title that is too long for its line."""
    yield lambda: is_ready(window)
    chats = window.session.chats.conversations()
    window.session.open(max(chats, key=lambda conversation: len(conversation.title)).id)
    window.notice.offer_undo(window.area.tr("The message was deleted."))


def crash(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    window.crash.offer(
        CrashTrace(datetime.now(UTC), "Fatal Python error: Aborted\n", Path("crash.log"))
    )


# the pages


def settings(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    window.side_pages.show_settings()


def settings_middle(window: MainWindow, script: Script) -> Waits:
    yield from settings(window, script)
    yield from scroll(window.side_pages.settings, 0.5)


def settings_end(window: MainWindow, script: Script) -> Waits:
    yield from settings(window, script)
    yield from scroll(window.side_pages.settings, 1.0)


def journal(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    window.side_pages.show_journal()


def journal_day(window: MainWindow, script: Script) -> Waits:
    yield from journal(window, script)
    page = window.side_pages.journal
    page.open_day(datetime.now().astimezone().date())
    yield from scroll(page, 1.0)


def scenes(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    window.side_pages.show_scenes()


def diagnostics(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    window.side_pages.show_diagnostics()
    yield lambda: bool(window.side_pages.diagnostics.sections)


def shortcuts(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    window.side_pages.show_shortcuts()


def scroll(page: QScrollArea, share: float) -> Waits:
    """share: of the way down, 0 to 1; once the page has its height."""
    bar = page.verticalScrollBar()
    yield lambda: bar.maximum() > 0
    bar.setValue(round(bar.maximum() * share))
