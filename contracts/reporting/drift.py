"""Drift: what a target answers otherwise than on the nights before, whether or not a promise is broken; pure.

It reads what `evidence.answered` condenses, as JSON. A change is told against the last night that had a verdict. What
chance alone may show - a rare member that was not drawn tonight, a code that comes up now and then - is held against
all nights that are at hand, and told only where chance would hardly do that.
"""

from __future__ import annotations

import enum
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FORMAT = 1
DRIFT_NIGHTS = 30
"""So many nights before are looked at, at most."""
SLOWER_NIGHTS = 7
"""Of fewer nights before nobody says that a target is slower."""
SLOWER_NOISES = 5.0
SLOWER_SHARE = 1.5
"""Slower is: half the answers take longer than the median of the nights before and five times their noise, and than
half as much again. Noise is the median deviation of the nights, scaled to a standard deviation, and at least 2 ms."""
_NOISE_MIN_S = 0.002
_TIMED_MIN = 5
_CHANCE = 0.001
"""A member is gone, and an answer is new, where chance would do that in one of a thousand nights at most."""
_SHARE_MIN = 0.2
"""An answer beside those that were there before is new where it is no rare one."""
_EVERYWHERE_SHARE = 0.9
_SHOWN_MAX = 3
"""So many places are named of those that changed alike."""
Json = Mapping[str, Any]


class What(enum.StrEnum):
    """What changed, the worst first."""

    TYPE = "another type"
    GONE = "a member is gone"
    ANSWER = "another answer"
    READING = "another reading"
    CONTENT = "another content type"
    NEW = "an undocumented member"
    SLOWER = "slower"


@dataclass(frozen=True)
class Drift:
    """One thing that changed, where it did so alike."""

    kind: What
    places: tuple[str, ...]
    """Members, situations, readings or operations."""
    before: str
    now: str

    @property
    def told(self) -> str:
        """What changed, without the kind."""
        shown = "; ".join(self.places[:_SHOWN_MAX])
        more = len(self.places) - _SHOWN_MAX
        return f"{self.before} -> {self.now}: {shown}{f' and {more} more' if more > 0 else ''}"


def drift(tonight: Json, before: Sequence[Json]) -> list[Drift]:
    """What changed, the worst first; `before` are nights that had a verdict, the oldest first."""
    nights = [night for night in before if night.get("format") == FORMAT]
    if tonight.get("format") != FORMAT or not nights:
        return []
    found = [*_members(tonight, nights), *_answers(tonight, nights), *_readings(tonight, nights)]
    found += [*_outcomes(tonight, nights), *_slower(tonight, nights)]
    alike: dict[tuple[What, str, str], list[str]] = {}
    for kind, place, was, now in found:
        alike.setdefault((kind, was, now), []).append(place)
    told = [Drift(kind, tuple(places), was, now) for (kind, was, now), places in alike.items()]
    return sorted(told, key=lambda each: (list(What).index(each.kind), -len(each.places), each.places))


_Row = tuple[What, str, str, str]


def _members(tonight: Json, nights: Sequence[Json]) -> Iterator[_Row]:
    for operation, outcome in _both(tonight, nights[-1]):
        now = _of(tonight, operation, outcome, "members")
        all_before = [_of(night, operation, outcome, "members") for night in nights]
        where = f"{operation}, {outcome}: "
        for path, member in now.items():
            if member.get("undocumented") and not any(path in members for members in all_before):
                yield What.NEW, where + path, "none", _listed(_types(member))
        for path, member in all_before[-1].items():
            known = [members[path] for members in all_before if path in members]
            if path in now:
                *types, type_now = _numbers_alike([_types(each) for each in (*known, now[path])])
                yield from _changed(What.TYPE, where + path, types, type_now)
            elif _stays(member, len(known) == len(all_before)) and _is_gone(path, known, now):
                yield What.GONE, where + path, _listed(_types(member)), "nowhere"


def _stays(member: Json, is_old: bool) -> bool:
    """Whether chance has no part in a member: every night has it, or the last one everywhere though nobody asked."""
    everywhere = _types(member).total() >= _EVERYWHERE_SHARE * member.get("of", 0)
    return is_old or bool(member.get("undocumented") and everywhere)


def _is_gone(path: str, known: Sequence[Json], now: Json) -> bool:
    """Whether it would hardly be missing by chance; what is gone with the object around it is told with that."""
    around = path.rpartition(".")[0]
    parent = around.removesuffix("[]")
    if parent and parent not in now:
        return False
    chances = max((each.get("of", 0) for name, each in now.items() if name.rpartition(".")[0] == around), default=0)
    held, of = sum(_types(each).total() for each in known), sum(each.get("of", 0) for each in known)
    return _is_beyond_chance(held, of, chances)


def _is_beyond_chance(held: int, of: int, chances: int) -> bool:
    """Whether what came `held` times of `of` would hardly be missing `chances` times in a row (rule of succession)."""
    return of > 0 and bool((1 - (held + 1) / (of + 2)) ** chances < _CHANCE)


def _answers(tonight: Json, nights: Sequence[Json]) -> Iterator[_Row]:
    for situation, now in _object(tonight, "situations").items():
        before: list[Counter[str]] = [Counter(_object(night, "situations").get(situation, {})) for night in nights]
        yield from _changed(What.ANSWER, situation, before, Counter(now))


def _readings(tonight: Json, nights: Sequence[Json]) -> Iterator[_Row]:
    for reading, now in _object(tonight, "readings").items():
        before: list[Counter[str]] = [Counter(_object(night, "readings").get(reading, {})) for night in nights]
        yield from _changed(What.READING, reading, before, Counter(now))


def _outcomes(tonight: Json, nights: Sequence[Json]) -> Iterator[_Row]:
    for operation, outcome in _both(tonight, nights[-1]):
        where = f"{operation}, {outcome}"
        types = [Counter(_of(night, operation, outcome, "content_types")) for night in nights]
        yield from _changed(What.CONTENT, where, types, Counter(_of(tonight, operation, outcome, "content_types")))


def _changed(kind: What, where: str, before: Sequence[Counter[str]], now: Counter[str]) -> Iterator[_Row]:
    """Whether none of what came tonight came on the last night; or something new comes beside it, and not rarely."""
    last, ever = before[-1], sum(before, Counter[str]())
    if not last or not now:
        return
    is_other = not set(last) & set(now) and (min(last.total(), now.total()) > 1 or not set(ever) & set(now))
    new = [
        answer for answer, times in now.items() if answer not in ever and _is_often(times, now.total(), ever.total())
    ]
    if is_other or new:
        yield kind, where, _listed(last), _listed(now)


def _is_often(times: int, of: int, chances: int) -> bool:
    return times >= _SHARE_MIN * of and _is_beyond_chance(times, of, chances)


def _slower(tonight: Json, nights: Sequence[Json]) -> Iterator[_Row]:
    for operation, told in _object(tonight, "operations").items():
        now = _median(told)
        before = [
            median
            for night in nights
            if (median := _median(_object(night, "operations").get(operation, {}))) is not None
        ]
        if now is None or len(before) < SLOWER_NIGHTS:
            continue
        usual = statistics.median(before)
        noise = max(1.4826 * statistics.median(abs(each - usual) for each in before), _NOISE_MIN_S)
        if now > usual + SLOWER_NOISES * noise and now > usual * SLOWER_SHARE:
            told_before = (
                f"{_ms(usual)} over {len(before)} nights (noise {_ms(noise)}, told from {SLOWER_NOISES:g} times)"
            )
            yield What.SLOWER, operation, told_before, f"{_ms(now)} for half the answers"


def _median(operation: Json) -> float | None:
    latency = _object(operation, "latency")
    median: float | None = latency.get("p50")
    return median if latency.get("n", 0) >= _TIMED_MIN else None


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def _both(tonight: Json, last: Json) -> Iterator[tuple[str, str]]:
    """Operations with their outcomes that both nights saw."""
    for operation, told in _object(tonight, "operations").items():
        known = _object(_object(last, "operations").get(operation, {}), "outcomes")
        yield from ((operation, outcome) for outcome in _object(told, "outcomes") if outcome in known)


def _outcome(night: Json, operation: str, outcome: str) -> Json:
    found: Json = _object(_object(_object(night, "operations").get(operation, {}), "outcomes").get(outcome, {}))
    return found


def _of(night: Json, operation: str, outcome: str, what: str) -> Json:
    return _object(_outcome(night, operation, outcome), what)


def _types(member: Json) -> Counter[str]:
    return Counter(_object(member, "types"))


def _numbers_alike(nights: list[Counter[str]]) -> list[Counter[str]]:
    """Types of a member; where some night has whole numbers and others, a whole number is a number as any."""
    if any({"number", "integer"} <= set(types) for types in nights):
        return [_with_numbers(types) for types in nights]
    return nights


def _with_numbers(types: Counter[str]) -> Counter[str]:
    merged = Counter[str]()
    for name, times in types.items():
        merged["number" if name == "integer" else name] += times
    return merged


def _object(of: Any, *path: str) -> Json:
    """What stands there, as far as it is an object: other releases may write otherwise."""
    for name in path:
        of = of.get(name, {}) if isinstance(of, Mapping) else {}
    return of if isinstance(of, Mapping) else {}


def _listed(of: Counter[str]) -> str:
    return " or ".join(sorted(of))
