"""What every contender is given: the same token ids, cut to the lengths that the report names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from desktop_app.core.conversation import Role
from desktop_app.core.scenes.scene import Scene
from desktop_app.engine.text.tokenizer import ChatMessage, ChatTokens, Segment

MESSAGE_TOKENS = 15
MESSAGES = 32
"""More than there are turns and rounds, so that no contender sees one twice in a measurement."""

SHORT_CONTEXT, LONG_CONTEXT = 64, 2000

ARTICLE_JUDGE = {
    "zh": (
        "你是一个冷酷的情感分析师，只判断用户这句话的情绪是正面还是负面，不安慰，不解释，不回答问题。"
        "只输出一行，格式固定为：😄 LLM 情感判断: 正面，或者：😡 LLM 情感判断: 负面。"
        "除这一行之外什么也不要写。"
    ),
    "en": (
        "You are a cold analyst of feelings. Judge only whether the user's sentence is positive or "
        "negative; do not comfort, do not explain, do not answer questions. Write exactly one line "
        "in this form: 😄 LLM sentiment: positive, or: 😡 LLM sentiment: negative. "
        "Write nothing else."
    ),
}
"""The way that the plain stack judges: let it write a line, at most ten tokens, and parse that."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Token ids for one model; a row for each message where there is one.

    language: of the roles and messages.  messages: texts of MESSAGE_TOKENS tokens.
    article_judge: whole prompts of the article's judge.
    judge: whole prompts of this engine's judge; judge_kept: leading ids that all of them share.
    chat: whole prompts of a first turn, without a cue; chat_kept: as above.
    short, long: contexts of SHORT_CONTEXT and LONG_CONTEXT tokens.
    """

    scene: Scene
    language: str
    messages: tuple[str, ...]
    article_judge: tuple[list[int], ...]
    judge: tuple[list[int], ...]
    judge_kept: int
    chat: tuple[list[int], ...]
    chat_kept: int
    short: list[int]
    long: list[int]


def make_workload(tokens: ChatTokens, scene: Scene, language: str, max_positions: int) -> Workload:
    """Prompts from the scene's own roles and sentences.

    max_positions: of the model; the long context leaves room for a few tokens more.
    """
    role = scene.judge[language]
    sentences = [text for texts in zip(*role.anchors.values(), strict=True) for text in texts]
    joint = "" if language == "zh" else " "
    messages = tuple(
        cut_to(tokens, joint.join(sentences[start:] + sentences[:start]), MESSAGE_TOKENS)
        for start in (number % len(sentences) for number in range(MESSAGES))
    )

    def prompts(system: str, answer: str = "") -> tuple[list[int], ...]:
        opened = tokens.encode_text(answer)
        return tuple([*_render(tokens, system, message), *opened] for message in messages)

    judge = prompts(role.system, role.answer)
    chat = prompts(scene.assistant[language].system)
    system = chat[0][: common_prefix(chat)]
    story = tokens.encode_text(joint.join(sentences))
    long = [*system, *islice(cycle(story), min(LONG_CONTEXT, max_positions // 2) - len(system))]
    return Workload(
        scene=scene,
        language=language,
        messages=messages,
        article_judge=prompts(ARTICLE_JUDGE[language]),
        judge=judge,
        judge_kept=common_prefix(judge),
        chat=chat,
        chat_kept=common_prefix(chat),
        short=long[:SHORT_CONTEXT],
        long=long,
    )


def cut_to(tokens: ChatTokens, text: str, count: int) -> str:
    """The beginning of a text that is `count` tokens long, or the nearest below."""
    best = text[:1]
    for end in range(1, len(text) + 1):
        size = len(tokens.encode_text(text[:end]))
        if size > 2 * count:
            break
        if size <= count:
            best = text[:end]
    return best


def common_prefix(rows: Sequence[Sequence[int]]) -> int:
    """How many leading ids all rows share; at least one id of each row stays outside."""
    length = 0
    for column in zip(*(row[:-1] for row in rows), strict=False):
        if len(set(column)) > 1:
            break
        length += 1
    return length


def _render(tokens: ChatTokens, system: str, message: str) -> list[int]:
    chat = [ChatMessage(Role.SYSTEM, system), ChatMessage(Role.USER, message)]
    segments: list[Segment] = tokens.render(chat)
    return [token for segment in segments for token in tokens.encode_segment(segment)]
