"""What the measurements come to: figures of each contender, and the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from .contenders import CONTENDERS, Told
from .measure import Measurement

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
"""What the bench writes into the README stands between these."""


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
    each_ms: float
    """CPU time by requests, in milliseconds."""
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
            each_ms=median(1000 * each.cpu_s / max(each.requests, 1) for each in mutants),
            peak_mb=median(each.peak_mb for each in mutants),
            cut_off=sum(not each.ended for each in own),
        )


def table(rows: Sequence[Figures]) -> str:
    """The rows as a Markdown table; the last column is how the CPU time of a request compares with the first row's."""
    lines = [
        "| contender | faults caught | false findings | requests | seconds | CPU seconds | CPU ms a request | ratio "
        "| peak memory |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        lines.append(
            f"| {row.contender} | {len(row.caught)} of {row.mutants} | {row.false_findings} | {row.requests:.0f} "
            f"| {row.seconds:.0f} | {row.cpu_s:.1f} | {row.each_ms:.1f} | {row.each_ms / (rows[0].each_ms or 1):.2f} "
            f"| {row.peak_mb:.0f} MB |"
        )
    return "\n".join(lines) + "\n"


def placed(page: str, text: str) -> str:
    """A page with the text between its two marks; ValueError where it has not both of them."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks {BEGIN} or {END}")
    return f"{head}{begin}\n{text}{end}{tail}"


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
