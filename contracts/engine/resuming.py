"""A run that goes on where another one ended: what was asked then is answered as it was then, and not sent again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from contracts.engine import limits
from contracts.engine.client import Client, Transport
from contracts.engine.credentials import Credentials
from contracts.engine.errors import Derailed
from contracts.engine.exchange import Exchange, Missing, NoAnswer, Request, Response
from contracts.engine.pace import Pace
from contracts.engine.whole import Lines

LOST = "the run ended before an answer came"


class Past:
    """What was sent before a run was resumed, in the order in which it ended, to be asked for in the same order.

    It is over from the beginning, unless there is something to take up: exchanges; how many requests went after
    them of which nobody knows what came; after how many requests earlier parts of the run were resumed.
    """

    def __init__(self) -> None:
        self.plays = False
        """Whether what was asked for last came from here."""
        self.take_up((), 0, ())

    def take_up(self, exchanges: Sequence[Exchange], lost: int, resumed: Sequence[int]) -> None:
        """Begin with these."""
        self.count = len(exchanges)
        self.asked = self.count + lost
        """How many requests there were, whatever came of them."""
        self.ended = max((exchange.ended for exchange in exchanges), default=0.0)
        """When the last answer came, by the clock of these exchanges."""
        last = {exchange.test for exchange in exchanges[-1:]}
        self.unsettled = frozenset(last | {each.test for each in exchanges if not _says_something(each)})
        """Tests that may lack answers, of those whose requests are known."""
        self._left = deque(exchanges)
        self._lost = lost
        self._resumed = (*resumed, self.asked)

    @property
    def is_over(self) -> bool:
        """Whether the next request has to be sent."""
        return not self._left and not self._lost

    @property
    def parts(self) -> int:
        """How many parts of the run are over by now."""
        asked = self.asked - len(self._left) - self._lost
        return sum(asked >= each for each in self._resumed)

    def answers(self, requests: Sequence[Request], test: str) -> list[Exchange]:
        """What came of requests that were under way together, in their order; nothing once the past is over.

        What was sent without a recorded answer has none. Raises Derailed where something else was asked then.
        """
        self.plays = not self.is_over
        if not self.plays:
            return []
        recorded = [self._left.popleft() for _ in requests if self._left]
        found = [self._taken(request, test, recorded) for request in requests]
        if recorded or (self._left and None in found):
            raise Derailed(
                f"request {self.count - len(self._left)} of the log is another one: are the suites, the tests that "
                "were chosen and the credentials those of the run? nothing more is sent"
            )
        self._lost = max(0, self._lost - found.count(None))
        nobody_knows = NoAnswer(Missing.CUT, LOST)
        return [
            exchange or Exchange(-1, request, nobody_knows, self.ended, self.ended)
            for request, exchange in zip(requests, found, strict=True)
        ]

    def goes_on_with(self, request: Request, test: str) -> bool:
        """Whether the next request of the past is this one."""
        return bool(self._left) and (self._left[0].request, self._left[0].test) == (request, test)

    @property
    def next_test(self) -> str:
        """Which test made the next of these requests; empty where nobody knows."""
        return self._left[0].test if self._left else ""

    @staticmethod
    def _taken(request: Request, test: str, recorded: list[Exchange]) -> Exchange | None:
        for place, exchange in enumerate(recorded):
            if (exchange.request, exchange.test) == (request, test):
                return recorded.pop(place)
        return None


def _says_something(exchange: Exchange) -> bool:
    return exchange.response is not None and exchange.response.status < 429


class ResumedClient(Client):
    """A client that takes answers from the past of its run until that is over, and sends from then on.

    Its clock goes on from there, whatever clock this machine has. What comes from the past counts in the budget, takes
    no time, and needs no token.
    """

    def __init__(self, past: Past, transport: Transport, pace: Pace, credentials: Credentials, **rest: Any) -> None:
        ahead = past.ended - time.monotonic()
        super().__init__(transport, pace, credentials, clock=lambda: time.monotonic() + ahead, **rest)
        self._past = past

    def send(self, request: Request, test: str = "") -> Iterator[Exchange]:
        """As a client does; what the client of the past sent again by itself comes again by itself."""
        while known := self._past.answers([request], test):
            self.pace.spend()
            yield self._recorded(known[0], test)
            if not self._was_sent_again(known[0], test):
                return
        yield from super().send(request, test)

    def together(self, requests: Sequence[Request], test: str = "") -> list[Exchange]:
        """As a client does."""
        known = self._past.answers(requests, test)
        if not known:
            return super().together(requests, test)
        self.pace.spend(len(requests))
        return self._in_order(known, test)

    def _was_sent_again(self, exchange: Exchange, test: str) -> bool:
        """Whether the client of the past, or this one, does not take an answer for the last one."""
        answer = exchange.answer
        if isinstance(answer, NoAnswer):
            undone = answer.why is Missing.REFUSED
        else:
            undone = limits.asks_to_wait(answer) or self._is_of_token(exchange.request, answer)
        return undone and (self._past.is_over or self._past.goes_on_with(exchange.request, test))

    def _is_of_token(self, request: Request, answer: Response) -> bool:
        return self._tokens is not None and self.credentials.sends_token(request.as_who) and self._tokens.ends(answer)


def client_of(past: Past, *sending: Any, **heard: Any) -> Client:
    """A client that goes on from a past, or one without any."""
    return Client(*sending, **heard) if past.is_over else ResumedClient(past, *sending, **heard)


class Muted:
    """Takes lines, and keeps them but where it is to be silent."""

    def __init__(self, lines: Lines, is_silent: Callable[[], bool]) -> None:
        self._lines = lines
        self._is_silent = is_silent

    def write(self, text: str) -> None:
        """Take text that ends a line."""
        if not self._is_silent():
            self._lines.write(text)
