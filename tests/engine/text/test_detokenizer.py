from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

from desktop_app.engine.text.detokenizer import CONTEXT_TOKENS, StreamingDetokenizer, TokenBytes

TEXTS = [
    "hello, good morning",
    "你好，今天的实验终于成功了！",
    "😀👨‍👩‍👧‍👦🏳️‍🌈 emoji",
    "مرحبا שלום",
    "tabs\tand\n\nlines ",
    "𝔘𝔫𝔦 ﷽ é",
    "\ufffd",
    "\ufffd\ufffd\ufffd\ufffdé\ufffd\ufffd\ufffd好",
    "\ufffd" * 30 + "你",
]
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
PIECES = ["▁", "▁Hello", "▁world", "llo", "好", "\ufffd", "<0x>", "a▁b"]


@pytest.fixture(scope="module")
def llama_like() -> Tokenizer:
    """Pieces of a text with ▁ for a space, and bytes for what is no piece, as in Llama 2."""
    vocab = {piece: index for index, piece in enumerate(["</s>", *BYTES, *PIECES])}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=[], byte_fallback=True))
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    tokenizer.add_special_tokens(["</s>"])
    return tokenizer


def streamed(tokens: TokenBytes, ids: list[int], before: tuple[int, ...] = ()) -> str:
    stream = StreamingDetokenizer(tokens, before)
    return "".join(stream.push(token) for token in ids) + stream.flush()


def ids_of(tokenizer: Tokenizer, *pieces: str) -> list[int]:
    return [tokenizer.token_to_id(piece) for piece in pieces]


def as_bytes(tokenizer: Tokenizer, text: str) -> list[int]:
    return ids_of(tokenizer, *(f"<0x{byte:02X}>" for byte in text.encode()))


@pytest.mark.parametrize("text", TEXTS)
def test_every_split_of_a_text_streams_back_whole(toy_tokens, text):
    ids = toy_tokens.encode_text(text)
    for end in range(len(ids) + 1):
        stream = StreamingDetokenizer(toy_tokens.bytes)
        shown = "".join(stream.push(token) for token in ids[:end])
        assert text.startswith(shown)
        assert text.startswith(toy_tokens.decode(ids[: end - stream.pending]))
        rest = stream.flush()
        assert rest in ("", "\ufffd")
        assert end < len(ids) or (shown, rest) == (text, "")


def test_a_replacement_character_that_the_model_means_is_shown_at_once(toy_tokens):
    stream = StreamingDetokenizer(toy_tokens.bytes)
    pieces = [stream.push(token) for token in toy_tokens.encode_text("\ufffd\ufffd!")]
    assert pieces == ["", "", "\ufffd", "", "", "\ufffd", "!"]


def test_a_character_after_a_broken_one_is_not_swallowed(toy_tokens):
    whole = toy_tokens.encode_text("你")
    assert streamed(toy_tokens.bytes, [whole[0], *whole]) == "\ufffd你"
    assert streamed(toy_tokens.bytes, [*[whole[0]] * 12, *whole]) == "\ufffd" * 12 + "你"


@given(ids=st.lists(st.integers(0, 300), max_size=40))
def test_whatever_a_byte_level_model_writes_streams_as_it_is_decoded(toy_tokens, ids):
    by_the_library = toy_tokens._control.decode(ids, skip_special_tokens=True)
    assert streamed(toy_tokens.bytes, ids) == toy_tokens.decode(ids) == by_the_library


def test_bytes_that_never_become_a_character_do_not_hold_back_what_follows(toy_tokens):
    lone_byte = toy_tokens.encode_text("你")[:1]
    assert streamed(toy_tokens.bytes, [*lone_byte * 9, *toy_tokens.encode_text(" good")]) == (
        "\ufffd" * 9 + " good"
    )


def test_a_stream_goes_on_from_what_was_said_before(toy_tokens):
    before, after = toy_tokens.encode_text("好的 hello"), toy_tokens.encode_text(" 👋 goodé")
    stream = StreamingDetokenizer(toy_tokens.bytes, before)
    pieces = []
    for count, token in enumerate(after, 1):
        pieces.append(stream.push(token))
        assert toy_tokens.decode(after[: count - stream.pending]) == "".join(pieces)
    assert "".join(pieces) == " 👋 goodé"
    assert stream.pending == 0


def test_a_model_with_a_byte_fallback_streams_as_it_is_decoded(llama_like):
    tokens = TokenBytes(llama_like)
    assert tokens.are_known
    ids = [
        *ids_of(llama_like, "▁Hello", "▁world", "▁", "▁"),
        *as_bytes(llama_like, "😀"),
        *ids_of(llama_like, "\ufffd", "</s>", "好", "<0x>", "a▁b"),
        *as_bytes(llama_like, "\ufffdé"),
    ]
    assert (
        streamed(tokens, ids) == llama_like.decode(ids) == "Hello world  😀\ufffd好<0x>a b\ufffdé"
    )


def test_only_the_start_of_a_text_loses_its_space(llama_like):
    tokens = TokenBytes(llama_like)
    hello = ids_of(llama_like, "▁Hello")
    assert streamed(tokens, hello * 2) == "Hello Hello"
    assert streamed(tokens, hello, before=tuple(hello)) == " Hello"
    assert streamed(tokens, ids_of(llama_like, "▁", "▁Hello")) == " Hello"
    assert streamed(tokens, ids_of(llama_like, "llo", "▁Hello")) == "llo Hello"


def test_half_a_character_is_held_back_with_a_byte_fallback(llama_like):
    stream = StreamingDetokenizer(TokenBytes(llama_like))
    first, *rest = as_bytes(llama_like, "好")
    assert (stream.push(first), stream.pending) == ("", 1)
    assert [stream.push(token) for token in rest] == ["", "好"]
    assert stream.push(first) == ""
    assert stream.push(llama_like.token_to_id("llo")) == "\ufffdllo"


def test_a_decoder_of_another_kind_is_asked_with_what_stands_before(llama_like):
    words = ["un", "##believ", "##able", "good", "\ufffd", "[UNK]"]
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(words)}))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    for decoder in (decoders.WordPiece(), None, decoders.Replace(Regex("#+"), "")):
        tokenizer.decoder = decoder
        tokens = TokenBytes(tokenizer)
        assert not tokens.are_known
        ids = [0, 1, 2, 3, 4, 3] * CONTEXT_TOKENS
        assert streamed(tokens, ids) == tokenizer.decode(ids)


def test_an_id_that_no_token_has_is_nothing(toy_tokens, llama_like):
    for tokens in (toy_tokens.bytes, TokenBytes(llama_like)):
        assert streamed(tokens, [100_000]) == ""


@pytest.mark.parametrize(
    "added", ["café", "<é>", "naïve", "你好", "Ġword", " space ", "İ", "ÿÿ", "é", "\u0120", "ab"]
)
def test_an_added_token_is_written_as_it_is(toy_folder, added):
    """The library takes its letters for bytes where they are in the byte-level alphabet."""
    tokenizer = Tokenizer.from_file(str(toy_folder / "tokenizer.json"))
    in_model = tokenizer.model.token_to_id(added) is not None
    tokenizer.add_tokens([added])
    ids = tokenizer.encode(f"x{added}y 你{added}", add_special_tokens=False).ids
    token = tokenizer.token_to_id(added)
    assert token in ids
    tokens = TokenBytes(tokenizer)
    if in_model:
        # one letter that the model has as well stands for a byte: other characters need it
        assert len(tokens[token]) == 1
    else:
        assert streamed(tokens, ids) == tokens.text(ids) == f"x{added}y 你{added}"


def test_a_byte_keeps_its_meaning_beside_an_added_letter(toy_folder):
    tokenizer = Tokenizer.from_file(str(toy_folder / "tokenizer.json"))
    tokenizer.add_tokens(["é"])
    text = "\u9f98"  # its first byte is E9, for which é stands
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    assert streamed(TokenBytes(tokenizer), ids) == text


def test_pieces_of_a_llama_vocabulary_that_were_added_keep_their_spaces(llama_like):
    copy = Tokenizer.from_str(llama_like.to_str())
    copy.add_tokens(["▁▁", "é"])
    ids = ids_of(copy, "▁Hello", "▁▁", "é")
    assert streamed(TokenBytes(copy), ids) == copy.decode(ids) == "Hello  é"
