"""What processes on several machines share by a Redis: the turns of a limit, and small texts by name.

The turns are pyrate-limiter's: one state of a generic cell rate algorithm for each limit, which Redis advances in one
step, by its own clock, so that neither clocks that differ nor requests at the same moment make two turns of one.
No message holds the URL, for it may hold a password.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import redis
from pyrate_limiter import GCRA, Rate, RateItem, RedisStateStore, StateBucket
from redis.backoff import NoBackoff
from redis.retry import Retry

from contracts.engine.errors import Unreachable, UsageError
from contracts.engine.pace import SHARE, TurnsLost

_PREFIX = "contracts:"
_TIMEOUT_S = 3.0
_STEPS = 1000
"""A step is a whole number of milliseconds for so many turns."""
_WORD_EVERY_S, _WORD_HOLDS_S = 30.0, 120
"""How often who lost the turns says so, and for how many seconds that holds for all others."""


class Shared:
    """A Redis, asked one thing after another; raises Unreachable where it does not do what is asked."""

    def __init__(self, url: str) -> None:
        self.place = place_of(url)
        try:
            self._redis = redis.Redis.from_url(
                url,
                socket_timeout=_TIMEOUT_S,
                socket_connect_timeout=_TIMEOUT_S,
                retry=Retry(NoBackoff(), 1),
                decode_responses=True,
            )
        except ValueError:
            raise UsageError(f"--shared: should be {WANTED}") from None

    def check(self) -> None:
        """Make sure that it is there."""
        with self._told():
            self._redis.ping()

    def texts(self, key: str) -> Mapping[str, str]:
        """The texts by name below a key."""
        with self._told():
            return cast("dict[str, str]", self._redis.hgetall(_PREFIX + key))

    def keep(self, key: str, texts: Mapping[str, str], days: int) -> None:
        """Keep texts by name below a key, for so many days after the last of them."""
        if not texts:
            return
        with self._told(), self._redis.pipeline() as pipeline:
            pipeline.hset(_PREFIX + key, mapping=cast("Any", texts))
            pipeline.expire(_PREFIX + key, days * 86_400)
            pipeline.execute()

    def limit(self, name: str, per_minute: float, marker: Path) -> Limit:
        """The turns of a limit; `marker` is a file that says that they are lost to all on this machine."""
        return Limit(self._redis, self.place, name, per_minute, marker)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except redis.RedisError as error:
            raise Unreachable(f"--shared: {_why(error, self.place)}") from None


class _RedisTime:
    """The clock of a Redis, in milliseconds."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def now(self) -> int:
        seconds, micros = self._redis.time()
        return seconds * 1000 + micros // 1000


class Limit:
    """The turns of one limit, as `pace.Turns` has them."""

    def __init__(
        self,
        client: redis.Redis,
        place: str,
        name: str,
        per_minute: float,
        marker: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limit_per_minute = per_minute
        self._redis, self._place, self._marker, self._clock = client, place, marker, clock
        self._word = f"{_PREFIX}lost:{name}"
        step_ms = math.ceil(_STEPS * 60_000 / (per_minute * SHARE))
        store = RedisStateStore(client, f"{_PREFIX}limit:{name}")
        rates = [Rate(_STEPS, step_ms, burst=1)]
        self._time = _RedisTime(client)
        self._bucket = StateBucket(rates, GCRA(), store)
        self._said = -math.inf

    def take(self) -> float:
        """As `Turns.take`. Whoever loses them is followed by all others: a turn beside parts would be too much."""
        if self._marker.exists():
            raise TurnsLost
        try:
            if self._redis.exists(self._word):
                raise TurnsLost(self._lose("others have lost the Redis that says whose turn it is"))
            item = RateItem("turn", self._time.now())
            if self._bucket.put(item):
                return 0.0
            return max(cast("int", self._bucket.waiting(item)), 1) / 1000
        except redis.RedisError as error:
            raise TurnsLost(self._lose(_why(error, self._place))) from None

    def lost(self) -> None:
        """As `Turns.lost`; where Redis is there again, it tells the others."""
        if self._clock() - self._said < _WORD_EVERY_S:
            return
        self._said = self._clock()
        with contextlib.suppress(redis.RedisError):
            self._redis.set(self._word, "1", ex=_WORD_HOLDS_S)

    def _lose(self, why: str) -> str:
        with contextlib.suppress(OSError):
            self._marker.write_text(f"{why}\n", encoding="utf-8")
        return why


WANTED = "a URL as in redis://redis.example:6379/0, or the name of an environment variable that holds one"


def place_of(url: str) -> str:
    """Host, port and database of a URL of a Redis, as a message may name them; raises UsageError for any other URL."""
    try:
        known = cast("Any", redis.connection).parse_url(url)
        return str(known.get("path") or f"{known.get('host', 'localhost')}:{known.get('port', 6379)}")
    except ValueError:
        raise UsageError(f"--shared: should be {WANTED}") from None


def _why(error: redis.RedisError, place: str) -> str:
    """What is wrong with a Redis, in a line that quotes nothing that was sent to it."""
    if isinstance(error, redis.AuthenticationError):
        return f"the Redis at {place} refuses the user or the password"
    if isinstance(error, redis.TimeoutError):
        return f"the Redis at {place} does not answer"
    if isinstance(error, redis.ConnectionError):
        return f"no Redis answers at {place}"
    return f"the Redis at {place} does not do what it is asked ({type(error).__name__})"
