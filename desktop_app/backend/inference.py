"""From a model on this disk to moods and replies: what the worker drives.

Joins models/ and engine/; knows nothing of Qt. torch is imported inside prepare(), so that whoever
imports this module waits for nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import psutil

from desktop_app.core.api.events import (
    ContextTrimmed,
    JudgeLearning,
    LoadEvent,
    LoadStage,
    ModelInfo,
    ModelReady,
    ModelUnloaded,
    MoodJudged,
    ProvisionalMood,
    ReplyChunk,
    StageChanged,
    ThoughtChunk,
    TurnEnded,
    TurnEvent,
)
from desktop_app.core.care.help import read_help
from desktop_app.core.care.rule import speaks_of_self_harm
from desktop_app.core.conversation import Draft, FinishReason, Role, Turn
from desktop_app.core.history.records import CLEARED
from desktop_app.core.mood import Influence, Lesson, Mood
from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import DEFAULT_SCENE, Scene, by_language, message_language
from desktop_app.core.settings import Settings
from desktop_app.core.system.cpu import check_cpu
from desktop_app.core.system.memory import ensure_memory
from desktop_app.models.catalogue import read_catalogue
from desktop_app.models.store import ModelStore
from desktop_app.models.stored import StoredModel

if TYPE_CHECKING:
    from desktop_app.engine.engine import Engine

_TORCH_BYTES = 512 << 20
"""Of address space that torch takes when it is imported."""


class LocalBackend:
    """One engine over one model of this disk. Belongs to the thread that made it."""

    def __init__(
        self, paths: Paths, settings: Settings, scenes: Mapping[str, Scene], language: str
    ) -> None:
        """language: "zh" or "en", the one that messages will probably be written in."""
        self._language = language
        self._paths = paths
        self._settings = settings
        self._scenes = scenes
        self._help = read_help(paths.resources)
        self._engine: Engine | None = None

    def prepare(self, cancelled: threading.Event) -> Generator[LoadEvent, None, None]:
        """Find, check and load the model, and make the default scene's judge ready.

        Raises KnownError, and whatever says that memory ran out.
        """
        check_cpu()
        store = ModelStore(
            self._paths.models_of(self._settings), read_catalogue(self._paths.resources)
        )
        model = store.find(self._settings.model)
        store.check(model)
        ensure_memory(_least_memory(model))
        yield StageChanged(LoadStage.IMPORTING)
        _import_engine()
        yield StageChanged(LoadStage.READING)
        yield from self._load(model, cancelled)

    def _load(self, model: StoredModel, cancelled: threading.Event) -> Iterator[LoadEvent]:
        from desktop_app.engine.engine import Engine

        engine = Engine(
            model.folder, self._scenes, model.languages, self._settings, self._paths.cache
        )
        for fraction in engine.warm_up(self._scenes[DEFAULT_SCENE], self._language):
            if cancelled.is_set():
                return
            yield StageChanged(LoadStage.CALIBRATING, fraction)
        self._engine = engine
        info = ModelInfo(model.name, model.title, model.languages, engine.weights)
        yield ModelReady(info, rss_mib())

    def configure(self, settings: Settings, scenes: Mapping[str, Scene]) -> None:
        """Use these settings and scenes from now on; for the loading, from `prepare` on."""
        self._settings = settings
        self._scenes = scenes
        if self._engine is not None:
            self._engine.configure(settings)
            self._engine.set_scenes(scenes)

    def judge(self, scene_id: str, text: str) -> Mood:
        """The verdict on one message, without an answer."""
        return self._loaded().judge(scene_id, text)

    def judge_again(self, scene_id: str, text: str, cancelled: threading.Event) -> Mood | None:
        """The verdict on a message of the history; None when cancelled. Raises as `prepare`."""
        engine = self._loaded()
        for _ in engine.prepare(scene_id, text):
            if cancelled.is_set():
                return None
        return engine.judge(scene_id, text)

    def respond(self, turn: Turn, cancelled: threading.Event) -> Generator[TurnEvent, None, None]:
        """Judge the message, then answer it. Raises as `prepare` does."""
        engine = self._loaded()
        mood = turn.mood
        if mood is None:
            for fraction in engine.prepare(turn.scene_id, turn.text):
                if cancelled.is_set():
                    yield TurnEnded(turn.id, FinishReason.CANCELLED, rss_mib=rss_mib())
                    return
                yield JudgeLearning(turn.id, fraction)
            start = time.perf_counter()
            mood = engine.judge(turn.scene_id, turn.text)
            yield MoodJudged(turn.id, mood, (time.perf_counter() - start) * 1000)
        if cancelled.is_set() or not turn.wants_reply:
            reason = FinishReason.CANCELLED if cancelled.is_set() else FinishReason.STOP
            yield TurnEnded(turn.id, reason, rss_mib=rss_mib())
        elif not turn.reply_so_far and speaks_of_self_harm(turn.text):
            yield ReplyChunk(turn.id, self._words_of_care(turn), 0.0)
            yield TurnEnded(turn.id, FinishReason.STOP, rss_mib=rss_mib())
        else:
            yield from self._reply(turn, mood, cancelled)

    def _reply(self, turn: Turn, mood: Mood, cancelled: threading.Event) -> Iterator[TurnEvent]:
        from desktop_app.engine.reply.assistant import ReplyEnd
        from desktop_app.engine.reply.framing import UNFRAMED

        engine, begun, frame = self._loaded(), turn.reply_so_far, UNFRAMED
        if not begun:
            frame = engine.frame(turn.scene_id, turn.history, turn.text, mood, turn.attempt)
            begun = frame.opener
            if begun:
                yield ReplyChunk(turn.id, begun, 0.0)
        prompt = engine.prompt(turn.scene_id, turn.history, turn.text, mood, begun)
        if prompt.dropped or prompt.shortened:
            yield ContextTrimmed(turn.id, prompt.dropped, prompt.shortened)
        for item in engine.reply(prompt, cancelled.is_set, frame, turn.attempt):
            if isinstance(item, ReplyEnd):
                yield TurnEnded(
                    turn.id,
                    item.finish_reason,
                    item.stats,
                    rss_mib=rss_mib(),
                    taken_back=item.taken_back,
                )
            elif item.is_thought:
                yield ThoughtChunk(turn.id, item.text, item.tokens_per_s)
            else:
                yield ReplyChunk(turn.id, item.text, item.tokens_per_s)

    def _words_of_care(self, turn: Turn) -> str:
        """What a person wrote for a moment in which the model must not lead."""
        words = by_language(self._help, message_language(turn.text) or self._language).replies
        last = [m.text for m in turn.history if m.role is Role.ASSISTANT][-1:]
        fresh = [reply for reply in words if reply not in last]
        return fresh[turn.attempt % len(fresh)]

    def look_ahead(
        self, draft: Draft, cancelled: threading.Event
    ) -> Generator[ProvisionalMood, None, None]:
        """Judge what is typed so far and compute what its reply would need."""
        moods = self._loaded().look_ahead(
            draft.scene_id, draft.history, draft.text, cancelled.is_set
        )
        for mood in moods:
            yield ProvisionalMood(draft.id, mood)

    def teach(
        self,
        scene_id: str,
        corrections: Sequence[tuple[str, str]],
        cancelled: threading.Event,
    ) -> Lesson | None:
        """Judge with a person's corrections from now on; None when cancelled.

        Corrections to a label that the scene does not have any more are left out.
        """
        scene = self._scenes.get(scene_id)
        if scene is None:
            return Lesson(0, None, None)
        engine = self._loaded()
        known = {label.id for label in scene.labels} | {CLEARED}
        usable = [(text, label) for text, label in corrections if label in known]
        with contextlib.closing(engine.teach(scene_id, usable)) as parts:
            for _ in parts:
                if cancelled.is_set():
                    return None
        return engine.lesson(scene_id)

    def explain(
        self, scene_id: str, text: str, cancelled: threading.Event
    ) -> tuple[Influence, ...]:
        """What moved the verdict on a message; empty where nothing stands out or cancelled."""
        if scene_id not in self._scenes:
            return ()
        return tuple(self._loaded().explain(scene_id, text, cancelled.is_set))

    def try_scene(
        self, scene: Scene, texts: Sequence[str], cancelled: threading.Event
    ) -> Generator[Mood, None, None]:
        """Judge with a scene that is being edited; one verdict for each text, in order."""
        return self._loaded().try_scene(scene, texts, cancelled.is_set)

    def unload(self) -> ModelUnloaded:
        """Give the model's memory back, keeping what it has learnt; prepare() loads it again."""
        self.close()
        _return_freed_memory()
        return ModelUnloaded(rss_mib())

    def close(self) -> None:
        """Let go of the model, keeping what it has learnt."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.save()

    def _loaded(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("prepare() has not loaded a model")
        return self._engine


def _least_memory(model: StoredModel) -> int:
    """Bytes without which there is no point in beginning to load this model."""
    return model.bytes + (0 if "desktop_app.engine.engine" in sys.modules else _TORCH_BYTES)


def _import_engine() -> None:
    """Import the engine, and torch with it.

    Apart from the loading: a library keeps an exception of its import, with it the frames of all
    who called, and those would keep the model for ever.
    """
    is_first = "desktop_app.engine.engine" not in sys.modules
    import desktop_app.engine.engine  # noqa: F401

    if is_first:
        # torch and its kin stay: each look for rubbish in them holds every thread for 80 ms
        gc.freeze()


def rss_mib() -> float:
    """Resident memory of this process, in MiB."""
    return psutil.Process().memory_info().rss / 2**20


def _return_freed_memory() -> None:
    """Hand what was freed back to the system.

    glibc keeps what was freed below memory that is still in use; only malloc_trim returns it.
    Python's collector is not called: it may run in the window's thread only.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
