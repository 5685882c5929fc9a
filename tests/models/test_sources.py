"""Sources and their probe, with a server that answers and others that do not."""

import pytest

from desktop_app.core.api.download_events import Trouble
from desktop_app.core.errors import KnownError
from desktop_app.models.probe import best, probe
from desktop_app.models.sources import HUB, MIRROR, Source, custom_source, known_sources
from tests.models.hub_server import HubServer
from tests.models.toy import model_files


@pytest.fixture
def hub():
    with HubServer(model_files()) as server:
        yield server


def test_known_sources():
    assert known_sources({}) == (HUB, MIRROR)
    named = known_sources({"HF_ENDPOINT": "https://models.example.org/hub/"})
    assert named == (Source("https://models.example.org/hub"), HUB, MIRROR)
    assert known_sources({"HF_ENDPOINT": MIRROR.endpoint}) == (MIRROR, HUB)
    assert custom_source("https://huggingface.co/").official
    assert not custom_source("hf-mirror.com").official


@pytest.mark.parametrize(
    "text", ["", "ftp://a", "http://", "https://u:p@a", "http://a:x", "a b://"]
)
def test_addresses_that_make_no_sense(text):
    with pytest.raises(KnownError) as caught:
        custom_source(text)
    assert caught.value.code == "source_invalid"


def test_all_sources_are_asked_and_the_one_that_answers_is_taken(hub, certificate):
    with HubServer(model_files()) as stopped:
        gone = Source(stopped.endpoint)
    with HubServer(model_files(), tls=certificate) as other:
        sources = (gone, Source(hub.endpoint), Source(other.endpoint))
        answers = probe(sources, hub.repo, "main", timeout_s=60)
    assert [answer.source for answer in answers] == list(sources)
    assert [answer.trouble for answer in answers] == [Trouble.REFUSED, None, Trouble.CERTIFICATE]
    assert answers[1].status == 200
    assert best(answers) == Source(hub.endpoint)
    assert best([answers[0]]) is None
    assert {request.method for request in hub.requests} == {"HEAD"}


def test_a_name_that_does_not_exist():
    (answer,) = probe([Source("http://no-such-host.invalid")], "a/b", "main", timeout_s=3)
    assert answer.trouble in (Trouble.DNS, Trouble.TIMEOUT)


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".org"])
def test_a_name_that_can_not_exist(host):
    (answer,) = probe((Source(f"http://{host}"),), "test/toy", "main")
    assert answer.trouble is Trouble.DNS


def test_a_source_without_the_model(hub):
    (answer,) = probe([Source(hub.endpoint)], "nobody/nothing", "main", timeout_s=60)
    assert answer.trouble is Trouble.FORBIDDEN
    assert answer.status == 404


def test_a_proxy_that_is_not_there(hub):
    with HubServer({}) as stopped:
        proxy = stopped.endpoint
    (answer,) = probe([Source(hub.endpoint)], hub.repo, "main", proxy=proxy, timeout_s=60)
    assert answer.trouble is Trouble.PROXY


def test_a_proxy_that_can_not_be_is_said_once():
    sources = (Source("http://127.0.0.1:9"), Source("http://127.0.0.1:10"))
    with pytest.raises(KnownError) as caught:
        probe(sources, "a/b", "main", proxy="http://a:seven")
    assert caught.value.code == "proxy_invalid"
