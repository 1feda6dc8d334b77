"""The one client: every request of every suite goes through here, once, and is recorded.

A write is never sent again behind the caller's back: no retries, no redirects, and no
connection that has been idle long enough for the other side to have closed it. Only an
answer 429 is followed by another, recorded try, for the target says that nothing happened.
"""

from __future__ import annotations

import http.cookiejar
import io
import re
import socket
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import requests
import urllib3
from requests.adapters import HTTPAdapter

from contracts.credentials import Credentials
from contracts.errors import HarnessError, Unreachable, UsageError
from contracts.exchange import MASK, Exchange, History, Missing, NoAnswer, Request, Response
from contracts.pace import BudgetSpent, Pace

IDLE_S = 2.0
"""After so long a connection is not used again: its other end may be gone, and a write lost."""
CONNECT_S = 5.0
PATIENCE_S = 150.0
"""How long a target that answers 429 is waited for, altogether."""


class Transport(Protocol):
    """Delivers one request and brings back what came."""

    def __call__(self, request: Request, headers: Mapping[str, str]) -> Response | NoAnswer:
        """Send once; `headers` are the credentials. Raises HarnessError for what cannot be put into HTTP."""


@runtime_checkable
class Interleaving(Protocol):
    """A transport that can have several requests under way without threads."""

    def together(
        self, requests: Sequence[tuple[Request, Mapping[str, str]]]
    ) -> Iterator[tuple[int, Response | NoAnswer]]:
        """Send all at the same moment, with their credentials; yield their places as they are answered."""


@dataclass(frozen=True)
class Connection:
    """Options of a connection, as requests knows them."""

    timeout_s: float = 10.0
    max_body_bytes: int = 1_000_000
    verify: bool | str = True
    """Whether to check certificates, or the path of a CA bundle."""
    cert: str | tuple[str, str] | None = None
    proxy: str | None = None


class HttpTransport:
    """Sends over HTTP, with a pooled session for each thread."""

    def __init__(self, base_url: str, connection: Connection) -> None:
        self._base = base_url.rstrip("/")
        self._connection = connection
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._trust_env = not is_loopback(base_url)
        self._proxies = _proxies(base_url, connection)

    def __call__(self, request: Request, headers: Mapping[str, str]) -> Response | NoAnswer:
        """Send once and read the whole answer, within the limits of time and size; HarnessError for a bad request."""
        session = self._session()
        prepared = self._prepared(session, request, headers)
        settings = session.merge_environment_settings(
            prepared.url or "", dict(self._proxies), True, self._connection.verify, self._connection.cert
        )
        deadline = time.monotonic() + self._connection.timeout_s
        try:
            with session.send(
                prepared,
                timeout=(min(CONNECT_S, self._connection.timeout_s), self._connection.timeout_s),
                allow_redirects=False,
                **settings,
            ) as answer:
                return self._read(answer, deadline)
        except requests.exceptions.ConnectTimeout as error:
            return NoAnswer(Missing.REFUSED, _first_line(error))
        except (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError) as error:
            return NoAnswer(Missing.TIMEOUT, _first_line(error))
        except requests.exceptions.ConnectionError as error:
            refused = "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)
            return NoAnswer(Missing.REFUSED if refused else Missing.RESET, _first_line(error))
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema) as error:
            raise HarnessError(f"nothing was sent: {_first_line(error)}") from None  # a proxy that is none
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            return NoAnswer(Missing.CUT, _first_line(error))
        finally:
            self._local.used = time.monotonic()

    def _prepared(
        self, session: requests.Session, request: Request, headers: Mapping[str, str]
    ) -> requests.PreparedRequest:
        url = self._base + request.path
        if request.query:
            url += "?" + urllib.parse.urlencode(request.query)
        sent = {"Accept": "application/json", **dict(request.headers), **headers}
        try:
            return session.prepare_request(requests.Request(request.method, url, sent, data=request.body or None))
        except ValueError as error:  # its text may quote a credential
            told = f"{request.method} {request.path} as {request.as_who} cannot be put into HTTP"
            raise HarnessError(f"{told} ({type(error).__name__})") from None

    def _read(self, answer: requests.Response, deadline: float) -> Response | NoAnswer:
        """The whole answer. It is unpacked at the end, for packed data may drip for long before they tell a byte."""
        limit = self._connection.max_body_bytes
        too_large = NoAnswer(Missing.TOO_LARGE, f"over {limit} bytes")
        packed = bytearray()
        while piece := answer.raw.read1(65_536):  # what has come by now: `read` would wait for more
            packed += piece
            if len(packed) > limit:
                return too_large
            if time.monotonic() > deadline:
                return NoAnswer(Missing.TIMEOUT, f"not complete after {self._connection.timeout_s} s")
        body = _unpacked(bytes(packed), answer.headers.get("Content-Encoding", ""), limit + 1)
        return too_large if len(body) > limit else Response(answer.status_code, tuple(answer.headers.items()), body)

    def close(self) -> None:
        """Close the sessions of all threads."""
        for session in self._sessions:
            session.close()

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            # the environment's proxies and certificates matter outside, where no option says otherwise; netrc never
            # does: it would add credentials to requests without any
            session.trust_env = self._trust_env
            session.auth = _no_auth
            session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(max_retries=0, pool_maxsize=1))
            self._local.session = session
            self._sessions.append(session)
        elif time.monotonic() - self._local.used > IDLE_S:
            session.close()
        return session


class Client:
    """Sends requests at the pace allowed, masks secrets, keeps the history.

    `on_exchanges` is called with each exchange, in the order in which they ended; with
    several at once where they were under way together.
    """

    def __init__(
        self,
        transport: Transport,
        pace: Pace,
        credentials: Credentials,
        on_exchanges: Callable[[Sequence[Exchange]], None],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.history = History()
        self.credentials = credentials
        self.pace = pace
        self._transport = transport
        self._on_exchanges = on_exchanges
        self._clock = clock
        self._sleep = sleep
        self._secrets = credentials.secrets
        self._patience = PATIENCE_S
        """Seconds for which answers 429 are still waited for, until another answer comes."""

    def send(self, request: Request, item: str = "") -> Exchange:
        """Send a request; while the target answers 429, wait and send it again as an exchange of its own.

        Returns the last exchange: an answer 429 where patience, time or budget came to an end.
        Raises BudgetSpent where no request is left.
        """
        pause = 0.5
        self.pace.wait()
        while True:
            exchange = self._record(self._deliver(request), item)
            if exchange.response is None or exchange.response.status != 429:
                self._patience = PATIENCE_S
                return exchange
            wait = min(_retry_after(exchange.response, pause), self._patience)
            if self._patience <= 0 or wait > self.pace.left:
                return exchange
            self._patience, pause = self._patience - max(wait, 0.1), min(pause * 2, 30.0)
            self._sleep(wait)
            try:
                self.pace.wait()
            except BudgetSpent:
                return exchange

    def wait_until(self, moment: float) -> None:
        """Return once the clock of the exchanges shows `moment`, in seconds."""
        remaining = moment - self._clock()
        if remaining > 0:
            self._sleep(remaining)

    def together(self, requests: Sequence[Request], item: str = "") -> list[Exchange]:
        """Send requests at the same moment, each on a connection of its own, once the pace allows them all.

        Returns the exchanges in the order of the requests; they are recorded in the order
        in which they ended. An answer 429 is final here. Raises BudgetSpent as `send` does.
        """
        self.pace.wait(len(requests))
        if isinstance(self._transport, Interleaving):
            exchanges = self._interleaved(self._transport, requests)
        else:
            exchanges = self._in_threads(requests)
        order = sorted(range(len(exchanges)), key=lambda n: exchanges[n].ended)
        for number in order:
            exchanges[number] = self._recorded(exchanges[number], item)
        self._on_exchanges([exchanges[number] for number in order])
        return exchanges

    def _in_threads(self, requests: Sequence[Request]) -> list[Exchange]:
        start = threading.Barrier(len(requests))

        def deliver(request: Request) -> Exchange:
            start.wait()
            return self._deliver(request)

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(deliver, requests))

    def _interleaved(self, transport: Interleaving, requests: Sequence[Request]) -> list[Exchange]:
        started = self._clock()
        sent = [(request, self.credentials.headers(request.as_who)) for request in requests]
        found: dict[int, Exchange] = {}
        for place, answer in transport.together(sent):
            found[place] = Exchange(-1, requests[place], self._masked(answer), started, self._clock())
        return [found[place] for place in range(len(requests))]

    def _deliver(self, request: Request) -> Exchange:
        started = self._clock()
        answer = self._transport(request, self.credentials.headers(request.as_who))
        return Exchange(-1, request, self._masked(answer), started, self._clock())

    def _record(self, exchange: Exchange, item: str) -> Exchange:
        recorded = self._recorded(exchange, item)
        self._on_exchanges([recorded])
        return recorded

    def _recorded(self, exchange: Exchange, item: str) -> Exchange:
        recorded = replace(exchange, index=len(self.history), item=item)
        self.history.append(recorded)
        return recorded

    def _masked(self, answer: Response | NoAnswer) -> Response | NoAnswer:
        if isinstance(answer, NoAnswer):
            return replace(answer, detail=self._masked_text(answer.detail))
        body = answer.body
        for secret in self._secrets:
            body = body.replace(secret, MASK)
        headers = tuple((name, self._masked_text(value)) for name, value in answer.headers)
        return replace(answer, body=body, headers=headers)

    def _masked_text(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret.decode(), MASK.decode())
        return text


def check_base_url(base_url: str) -> None:
    """Raise UsageError with one line where requests cannot go below a URL, or where it holds a user or password."""
    if "@" in base_url:  # not quoted, for what stands before it may be a password
        raise UsageError(
            "--base-url: got a user or password in it, should be without: credentials come from the environment "
            "(CONTRACTS_USERNAME and CONTRACTS_PASSWORD, or what the profile names)"
        )
    if not re.fullmatch(r"https?://[^/?#\s]+(/[^?#\s]*)?", base_url) or not _has_host(base_url):
        raise UsageError(
            f"--base-url: got {base_url!r}, should be http://host or https://host, with a port and a path at most"
        )


def check_reachable(base_url: str, connection: Connection) -> None:
    """Open a TCP connection to the host of a URL, within 5 s; raise Unreachable with one line.

    Behind a proxy only the proxy can tell, when it is asked for something.
    """
    if requests.utils.select_proxy(base_url, _proxies(base_url, connection)):
        return
    parts = urllib.parse.urlsplit(base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=CONNECT_S):
            pass
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise Unreachable(f"nothing answers at {parts.hostname}:{port} ({reason}); is the base URL right?") from None


def is_loopback(base_url: str) -> bool:
    """Whether the host of a URL is this machine."""
    host = urllib.parse.urlsplit(base_url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _has_host(base_url: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(base_url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, half an IPv6 address
        return False


def _proxies(base_url: str, connection: Connection) -> dict[str, str]:
    """Scheme -> proxy: what the person says, or else the environment, which says nothing of loopback."""
    if connection.proxy:
        return {"http": connection.proxy, "https": connection.proxy}
    return {} if is_loopback(base_url) else requests.utils.get_environ_proxies(base_url)


def _retry_after(response: Response, otherwise: float) -> float:
    """Seconds where the target says seconds; a date is none of ours to compare with, for its clock is another."""
    value = response.header("Retry-After") or ""
    return float(value) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) else otherwise


def _unpacked(packed: bytes, coding: str, bytes_max: int) -> bytes:
    unpacking = urllib3.HTTPResponse(io.BytesIO(packed), {"Content-Encoding": coding}, preload_content=False)
    return unpacking.read(bytes_max, decode_content=True)


def _no_auth(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    return prepared


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]
