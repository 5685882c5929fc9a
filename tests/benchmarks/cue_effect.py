"""What a scene's cue does to the replies: the same messages with the cue, without, and swapped.

    python tests/benchmarks/cue_effect.py --model smollm2-135m-instruct

Each message is answered greedily, so that nothing but the cue differs. The cue stands before the
person's message as a system message of its own (as the program has it), at the end of the first
system prompt, or after the message. A reply "soothes" or "cheers" where it has a word of the lists
below; `lean` is the share of soothing replies less that of cheering ones, so a cue works where it
raises `lean` for the messages that need comfort and lowers it for the others. `echo` counts replies
that repeat four words of the cue in a row; `judged` is the judge's mean probability that the reply
sounds positive. --replies prints them all, to be read.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from desktop_app.core.scenes.scene import DEFAULT_SCENE, AssistantRole, Scene, read_scenes  # noqa: E402
from desktop_app.core.settings import Settings  # noqa: E402
from desktop_app.engine.forward.loading import load_decoder  # noqa: E402
from desktop_app.engine.judging.judge import Judge  # noqa: E402
from desktop_app.engine.reply.assistant import Assistant, Prompt, ReplyPiece  # noqa: E402
from desktop_app.engine.reply.sampling import read_generation_config, resolve  # noqa: E402
from desktop_app.engine.reply.speculative import NgramTable, NoDrafts  # noqa: E402
from desktop_app.engine.text.tokenizer import ChatMessage, ChatTokens  # noqa: E402
from desktop_app.models.catalogue import read_catalogue  # noqa: E402
from desktop_app.models.store import ModelStore  # noqa: E402
from desktop_app.startup import find_paths  # noqa: E402

REPLY_TOKENS = 40
ECHO_WORDS = 4

MESSAGES = {
    "companion": {
        "positive": (
            "I passed my driving test today!",
            "We are getting a puppy on Saturday.",
            "My sister had her baby this morning.",
            "The garden is full of tomatoes this year.",
            "I ran ten kilometres without stopping.",
            "They liked my talk and asked for another one.",
        ),
        "negative": (
            "My cat has been missing since Tuesday.",
            "I was not invited to the wedding.",
            "They gave my desk to somebody else.",
            "I dropped my new phone into the lake.",
            "My best friend is moving to another country.",
            "I have to work through the whole weekend again.",
        ),
    },
    "customer_care": {
        "fine": (
            "How do I change my delivery address?",
            "Do you have this jacket in blue?",
            "When does the sale start?",
            "I would like to order two more chairs.",
            "Can I collect my parcel at the shop?",
            "Which phone would you recommend for my mother?",
        ),
        "complaint": (
            "My parcel is a week late and nobody answers me.",
            "One side of my new headphones is silent.",
            "You charged me twice for the same order.",
            "The soup was cold and the waiter laughed at me.",
            "Your update deleted all my photos.",
            "I waited four hours for the technician.",
        ),
    },
    "study_coach": {
        "fine": (
            "I solved all ten exercises.",
            "I learnt thirty words today.",
            "I think 12 times 12 is 144.",
            "My program prints the right numbers now.",
            "I read the whole chapter this morning.",
            "So water boils at 100 degrees, I checked it.",
        ),
        "stuck": (
            "I don't know how to begin this essay.",
            "My sum comes out wrong every time.",
            "I always forget the irregular verbs.",
            "What is a derivative? I don't get it.",
            "My program stops with an error.",
            "I failed the maths test again.",
        ),
    },
}

SOOTHING = re.compile(
    r"\b(sorry|apologi[sz]\w*|understand\w*|tough|hard|difficult|frustrat\w*|disappoint\w*|"
    r"upset\w*|sad|here for you|here to (help|listen)|don'?t worry|it'?s (okay|ok|normal|alright)|"
    r"take your time|step by step|feel(ing)? (down|this way|like)|comfort\w*|inconvenience|"
    r"small(est)? step|patien\w+|encourag\w+|you can do)\b",
    re.IGNORECASE,
)
CHEERING = re.compile(
    r"\b(glad|happy|congratulations|congrats|wonderful|great|fantastic|amazing|awesome|excellent|"
    r"exciting|excited|well done|good job|delighted|lovely|brilliant|proud|enjoy\w*|perfect|"
    r"impressive|that'?s good|pleasure|welcome)\b",
    re.IGNORECASE,
)

Chat = list[ChatMessage]


def no_cue(role: AssistantRole, cue: str, text: str) -> Chat:
    """The chat without a cue."""
    return [ChatMessage("system", role.system), ChatMessage("user", text)]


def before(role: AssistantRole, cue: str, text: str) -> Chat:
    """The cue as a system message of its own before the person's message."""
    chat = no_cue(role, cue, text)
    return [chat[0], ChatMessage("system", cue), chat[1]]


def in_prompt(role: AssistantRole, cue: str, text: str) -> Chat:
    """The cue at the end of the first system prompt."""
    return [ChatMessage("system", f"{role.system} {cue}"), ChatMessage("user", text)]


def after(role: AssistantRole, cue: str, text: str) -> Chat:
    """The cue as a system message of its own after the person's message."""
    return [*no_cue(role, cue, text), ChatMessage("system", cue)]


PLACES: dict[str, Callable[[AssistantRole, str, str], Chat]] = {
    "before the message": before,
    "in the system prompt": in_prompt,
    "after the message": after,
}


@dataclass(frozen=True)
class Answer:
    """A reply to a message that carries `label`, with the cue of the label `cue`, "" for none."""

    label: str
    cue: str
    message: str
    reply: str
    echoes: bool
    judged: float


class Speaker:
    """One model, answering greedily and judging its answers."""

    def __init__(self, folder: Path, scene: Scene, mood: Scene, language: str, cache: Path) -> None:
        """mood: the scene whose judge says how a reply sounds."""
        self.role = scene.assistant[language]
        self._tokens = ChatTokens(folder)
        decoder = load_decoder(folder, "auto", 1, cache_folder=cache)
        generation = read_generation_config(folder, self._tokens.end_of_turn_id)
        self._sampling = resolve(generation, Settings(temperature=0.0))
        table = NgramTable.load(cache / "none.npy")
        self._assistant = Assistant(decoder, self._tokens, generation.end_ids, table, NoDrafts())
        self._judge = Judge(decoder, self._tokens, mood, mood.judge[language])
        for _ in self._judge.calibrate():
            pass

    def answer(self, chat: Chat) -> str:
        segments = self._tokens.render(chat)
        ids = [token for segment in segments for token in self._tokens.encode_segment(segment)]
        pieces = self._assistant.reply(
            Prompt(ids, 0, False),
            self._sampling,
            seed=0,
            max_new_tokens=REPLY_TOKENS,
            is_cancelled=lambda: False,
        )
        return "".join(piece.text for piece in pieces if isinstance(piece, ReplyPiece)).strip()

    def sounds_positive(self, reply: str) -> float:
        """Probability, 0 to 1."""
        return self._judge.judge(reply).probabilities[0]


def answers(
    speaker: Speaker, scene: str, place: Callable[[AssistantRole, str, str], Chat], swap: bool
) -> Iterator[Answer]:
    """The replies to all messages of a scene, each with its own cue or with the other one."""
    labels = list(MESSAGES[scene])
    for label in labels:
        shown = label if not swap else next(other for other in labels if other != label)
        # a scene whose replies begin with openers may have none
        cue = speaker.role.cues.get(shown, "")
        for message in MESSAGES[scene][label]:
            reply = speaker.answer(place(speaker.role, cue, message))
            yield Answer(
                label,
                "" if place is no_cue else shown,
                message,
                reply,
                place is not no_cue and echoes(cue, reply),
                speaker.sounds_positive(reply),
            )


def echoes(cue: str, reply: str) -> bool:
    """Whether the reply repeats ECHO_WORDS words of the cue in a row."""
    said, told = (re.findall(r"\w+", text.lower()) for text in (reply, cue))
    runs = {tuple(told[i : i + ECHO_WORDS]) for i in range(len(told) - ECHO_WORDS + 1)}
    return any(tuple(said[i : i + ECHO_WORDS]) in runs for i in range(len(said)))


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


def print_row(name: str, rows: Sequence[Answer], labels: Sequence[str]) -> None:
    """One line of the table: how the replies to each label's messages lean."""
    cells = []
    for label in labels:
        own = [row for row in rows if row.label == label]
        soothing = _share([bool(SOOTHING.search(row.reply)) for row in own])
        cheering = _share([bool(CHEERING.search(row.reply)) for row in own])
        judged = sum(row.judged for row in own) / len(own)
        cells.append(f"{soothing:8.2f}{cheering:8.2f}{soothing - cheering:+8.2f}{judged:8.2f}")
    echo = _share([row.echoes for row in rows])
    print(f"{name:34}" + "   ".join(cells) + f"{echo:8.2f}")


def main() -> int:
    """Answer, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="", metavar="NAME|FOLDER")
    parser.add_argument("--data-dir", type=Path, metavar="DIR")
    parser.add_argument("--scene", choices=MESSAGES, default=DEFAULT_SCENE)
    parser.add_argument("--replies", action="store_true", help="print every reply")
    arguments = parser.parse_args()

    paths = find_paths(arguments.data_dir)
    settings = Settings(model=arguments.model)
    store = ModelStore(paths.models_of(settings), read_catalogue(paths.resources))
    folder = store.find(settings.model).folder
    scenes = read_scenes(paths.built_in_scenes)[0]
    labels = [label.id for label in scenes[arguments.scene].labels]
    with tempfile.TemporaryDirectory() as cache:
        speaker = Speaker(folder, scenes[arguments.scene], scenes[DEFAULT_SCENE], "en", Path(cache))
        print(f"{'':34}" + "   ".join(f"{f'messages: {label}':>32}" for label in labels))
        columns = f"{'soothes':>8}{'cheers':>8}{'lean':>8}{'judged':>8}"
        print(f"{'':34}{'   '.join(columns for _ in labels)}{'echo':>8}")
        runs = [("no cue", no_cue, False)]
        for name, place in PLACES.items():
            runs += [(name, place, False), (f"{name}, swapped", place, True)]
        for name, place, swap in runs:
            rows = list(answers(speaker, arguments.scene, place, swap))
            print_row(name, rows, labels)
            if arguments.replies:
                for row in rows:
                    print(f"    [{row.cue or '-'}] {row.message}\n        {row.reply!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
