"""How fast and how far a run may go: an even pace, a budget of requests, and waits that a person hears of."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from contracts.engine.errors import NotAsked

SHARE = 0.95
"""The share of a target's limit that a run uses, so that its clock and the target's may differ."""
MORE = ": {} allows more, or let the stories ask for less"
"""What to do once a bound is reached, by the option that sets it."""
_TIME_SPENT = f"the time of the run is spent{MORE.format('--max-time')}"
TOLD_S = 5.0
"""A wait that is not longer needs no word."""


class BudgetSpent(NotAsked):
    """The run has sent as many requests as it may: what is left is not asked for."""


def in_silence(line: str) -> None:
    """Tell nobody."""


class Waits:
    """Waits, and tells of a wait of over 5 s before it begins: how long it is, and what for."""

    def __init__(self, sleep: Callable[[float], None], tell: Callable[[str], None]) -> None:
        self._sleep = sleep
        self._tell = tell
        self._told: set[str] = set()

    def wait(self, seconds: float, what_for: str, *, recurs: bool = False) -> None:
        """Wait so long for something; what recurs, and will all through the run, is told the first time."""
        if seconds > TOLD_S and not (recurs and what_for in self._told):
            self._told.add(what_for)
            self._tell(f"waits {seconds:.0f} s for {what_for}")
        self._sleep(seconds)


class TurnsLost(Exception):
    """Nobody says any more whose turn it is; the message is one line."""


class Turns(Protocol):
    """Whose turn it is to send, where other processes use the same limit."""

    limit_per_minute: float

    def take(self) -> float:
        """Take the next turn, and return 0; or return after how many seconds to ask again. Raises TurnsLost."""

    def lost(self) -> None:
        """Called before each request that goes without a turn, so that nobody else relies on turns either."""


class Pace:
    """Lets requests go at even distances.

    `limit_per_minute` is what the target allows, of which 95 % is used; None lets them go
    at once. `max_requests` bounds the run, and so does `until`, a moment of the clock in
    seconds; None does not. `tell` hears of long waits. The first goes after `begins_in` seconds. With `turns` others
    use a limit, too: they say when a request may go, and where they are lost, `limit_per_minute` holds from there on.
    """

    def __init__(
        self,
        limit_per_minute: float | None = None,
        max_requests: int | None = None,
        until: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = in_silence,
        begins_in: float = 0.0,
        turns: Turns | None = None,
    ) -> None:
        self.max_requests = max_requests
        self._until = until
        self._clock = clock
        self._waits = Waits(sleep, tell)
        self.spent = 0
        # one request per interval rather than n per minute: a burst is what a limit of 100 a minute refuses
        self._interval = 60 / (limit_per_minute * SHARE) if limit_per_minute else 0.0
        self._limit = limit_per_minute
        self._next = clock() + begins_in
        """When the next request may go."""
        self._tell = tell
        self._turns = turns
        self._in_turn = turns is not None

    def wait(self, requests: int = 1) -> None:
        """Return when so many requests may go together; raise BudgetSpent where they may not any more."""
        self.check(requests)
        if self._turns is not None and self._in_turn and self._wait_in_turn(self._turns, requests):
            self.spent += requests
            return
        if self._turns is not None:
            self._turns.lost()
        now = self._clock()
        last = max(self._next, now) + (requests - 1) * self._interval
        if last - now > self.left:
            raise BudgetSpent(_TIME_SPENT)
        self._next = last + self._interval
        if last > now:
            when = f"{requests} go at once" if requests > 1 else "as before every request"
            what_for = f"the limit of {self._limit:g} requests a minute: {when}"
            self._waits.wait(last - now, what_for, recurs=True)
        self.spent += requests

    def _wait_in_turn(self, turns: Turns, requests: int) -> bool:
        """Wait for so many turns; False where they are lost, and what was taken of them goes unused."""
        what_for = f"the limit of {turns.limit_per_minute:g} requests a minute, which others use, too"
        try:
            for _ in range(requests):
                while pause := turns.take():
                    if pause > self.left:
                        raise BudgetSpent(_TIME_SPENT)
                    self._waits.wait(pause, what_for, recurs=True)
        except TurnsLost as why:
            self._in_turn = False
            self._next = self._clock() + self._interval
            if str(why):
                self._tell(
                    f"{why}: from here on {self._limit:g} requests a minute, its part of {turns.limit_per_minute:g}"
                )
            return False
        return True

    def spend(self, requests: int = 1) -> None:
        """Count requests that take no time; raise BudgetSpent where they may not go any more."""
        self.check(requests)
        self.spent += requests

    @property
    def left(self) -> float:
        """Seconds until the run has to end."""
        return float("inf") if self._until is None else self._until - self._clock()

    def check(self, requests: int = 1) -> None:
        """Raise BudgetSpent where so many requests may not go any more."""
        if self.max_requests is not None and self.spent + requests > self.max_requests:
            raise BudgetSpent(f"the budget of {self.max_requests} requests is spent{MORE.format('--max-requests N')}")
        if self.left <= 0:
            raise BudgetSpent(_TIME_SPENT)
