from __future__ import annotations

import pytest
import tqdm

from desktop_app.engine.forward.loading import load_decoder
from desktop_app.engine.text.tokenizer import ChatTokens
from tests.engine.toy_chat import write_toy_chat

# transformers' progress bars would start a thread that outlives the test
tqdm.tqdm.monitor_interval = 0


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory):
    return write_toy_chat(tmp_path_factory.mktemp("toy") / "模型 one")


@pytest.fixture(scope="session")
def toy_decoder(toy_folder):
    return load_decoder(toy_folder, "float32", 1)


@pytest.fixture(scope="session")
def toy_tokens(toy_folder):
    return ChatTokens(toy_folder)
