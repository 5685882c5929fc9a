"""Stand-ins for what is slow or heavy, scripted by each test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from desktop_app.core.api.events import (
    LoadEvent,
    LoadStage,
    ModelFailed,
    ModelInfo,
    ModelReady,
    ModelUnloaded,
    MoodJudged,
    ProvisionalMood,
    ReplyChunk,
    StageChanged,
    TurnEnded,
    TurnEvent,
)
from desktop_app.core.conversation import Draft, FinishReason, ReplyStats, Turn
from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Influence, Lesson, Mood
from desktop_app.core.scenes.scene import AssistantRole, JudgeRole, Label, Scene
from desktop_app.core.settings import Settings
from tests.support.patience import PATIENCE_S

MODEL = ModelInfo("toy", "Toy model", ("en",))
POSITIVE = Mood("positive", 0.93, False, (0.93, 0.07))
NEGATIVE = Mood("negative", 0.88, False, (0.12, 0.88))
UNSURE = Mood("positive", 0.52, True, (0.52, 0.48))
CALM = Mood("positive", 0.91, True, (0.91, 0.09), 0.04)
STATS = ReplyStats(new_tokens=3, prompt_tokens=20, first_token_ms=30.0, tokens_per_s=25.0)

SCENE = Scene(
    id="companion",
    name={"zh": "陪伴", "en": "Companion"},
    labels=(
        Label("positive", "😄", "positive", {"zh": "正面", "en": "positive"}),
        Label("negative", "😡", "negative", {"zh": "负面", "en": "negative"}),
    ),
    judge={"en": JudgeRole("Judge.", "Sentiment:", (("Positive", "Negative"),))},
    assistant={
        "en": AssistantRole("Answer.", "Hello.", ("My day was good", "I am tired", "Tell me more"))
    },
)


class Gate:
    """A place in a script where the worker thread waits until the test opens it.

    Tests wait for `reached` (a thread event, so use qtbot.waitUntil(gate.reached.is_set)).
    """

    def __init__(self, *, heeds_cancel: bool = True) -> None:
        """heeds_cancel: go on when cancelled, as a real token loop comes round."""
        self._heeds_cancel = heeds_cancel
        self.reached = threading.Event()
        self._opened = threading.Event()

    def open(self) -> None:
        self._opened.set()

    def wait(self, cancelled: threading.Event) -> None:
        """Wait for the test, or for a cancel where that is heeded."""
        self.reached.set()
        waited_s = 0.0
        while not self._opened.wait(0.005):
            if self._heeds_cancel and cancelled.is_set():
                return
            waited_s += 0.005
            if waited_s > PATIENCE_S:
                raise AssertionError("nobody opened the gate")


LoadStep = LoadEvent | Gate | Exception
LookStep = Mood | Gate | Exception
TurnStep = Mood | str | TurnEvent | Gate | Exception | Callable[[Turn], TurnEvent]

LOADS: tuple[LoadStep, ...] = (
    StageChanged(LoadStage.IMPORTING),
    StageChanged(LoadStage.READING, 0.5),
    ModelReady(MODEL, 300.0),
)
ANSWERS: tuple[TurnStep, ...] = (POSITIVE, "I ", "am ", "glad.")


class ScriptedBackend:
    """A Backend that plays scripts: one for each load, turn and look ahead; the last one repeats.

    Steps of a load: an event, a Gate, or an exception to raise; of a ModelFailed it is the error.
    Steps of a turn: a Mood (MoodJudged), a text (ReplyChunk), a finished event or a function that
    makes one from the turn, a Gate, or an exception. A script without TurnEnded ends with STOP,
    unless `ends_by_itself` is False.
    Steps of a look ahead: a Mood (ProvisionalMood), a Gate, or an exception to raise.
    `heeds_cancel` False: goes on whatever the flag says, gates apart.
    The backend is its own factory: pass `backend.create` and see `thread_id` and `closed`.
    """

    def __init__(
        self,
        turns: Sequence[Sequence[TurnStep]] = (ANSWERS,),
        loads: Sequence[Sequence[LoadStep]] = (LOADS,),
        looks: Sequence[Sequence[LookStep]] = ((),),
        *,
        heeds_cancel: bool = True,
        ends_by_itself: bool = True,
    ) -> None:
        self._turns = list(turns)
        self._loads = list(loads)
        self._looks = list(looks)
        self.judged_again: list[str] = []
        self.again: Gate | None = None
        self._heeds_cancel = heeds_cancel
        self._ends_by_itself = ends_by_itself
        self.asked: list[Turn] = []
        self.looked_at: list[Draft] = []
        self.unloads = 0
        self.configured: list[Settings] = []
        self.taught: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self.created = 0
        self.thread_id: int | None = None
        self.closed = False

    def create(self) -> ScriptedBackend:
        self.created += 1
        self.thread_id = threading.get_ident()
        return self

    def prepare(self, cancelled: threading.Event) -> Iterator[LoadEvent]:
        for step in _next(self._loads):
            if isinstance(step, Gate):
                step.wait(cancelled)
            elif isinstance(step, Exception):
                raise step
            elif isinstance(step, ModelFailed):
                raise step.error
            else:
                yield step
            if self._heeds_cancel and cancelled.is_set():
                return

    def respond(self, turn: Turn, cancelled: threading.Event) -> Iterator[TurnEvent]:
        self.asked.append(turn)
        began = False
        for step in _next(self._turns):
            if self._heeds_cancel and cancelled.is_set():
                yield TurnEnded(turn.id, FinishReason.CANCELLED, STATS if began else None)
                return
            match step:
                case Gate():
                    step.wait(cancelled)
                case Exception():
                    raise step
                case Mood():
                    yield MoodJudged(turn.id, step, 12.0)
                case str():
                    yield ReplyChunk(turn.id, step, 25.0 if began else 0.0)
                    began = True
                case _:
                    event = step(turn) if callable(step) else step
                    yield event
                    if isinstance(event, TurnEnded):
                        return
        if self._ends_by_itself:
            cancelled_now = self._heeds_cancel and cancelled.is_set()
            reason = FinishReason.CANCELLED if cancelled_now else FinishReason.STOP
            yield TurnEnded(turn.id, reason, STATS if began else None, rss_mib=310.0)

    def configure(self, settings: Settings, scenes: Mapping[str, Scene]) -> None:
        self.configured.append(settings)
        self.scenes = scenes

    def teach(
        self, scene_id: str, corrections: Sequence[tuple[str, str]], cancelled: threading.Event
    ) -> Lesson | None:
        self.taught.append((scene_id, tuple(corrections)))
        return Lesson(len(corrections), 0.5, 1.0) if corrections else Lesson(0, None, None)

    def explain(
        self, scene_id: str, text: str, cancelled: threading.Event
    ) -> tuple[Influence, ...]:
        first, _, rest = text.partition(" ")
        if not rest:
            return ()
        return (Influence(0, len(first), 1.5), Influence(len(first), len(text), -0.2))

    def judge_again(self, scene_id: str, text: str, cancelled: threading.Event) -> Mood | None:
        """Calm where something is asked, else a negative feeling."""
        self.judged_again.append(text)
        if self.again is not None:
            self.again.wait(cancelled)
            if cancelled.is_set():
                return None
        return CALM if "?" in text else replace(NEGATIVE, feeling=0.9)

    def try_scene(
        self, scene: Scene, texts: Sequence[str], cancelled: threading.Event
    ) -> Iterator[Mood]:
        yield from (POSITIVE for _ in texts)

    def look_ahead(self, draft: Draft, cancelled: threading.Event) -> Iterator[ProvisionalMood]:
        self.looked_at.append(draft)
        for step in _next(self._looks):
            if self._heeds_cancel and cancelled.is_set():
                return
            match step:
                case Gate():
                    step.wait(cancelled)
                case Exception():
                    raise step
                case _:
                    yield ProvisionalMood(draft.id, step)

    def unload(self) -> ModelUnloaded:
        self.unloads += 1
        return ModelUnloaded(90.0)

    def close(self) -> None:
        self.closed = True


def _next(scripts: list):
    return scripts.pop(0) if len(scripts) > 1 else scripts[0]


def known_error(code: str = "model_missing") -> KnownError:
    """A KnownError as the layers below raise it."""
    return KnownError(code, "There is no model in {folder}.", action="Choose one.", folder="/m")
