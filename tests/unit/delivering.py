"""What tests of a client need: a target, the ways to it, and a client that tells what it recorded."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

from contracts.engine.client import Client, Connection
from contracts.engine.credentials import Credentials
from contracts.engine.exchange import Answer, Exchange, Missing, NoAnswer, Request, Response
from contracts.engine.http_transport import HttpTransport
from contracts.engine.pace import Pace
from contracts.engine.server import RateLimit, Server

ADD = Request("addCustomer", "POST", "/v2/customers", headers=(("Content-Type", "application/json"),), body=b"{}")

OK = Response(200, (("Content-Type", "application/json"),), b'{"createdId": 7}')

PATIENT = Connection(timeout_s=5.0)

KNOWN = Credentials("writer", "pass-word-1", "reader", "read-word-1", "token-token-1", "X-TOKEN")


class Target:
    """A server that answers what it is told, and remembers what reached it."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        return self.answers.pop(0) if self.answers else Answer(OK)


@contextlib.contextmanager
def sending(
    target: Target, connection: Connection = PATIENT, limit: RateLimit | None = None
) -> Iterator[HttpTransport]:
    """A transport to a server that is up as long as the context."""
    with Server(target, limit=limit) as server:
        transport = HttpTransport(server.base_url, connection)
        try:
            yield transport
        finally:
            transport.close()


@contextlib.contextmanager
def raw(*replies: bytes, reset: bool = False, hold: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """A bare socket that reads a request, writes these bytes, and hangs up; yields its URL and what it read.

    With `hold` it waits until its peer hangs up.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(2.0)
    read: list[bytes] = []

    def serve() -> None:
        for reply in replies:
            with contextlib.suppress(OSError):
                peer, _ = listener.accept()
                with peer:
                    peer.settimeout(2)
                    request = bytearray()
                    while not request.endswith(ADD.body) and (piece := peer.recv(65_536)):
                        request += piece  # to hang up on a body that comes after its head would be a reset
                    read.append(bytes(request))
                    peer.sendall(reply)
                    if hold:
                        peer.recv(1)
                    if reset:
                        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", read
    finally:
        listener.close()
        thread.join(3)


def recorded(
    transport: Callable[[Request, Mapping[str, str]], Response | NoAnswer],
    credentials: Credentials = KNOWN,
    pace: Pace | None = None,
) -> tuple[Client, Sequence[Exchange], list[float]]:
    """A client that sleeps nowhere, its history, and how long it would have slept."""
    slept: list[float] = []
    client = Client(transport, pace or Pace(), credentials, sleep=slept.append)
    return client, client.history, slept


def sent(client: Client, request: Request = ADD, test: str = "") -> Exchange:
    """The last exchange of a request that is sent until it need not be sent again."""
    return list(client.send(request, test))[-1]


def answer_at(url: str, connection: Connection) -> Response | NoAnswer:
    """What comes of one request."""
    transport = HttpTransport(url, connection)
    try:
        return transport(ADD, {})
    finally:
        transport.close()


def told(url: str, connection: Connection, why: Missing = Missing.REFUSED) -> str:
    """Why nothing came of one request; it is on one line."""
    got = answer_at(url, connection)
    assert isinstance(got, NoAnswer)
    assert got.why is why
    assert "\n" not in got.detail
    return got.detail
