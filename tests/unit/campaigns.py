"""Folders of campaigns as their runs leave them, made up: nothing is asked of any target."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contracts.engine.verdict import Breach, Exit, Finding, Grade, Verdict
from contracts.reporting.events import RunFacts, RunLog
from contracts.reporting.summary import Citation, PromiseReport, RuleReport, RunReport

FAMILIES = ("dup", "reads", "upsert")
NIGHT = "2030-01-01T01:05:00+00:00"


@dataclass(frozen=True)
class Left:
    """What the run of a target is to leave."""

    exit: Exit = Exit.CLEAN
    rules: Sequence[str] = ()
    """That are broken."""
    held: Sequence[str] = ("dup/a", "dup/b", "reads/c")
    remarks: Sequence[str] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    where: str = "errors[].code"
    why: str = ""
    ended: str = NIGHT
    run_id: str = "4f2a91c"
    log: bool = True


def failing(*rules: str, **changes: Any) -> Left:
    """A run that broke some rules."""
    return Left(exit=Exit.FINDINGS, rules=rules, **changes)


def target(folder: Path, name: str, left: Left) -> Path:
    """The folder of a target with what its run left."""
    place = folder / "targets" / name
    place.mkdir(parents=True)
    if left.log:
        _log(place / "run.jsonl", left)
        (place / "index.html").write_text("<h1>its own page</h1>")
        (place / "junit.xml").write_text(_JUNIT)
        _allure(place / "allure-results")
    told = {"format": 1, "name": name, "exit": int(left.exit), "why": left.why, "started": "2030-01-01T01:00:00+00:00"}
    told |= {"ended": left.ended, "requests": 60, "cpu_seconds": 1.5, "peak_mb": 90.0}
    (place / "outcome.json").write_text(json.dumps(told))
    return place


def shard(folder: Path, place: int, of: int, every: Mapping[str, tuple[int, Left | None]], **changes: Any) -> Path:
    """The folder of a shard; `every` target of the campaign with its shard, and what its run left, if anything."""
    folder.mkdir(parents=True)
    targets = [
        {"name": name, "shard": its, "base_url": f"https://{name}.example", "profile": None, "depth": "smoke"}
        | {"tags": ["eu"], "limit": None}
        for name, (its, _) in sorted(every.items())
    ]
    told = {"format": 1, "campaign": "brands", "plan": "ab" * 32, "shard": [place, of], "seed": None, "run_id": "r1"}
    (folder / "campaign.json").write_text(json.dumps({**told, "targets": targets, **changes}))
    for name, (its, left) in every.items():
        if its == place and left is not None:
            target(folder, name, left)
    return folder


def finding(rule: str, where: str, number: int, remark: bool = False) -> Finding:
    """A breach of a rule."""
    breach = Breach(where, 8006, "no")
    return Finding(rule, Grade.DOCUMENTED, breach, "add", "dup/one[x]", 1, remark, number=number)


def _log(path: Path, left: Left) -> None:
    found = [finding(rule, left.where, number) for number, rule in enumerate(left.rules, 1)]
    found += [finding(rule, left.where, len(found) + number, True) for number, rule in enumerate(left.remarks, 1)]
    citation = Citation("a", "It MUST.", "add-page", Grade.DOCUMENTED)
    broken, exercised = {rule.partition("/")[0] for rule in left.rules}, {*left.held, *left.rules}
    promises = tuple(
        PromiseReport(
            Citation(f"{family}-promise", "It MUST.", "add-page", Grade.DOCUMENTED), family, (), int(asked),
            Verdict.FAIL if family in broken else Verdict.PASS if asked else Verdict.SKIP,
        )
        for family in FAMILIES
        for asked in [any(rule.startswith(f"{family}/") for rule in exercised)]
    )  # fmt: skip
    rules = {rule: RuleReport(rule, "It MUST.", citation, 3, Verdict.PASS) for rule in exercised}
    log_exit = left.exit if left.exit in (Exit.CLEAN, Exit.FINDINGS, Exit.NOTHING) else Exit.NO_VERDICT
    report = RunReport(
        "https://a.example", "brand", "smoke", 7, left.run_id, "ab" * 32, 60, 30.0, log_exit, promises, rules,
        tuple(found), readings=left.readings, latency_ms=(12, 40),
    )  # fmt: skip
    profile = {"credentials": {"password": "CONTRACTS_PASSWORD"}}
    facts = RunFacts(7, left.run_id, "smoke", profile, "ab" * 32, report.target, [], [], True, {"headers": []}, None)
    with RunLog(path, facts) as log:
        for each in found:
            log.finding(each)
        log.verdict(report)


def _allure(folder: Path) -> None:
    folder.mkdir()
    told = {
        "name": "One owner",
        "status": "passed",
        "uuid": "8a6c4958",
        "fullName": "dup/one",
        "testCaseId": "x",
        "historyId": "x.y",
        "titlePath": ["v2", "dup"],
        "labels": [{"name": "parentSuite", "value": "v2"}, {"name": "suite", "value": "dup"}],
        "attachments": [
            {"name": "story", "source": f"contracts-{folder.parent.name}-attachment.txt", "type": "text/plain"}
        ],
    }
    (folder / "contracts-8a6c4958-result.json").write_text(json.dumps(told))
    (folder / f"contracts-{folder.parent.name}-attachment.txt").write_text(f"story of {folder.parent.name}")


_JUNIT = """<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="2"><testcase classname="dup" name="one"/>
<testcase classname="dup" name="two"><failure message="no">no</failure></testcase></testsuite></testsuites>"""
