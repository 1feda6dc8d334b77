"""Interim answers (HTTP 1xx) are read past, as RFC 9110 has it in section 15.2: any number, of any kind."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest
from delivering import ADD, PATIENT
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


def test_a_connection_is_used_again_after_interim_answers() -> None:
    def answer(peer: socket.socket) -> None:
        for _ in range(2):
            got = bytearray()
            while not got.endswith(ADD.body):
                got += peer.recv(65_536)
            peer.sendall(HINTS + PROCESSING + FINAL)

    with listening(answer) as port:
        transport = HttpTransport(f"http://127.0.0.1:{port}", PATIENT)
        answers = [transport(ADD, {}), transport(ADD, {})]
        transport.close()
    assert [getattr(each, "status", None) for each in answers] == [201, 201]


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


@pytest.mark.parametrize("dripping", [PROCESSING * 50, CONTINUE * 9_999, b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50])
def test_what_drips_before_an_answer_does_not_put_off_the_end_of_waiting(
    dripping: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line comes in time for a read of its own, and the whole head does not."""
    clock = iter(range(0, 10_000, 3))
    monkeypatch.setattr(connections, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    with listening(saying(dripping)) as port:
        transport = HttpTransport(f"http://127.0.0.1:{port}", Connection(timeout_s=10.0))
        got = transport(ADD, {})
        transport.close()
    assert got == NoAnswer(Missing.TIMEOUT, f"no answer of 127.0.0.1:{port} within 10 s")
