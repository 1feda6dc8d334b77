"""Every fault against every rule, and what a gate needs to see it: the golden files, and how they are made.

    python -m tests.mutants.matrix [--processes N] [--check] [FAULT ...]

With `--check` nothing is written: rows that came out otherwise are named, and it ends with 1 (`tox -e faults`).
With the ids of faults only their rows are made anew, and no other line changes, which is for those who work on a fault
or add a scenario: a change of rules, or of what stories ask, may change any row.

Runs are without sockets: requests at the same moment take turns, the same each time, so that races are exact too.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from contracts.documents import depths
from contracts.documents.depths import Figure, Matrix, Row
from contracts.documents.files import FIGURES, MATRIX, load_matrix
from contracts.reporting.summary import RunReport
from contracts.runner import specimen

from .suite import ROOT, SUITES, run

GOLDEN = ROOT / "tests" / "golden"
HEAD = """\
# Every fault against every rule: depth gate, seed 0. Made by `python -m tests.mutants.matrix`; its difference is to
# be reviewed. by: what makes the first finding; rules: those with findings, first the one that speaks first.
"""
HEAD_OF_FIGURES = """\
# How soon and how often each fault of matrix.yaml is told, made with it. No test holds it and no review needs it.
# at: requests sent when the first finding was made.
"""
NIGHTLY_REQUESTS = 1000
NIGHTLY = ("scenarios", "stateful", "fuzz")
T = TypeVar("T")


def gate(fault: str, folder: Path, suites: tuple[str, ...] = SUITES) -> tuple[Row, Figure]:
    """What a gate makes of a fault."""
    report = run(folder, "--fault", fault, suites=suites)
    return row_of(report), Figure(report.first_at, sum(not finding.remark for finding in report.findings))


def row_of(report: RunReport) -> Row:
    """A run as a row."""
    findings = [finding for finding in report.findings if not finding.remark]
    first, rules = first_of(report), {finding.rule for finding in findings}
    remarks = {finding.rule for finding in report.findings if finding.remark}
    return Row(first[0], tuple(sorted(rules, key=lambda rule: (rule != first[1], rule))), tuple(sorted(remarks)))


def first_of(report: RunReport) -> tuple[str, str]:
    """Whose the first finding of a run is, and its rule; ("", "") where there is none but remarks."""
    told = [(finding.test, finding.rule) for finding in report.findings if not finding.remark]
    return told[0] if told else ("", "")


def nightly(fault: str, folder: Path, requests: int = NIGHTLY_REQUESTS, suites: tuple[str, ...] = NIGHTLY) -> RunReport:
    """What a nightly run of so many requests makes of it until its first finding."""
    options = ("--depth", "nightly", "--seed", "0", "--max-requests", str(requests))
    return run(folder, "--fault", fault, *options, suites=suites, until_found=True)


def requests(depth: str, folder: Path) -> int:
    """How many requests a depth sends to the healthy reference, and to those of other settings."""
    return run(folder, "--depth", depth).sent


def quietly(measure: Callable[[str, Path], T], subject: str) -> T:
    """What a measure makes of its subject, with a folder of its own and nothing printed."""
    with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as folder:
        return measure(subject, Path(folder))


def _deeper(pool: ProcessPoolExecutor, matrix: Matrix, faults: Sequence[str]) -> Matrix:
    """The matrix with what nightly makes of those of the faults that gate misses."""
    missed = [fault for fault in faults if not matrix.rows[fault].by]
    told = dict(zip(missed, pool.map(quietly, [nightly] * len(missed), missed), strict=True))
    rows, figures, most = dict(matrix.rows), dict(matrix.figures), matrix.requests["nightly"]
    for fault, report in told.items():
        by, rule = first_of(report)
        rows[fault] = replace(rows[fault], nightly_by=by, nightly_rule=rule)
        figures[fault] = replace(figures[fault], nightly_at=report.first_at)
        most = max(most, report.sent)
    return Matrix(rows, figures, {**matrix.requests, "nightly": most})


def made(faults: Sequence[str], kept: Matrix, processes: int) -> Matrix:
    """The matrix with the rows of these faults made anew; those of faults that there are no more go."""
    with ProcessPoolExecutor(processes) as pool:
        told = dict(zip(faults, pool.map(quietly, [gate] * len(faults), faults, chunksize=8), strict=True))
        known = kept.rows.keys() & specimen.faults().keys()
        rows = {fault: kept.rows[fault] for fault in known} | {fault: row for fault, (row, _) in told.items()}
        figures = {fault: kept.figures[fault] for fault in known} | {fault: told[fault][1] for fault in told}
        return _deeper(pool, Matrix(rows, figures, kept.requests), faults)


def all_made(processes: int) -> Matrix:
    """The whole matrix, made anew."""
    sent = {depth: quietly(requests, depth) for depth in ("smoke", "gate")}
    return made(sorted(specimen.faults()), Matrix({}, {}, {**sent, "nightly": 0}), processes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the golden files anew, or some of their rows; or say which rows would change."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--check", action="store_true", help="write nothing, and name the rows that differ")
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="make only their rows anew")
    options = parser.parse_args(arguments)
    if unknown := set(options.faults) - set(specimen.faults()):
        parser.error(f"there is no fault {', '.join(sorted(unknown))}; `contracts faults` lists them")
    told = made(options.faults, load_matrix(), options.processes) if options.faults else all_made(options.processes)
    if not options.check:
        write(told)
        return 0
    different = [fault for fault, row in sorted(told.rows.items()) if load_matrix().rows.get(fault) != row]
    sys.stdout.write("".join(f"{fault}: its row differs\n" for fault in different) or "every row is as it was\n")
    return int(bool(different))


def write(matrix: Matrix) -> None:
    """Write the golden files."""
    (GOLDEN / MATRIX).write_text(HEAD + depths.written_rows(matrix), encoding="utf-8")
    (GOLDEN / FIGURES).write_text(HEAD_OF_FIGURES + depths.written_figures(matrix), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
