"""Outsiders judge the specimen: schemathesis and Prism, by our specs; each complaint is to be explained.

`tox -e outsiders`. The first goes on after failures, so that no complaint hides another. The
second stands between our gate and the reference. tests/golden/outsiders.yaml has the explanations.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from contracts.documents import files
from contracts.engine.server import Server
from contracts.engine.verdict import Exit
from contracts.reporting.events import exchanges_of
from contracts.runner import specimen

from .complaints import of_prism, of_schemathesis
from .contenders import GATE, LOG, ROOT, run_suites, schemathesis_run
from .measure import environment
from .proxy import prism

GOLDEN = ROOT / "tests" / "golden" / "outsiders.yaml"
MARKS = {"x-limit-behaviour", "x-open-enum"}
LIMIT_S = 900
SPOILT = "writes-ids-as-text"
"""A fault against our schemas, by which Prism shows that it looks at answers."""


def judged_by_schemathesis(folder: Path) -> Counter[str]:
    """Stock checks on each spec; kinds of complaint with their number."""
    found: Counter[str] = Counter()
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        for spec in files.SPECS:
            events = folder / f"{spec}.ndjson"
            report = ("--report", "ndjson", "--report-ndjson-path", str(events))
            bounds = ("--continue-on-failure", "--max-examples", "20")
            _run(schemathesis_run(server.base_url, spec, *report, *bounds), folder)
            found.update(of_schemathesis(events))
        found.update(f"the reference crashed: {crash.splitlines()[-1]}" for crash in server.crashes)
    return found


def judged_by_prism(folder: Path, fault: str | None = None, *options: str) -> Counter[str]:
    """Our gate through Prism; kinds of complaint with their number, and what the gate itself says against it."""
    found: Counter[str] = Counter()
    profile = yaml.safe_dump(specimen.EMBEDDED.model_dump(mode="json"))
    (folder / "profile.yaml").write_text(profile, encoding="utf-8")
    model = specimen.reference(specimen.EMBEDDED, [fault] if fault else [])
    with Server(model) as server, prism(server.base_url, folder) as url:
        code = _run([*run_suites(url, None, folder, *GATE), *options], folder)
        exchanges = exchanges_of(folder / LOG)
        for exchange in exchanges:
            found.update(of_prism(exchange))
    # Where Prism gave no answer there is no verdict, and the complaint is that.
    expected = Exit.CLEAN if all(exchange.response for exchange in exchanges) else Exit.NO_VERDICT
    found.update([f"our gate: exit code {code}"] if code != expected else [])
    return found


def _run(command: Sequence[str], folder: Path) -> int:
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, timeout=LIMIT_S, check=False)
    return done.returncode


def compare(found: Mapping[str, int], explained: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong: complaints without explanation, and explanations without complaint."""
    entries = {pattern: entry for entry in explained for pattern in _patterns(entry)}
    used: Counter[str] = Counter()
    problems = []
    for kind in sorted(found):
        pattern = next((pattern for pattern in entries if fnmatchcase(kind, pattern)), None)
        if pattern is None:
            problems.append(f"unexplained, {found[kind]} times: {kind}")
        else:
            used[pattern] += found[kind]
    problems += [f"occurs no more: {pattern}" for pattern in entries if not used[pattern]]
    known = MARKS | set(files.load_readings()) | set(files.load_promises())
    named = dict.fromkeys(id_ for entry in explained for id_ in entry["explained_by"])
    problems += [f"explained by nothing: {id_}" for id_ in named if id_ not in known]
    for pattern, entry in entries.items():
        sys.stdout.write(f"{used[pattern]:>6} {pattern:<60} {', '.join(entry['explained_by'])}\n")
    return problems


def _patterns(entry: Mapping[str, Any]) -> list[str]:
    said = entry["complaint"]
    return [said] if isinstance(said, str) else list(said)


def main() -> None:
    """Let both judge; exit code 1 for what is not explained."""
    explained = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
    problems = []
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as two,
        tempfile.TemporaryDirectory() as three,
    ):
        sys.stdout.write("schemathesis on our specs\n")
        problems += compare(judged_by_schemathesis(Path(one)), explained["schemathesis"])
        sys.stdout.write("\nPrism between our gate and the reference\n")
        problems += compare(judged_by_prism(Path(two)), explained["prism"])
        spoilt = judged_by_prism(Path(three), SPOILT, "--max-requests", "20")
    if not any(kind.startswith("answer: ") for kind in spoilt):
        problems.append(f"Prism says nothing about the answers of {SPOILT}: it does not look at them")
    sys.stdout.write("\n" + "".join(f"{problem}\n" for problem in problems or ["all explained"]))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
