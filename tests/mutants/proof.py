"""The full figures: every healthy variant over five seeds, and a target with the real limit of 100 a minute."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from unittest import mock

from contracts.engine.server import RateLimit, Server
from contracts.engine.verdict import Exit
from contracts.reporting.summary import RunReport
from contracts.runner import specimen

from .suite import run
from .variants import VARIANTS

SEEDS = range(5)


def _one(case: tuple[str, int]) -> tuple[str, bool]:
    name, seed = case
    with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as folder:
        report = run(Path(folder), *VARIANTS[name].options(Path(folder)), "--seed", str(seed))
    return _line(f"{name}, seed {seed}", report), report.exit is Exit.FINDINGS


def _limited(options: Sequence[str]) -> tuple[RunReport, int, float]:
    users = specimen.credentials()
    environment = {"CONTRACTS_USERNAME": str(users.username), "CONTRACTS_PASSWORD": str(users.password)}
    server = Server(specimen.reference(specimen.EMBEDDED), limit=RateLimit(100, 60.0))
    with mock.patch.dict("os.environ", environment), server, tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        with contextlib.redirect_stdout(io.StringIO()):
            report = run(Path(folder), "--base-url", server.base_url, *options, sockets=True)
        return report, server.requests_served, time.monotonic() - started


def _line(name: str, report: RunReport) -> str:
    told = [finding.rule for finding in report.findings if not finding.remark]
    return f"{report.exit.name:<11} {len(told)} findings  {report.requests:>4} requests  {name} {' '.join(told)}\n"


def main() -> int:
    """Print a line for each run; 1 where one of them cries wolf."""
    wolves = 0
    with ProcessPoolExecutor(2) as pool:
        for line, is_wolf in pool.map(_one, product(VARIANTS, SEEDS), chunksize=4):
            sys.stdout.write(line)
            wolves += is_wolf
    for options in (["--rate", "100"], []):
        report, served, seconds = _limited(options)
        sys.stdout.write(_line(f"limit 100 a minute, {' '.join(options) or 'no pace'}: {served} served", report))
        sys.stdout.write(f"            {seconds:.0f} s\n")
        wolves += report.exit is Exit.FINDINGS
    sys.stdout.write(f"{wolves} of {len(VARIANTS) * len(SEEDS) + 2} runs have findings\n")
    return 1 if wolves else 0


if __name__ == "__main__":
    sys.exit(main())
