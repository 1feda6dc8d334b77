"""The full figures: every healthy variant over many seeds or a long night, and the real limit of 100 a minute.

    python -m tests.mutants.proof [--seeds N] [--processes N]
    python -m tests.mutants.proof --nightly N [--plain SEEDS REQUESTS] [--processes N]

The first asks each variant a gate by each seed, then a target with the limit. The second asks each variant so many
requests at depth nightly once, and the plain reference as many as `--plain` says, by each of its seeds.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from unittest import mock

from contracts.engine.server import RateLimit, Server
from contracts.engine.verdict import Exit
from contracts.reporting.summary import RunReport
from contracts.runner import specimen

from .matrix import NIGHTLY
from .suite import SUITES, run
from .variants import VARIANTS

PLAIN = "plain"
PLAIN_NIGHTS = (20, 3000)
"""Seeds, and the requests of each."""


@dataclass(frozen=True)
class Case:
    """One run against a variant."""

    variant: str
    seed: int
    nightly: int | None = None
    """How many requests of a nightly; None for a gate."""

    def __str__(self) -> str:
        deep = "" if self.nightly is None else f", nightly {self.nightly}"
        return f"{self.variant}, seed {self.seed}{deep}"


def gates(seeds: int) -> list[Case]:
    """A gate of each variant by each of so many seeds."""
    return [Case(name, seed) for name, seed in product(VARIANTS, range(seeds))]


def nights(requests: int, plain_seeds: int, plain_requests: int) -> list[Case]:
    """A nightly of each variant, and many of the plain reference, which are longer and go first."""
    plain = [Case(PLAIN, seed, plain_requests) for seed in range(plain_seeds)]
    return [*plain, *(Case(name, 0, requests) for name in VARIANTS)]


def asked(case: Case) -> tuple[str, bool]:
    """The line of a run, and whether it has findings."""
    is_gate = case.nightly is None
    deep = () if is_gate else ("--depth", "nightly", "--max-requests", str(case.nightly))
    suites = SUITES if is_gate else NIGHTLY
    with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as folder:
        options = VARIANTS[case.variant].options(Path(folder))
        report = run(Path(folder), *options, "--seed", str(case.seed), *deep, suites=suites)
    return _line(str(case), report), report.exit is Exit.FINDINGS


def _limited(options: Sequence[str]) -> tuple[RunReport, int, float]:
    users = specimen.credentials()
    environment = {"CONTRACTS_USERNAME": str(users.username), "CONTRACTS_PASSWORD": str(users.password)}
    server = Server(specimen.reference(specimen.EMBEDDED), limit=RateLimit(100, 60.0))
    with mock.patch.dict("os.environ", environment), server, tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        with contextlib.redirect_stdout(io.StringIO()):
            report = run(Path(folder), "--base-url", server.base_url, *options, sockets=True)
        return report, server.requests_served, time.monotonic() - started


def limited() -> Iterator[tuple[str, bool]]:
    """A gate against a target with the real limit, by a pace of its own and without one."""
    for options in (["--rate", "100"], []):
        report, served, seconds = _limited(options)
        line = _line(f"limit 100 a minute, {' '.join(options) or 'no pace'}: {served} served", report)
        yield f"{line}            {seconds:.0f} s\n", report.exit is Exit.FINDINGS


def _line(name: str, report: RunReport) -> str:
    told = [finding.rule for finding in report.findings if not finding.remark]
    return f"{report.exit.name:<11} {len(told)} findings  {report.requests:>4} requests  {name} {' '.join(told)}\n"


def _all(options: argparse.Namespace) -> Iterator[tuple[str, bool]]:
    """What came of each run, as it comes."""
    is_gate = options.nightly is None
    cases = gates(options.seeds) if is_gate else nights(options.nightly, *(options.plain or PLAIN_NIGHTS))
    with ProcessPoolExecutor(options.processes) as pool:
        yield from pool.map(asked, cases, chunksize=4 if is_gate else 1)
    if is_gate:
        yield from limited()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each run; 1 where one of them cries wolf."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="of a gate of each variant: 0 to N-1")
    parser.add_argument("--nightly", type=int, metavar="N", help="a nightly of N requests of each variant instead")
    parser.add_argument(
        "--plain",
        type=int,
        nargs=2,
        metavar=("SEEDS", "REQUESTS"),
        help="with --nightly: of the plain reference, by each of so many seeds (default 20 3000)",
    )
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    if options.plain and options.nightly is None:
        parser.error("--plain goes with --nightly")
    runs = wolves = 0
    for line, is_wolf in _all(options):
        sys.stdout.write(line)
        sys.stdout.flush()
        runs, wolves = runs + 1, wolves + is_wolf
    sys.stdout.write(f"{wolves} of {runs} runs have findings\n")
    return int(wolves > 0)


if __name__ == "__main__":
    sys.exit(main())
