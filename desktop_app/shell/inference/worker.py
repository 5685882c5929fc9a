"""The worker: drives a backend's generators in a thread of its own, one signal for each event.

Knows nothing about models or windows. Turns wait in the thread's event queue and are answered one
after another, in order.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QObject, QThread, Signal, Slot

from desktop_app.core.api.events import (
    Explained,
    JudgedAgain,
    ModelFailed,
    ModelReady,
    ModelUnloaded,
    SceneTried,
    Taught,
    TrialEnded,
    TurnEnded,
    TurnEvent,
)
from desktop_app.core.api.ports import Backend, BackendFactory
from desktop_app.core.conversation import Draft, FinishReason, Turn
from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.mood import Influence, Lesson
from desktop_app.core.scenes.scene import Scene
from desktop_app.core.settings import Settings
from desktop_app.core.system.memory import known_cause
from desktop_app.core.system.safe_traceback import stack_without_texts

log = logging.getLogger(__name__)

THREAD_NAME = "inference"


class InferenceWorker(QObject):
    """Lives in the worker thread; every slot is called through a queued signal.

    A cancel flag comes with each call and is the one thing that crosses threads unqueued: a queued
    cancel would wait until the generation that it should end is over.
    """

    event_came = Signal(object)
    """One LoadEvent, TurnEvent, ProvisionalMood, MoodWorkEvent or ModelUnloaded."""

    def __init__(self, backend_factory: BackendFactory) -> None:
        """backend_factory: called in the worker thread, so that what it imports loads there."""
        super().__init__()
        self._backend_factory = backend_factory
        self._backend: Backend | None = None
        self._wanted: tuple[Settings, Mapping[str, Scene]] | None = None
        self._not_ready: KnownError | None = _model_not_loaded()

    @Slot(object)
    def prepare(self, cancelled: threading.Event) -> None:
        """Load the model: emits exactly one ModelReady or ModelFailed, or neither if cancelled."""
        last = self._load(cancelled)
        if last is None:
            return
        self._not_ready = last.error if isinstance(last, ModelFailed) else None
        self.event_came.emit(last)

    @Slot(object)
    def reload(self, cancelled: threading.Event) -> None:
        """Load the model that is wanted now in the place of this one: `unload`, then `prepare`."""
        self.unload()
        self.prepare(cancelled)

    @Slot(object, object)
    def configure(self, settings: Settings, scenes: Mapping[str, Scene]) -> None:
        """Use these settings and scenes from now on."""
        self._wanted = (settings, scenes)
        if self._backend is not None:
            self._hand_on_wishes(self._backend)

    @Slot(object, object)
    def answer(self, turn: Turn, cancelled: threading.Event) -> None:
        """Judge and answer: whatever happens, emits exactly one TurnEnded, as the last event."""
        self.event_came.emit(self._respond(turn, cancelled))

    @Slot(object, object)
    def look_ahead(self, draft: Draft, cancelled: threading.Event) -> None:
        """Look at what is typed so far. Nobody waits for it: what goes wrong is only logged."""
        if self._backend is None or self._not_ready is not None or cancelled.is_set():
            return
        try:
            with contextlib.closing(self._backend.look_ahead(draft, cancelled)) as events:
                for event in events:
                    if cancelled.is_set():
                        return
                    self.event_came.emit(event)
        except Exception as error:
            log.warning("looking ahead failed\n%s", stack_without_texts(error))

    @Slot(str, object, object)
    def teach(
        self, scene_id: str, corrections: Sequence[tuple[str, str]], cancelled: threading.Event
    ) -> None:
        """Emits Taught, unless cancelled; what goes wrong is only logged."""
        if self._backend is None or self._not_ready is not None or cancelled.is_set():
            return
        try:
            lesson = self._backend.teach(scene_id, corrections, cancelled)
        except Exception as error:
            log.warning("teaching failed\n%s", stack_without_texts(error))
            lesson = Lesson(0, None, None)
        if lesson is not None:
            self.event_came.emit(Taught(scene_id, lesson))

    @Slot(str, str, str, object)
    def explain(
        self, message_id: str, scene_id: str, text: str, cancelled: threading.Event
    ) -> None:
        """Emits Explained, unless cancelled; what goes wrong is logged and explains nothing."""
        if cancelled.is_set():
            return
        influences: tuple[Influence, ...] = ()
        try:
            if self._backend is not None and self._not_ready is None:
                influences = self._backend.explain(scene_id, text, cancelled)
        except Exception as error:
            log.warning("explaining failed\n%s", stack_without_texts(error))
        if not cancelled.is_set():
            self.event_came.emit(Explained(message_id, influences))

    @Slot(str, str, str, object)
    def judge_again(
        self, message_id: str, scene_id: str, text: str, cancelled: threading.Event
    ) -> None:
        """Emits JudgedAgain, unless cancelled; what goes wrong is logged and judges nothing."""
        if cancelled.is_set():
            return
        mood = None
        try:
            if self._backend is not None and self._not_ready is None:
                mood = self._backend.judge_again(scene_id, text, cancelled)
        except Exception as error:
            log.warning("judging again failed\n%s", stack_without_texts(error))
        if not cancelled.is_set():
            self.event_came.emit(JudgedAgain(message_id, mood))

    @Slot(str, object, object, object)
    def try_scene(
        self, trial_id: str, scene: Scene, texts: Sequence[str], cancelled: threading.Event
    ) -> None:
        """Emits SceneTried for each text, then TrialEnded, whatever happens."""
        self.event_came.emit(
            TrialEnded(trial_id, self._try_scene(trial_id, scene, texts, cancelled))
        )

    def _try_scene(
        self, trial_id: str, scene: Scene, texts: Sequence[str], cancelled: threading.Event
    ) -> KnownError | None:
        if self._backend is None or self._not_ready is not None:
            return self._not_ready
        try:
            with contextlib.closing(self._backend.try_scene(scene, texts, cancelled)) as moods:
                for index, mood in enumerate(moods):
                    if cancelled.is_set():
                        break
                    self.event_came.emit(SceneTried(trial_id, index, mood))
        except Exception as error:
            return _cause(error, "a trial failed")
        return None

    @Slot()
    def unload(self) -> None:
        """Give the model's memory back until the next prepare(); emits ModelUnloaded."""
        unloaded = ModelUnloaded()
        try:
            if self._backend is not None:
                unloaded = self._backend.unload()
        except Exception as error:
            log.error("unloading failed\n%s", stack_without_texts(error))
        self._not_ready = _model_not_loaded()
        self.event_came.emit(unloaded)

    @Slot()
    def shut_down(self) -> None:
        """Let go of the model and leave the thread's event loop."""
        try:
            if self._backend is not None:
                self._backend.close()
        except Exception:
            log.exception("closing the backend failed")
        finally:
            self._backend = None
            QThread.currentThread().quit()

    def _load(self, cancelled: threading.Event) -> ModelReady | ModelFailed | None:
        """Emit what comes before the last event and return that; None if cancelled."""
        try:
            if cancelled.is_set():
                return None
            if self._backend is None:
                self._backend = self._backend_factory()
                self._hand_on_wishes(self._backend)
            with contextlib.closing(self._backend.prepare(cancelled)) as events:
                for event in events:
                    if cancelled.is_set():
                        return None
                    if isinstance(event, ModelReady):
                        return event
                    self.event_came.emit(event)
            if cancelled.is_set():
                return None
            raise AssertionError("prepare() ended without ModelReady")
        except Exception as error:
            known = known_cause(error)
            if known is None:
                log.exception("loading the model failed")
            return ModelFailed(known or _load_defect())

    def _hand_on_wishes(self, backend: Backend) -> None:
        if self._wanted is None:
            return
        wanted, self._wanted = self._wanted, None
        try:
            backend.configure(*wanted)
        except Exception as error:
            log.error("new settings could not be used\n%s", stack_without_texts(error))

    def _respond(self, turn: Turn, cancelled: threading.Event) -> TurnEnded:
        """Emit what comes before the turn's last event and return that."""
        if cancelled.is_set():
            return TurnEnded(turn.id, FinishReason.CANCELLED)
        if self._backend is None or self._not_ready is not None:
            return TurnEnded(turn.id, FinishReason.FAILED, error=self._not_ready)
        try:
            with contextlib.closing(self._backend.respond(turn, cancelled)) as events:
                return self._pass_on(events, turn, cancelled)
        except Exception as error:
            return TurnEnded(turn.id, FinishReason.FAILED, error=_cause(error, "a turn failed"))

    def _pass_on(
        self, events: Iterator[TurnEvent], turn: Turn, cancelled: threading.Event
    ) -> TurnEnded:
        """As `_respond`. A backend that overlooks the flag is left after its next event but one.

        One that heeds it ends with a TurnEnded that knows what the reply cost.
        """
        was_cancelled = False
        for event in events:
            if isinstance(event, TurnEnded):
                return event
            if was_cancelled:
                return TurnEnded(turn.id, FinishReason.CANCELLED)
            was_cancelled = cancelled.is_set()
            if not was_cancelled:
                self.event_came.emit(event)
        raise AssertionError("respond() ended without TurnEnded")


class InferenceThread(QThread):
    """The worker's thread. What its signals ask for waits in its event queue, in order."""

    prepare_requested = Signal(object)
    reload_requested = Signal(object)
    configure_requested = Signal(object, object)
    answer_requested = Signal(object, object)
    look_ahead_requested = Signal(object, object)
    teach_requested = Signal(str, object, object)
    explain_requested = Signal(str, str, str, object)
    judge_again_requested = Signal(str, str, str, object)
    trial_requested = Signal(str, object, object, object)
    unload_requested = Signal()
    _shutdown_requested = Signal()

    def __init__(self, backend_factory: BackendFactory, parent: QObject | None = None) -> None:
        """backend_factory: called in this thread."""
        super().__init__(parent)
        self.setObjectName(THREAD_NAME)
        self.worker = InferenceWorker(backend_factory)
        self.worker.moveToThread(self)
        self.prepare_requested.connect(self.worker.prepare)
        self.reload_requested.connect(self.worker.reload)
        self.answer_requested.connect(self.worker.answer)
        self.look_ahead_requested.connect(self.worker.look_ahead)
        self.configure_requested.connect(self.worker.configure)
        self.teach_requested.connect(self.worker.teach)
        self.explain_requested.connect(self.worker.explain)
        self.judge_again_requested.connect(self.worker.judge_again)
        self.trial_requested.connect(self.worker.try_scene)
        self.unload_requested.connect(self.worker.unload)
        self._shutdown_requested.connect(self.worker.shut_down)

    def finish(self) -> None:
        """Close the backend and return once the running thread is gone."""
        self._shutdown_requested.emit()
        self.wait()


def _cause(error: Exception, what: str) -> KnownError:
    """Why a message could not be answered. Of a defect the log has the place, not the words."""
    known = known_cause(error)
    if known is None:
        log.error("%s\n%s", what, stack_without_texts(error))
    return known or _turn_defect()


def _model_not_loaded() -> KnownError:
    return KnownError(
        "model_not_loaded",
        QT_TRANSLATE_NOOP("KnownError", "No model is loaded."),
        action=QT_TRANSLATE_NOOP("KnownError", "Load a model, then ask again."),
    )


def _load_defect() -> KnownError:
    return KnownError(
        "unexpected",
        QT_TRANSLATE_NOOP("KnownError", "The model could not be loaded."),
        QT_TRANSLATE_NOOP("KnownError", "This is a defect of the program, not your mistake."),
        QT_TRANSLATE_NOOP("KnownError", "Try again or choose another model. The log has details."),
    )


def _turn_defect() -> KnownError:
    return KnownError(
        "unexpected",
        QT_TRANSLATE_NOOP("KnownError", "This message could not be answered."),
        QT_TRANSLATE_NOOP("KnownError", "This is a defect of the program, not your mistake."),
        QT_TRANSLATE_NOOP("KnownError", "Send it again. If that does not help, see the log."),
    )
