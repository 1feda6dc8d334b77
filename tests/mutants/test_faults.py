"""A rule that nobody has seen fail is no rule: every fault against every rule, as a golden file.

`python -m tests.mutants.matrix` writes the file anew; its difference is to be reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from contracts.documents import depths
from contracts.documents.files import load_matrix
from contracts.engine.verdict import Exit, Verdict
from contracts.rules import law
from contracts.runner import pack

from . import matrix
from .suite import ROOT, run

FAULTS = sorted(pack.faults())
FIRST_FAULTS = ("accepts-a-duplicate", "answers-8003-for-an-unknown-source", "strict-wins-over-skip")
RACES = [
    id_ for id_, fault in pack.faults().items() if fault.needs == "overlap" and load_matrix().caught_at(id_, "gate")
]
TRIES = 10
"""Races over sockets depend on who comes when: most show at once, the rarest in three runs of four."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_trips_its_row(fault: str, tmp_path: Path) -> None:
    """At depth gate the fault trips the rules of its row and no other, with its first finding at the same request."""
    told = load_matrix().rows[fault]
    found = matrix.gate(fault, tmp_path)
    assert (found.at, found.findings, found.rules, found.remarks) == (
        told.at,
        told.findings,
        told.rules,
        told.remarks,
    )


@pytest.mark.parametrize("fault", FIRST_FAULTS)
def test_the_named_rule_speaks_first(fault: str, tmp_path: Path) -> None:
    """The fault is a finding, and the first is of the rule that the fault names."""
    report = run(tmp_path, "--fault", fault)
    assert report.exit is Exit.FINDINGS
    assert report.findings[0].rule == pack.faults()[fault].first


def test_a_remark_breaks_no_promise(tmp_path: Path) -> None:
    """What is only remarked is told of beside the promise, which holds as the verdict does."""
    report = run(tmp_path, "--fault", "reads-any-source")
    assert report.exit is Exit.CLEAN
    assert any(finding.remark for finding in report.findings)
    assert all(promise.verdict is not Verdict.FAIL for promise in report.promises)
    assert any(promise.reason.startswith("broken 1 time") for promise in report.promises)


@pytest.mark.parametrize("fault", FAULTS[::50])
def test_a_gate_begins_with_a_smoke_run(fault: str, tmp_path: Path) -> None:
    """What smoke catches follows from the row."""
    assert run(tmp_path, "--fault", fault, "--depth", "smoke").first_at == load_matrix().caught_at(fault, "smoke")


@pytest.mark.parametrize("fault", RACES)
def test_a_race_is_seen_over_sockets_too(fault: str, tmp_path: Path) -> None:
    """What requests that take turns show, requests that really overlap show as well, by a rule of the same family."""
    family = depths.family(load_matrix().rows[fault].rules[0])
    for _ in range(TRIES):
        report = run(tmp_path, "--fault", fault, suites=("scenarios/test_while_others_write.py",), sockets=True)
        if report.findings:
            break
    assert family in {depths.family(finding.rule) for finding in report.findings}


@pytest.mark.parametrize("depth", ["smoke", "gate"])
def test_the_requests_of_a_run(depth: str, tmp_path: Path) -> None:
    """The golden file tells how many requests a run sends."""
    assert matrix.requests(depth, tmp_path) == load_matrix().requests[depth]


def test_the_golden_file_is_complete() -> None:
    """It tells every fault and nothing else, and only rules that there are."""
    rows = load_matrix().rows
    assert sorted(rows) == FAULTS, f"write {matrix.GOLDEN.name} anew"
    told = {rule for row in rows.values() for rule in (*row.rules, *row.remarks, row.nightly_rule) if rule}
    assert told <= set(law())


def test_no_fault_survives() -> None:
    """A gate finds each fault, or a nightly run does; of an inferred promise the rule that the fault names remarks."""
    rows = load_matrix().rows
    silent = [id_ for id_, fault in pack.faults().items() if fault.first not in rows[id_].remarks]
    assert set(load_matrix().survivors("nightly")).isdisjoint(silent)


def test_the_first_finding_names_the_culprit() -> None:
    """For 19 faults of 20 the first finding is of the family of the rule that the fault names."""
    assert depths.culprit(load_matrix(), pack.suspects()).share >= 0.95


def test_the_golden_file_is_as_the_generator_writes_it() -> None:
    """Nobody has edited it by hand."""
    assert matrix.GOLDEN.read_text(encoding="utf-8") == matrix.HEAD + depths.written(load_matrix())


def test_a_rule_is_needed_or_states_why_it_stays() -> None:
    """The reviewed list has a reason for each rule that no fault needs, and for no other."""
    stays: Mapping[str, str] = yaml.safe_load((ROOT / "tests" / "golden" / "stays.yaml").read_text(encoding="utf-8"))
    assert sorted(stays) == sorted(depths.unneeded(load_matrix(), law(), pack.suspects()))
    assert all(stays.values())


@pytest.mark.parametrize("seed", range(10))
def test_the_reference_is_clean(seed: int, tmp_path: Path) -> None:
    """The healthy reference trips nothing, whatever the seed: no finding, no remark."""
    report = run(tmp_path, "--seed", str(seed))
    assert [(finding.rule, finding.breach) for finding in report.findings] == []
    assert report.exit is Exit.CLEAN
