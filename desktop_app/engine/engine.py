"""One object that owns the model, the judges and the assistant.

Knows nothing about windows, databases, downloads or threads: it is used from one thread, loads one
folder and turns messages into moods and replies.
"""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from desktop_app.core.conversation import Message, Role
from desktop_app.core.errors import KnownError
from desktop_app.core.history.records import CLEARED
from desktop_app.core.mood import Influence, Lesson, Mood
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import LANGUAGES, AssistantRole, Scene
from desktop_app.core.settings import Settings
from desktop_app.core.text.everyday import read_everyday
from desktop_app.engine.fingerprint import fingerprint
from desktop_app.engine.forward.loading import load_decoder
from desktop_app.engine.judging.calibration import CalibrationCache
from desktop_app.engine.judging.corrections import (
    MAX_CORRECTIONS,
    Example,
    accuracy,
    held_out_accuracy,
)
from desktop_app.engine.judging.judge import Calibration, Judge
from desktop_app.engine.judging.occlusion import explain
from desktop_app.engine.reply.assistant import Assistant, Prompt, ReplyEnd
from desktop_app.engine.reply.framing import TALK_TOKENS, UNFRAMED, Frame, frame_reply
from desktop_app.engine.reply.generation import ReplyPiece
from desktop_app.engine.reply.sampling import read_generation_config, resolve
from desktop_app.engine.reply.speculative import DraftLength, NgramTable, NoDrafts
from desktop_app.engine.text.tokenizer import ChatTokens

AWAKE_JUDGES = 2
"""Judges that keep their keys and values, those used last: Qwen's take 20 to 60 MB each, and a
conversation needs one, or two where it goes on in another language."""

log = logging.getLogger(__name__)

Progress = Callable[[float], None]


class Engine:
    """A model in memory, playing every role."""

    def __init__(
        self,
        folder: Path,
        scenes: Mapping[str, Scene],
        languages: tuple[str, ...],
        settings: Settings,
        cache_folder: Path,
        progress: Progress = lambda fraction: None,
        pace: DraftLength | NoDrafts | None = None,
    ) -> None:
        """Load the folder's tokenizer and weights.

        languages: that the model knows; empty where nobody said.
        cache_folder: where calibrations and the like are kept; may not exist yet.
        pace: how long drafts are; by default what pays on this machine.
        Raises KnownError for a folder that can't be used.
        """
        self._scenes = dict(scenes)
        self._languages = languages
        self._settings = settings
        self._tokens = ChatTokens(folder)
        self._decoder = load_decoder(
            folder, settings.weights, settings.threads, progress, cache_folder
        )
        self._generation = read_generation_config(folder, self._tokens.end_of_turn_id)
        mark = fingerprint(folder)
        self._drafts_path = cache_folder / f"drafts-{mark[:24]}.npy"
        self._learnt = NgramTable.load(self._drafts_path, self._decoder.config.vocab_size)
        self._assistant = Assistant(
            self._decoder,
            self._tokens,
            # the template's own mark ends a turn even where the configuration names another
            self._generation.end_ids | self._tokens.turn_ids,
            self._learnt,
            pace or DraftLength(),
        )
        self._last_reply = ""
        self._judges: OrderedDict[tuple[str, str], Judge] = OrderedDict()
        self._calibrations = CalibrationCache(cache_folder, mark)
        self._everyday = {
            code: read_everyday(RESOURCES / "idioms" / f"{code}.toml") for code in LANGUAGES
        }
        self._examples: dict[str, list[list[Example]]] = {}
        self._last_verdict: tuple[str, str, Mood] | None = None

    @property
    def weights(self) -> str:
        """How the weights are held: "float32" or "exact16"."""
        return self._decoder.weights

    def configure(self, settings: Settings) -> None:
        """Use these settings from the next prompt and reply on.

        Those that a model is loaded with (model, weights, threads) wait until the next load.
        """
        self._settings = settings

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """Use these scenes from now on.

        A judge stays, with what it was taught, where labels and judge roles are what they were;
        the others go, and are made ready when they are needed.
        """
        for id_, old in self._scenes.items():
            new = scenes.get(id_)
            if new is None or (new.labels, new.judge) != (old.labels, old.judge):
                for code in old.judge:
                    self._judges.pop((id_, code), None)
                self._examples.pop(id_, None)
        self._scenes = dict(scenes)
        self._last_verdict = None

    def warm_up(self, scene: Scene, language: str = "") -> Iterator[float]:
        """Make the scene's judge ready, so that the first message waits for nothing.

        language: the one to expect; another one's judge is made ready when it is needed. Where
        scene or model do not know it, the scene's first that the model knows.
        Yields the share that is done.
        """
        codes = scene.languages(self._languages)
        yield from self._prepare_judge(scene, language if language in codes else codes[0])

    def prepare(self, scene_id: str, text: str) -> Iterator[float]:
        """Make the judge ready that this message needs, some seconds where it is a new one.

        Yields the share that is done; nothing where it is ready.
        """
        scene = self._scenes[scene_id]
        yield from self._prepare_judge(scene, scene.language_for(text, self._languages))

    def judge(self, scene_id: str, text: str) -> Mood:
        """The verdict on one message; the conversation's keys and values are left alone."""
        if self._last_verdict is not None and self._last_verdict[:2] == (scene_id, text):
            return self._last_verdict[2]
        scene = self._scenes[scene_id]
        code = scene.language_for(text, self._languages)
        for _ in self._prepare_judge(scene, code):
            pass
        mood = self._ready_judge(scene, code).judge(text)
        self._last_verdict = (scene_id, text, mood)
        return mood

    def try_scene(
        self,
        scene: Scene,
        texts: Sequence[str],
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> Generator[Mood, None, None]:
        """The verdicts of a scene that is still being written, one for each text, in order.

        Its judges are calibrated first where that was not done before (some seconds), and are gone
        afterwards; those of the engine's own scenes are left alone. `is_cancelled` is asked
        between the messages, those of the calibration too.
        """
        judges: dict[tuple[str, str], Judge] = {}
        for text in texts:
            code = scene.language_for(text, self._languages)
            for _ in self._prepare_judge(scene, code, judges):
                if is_cancelled():
                    return
            if is_cancelled():
                return
            yield judges[scene.id, code].judge(text)

    def look_ahead(
        self,
        scene_id: str,
        history: Sequence[Message],
        text: str,
        is_cancelled: Callable[[], bool],
    ) -> Iterator[Mood]:
        """Judge a message that is still being typed and compute its prompt for both roles.

        Yields the verdict so far, then fills in what the reply will need. When the message is
        sent, only what differs is computed. `is_cancelled` is asked between passes; what was
        done until then is kept.
        """
        scene = self._scenes[scene_id]
        code = scene.language_for(text, self._languages)
        for _ in self._prepare_judge(scene, code):
            if is_cancelled():
                return
        if not self._ready_judge(scene, code).prefill(text, is_cancelled):
            return
        mood = self.judge(scene_id, text)
        yield mood
        if not is_cancelled():
            opener = self.frame(scene_id, history, text, mood).opener
            prompt = self.prompt(scene_id, history, text, mood, opener)
            self._assistant.prefill(prompt, is_cancelled)

    def teach(
        self, scene_id: str, corrections: Sequence[tuple[str, str]]
    ) -> Generator[float, None, None]:
        """Judge with a person's corrections from now on; with none as before.

        corrections: (text, label id), or CLEARED in its place where they say "no feeling".
        The latest MAX_CORRECTIONS count, and of one text the last. Yields the share that is done;
        a teaching that is not run to its end leaves the judges as they were.
        Raises KeyError and ValueError for a scene or a label that is not there.
        """
        scene = self._scenes[scene_id]
        latest: dict[str, str] = {}
        for text, label in corrections:
            latest.pop(text, None)
            latest[text] = label
        latest = dict(list(latest.items())[-MAX_CORRECTIONS:])
        examples: dict[str, list[Example]] = {code: [] for code in scene.judge}
        for done, (text, label) in enumerate(latest.items(), 1):
            code = scene.language_for(text, self._languages)
            yield from ((done - 1) / len(latest) for _ in self._prepare_judge(scene, code))
            said = None if label == CLEARED else label
            examples[code].append(self._ready_judge(scene, code).example(text, said))
            yield done / len(latest)
        for code, learnt in examples.items():
            if (scene.id, code) in self._judges:
                self._judges[scene.id, code].learn(learnt)
        self._examples[scene.id] = [learnt for learnt in examples.values() if learnt]
        self._last_verdict = None

    def lesson(self, scene_id: str) -> Lesson:
        """What the corrections in use have taught the scene's judges, measured on themselves."""
        by_judge = self._examples.get(scene_id, [])
        count = sum(map(len, by_judge))
        if not count:
            return Lesson(0, None, None)
        before = sum(accuracy(examples) * len(examples) for examples in by_judge)
        after = sum(held_out_accuracy(examples) * len(examples) for examples in by_judge)
        calm = sum(e.label is None for examples in by_judge for e in examples)
        return Lesson(count, before / count, after / count, calm)

    def explain(
        self, scene_id: str, text: str, is_cancelled: Callable[[], bool] = lambda: False
    ) -> list[Influence]:
        """Which parts of a message moved its verdict, and how much; empty where it has but one.

        Judges the message again for each part; `is_cancelled` is asked in between.
        """
        scene = self._scenes[scene_id]
        code = scene.language_for(text, self._languages)
        for _ in self._prepare_judge(scene, code):
            pass
        return explain(self._ready_judge(scene, code), self._tokens, text, is_cancelled)

    def save(self) -> None:
        """Keep what was learnt for drafts; a disk that can't be written costs only speed."""
        try:
            self._learnt.save(self._drafts_path)
        except (OSError, KnownError) as error:
            log.warning("the table of drafts could not be kept: %s", error)

    def calibrations(self, scene: Scene) -> dict[str, Calibration]:
        """What the anchors say of the scene's judges that are ready, by language."""
        return {
            code: judge.calibration
            for (id_, code), judge in self._judges.items()
            if id_ == scene.id
        }

    def _ready_judge(self, scene: Scene, code: str) -> Judge:
        """A judge that was prepared, to be used now: those that are not of the last few rest."""
        self._judges.move_to_end((scene.id, code))
        for judge in list(self._judges.values())[:-AWAKE_JUDGES]:
            judge.rest()
        return self._judges[scene.id, code]

    def _prepare_judge(
        self, scene: Scene, code: str, judges: dict[tuple[str, str], Judge] | None = None
    ) -> Iterator[float]:
        """Put a calibrated judge among `judges`, by default the engine's own; yields the share."""
        judges = self._judges if judges is None else judges
        if (scene.id, code) in judges:
            return
        tried: list[Judge] = []
        for role in (scene.judge[code], *scene.judge[code].candidates):
            judge = Judge(self._decoder, self._tokens, scene, role, self._everyday[code])
            for part in self._calibrate(judge):
                yield 1.0 if tried else part
            tried.append(judge)
            if judge.calibration.works:
                break
        best = max(tried, key=lambda judge: judge.calibration.auc)
        if not best.calibration.works:
            log.warning("the judge of %s (%s) hardly works on this model", scene.id, code)
        if best.calibration.feeling is not None and not best.calibration.measures_feeling:
            log.warning("the judge of %s (%s) can't tell calm messages", scene.id, code)
        judges[scene.id, code] = best

    def _calibrate(self, judge: Judge) -> Iterator[float]:
        known = self._calibrations.read(judge.role, self._decoder.config.hidden_size)
        if known is not None:
            judge.use(known)
            return
        yield from judge.calibrate()
        self._calibrations.write(judge.role, judge.calibration)

    def frame(
        self,
        scene_id: str,
        history: Sequence[Message],
        text: str,
        mood: Mood | None,
        attempt: int = 0,
    ) -> Frame:
        """How the reply to `text` begins and ends, and how long it may be.

        attempt: how many replies to this message there were before.
        """
        return frame_reply(
            self._role(scene_id, text),
            history,
            text,
            mood,
            attempt=attempt,
            avoided=self._last_reply,
        )

    def prompt(
        self,
        scene_id: str,
        history: Sequence[Message],
        text: str,
        mood: Mood | None,
        reply_so_far: str = "",
    ) -> Prompt:
        """The prompt of the next reply, within the context that is set.

        history: what stands before `text`, the message that is being answered.
        mood: for the scene's cue; None, or settings without a cue, leave it out.
        reply_so_far: the frame's opener, or what there is of a reply that goes on where it
            stopped; `reply` streams what is new.
        """
        messages = [*history, Message(Role.USER, text, mood=mood)]
        return self._assistant.prompt(
            self._role(scene_id, text), messages, self._context, self._max_new_tokens, reply_so_far
        )

    def reply(
        self,
        prompt: Prompt,
        is_cancelled: Callable[[], bool],
        frame: Frame = UNFRAMED,
        attempt: int = 0,
    ) -> Iterator[ReplyPiece | ReplyEnd]:
        """Stream the reply to a prompt; the last item is the only ReplyEnd.

        attempt: as for `frame`; another reply than the first is drawn, not decoded greedily.
        """
        seed = self._settings.seed
        said = [frame.opener]
        for item in self._assistant.reply(
            prompt,
            resolve(self._generation, self._settings, anew=attempt > 0),
            seed=secrets.randbits(31) if seed is None else seed + attempt,
            max_new_tokens=self._longest(frame),
            is_cancelled=is_cancelled,
            frame=frame,
        ):
            if isinstance(item, ReplyPiece) and not item.is_thought:
                said.append(item.text)
            yield item
        self._last_reply = "".join(said)

    def _role(self, scene_id: str, text: str) -> AssistantRole:
        """The scene's assistant in the language of a message, as the settings leave it."""
        scene = self._scenes[scene_id]
        role = scene.assistant[scene.language_for(text, self._languages)]
        return role if self._settings.cue else replace(role, cues={}, openers={}, closings={})

    def _longest(self, frame: Frame) -> int:
        return self._max_new_tokens if frame.is_long else min(self._max_new_tokens, TALK_TOKENS)

    @property
    def _context(self) -> int:
        return min(self._settings.context_tokens, self._decoder.config.max_positions)

    @property
    def _max_new_tokens(self) -> int:
        # a prompt must have room too
        return min(self._settings.max_new_tokens, self._context // 2)
