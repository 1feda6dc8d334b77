"""Who speaks first of each fault: the golden file, and how it is made."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import yaml

from contracts import pack

from .suite import ROOT, run

GOLDEN = ROOT / "tests" / "golden" / "speakers.yaml"
HEAD = """\
# Which rule speaks first of each fault, at depth gate, seed 0, without sockets; null: none does, the fault survives.
# Made by `python -m tests.mutants.speakers`. Faults of concurrency need sockets and survive here.
"""


def read() -> Mapping[str, str | None]:
    """Fault -> the rule of the first finding or remark."""
    told: Mapping[str, str | None] = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
    return told


def first_speaker(fault: str, folder: Path) -> str | None:
    """The rule whose finding of the fault is printed first; None where there is none."""
    findings = run(folder, "--fault", fault).findings
    return findings[0].rule if findings else None


def _quietly(fault: str) -> str | None:
    with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as folder:
        return first_speaker(fault, Path(folder))


def main() -> None:
    """Write the golden file anew."""
    faults = sorted(pack.faults())
    with ProcessPoolExecutor(2) as pool:
        told = dict(zip(faults, pool.map(_quietly, faults, chunksize=8), strict=True))
    GOLDEN.write_text(HEAD + yaml.safe_dump(told, sort_keys=True, width=200), encoding="utf-8")


if __name__ == "__main__":
    main()
