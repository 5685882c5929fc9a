"""A scene while it is being edited: the texts of its form, sound or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop_app.core.scenes.scene import LANGUAGES, AssistantRole, JudgeRole, Label, Scene
from desktop_app.ui.scenes.line_format import is_spaced, lines_of, texts_of, word_lines, words_of


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """Judge and assistant in one language. Lists are text, one item a line.

    spoken: whether the scene has this language.  spaced: a space stands before every word.
    anchors, cues, openers, closings: one for each label, in the labels' order.
    """

    spoken: bool
    judge: str
    answers: str
    words: str
    spaced: bool
    anchors: tuple[str, ...]
    assistant: str
    greeting: str
    suggestions: str
    cues: tuple[str, ...]
    openers: tuple[str, ...]
    closings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SceneDraft:
    """base: the scene as it is stored; what the form does not show is taken from it."""

    base: Scene
    name: Mapping[str, str]
    labels: tuple[Label, ...]
    roles: Mapping[str, RoleDraft]


def draft_of(scene: Scene) -> SceneDraft:
    """The form of a scene; scene_of gives the scene back."""
    name = {code: scene.name.get(code, "") for code in LANGUAGES}
    labels = tuple(
        replace(label, word={**dict.fromkeys(LANGUAGES, ""), **label.word})
        for label in scene.labels
    )
    return SceneDraft(scene, name, labels, {code: _role(scene, code) for code in LANGUAGES})


def scene_of(draft: SceneDraft) -> Scene:
    """The scene that the form describes; whether it is sound, core.scene_writer.check_scene says.

    A language that is switched off is left out.
    """
    labels = tuple(replace(label, word=_filled(label.word)) for label in draft.labels)
    spoken = {code: draft.roles[code] for code in LANGUAGES if draft.roles[code].spoken}
    return Scene(
        id=draft.base.id,
        name=_filled({**draft.base.name, **draft.name}),
        labels=labels,
        judge={code: _judge(draft, code, labels) for code in spoken},
        assistant={code: _assistant(role, labels) for code, role in spoken.items()},
    )


def _role(scene: Scene, code: str) -> RoleDraft:
    ids = [label.id for label in scene.labels]
    if code not in scene.judge:
        nothing = ("",) * len(ids)
        return RoleDraft(
            False, "", "", "", code == "en", nothing, "", "", "", nothing, nothing, nothing
        )
    judge, assistant = scene.judge[code], scene.assistant[code]
    spaced = is_spaced(judge.word_sets)
    return RoleDraft(
        spoken=True,
        judge=judge.system,
        answers=lines_of((judge.answer, *judge.more_answers)),
        words=word_lines(judge.word_sets, spaced),
        spaced=spaced,
        anchors=tuple(lines_of(judge.anchors.get(id_, ())) for id_ in ids),
        assistant=assistant.system,
        greeting=assistant.greeting,
        suggestions=lines_of(assistant.suggestions),
        cues=tuple(assistant.cues.get(id_, "") for id_ in ids),
        openers=tuple(lines_of(assistant.openers.get(id_, ())) for id_ in ids),
        closings=tuple(lines_of(assistant.closings.get(id_, ())) for id_ in ids),
    )


def _judge(draft: SceneDraft, code: str, labels: tuple[Label, ...]) -> JudgeRole:
    role = draft.roles[code]
    answers = texts_of(role.answers) or ("",)
    texts = [texts_of(lines) for lines in role.anchors]
    anchors = {}
    if any(texts):
        anchors = {label.id: own for label, own in zip(labels, texts, strict=True)}
    base = draft.base.judge.get(code)
    # other ways of asking are not in the form; with other labels they would not fit
    kept = base.candidates if base and len(labels) == len(draft.base.labels) else ()
    return JudgeRole(
        system=role.judge,
        answer=answers[0],
        word_sets=words_of(role.words, role.spaced),
        anchors=anchors,
        more_answers=answers[1:],
        candidates=tuple(replace(candidate, anchors=anchors) for candidate in kept),
        neutral=base.neutral if base and anchors else (),
    )


def _assistant(role: RoleDraft, labels: tuple[Label, ...]) -> AssistantRole:
    return AssistantRole(
        role.assistant,
        role.greeting,
        texts_of(role.suggestions),
        cues={label.id: cue for label, cue in zip(labels, role.cues, strict=True) if cue.strip()},
        openers=_by_label(role.openers, labels),
        closings=_by_label(role.closings, labels),
    )


def _by_label(lines: tuple[str, ...], labels: tuple[Label, ...]) -> dict[str, tuple[str, ...]]:
    """Labels that have no line are left out."""
    texts = {label.id: texts_of(own) for label, own in zip(labels, lines, strict=True)}
    return {id_: own for id_, own in texts.items() if own}


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: text for code, text in texts.items() if text.strip()}
