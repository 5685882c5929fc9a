"""`model ensure`: what is here, what can be had, and what only a person can accept."""

from __future__ import annotations

import json

import pytest

from desktop_app.cli import model
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.models import sources
from desktop_app.startup import Startup
from tests.models.hub_server import HubServer
from tests.models.small_catalogue import write_resources
from tests.models.toy import model_files

REPO = "test/toy"


@pytest.fixture
def hub(monkeypatch):
    """The mirror; the hub itself has a closed door."""
    for name in ("HF_HUB_OFFLINE", "HF_ENDPOINT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with HubServer(model_files()) as server:
        monkeypatch.setattr(sources, "HUB", sources.Source("http://127.0.0.1:9", official=True))
        monkeypatch.setattr(sources, "MIRROR", sources.Source(server.endpoint))
        yield server


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path / "data", write_resources(tmp_path / "resources", REPO, REPO))


@pytest.fixture
def ensure(paths, capsys):
    """ensure("--accept-licence") -> the model's row. Raises what the command raises."""

    def run(*options: str, settings: Settings | None = None, offline: bool = False) -> dict:
        from desktop_app.cli.arguments import build_parser

        arguments = build_parser().parse_args(["model", "ensure", *options])
        startup = Startup(paths, settings or Settings(), {}, "en", (), offline)
        assert model.run(arguments, startup) == 0
        (line,) = capsys.readouterr().out.splitlines()
        return json.loads(line)

    return run


def code_of(caught: pytest.ExceptionInfo) -> str:
    return caught.value.code


def test_what_is_here_is_enough(ensure, hub):
    row = ensure("--accept-licence")
    assert row["name"] == "big"
    hub.requests.clear()
    assert ensure()["folder"] == row["folder"]
    assert hub.requests == []


def test_a_licence_that_somebody_read_brings_the_default(ensure, hub):
    row = ensure("--accept-licence")
    assert (row["name"], row["state"]) == ("big", "present")


def test_nobody_else_accepts_a_licence(ensure, hub):
    """No terminal: the starter, and a word on how to have the better one."""
    row = ensure()
    assert (row["name"], row["state"]) == ("small", "present")


def test_without_a_starter_nothing_is_fetched(ensure, paths, hub):
    with pytest.raises(model.KnownError) as caught:
        ensure("--no-starter")
    assert code_of(caught) == "licence_not_accepted"
    assert not list(paths.models.glob("[!.]*"))


@pytest.mark.parametrize(
    ("said", "name"),
    [("y\n", "big"), ("yes\n", "big"), ("\n", "small"), ("n\n", "small"), ("", "small")],
)
def test_a_person_at_a_terminal_is_asked(ensure, hub, monkeypatch, said, name):
    class Terminal:
        def isatty(self):
            return True

        def readline(self):
            return said

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert ensure()["name"] == name


def test_a_named_model_has_to_be_that_one(ensure, hub):
    assert ensure("--model", "small")["name"] == "small"


def test_whoever_brings_the_starter_by_another_way_is_not_forestalled(ensure, hub):
    with pytest.raises(model.KnownError) as caught:
        ensure("--model", "small", "--no-starter")
    assert code_of(caught) == "model_not_found"
    assert hub.requests == []


def test_a_folder_of_the_settings_that_is_gone_is_not_in_the_way(ensure, hub, tmp_path):
    settings = Settings(model=str(tmp_path / "gone"))
    assert ensure("--accept-licence", settings=settings)["name"] == "big"


def test_a_damaged_model_does_not_count(ensure, hub, paths):
    row = ensure("--accept-licence")
    (paths.models.parent / row["folder"] / "model.safetensors").unlink()
    assert ensure("--accept-licence")["state"] == "present"


def test_where_no_source_answers_that_is_said(ensure, hub, monkeypatch):
    monkeypatch.setattr(sources, "MIRROR", sources.Source("http://127.0.0.1:9"))
    with pytest.raises(model.KnownError) as caught:
        ensure("--accept-licence")
    assert code_of(caught) == "no_source"


def test_offline_nobody_is_asked(ensure, hub):
    with pytest.raises(model.KnownError) as caught:
        ensure(offline=True)
    assert code_of(caught) == "offline"
    assert hub.requests == []
