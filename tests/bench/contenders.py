"""The contenders of the bench: their commands against a base URL, and what they told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.documents import files
from contracts.engine.verdict import Exit
from contracts.reporting.events import findings_of
from contracts.runner import specimen

ROOT = Path(__file__).resolve().parents[2]
LIMITED = ("--phases", "examples,fuzzing,stateful", "-n", "8")
"""schemathesis knows no limit of requests, and its coverage phase alone sends twice as many as our gate; so it sends
as many."""

LOG = "run.jsonl"

Told = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Contender:
    """One way to test a target."""

    name: str
    commands: Callable[[str | None, str | None, Path], Sequence[Sequence[str]]]
    """Base URL (None: the contender serves the reference itself), fault, folder -> commands, one after the other."""
    told: Callable[[Path, Sequence[int | None]], Told]
    """Folder and exit codes -> what was complained of, each kind once."""
    serves: bool = False
    """Whether it serves the reference itself, under each organisation setting."""


def schemathesis_run(base_url: str, spec: str, *options: str, specs: Path | None = None) -> list[str]:
    """Stock checks on one of our specs, or on that of the same name in another folder."""
    user = specimen.credentials()
    return [
        *(str(Path(sys.executable).with_name("schemathesis")), "run", str((specs or files.specs_folder()) / spec)),
        *("--url", base_url, "--auth", f"{user.username}:{user.password}", "--seed", "0"),
        *options,
    ]


def _schemathesis(*options: str) -> Callable[[str | None, str | None, Path], Sequence[Sequence[str]]]:
    def commands(base_url: str | None, fault: str | None, folder: Path) -> Sequence[Sequence[str]]:
        assert base_url is not None
        report = ("--report", "json", "--report-json-path")
        return [
            schemathesis_run(base_url, spec, *report, str(folder / f"{spec}.json"), *options) for spec in files.SPECS
        ]

    return commands


def _failures(folder: Path, codes: Sequence[int | None]) -> Told:
    found = set()
    for path in folder.glob("*.json"):
        for failure in json.loads(path.read_text(encoding="utf-8")).get("failures", ()):
            found |= {(failure["code"], operation) for operation in failure["operations"]}
    return frozenset(found)


def run_suites(base_url: str | None, fault: str | None, folder: Path, *names: str) -> list[str]:
    """Our suites at depth gate, with the profile that lies in the folder."""
    target = ["--base-url", base_url] if base_url else ["--fault", fault] if fault else []
    return [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
        *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)),
        *("--seed", "0", "--run-id", "bench07", "--reports", str(folder)),
        *("--profile", str(folder / "profile.yaml"), *target),
        *(str(ROOT / "tests" / name) for name in names),
    ]


def _suites(*names: str, options: Sequence[str] = ()) -> Callable[[str | None, str | None, Path], Sequence[list[str]]]:
    return lambda base_url, fault, folder: [[*run_suites(base_url, fault, folder, *names), *options]]


def _findings(folder: Path, codes: Sequence[int | None]) -> Told:
    if Exit.FINDINGS not in codes:
        return frozenset()
    return frozenset((f.rule, f.breach.where) for f in findings_of(folder / LOG) if not f.remark)


GATE = ("scenarios", "fuzz", "stateful")
_REQUESTS = 300
"""What a gate sends; at its depth the fuzz suites would stop at their share of them."""

CONTENDERS = (
    Contender("schemathesis run, as it comes", _schemathesis(), _failures),
    Contender(
        "schemathesis run without its coverage phase, -n 8: about as many requests as our gate",
        _schemathesis(*LIMITED),
        _failures,
    ),
    Contender("our scenarios alone", _suites("scenarios"), _findings),
    Contender(
        f"our fuzz suites alone, {_REQUESTS} requests",
        _suites("fuzz", "stateful", options=("--depth", "nightly", "--max-requests", str(_REQUESTS))),
        _findings,
    ),
    Contender("our gate", _suites(*GATE), _findings),
    Contender("our gate, every organisation setting", _suites(*GATE), _findings, serves=True),
)
