"""One source of models on the network: its file lists and byte streams.

Built on huggingface_hub's addresses, errors and HTTP library, and on nothing that does more than
it is asked to. Left out on purpose: its http_get, which collects 10 MiB before it writes, sleeps
where it can't be cancelled and empties the file when a server ignores Range; its header builder,
which asks the server for a list of programs first; Xet, which hangs behind some proxies.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from desktop_app import __version__
from desktop_app.core.api.download_events import Trouble
from desktop_app.core.errors import QT_TRANSLATE_NOOP, SENSELESS, KnownError
from desktop_app.models.access_token import AccessToken, without_stale_token
from desktop_app.models.http_client import RoutingTransport, http_library
from desktop_app.models.proxies import Proxy, ProxyRules
from desktop_app.models.sources import Source
from desktop_app.models.transfer_errors import RangeError, TransferError

MAX_REDIRECTS = 5
MAX_INFO_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the hub lists it. sha256: of large files.  git_sha1: of a small file's blob."""

    name: str
    bytes: int
    sha256: str | None = None
    git_sha1: str | None = None


@dataclass(frozen=True, slots=True)
class StreamStart:
    """The answer before its bytes. offset: where they begin in the file.

    total_bytes: length of the whole file as the server sees it, None where it does not say.
    """

    offset: int
    total_bytes: int | None


class HubConnection:
    """Talks to one source. proxy: address, or empty for what environment and system say.

    A context manager; closing it ends its connections.
    """

    def __init__(self, source: Source, *, proxy: str = "", timeout_s: float = 15.0) -> None:
        """Raises KnownError("proxy_invalid") where a proxy is named that is none."""
        self.source = source
        self._rules = ProxyRules(proxy)
        # said here in words, before an answer is waited for
        self._rules.proxy_for(source.endpoint)
        self._token = AccessToken(source)
        # the hub's library has changed its HTTP library before: use the one that it uses
        self._http = http_library()
        self._client = self._http.Client(
            transport=RoutingTransport(self._http, self._rules),
            trust_env=False,
            timeout=timeout_s,
            follow_redirects=False,
            headers={
                "user-agent": f"qwen-all-in-one/{__version__}",
                # a compressed answer can't be resumed
                "accept-encoding": "identity",
            },
        )

    def __enter__(self) -> HubConnection:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def list_files(self, repo: str, revision: str) -> tuple[str, tuple[RemoteFile, ...]]:
        """The commit that `revision` means now, and its files.

        Raises TransferError, KnownError.
        """
        url = f"{self.source.endpoint}/api/models/{repo}/revision/{quote(revision, safe='')}"
        with self._errors(), self._open("GET", f"{url}?blobs=true", {}) as response:
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MAX_INFO_BYTES:
                    raise TransferError(Trouble.ODD)
        return _parse_info(body)

    def head(self, repo: str, revision: str, name: str) -> tuple[Trouble | None, int]:
        """Whether the source would send this file: (trouble or None, HTTP status or 0)."""

        def ask() -> int:
            with self._errors(), self._open("HEAD", self._url(repo, revision, name), {}) as answer:
                return answer.status_code

        try:
            return None, without_stale_token(ask)
        except TransferError as error:
            return error.trouble, error.status
        except KnownError as error:
            certificate = error.code == "certificate_untrusted"
            trouble = Trouble.CERTIFICATE if certificate else Trouble.FORBIDDEN
            status = error.values.get("status")
            return trouble, status if isinstance(status, int) else 0

    def stream(
        self,
        repo: str,
        revision: str,
        name: str,
        start: int,
        aborted: threading.Event,
        on_open: Callable[[Any], None],
    ) -> Iterator[StreamStart | bytes]:
        """The file's bytes from `start` on: first a StreamStart, then chunks.

        The address is asked for anew each time, so one that has expired is never used again.
        on_open: given the answer as soon as it is there, for closing it from outside.
        Raises TransferError, KnownError.
        """
        headers = {"range": f"bytes={start}-"} if start else {}
        url = self._url(repo, revision, name)
        with self._errors(), self._open("GET", url, headers) as response:
            on_open(response)
            yield _stream_start(response, start)
            # compressed though it was not asked for: proxies and some servers do so to small files
            packed = _encoding(response) not in _PLAIN
            for chunk in response.iter_bytes() if packed else response.iter_raw():
                if aborted.is_set():
                    return
                yield chunk

    def _url(self, repo: str, revision: str, name: str) -> str:
        from huggingface_hub import hf_hub_url

        return hf_hub_url(repo, name, revision=revision, endpoint=self.source.endpoint)

    @contextlib.contextmanager
    def _open(self, method: str, url: str, headers: dict[str, str]) -> Iterator[Any]:
        """The answer at the end of the redirects; refusals raised."""
        first = url
        for _ in range(MAX_REDIRECTS):
            login = self._token.header(url)
            with self._client.stream(method, url, headers={**headers, **login}) as response:
                target = response.headers.get("location")
                if response.is_redirect and target:
                    # from TLS to plain text would let anyone on the way read along
                    url = urljoin(url, target)
                    if first.startswith("https:") and not url.startswith("https:"):
                        raise TransferError(Trouble.ODD)
                    continue
                if login and response.status_code in (401, 403):
                    # stale ones are refused even for files that anyone may have
                    self._token.drop()
                    raise TransferError(Trouble.TOKEN, 0.0, response.status_code)
                elsewhere = urlsplit(url).netloc != urlsplit(first).netloc
                self._raise_for_status(response, redirected=elsewhere)
                yield response
                return
        raise TransferError(Trouble.ODD)

    def _raise_for_status(self, response: Any, redirected: bool) -> None:
        from huggingface_hub import errors
        from huggingface_hub.utils import hf_raise_for_status

        status = response.status_code
        if status < 400:
            return
        if status == 416:
            raise RangeError(Trouble.ODD, status=status)
        if status in (408, 429) or status >= 500:
            trouble = Trouble.BUSY if status == 429 else Trouble.SERVER
            raise TransferError(trouble, _retry_after(response.headers), status)
        if redirected and status in (400, 401, 403, 404, 410):
            raise TransferError(Trouble.EXPIRED, status=status)
        if status == 407:
            raise TransferError(Trouble.PROXY, status=status)
        try:
            hf_raise_for_status(response)
        except errors.GatedRepoError as error:
            raise _refused(
                "hub_gated",
                QT_TRANSLATE_NOOP(
                    "KnownError", "The model at {address} is given to registered people only."
                ),
                response,
            ) from error
        except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError) as error:
            raise _refused(
                "hub_model_not_found",
                QT_TRANSLATE_NOOP(
                    "KnownError", "{host} does not have this model or revision: {address}."
                ),
                response,
            ) from error
        except errors.HfHubHTTPError as error:
            if status == 404:
                raise _refused(
                    "hub_file_not_found",
                    QT_TRANSLATE_NOOP("KnownError", "{host} does not have the file {address}."),
                    response,
                ) from error
            raise _refused(
                "hub_refused",
                QT_TRANSLATE_NOOP(
                    "KnownError", "{host} refused to send the model (HTTP {status})."
                ),
                response,
            ) from error

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn what the HTTP library raises into TransferError, or KnownError if it won't pass."""
        http = self._http
        try:
            yield
        except http.ProxyError as error:
            raise TransferError(Trouble.PROXY) from error
        except http.ConnectTimeout as error:
            proxied = self._proxy_of(error) is not None
            raise TransferError(Trouble.PROXY if proxied else Trouble.TIMEOUT) from error
        except http.TimeoutException as error:
            raise TransferError(Trouble.STALLED) from error
        except http.ConnectError as error:
            raise self._connect_trouble(error) from error
        except (http.TransportError, http.StreamError) as error:
            raise TransferError(Trouble.CUT) from error
        except (http.InvalidURL, http.DecodingError) as error:
            raise TransferError(Trouble.ODD) from error
        except OSError as error:
            raise TransferError(Trouble.CUT) from error
        except UnicodeError as error:
            # a name that no name server could be asked for: "a..b", or a part of 64 letters
            raise TransferError(Trouble.DNS) from error

    def _proxy_of(self, error: Any) -> Proxy | None:
        """The proxy through which the request went that ended so."""
        return self._rules.proxy_for(str(error.request.url))

    def _connect_trouble(self, error: Any) -> Exception:
        causes = list(_chain(error))
        proxy = self._proxy_of(error)
        if proxy is not None and proxy.is_tls:
            # whose certificate, or whose lack of one, can't be told: most likely the proxy's
            return TransferError(Trouble.PROXY)
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            return _certificate_untrusted(self.source.host)
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            return TransferError(Trouble.TLS)
        if proxy is not None:
            return TransferError(Trouble.PROXY)
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            return TransferError(Trouble.DNS)
        return TransferError(Trouble.REFUSED)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


_PLAIN = ("", "identity")
_UNPACKED = ("gzip", "deflate")
_NUMBER = "[0-9]{1,15}"
"""Of bytes or seconds; more digits than Python reads are no number either."""


def _stream_start(response: Any, start: int) -> StreamStart:
    """Where the bytes begin. Raises TransferError for an answer that makes no sense."""
    encoding = _encoding(response)
    if encoding not in _PLAIN and encoding not in _UNPACKED:
        raise TransferError(Trouble.ODD)
    if response.status_code == 206:
        if encoding not in _PLAIN:
            # a part of the packed file, which begins nowhere in ours
            raise RangeError(Trouble.ODD)
        match = re.fullmatch(
            rf"bytes ({_NUMBER})-{_NUMBER}/({_NUMBER}|\*)",
            response.headers.get("content-range", "").strip(),
        )
        if match is None or int(match[1]) != start:
            raise TransferError(Trouble.ODD)
        return StreamStart(start, None if match[2] == "*" else int(match[2]))
    if response.status_code != 200:
        raise TransferError(Trouble.ODD)
    length = response.headers.get("content-length", "")
    is_known = encoding in _PLAIN and re.fullmatch(_NUMBER, length)
    return StreamStart(0, int(length) if is_known else None)


def _encoding(response: Any) -> str:
    return response.headers.get("content-encoding", "").strip().lower()


def _retry_after(headers: Any) -> float | None:
    """Seconds that the server asks to wait. Dates are not understood, as few servers send them."""
    value = headers.get("retry-after", "").strip()
    return float(value) if re.fullmatch(_NUMBER, value) else None


def _parse_info(body: bytes) -> tuple[str, tuple[RemoteFile, ...]]:
    try:
        data = json.loads(body)
        commit = data["sha"]
        if not re.fullmatch(r"[0-9a-f]{40}", commit):
            raise ValueError("commit")
        files = []
        for row in data["siblings"]:
            lfs = row.get("lfs") or {}
            size = lfs.get("size", row.get("size"))
            if type(size) is not int or size < 0:
                raise ValueError("size")
            sha256 = lfs.get("sha256")
            name, blob = row["rfilename"], None if sha256 else row.get("blobId")
            if not isinstance(name, str) or not isinstance(sha256 or blob or "", str):
                raise TypeError("siblings")
            files.append(RemoteFile(name, size, sha256 or None, blob or None))
    except SENSELESS as error:
        raise TransferError(Trouble.ODD) from error
    return commit, tuple(files)


def _refused(code: str, what: str, response: Any) -> KnownError:
    return KnownError(
        code,
        what,
        QT_TRANSLATE_NOOP("KnownError", "The download can't go on; nothing is lost."),
        QT_TRANSLATE_NOOP("KnownError", "Choose another source or another model."),
        host=response.url.host,
        address=str(response.url.copy_with(query=None)),
        status=response.status_code,
    )


def _certificate_untrusted(host: str) -> KnownError:
    return KnownError(
        "certificate_untrusted",
        QT_TRANSLATE_NOOP("KnownError", "The certificate of {host} is not trusted."),
        QT_TRANSLATE_NOOP(
            "KnownError", "Someone else may be answering, or this computer's clock is wrong."
        ),
        QT_TRANSLATE_NOOP(
            "KnownError", "Check the clock and the network, or choose another source."
        ),
        host=host,
    )
