"""Which proxy is used, and the real download through real proxies of every kind."""

from __future__ import annotations

import logging
import threading

import pytest

from desktop_app.core.api.download_events import DownloadFailed, DownloadFinished, Trouble
from desktop_app.core.errors import KnownError
from desktop_app.models.catalogue import Catalogue
from desktop_app.models.download import download
from desktop_app.models.file_transfer import Patience
from desktop_app.models.hub import HubConnection
from desktop_app.models.probe import probe
from desktop_app.models.proxies import ProxyRules
from desktop_app.models.sources import Source
from desktop_app.models.store import ModelStore
from tests.models.hub_server import HubServer
from tests.models.proxy_servers import ProxyServer
from tests.models.toy import model_files

VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
QUICK = Patience(stall_s=1.0, answer_s=1.0, attempts=2, first_attempts=2, first_wait_s=0.01)
HUB = "https://hub.example/file"


@pytest.fixture(autouse=True)
def no_proxy_of_this_computer(tmp_path, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("HF_HUB_OFFLINE", "HF_ENDPOINT", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))


def chosen(environment: dict[str, str], url: str = HUB, setting: str = "") -> str | None:
    proxy = ProxyRules(setting, environment).proxy_for(url)
    return None if proxy is None else proxy.address


def refused(environment: dict[str, str], url: str = HUB, setting: str = "") -> KnownError:
    with pytest.raises(KnownError) as caught:
        chosen(environment, url, setting)
    assert caught.value.code == "proxy_invalid"
    return caught.value


# -- what the variables mean ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("http://127.0.0.1:7890", "http://127.0.0.1:7890"),
        ("127.0.0.1:7890", "http://127.0.0.1:7890"),
        ("  http://127.0.0.1:7890/ ", "http://127.0.0.1:7890"),
        ("HTTP://Proxy.Example:8080", "http://proxy.example:8080"),
        ("https://proxy.example", "https://proxy.example"),
        ("socks5://127.0.0.1:1080", "socks5h://127.0.0.1:1080"),
        ("socks5h://127.0.0.1", "socks5h://127.0.0.1"),
        ("socks://127.0.0.1:7891/", "socks5h://127.0.0.1:7891"),
        ("SOCKS5://127.0.0.1:1080", "socks5h://127.0.0.1:1080"),
        ("http://[::1]:7890", "http://[::1]:7890"),
        ("http://me:secret@proxy:1", "http://me:secret@proxy:1"),
        ("me:secret@proxy:1", "http://me:secret@proxy:1"),
        ("http://me:p%23a%40b@proxy:1", "http://me:p%23a%40b@proxy:1"),
        ("http://me:p@b@proxy:1", "http://me:p%40b@proxy:1"),
        ("http://me@proxy:1", "http://me:@proxy:1"),
        ("http://王:密码@proxy:1", "http://%E7%8E%8B:%E5%AF%86%E7%A0%81@proxy:1"),
    ],
)
def test_addresses_in_every_spelling(value, address):
    assert chosen({"https_proxy": value}) == address
    assert chosen({}, setting=value) == address


@pytest.mark.parametrize(
    "value",
    [
        "http://user:p#a@proxy:1",
        "http://user:p/a@proxy:1",
        "http://user:p?a@proxy:1",
        "http://user#p@proxy:1",
        "http://user/p@proxy:1",
        "http://proxy:port",
        "http://proxy:99999",
        "http://proxy:0",
        "http://",
        "http:///",
        "http://pro xy:1",
        "http://a..b:1",
        f"http://{'x' * 64}:1",
        "http://[::1:1",
        "http://[oops]:1",
        "http://http://proxy:1",
        "://",
        "::nonsense::",
        '"http://proxy:1"',
        "http://\udcff:1",
        "http://me:\udcff@proxy:1",
        f"socks5://me:{'x' * 256}@proxy:1",
        "socks4://proxy:1",
        "ftp://proxy:1",
        "direct://",
        "pac+http://proxy/x.pac",
    ],
)
def test_what_is_no_address_is_named_and_never_shown(value):
    error = refused({"HTTPS_PROXY": value})
    (what, *_) = error.sentences()
    assert "HTTPS_PROXY" in what
    assert "\n" not in str(error)
    for secret in ("user", "@", "#a", "x" * 20, "\udcff"):
        assert secret not in str(error).replace("# is written", "")
    refused({}, setting=value)


def test_the_variable_of_the_scheme_then_all():
    both = {"HTTP_PROXY": "http://a:1", "ALL_PROXY": "socks://b:2"}
    assert chosen(both, "http://hub.example/") == "http://a:1"
    assert chosen(both, "https://hub.example/") == "socks5h://b:2"
    gnome = {
        "http_proxy": "http://127.0.0.1:7890/",
        "https_proxy": "http://127.0.0.1:7890/",
        "all_proxy": "socks://127.0.0.1:7891/",
        "no_proxy": "localhost,127.0.0.0/8,::1",
    }
    assert chosen(gnome) == "http://127.0.0.1:7890"
    assert chosen(gnome, "http://127.0.0.2:5000/") is None


def test_a_broken_one_troubles_nobody_who_does_not_need_it():
    environment = {"ALL_PROXY": "socks4://x", "https_proxy": "http://good:1"}
    assert chosen(environment) == "http://good:1"
    assert chosen({"all_proxy": "oops oops", "no_proxy": "hub.example"}) is None
    assert chosen({"all_proxy": "oops oops"}, setting="socks5://typed:1") == "socks5h://typed:1"
    assert chosen({"ftp_proxy": "oops oops", "TRAVIS_APT_PROXY": "x y"}) is None


def test_small_letters_win_and_empty_ones_take_away():
    assert chosen({"HTTPS_PROXY": "http://a:1", "https_proxy": "http://b:2"}) == "http://b:2"
    assert chosen({"HTTPS_PROXY": "http://a:1", "https_proxy": ""}) is None
    assert chosen({"HTTPS_PROXY": "  "}) is None


@pytest.mark.parametrize(
    ("no_proxy", "url", "direct"),
    [
        ("*", HUB, True),
        ("hub.example", HUB, True),
        ("HUB.example", HUB, True),
        ("a.org, hub.example", HUB, True),
        ("a.org hub.example", HUB, True),
        ("example", HUB, True),
        (".example", HUB, True),
        ("*.example", HUB, True),
        ("ub.example", HUB, False),
        ("hub.example:443", HUB, True),
        ("hub.example:80", HUB, False),
        ("https://hub.example/", HUB, True),
        ("", HUB, False),
        (",,", HUB, False),
        ("127.0.0.0/8", "http://127.3.2.1:5000/", True),
        ("10.0.0.0/8", "http://127.3.2.1:5000/", False),
        ("127.3.2.1:5000", "http://127.3.2.1:5000/", True),
        ("::1", "http://[::1]:5000/", True),
        ("[::1]", "http://[::1]:5000/", True),
        ("[::1]:5000", "http://[::1]:5000/", True),
        ("fe80::/10", "http://[fe80::2]/", True),
        ("<local>", "http://server:5000/", True),
        ("<local>", HUB, False),
        ("[oops", HUB, False),
    ],
)
def test_hosts_that_are_asked_directly(no_proxy, url, direct):
    environment = {"all_proxy": "http://a:1", "no_proxy": no_proxy}
    assert (chosen(environment, url) is None) is direct
    # what was typed holds for every host
    assert chosen(environment, url, setting="http://b:2") == "http://b:2"


@pytest.mark.parametrize(
    ("system", "address"),
    [
        ({"http": "http://a:1", "https": "http://a:1"}, "http://a:1"),
        # as urllib reads "socks=127.0.0.1:7891" of Windows
        (
            {"socks": "socks://127.0.0.1:7891", "https": "socks4://127.0.0.1:7891"},
            "socks5h://127.0.0.1:7891",
        ),
        # and the SOCKS proxy of macOS
        ({"socks": "http://127.0.0.1:7891"}, "socks5h://127.0.0.1:7891"),
        ({}, None),
    ],
)
def test_the_systems_settings(monkeypatch, system, address):
    monkeypatch.setattr("urllib.request.getproxies", lambda: system)
    proxy = ProxyRules().proxy_for(HUB)
    assert (proxy.address if proxy else None) == address


# -- the real download through real proxies ------------------------------------------------


@pytest.fixture
def hub():
    with HubServer(model_files(50_000)) as server:
        yield server


@pytest.fixture
def store(tmp_path):
    return ModelStore(tmp_path / "models", Catalogue((), "", ""), tmp_path / "c")


def fetch(hub: HubServer, store: ModelStore, proxy: str = "", name: str = ""):
    """The last event. name: under which the hub is asked for instead of its address."""
    endpoint = hub.endpoint.replace("127.0.0.1", name) if name else hub.endpoint
    model = Catalogue((), "", "").resolve(hub.repo)
    source, never = Source(endpoint), threading.Event()
    *_, last = download(model, store, source, never, proxy=proxy, patience=QUICK)
    return last


@pytest.mark.parametrize("variable", ["ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"])
@pytest.mark.parametrize(
    ("kind", "scheme", "login"),
    [
        ("socks5", "socks5://", ""),
        ("socks5", "socks5h://", "me:pass word#1"),
        ("socks5", "socks://", ""),
        ("http", "http://", "me:pass word#1"),
        ("http", "", ""),
    ],
)
def test_through_the_proxy_of_a_variable(
    hub, store, monkeypatch, caplog, variable, kind, scheme, login
):
    caplog.set_level(logging.INFO)
    said = login.replace(" ", "%20").replace("#", "%23") + "@" if login else ""
    with ProxyServer(kind, login) as proxy:
        monkeypatch.setenv(variable, f"{scheme}{said}{proxy.place}")
        last = fetch(hub, store, name="hub.invalid")
    assert isinstance(last, DownloadFinished), last.error
    assert "hub.invalid" in proxy.asked  # the proxy looks the name up, not this computer
    assert set(proxy.logins) == ({login} if login else set())
    assert "pass" not in caplog.text


def test_socks_beside_a_good_http_proxy(hub, store, monkeypatch):
    with ProxyServer("http") as good, ProxyServer("socks5") as other:
        monkeypatch.setenv("http_proxy", f"http://{good.place}")
        monkeypatch.setenv("all_proxy", f"socks://{other.place}/")
        assert isinstance(fetch(hub, store, name="hub.invalid"), DownloadFinished)
    assert good.asked
    assert not other.asked


@pytest.mark.parametrize("value", ["socks5://127.0.0.1:1", "http://me:p#a@127.0.0.1:1"])
def test_a_host_in_no_proxy_needs_none(hub, store, monkeypatch, value):
    monkeypatch.setenv("ALL_PROXY", value)
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    assert isinstance(fetch(hub, store), DownloadFinished)


def test_what_was_typed_wins(hub, store, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "http://me:p#a@127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "*")
    with ProxyServer("socks5") as proxy:
        last = fetch(hub, store, proxy=f"socks5://{proxy.place}", name="hub.invalid")
    assert isinstance(last, DownloadFinished), last.error
    assert "hub.invalid" in proxy.asked


def test_one_that_makes_no_sense_is_named(hub, store, monkeypatch):
    monkeypatch.setenv("all_proxy", "http://me:se#cret@127.0.0.1:1")
    last = fetch(hub, store)
    assert isinstance(last, DownloadFailed)
    assert last.error.sentences()[0] == (
        "The environment variable all_proxy is not the address of a proxy."
    )
    assert "cret" not in str(last.error)
    assert not hub.requests


@pytest.mark.parametrize(
    ("kind", "scheme", "said"),
    [
        ("socks5", "socks5", ""),
        ("socks5", "socks5", "me:wrong@"),
        ("http", "http", ""),
        ("http", "http", "me:wrong@"),
        # one kind where the other was meant
        ("http", "socks5", ""),
        ("socks5", "http", ""),
        ("http", "https", ""),
    ],
)
def test_a_proxy_that_refuses(hub, store, kind, scheme, said):
    with ProxyServer(kind, "me:right") as proxy:
        last = fetch(hub, store, proxy=f"{scheme}://{said}{proxy.place}")
    assert isinstance(last, DownloadFailed)
    assert last.error.code == "hub_unreachable"
    assert last.error.values["trouble"] in (Trouble.PROXY, Trouble.CUT, Trouble.STALLED)
    assert "wrong" not in str(last.error)
    assert not hub.requests


def test_sources_are_judged_one_by_one(hub, monkeypatch):
    """One of two sources needs the broken proxy: the other one answers."""
    monkeypatch.setenv("all_proxy", "http://me:p#a@127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    sources = (Source(hub.endpoint), Source("http://elsewhere.invalid"))
    near, far = probe(sources, hub.repo, "main")
    assert near.trouble is None
    assert far.trouble is Trouble.PROXY
    monkeypatch.delenv("no_proxy")
    with pytest.raises(KnownError) as caught:
        probe(sources, hub.repo, "main")
    assert caught.value.code == "proxy_invalid"


def test_nothing_asks_for_a_session_of_the_hubs_library(monkeypatch):
    """It reads the environment for itself, and fails with what stands there."""
    monkeypatch.setenv("ALL_PROXY", "socks4://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "*")
    with HubConnection(Source("http://127.0.0.1:1")) as connection:
        assert connection.head("a/b", "main", "config.json") == (Trouble.REFUSED, 0)
