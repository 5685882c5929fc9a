"""Decoder over transformers' own modules, for architectures that decoder.py does not know.

Slower to load and to run than the compact one, and right for whatever transformers can load.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, DynamicCache, PreTrainedModel
from transformers.modeling_outputs import BaseModelOutputWithPast
from transformers.utils import logging

from desktop_app.engine.forward.decoder_protocol import ModelConfig
from desktop_app.engine.forward.linear import Projection, in_16_bits
from desktop_app.engine.kernels.library import Library


def cache_name(module: nn.Module) -> str:
    """What this release of transformers calls the keys and values that a forward pass is given.

    "cache" since 5.24, which warns of "past_key_values", the only name that earlier ones know.
    """
    known = inspect.signature(module.forward).parameters
    return "cache" if "cache" in known else "past_key_values"


class TransformersCache:
    """Keys and values as transformers keeps them; every token copies them all."""

    def __init__(self) -> None:
        self.states = DynamicCache()

    @property
    def length(self) -> int:
        return self.states.get_seq_length()

    def crop(self, length: int) -> None:
        if not 0 <= length <= self.length:
            raise ValueError(f"can't crop {self.length} positions to {length}")
        if length == 0:
            self.states = DynamicCache()
        elif length < self.length:
            self.states.crop(length - self.length)


class TransformersDecoder:
    """Takes over a loaded model: the body for `forward`, its own head for `logits`."""

    def __init__(self, model: PreTrainedModel) -> None:
        self.weights = "float32"
        text = model.config.get_text_config()
        self.config = ModelConfig(
            vocab_size=text.vocab_size,
            hidden_size=text.hidden_size,
            layers=text.num_hidden_layers,
            heads=text.num_attention_heads,
            kv_heads=getattr(text, "num_key_value_heads", None) or text.num_attention_heads,
            head_dim=getattr(text, "head_dim", None)
            or text.hidden_size // text.num_attention_heads,
            max_positions=text.max_position_embeddings,
        )
        self._output = model.get_output_embeddings().weight
        self._body = model.base_model
        self._cache_name = cache_name(self._body)
        # what a family does after the output matrix (soft caps, scales) stands in the forward of
        # the whole model: run that one over a body which hands the hidden states through
        setattr(model, model.base_model_prefix, _PassThrough())
        self._head = model

    def use_products(self, storage: str, library: Library | None) -> None:
        """Put this program's products in the place of the body's linear layers.

        storage: "exact16" holds them in 16 bits where all of them survive.
        """
        places = [
            (parent, name, child)
            for parent in self._body.modules()
            for name, child in parent.named_children()
            if type(child) is nn.Linear
        ]
        fits = storage == "exact16" and all(
            in_16_bits(child.weight) is not None for _, _, child in places
        )
        while places:
            # one at a time, and the old one forgotten: the model never stands in memory twice
            parent, name, child = places.pop()
            narrow = in_16_bits(child.weight) if fits else None
            weight = child.weight.detach() if narrow is None else narrow.detach()
            bias = None if child.bias is None else child.bias.detach()
            setattr(parent, name, _Product(Projection(weight, bias, library)))
        self.weights = "exact16" if fits else "float32"

    def new_cache(self) -> TransformersCache:
        return TransformersCache()

    @torch.inference_mode()
    def forward(self, token_ids: Sequence[int], cache: TransformersCache) -> Tensor:
        ids = torch.tensor([list(token_ids)])
        known = {self._cache_name: cache.states}
        output = self._body(input_ids=ids, use_cache=True, **known)
        return output.last_hidden_state[0]

    def look(
        self,
        token_ids: Sequence[int],
        branches: Sequence[Sequence[int]],
        cache: TransformersCache,
    ) -> list[Tensor]:
        if token_ids:
            self.forward(token_ids, cache)
        length, found = cache.length, []
        for branch in branches:
            found.append(self.forward(branch, cache))
            cache.crop(length)
        return found

    @torch.inference_mode()
    def logits(self, hidden: Tensor) -> Tensor:
        return self._head(inputs_embeds=hidden[None], use_cache=False).logits[0]

    def output_rows(self, token_ids: Sequence[int]) -> Tensor:
        return self._output[list(token_ids)].detach().clone()


class _PassThrough(nn.Module):
    def forward(self, *_: object, inputs_embeds: Tensor, **__: object) -> BaseModelOutputWithPast:
        return BaseModelOutputWithPast(last_hidden_state=inputs_embeds)


class _Product(nn.Module):
    """Stands in for nn.Linear."""

    def __init__(self, projection: Projection) -> None:
        super().__init__()
        self._projection = projection

    def forward(self, x: Tensor) -> Tensor:
        return self._projection(x.reshape(-1, x.shape[-1])).unflatten(0, x.shape[:-1])


def load_transformers(folder: Path) -> TransformersDecoder:
    """Load a model folder in FP32, with transformers' modules as they are: the plain stack.

    Raises what transformers raises.
    """
    logging.disable_progress_bar()
    model = AutoModelForCausalLM.from_pretrained(
        folder,
        local_files_only=True,
        use_safetensors=True,
        trust_remote_code=False,
        dtype=torch.float32,
    )
    model.eval().requires_grad_(False)
    return TransformersDecoder(model)
