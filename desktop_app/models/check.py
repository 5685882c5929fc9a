"""Is this folder a model that can be loaded? Looked at without torch, in milliseconds.

Only safetensors counts: its header says how long the file must be and can run no code.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.core.errors import QT_TRANSLATE_NOOP, SENSELESS, KnownError
from desktop_app.core.system.disk import is_folder
from desktop_app.core.system.model_files import SHARD, WEIGHTS, WEIGHTS_INDEX, weight_files
from desktop_app.models.safetensors_header import (
    file_missing,
    read_safetensors_header,
    safetensors_damaged,
)

ARCHITECTURES = {
    "Qwen2ForCausalLM": "qwen2",
    "Qwen3ForCausalLM": "qwen3",
    "LlamaForCausalLM": "llama",
    "MistralForCausalLM": "mistral",
    "GemmaForCausalLM": "gemma",
    "Phi3ForCausalLM": "phi3",
}
"""What the engine can load, and the model_type of each: another one would be built from other
modules."""

MAX_JSON_BYTES = 64 << 20
"""Twice the largest tokenizer of these kinds."""
MAX_CONFIG_BYTES = 16 << 20
WEIGHT_TYPES = ("F32", "F16", "BF16")


SMALL_FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "chat_template.jinja",
)
"""What a model may have beside its weights and their index."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the files of a model say of it.

    weight_files: names of its safetensors files.  parameters: values in all of them, a tied matrix
    that is stored twice counted twice.  dtype: of its embedding, as safetensors names it.
    """

    folder: Path
    architecture: str
    weight_files: tuple[str, ...]
    parameters: int
    dtype: str
    max_positions: int
    vocab_size: int
    bytes: int

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that belong to the model and are in its folder."""
        # an index beside a single file belongs to other weights
        index = () if WEIGHTS in self.weight_files else (WEIGHTS_INDEX,)
        names = (*SMALL_FILES, *index, *self.weight_files)
        return tuple(name for name in names if (self.folder / name).is_file())


def check_folder(folder: Path) -> ModelFacts:
    """Look at a model folder; reads headers only, no weights.

    Raises KnownError with the codes model_folder_missing, model_file_missing, pickle_only,
    config_damaged, architecture_unknown, weights_type_unknown, tokenizer_damaged,
    chat_template_missing, model_truncated, safetensors_damaged, model_folder_unreadable.
    """
    if not is_folder(folder):
        raise KnownError(
            "model_folder_missing",
            QT_TRANSLATE_NOOP("KnownError", "There is no model folder {folder}."),
            action=QT_TRANSLATE_NOOP("KnownError", "Choose another folder or another model."),
            folder=folder,
        )
    try:
        return _facts_of(folder)
    except OSError as error:
        raise _unreadable(folder, error) from error


def _facts_of(folder: Path) -> ModelFacts:
    config = read_config(folder / "config.json")
    architecture = check_config(config, folder.name)
    weight_files = _weight_files(folder)
    _check_tokenizer(folder)
    tensors: dict[str, dict[str, Any]] = {}
    for name in weight_files:
        tensors.update(read_safetensors_header(folder / name))
    if config["num_hidden_layers"] > len(tensors):
        raise safetensors_damaged(folder / weight_files[0], "layers are missing")
    embedding = _check_embedding(folder / weight_files[0], tensors, config)
    return ModelFacts(
        folder=folder,
        architecture=architecture,
        weight_files=weight_files,
        parameters=sum(math.prod(tensor["shape"]) for tensor in tensors.values()),
        dtype=embedding["dtype"],
        max_positions=int(config["max_position_embeddings"]),
        vocab_size=int(config["vocab_size"]),
        bytes=sum((folder / name).stat().st_size for name in weight_files),
    )


def parse_config(text: str, path: Path | str) -> dict[str, Any]:
    """The content of a config.json. Raises KnownError("config_damaged")."""
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _config_damaged(path, str(error)) from error
    if not isinstance(config, dict):
        raise _config_damaged(path, "not an object")
    return config


def check_config(config: dict[str, Any], model: str) -> str:
    """The architecture that a config.json names, if it can be loaded here.

    Raises KnownError("architecture_unknown"), ("weights_type_unknown") or ("config_damaged").
    """
    named = config.get("architectures")
    architecture = named[0] if isinstance(named, list) and named else None
    if not isinstance(architecture, str) or architecture not in ARCHITECTURES:
        raise KnownError(
            "architecture_unknown",
            QT_TRANSLATE_NOOP(
                "KnownError", "The model {model} is of a kind that is not supported: {kind}."
            ),
            QT_TRANSLATE_NOOP("KnownError", "This program can load {kinds}."),
            QT_TRANSLATE_NOOP("KnownError", "Choose another model."),
            model=model,
            kind=architecture or config.get("model_type") or "?",
            kinds=", ".join(name.removesuffix("ForCausalLM") for name in ARCHITECTURES),
        )
    if config.get("model_type", "") not in ("", ARCHITECTURES[architecture]):
        raise _config_damaged(model, "model_type")
    quantised = config.get("quantization_config")
    if quantised:
        method = quantised.get("quant_method") if isinstance(quantised, dict) else None
        raise _weights_type_unknown(model, str(method or "quantization_config")[:40])
    for key in (
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "vocab_size",
        "max_position_embeddings",
    ):
        if not _is_count(config.get(key)):
            raise _config_damaged(model, key)
    for kinds, keys in _OPTIONAL:
        for key in keys:
            value = config.get(key)
            if value is not None and not (type(value) in kinds and _is_usable(value)):
                raise _config_damaged(model, key)
    return architecture


_OPTIONAL = (
    ((int,), ("num_key_value_heads", "head_dim", "intermediate_size")),
    ((int, float), ("rms_norm_eps", "rope_theta")),
    ((str,), ("model_type", "hidden_act", "hidden_activation")),
    ((bool,), ("tie_word_embeddings", "use_sliding_window", "attention_bias")),
    ((dict,), ("rope_parameters", "rope_scaling")),
)
"""Types of what config.json may say besides; null is the same as nothing."""


def _is_count(value: Any) -> bool:
    return type(value) is int and 1 <= value < 1 << 31


def _is_usable(value: Any) -> bool:
    if type(value) is int:
        return _is_count(value)
    return not isinstance(value, float) or 0 < value < math.inf


def read_config(path: Path) -> dict[str, Any]:
    """The content of a config.json on the disk.

    Raises KnownError("config_damaged") or ("model_file_missing").
    """
    return parse_config(_read_small(path), path)


def _read_small(path: Path, limit: int = MAX_CONFIG_BYTES) -> str:
    """Text of a JSON file of bounded size; undecodable bytes are the parser's to refuse."""
    if not path.is_file():
        raise file_missing(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise file_missing(path) from error
    if len(data) > limit:
        raise _config_damaged(path, "too large")
    return data.decode("utf-8", "replace")


def _weight_files(folder: Path) -> tuple[str, ...]:
    try:
        names = weight_files(folder)
    except SENSELESS as error:
        raise _config_damaged(folder / WEIGHTS_INDEX, str(error)) from error
    if names:
        return names
    if any(SHARD.fullmatch(path.name) for path in folder.glob("model-*.safetensors")):
        raise file_missing(folder / WEIGHTS_INDEX)
    pickles = [*folder.glob("*.bin"), *folder.glob("*.pt"), *folder.glob("*.pth")]
    if pickles:
        raise KnownError(
            "pickle_only",
            QT_TRANSLATE_NOOP("KnownError", "{folder} holds its weights as {file} only."),
            QT_TRANSLATE_NOOP("KnownError", "Such a file can run code when it is opened."),
            QT_TRANSLATE_NOOP("KnownError", "Get the model as safetensors."),
            folder=folder,
            file=sorted(pickles)[0].name,
        )
    raise file_missing(folder / WEIGHTS)


def _check_tokenizer(folder: Path) -> None:
    path = folder / "tokenizer.json"
    try:
        tokenizer = json.loads(_read_small(path, MAX_JSON_BYTES))
        has_model = isinstance(tokenizer["model"], dict)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _tokenizer_damaged(path) from error
    if not has_model:
        raise _tokenizer_damaged(path)
    config_path = folder / "tokenizer_config.json"
    try:
        config = json.loads(_read_small(config_path))
        template = config.get("chat_template")
        names = [config.get(name) for name in ("bos_token", "eos_token")]
    except (ValueError, AttributeError, RecursionError) as error:
        raise _tokenizer_damaged(config_path) from error
    if not all(name is None or isinstance(_content(name), str) for name in names):
        raise _tokenizer_damaged(config_path)
    if not template and not (folder / "chat_template.jinja").is_file():
        raise KnownError(
            "chat_template_missing",
            QT_TRANSLATE_NOOP("KnownError", "The model in {folder} has no chat template."),
            QT_TRANSLATE_NOOP("KnownError", "It was not made for conversations."),
            QT_TRANSLATE_NOOP("KnownError", "Choose an instruct or chat model."),
            folder=folder,
        )


def _content(token: Any) -> Any:
    """A token's text; it stands alone or in an object with its other properties."""
    return token.get("content") if isinstance(token, dict) else token


def _check_embedding(
    path: Path, tensors: dict[str, dict[str, Any]], config: dict[str, Any]
) -> dict[str, Any]:
    """The row of the embedding; says too where weights are of a type that can't be computed."""
    embedding = tensors.get("model.embed_tokens.weight")
    if embedding is None or embedding["shape"] != [config["vocab_size"], config["hidden_size"]]:
        raise safetensors_damaged(path, "not the weights that config.json describes")
    for name, tensor in tensors.items():
        # a scale or a table of positions may be of any type
        if name.endswith((".weight", ".bias")) and tensor["dtype"] not in WEIGHT_TYPES:
            raise _weights_type_unknown(path.parent.name, tensor["dtype"])
    return embedding


def _unreadable(folder: Path, error: OSError) -> KnownError:
    return KnownError(
        "model_folder_unreadable",
        QT_TRANSLATE_NOOP("KnownError", "The model folder {folder} can't be read: {reason}."),
        QT_TRANSLATE_NOOP("KnownError", "The model can't be loaded."),
        QT_TRANSLATE_NOOP(
            "KnownError", "Change the permissions of the folder, or choose another model."
        ),
        folder=folder,
        reason=error.strerror or error,
    )


def _config_damaged(path: Path | str, reason: str) -> KnownError:
    return KnownError(
        "config_damaged",
        QT_TRANSLATE_NOOP(
            "KnownError", "The settings of the model {file} make no sense: {reason}."
        ),
        QT_TRANSLATE_NOOP("KnownError", "The model can't be loaded."),
        QT_TRANSLATE_NOOP("KnownError", "Repair the model or import it again."),
        file=path,
        reason=reason,
    )


def _tokenizer_damaged(path: Path) -> KnownError:
    return KnownError(
        "tokenizer_damaged",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} is damaged."),
        QT_TRANSLATE_NOOP("KnownError", "The model can't be loaded."),
        QT_TRANSLATE_NOOP("KnownError", "Repair the model or import it again."),
        file=path,
    )


def _weights_type_unknown(model: str, kind: str) -> KnownError:
    return KnownError(
        "weights_type_unknown",
        QT_TRANSLATE_NOOP(
            "KnownError", "The weights of {model} are of a type that is not supported: {kind}."
        ),
        QT_TRANSLATE_NOOP("KnownError", "Float32, float16 and bfloat16 weights can be loaded."),
        QT_TRANSLATE_NOOP("KnownError", "Choose the unquantised model."),
        model=model,
        kind=kind,
    )
