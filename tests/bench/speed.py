"""CPU time of a judged case, over sockets, beside `schemathesis run`: so many cases to three operations.

`python -m tests.bench.speed [--cases N]`. Both have one process, the same server and the published specs; start-up is
counted. Ours are the fuzz suites of a nightly run, limited to these operations.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from contracts.engine.server import Server
from contracts.evidence.intent import ADD, CHANGE, LOOKUP
from contracts.runner import specimen

from .contenders import ROOT, schemathesis_run
from .measure import LAUNCH, LIMIT_S, environment

OPERATIONS = (ADD, LOOKUP, CHANGE)


def ours(base_url: str, folder: Path, cases: int) -> list[str]:
    """The fuzz suites, limited to so many requests to these operations, and to what prepares and reads them."""
    profile = specimen.EMBEDDED.model_dump(mode="json")
    (folder / "profile.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    return [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
        *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "--no-summary"),
        *("--seed", "0", "--run-id", "bench07", "--reports", str(folder), "--base-url", base_url),
        *("--profile", str(folder / "profile.yaml"), "--depth", "nightly", "--max-requests", str(cases)),
        *("-k", " or ".join(OPERATIONS), str(ROOT / "tests" / "fuzz")),
    ]


def theirs(base_url: str, folder: Path, cases: int) -> list[str]:
    """`schemathesis run` on the same operations; its coverage is some thousand cases, and bounded by time alone."""
    chosen = [option for name in OPERATIONS for option in ("--include-operation-id", name)]
    return schemathesis_run(base_url, "customers-v2.yaml", *chosen, "-n", str(cases // len(OPERATIONS)))


def main() -> None:
    """Print what each costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1500)
    asked = parser.parse_args()
    for name, command in (("ours", ours), ("schemathesis run", theirs)):
        with tempfile.TemporaryDirectory() as told, Server(specimen.reference(specimen.EMBEDDED)) as server:
            folder = Path(told)
            launched = [sys.executable, "-S", "-E", str(LAUNCH), str(folder / "cost"), str(LIMIT_S)]
            subprocess.run(
                [*launched, *command(server.base_url, folder, asked.cases)],
                cwd=folder,
                env={**environment(), "PYTHONPATH": str(ROOT)},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            cost = json.loads((folder / "cost").read_text(encoding="utf-8"))
            sent = server.requests_served
            each = 1000 * cost["cpu_s"] / sent
            sys.stdout.write(
                f"{name}: {sent} requests, {cost['cpu_s']:.1f} s CPU, {cost['seconds']:.1f} s, {each:.1f} ms CPU each\n"
            )


if __name__ == "__main__":
    main()
