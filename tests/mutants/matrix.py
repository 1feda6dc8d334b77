"""Every fault against every rule, and what a gate needs to see it: the golden file, and how it is made.

    python -m tests.mutants.matrix [--processes N] [FAULT ...]

With the ids of faults only their rows are made anew, which is for those who work on a fault: a change of stories or
rules may change any row.

Runs are without sockets: requests at the same moment take turns, the same each time, so that races are exact too.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from contracts.documents import depths
from contracts.documents.depths import Matrix, Row
from contracts.documents.files import load_matrix
from contracts.reporting.summary import RunReport
from contracts.runner import pack

from .suite import ROOT, run

GOLDEN = ROOT / "tests" / "golden" / "matrix.yaml"
HEAD = """\
# Every fault against every rule: depth gate, seed 0. Made by `python -m tests.mutants.matrix`; its difference is to
# be reviewed. at: requests sent when the first finding was made; rules: those with findings, as they are told.
"""
NIGHTLY_REQUESTS = 1000
NIGHTLY = ("scenarios", "stateful", "fuzz")
T = TypeVar("T")


def gate(fault: str, folder: Path) -> Row:
    """What a gate makes of a fault."""
    return row_of(run(folder, "--fault", fault))


def row_of(report: RunReport) -> Row:
    """A run as a row."""
    findings = [finding.rule for finding in report.findings if not finding.remark]
    remarks = [finding.rule for finding in report.findings if finding.remark]
    return Row(report.first_at, tuple(dict.fromkeys(findings)), tuple(dict.fromkeys(remarks)), len(findings))


def nightly(fault: str, folder: Path) -> tuple[int, str, int]:
    """What a nightly run makes of it until its first finding: requests sent then, the rule, requests sent at all.

    (0, "", requests) where the fault survives.
    """
    options = ("--depth", "nightly", "--seed", "0", "--max-requests", str(NIGHTLY_REQUESTS))
    report = run(folder, "--fault", fault, *options, suites=NIGHTLY, until_found=True)
    return report.first_at or 0, row_of(report).rules[0] if report.first_at else "", report.sent


def requests(depth: str, folder: Path) -> int:
    """How many requests a depth sends to the healthy reference, and to those of other settings."""
    return run(folder, "--depth", depth).sent


def _quietly(measure: Callable[[str, Path], T], subject: str) -> T:
    with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as folder:
        return measure(subject, Path(folder))


def _deeper(pool: ProcessPoolExecutor, rows: Mapping[str, Row]) -> tuple[Mapping[str, Row], int]:
    """The rows of what gate misses with what nightly makes of them, and the most requests that one of them took."""
    missed = [fault for fault, row in rows.items() if row.at is None]
    told = dict(zip(missed, pool.map(_quietly, [nightly] * len(missed), missed), strict=True))
    found = {
        fault: replace(rows[fault], nightly_at=at, nightly_rule=rule) for fault, (at, rule, _) in told.items() if at
    }
    return {**rows, **found}, max((sent for _, _, sent in told.values()), default=0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the golden file anew, or some of its rows."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="make only their rows anew")
    options = parser.parse_args(arguments)
    if unknown := set(options.faults) - set(pack.faults()):
        parser.error(f"there is no fault {', '.join(sorted(unknown))}; `contracts faults` lists them")
    kept = load_matrix() if options.faults else Matrix(dict.fromkeys(depths.DEPTHS, 0), {})
    faults = options.faults or sorted(pack.faults())
    with ProcessPoolExecutor(options.processes) as pool:
        shallow = ("smoke", "gate")
        sent = dict(zip(shallow, pool.map(_quietly, [requests] * len(shallow), shallow), strict=True))
        gates = pool.map(_quietly, [gate] * len(faults), faults, chunksize=8)
        rows, most = _deeper(pool, dict(zip(faults, gates, strict=True)))
    sent["nightly"] = max(most, kept.requests["nightly"])
    GOLDEN.write_text(HEAD + depths.written(Matrix(sent, {**kept.rows, **rows})), encoding="utf-8")


if __name__ == "__main__":
    main()
