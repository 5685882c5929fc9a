"""The models offered, and names typed by hand."""

import re

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import RESOURCES
from desktop_app.models.catalogue import read_catalogue


@pytest.fixture(scope="module")
def catalogue():
    return read_catalogue(RESOURCES)


def test_the_names_are_those_of_the_command_line(catalogue):
    assert [model.name for model in catalogue.models] == [
        "qwen1.5-0.5b-chat",
        "qwen2.5-0.5b-instruct",
        "qwen3-0.6b",
        "smollm2-135m-instruct",
    ]
    assert catalogue.default == "qwen1.5-0.5b-chat"
    assert catalogue.get(catalogue.starter).languages == ("en",)


def test_the_default_is_pinned_to_the_last_byte(catalogue):
    model = catalogue.get(catalogue.default)
    assert model.pinned
    assert re.fullmatch(r"[0-9a-f]{40}", model.revision)
    assert all(re.fullmatch(r"[0-9a-f]{64}", file.sha256) for file in model.files)
    assert model.bytes == 1_239_173_352 + 7_028_015 + 661 + 1_287 + 206
    assert model.licence.must_accept


def test_every_licence_can_be_read(catalogue):
    for model in catalogue.models:
        assert model.licence.name
        assert len(model.licence.text()) > 1000
    assert "NON-COMMERCIAL PURPOSES ONLY" in catalogue.get("qwen1.5-0.5b-chat").licence.text()


def test_the_starter_is_known_by_its_file(catalogue):
    sha256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
    assert catalogue.by_gguf(sha256).name == "smollm2-135m-instruct"
    assert catalogue.by_gguf("0" * 64) is None


def test_resolve(catalogue):
    assert catalogue.resolve(" QWEN3-0.6b ").name == "qwen3-0.6b"
    assert catalogue.resolve("qwen/qwen1.5-0.5B-chat").name == "qwen1.5-0.5b-chat"
    other = catalogue.resolve("someone/some.model_1@v2")
    assert (other.repo, other.revision, other.name) == (
        "someone/some.model_1",
        "v2",
        "someone--some.model_1",
    )
    assert catalogue.resolve("someone/model").revision == "main"
    assert not catalogue.resolve("someone/model").pinned
    # another revision of a known model is not the pinned one, but its licence is the same
    newer = catalogue.resolve("Qwen/Qwen1.5-0.5B-Chat@main")
    assert not newer.pinned
    assert newer.licence.must_accept


@pytest.mark.parametrize(
    "name",
    ["", "gpt", "a/b/c", "../etc", "a/..", "a/b@", "a/b@../..", "/abs/path", "a b/c", "模型"],
)
def test_names_that_make_no_sense(catalogue, name):
    with pytest.raises(KnownError) as caught:
        catalogue.resolve(name)
    assert caught.value.code == "model_name_invalid"
