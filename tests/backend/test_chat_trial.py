"""A chat template is tried before the large file is fetched, and before a folder is copied in."""

from __future__ import annotations

import json
import threading

import pytest

from desktop_app.backend.model_library import LocalLibrary
from desktop_app.core.api.download_events import DownloadFailed, DownloadFinished
from desktop_app.core.errors import KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from tests.models.hub_server import HubServer
from tests.models.toy import model_files, write_model

WEIGHTS = "model.safetensors"
STRICT = (
    "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('in turn') }}{% endif %}{{ m.content }}{% endfor %}"
)
USELESS = "{{ raise_exception('pictures only') }}"


def files_with(template: str, jinja: bool) -> dict[str, bytes]:
    # a tokenizer larger than the weights: the order is not that of sizes
    files = model_files(padding=100)
    files["tokenizer.json"] += b" " * 50_000
    settings = {} if jinja else {"chat_template": template}
    files["tokenizer_config.json"] = json.dumps(settings).encode()
    if jinja:
        files["chat_template.jinja"] = template.encode()
    return files


@pytest.fixture
def library(tmp_path, monkeypatch):
    for name in ("HF_HUB_OFFLINE", "HF_ENDPOINT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return LocalLibrary(Paths(tmp_path / "data"))


def fetch(library, hub):
    settings = Settings(source=hub.endpoint)
    *_, last = library.download(hub.repo, settings, threading.Event(), repair=False)
    return last


@pytest.mark.parametrize("jinja", [False, True])
def test_before_the_large_file_is_fetched(library, jinja):
    with HubServer(files_with(USELESS, jinja)) as hub:
        last = fetch(library, hub)
    assert isinstance(last, DownloadFailed)
    assert last.error.code == "template_failed"
    assert "pictures only" in str(last.error)
    assert "ownload" not in str(last.error)
    assert not any(WEIGHTS in request.path for request in hub.requests)
    # nothing of it waits to be gone on with
    overview = library.overview(Settings())
    assert (overview.models, overview.unfinished) == ((), None)


def test_one_that_wants_turns_in_its_own_way_is_fetched(library):
    with HubServer(files_with(STRICT, jinja=True)) as hub:
        assert isinstance(fetch(library, hub), DownloadFinished)


@pytest.mark.parametrize("in_place", [False, True])
def test_at_import(library, tmp_path, in_place):
    useless = write_model(tmp_path / "useless", files_with(USELESS, jinja=False))
    with pytest.raises(KnownError) as caught:
        library.import_path(useless, in_place, Settings(), lambda fraction: None)
    assert caught.value.code == "template_failed"
    assert library.overview(Settings()).models == ()
    strict = write_model(tmp_path / "strict", files_with(STRICT, jinja=False))
    library.import_path(strict, in_place, Settings(), lambda fraction: None)
    assert len(library.overview(Settings()).models) == 1
