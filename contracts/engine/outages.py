"""Outages of a target that has answered before: how long they are waited for, and what a person hears of them."""

from __future__ import annotations

import time
from collections.abc import Callable

from contracts.engine.exchange import Exchange, Missing, NoAnswer
from contracts.engine.pace import in_silence

PAUSE_MAX_S = 15.0
"""After so long at most the target is asked again."""
_GATEWAYS = frozenset({502, 503, 504})
"""By these something before a target says that the target is away (RFC 9110, 15.6)."""
_AWAY = frozenset({Missing.REFUSED, Missing.TIMEOUT, Missing.RESET})


def is_away(exchange: Exchange) -> bool:
    """Whether nobody was there to answer, as far as one exchange tells."""
    if isinstance(exchange.answer, NoAnswer):
        return exchange.answer.why in _AWAY
    return exchange.answer.status in _GATEWAYS


class Outages:
    """Waits for a target that is away, at most `seconds` each time, and never before its first answer.

    `tell` hears when it goes away, and when it is back.
    """

    def __init__(
        self,
        seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = in_silence,
    ) -> None:
        self.seconds = seconds
        self.outwaited: list[float] = []
        """How long each outage lasted that is over, in seconds."""
        self.why = ""
        """What the last outage began with."""
        self._clock = clock
        self._sleep = sleep
        self._tell = tell
        self._has_answered = False
        self._began: float | None = None
        self._waited = 0.0
        self._pause = 0.0

    def note(self, exchange: Exchange) -> None:
        """Take in what came; an answer ends an outage."""
        if is_away(exchange) or exchange.response is None:
            return
        self._has_answered = True
        if self._began is not None:
            lasted, self._began = self._spent, None
            self.outwaited.append(lasted)
            self._tell(f"the target answers again, after {lasted:.0f} s")

    def outwait(self, why: str) -> bool:
        """Wait a while for the target, which is away as `why` says, and return whether it is worth asking again.

        Not so before its first answer, and where its time is over.
        """
        if not self._has_answered or self.seconds <= 0:
            return False
        if self._began is None:
            self._began, self._waited, self._pause = self._clock(), 0.0, 1.0
            self.why = why
            self._tell(f"waits for the target, {self.seconds:g} s at most (--patience): {why}")
        pause = min(self._pause, self.seconds - self._spent)
        if pause <= 0:
            return False
        self._sleep(pause)
        self._waited += pause
        self._pause = min(2 * self._pause, PAUSE_MAX_S)
        return True

    @property
    def is_too_long(self) -> bool:
        """Whether the target is away, and was waited for as long as it may be."""
        return self._began is not None and self._spent >= self.seconds

    @property
    def _spent(self) -> float:
        """Seconds since the outage began; what was waited counts in any case."""
        return max(self._waited, self._clock() - (self._began or 0.0))
