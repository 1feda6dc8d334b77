"""CPU and wall time of a judged case, over sockets, beside `schemathesis run`: so many cases to three operations.

`python -m tests.bench.speed [--cases N] [--specs FOLDER]`. Both have one process, the same server and the published
specs, or schemathesis those of a folder, such as an older commit's (`git show COMMIT:specs/customers-v2.yaml`);
start-up is counted. Ours are the fuzz suites of a nightly run, limited to these operations.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from contracts.engine.server import Server
from contracts.evidence.intent import ADD, CHANGE, LOOKUP
from contracts.runner import specimen

from .contenders import ROOT, schemathesis_run
from .measure import LAUNCH, LIMIT_S, environment

OPERATIONS = (ADD, LOOKUP, CHANGE)
SPEC = "customers-v2.yaml"
"""It has them all."""


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


def theirs(base_url: str, specs: Path | None, cases: int) -> list[str]:
    """`schemathesis run` on the same operations; its coverage is some thousand cases, and bounded by time alone.

    It goes on after a failure, as ours do: else it ends an operation with its first one, and makes few cases.
    """
    chosen = [option for name in OPERATIONS for option in ("--include-operation-id", name)]
    number = str(cases // len(OPERATIONS))
    return schemathesis_run(base_url, SPEC, *chosen, "--continue-on-failure", "-n", number, specs=specs)


@dataclass(frozen=True)
class Cost:
    """What so many requests cost a contender."""

    sent: int
    cpu_s: float
    seconds: float

    @property
    def cpu_ms(self) -> float:
        """CPU time of a request, in milliseconds."""
        return 1000 * self.cpu_s / self.sent

    @property
    def wall_ms(self) -> float:
        """Wall time of a request, in milliseconds."""
        return 1000 * self.seconds / self.sent

    def __str__(self) -> str:
        return (
            f"{self.sent} requests, {self.cpu_s:.1f} s CPU, {self.seconds:.1f} s; "
            f"{self.cpu_ms:.1f} ms CPU and {self.wall_ms:.1f} ms each"
        )


def ratios(mine: Cost, other: Cost) -> str:
    """What ours costs of what the other one does: below 1 ours is the cheaper one."""
    return (
        f"ours by theirs: {mine.cpu_ms / other.cpu_ms:.2f} of the CPU time of a case, "
        f"{mine.wall_ms / other.wall_ms:.2f} of its wall time, {mine.seconds / other.seconds:.2f} of the wall time"
    )


def cost(command: Callable[[str, Path], list[str]]) -> Cost:
    """What a command costs that is made of a base URL and a folder of its own."""
    with tempfile.TemporaryDirectory() as told, Server(specimen.reference(specimen.EMBEDDED)) as server:
        folder = Path(told)
        launched = [sys.executable, "-S", "-E", str(LAUNCH), str(folder / "cost"), str(LIMIT_S)]
        subprocess.run(
            [*launched, *command(server.base_url, folder)],
            cwd=folder,
            env={**environment(), "PYTHONPATH": str(ROOT)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        spent = json.loads((folder / "cost").read_text(encoding="utf-8"))
        return Cost(server.requests_served, spent["cpu_s"], spent["seconds"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what each costs, and how that compares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1500)
    parser.add_argument("--specs", type=Path, metavar="FOLDER", help=f"has another {SPEC} for schemathesis run")
    asked = parser.parse_args(arguments)
    specs = asked.specs and asked.specs.resolve()
    if specs and not (specs / SPEC).is_file():
        parser.error(f"--specs: {specs} has no {SPEC}")
    mine = cost(lambda base_url, folder: ours(base_url, folder, asked.cases))
    sys.stdout.write(f"ours: {mine}\n")
    other = cost(lambda base_url, folder: theirs(base_url, specs, asked.cases))
    sys.stdout.write(f"schemathesis run: {other}\n{ratios(mine, other)}\n")


if __name__ == "__main__":
    main()
