"""A folder of Allure results as files: rid of our own before a run, told about the run after it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from contracts.engine import whole
from contracts.engine.errors import UsageError
from contracts.engine.verdict import Verdict
from contracts.reporting.summary import RunReport

CATEGORIES: tuple[Mapping[str, object], ...] = (
    {"name": "Broken promise", "matchedStatuses": ["failed"]},
    {"name": "No verdict", "matchedStatuses": ["broken"]},
)
RESULTS = "allure-results"
"""Where results are among the reports of a run, if nobody says otherwise."""
_ENVIRONMENT, _CATEGORIES = "environment.properties", "categories.json"
_CATEGORIES_TEXT = json.dumps(CATEGORIES, allow_nan=False)
OURS = "contracts-"
"""How the names of our files begin, but of those that Allure looks for by name."""
_SOURCE = re.compile(rb'"source": "([^"/\\\\]+)"')


def clear(folder: Path) -> None:
    """Remove what an earlier run of ours left there, and nothing else. Raise UsageError where it cannot."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob(f"{OURS}*-result.json"):
            for name in _SOURCE.findall(path.read_bytes()):
                (folder / os.fsdecode(name)).unlink(missing_ok=True)
        for path in folder.glob(f"{OURS}*"):
            path.unlink()
        for path in (folder / _ENVIRONMENT, folder / _CATEGORIES):
            if path.exists() and _is_ours(path):
                path.unlink()
    except OSError as error:
        raise UsageError(f"--alluredir: {folder} cannot hold results: {error.strerror}") from None


def _is_ours(path: Path) -> bool:
    text = path.read_bytes()
    if path.name == _CATEGORIES:
        return text == _CATEGORIES_TEXT.encode()
    return text.startswith(b"Target=") and b"\nSpec\\ sha256=" in text


def describe(folder: Path, report: RunReport) -> None:
    """Write what holds for the whole run: its facts, and the two categories for older generators."""
    facts = {
        "Target": report.target,
        "Verdict": report.exit.name.replace("_", " ").lower(),
        "Profile": report.profile,
        "Depth": report.depth,
        "Seed": str(report.seed),
        "Run id": report.run_id,
        "Spec sha256": report.spec_sha256[:12],
        "Requests": str(report.requests),
        "Distinct questions": str(report.questions),
        "Promises exercised": f"{sum(bool(p.exercised) for p in report.promises)} of {len(report.promises)}",
    }
    facts |= {f"Statements {cover}": str(number) for cover, number in report.statements.items()}
    facts |= {f"Tests {verdict.name}": str(number) for verdict, number in sorted(report.tests.items(), reverse=True)}
    facts |= {f"Reading {name}": answer for name, answer in report.readings.items()}
    for name, text in run_files(facts):
        if not (folder / name).exists():  # else it is somebody else's: ours was removed before the run
            whole.write(folder / name, text)


def run_files(facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name and text of the files about a whole run; of the facts the first is Target, and Spec sha256 is among them."""
    yield _ENVIRONMENT, "".join(f"{_property(name, key=True)}={_property(text)}\n" for name, text in facts.items())
    yield _CATEGORIES, _CATEGORIES_TEXT


def verdicts(results: Path) -> dict[Verdict | None, int]:
    """How many results of each verdict a folder holds; None counts those that cannot be read."""
    known = {
        "failed": Verdict.FAIL,
        "broken": Verdict.UNKNOWN,
        "passed": Verdict.PASS,
        "skipped": Verdict.SKIP,
    }
    counts: dict[Verdict | None, int] = {}
    for path in results.glob("*-result.json"):
        try:
            verdict = known.get(json.loads(path.read_bytes()).get("status"))
        except (OSError, ValueError, AttributeError):
            verdict = None
        counts[verdict] = counts.get(verdict, 0) + 1
    return counts


def _property(text: str, key: bool = False) -> str:
    """A word of a Java properties file, in ASCII."""
    shown = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    if key:
        shown = shown.replace(" ", "\\ ").replace(":", "\\:").replace("=", "\\=")
    units = shown.encode("utf-16-be", "surrogatepass")
    codes = (int.from_bytes(units[place : place + 2]) for place in range(0, len(units), 2))
    return "".join(chr(code) if 0x20 <= code < 0x7F else f"\\u{code:04x}" for code in codes)
