"""Of a sample of the faults, as evenly from all families as can be, the share that nightlies find.

    python -m tests.mutants.sampled [--faults N] [--seed S] [--requests N] [--suites fuzz|all] [--processes N]

What the scenarios find, somebody has thought of: without them the share is what stories and generated cases find alone.
A line for each fault, then the share of all, and of those that a gate misses by the golden matrix.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import repeat
from pathlib import Path

from contracts.documents.files import load_matrix
from contracts.runner import specimen

from .generated import Found
from .matrix import NIGHTLY, first_of, nightly, quietly

SUITES = {"fuzz": tuple(suite for suite in NIGHTLY if suite != "scenarios"), "all": NIGHTLY}


def night(fault: str, folder: Path, requests: int, suites: tuple[str, ...]) -> Found:
    """What a nightly of so many requests makes of a fault until its first finding."""
    return Found(fault, *first_of(nightly(fault, folder, requests, suites)))


def tried(faults: Sequence[str], requests: int, suites: tuple[str, ...], processes: int) -> Iterator[Found]:
    """What nightlies make of them, in their order."""
    measure = partial(night, requests=requests, suites=suites)
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(quietly, repeat(measure), faults)


def share(told: Sequence[Found]) -> str:
    """How many were found."""
    hits = sum(bool(each.by) for each in told)
    return f"{hits} of {len(told)} found" + (f", {hits / len(told):.0%}" if told else "")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each fault, and the shares."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--faults", type=int, default=80, metavar="N", help="size of the sample (default 80)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--requests", type=int, default=3000, metavar="N", help="of each run (default 3000)")
    parser.add_argument("--suites", choices=SUITES, default="fuzz", help="fuzz: stateful and fuzz; all: scenarios, too")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    told: list[Found] = []
    chosen = specimen.sampled(options.faults, options.seed)
    for each in tried(chosen, options.requests, SUITES[options.suites], options.processes):
        told.append(each)
        sys.stdout.write(f"{each}\n")
        sys.stdout.flush()
    missed = [each for each in told if not load_matrix().rows[each.fault].by]
    sys.stdout.write(f"{', '.join(SUITES[options.suites])}, {options.requests} requests: {share(told)}\n")
    sys.stdout.write(f"of those that a gate misses: {share(missed)}\n")


if __name__ == "__main__":
    main()
