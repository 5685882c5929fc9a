"""GGUF conversion: the same numbers as transformers' own reader, and bad files refused."""

from __future__ import annotations

import contextlib
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from desktop_app.core.errors import KnownError
from desktop_app.engine.gguf import convert_gguf
from desktop_app.engine.gguf.file import open_gguf

LAYERS, HIDDEN, INNER, HEADS, KV_HEADS = 2, 64, 96, 4, 2
# transformers' reader takes 128 for granted in qwen3, as all published ones have it
HEAD_DIM = {"llama": HIDDEN // HEADS, "qwen2": HIDDEN // HEADS, "qwen3": 128}
TEXTS = (
    "hello",
    "今天 实验 成功了！",
    "😀\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "1234567890",
    " \n\t x",
    "\x00\x7f é ü",
)
NO_SETTINGS = ("tensors", "tokenizer", "extra")
"""Changes that are no keys of the architecture."""
CHAT = "{% for m in messages %}{{ m['content'] }}{% endfor %}"


def byte_tokens() -> list[str]:
    """GPT-2's printable stand-ins for the 256 bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return [chr(byte) for byte in printable] + [chr(256 + n) for n in range(len(others))]


TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *byte_tokens(), "he", "ll", "hell"]
MERGES = ["h e", "l l", "he ll"]


def write_gguf(path: Path, kind: str = "llama", quantised: bool = False, **changes) -> Path:
    """A model of two layers with random weights. changes: key -> value, None leaves it out."""
    random = np.random.default_rng(5)
    writer = gguf.GGUFWriter(path, changes.pop("architecture", kind), **changes.pop("writer", {}))
    settings = {
        "context_length": 128,
        "embedding_length": HIDDEN,
        "block_count": LAYERS,
        "feed_forward_length": INNER,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KV_HEADS,
        **{key: value for key, value in changes.items() if key not in NO_SETTINGS},
    }
    for key, value in settings.items():
        if isinstance(value, str):
            writer.add_string(f"{kind}.{key}", value)
        elif isinstance(value, list):
            writer.add_array(f"{kind}.{key}", value)
        elif isinstance(value, float):
            writer.add_float32(f"{kind}.{key}", value)
        elif value is not None:
            writer.add_uint32(f"{kind}.{key}", value)
    if kind == "qwen3":
        writer.add_uint32("qwen3.attention.key_length", HEAD_DIM[kind])
    writer.add_float32(f"{kind}.attention.layer_norm_rms_epsilon", 1e-5)
    writer.add_float32(f"{kind}.rope.freq_base", 10000.0)
    writer.add_string("general.name", "Toy")
    writer.add_tokenizer_model(changes.get("tokenizer", "gpt2"))
    writer.add_tokenizer_pre("smollm" if kind == "llama" else "qwen2")
    writer.add_token_list(TOKENS)
    writer.add_token_types([3, 3, 3] + [1] * (len(TOKENS) - 3))
    writer.add_token_merges(MERGES)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_pad_token_id(2)
    writer.add_chat_template(CHAT)
    for name, values in changes.get("extra", {}).items():
        writer.add_tensor(name, values)
    for name, shape in shapes(kind).items():
        values = random.normal(0, 0.3, shape).astype(np.float32)
        values = changes.get("tensors", {}).get(name, values)
        if quantised and len(shape) == 2 and name != "token_embd.weight":
            of = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(name, gguf.quants.quantize(values, of), raw_dtype=of)
        else:
            writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def shapes(kind: str) -> dict[str, tuple[int, ...]]:
    queries, keys = HEADS * HEAD_DIM[kind], KV_HEADS * HEAD_DIM[kind]
    found = {"token_embd.weight": (len(TOKENS), HIDDEN), "output_norm.weight": (HIDDEN,)}
    for layer in range(LAYERS):
        parts = {
            "attn_norm.weight": (HIDDEN,),
            "ffn_norm.weight": (HIDDEN,),
            "attn_q.weight": (queries, HIDDEN),
            "attn_k.weight": (keys, HIDDEN),
            "attn_v.weight": (keys, HIDDEN),
            "attn_output.weight": (HIDDEN, queries),
            "ffn_gate.weight": (INNER, HIDDEN),
            "ffn_up.weight": (INNER, HIDDEN),
            "ffn_down.weight": (HIDDEN, INNER),
        }
        if kind == "qwen2":
            parts |= {
                "attn_q.bias": (HIDDEN,),
                "attn_k.bias": (keys,),
                "attn_v.bias": (keys,),
            }
        if kind == "qwen3":
            parts |= {
                "attn_q_norm.weight": (HEAD_DIM[kind],),
                "attn_k_norm.weight": (HEAD_DIM[kind],),
            }
        found |= {f"blk.{layer}.{name}": shape for name, shape in parts.items()}
    return found


def converted(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    convert_gguf(source, folder)
    return folder


def code_for(source: Path, folder: Path) -> str:
    with pytest.raises(KnownError) as caught:
        converted(source, folder)
    assert "{" not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
@pytest.mark.parametrize("quantised", [False, True], ids=["float32", "q8_0"])
def test_logits_are_those_of_transformers_own_reader(tmp_path, kind, quantised):
    source = write_gguf(tmp_path / "模型 😀 a.gguf", kind, quantised)
    folder = converted(source, tmp_path / "out 出")
    theirs = AutoModelForCausalLM.from_pretrained(
        tmp_path,
        gguf_file=source.name,
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.float16,
    ).float()
    ours = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    ids = torch.tensor([[1, 50, 60, 70, 2, 5]])
    with torch.no_grad():
        torch.testing.assert_close(ours(ids).logits, theirs(ids).logits, rtol=0, atol=0)
    assert ours.generation_config.eos_token_id == 2
    assert ours.config.tie_word_embeddings


@pytest.mark.parametrize("kind", ["llama", "qwen2", "qwen3"])
def test_tokens_are_those_of_transformers_own_reader(tmp_path, kind):
    source = write_gguf(tmp_path / "a.gguf", kind)
    ours = AutoTokenizer.from_pretrained(converted(source, tmp_path / "out"))
    theirs = AutoTokenizer.from_pretrained(tmp_path, gguf_file=source.name)
    for text in (*TEXTS, "hello <|im_end|>hell"):
        assert ours.encode(text) == theirs.encode(text)


def test_tokenizer_loses_nothing_and_knows_its_control_tokens(tmp_path):
    folder = converted(write_gguf(tmp_path / "a.gguf"), tmp_path / "out")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    for text in TEXTS:
        assert tokenizer.decode(tokenizer.encode(text, add_special_tokens=False)) == text
    assert tokenizer.encode("<|im_start|>", add_special_tokens=False) == [1]
    assert tokenizer.encode("<|im_end|>", add_special_tokens=False) == [2]
    assert tokenizer.chat_template == CHAT


def test_progress_rises_to_one_and_nothing_is_printed(tmp_path, capfd):
    source = write_gguf(tmp_path / "a.gguf")
    (tmp_path / "out").mkdir()
    fractions = []
    convert_gguf(source, tmp_path / "out", fractions.append)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert capfd.readouterr().out == ""


def test_progress_can_stop_it(tmp_path):
    source = write_gguf(tmp_path / "a.gguf")
    (tmp_path / "out").mkdir()

    def stop(fraction):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert_gguf(source, tmp_path / "out", stop)


def test_cut_at_any_byte(tmp_path):
    """Wherever the file ends, it is damaged: in the counts, a text, a tensor."""
    whole = write_gguf(tmp_path / "a.gguf").read_bytes()
    path = tmp_path / "cut.gguf"
    with open_gguf(tmp_path / "a.gguf") as file:
        data_start = file._data_start
    lengths = [*range(0, 64, 3), *range(64, data_start, 199)]
    for length in lengths:
        path.write_bytes(whole[:length])
        with pytest.raises(KnownError) as caught, open_gguf(path):
            pass
        assert caught.value.code == "gguf_damaged", length
    for number, length in enumerate((data_start, len(whole) // 2, len(whole) - 64)):
        path.write_bytes(whole[:length])
        assert code_for(path, tmp_path / f"out{number}") == "gguf_damaged"


def test_random_bytes_in_the_header_never_crash(tmp_path):
    whole = bytearray(write_gguf(tmp_path / "a.gguf").read_bytes())
    random = np.random.default_rng(11)
    path = tmp_path / "bad.gguf"
    for _ in range(300):
        content = bytearray(whole)
        for place in random.integers(4, 900, size=4):
            content[place] = random.integers(256)
        path.write_bytes(content)
        with contextlib.suppress(KnownError), open_gguf(path):
            pass


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "gguf_damaged"),
        (b"GGUF", "gguf_damaged"),
        (b"PK\x03\x04" + bytes(100), "gguf_damaged"),
        (b"GGUF" + bytes([99, 0, 0, 0]) + bytes(100), "gguf_unsupported"),
        (b"GGUF\x03\0\0\0" + b"\xff" * 16, "gguf_damaged"),
    ],
)
def test_files_that_are_no_gguf(tmp_path, content, code):
    path = tmp_path / "x.gguf"
    path.write_bytes(content)
    assert code_for(path, tmp_path / "out") == code


def test_no_file(tmp_path):
    assert code_for(tmp_path / "none.gguf", tmp_path / "out") == "gguf_damaged"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"architecture": "mamba"}, "gguf_unsupported"),
        ({"expert_count": 8}, "gguf_unsupported"),
        ({"embedding_length": None}, "gguf_damaged"),
        ({"attention.head_count": 0}, "gguf_damaged"),
        ({"block_count": 3}, "gguf_damaged"),
        ({"feed_forward_length": 97}, "gguf_damaged"),
        ({"tensors": {"output_norm.weight": np.full(HIDDEN, np.nan, np.float32)}}, "gguf_damaged"),
        # a sound file, of numbers that the converted one could not hold
        ({"tensors": {"output_norm.weight": np.full(HIDDEN, 1e9, np.float32)}}, "gguf_unsupported"),
        ({"rope.dimension_count": 8}, "gguf_unsupported"),
        ({"attention.head_count_kv": [2, 2]}, "gguf_unsupported"),
        ({"rope.scaling.type": "yarn"}, "gguf_unsupported"),
        ({"rope.scaling.type": "linear", "rope.scaling.factor": 4.0}, "gguf_unsupported"),
        ({"tokenizer": "bert"}, "gguf_unsupported"),
        ({"extra": {"rope_freqs.weight": np.full(8, 2.0, np.float32)}}, "gguf_unsupported"),
        ({"extra": {"output.bias": np.ones(len(TOKENS), np.float32)}}, "gguf_unsupported"),
    ],
)
def test_models_that_can_not_be_converted(tmp_path, changes, code):
    source = write_gguf(tmp_path / "a.gguf", **changes)
    assert code_for(source, tmp_path / "out") == code


@pytest.mark.parametrize(
    "changes",
    [
        {"rope.scaling.type": "none"},
        {"rope.scaling.type": "linear", "rope.scaling.factor": 1.0},
        {"expert_count": 0},
        {"rope.dimension_count": HIDDEN // HEADS},
        {"extra": {"rope_freqs.weight": np.ones(HIDDEN // HEADS // 2, np.float32)}},
    ],
)
def test_settings_that_change_nothing(tmp_path, changes):
    plain = converted(write_gguf(tmp_path / "plain.gguf"), tmp_path / "plain")
    same = converted(write_gguf(tmp_path / "a.gguf", **changes), tmp_path / "out")
    assert (same / "model.safetensors").read_bytes() == (plain / "model.safetensors").read_bytes()
    assert (same / "config.json").read_bytes() == (plain / "config.json").read_bytes()


def test_a_big_endian_file_is_sound_and_for_others(tmp_path):
    path = write_gguf(tmp_path / "a.gguf", writer={"endianess": gguf.GGUFEndian.BIG})
    with pytest.raises(KnownError, match="big-endian") as caught:
        converted(path, tmp_path / "out")
    assert caught.value.code == "gguf_unsupported"


def write_parts(folder: Path, tensors_each: int = 7) -> list[Path]:
    folder.mkdir()
    write_gguf(folder / "toy.gguf", writer={"split_max_tensors": tensors_each})
    return sorted(folder.glob("*.gguf"))


def test_parts_are_joined_whichever_is_named(tmp_path):
    parts = write_parts(tmp_path / "parts")
    assert [path.name for path in parts][:1] == ["toy-00001-of-00003.gguf"]
    whole = converted(write_gguf(tmp_path / "toy.gguf"), tmp_path / "whole")
    wanted = load_file(whole / "model.safetensors")
    for number, part in enumerate(parts):
        found = load_file(converted(part, tmp_path / f"out{number}") / "model.safetensors")
        assert found.keys() == wanted.keys()
        assert all(torch.equal(found[name], wanted[name]) for name in wanted)
    for name in ("config.json", "tokenizer.json"):
        assert (tmp_path / "out2" / name).read_bytes() == (whole / name).read_bytes()


def test_a_part_without_the_others_is_named_as_such(tmp_path):
    first, second, third = write_parts(tmp_path / "parts")
    second.unlink()
    for part in (first, third):
        with pytest.raises(KnownError, match=r"toy-00002-of-00003\.gguf") as caught:
            convert_gguf(part, tmp_path)
        assert caught.value.code == "gguf_parts_missing"
    renamed = first.rename(tmp_path / "model.gguf")
    with pytest.raises(KnownError, match="part 1 of 3") as caught:
        convert_gguf(renamed, tmp_path)
    assert caught.value.code == "gguf_parts_missing"


def test_a_name_that_only_looks_like_a_part(tmp_path):
    path = write_gguf(tmp_path / "toy.gguf").rename(tmp_path / "toy-00001-of-00001.gguf")
    converted(path, tmp_path / "out")


def test_not_enough_space_is_said_before(tmp_path, monkeypatch):
    source = write_gguf(tmp_path / "a.gguf")
    monkeypatch.setattr("desktop_app.core.system.disk.free_bytes", lambda folder: 1000)
    assert code_for(source, tmp_path / "out") == "disk_full"
    assert not list((tmp_path / "out").iterdir())


def test_a_disk_that_fills_up_in_the_middle(tmp_path):
    resource = pytest.importorskip("resource")
    source = write_gguf(tmp_path / "a.gguf")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        assert code_for(source, tmp_path / "out") == "disk_full"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_folder_that_can_not_be_written(tmp_path):
    source = write_gguf(tmp_path / "a.gguf")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KnownError) as caught:
        convert_gguf(source, tmp_path / "file" / "out")
    assert caught.value.code == "folder_not_writable"


@pytest.mark.starter
def test_the_starters_tokenizer(starter_folder):
    tokenizer = AutoTokenizer.from_pretrained(starter_folder)
    for text in ("I finally got the job!", "今天实验成功了", "😀👍🏽", "3.14159 and 2026"):
        ids = tokenizer.encode(text, add_special_tokens=False)
        assert tokenizer.decode(ids) == text
    # SmolLM2 spells every digit by itself
    assert len(tokenizer.encode("12345", add_special_tokens=False)) == 5
    assert tokenizer.encode("<|im_start|>", add_special_tokens=False) == [1]
    assert tokenizer.encode("<|im_end|>", add_special_tokens=False) == [2]
