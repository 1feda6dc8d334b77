"""Lines over nights, as the points of an SVG drawing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from contracts.engine.verdict import Verdict
from contracts.reporting.changes import Night

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 320, 120, 40, 10, 10, 18
"""Of a drawing, and of the room around its lines, in its own units."""
NIGHTS_MAX = 90
"""So many nights are drawn, the last ones."""


class Dated(Protocol):
    """What a point of a drawing stands for."""

    @property
    def day(self) -> str:
        """As a person says it."""


Value = Callable[[Any], float | None]
"""Of what is drawn."""


@dataclass(frozen=True)
class Day:
    """One day of a campaign: the last night that each of its targets had on it."""

    day: str
    nights: tuple[Night, ...]


@dataclass(frozen=True)
class Curve:
    """One line of a drawing."""

    name: str
    points: str
    """As SVG wants them: x,y and a blank between points."""
    dots: tuple[tuple[float, float, str], ...]
    """x, y and what stands there, of each night."""


@dataclass(frozen=True)
class Plot:
    """One drawing."""

    title: str
    told: str
    """What it shows, for those who do not see it."""
    top: str
    """What the highest point stands for."""
    first: str
    last: str
    curves: tuple[Curve, ...]


def plots_of(nights: Sequence[Night]) -> Iterator[Plot]:
    """The drawings of at least two nights, the oldest first."""
    shown = nights[-NIGHTS_MAX:]
    if len(shown) < 2:
        return
    yield _plot("findings", shown, {"findings": _findings})
    yield _plot("promises held", shown, {"held": _held})
    yield _plot("latency, ms", shown, {"half of the answers": _median, "95 %": _most})
    yield _plot("requests", shown, {"requests": lambda night: night.requests})


def campaign_plots(nights: Mapping[str, Sequence[Night]]) -> Iterator[Plot]:
    """The drawings of a campaign of at least two days, by the nights of its targets."""
    days: dict[str, dict[str, Night]] = {}
    for target, each in nights.items():
        for night in each:
            days.setdefault(night.day, {})[target] = night
    shown = [Day(day, tuple(of.values())) for day, of in sorted(days.items())][-NIGHTS_MAX:]
    if len(shown) < 2:
        return
    yield _plot("findings of all targets", shown, {"findings": lambda day: sum(map(_findings, day.nights))})
    verdicts = {
        "failed": lambda day: sum(night.exit == 1 for night in day.nights),
        "without a verdict": lambda day: sum(not night.has_verdict for night in day.nights),
    }
    yield _plot("targets", shown, verdicts)
    yield _plot("requests", shown, {"requests": lambda day: sum(night.requests for night in day.nights)})
    yield _plot("minutes", shown, {"minutes": lambda day: round(sum(n.seconds for n in day.nights) / 60, 1)})


def _findings(night: Night) -> float:
    return len({_without_scenario(key) for key, each in night.broken.items() if not each.is_remark})


def _without_scenario(key: str) -> tuple[str, ...]:
    rule, operation, _, *where = key.split(" | ", 3)
    return (rule, operation, *where)


def _held(night: Night) -> float:
    return sum(verdict == Verdict.PASS.name for verdict, _ in night.promises.values())


def _median(night: Night) -> float | None:
    return night.latency_ms[0] if night.latency_ms else None


def _most(night: Night) -> float | None:
    return night.latency_ms[1] if night.latency_ms else None


def _plot(title: str, nights: Sequence[Dated], values: Mapping[str, Value]) -> Plot:
    known = {name: [value(night) for night in nights] for name, value in values.items()}
    top = max((each for told in known.values() for each in told if each is not None), default=0) or 1
    curves = tuple(_curve(name, told, nights, top) for name, told in known.items())
    last = {name: next((each for each in reversed(told) if each is not None), None) for name, told in known.items()}
    several = len(curves) > 1
    tonight = ", ".join(
        f"{f'{name} ' if several else ''}{'-' if each is None else f'{each:g}'}" for name, each in last.items()
    )
    told = f"{title}, {len(nights)} nights; tonight {tonight}"
    return Plot(title, told, f"{top:g}", nights[0].day, nights[-1].day, curves)


def _curve(name: str, values: Sequence[float | None], nights: Sequence[Dated], top: float) -> Curve:
    across = (WIDTH - LEFT - RIGHT) / max(1, len(nights) - 1)
    up = (HEIGHT - TOP - BOTTOM) / top
    dots = tuple(
        (round(LEFT + place * across, 1), round(HEIGHT - BOTTOM - value * up, 1), f"{night.day}: {value:g}")
        for place, (value, night) in enumerate(zip(values, nights, strict=True))
        if value is not None
    )
    return Curve(name, " ".join(f"{x},{y}" for x, y, _ in dots), dots)
