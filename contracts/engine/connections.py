"""Connections of urllib3 that read an answer in time, past interim ones, and say whether a request was delivered."""

from __future__ import annotations

import http.client
import io
import math
import ssl
import time
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

INTERIM_MAX = 100
"""So many interim answers to one request are read past; a server that goes on and on will not end."""
HEAD_BYTES_MAX = 300_000
"""So much of headers is read, as curl does: more is no answer, but a flood."""
_ENDS = (b"\r\n", b"\n", b"")
"""What ends headers."""


class Unconnected(NewConnectionError):
    """The way to the target was not open, so nothing was delivered; `__cause__` says why."""

    def __init__(self, connection: HTTPConnection, why: Exception) -> None:
        super().__init__(connection, str(why))
        # beyond the proxy only TLS is spoken: what is not HTTP was said by the proxy
        in_tunnel = not connection.has_connected_to_proxy or isinstance(why, http.client.HTTPException)
        self.at_proxy = connection.proxy is not None and in_tunnel
        """Whether it certainly ended at the proxy."""


class FinalAnswer(http.client.HTTPResponse):
    """An answer whose status is final, read within the time that one read of its socket may take.

    `http.client` itself reads past 100 (Continue) only, and without an end; and each byte puts off the end of its
    waiting. A client must be able to read any number of interim answers, of which it may know none
    (RFC 9110, 15.2). 101 is final: what follows it is not HTTP any more, and nobody asked for it.
    """

    def __init__(self, sock: Any, *rest: Any, **named: Any) -> None:
        super().__init__(sock, *rest, **named)
        buffered: Any = self.fp
        self.fp = io.BufferedReader(_Timed(sock, buffered.detach()))

    def begin(self) -> None:
        """Read up to the headers of the final answer; TimeoutError where they take too long, HTTPException for more
        than 300 KB of them."""
        stream = self.fp
        lines: Any = _Head(stream)
        self.fp = lines
        try:
            for _ in range(INTERIM_MAX + 1):
                super().begin()
                if not 100 <= self.status < 200 or self.status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                    return
                self.headers = None  # type: ignore[assignment]  # as before the first answer: `begin` reads the next
            raise http.client.HTTPException(f"over {INTERIM_MAX} interim answers (HTTP {self.status})")
        finally:
            if self.fp is lines:  # and not closed, as after rubbish
                self.fp = stream


class _Timed(io.RawIOBase):
    """What comes over a socket, as long as there is time for it."""

    def __init__(self, sock: Any, raw: io.RawIOBase) -> None:
        self._sock = sock
        self._raw = raw
        timeout_s: float | None = sock.gettimeout()
        self._until = math.inf if timeout_s is None else time.monotonic() + timeout_s

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._until < math.inf:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError("the answer took too long")
            self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Head:
    """The lines of heads, up to 300 KB of them: `http.client` takes 100 lines, so that many headers come as one."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._left = HEAD_BYTES_MAX
        self._ahead: bytes = b""
        """A line that was read, and belongs to nobody yet."""
        self._in_headers = False

    def readline(self, limit: int) -> bytes:
        """A status line, some headers together, or what ends them."""
        line = self._next(limit)
        if not self._in_headers or line in _ENDS:
            self._in_headers = not self._in_headers
            return line
        lines = bytearray(line)
        while line.endswith(b"\n"):
            line = self._next(limit)
            if line in _ENDS or len(lines) + len(line) >= limit:
                self._ahead = line
                break
            lines += line
        return bytes(lines)

    def _next(self, limit: int) -> bytes:
        line, self._ahead = self._ahead, b""
        if line:
            return line
        line = bytes(self._stream.readline(limit))
        self._left -= len(line)
        if self._left < 0:
            raise http.client.HTTPException(f"over {HEAD_BYTES_MAX:,} bytes of headers")
        return line

    def close(self) -> None:
        self._stream.close()


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
