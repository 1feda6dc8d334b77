"""The one client: every request of every suite goes through here, once, and is recorded.

A write is never sent again behind the caller's back: no retries, no redirects, and a
connection for each request, which nobody can have closed since the last one. Only an
answer that asks to wait is followed by another, recorded try, as after 429, which says that nothing happened; of a 503
the history says that nobody knows. So is a request that was certainly not delivered, since nobody listens, where a
target that has answered before is waited for (`outages`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from contracts.engine import grant, limits
from contracts.engine.credentials import SECRET_CHARS_MIN, Credentials, without_secrets
from contracts.engine.errors import ContractsError, Derailed, UsageError
from contracts.engine.exchange import MASK, Exchange, History, Missing, NoAnswer, Pairs, Request, Response, Who
from contracts.engine.outages import Outages
from contracts.engine.pace import BudgetSpent, Pace, Waits, in_silence
from contracts.engine.secrecy import masked

PATIENCE_S = 150.0
"""How long a target that asks to wait is waited for, altogether."""


class Transport(Protocol):
    """Delivers one request and brings back what came."""

    def __call__(self, request: Request, headers: Mapping[str, str]) -> Response | NoAnswer:
        """Send once; `headers` are the credentials. Raises HarnessError for what cannot be put into HTTP."""


@runtime_checkable
class Interleaving(Protocol):
    """A transport that can have several requests under way without threads."""

    def together(
        self, requests: Sequence[tuple[Request, Mapping[str, str]]]
    ) -> Iterator[tuple[int, Response | NoAnswer]]:
        """Send all at the same moment, with their credentials; yield their places as they are answered."""


@dataclass(frozen=True)
class Connection:
    """Options of a connection, as requests knows them."""

    timeout_s: float = 10.0
    max_body_bytes: int = 1_000_000
    verify: bool | str = True
    """Whether to check certificates, or the path of a CA bundle."""
    cert: str | None = None
    """The path of our own certificate and its key."""
    proxy: str | None = None
    run_id: str = ""
    """Which run asks, as the other side may read it in its logs."""
    headers: Pairs = ()
    """Headers that go with every request, each with the environment variable that holds its value."""


class Client:
    """Sends requests at the pace allowed, masks secrets, keeps the history; `tell` hears of long waits.

    Where the credentials hold a grant, it fetches the token that a sender needs, before it
    ends and where the target takes it no more; `hear` is told of each call. These count in
    the pace, and stand in no history: they ask for no promise. `note` hears of requests as they go, and after how
    many exchanges.
    """

    def __init__(
        self,
        transport: Transport,
        pace: Pace,
        credentials: Credentials,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = in_silence,
        hear: grant.Heard = grant.unheard,
        outages: Outages | None = None,
        note: Callable[[Sequence[Request], int], None] = lambda requests, index: None,
    ) -> None:
        self.history = History()
        self.credentials = credentials
        self.pace = pace
        self._transport = transport
        self._clock = clock
        self._waits = Waits(sleep, tell)
        self._hear = hear
        self._outages = outages or Outages()
        self._note = note
        self._tokens = grant.Tokens(credentials.grant) if credentials.grant else None
        self.secrets = credentials.secrets
        """What was in use so far, the tokens that were fetched among it; the longest first."""
        self._patience = PATIENCE_S
        """Seconds for which answers 429 are still waited for, until another answer comes."""

    def send(self, request: Request, test: str = "") -> Iterator[Exchange]:
        """Send a request; while the target asks to wait, wait and send it again as an exchange of its own.

        A refusal of a token that was fetched earlier is such a reason, too: the target has done nothing,
        so the request goes once more, with a fresh one.
        Yields each exchange as it ends, and goes on when it is asked for the next: nothing is sent
        before the first is. The last one asks to wait where patience, time or budget came to an end.
        Raises BudgetSpent where no request is left; where no token is to be had, UsageError for a key that is
        refused, Derailed where the writer is known by it, and NoVerdict for another sender.
        """
        fetched = self._admit([request])
        while True:
            used = self.credentials.token
            for exchange in self._tries(request):
                yield self._recorded(exchange, test)
            if fetched or not self._has_ended(used, exchange):
                return
            try:
                fetched = self._admit([request])
            except BudgetSpent:
                return

    def after(self, exchange: Exchange, test: str = "") -> Iterator[Exchange]:
        """What `send` would do after an exchange: nothing, but where its answer asks to wait, which is then heeded."""
        return (self._recorded(each, test) for each in self._tries(exchange.request, exchange))

    def _tries(self, request: Request, last: Exchange | None = None) -> Iterator[Exchange]:
        """Send what was admitted, and again while the target asks to wait; what had `last` come of it, only then."""
        pause = 0.5
        while last is None or self._goes_again(last, pause):
            pause = pause if last is None else min(pause * 2, 30.0)
            self._note([request], len(self.history))
            last = self._deliver(request)
            self._outages.note(last)
            yield last

    def _goes_again(self, exchange: Exchange, pause: float) -> bool:
        """Whether a request is to be sent again, once that may be: after the wait that its answer asks for."""
        response = exchange.response
        if not self._is_worth_another(exchange):
            if response is None or not limits.asks_to_wait(response):
                self._patience = PATIENCE_S
                return False
            asked = max(limits.retry_after(response) or 0.0, pause)
            wait = min(asked, self._patience)
            hopeless = response.status == 503 and asked > self._patience  # maintenance, rather than a limit
            if self._patience <= 0 or hopeless or wait > self.pace.left:
                return False
            self._patience -= wait
            self._waits.wait(wait, _patience_for(exchange.request, response))
        try:
            self._admit([exchange.request])
        except BudgetSpent:
            return False
        return True

    def _is_worth_another(self, exchange: Exchange) -> bool:
        """Whether a request that was certainly not delivered was kept back until somebody may be there again."""
        answer = exchange.answer
        is_kept = isinstance(answer, NoAnswer) and answer.why is Missing.REFUSED
        return is_kept and self._outages.outwait(self._masked_text(exchange.obstacle))

    def _admit(self, requests: Sequence[Request]) -> bool:
        """Return when requests may go together, with a token where they need one; whether it was fetched for them."""
        who = next((each.as_who for each in requests if self.credentials.sends_token(each.as_who)), None)
        fetched = who is not None and self._renewed(who)
        self.pace.wait(len(requests))
        return fetched

    def _renewed(self, who: Who) -> bool:
        """Whether a token was due, and was fetched; raises as `send` does."""
        tokens = self._tokens
        try:
            if tokens is None or not tokens.is_due(self._clock()):
                return False
            token, told = tokens.take(self._asked(tokens.grant.request))
            self._hear(told)
            if token:
                self.credentials = replace(self.credentials, token=token)
                self.secrets = tuple(dict.fromkeys((*self.credentials.secrets, *self.secrets)))
            return not tokens.is_due(self._clock())
        except BudgetSpent:
            raise
        except ContractsError as error:
            if who is not Who.WRITER:
                raise grant.for_a_story(error) from None
            raise error if isinstance(error, UsageError) else Derailed(str(error)) from None

    def _asked(self, call: Request) -> Exchange:
        """The answer to a call for a token, which may be made again: it writes nothing."""
        for _ in range(grant.TRIES):
            self.pace.wait()
            *_, last = self._tries(call)
            if not grant.is_lost(last.answer):
                break
        return replace(last, answer=self._masked(last.answer)) if isinstance(last.answer, NoAnswer) else last

    def _has_ended(self, used: str | None, exchange: Exchange) -> bool:
        """Whether the target refuses a token that it had given, and that may have ended since."""
        if self._tokens is None or not self.credentials.sends_token(exchange.request.as_who):
            return False
        return self._tokens.has_ended(used or "", exchange.answer)

    def wait_until(self, moment: float, what_for: str) -> None:
        """Return once the clock of the exchanges shows `moment`, in seconds; `what_for` tells the person."""
        remaining = moment - self._clock()
        if remaining > 0:
            self._waits.wait(remaining, what_for, recurs=True)

    def together(self, requests: Sequence[Request], test: str = "") -> list[Exchange]:
        """Send requests at the same moment, each on a connection of its own, once the pace allows them all.

        Returns the exchanges in the order of the requests; they are recorded in the order
        in which they ended. An answer 429 or 401 is the last one here (see `after`). Raises what `send` does.
        """
        self._admit(requests)
        self._note(requests, len(self.history))
        if isinstance(self._transport, Interleaving):
            return self._in_order(self._interleaved(self._transport, requests), test)
        return self._in_order(self._in_threads(requests), test)

    def _in_order(self, exchanges: list[Exchange], test: str) -> list[Exchange]:
        order = sorted(range(len(exchanges)), key=lambda n: exchanges[n].ended)
        for number in order:
            exchanges[number] = self._recorded(exchanges[number], test)
        return exchanges

    def _in_threads(self, requests: Sequence[Request]) -> list[Exchange]:
        start = threading.Barrier(len(requests))

        def deliver(request: Request) -> Exchange:
            start.wait()
            return self._deliver(request)

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(deliver, requests))

    def _interleaved(self, transport: Interleaving, requests: Sequence[Request]) -> list[Exchange]:
        started = self._clock()
        sent = [(request, self.credentials.headers(request.as_who)) for request in requests]
        found: dict[int, Exchange] = {}
        for place, answer in transport.together(sent):
            found[place] = Exchange(-1, requests[place], answer, started, self._clock())
        return [found[place] for place in range(len(requests))]

    def _deliver(self, request: Request) -> Exchange:
        started = self._clock()
        answer = self._transport(request, self.credentials.headers(request.as_who))
        return Exchange(-1, request, answer, started, self._clock())

    def _recorded(self, exchange: Exchange, test: str) -> Exchange:
        answer = self._masked(exchange.answer)
        recorded = replace(exchange, index=len(self.history), test=test, answer=answer)
        self.history.append(recorded)
        return recorded

    def _masked(self, answer: Response | NoAnswer) -> Response | NoAnswer:
        if isinstance(answer, NoAnswer):
            return replace(answer, detail=self._masked_text(answer.detail))
        headers = tuple((name, without_secrets(name, self._masked_text(value))) for name, value in answer.headers)
        return replace(answer, body=self._masked_bytes(answer.body), headers=headers)

    def _masked_text(self, text: str) -> str:
        text = self._masked_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
        if text.isascii() or max(text) > "\xff":
            return text
        return self._masked_bytes(text.encode("latin-1")).decode("latin-1")  # as which HTTP reads headers in UTF-8

    def _masked_bytes(self, data: bytes) -> bytes:
        long = (secret for secret in self.secrets if len(secret.text) >= SECRET_CHARS_MIN)
        return masked(data, long, MASK)


def _patience_for(request: Request, response: Response) -> str:
    return f"{request.method} {request.path}: the target answers {limits.told(response)}"
