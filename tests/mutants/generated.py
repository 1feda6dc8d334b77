"""The faults that the table of members makes, and how many of them a gate finds.

    python -m tests.mutants.generated [--sample N] [--seed S] [--kind KIND] [--processes N] [--at-least SHARE]

A line for each, then the figure. None of them is in the catalogue or in a golden file: there are hundreds, and the
table of members says which.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from contracts.documents.files import load_members
from contracts.reference.faults.of_members import Harm
from contracts.runner import specimen

from .matrix import first_of, quietly
from .suite import SUITES, run


@dataclass(frozen=True)
class Found:
    """What a gate makes of one of them: id of the fault, what made the first finding, and the rule; empty: missed."""

    fault: str
    by: str
    rule: str

    def __str__(self) -> str:
        return f"found   {self.fault}  {self.rule} ({self.by})" if self.by else f"MISSED  {self.fault}"


def gate(fault: str, folder: Path) -> Found:
    """What a gate makes of a fault."""
    return Found(fault, *first_of(run(folder, "--fault", fault, suites=SUITES, until_found=True)))


def chosen(kinds: Sequence[str], sample: int | None, seed: int) -> list[str]:
    """Ids of those kinds; `sample`: so many of them, drawn by the seed."""
    known = [id_ for id_ in specimen.generated() if id_.partition(":")[0] in kinds]
    return known if sample is None else sorted(random.Random(seed).sample(known, min(sample, len(known))))


def tried(ids: Sequence[str], processes: int = 2) -> list[Found]:
    """What gates make of them, in their order."""
    load_members()  # once, for the processes that are forked from this one
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(quietly, repeat(gate), ids, chunksize=4))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each and the figure; 1 where it is below `--at-least`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="so many of them (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="which ones, of a sample")
    parser.add_argument("--kind", action="append", choices=[str(kind) for kind in Harm], help="only these")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--at-least", type=float, default=0.0, metavar="SHARE", help="of them to be found, 0 to 1")
    options = parser.parse_args(arguments)
    told = tried(chosen(options.kind or list(Harm), options.sample, options.seed), options.processes)
    for each in told:
        sys.stdout.write(f"{each}\n")
    hits = sum(bool(each.by) for each in told)
    for kind in Harm:
        some = [each for each in told if each.fault.startswith(f"{kind}:")]
        sys.stdout.write(f"{kind}: {sum(bool(each.by) for each in some)} of {len(some)}\n" if some else "")
    sys.stdout.write(f"{hits} of {len(told)} found, {hits / len(told):.0%}\n" if told else "none chosen\n")
    return int(hits < options.at_least * len(told))


if __name__ == "__main__":
    sys.exit(main())
