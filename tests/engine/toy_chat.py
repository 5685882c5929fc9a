"""A byte-level tokenizer and a ChatML template beside a toy model, so that it can chat."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from tests.engine.toy import VOCAB_SIZE, write_toy

CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n'"
    " + message['content'] + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def write_toy_chat(folder: Path, **overrides) -> Path:
    """A toy model folder that the whole engine can load."""
    write_toy(folder, **overrides)
    write_chat_files(folder)
    return folder


def write_chat_files(folder: Path) -> None:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocab = {token: index for index, token in enumerate([*CONTROL, *alphabet])}
    merges = []
    for a, b in (("h", "e"), ("l", "l"), ("he", "ll"), ("Ġ", "g"), ("å", "¥")):
        merges.append((a, b))
        vocab[a + b] = len(vocab)
    assert len(vocab) <= VOCAB_SIZE
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(CONTROL))
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"eos_token": "<|im_end|>", "bos_token": None, "chat_template": TEMPLATE}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "generation_config.json").write_text('{"eos_token_id": [2, 0]}', encoding="utf-8")
