"""This engine, the plain stack and the memory, each as something that can be asked for figures.

All of them time themselves, so that the pipe to the asking process costs nothing. Times are in
milliseconds. Imported only in the process where one of them lives.
"""

from __future__ import annotations

import mmap
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch

from desktop_app.core.conversation import Message, ReplyStats, Role
from desktop_app.core.mood import Mood
from desktop_app.engine.benchmark.workload import Workload
from desktop_app.engine.forward.linear import Projection, compiled_kernels
from desktop_app.engine.forward.loading import load_decoder
from desktop_app.engine.judging.judge import Judge
from desktop_app.engine.reply.assistant import Assistant, Prompt, ReplyEnd
from desktop_app.engine.reply.sampling import Sampling
from desktop_app.engine.reply.speculative import DraftLength, NgramTable, NoDrafts
from desktop_app.engine.text.tokenizer import ChatTokens

GREEDY = Sampling(temperature=0.0, top_k=0, top_p=1.0, repetition_penalty=1.0)
CONVERSATION = Sampling(temperature=0.0, top_k=0, top_p=1.0, repetition_penalty=1.1)
"""With the penalty of Qwen's own configuration: without one, a model of random weights says the
same token over and over, and drafts would look better than they are."""

ARTICLE_JUDGE_TOKENS = 10
READ_BYTES = 256 << 20
READ_INPUTS = 1024


class EngineContender:
    """Judge and assistant of this program over one decoder.

    No reply ever ends before its length, so that every round does the same work.
    """

    def __init__(
        self,
        folder: Path,
        workload: Workload,
        threads: int,
        weights: str,
        cache_folder: Path,
        kernel: str,
    ) -> None:
        self._work = workload
        self._tokens = ChatTokens(folder)
        self._decoder = load_decoder(
            folder, weights, threads, cache_folder=cache_folder, kernel=kernel
        )
        scene, language = workload.scene, workload.language
        self._role = scene.assistant[language]
        self._judge = Judge(self._decoder, self._tokens, scene, scene.judge[language])
        self._judge.judge(workload.messages[0])
        self._one = self._assistant(NoDrafts())
        self._drafting = self._assistant(DraftLength())
        self._history: list[Message] = []
        self._last_length = 0
        self._last_new = 0

    def describe(self) -> dict[str, Any]:
        """weights: how they are stored.  torch: its version."""
        return {"weights": self._decoder.weights, "torch": torch.__version__}

    def judge(self, number: int) -> float:
        """Judge message `number`; the role's prefix is kept."""
        start = time.perf_counter()
        self._judge.judge(self._work.messages[number])
        return (time.perf_counter() - start) * 1000

    def first_token(self, number: int, cue: bool = False) -> float:
        """Answer message `number` at the first turn of a conversation.

        cue: with the scene's cue for its first label, as after a verdict that is sure.
        """
        self._one.prefill(self._first_prompt(number - 1, cue), _never)
        return self._first(self._one, [self._message(number, cue)])[0]

    def first_token_typed_ahead(self, number: int) -> float:
        """The same where all but the last two characters were computed while the person typed."""
        text = self._work.messages[number]
        typed = self._prompt(self._one, [Message(Role.USER, text[:-2])])
        self._one.prefill(typed, _never)
        return self._first(self._one, [Message(Role.USER, text)])[0]

    def decode(self, ids: list[int], count: int) -> float:
        """Milliseconds a token after the first one, without drafts, after the context `ids`."""
        stats = self._reply(self._one, Prompt(ids, 0, False), count)
        return 1000 / stats.tokens_per_s

    def begin_conversation(self) -> None:
        """Forget the turns; what drafts have learnt stays."""
        self._history = []

    def turn(self, number: int, count: int) -> dict[str, float]:
        """A turn of the conversation with drafts: message `number`, a reply of `count` tokens.

        ms: of all tokens after the first; tokens: how many; steps: passes that made them.
        """
        self._history.append(self._message(number))
        prompt = self._prompt(self._drafting, self._history)
        said: list[str] = []
        stats = self._reply(self._drafting, prompt, count, CONVERSATION, said)
        self._history.append(Message(Role.ASSISTANT, "".join(said)))
        self._last_length, self._last_new = len(prompt.ids), stats.new_tokens
        tokens = stats.new_tokens - 1
        return {"ms": 1000 * tokens / stats.tokens_per_s, "tokens": tokens, "steps": stats.steps}

    def next_first_token(self, number: int) -> tuple[float, list[int], int]:
        """First token of the next turn, which is not kept; its prompt, and how much was known."""
        messages = [*self._history, self._message(number)]
        ids = self._prompt(self._drafting, messages).ids
        known = self._last_length + self._last_new - 1
        # back to where the reply before it ended, whatever was tried since
        self._drafting.prefill(Prompt(ids[:known], 0, False), _never)
        elapsed_ms, ids = self._first(self._drafting, messages)
        return elapsed_ms, ids, known

    def logits(self, ids: list[int], last: int) -> np.ndarray:
        """Logits (last, vocab) of the last positions, which are computed one by one."""
        cache = self._decoder.new_cache()
        self._decoder.forward(ids[:-last], cache)
        rows = [self._decoder.logits(self._decoder.forward([i], cache)) for i in ids[-last:]]
        return torch.cat(rows).numpy()

    def greedy(self, ids: list[int], count: int) -> list[int]:
        """The most probable token, `count` times."""
        cache = self._decoder.new_cache()
        new: list[int] = []
        step = ids
        while len(new) < count:
            hidden = self._decoder.forward(step, cache)[-1:]
            new.append(int(self._decoder.logits(hidden)[0].argmax()))
            step = new[-1:]
        return new

    def _assistant(self, pace: DraftLength | NoDrafts) -> Assistant:
        return Assistant(self._decoder, self._tokens, frozenset(), NgramTable(), pace)

    def _message(self, number: int, cue: bool = False) -> Message:
        scene = self._work.scene
        share = 1 / len(scene.labels)
        mood = Mood(scene.labels[0].id, 1.0, False, (share,) * len(scene.labels)) if cue else None
        return Message(Role.USER, self._work.messages[number], mood=mood)

    def _first_prompt(self, number: int, cue: bool) -> Prompt:
        return self._prompt(self._one, [self._message(number, cue)])

    def _prompt(self, assistant: Assistant, messages: Sequence[Message]) -> Prompt:
        return assistant.prompt(
            self._role, messages, context=self._decoder.config.max_positions, max_new_tokens=128
        )

    def _first(self, assistant: Assistant, messages: Sequence[Message]) -> tuple[float, list[int]]:
        start = time.perf_counter()
        prompt = self._prompt(assistant, messages)
        prompt_ms = (time.perf_counter() - start) * 1000
        return prompt_ms + self._reply(assistant, prompt, 1).first_token_ms, prompt.ids

    def _reply(
        self,
        assistant: Assistant,
        prompt: Prompt,
        count: int,
        sampling: Sampling = GREEDY,
        said: list[str] | None = None,
    ) -> ReplyStats:
        for item in assistant.reply(
            prompt, sampling, seed=0, max_new_tokens=count, is_cancelled=_never
        ):
            if isinstance(item, ReplyEnd):
                return item.stats
            if said is not None:
                said.append(item.text)
        raise AssertionError("a reply without an end")


class PlainContender:
    """transformers' generate in FP32, as the article uses it; every prompt is computed whole."""

    def __init__(self, folder: Path, workload: Workload, threads: int) -> None:
        import transformers
        from transformers import AutoModelForCausalLM, GenerationConfig
        from transformers.utils import logging

        from desktop_app.engine.forward.transformers_decoder import cache_name

        logging.disable_progress_bar()
        logging.set_verbosity_error()
        torch.set_num_threads(threads)
        self._work = workload
        self._version = transformers.__version__
        self._model = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
        self._model.eval().requires_grad_(False)
        # without the model's end tokens, so that every round does the same work
        self._model.generation_config = GenerationConfig(pad_token_id=0)
        self._cache_name = cache_name(self._model)
        self._long: list[int] = []
        self._cache: Any = None

    def describe(self) -> dict[str, Any]:
        """weights: how they are stored.  transformers: its version."""
        return {"weights": "float32", "transformers": self._version}

    def judge(self, number: int) -> float:
        """The article's way: generate ten tokens."""
        return self._generate(self._work.article_judge[number], ARTICLE_JUDGE_TOKENS)[-1]

    def first_token(self, number: int) -> float:
        """Answer message `number` at the first turn."""
        return self._generate(self._work.chat[number], 1)[0]

    def first_token_of(self, ids: list[int]) -> float:
        """First token after a prompt."""
        return self._generate(ids, 1)[0]

    def decode(self, ids: list[int], count: int) -> float:
        """Milliseconds a token after the first one; the context's own pass is not timed."""
        if ids != self._long:
            self._cache = self._prefilled(ids)
            self._long = ids
        times = self._generate(ids, count, self._cache)
        # a negative number is how many to drop
        self._cache.crop(len(ids) - 1 - self._cache.get_seq_length())
        return (times[-1] - times[0]) / (count - 1)

    @torch.inference_mode()
    def logits(self, ids: list[int], last: int) -> np.ndarray:
        """Logits (last, vocab) of the last positions, in one pass."""
        return self._model(torch.tensor([ids]), logits_to_keep=last).logits[0].numpy()

    def agrees(self, ids: list[int], new: list[int]) -> bool:
        """Whether `new` is what greedy decoding says after `ids`.

        One pass over all of it: each token must be the most probable after those before it.
        """
        logits = self.logits([*ids, *new[:-1]], len(new))
        return logits.argmax(axis=1).tolist() == new

    @torch.inference_mode()
    def _prefilled(self, ids: list[int]) -> Any:
        from transformers import DynamicCache

        cache = DynamicCache()
        known = {self._cache_name: cache}
        self._model(torch.tensor([ids[:-1]]), logits_to_keep=1, **known)
        return cache

    def _generate(self, ids: list[int], count: int, cache: Any = None) -> list[float]:
        """Milliseconds from the call to each new token."""
        known = {} if cache is None else {self._cache_name: cache}
        tensor = torch.tensor([ids])
        clock = _TokenClock()
        self._model.generate(
            tensor,
            attention_mask=torch.ones_like(tensor),
            do_sample=False,
            max_new_tokens=count,
            streamer=clock,
            **known,
        )
        return clock.ms


class _TokenClock:
    """A streamer for generate, which hands it the prompt and then every token."""

    def __init__(self) -> None:
        self.ms: list[float] = []
        self._start = time.perf_counter()

    def put(self, value: torch.Tensor) -> None:
        self.ms.append((time.perf_counter() - self._start) * 1000)

    def end(self) -> None:
        # the first call is the prompt itself
        del self.ms[0]


class MemoryContender:
    """How fast this machine reads its memory: the limit of every engine."""

    def __init__(self, threads: int) -> None:
        pages = mmap.mmap(-1, READ_BYTES)
        if hasattr(mmap, "MADV_HUGEPAGE"):
            # as a file's pages in memory mostly are
            pages.madvise(mmap.MADV_HUGEPAGE)
        numbers = torch.frombuffer(pages, dtype=torch.int64).fill_(0x3F803F803F803F80)
        self._parts = numbers.chunk(threads)
        self._pool = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))
        library = compiled_kernels()
        self._product: Projection | None = None
        if library is not None:
            library.set_threads(threads)
            # as weights, since torch's own sum does not get all that the memory gives
            weights = numbers.view(torch.bfloat16).view(-1, READ_INPUTS)
            self._product = Projection(weights, None, library)

    def describe(self) -> dict[str, Any]:
        """bytes: of the buffer."""
        return {"bytes": READ_BYTES}

    def read_gb_s(self, times: int) -> float:
        """GB (10^9 bytes) a second, the best of several readings of a large buffer.

        Torch sums it, and the kernels multiply one row with it: whichever is faster counts.
        """
        best_s = float("inf")
        row = torch.ones(1, READ_INPUTS)
        for _ in range(times):
            start = time.perf_counter()
            list(self._pool.map(torch.sum, self._parts))
            best_s = min(best_s, time.perf_counter() - start)
            if self._product is not None:
                start = time.perf_counter()
                self._product(row)
                best_s = min(best_s, time.perf_counter() - start)
        return READ_BYTES / best_s / 1e9


def _never() -> bool:
    return False
