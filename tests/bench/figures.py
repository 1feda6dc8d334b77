"""What the measurements come to: figures of each contender, and the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from .contenders import CONTENDERS, Told
from .measure import Measurement


@dataclass(frozen=True)
class Figures:
    """One row of the table; medians are over the mutants."""

    contender: str
    mutants: int
    caught: tuple[str, ...]
    false_findings: int
    """Kinds of complaint about the healthy reference, over all healthy runs."""
    requests: float
    seconds: float
    cpu_s: float
    peak_mb: float
    cut_off: int


def figures(measured: Sequence[Measurement]) -> Iterator[Figures]:
    """A row for each contender. A fault is caught by a complaint that no healthy run of the contender has."""
    for contender in CONTENDERS:
        own = [each for each in measured if each.contender == contender.name]
        usual: Told = frozenset().union(*(each.told for each in own if each.fault is None))
        mutants = [each for each in own if each.fault is not None]
        if not mutants:
            continue
        yield Figures(
            contender=contender.name,
            mutants=len(mutants),
            caught=tuple(str(each.fault) for each in mutants if each.told - usual),
            false_findings=len(usual),
            requests=median(each.requests for each in mutants),
            seconds=median(each.seconds for each in mutants),
            cpu_s=median(each.cpu_s for each in mutants),
            peak_mb=median(each.peak_mb for each in mutants),
            cut_off=sum(not each.ended for each in own),
        )


def table(rows: Sequence[Figures]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| contender | faults caught | false findings | requests | seconds | CPU seconds | peak memory |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        lines.append(
            f"| {row.contender} | {len(row.caught)} of {row.mutants} | {row.false_findings} | {row.requests:.0f} "
            f"| {row.seconds:.0f} | {row.cpu_s:.0f} | {row.peak_mb:.0f} MB |"
        )
    return "\n".join(lines) + "\n"


def each_fault(rows: Sequence[Figures], faults: Sequence[tuple[str, str]]) -> str:
    """Which contender caught which of the faults, given as family and id."""
    lines = [
        f"| family | fault | {' | '.join(row.contender for row in rows)} |",
        f"| --- | --- |{' :---: |' * len(rows)}",
    ]
    for family, fault in faults:
        marks = ("x" if fault in row.caught else " " for row in rows)
        lines.append(f"| {family} | {fault} | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"
