"""Serves a model over HTTP, or without sockets: obeys its answers, decides nothing itself.

A model is a function of the request (`exchange.Model`). Its steps run one at a time. Where
a step returns its rest, other steps may come in between: that is how a race is played.
What a model cannot know (broken framing, bodies over the limit, the rate limit) is answered
here, with one line of JSON.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import math
import socket
import struct
import threading
import time
import traceback
import urllib.parse
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from contracts.engine.errors import UsageError
from contracts.engine.exchange import Answer, Delivery, Missing, Model, NoAnswer, Pairs, Request, Response, Rest

MAX_BODY_BYTES = 1_000_000
_DRAIN_BYTES = 32_000_000
_DRAIN_S = 2.0
_IDLE_S = 60.0
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY")
_ABORT = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class RateLimit:
    """At most so many requests in any `per_s` seconds; the others are answered 429."""

    requests: int
    per_s: float
    retry_after: bool = True
    """Whether a 429 says when to come back."""


class Server:
    """A model behind a port of its own, from entry to exit of the context.

    `port` 0 picks a free one. `interleave_s` is how long the rest of a step waits, at
    most, for another step to come first. Raises UsageError where the address is taken.
    """

    def __init__(
        self,
        model: Model,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        limit: RateLimit | None = None,
        max_body_bytes: int = MAX_BODY_BYTES,
        interleave_s: float = 0.02,
    ) -> None:
        self.model = model
        self.limit = limit
        self.max_body_bytes = max_body_bytes
        self.interleave_s = interleave_s
        self.requests_served = 0
        """Requests that reached the model."""
        self.crashes: list[str] = []
        """Tracebacks of exceptions in the model or the server: empty where all is well."""
        self.closing = threading.Event()
        self._steps = threading.Condition()
        self._turns = 0
        self._admitted: deque[float] = deque()
        self._thread: threading.Thread | None = None
        try:
            self._listener = _Listener((host, port), self)
        except (OSError, OverflowError) as error:
            raise UsageError(f"cannot listen on {host}:{port}: {error}") from None

    @property
    def base_url(self) -> str:
        """Where the model is served, without a slash at the end."""
        host, port = self._listener.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def _listen(self) -> None:
        while not self.closing.is_set():
            self._listener.handle_request()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, end all connections and wait for their threads."""
        self.closing.set()
        if self._thread is not None:
            self._listener.wake()
            self._thread.join()
            self._thread = None
        self._listener.hang_up()
        self._listener.server_close()

    def answer(self, request: Request) -> Answer:
        """One step of the model, and its rests; a crash is kept and answered with a bare 500."""
        with self._steps:
            throttled = self._throttle()
            if throttled is not None:
                return throttled
            self.requests_served += 1
            try:
                return self._run(request)
            except Exception:
                self.crashes.append(traceback.format_exc())
                return Answer(Response(500), close=True)

    def _run(self, request: Request) -> Answer:
        result = self._turn(lambda: self.model(request))
        while not isinstance(result, Answer):
            self._let_others_come_first()
            result = self._turn(result)
        return result

    def _turn(self, step: Rest) -> Answer | Rest:
        self._turns += 1
        self._steps.notify_all()
        return step()

    def _let_others_come_first(self) -> None:
        before = self._turns
        self._steps.wait_for(lambda: self._turns != before or self.closing.is_set(), self.interleave_s)

    def _throttle(self) -> Answer | None:
        if self.limit is None:
            return None
        now = time.monotonic()
        while self._admitted and self._admitted[0] <= now - self.limit.per_s:
            self._admitted.popleft()
        if len(self._admitted) < self.limit.requests:
            self._admitted.append(now)
            return None
        headers: Pairs = ()
        if self.limit.retry_after:
            oldest = self._admitted[0] if self._admitted else now
            headers = (("Retry-After", str(max(1, math.ceil(oldest + self.limit.per_s - now)))),)
        return Answer(_plain(429, "too many requests", headers))


def in_process(model: Model) -> Callable[[Request], Response | NoAnswer]:
    """The model as a function, for thousands of steps: rests run at once, delays are skipped."""

    def send(request: Request) -> Response | NoAnswer:
        ((_, answer),) = interleaved(model, [request])
        return answer

    return send


def interleaved(model: Model, requests: Sequence[Request]) -> Iterator[tuple[int, Response | NoAnswer]]:
    """Requests under way together, without sockets: each has one turn after the other, the same each time.

    Yields the place of a request and its answer as it is answered.
    """
    waiting: deque[tuple[int, Rest]] = deque((place, partial(model, each)) for place, each in enumerate(requests))
    while waiting:
        place, step = waiting.popleft()
        result = step()
        if isinstance(result, Answer):
            yield place, _delivered(result)
        else:
            waiting.append((place, result))


def _delivered(answer: Answer) -> Response | NoAnswer:
    if answer.delivery is Delivery.CUT:
        return NoAnswer(Missing.CUT)
    if answer.delivery is Delivery.RESET:
        return NoAnswer(Missing.RESET)
    return answer.response


def _plain(status: int, message: str, headers: Pairs = ()) -> Response:
    body = json.dumps({"error": message}, allow_nan=False).encode()
    return Response(status, (("Content-Type", "application/json"), *headers), body)


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128
    timeout = 0.5
    """Seconds after which it looks up from waiting for a connection, should none wake it."""

    def __init__(self, address: tuple[str, int], owner: Server) -> None:
        self.owner = owner
        self._open: set[socket.socket] = set()
        self._aborted: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer would look up the host's full name here, which can take seconds.
        super(http.server.HTTPServer, self).server_bind()

    def wake(self) -> None:
        """End the wait for a connection by one of our own."""
        with contextlib.suppress(OSError):
            socket.create_connection(self.socket.getsockname(), self.timeout).close()

    def track(self, connection: socket.socket) -> None:
        with self._guard:
            self._open.add(connection)

    def abort(self, connection: socket.socket) -> None:
        """End the connection with a reset rather than an orderly end."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        with self._guard:
            self._aborted.add(connection)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
            aborted = request in self._aborted
            self._aborted.discard(request)
        if aborted:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def hang_up(self) -> None:
        with self._guard:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = traceback.format_exc()
        if not self.owner.closing.is_set():
            self.owner.crashes.append(error)


class _BadFraming(Exception):
    """A body that cannot be read; answered, then the connection ends."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # The base class answers what it cannot parse in this version: without headers, were it 0.9.
    default_request_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = _IDLE_S
    server: _Listener

    def setup(self) -> None:
        super().setup()
        self.server.track(self.connection)

    def handle(self) -> None:
        # A peer may vanish at any moment: that is its right.
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()

    def handle_expect_100(self) -> bool:
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def serve(self) -> None:
        try:
            request = self._request()
        except _BadFraming as error:
            self._send(Answer(_plain(error.status, error.message), close=True))
            self._drain()
            return
        except EOFError:
            self.close_connection = True
            return
        answer = self.server.owner.answer(request)
        if answer.delay_s > 0:
            self.server.owner.closing.wait(answer.delay_s)
        self._send(answer)

    def _request(self) -> Request:
        try:
            target = urllib.parse.urlsplit(self.path)
            query = urllib.parse.parse_qsl(target.query, keep_blank_values=True)
        except ValueError:
            raise _BadFraming(400, "the request target is malformed") from None
        path = urllib.parse.unquote(target.path)
        return Request("", self.command, path, tuple(query), tuple(self.headers.items()), self._body())

    def _body(self) -> bytes:
        codings = self.headers.get_all("Transfer-Encoding") or []
        lengths = set(self.headers.get_all("Content-Length") or [])
        if codings and lengths:
            raise _BadFraming(400, "Transfer-Encoding and Content-Length exclude each other")
        if codings:
            if [coding.strip().lower() for coding in codings] != ["chunked"]:
                raise _BadFraming(501, "the only transfer coding is chunked")
            return self._chunks()
        if not lengths:
            return b""
        length = lengths.pop().strip()
        if lengths or not (length.isascii() and length.isdigit()):
            raise _BadFraming(400, "Content-Length is malformed")
        if len(length) > 18 or int(length) > self.server.owner.max_body_bytes:
            raise _BadFraming(413, f"the body exceeds {self.server.owner.max_body_bytes} bytes")
        return self._exactly(int(length))

    def _chunks(self) -> bytes:
        body = bytearray()
        while True:
            size = self.rfile.readline(1_000).partition(b";")[0].strip()
            if not size or len(size) > 8 or size.strip(b"0123456789abcdefABCDEF"):
                raise _BadFraming(400, "a chunk size is malformed")
            if int(size, 16) == 0:
                self._trailers()
                return bytes(body)
            if len(body) + int(size, 16) > self.server.owner.max_body_bytes:
                raise _BadFraming(413, f"the body exceeds {self.server.owner.max_body_bytes} bytes")
            body += self._exactly(int(size, 16))
            if self._exactly(2) != b"\r\n":
                raise _BadFraming(400, "a chunk does not end where it says")

    def _trailers(self) -> None:
        for _ in range(100):
            if self.rfile.readline(1_000) in (b"\r\n", b"\n", b""):
                return
        raise _BadFraming(400, "there are too many trailers")

    def _exactly(self, size: int) -> bytes:
        data = self.rfile.read(size)
        if len(data) < size:
            raise EOFError
        return data

    def _send(self, answer: Answer) -> None:
        if answer.delivery is Delivery.RESET:
            self.close_connection = True
            self.server.abort(self.connection)
            return
        response = answer.response
        self.send_response_only(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        if answer.close:
            self.send_header("Connection", "close")
        self.end_headers()
        if answer.delivery is Delivery.CUT:
            self.close_connection = True
            self.wfile.write(response.body[: len(response.body) // 2])
        elif self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def _drain(self) -> None:
        """Read on for a while: a peer that still sends would be reset, and miss the answer."""
        self.close_connection = True
        deadline, left = time.monotonic() + _DRAIN_S, _DRAIN_BYTES
        with contextlib.suppress(OSError, ValueError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(0.5)
            while left > 0 and time.monotonic() < deadline:
                piece = self.rfile.read1(65_536)
                if not piece:
                    return
                left -= len(piece)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the base class cannot parse, as one line of JSON."""
        if not hasattr(self, "command"):
            self.command = ""
        phrase = self.responses.get(code, ("error", ""))[0]
        self._send(Answer(_plain(int(code), str(phrase)), close=True))
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Silent: the exchange is the client's to record."""


for _method in _METHODS:
    setattr(_Handler, f"do_{_method}", _Handler.serve)
