"""A folder of Allure results as files: emptied before a run, told about the run after it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from contracts.engine import whole
from contracts.engine.errors import UsageError
from contracts.engine.verdict import Verdict
from contracts.reporting.summary import RunReport

CATEGORIES: tuple[Mapping[str, object], ...] = (
    {"name": "Broken promise", "matchedStatuses": ["failed"]},
    {"name": "No verdict", "matchedStatuses": ["broken"]},
)
_OURS = (
    "*-result.json",
    "*-container.json",
    "*-globals.json",
    "*-attachment.*",
    "*.tmp",
    "environment.properties",
    "categories.json",
    "executor.json",
)


def empty(folder: Path) -> None:
    """Make the folder hold no results; what is not a result of Allure's stays. Raise UsageError where it cannot."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for pattern in _OURS:
            for path in folder.glob(pattern):
                path.unlink()
    except OSError as error:
        raise UsageError(f"--alluredir: {folder} cannot hold results: {error.strerror}") from None


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
        "Promises exercised": f"{sum(bool(p.exercised) for p in report.promises)} of {len(report.promises)}",
    }
    facts |= {f"Items {verdict.name}": str(number) for verdict, number in sorted(report.items.items(), reverse=True)}
    facts |= {f"Reading {name}": answer for name, answer in report.readings.items()}
    lines = "".join(f"{_property(name, key=True)}={_property(text)}\n" for name, text in facts.items())
    whole.write(folder / "environment.properties", lines)
    whole.write(folder / "categories.json", json.dumps(CATEGORIES, allow_nan=False))


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
