"""A request, what came back, and the history of a target: the only memory of a run.

An exchange never holds a secret: a request names *who* sends it (`as_who`) and the client
turns that name into credentials on the wire, so there is nothing to mask afterwards.
"""

from __future__ import annotations

import enum
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from contracts.engine import jsontext
from contracts.engine.jsontext import NOT_JSON as NOT_JSON

Pairs = tuple[tuple[str, str], ...]


class Who(enum.StrEnum):
    """In whose name a request is sent; the client alone knows the credentials."""

    WRITER = "writer"
    READER = "reader"
    """Authenticated, without write access."""
    TOKEN = "token"
    """The OAuth token instead of Basic."""
    NOBODY = "nobody"
    EMPTY = "empty"
    """An Authorization header without a credential."""
    WRONG_PASSWORD = "wrong-password"
    PASSWORD_PREFIX = "password-prefix"
    """The right password without its last character."""
    PASSWORD_LONGER = "password-longer"
    """The right password with a character more."""
    PASSWORD_CASE = "password-case"
    """The right password in the other case."""
    NO_PASSWORD = "no-password"
    """The right user without a password."""
    UNKNOWN_USER = "unknown-user"
    GARBAGE_TOKEN = "garbage-token"

    @property
    def is_authentic(self) -> bool:
        """Whether the target should recognise this sender."""
        return self in (Who.WRITER, Who.READER, Who.TOKEN)

    @property
    def is_wrong_password(self) -> bool:
        """Whether it is the user who writes, with another password: what may lock that user."""
        return self in (
            Who.WRONG_PASSWORD,
            Who.PASSWORD_PREFIX,
            Who.PASSWORD_LONGER,
            Who.PASSWORD_CASE,
            Who.NO_PASSWORD,
        )


@dataclass(frozen=True)
class Request:
    """One concrete request: a case made ready to send."""

    operation: str
    """operationId in the spec."""
    method: str
    path: str
    query: Pairs = ()
    headers: Pairs = ()
    body: bytes = b""
    as_who: Who = Who.WRITER

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return _first(self.headers, name)

    @cached_property
    def text(self) -> jsontext.Text:
        """The body as JSON, and what is crooked in it."""
        return jsontext.read(self.body)

    @property
    def json(self) -> Any:
        """The decoded body; `NOT_JSON` where it is none, to the letter."""
        return NOT_JSON if self.text.constants else self.text.value


@dataclass(frozen=True)
class Response:
    """A complete HTTP answer."""

    status: int
    headers: Pairs = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return _first(self.headers, name)

    @cached_property
    def text(self) -> jsontext.Text:
        """The body as JSON, and what is crooked in it."""
        return jsontext.read(self.body, jsontext.DEPTH_MAX)

    @property
    def json(self) -> Any:
        """The decoded body, read leniently; `NOT_JSON` where it is none, or nested over 100 levels deep."""
        return self.text.value


class Missing(enum.StrEnum):
    """Why there is no answer."""

    REFUSED = "refused"
    """No connection, no TLS, no passage through a proxy: the request was certainly not delivered."""
    TIMEOUT = "timeout"
    RESET = "reset"
    CUT = "cut"
    """The answer ended before its end."""
    TOO_LARGE = "too-large"
    """The answer exceeds the limit on body size."""
    UNREADABLE = "unreadable"
    """What came is not HTTP, or not coded as it says."""


@dataclass(frozen=True)
class NoAnswer:
    """The request was sent, or tried, and no complete answer came back."""

    why: Missing
    detail: str = ""


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, with the times (seconds of a monotonic clock) between which it was under way."""

    index: int
    request: Request
    answer: Response | NoAnswer
    started: float
    ended: float
    test: str = ""
    """Id of the test that made it: of a scenario, with its parameters."""

    @property
    def as_sent(self) -> Exchange:
        """The same without what was read from its bodies: that takes several times the room."""
        return replace(self, request=replace(self.request), answer=replace(self.answer))

    @property
    def response(self) -> Response | None:
        """The answer, or None where none came."""
        return self.answer if isinstance(self.answer, Response) else None

    def request_id(self, names: Iterable[str]) -> str:
        """What the answer says in the first of these headers that it has: by it others find the request; else empty.

        It may hold anything, control characters too, and is cut at 200 characters.
        """
        return next((told for name in names if self.response and (told := self.response.header(name))), "")[:200]

    @property
    def obstacle(self) -> str:
        """Why no answer came, in words; empty where one did."""
        return (self.answer.detail or self.answer.why) if isinstance(self.answer, NoAnswer) else ""


class Delivery(enum.StrEnum):
    """How a server hands an answer over."""

    WHOLE = "whole"
    CUT = "cut"
    """Half of the body, then the end of the connection."""
    RESET = "reset"
    """The connection is reset in place of the answer."""


@dataclass(frozen=True)
class Answer:
    """What a model tells a server to do: the response, and how to deliver it."""

    response: Response
    delay_s: float = 0.0
    delivery: Delivery = Delivery.WHOLE
    close: bool = False
    """Whether the connection ends after the answer."""


Rest = Callable[[], "Answer | Rest"]
"""The remainder of a step: a server may let other steps come in between."""
Model = Callable[[Request], "Answer | Rest"]
"""A server's behaviour, as a function of the request (its `operation` and `as_who` are empty there)."""


MASK = b"[credential withheld]"
"""What stands in a recorded answer where the target gave a credential away."""


class History(Sequence[Exchange]):
    """Exchanges with one target, in the order in which they ended, and figures of all of them.

    It has them until it lets them go: then they count, and asking for one is a LookupError.
    """

    def __init__(self) -> None:
        self.taken_s = array("d")
        """Seconds until each answer came."""
        self.ended: dict[str, float] = {}
        """Operation -> when the last exchange of it ended."""
        self.cookie = ""
        """What the first answer that set a cookie said."""
        self._gone = 0
        self._exchanges: list[Exchange] = []

    def append(self, exchange: Exchange) -> None:
        """Add the next exchange; its index must be the length of the history."""
        if exchange.index != len(self):
            raise ValueError(f"exchange {exchange.index} cannot follow {len(self)} exchanges")
        self._exchanges.append(exchange)
        self.ended[exchange.request.operation] = exchange.ended
        if exchange.response:
            self.taken_s.append(exchange.ended - exchange.started)
            self.cookie = self.cookie or exchange.response.header("Set-Cookie") or ""

    def let_go(self) -> None:
        """Have the exchanges so far no more."""
        self._gone += len(self._exchanges)
        self._exchanges.clear()

    def __len__(self) -> int:
        return self._gone + len(self._exchanges)

    def __getitem__(self, index: Any) -> Any:
        place = range(len(self))[index]
        if place < self._gone:
            raise LookupError(f"exchange {place} was let go")
        return self._exchanges[place - self._gone]

    def __iter__(self) -> Iterator[Exchange]:
        return (self[place] for place in range(len(self)))


def _first(pairs: Pairs, name: str) -> str | None:
    wanted = name.lower()
    return next((value for key, value in pairs if key.lower() == wanted), None)
