"""How good the replies are: counts what can be counted, and writes sheets to be rated blind.

    python tests/benchmarks/reply_quality.py run FOLDER --out before.json
    python tests/benchmarks/reply_quality.py sheet before.json after.json --out sheet.tsv
    python tests/benchmarks/reply_quality.py rated sheet.tsv

`run` has the model in FOLDER answer data/reply_chats.jsonl: sixty messages of two people, a nurse
who writes Chinese and a plumber who writes English; feelings, requests, small talk, and chats of
three turns, in which each reply stands in the history of the next. It goes the way of the program
itself, backend and all, so that a former version of the program can be measured beside it.

`sheet` mixes the replies of several runs; equal ones are there once. Whoever rates it fills in four
columns with 1 to 5: a makes sense, b meets the feeling, c is about what was said, d nothing odd,
false or out of place. Which reply is whose stands in a second file, sheet.tsv.key, which `rated`
reads.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from desktop_app.backend.inference import LocalBackend  # noqa: E402
from desktop_app.core.api.events import (  # noqa: E402
    ModelFailed,
    ModelReady,
    MoodJudged,
    ReplyChunk,
    TurnEnded,
)
from desktop_app.core.conversation import FinishReason, Message, Role, Turn  # noqa: E402
from desktop_app.core.mood import Mood  # noqa: E402
from desktop_app.core.paths import Paths  # noqa: E402
from desktop_app.core.scenes.scene import DEFAULT_SCENE, Scene, read_scenes  # noqa: E402
from desktop_app.core.settings import Settings  # noqa: E402

CHATS = Path(__file__).parent / "data" / "reply_chats.jsonl"
ASKED_FOR = ("request", "question")
"""Kinds of messages in which no feeling is said."""
RATINGS = ("a", "b", "c", "d")
ECHO_CHARACTERS = 12
ECHO_WORDS = 6

_REFUSAL = re.compile(
    r"作为(?:一[个名位])?(?:AI|人工智能|语言模型|智能助手|虚拟)|我是(?:一[个名位])?(?:AI|人工智能"
    r"|语言模型)"
    r"|(?:我|但我?|目前|暂时)(?:不能|无法|没办法|没有能力)(?:为你|为您|直接|给你)?"
    r"(?:提供|回答|帮|满足|完成|讨论|进行|访问)"
    r"|\bas an? (?:ai|language model)|\bi(?:'m| am) (?:just |only )?an? (?:ai|language model)"
    r"|\bi(?: can(?:'t|not)| am unable to|'m unable to|'m not able to|'m not allowed to)"
    r" (?:assist|help|provide|answer|engage|fulfil|discuss|generate|create|do that)",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"抱歉|对不起|不好意思"
    r"|\bapologi[sz]e|\bmy apologies|\bsorry\b(?! (?:to hear|that you|you|for your loss"
    r"|about your))",
    re.IGNORECASE,
)
_FEELS_ZH = r"(?:难过|伤心|生气|累|紧张|害怕|焦虑|开心|高兴|委屈|孤单|孤独|激动|自豪|崩溃|失望)"
_WRONG_PERSON_ZH = re.compile(
    rf"我(?:感到|觉得|今天|最近|现在|也|真的|很|非常|特别|太|有点|好|心里){{1,4}}{_FEELS_ZH}"
    r"(?![^。！？!?]{0,12}你)"
    r"|我的?(?:女儿|妈妈?|老公|婆婆|护士长|同事|病人|狗|爷爷|孩子|家人|工作|证书|毛衣)"
)
_FEELS_EN = r"(?:sad|angry|mad|tired|nervous|scared|lonely|proud|excited|upset|anxious|worried)"
_WRONG_PERSON_EN = re.compile(
    rf"\bI(?:'m| am| was| feel| felt|'ve been)(?: \w+)? {_FEELS_EN}"
    r"(?! (?:for you|of you|to hear|that you|by that|about you|with you))",
    re.IGNORECASE,
)
_ABOUT_THEM_EN = re.compile(
    r"\bthe (?:user|speaker|writer)\b|^(?:the )?feeling\b|^feel\b", re.IGNORECASE
)
"""Somebody is talked about who is there."""
_SENTENCE = re.compile(r"[^。！？!?…\n.]+(?:\.(?=\S)[^。！？!?…\n.]*)*[。！？!?…\n.]*")
_ENDED = re.compile(r"""[。！？!?….~～)）】」』”"'’*`:;\]|>]\s*$""")
_WORD = re.compile(r"[\w']+")


@dataclass(frozen=True)
class Reply:
    """What one message was answered, and how long it took. ms count from the sending."""

    key: str
    language: str
    kind: str
    before: list[str]
    text: str
    reply: str
    label: str
    unsure: bool
    finish_reason: str
    has_opener: bool
    new_tokens: int
    judged_ms: float
    first_word_ms: float
    end_ms: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="have a model answer, and count")
    run.add_argument("model", help="folder, or a name in the data folder")
    run.add_argument("--data-dir", type=Path, help="where the model's name is looked up")
    run.add_argument("--out", type=Path, required=True, help="JSON file to be written")
    run.add_argument("--chats", type=Path, default=CHATS, help="other messages, as JSON lines")
    run.add_argument("--language", choices=("zh", "en"), help="of the messages; by default both")
    run.add_argument("--scene", default=DEFAULT_SCENE)
    run.add_argument("--threads", type=int, default=0, help="1 where the machine is busy")
    sheet = commands.add_parser("sheet", help="mix the replies of several runs, to be rated")
    sheet.add_argument("runs", type=Path, nargs="+")
    sheet.add_argument("--out", type=Path, required=True)
    rated = commands.add_parser("rated", help="the mean ratings of each run")
    rated.add_argument("sheet", type=Path)
    count = commands.add_parser("count", help="what can be counted in a run's file")
    count.add_argument("runs", type=Path, nargs="+")
    arguments = parser.parse_args()
    match arguments.command:
        case "run":
            replies = list(_run(arguments))
            rows = [asdict(reply) for reply in replies]
            arguments.out.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
            _print_counts(arguments.out.name, replies)
        case "sheet":
            write_sheet({path.stem: _read(path) for path in arguments.runs}, arguments.out)
        case "rated":
            _print_ratings(arguments.sheet)
        case "count":
            for path in arguments.runs:
                _print_counts(path.name, _read(path))
    return 0


def _run(arguments: argparse.Namespace) -> Iterator[Reply]:
    paths = Paths(arguments.data_dir or Path(tempfile.mkdtemp()))
    scenes, _ = read_scenes(paths.built_in_scenes)
    settings = Settings(model=arguments.model, threads=arguments.threads)
    chats = [json.loads(line) for line in arguments.chats.read_text("utf-8").splitlines()]
    chats = [c for c in chats if arguments.language in (None, c["lang"])]
    backend = LocalBackend(paths, settings, scenes, chats[0]["lang"])
    for event in backend.prepare(threading.Event()):
        if isinstance(event, ModelFailed):
            raise SystemExit(str(event.error))
        if isinstance(event, ModelReady):
            print(event.model.title, event.model.weights, file=sys.stderr)
    scene = scenes[arguments.scene]
    # both judges are calibrated before the clock runs
    for chat in {c["lang"]: c for c in chats}.values():
        backend.judge(scene.id, _turns(chat)[0])
    for chat in chats:
        yield from _play(backend, scene, chat)


def _turns(chat: dict[str, Any]) -> list[str]:
    return chat["turns"] if "turns" in chat else [chat["text"]]


def _play(backend: LocalBackend, scene: Scene, chat: dict[str, Any]) -> Iterator[Reply]:
    """A chat is given as its turns, or as one text with the exchanges before it."""
    history: list[Message] = []
    for question, answer in chat.get("hist", ()):
        history += (Message(Role.USER, question), Message(Role.ASSISTANT, answer))
    for number, text in enumerate(_turns(chat)):
        reply, mood = _answer(backend, scene, history, chat, number)
        yield reply
        history += (
            Message(Role.USER, text, mood=mood),
            Message(Role.ASSISTANT, reply.reply, finish_reason=FinishReason(reply.finish_reason)),
        )


def _answer(
    backend: LocalBackend, scene: Scene, history: list[Message], chat: dict[str, Any], number: int
) -> tuple[Reply, Mood]:
    text = _turns(chat)[number]
    turn = Turn(chat["id"], tuple(history), text, scene.id)
    said: list[str] = []
    judged = first = 0.0
    start = time.perf_counter()
    for event in backend.respond(turn, threading.Event()):
        now = (time.perf_counter() - start) * 1000
        match event:
            case MoodJudged(mood=mood):
                judged = now
            case ReplyChunk(text=piece):
                first = first or now
                said.append(piece)
            case TurnEnded() as ended if ended.error is not None:
                raise SystemExit(str(ended.error))
            case TurnEnded() as ended:
                whole = "".join(said)[: -getattr(ended, "taken_back", 0) or None]
    reply = Reply(
        key=f"{chat['id']}.{number + 1}",
        language=chat["lang"],
        kind=chat["kind"],
        before=[message.text for message in history],
        text=text,
        reply=whole,
        label=mood.label,
        unsure=mood.unsure,
        finish_reason=str(ended.finish_reason),
        has_opener=_begins_with_opener(scene, chat["lang"], whole),
        new_tokens=ended.stats.new_tokens if ended.stats is not None else 0,
        judged_ms=judged,
        first_word_ms=first,
        end_ms=(time.perf_counter() - start) * 1000,
    )
    return reply, mood


def _begins_with_opener(scene: Scene, language: str, reply: str) -> bool:
    role = scene.assistant[language]
    openers = getattr(role, "openers", {})
    return any(reply.startswith(opener) for texts in openers.values() for opener in texts)


def faults(reply: Reply) -> set[str]:
    """What is wrong with a reply, of all that a rule can see."""
    found = set()
    if _REFUSAL.search(reply.reply):
        found.add("refusal")
    # "write to somebody who ..." may well say sorry
    if _APOLOGY.search(reply.reply) and reply.kind not in ASKED_FOR:
        found.add("apology")
    if reply.kind not in ASKED_FOR and is_wrong_person(reply):
        found.add("wrong person")
    if is_echo(reply.text, reply.reply):
        found.add("echo")
    sentences = [_plain(sentence) for sentence in _SENTENCE.findall(reply.reply)]
    sentences = [sentence for sentence in sentences if len(sentence) >= 4]
    if len(set(sentences)) < len(sentences):
        found.add("repeats itself")
    earlier = {_plain(sentence) for text in reply.before for sentence in _SENTENCE.findall(text)}
    if any(sentence in earlier for sentence in sentences if len(sentence) >= 8):
        found.add("said before")
    if not _is_ended(reply.reply):
        found.add("unfinished")
    if not reply.reply.strip():
        found.add("empty")
    return found


def is_wrong_person(reply: Reply) -> bool:
    """Whether the reply speaks as if the person's life were its own."""
    if reply.language == "zh":
        return _WRONG_PERSON_ZH.search(_unquoted(reply.reply)) is not None
    text = _unquoted(reply.reply)
    if _ABOUT_THEM_EN.search(text):
        return True
    theirs = set(re.findall(r"\b[Mm]y (\w+)", reply.text)) - {"friend", "dear", "mind", "best"}
    own = set(re.findall(r"\bmy (\w+)", text))
    return bool(theirs & own) or _WRONG_PERSON_EN.search(text) is not None


def is_echo(text: str, reply: str) -> bool:
    """Whether the reply has a long stretch of the message, word for word."""
    if message_is_chinese(text):
        plain, answer = _plain(text), _plain(reply)
        return any(
            plain[start : start + ECHO_CHARACTERS] in answer
            for start in range(max(1, len(plain) - ECHO_CHARACTERS + 1))
            if len(plain) >= ECHO_CHARACTERS
        )
    words, answer = _WORD.findall(text.lower()), " ".join(_WORD.findall(reply.lower()))
    return any(
        " ".join(words[start : start + ECHO_WORDS]) in answer
        for start in range(len(words) - ECHO_WORDS + 1)
    )


def message_is_chinese(text: str) -> bool:
    return re.search(r"[\u3400-\u9fff]", text) is not None


def _is_ended(reply: str) -> bool:
    if _ENDED.search(reply):
        return True
    last = reply.rstrip()[-1:]
    # an emoji ends a sentence; so does a line of a list, of which there are several
    is_list = re.search(r"\n\s*(?:\d+[.、]|[-*•])[^\n]*$", reply) is not None
    return bool(last) and ((ord(last) > 0x2600 and not message_is_chinese(last)) or is_list)


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _unquoted(text: str) -> str:
    return re.sub(r"[“\"「][^”\"」]*[”\"」]", "", text)


def _print_counts(name: str, replies: Sequence[Reply]) -> None:
    for language in sorted({reply.language for reply in replies}):
        some = [reply for reply in replies if reply.language == language]
        counts = Counter(fault for reply in some for fault in faults(reply))
        named = "  ".join(f"{fault} {count}" for fault, count in sorted(counts.items()))
        print(f"{name} {language}: {len(some)} replies  {named or 'no faults'}")
        feelings = [r for r in some if r.kind not in ASKED_FOR]
        opened = [r for r in some if r.has_opener]
        lengths = Counter(reply.finish_reason for reply in some)
        print(
            f"  opener {len(opened)}  ended {dict(lengths)}"
            f"  tokens {_median(r.new_tokens for r in some):.0f}"
            f" (feelings {_median(r.new_tokens for r in feelings):.0f})\n"
            f"  ms, median: verdict {_median(r.judged_ms for r in some):.0f}"
            f"  first word {_median(r.first_word_ms for r in some):.0f}"
            f"  end {_median(r.end_ms for r in some):.0f}"
        )
        if opened:
            ratio = max(r.first_word_ms / r.judged_ms for r in opened)
            print(f"  first word after an opener: at most {ratio:.3f} of the verdict's time")


def _median(numbers: Iterator[float]) -> float:
    return statistics.median(numbers)


def _read(path: Path) -> list[Reply]:
    return [Reply(**row) for row in json.loads(path.read_text("utf-8"))]


def write_sheet(runs: dict[str, Sequence[Reply]], path: Path, seed: int = 1) -> None:
    """The replies of all runs, shuffled, and beside them which one is whose."""
    whose: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, replies in runs.items():
        for reply in replies:
            talk = "\n".join([*reply.before, reply.text])
            whose[reply.language, reply.kind, talk, reply.reply].append(name)
    rows = list(whose.items())
    random.Random(seed).shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t")
        table.writerow(["id", "language", "said", "reply", *RATINGS])
        for number, ((language, _, talk, reply), _names) in enumerate(rows):
            table.writerow([number, language, talk, reply, *[""] * len(RATINGS)])
    key = [
        {"language": language, "kind": kind, "runs": names} for (language, kind, *_), names in rows
    ]
    path.with_name(f"{path.name}.key").write_text(json.dumps(key), "utf-8")


def _print_ratings(path: Path) -> None:
    key = json.loads(path.with_name(f"{path.name}.key").read_text("utf-8"))
    means: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            ratings = [float(row[name]) for name in RATINGS if row[name]]
            if not ratings:
                continue
            entry = key[int(row["id"])]
            said = "asked for" if entry["kind"] in ASKED_FOR else "feelings and talk"
            for name in entry["runs"]:
                means[name, entry["language"], said].append(statistics.mean(ratings))
                means[name, entry["language"], "all"].append(statistics.mean(ratings))
    for (name, language, said), values in sorted(means.items()):
        print(f"{name} {language} {said}: {statistics.mean(values):.2f} ({len(values)} replies)")


if __name__ == "__main__":
    raise SystemExit(main())
