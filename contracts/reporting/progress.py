"""How far a run is, in one line: for a person who waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.reporting.render import counted, cut, escaped
from contracts.reporting.text import duration


@dataclass(frozen=True)
class Standing:
    """Where a run stands at a moment."""

    requests: int
    """Sent so far, to the target."""
    budget: int | None
    """How many may be sent; None where nobody bounds them."""
    seconds: float
    """Since the run has begun."""
    seconds_left: float
    """Until the run has to end; infinite where nobody bounds it."""
    findings: int
    """That decide."""
    tests_over: int
    tests: int
    story: str
    """Id of the test that is under way."""


def line(standing: Standing, width: int) -> str:
    """How far the run is, in at most so many columns."""
    of = f" of {standing.budget:,}" if standing.budget is not None else ""
    pace = f"{standing.requests * 60 / standing.seconds:,.0f} a minute" if standing.seconds else "none yet"
    left = seconds_left(standing)
    parts = [
        f"{standing.requests:,}{of} requests",
        pace,
        counted(standing.findings, "finding"),
        f"about {_rounded(left)} left" if left is not None else f"{_rounded(standing.seconds)} so far",
    ]
    return cut(f"{', '.join(parts)}: {escaped(standing.story)}", width)


def seconds_left(standing: Standing) -> float | None:
    """How long the run may go on, by what bounds it and by its pace so far; None where nothing tells."""
    bounds = [standing.seconds_left]
    if standing.budget is not None and standing.requests:
        bounds.append((standing.budget - standing.requests) * standing.seconds / standing.requests)
    if standing.tests_over:
        bounds.append((standing.tests - standing.tests_over) * standing.seconds / standing.tests_over)
    shortest = max(0.0, min(bounds))
    return shortest if shortest < float("inf") else None


def _rounded(seconds: float) -> str:
    return f"{seconds:.0f} s" if round(seconds) < 60 else duration(round(seconds))
