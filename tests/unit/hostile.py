"""A target that means no good: each attack is the bytes that it sends in the place of an answer."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import io
import json
import socketserver
import threading
import time
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Self

from contracts.engine.exchange import Request, Response
from contracts.engine.server import in_process
from contracts.runner import specimen

ATTACKED = "x-attack"
"""The header by which a story chooses the attack."""
_DRIP_S = 0.02
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

Attack = Callable[[bytes], Iterator[bytes]]
"""The pieces of what is sent in place of an honest body, which it is given."""


def whole(body: bytes, head: bytes = _HEAD) -> bytes:
    """An answer of ordinary form."""
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _endlessly(beginning: bytes, piece: bytes, pause_s: float = 0.0) -> Attack:
    def attack(honest: bytes) -> Iterator[bytes]:
        yield beginning
        while True:
            yield piece
            time.sleep(pause_s)

    return attack


def _once(reply: bytes) -> Attack:
    return lambda honest: iter([reply])


@cache
def _packed() -> bytes:
    """200 MB of blanks in 900 KB."""
    packing = zlib.compressobj(1, wbits=31)
    return b"".join(packing.compress(b" " * 1_000_000) for _ in range(200)) + packing.flush()


def _bomb(honest: bytes) -> Iterator[bytes]:
    yield whole(_packed(), _HEAD + b"Content-Encoding: gzip\r\n")


def _nested_bomb(honest: bytes) -> Iterator[bytes]:
    yield whole(gzip.compress(_packed()), _HEAD + b"Content-Encoding: gzip, gzip\r\n")


def _answered_before(honest: bytes) -> Iterator[bytes]:
    """The answer, and the answer to a request that nobody has sent."""
    yield whole(honest) + whole(b'{"createdId": 1, "warnings": [], "sideEffects": []}')


def _many_headers(count: int) -> Attack:
    lines = b"".join(b"X-Filler-%d: %d\r\n" % (n, n) for n in range(count))
    return lambda honest: iter([whole(honest, _HEAD + lines)])


def _late(honest: bytes) -> Iterator[bytes]:
    time.sleep(1.3)
    yield whole(honest)


_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

BARRED: dict[str, Attack] = {
    "decompression bomb": _bomb,
    "bomb in a bomb": _nested_bomb,
    "endless body": _endlessly(_HEAD + b"Content-Length: 999999999999\r\n\r\n", b" " * 65_536),
    "endless chunks": _endlessly(_CHUNKED, b"10000\r\n" + b" " * 65_536 + b"\r\n"),
    "body to the end of time": _endlessly(_HEAD + b"\r\n", b" " * 65_536),
    "dripping body": _endlessly(_HEAD + b"Content-Length: 9999\r\n\r\n", b" ", _DRIP_S),
    "dripping chunks": _endlessly(_CHUNKED, b"1\r\n \r\n", _DRIP_S),
    "dripping chunk size": _endlessly(_CHUNKED, b"0", _DRIP_S),
    "dripping trailers": _endlessly(_CHUNKED + b"0\r\n", b"X: y\r\n", _DRIP_S),
    "dripping head": _endlessly(_HEAD, b"X: y\r\n", _DRIP_S),
    "dripping header": _endlessly(_HEAD + b"X: ", b"y", _DRIP_S),
    "headers without end": _endlessly(_HEAD, b"X: y\r\n" * 1_000),
    "a header without end": _endlessly(_HEAD + b"X: ", b"y" * 65_536),
    "trailers without end": _endlessly(_CHUNKED + b"0\r\n", b"X: y\r\n" * 1_000),
    "interim answers without end": _endlessly(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 1_000),
    "100,000 headers": _many_headers(100_000),
    "chunk shorter than it says": _once(_CHUNKED + b"ff\r\n{}\r\n0\r\n\r\n"),
    "chunk longer than it says": _once(_CHUNKED + b"1\r\n{}{}\r\n0\r\n\r\n"),
    "chunk of no size": _once(_CHUNKED + b"ghi\r\n{}\r\n0\r\n\r\n"),
    "chunk of negative size": _once(_CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n"),
    "chunk of all memory": _once(_CHUNKED + b"f" * 16 + b"\r\n{}"),
    "chunks without an end": _once(_CHUNKED + b"2\r\n{}\r\n"),
    "length of all memory": _once(_HEAD + b"Content-Length: " + b"9" * 18 + b"\r\n\r\n{}"),
    "a body over the limit": _once(whole(b'{"createdId": ' + b"1" * 10_000_000 + b"}")),
    "a string over the limit": _once(whole(b'{"createdId": "' + b"x" * 10_000_000 + b'"}')),
    "HTTP/0.9": _once(b'{"createdId": 7, "warnings": [], "sideEffects": []}'),
    "a status of letters": _once(b"HTTP/1.1 two OK\r\n\r\n"),
    "binary": _once(bytes(range(256)) * 100),
    "nothing": _once(b""),
    "too late": _late,
}
"""What is no answer: nobody knows what became of the request."""

HARMLESS: dict[str, Attack] = {
    "150 headers": _many_headers(150),
    "5,000 headers": _many_headers(5_000),
    "an answer too many": _answered_before,
    "rubbish behind the answer": lambda honest: iter([whole(honest) + b"\0\x1b[2J" * 100]),
    "a cookie and a refresh": lambda honest: iter(
        [whole(honest, _HEAD + b"Set-Cookie: a=b\r\nRefresh: 0; url=http://127.0.0.1:9/\r\n")]
    ),
    "closed unannounced": lambda honest: iter([whole(honest), CLOSE]),
}
"""An answer like another, whatever comes with it."""
CLOSE = b"close"
"""In place of a piece: the connection ends."""

WICKED = (
    "\x1b[2J\x1b]0;owned\x07",
    "\u202egnp.exe\u2066",
    "\x00\x08\x7f\x85\u2028\ufeff",
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "]]></failure><testcase/>&lt;",
    "\n::error file=x::owned\n::stop-commands::x\n##vso[task.complete result=Failed]",
    "| a | [b](javascript:alert(1)) `c` <!-- \n# d",
    "../../../../etc/passwd\\..\\x",
    "{{7*7}}${7*7}%n%s{0}",
    '=cmd|"/c calc"!A1',
)


def _wicked(honest: bytes) -> Iterator[bytes]:
    """Every text of the honest answer, and every name, followed by something wicked."""
    turns = iter(WICKED * 1_000)

    def spoilt(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: spoilt(v) for k, v in value.items()} | {next(turns): next(turns)}
        if isinstance(value, list):
            return [spoilt(each) for each in value] + [next(turns), {"code": next(turns), "message": next(turns)}]
        return next(turns) if isinstance(value, str) else value

    told = spoilt(json.loads(honest))
    wicked = {"errors": [{"code": text, "message": text, "status": text} for text in WICKED]}
    header = "".join(f"X-Wicked-{n}: {text!r}\r\n" for n, text in enumerate(WICKED)).encode("latin-1", "replace")
    raw = b"X-Raw: \x1b[2J\xff::error::owned\r\nX-Cap-RequestID: <b>\x1b[31m::error::id\r\n"
    yield whole(json.dumps(told | wicked).encode(), _HEAD + header + raw)


def _honest_but(**members: Any) -> Attack:
    return lambda honest: iter([whole(json.dumps(json.loads(honest) | members).encode())])


BREAKING: dict[str, Attack] = {
    "deep lists": _once(whole(b'{"createdId": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")),
    "deep objects": _once(whole(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)),
    "deep lists that do not end": _once(whole(b"[" * 900_000)),
    "a number of 900,000 digits": _once(whole(b'{"createdId": ' + b"7" * 900_000 + b"}")),
    "a string of 900,000 letters": _once(whole(b'{"createdId": "' + b"x" * 900_000 + b'"}')),
    "50,000 members": _once(whole(json.dumps({f"m{n}": n for n in range(50_000)}).encode())),
    "20,000 warnings": _honest_but(warnings=[{"code": n, "message": "w"} for n in range(20_000)]),
    "invalid UTF-8": _once(whole(b'{"createdId": 7, "warnings": ["\xff\xfe\xed\xa0\x80"], "sideEffects": []}')),
    "UTF-16": _once(whole('{"createdId": 7}'.encode("utf-16"))),
    "wicked texts": _wicked,
    "a body beside 204": lambda honest: iter([b"HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n" + honest]),
}
"""An answer that breaks promises."""


class HostileTarget:
    """The reference behind a port, from entry to exit; a request with the header of an attack is answered by that."""

    def __init__(self, attacks: dict[str, Attack]) -> None:
        self.served: list[str] = []
        """Methods, paths and attacks, in the order in which they came."""
        send = in_process(specimen.reference(specimen.EMBEDDED))
        served, turn = self.served, threading.Lock()

        class Handler(socketserver.StreamRequestHandler):
            timeout = 5.0

            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    while self._one():
                        pass

            def _one(self) -> bool:
                request = _read(self.rfile)
                if request is None:
                    return False
                name = urllib.parse.unquote(request.header(ATTACKED) or "")
                with turn:
                    served.append(f"{request.method} {request.path} {name}".rstrip())
                    answer = send(request)
                assert isinstance(answer, Response)
                if not name:
                    self._say(_rendered(answer))
                    return True
                ended = False
                for piece in attacks[name](answer.body):
                    ended = piece is CLOSE
                    if not ended:
                        self._say(piece)
                return not ended and name in HARMLESS

            def _say(self, data: bytes) -> None:
                self.connection.sendall(data)

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: Any, client_address: Any) -> None:
                served.append("crash")

        self._listener = Listener(("127.0.0.1", 0), Handler)
        self.base_url = f"http://127.0.0.1:{self._listener.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown()
        self._listener.server_close()


def _read(stream: Any) -> Request | None:
    line = stream.readline(65_536)
    if not line:
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers = http.client.parse_headers(stream)
    parts = urllib.parse.urlsplit(target)
    body = stream.read(int(headers.get("Content-Length") or 0))
    query = tuple(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
    return Request("", method, urllib.parse.unquote(parts.path), query, tuple(headers.items()), body)


def _rendered(answer: Response) -> bytes:
    text = io.BytesIO()
    text.write(b"HTTP/1.1 %d X\r\n" % answer.status)
    for name, value in answer.headers:
        text.write(f"{name}: {value}\r\n".encode("latin-1"))
    return whole(answer.body, text.getvalue())
