"""Sends over HTTP: one request, once, by requests; what comes of it is an answer or the reason why there is none."""

from __future__ import annotations

import functools
import http.cookiejar
import importlib.metadata
import importlib.util
import io
import os
import re
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from contracts.engine import obstacles, tls
from contracts.engine.client import Connection
from contracts.engine.connections import POOLS
from contracts.engine.errors import HarnessError, Unreachable, UsageError
from contracts.engine.exchange import Missing, NoAnswer, Request, Response
from contracts.engine.hosts import PORTS, host_of, is_loopback, is_reachable_name, place_of, without_user
from contracts.engine.obstacles import Way

CONNECT_S = 5.0
_PROXIES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
_CODINGS = frozenset(urllib3.HTTPResponse.CONTENT_DECODERS)
_NOT_CODED = frozenset({"", "identity"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class HttpTransport:
    """Sends over HTTP, with a pooled session for each thread.

    Raises UsageError where a file or a proxy that the person or the environment names will not do.
    """

    def __init__(self, base_url: str, connection: Connection) -> None:
        self._base = base_url.rstrip("/")
        self._connection = connection
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._way, self._proxies = _way(base_url, connection)
        self._tls = _tls(connection) if self._way.speaks_tls else None
        self._tls_of_proxy = _tls(replace(connection, cert=None)) if self._way.speaks_tls and self._way.proxy else None

    def __call__(self, request: Request, headers: Mapping[str, str]) -> Response | NoAnswer:
        """Send once and read the whole answer, within the limits of time and size; HarnessError for a bad request."""
        session = self._session()
        prepared = self._prepared(session, request, headers)
        try:
            answer = session.send(
                prepared,
                timeout=(min(CONNECT_S, self._connection.timeout_s), self._connection.timeout_s),
                allow_redirects=False,
                stream=True,
                verify=self._connection.verify is not False,
                proxies=self._proxies,
            )
            with answer:
                return self._read(answer)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            return obstacles.no_answer(error, self._way)
        finally:
            session.close()

    def _prepared(
        self, session: requests.Session, request: Request, headers: Mapping[str, str]
    ) -> requests.PreparedRequest:
        url = self._base + request.path
        if request.query:
            url += "?" + urllib.parse.urlencode(request.query)
        fresh = {"Cache-Control": "no-cache"} if request.method == "GET" else {}
        ours = {"Accept": "application/json", "User-Agent": _agent(self._connection.run_id), **fresh}
        sent = {**ours, **dict(request.headers), **headers}
        try:
            return session.prepare_request(requests.Request(request.method, url, sent, data=request.body or None))
        except ValueError as error:  # its text may quote a credential
            told = f"{request.method} {request.path} as {request.as_who} cannot be put into HTTP"
            raise HarnessError(f"{told} ({type(error).__name__})") from None

    def _read(self, answer: requests.Response) -> Response | NoAnswer:
        """The whole answer. It is unpacked at the end, for packed data may drip for long before they tell a byte."""
        limit = self._connection.max_body_bytes
        too_large = NoAnswer(Missing.TOO_LARGE, f"the answer has over {limit} bytes (limits.max_body_bytes)")
        packed = bytearray()
        try:
            while piece := answer.raw.read1(65_536):  # what has come by now: `read` would wait for more
                packed += piece
                if len(packed) > limit:
                    return too_large
        except urllib3.exceptions.HTTPError as error:
            return obstacles.cut(error, self._way)
        coding = answer.headers.get("Content-Encoding", "")
        try:
            body = _unpacked(bytes(packed), coding, limit + 1)
        except urllib3.exceptions.HTTPError:
            return obstacles.miscoded(coding, str(answer.request.headers.get("Accept-Encoding")), self._way)
        if len(body) > limit:
            return too_large
        refused = obstacles.refused_in_words(answer.status_code, body, self._way)
        return refused or Response(answer.status_code, tuple(answer.headers.items()), body)

    def close(self) -> None:
        """Close the sessions of all threads."""
        for session in self._sessions:
            session.close()

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            # what of the environment matters is read once, before; netrc never does: it would add credentials to
            # requests without any
            session.trust_env = False
            session.auth = _no_auth
            session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
            for scheme in PORTS:
                session.mount(f"{scheme}://", _Adapter(self._tls, self._tls_of_proxy))
            self._local.session = session
            self._sessions.append(session)
        return session


class _Adapter(HTTPAdapter):
    """Makes connections of ours, one at a time and without retries, with certificates that were read before."""

    def __init__(self, context: ssl.SSLContext | None, of_proxy: ssl.SSLContext | None) -> None:
        self._context = context
        self._of_proxy = of_proxy
        """The proxy is not shown who we are to the target."""
        super().__init__(max_retries=0, pool_maxsize=1)

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        super().init_poolmanager(*sizes, ssl_context=self._context, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        if proxy.lower().startswith("socks"):  # of which urllib3 has pools of its own
            return super().proxy_manager_for(proxy, ssl_context=self._context, **options)
        options |= {"ssl_context": self._context, "proxy_ssl_context": self._of_proxy}
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def cert_verify(self, *_: Any) -> None:
        """Nothing: the context holds the certificates, and requests would add its own."""


def check_reachable(base_url: str, connection: Connection) -> None:
    """Read the files that a connection needs, and open a TCP connection to the host of a URL, within 5 s.

    Raises UsageError for a file or a proxy that will not do, and Unreachable, with one line each. Behind a proxy only
    the proxy can tell, when it is asked for something.
    """
    way, _ = _way(base_url, connection)
    if way.speaks_tls or connection.cert or isinstance(connection.verify, str):
        _tls(connection)
    if way.proxy:
        return
    try:
        with socket.create_connection(_address(base_url), timeout=CONNECT_S):
            pass
    except OSError as error:
        raise Unreachable(obstacles.unreached(error, way)) from None


def explained(lost: NoAnswer, base_url: str, connection: Connection) -> str:
    """Why a target has answered nothing yet, as a line; where it has hung up, with what it may have wanted."""
    way, _ = _way(base_url, connection)
    hung_up = lost.why is Missing.RESET and not way.proxy
    if hung_up and not way.is_secure and _shakes_hands(base_url):
        return obstacles.https_only(way).detail
    if hung_up and way.is_secure and not way.cert:
        return f"{lost.detail}: may it want a client certificate (--client-cert FILE)?"
    return lost.detail


def _way(base_url: str, connection: Connection) -> tuple[Way, dict[str, str]]:
    """How a target is reached, and scheme -> proxy: what the person says, or else the environment, which says nothing
    of loopback."""
    proxies, said_by = {}, "--proxy"
    if connection.proxy:
        proxies = {"http": connection.proxy, "https": connection.proxy}
    elif not is_loopback(base_url):
        scheme = base_url.partition(":")[0].lower()
        proxies = requests.utils.get_environ_proxies(f"{scheme}://{place_of(base_url)}")  # NO_PROXY knows one spelling
        said_by = f"{'ALL' if scheme not in proxies else scheme.upper()}_PROXY"
    proxy = requests.utils.select_proxy(base_url, proxies) or ""
    if proxy:
        _check_proxy(proxy, said_by)
    trusted = "" if connection.verify is False else str(_trust(connection))
    return Way(base_url, connection.timeout_s, proxy, said_by, trusted, connection.cert or ""), proxies


def _check_proxy(proxy: str, said_by: str) -> None:
    url = proxy if "://" in proxy else f"http://{proxy}"  # as requests does
    scheme = url.partition(":")[0].lower()
    if scheme not in _PROXIES or not is_reachable_name(url):
        raise UsageError(
            f"{said_by}: got {without_user(proxy)!r}, should be http://host:port (or https, socks5), "
            "with the special characters of a user and a password %-encoded"
        )
    if scheme.startswith("socks") and importlib.util.find_spec("socks") is None:
        raise UsageError(f"{said_by}: got {without_user(proxy)!r}, which needs PySocks: pip install PySocks")


def _trust(connection: Connection) -> tls.Trust:
    return tls.trust(connection.verify if isinstance(connection.verify, str) else None, os.environ)


def _tls(connection: Connection) -> ssl.SSLContext:
    return tls.context(connection.verify is not False, _trust(connection), connection.cert)


def _address(base_url: str) -> tuple[str, int]:
    parts = urllib.parse.urlsplit(base_url)
    host = parts.hostname or ""
    return host if host.isascii() else host_of(base_url), parts.port or PORTS[parts.scheme]


def _shakes_hands(base_url: str) -> bool:
    try:
        with (
            socket.create_connection(_address(base_url), timeout=CONNECT_S) as plain,
            tls.context(False, tls.Trust(), None).wrap_socket(plain, server_hostname=host_of(base_url)),
        ):
            return True
    except OSError:
        return False


def _unpacked(packed: bytes, coding: str, bytes_max: int) -> bytes:
    """A body without its content coding; urllib3's DecodeError where it is another, or none that is known."""
    codings = [each for part in coding.split(",") if (each := part.strip().lower()) not in _NOT_CODED]
    if not codings:
        return packed
    if not _CODINGS.issuperset(codings):
        if _is_text(packed):  # what is not a coding, such as `utf-8`, does no harm
            return packed
        raise urllib3.exceptions.DecodeError
    unpacking = urllib3.HTTPResponse(
        io.BytesIO(packed), {"Content-Encoding": ", ".join(codings)}, preload_content=False
    )
    return unpacking.read(bytes_max, decode_content=True)


def _is_text(body: bytes) -> bool:
    try:
        return not _CONTROLS.search(body.decode())
    except UnicodeDecodeError:
        return False


@functools.cache
def _agent(run_id: str) -> str:
    """Who asks, so that an operator can tell our requests from others'."""
    try:
        version = importlib.metadata.version("registration-contracts")
    except importlib.metadata.PackageNotFoundError:  # the sources alone
        version = "0"
    return f"registration-contracts/{version} (run {run_id})" if run_id else f"registration-contracts/{version}"


def _no_auth(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    return prepared
