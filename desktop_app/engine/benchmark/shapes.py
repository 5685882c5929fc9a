"""Models of a known shape with random weights: as fast and as large as the real ones.

The tokenizer that goes with them is learnt on the spot from the program's own role texts, and
comes out about as fine as those of real models; the rest of the vocabulary are fillers which no
text is ever cut into, but which a random model says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from desktop_app.core.system.disk import disk_errors, ensure_space

SHAPES: dict[str, dict[str, Any]] = {
    "qwen1.5-0.5b": {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "vocab_size": 151936,
        "hidden_size": 1024,
        "intermediate_size": 2816,
        "num_hidden_layers": 24,
        "num_attention_heads": 16,
        "num_key_value_heads": 16,
        "max_position_embeddings": 32768,
        "rms_norm_eps": 1e-6,
        "rope_theta": 1e6,
        "hidden_act": "silu",
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
    }
}
"""config.json of each shape; Qwen2 family, tied output matrix."""

STANDARD_DEVIATION = 0.02
CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
ROLE_NAMES = ("system", "user", "assistant")
"""One token each in real tokenizers; they stand in every prompt."""
ANSWER_PIECES = (
    *("It", " sounds", "Fe", "eling"),
    *("听起来", "，", "说话", "人", "的心情", "现在", "很"),
)
"""How the tokenizer of Qwen cuts the starts of the judge's answers."""
PIECE_BYTES = 7
"""Longest piece that the tokenizer learns: two Chinese characters or seven letters. With it, the
role texts have within a tenth as many tokens as with the tokenizer of Qwen."""

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def parameter_shapes(config: dict[str, Any]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name and shape of every tensor of a Qwen2 model with a tied output matrix."""
    hidden, wide = config["hidden_size"], config["intermediate_size"]
    kv_width = hidden * config["num_key_value_heads"] // config["num_attention_heads"]
    yield "model.embed_tokens.weight", (config["vocab_size"], hidden)
    yield "model.norm.weight", (hidden,)
    for number in range(config["num_hidden_layers"]):
        prefix = f"model.layers.{number}"
        yield f"{prefix}.input_layernorm.weight", (hidden,)
        yield f"{prefix}.post_attention_layernorm.weight", (hidden,)
        for name, outputs in (("q", hidden), ("k", kv_width), ("v", kv_width)):
            yield f"{prefix}.self_attn.{name}_proj.weight", (outputs, hidden)
            yield f"{prefix}.self_attn.{name}_proj.bias", (outputs,)
        yield f"{prefix}.self_attn.o_proj.weight", (hidden, hidden)
        yield f"{prefix}.mlp.gate_proj.weight", (wide, hidden)
        yield f"{prefix}.mlp.up_proj.weight", (wide, hidden)
        yield f"{prefix}.mlp.down_proj.weight", (hidden, wide)


def parameters(config: dict[str, Any]) -> int:
    """How many weights the shape has."""
    total = 0
    for _, shape in parameter_shapes(config):
        count = 1
        for size in shape:
            count *= size
        total += count
    return total


def write_synthetic(
    folder: Path, config: dict[str, Any], texts: Iterable[str], words: Iterable[str] = ()
) -> None:
    """Write config.json, bfloat16 safetensors and a tokenizer into an existing folder.

    texts: what the tokenizer learns from.  words: see write_tokenizer.
    Imports torch. Raises KnownError where the disk is full or refuses.
    """
    import torch
    from safetensors.torch import save_file

    ensure_space(folder, 2 * parameters(config))
    with disk_errors(folder):
        write_tokenizer(folder, config["vocab_size"], texts, words)
        (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
        generator = torch.Generator().manual_seed(0)
        tensors = {}
        for name, shape in parameter_shapes(config):
            if name.endswith("norm.weight"):
                tensors[name] = torch.ones(shape, dtype=torch.bfloat16)
            else:
                tensors[name] = torch.empty(shape, dtype=torch.bfloat16).normal_(
                    0.0, STANDARD_DEVIATION, generator=generator
                )
        try:
            save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        except Exception as error:
            # safetensors wraps the system's refusal in an error of its own
            raise OSError(str(error)) from error


def write_tokenizer(
    folder: Path, vocab_size: int, texts: Iterable[str], words: Iterable[str] = ()
) -> None:
    """Write tokenizer.json and tokenizer_config.json: byte-level BPE, ChatML.

    words: become one token each, as the judge's label words are for Qwen's tokenizer; words of
    several tokens cost passes that the real model does not need.
    """
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    pattern = Regex(r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(pattern, "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    room = vocab_size - len(CONTROL)
    trainer = trainers.BpeTrainer(
        vocab_size=room,
        show_progress=False,
        initial_alphabet=alphabet,
        max_token_length=PIECE_BYTES,
    )
    tokenizer.train_from_iterator(texts, trainer)
    data = json.loads(tokenizer.to_str())
    for word in (*words, *ROLE_NAMES, *ANSWER_PIECES):
        _make_one_token(data, word)
    vocab = data["model"]["vocab"]
    vocab |= {f"Ġ{number:06x}": number for number in range(len(vocab), room)}
    tokenizer = Tokenizer.from_str(json.dumps(data))
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in CONTROL])
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": CONTROL[2],
        "pad_token": CONTROL[0],
        "chat_template": TEMPLATE,
    }
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(settings), encoding="utf-8")


def _make_one_token(data: dict[str, Any], word: str) -> None:
    """Add the merges that join what the tokenizer makes of a word, after all others."""
    while True:
        # anew after each merge, which may join more than one place
        pieces = Tokenizer.from_str(json.dumps(data)).encode(word, add_special_tokens=False).tokens
        if len(pieces) == 1:
            return
        data["model"]["merges"].append(pieces[:2])
        data["model"]["vocab"].setdefault("".join(pieces[:2]), len(data["model"]["vocab"]))
