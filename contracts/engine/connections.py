"""Connections of urllib3 that read past interim answers, and say whether a request can have been delivered at all."""

from __future__ import annotations

import http.client
import math
import ssl
import time
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

INTERIM_MAX = 100
"""So many interim answers to one request are read past; a server that goes on and on will not end."""


class Unconnected(NewConnectionError):
    """The way to the target was not open, so nothing was delivered; `__cause__` says why."""

    def __init__(self, connection: HTTPConnection, why: Exception) -> None:
        super().__init__(connection, str(why))
        # beyond the proxy only TLS is spoken: what is not HTTP was said by the proxy
        in_tunnel = not connection.has_connected_to_proxy or isinstance(why, http.client.HTTPException)
        self.at_proxy = connection.proxy is not None and in_tunnel
        """Whether it certainly ended at the proxy."""


class FinalAnswer(http.client.HTTPResponse):
    """An answer whose status is final: `http.client` itself reads past 100 (Continue) only, and without an end.

    A client must be able to read any number of interim answers, of which it may know none
    (RFC 9110, 15.2). 101 is final: what follows it is not HTTP any more, and nobody asked for it.
    """

    def __init__(self, sock: Any, *rest: Any, **named: Any) -> None:
        super().__init__(sock, *rest, **named)
        self._timeout_s: float | None = sock.gettimeout()

    def begin(self) -> None:
        """Read up to the headers of the final answer; TimeoutError where they take longer than one read may."""
        lines = self.fp
        timed: Any = _Timed(lines, self._timeout_s)
        self.fp = timed
        try:
            for _ in range(INTERIM_MAX + 1):
                super().begin()
                if not 100 <= self.status < 200 or self.status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                    return
                self.headers = None  # type: ignore[assignment]  # as before the first answer: `begin` reads the next
            raise http.client.HTTPException(f"over {INTERIM_MAX} interim answers (HTTP {self.status})")
        finally:
            if self.fp is timed:  # and not closed, as after rubbish
                self.fp = lines


class _Timed:
    """The lines of heads, as long as there is time for them."""

    def __init__(self, lines: Any, timeout_s: float | None) -> None:
        self._lines = lines
        self._until = math.inf if timeout_s is None else time.monotonic() + timeout_s

    def readline(self, limit: int = -1) -> bytes:
        if time.monotonic() > self._until:
            raise TimeoutError("the head of the answer took too long")
        line: bytes = self._lines.readline(limit)
        return line

    def close(self) -> None:
        self._lines.close()


class _Telling:
    """Makes one kind of exception of all that can go wrong before a request is sent."""

    def connect(self: Any) -> None:
        try:
            super().connect()  # type: ignore[misc]
        except (OSError, ValueError, http.client.HTTPException, HTTPError) as error:
            raise Unconnected(self, error) from error


class _Plain(_Telling, HTTPConnection):
    response_class = FinalAnswer


class _Secure(_Telling, HTTPSConnection):
    response_class = FinalAnswer

    def connect(self) -> None:
        super().connect()
        self.is_verified = True  # or need not be: urllib3 would warn at every request of what the person has asked for

    def send(self, data: Any) -> None:
        """Send on: what the other side has said before it hung up can still be read, as it can without TLS."""
        try:
            super().send(data)
        except ssl.SSLEOFError as error:
            raise BrokenPipeError(*error.args) from error  # upon which urllib3 goes on to read


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": _PlainPool, "https": _SecurePool}
"""Scheme -> what a pool manager of urllib3 makes its pools of (`pool_classes_by_scheme`)."""
