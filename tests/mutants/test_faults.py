"""A rule that nobody has seen fail is no rule: every fault against every rule, as a golden file.

`python -m tests.mutants.matrix` writes it anew; its difference is to be reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from contracts.documents import depths
from contracts.documents.depths import Row
from contracts.documents.files import MATRIX, golden_file, load_matrix
from contracts.engine.verdict import Exit, Verdict
from contracts.rules import law
from contracts.runner import specimen

from . import matrix
from .suite import ROOT, SUITES, run

FAULTS = sorted(specimen.faults())
SAMPLE = FAULTS[::32]
"""So that the project's own tests end in minutes: `tox -e faults` makes every row anew."""
FIRST_FAULTS = ("accepts-a-duplicate", "answers-8003-for-an-unknown-source", "strict-wins-over-skip")
RIDDEN = frozenset({"writes-channels-back-whole", "writes-fields-back-whole"})
"""Races over members that ride: which ride on requests at the same moment is another thing where these run alone."""
RACES = [
    id_
    for id_, fault in specimen.faults().items()
    if fault.needs == "overlap" and load_matrix().caught_at(id_, "gate") and id_ not in RIDDEN
]
MET_BY = ("accepts-a-duplicate", "breaks-over-a-long-email", "answers-from-a-shared-buffer", "caches-nobody")
"""Caught by a scenario of smoke, a fuzz item, a race, and by looking up somebody who was nobody before."""
THREE_REQUESTS = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api


@scenario("reads/asked-three-times", promise="lookup-unknown-is-8015", depth="smoke")
def test_asked_three_times(api: Api) -> None:
    """Somebody whom nobody has registered is looked up three times."""
    nobody = api.person()
    for _ in range(3):
        api.lookup(nobody["mobile"])
'''
TRIES = 10
"""Races over sockets depend on who comes when: most show at once, the rarest in three runs of four."""


@pytest.fixture(scope="module")
def three_requests(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a scenario that no fault but those of look-ups minds."""
    path = tmp_path_factory.mktemp("more") / "test_three_requests.py"
    path.write_text(THREE_REQUESTS, encoding="utf-8")
    return str(path)


def of_gate(fault: str) -> Row:
    """The row of a fault as far as a gate goes."""
    return replace(load_matrix().rows[fault], nightly_by="", nightly_rule="")


@pytest.mark.sampled(2)
@pytest.mark.parametrize("fault", SAMPLE)
def test_a_fault_trips_its_row(fault: str, tmp_path: Path) -> None:
    """At depth gate the fault trips the rules of its row and no other, and the same item trips it first."""
    assert matrix.gate(fault, tmp_path)[0] == of_gate(fault)


@pytest.mark.parametrize("fault", MET_BY)
def test_a_new_scenario_changes_no_row(fault: str, tmp_path: Path, three_requests: str) -> None:
    """Three requests more, before all others, change nothing of what is caught by somebody else."""
    row, figure = matrix.gate(fault, tmp_path, (three_requests, *SUITES))
    assert row == of_gate(fault)
    assert figure.at is not None
    assert figure.at > 3


@pytest.mark.parametrize("fault", FIRST_FAULTS)
def test_the_named_rule_speaks_first(fault: str, tmp_path: Path) -> None:
    """The fault is a finding, and the first is of the rule that the fault names."""
    report = run(tmp_path, "--fault", fault)
    assert report.exit is Exit.FINDINGS
    assert report.findings[0].rule == specimen.faults()[fault].first


def test_a_remark_breaks_no_promise(tmp_path: Path) -> None:
    """What is only remarked is told of beside the promise, which holds as the verdict does."""
    report = run(tmp_path, "--fault", "reads-any-source")
    assert report.exit is Exit.CLEAN
    assert any(finding.remark for finding in report.findings)
    assert all(promise.verdict is not Verdict.FAIL for promise in report.promises)
    assert any(promise.reason.startswith("broken 1 time") for promise in report.promises)


@pytest.mark.parametrize("fault", FAULTS[::50])
def test_a_gate_begins_with_a_smoke_run(fault: str, tmp_path: Path) -> None:
    """What smoke catches a gate catches by the same item."""
    by = load_matrix().rows[fault].by if load_matrix().caught_at(fault, "smoke") else ""
    assert matrix.first_of(run(tmp_path, "--fault", fault, "--depth", "smoke"))[0] == by


@pytest.mark.parametrize("fault", RACES)
def test_a_race_is_seen_over_sockets_too(fault: str, tmp_path: Path) -> None:
    """What requests that take turns show, requests that really overlap show as well, by rules of the same families."""
    families = set(map(depths.family, load_matrix().rows[fault].rules))
    told: set[str] = set()
    for _ in range(TRIES):
        report = run(tmp_path, "--fault", fault, suites=("scenarios/test_while_others_write.py",), sockets=True)
        told |= {depths.family(finding.rule) for finding in report.findings}
        if families & told:
            return
    pytest.fail(f"{sorted(told)}, and none of {sorted(families)}")


@pytest.mark.parametrize("depth", ["smoke", "gate"])
def test_a_run_stays_within_its_budget(depth: str, tmp_path: Path) -> None:
    """Nothing is left out for want of requests."""
    assert run(tmp_path, "--depth", depth).tests[Verdict.SKIP] == 0


def test_the_golden_files_are_complete() -> None:
    """They tell every fault and nothing else, and only rules that there are."""
    rows = load_matrix().rows
    assert sorted(rows) == FAULTS, "write them anew: python -m tests.mutants.matrix"
    told = {rule for row in rows.values() for rule in (*row.rules, *row.remarks, row.nightly_rule) if rule}
    assert told <= set(law())


def test_no_fault_survives_but_those_that_await_a_story() -> None:
    """A gate finds each fault, or a nightly run does; of an inferred promise the rule that the fault names remarks.

    The reviewed list has what a story would have to ask for each of the others, and no fault besides.
    """
    rows = load_matrix().rows
    silent = {id_ for id_, fault in specimen.faults().items() if fault.first not in rows[id_].remarks}
    awaited: Mapping[str, list[str]] = yaml.safe_load(
        (ROOT / "tests" / "golden" / "survivors.yaml").read_text(encoding="utf-8")
    )
    told = [id_ for some in awaited.values() for id_ in some]
    assert sorted(told) == sorted(silent & set(load_matrix().survivors("nightly")))


def test_the_first_finding_names_the_culprit() -> None:
    """For 17 faults of 20 the first finding is of the family of the rule that the fault names, or of its kin."""
    assert depths.culprit(load_matrix(), specimen.suspects()).share >= 0.85


def test_the_golden_file_is_as_the_generator_writes_it() -> None:
    """Nobody has edited it by hand."""
    assert golden_file(MATRIX).read_text(encoding="utf-8") == matrix.HEAD + depths.written_rows(load_matrix())


def test_a_rule_is_needed_or_states_why_it_stays() -> None:
    """The reviewed list has a reason for each rule that no fault needs, and for no other."""
    stays: Mapping[str, str] = yaml.safe_load((ROOT / "tests" / "golden" / "stays.yaml").read_text(encoding="utf-8"))
    assert sorted(stays) == sorted(depths.unneeded(load_matrix(), law(), specimen.suspects()))
    assert all(stays.values())


@pytest.mark.sampled(4)
@pytest.mark.parametrize("seed", range(10))
def test_the_reference_is_clean(seed: int, tmp_path: Path) -> None:
    """The healthy reference trips nothing, whatever the seed: no finding, no remark."""
    report = run(tmp_path, "--seed", str(seed))
    assert [(finding.rule, finding.breach) for finding in report.findings] == []
    assert report.exit is Exit.CLEAN
