"""The ways to a target: over HTTP, or to a model of our own that is served or called."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from contracts.engine.client import Connection, Transport
from contracts.engine.exchange import Model, NoAnswer, Request, Response, Who
from contracts.engine.http_transport import HttpTransport
from contracts.engine.server import Server, interleaved


class Direct:
    """A transport that calls a model instead of sending to it."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, request: Request, headers: Mapping[str, str]) -> Response | NoAnswer:
        """What the model answers; it sees what it would see on the wire."""
        ((_, answer),) = self.together([(request, headers)])
        return answer

    def together(
        self, requests: Sequence[tuple[Request, Mapping[str, str]]]
    ) -> Iterator[tuple[int, Response | NoAnswer]]:
        """What the model answers when the requests are under way together: their places, as they are answered."""
        return interleaved(self._model, [_on_the_wire(request, headers) for request, headers in requests])


def to_url(base_url: str, connection: Connection, stack: contextlib.ExitStack) -> Transport:
    """The way to a URL, until the stack ends."""
    transport = HttpTransport(base_url, connection)
    stack.callback(transport.close)
    return transport


def to_model(model: Model, sockets: bool, connection: Connection, stack: contextlib.ExitStack) -> tuple[str, Transport]:
    """The base URL of a model and the way to it, until the stack ends: it is served, or called without sockets."""
    if not sockets:
        return "in-process", Direct(model)
    base_url = stack.enter_context(Server(model)).base_url
    return base_url, to_url(base_url, connection, stack)


def _on_the_wire(request: Request, headers: Mapping[str, str]) -> Request:
    sent = ("Accept", "application/json"), *request.headers, *headers.items()
    return replace(request, operation="", as_who=Who.NOBODY, headers=sent)
