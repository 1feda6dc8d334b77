"""Of a sample of the faults, as evenly from all families as can be, the share that nightlies find.

    python -m tests.mutants.sampled [--faults N | --left] [--seed S] [--requests N] [--suites fuzz|all] [--processes N]

What the scenarios find, somebody has thought of: without them the share is what stories and generated cases find alone.
A line for each fault, then the share of all, and of those that a gate misses by the golden matrix; `--left` tries all
of these. A fault of which only a remark tells counts apart.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from pathlib import Path

from contracts.documents.files import load_matrix
from contracts.runner import specimen

from .generated import Found
from .matrix import NIGHTLY, first_of, nightly, quietly

SUITES = {"fuzz": tuple(suite for suite in NIGHTLY if suite != "scenarios"), "all": NIGHTLY}


@dataclass(frozen=True)
class Told(Found):
    """What a nightly makes of a fault."""

    remark: str = ""
    """The rule of the fault, where nothing but a remark of it tells."""

    def __str__(self) -> str:
        return f"remark  {self.fault}  {self.remark}" if self.remark else super().__str__()


def night(fault: str, folder: Path, requests: int, suites: tuple[str, ...]) -> Told:
    """What a nightly of so many requests makes of a fault until its first finding."""
    report, own = nightly(fault, folder, requests, suites), specimen.faults()[fault].first
    by, rule = first_of(report)
    return Told(fault, by, rule, own if not by and any(each.rule == own for each in report.findings) else "")


def tried(faults: Sequence[str], requests: int, suites: tuple[str, ...], processes: int) -> Iterator[Told]:
    """What nightlies make of them, in their order."""
    measure = partial(night, requests=requests, suites=suites)
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(quietly, repeat(measure), faults)


def share(told: Sequence[Told]) -> str:
    """How many were found, and how many more a remark tells of."""
    hits, remarks = sum(bool(each.by) for each in told), sum(bool(each.remark) for each in told)
    return f"{hits} of {len(told)} found" + (f", {hits / len(told):.0%}; remarks of {remarks} more" if told else "")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each fault, and the shares."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--faults", type=int, default=80, metavar="N", help="size of the sample (default 80)")
    chosen.add_argument("--left", action="store_true", help="all that a gate misses, and no sample")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--requests", type=int, default=3000, metavar="N", help="of each run (default 3000)")
    parser.add_argument("--suites", choices=SUITES, default="fuzz", help="fuzz: stateful and fuzz; all: scenarios, too")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    told: list[Told] = []
    left = [fault for fault, row in load_matrix().rows.items() if not row.by]
    faults = left if options.left else specimen.sampled(options.faults, options.seed)
    for each in tried(faults, options.requests, SUITES[options.suites], options.processes):
        told.append(each)
        sys.stdout.write(f"{each}\n")
        sys.stdout.flush()
    missed = [each for each in told if each.fault in left]
    sys.stdout.write(f"{', '.join(SUITES[options.suites])}, {options.requests} requests: {share(told)}\n")
    sys.stdout.write(f"of those that a gate misses: {share(missed)}\n")


if __name__ == "__main__":
    main()
