"""How fast and how far a run may go: an even pace, and a budget of requests."""

from __future__ import annotations

import time
from collections.abc import Callable

from pyrate_limiter import Limiter, Rate

from contracts.errors import NotAsked

SHARE = 0.95
"""The share of a target's limit that a run uses, so that its clock and the target's may differ."""


class BudgetSpent(NotAsked):
    """The run has sent as many requests as it may: what is left is not asked for."""


class Pace:
    """Lets requests go at even distances.

    `limit_per_minute` is what the target allows, of which 95 % is used; None lets them go
    at once. `max_requests` bounds the run, and so does `until`, a moment of the clock in
    seconds; None does not.
    """

    def __init__(
        self,
        limit_per_minute: float | None = None,
        max_requests: int | None = None,
        until: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.max_requests = max_requests
        self._until = until
        self._clock = clock
        self.spent = 0
        self._limiter: Limiter | None = None
        if limit_per_minute is not None:
            interval_ms = max(1, round(60_000 / (limit_per_minute * SHARE)))
            # one request per interval rather than n per minute: a burst is what a limit of 100 a minute refuses
            self._limiter = Limiter(Rate(1, interval_ms), buffer_ms=0)

    def wait(self, requests: int = 1) -> None:
        """Return when so many requests may go together; raise BudgetSpent where they may not any more."""
        self.check(requests)
        for _ in range(requests):
            if self._limiter is not None:
                self._limiter.try_acquire("target")
        self.spent += requests

    @property
    def left(self) -> float:
        """Seconds until the run has to end."""
        return float("inf") if self._until is None else self._until - self._clock()

    def check(self, requests: int = 1) -> None:
        """Raise BudgetSpent where so many requests may not go any more."""
        if self.max_requests is not None and self.spent + requests > self.max_requests:
            raise BudgetSpent(f"the budget of {self.max_requests} requests is spent")
        if self.left <= 0:
            raise BudgetSpent("the time of the run is spent")
