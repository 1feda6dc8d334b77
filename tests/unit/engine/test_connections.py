"""Interim answers (HTTP 1xx) are read past, as RFC 9110 has it in section 15.2: any number, of any kind."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
from delivering import ADD, PATIENT, answer_at, raw
from secured import listening, saying

from contracts.engine import connections
from contracts.engine.client import Connection
from contracts.engine.connections import INTERIM_MAX
from contracts.engine.exchange import Missing, NoAnswer, Response
from contracts.engine.http_transport import HttpTransport

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
PROCESSING = b"HTTP/1.1 102 Processing\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nContent-Length: 7\r\nConnection: close\r\n\r\n"
ODD = b"HTTP/1.1 199\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
FINAL = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-Final: yes\r\n\r\n{}"


@pytest.mark.parametrize(
    "interim",
    [CONTINUE, PROCESSING, HINTS, ODD, HINTS + PROCESSING + CONTINUE + HINTS, PROCESSING * INTERIM_MAX],
    ids=["100", "102", "103", "199", "several", "many"],
)
def test_interim_answers_are_read_past(interim: bytes) -> None:
    """The request is sent once, and of the answer only the final one is kept."""
    heard: list[bytes] = []
    with listening(saying(interim + FINAL, heard)) as port:
        transport = HttpTransport(f"http://127.0.0.1:{port}", PATIENT)
        got = transport(ADD, {})
        transport.close()
    assert got == Response(201, (("Content-Length", "2"), ("X-Final", "yes")), b"{}")
    assert len(heard) == 1


def test_what_switches_protocols_is_final() -> None:
    """Nobody asked for it, and what follows is no HTTP."""
    with listening(saying(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\x00\x01")) as port:
        transport = HttpTransport(f"http://127.0.0.1:{port}", PATIENT)
        got = transport(ADD, {})
        transport.close()
    assert isinstance(got, Response)
    assert (got.status, got.body) == (101, b"")


@pytest.mark.parametrize(
    ("reply", "why", "told"),
    [
        (PROCESSING * (INTERIM_MAX + 1) + FINAL, Missing.UNREADABLE, f"over {INTERIM_MAX} interim answers (HTTP 102)"),
        (PROCESSING, Missing.RESET, "closed the connection without an answer"),
        (HINTS + b"rubbish\r\n", Missing.UNREADABLE, "cannot be read as HTTP (rubbish)"),
    ],
    ids=["on and on", "nothing after", "rubbish after"],
)
def test_interim_answers_alone_are_no_answer(reply: bytes, why: Missing, told: str) -> None:
    with listening(saying(reply)) as port:
        transport = HttpTransport(f"http://127.0.0.1:{port}", PATIENT)
        got = transport(ADD, {})
        transport.close()
    assert isinstance(got, NoAnswer)
    assert got.why is why
    assert told in got.detail


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "beginning",
    [
        CONTINUE,
        PROCESSING,
        b"HTTP/1.1 200 OK\r\nA: b\r\nA: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        CHUNKED + b"63\r\n{",
        CHUNKED + b"000",
        CHUNKED + b"0\r\nA: b\r\n",
    ],
    ids=["interim", "another interim", "header", "body", "chunk", "size of a chunk", "trailer"],
)
def test_what_drips_does_not_put_off_the_end_of_waiting(beginning: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time for a read of its own, and the whole answer does not."""
    clock = itertools.chain((0, 1), itertools.repeat(11))
    monkeypatch.setattr(connections, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    with raw(beginning, hold=True) as (url, _):
        got = answer_at(url, Connection(timeout_s=10.0))
    assert isinstance(got, NoAnswer)
    assert got.why is Missing.TIMEOUT
    assert got.detail.endswith(" within 10 s")


@pytest.mark.parametrize("reply", [HINTS + FINAL, FINAL.replace(b"201 Created", b"204 No Content")])
def test_each_request_has_a_connection_of_its_own(reply: bytes) -> None:
    """So that nothing behind an answer is taken for the next one, and none is lost with a connection that has ended."""
    with raw(reply + FINAL, reply + FINAL) as (url, read):
        transport = HttpTransport(url, PATIENT)
        answers = [transport(ADD, {}), transport(ADD, {})]
        transport.close()
    assert answers[0] == answers[1]
    assert len(read) == 2


@pytest.mark.parametrize(
    ("headers", "count"),
    [
        (b"A: b\r\n" * 101, 1),
        (b"".join(b"A%d: b\r\n" % n for n in range(9_000)), 9_000),
        (b"A: %s\r\n" % (b"b" * 65_000), 1),
    ],
    ids=["the same", "many", "long"],
)
def test_any_number_of_headers_is_read(headers: bytes, count: int) -> None:
    with listening(saying(HINTS + b"HTTP/1.1 200 OK\r\n" + headers + b"Content-Length: 2\r\n\r\n{}")) as port:
        got = answer_at(f"http://127.0.0.1:{port}", PATIENT)
    assert isinstance(got, Response)
    assert (len(got.headers), got.body) == (count + 1, b"{}")
