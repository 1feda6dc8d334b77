"""A run that was adopted is green on the same target, and red on the first new breach."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from contracts.engine.server import Server
from contracts.engine.verdict import Exit
from contracts.reporting.summary import RunReport
from contracts.runner import specimen
from contracts.runner.adopting import Terms, adopt
from contracts.runner.rejudging import Recorded

from .suite import run

TODAY = datetime.date.today()
TERMS = Terms("CRM-1", "ada", TODAY + datetime.timedelta(days=30))
MANNERS = [
    ("error_status=409", "codes=second"),
    ("empty_members=left-out", "v11_get=http-404", "created_status=201"),
    ("bad_secondary=refused", "v11_code_is_text=true", "unauthorized_status=403"),
    ("error_status=422", "extra_members=true", "missing_account=accepted"),
    ("codes=third", "several_reasons=all", "owner_here=8006"),
]
FAULTS = ["accepts-a-duplicate", "moves-an-identifier-and-refuses", "opens-v11-to-everybody"]

ANOTHER = "counts-warned-items-as-failed"


def adopted(folder: Path, *options: str) -> tuple[RunReport, tuple[str, ...]]:
    """A run with these options, and the options of one that goes by what it has taught."""
    report = run(folder / "first", *options)
    told = list(adopt(Recorded.of(folder / "first"), folder / "brand.yaml", True, TERMS, TODAY))
    assert told
    return report, ("--profile", str(folder / "brand.yaml"), "--run-id", "next1", "--seed", "7")


def broken(report: RunReport) -> set[str]:
    return {finding.rule for finding in report.findings if finding.decides}


@pytest.mark.parametrize("manner", MANNERS, ids="+".join)
def test_a_manner_is_green_again_and_another_one_is_red(manner: tuple[str, ...], tmp_path: Path) -> None:
    options = [option for pair in manner for option in ("--manner", pair)]
    _, again = adopted(tmp_path, "--depth", "smoke", *options)
    same = run(tmp_path / "second", "--depth", "smoke", *options, *again)
    assert (same.exit, broken(same)) == (Exit.CLEAN, set())
    other = run(tmp_path / "third", "--depth", "smoke", *again)
    assert (other.exit, broken(other)) == (Exit.FINDINGS, {"readings/answers-as-pinned"})


@pytest.mark.sampled(2)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_mutant_is_green_again_and_another_fault_is_red(fault: str, tmp_path: Path) -> None:
    first, again = adopted(tmp_path, "--fault", fault)
    assert first.exit is Exit.FINDINGS
    same = run(tmp_path / "second", "--fault", fault, *again)
    assert (same.exit, broken(same)) == (Exit.CLEAN, set())
    assert [finding for finding in same.findings if finding.waived == "CRM-1"]
    other = run(tmp_path / "third", "--fault", fault, "--fault", ANOTHER, *again)
    assert other.exit is Exit.FINDINGS
    assert specimen.named(ANOTHER).first in broken(other)


def test_a_target_of_which_nothing_was_known_is_green_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was learnt of it makes the next run ask more, and find nothing that it should not."""
    users = specimen.credentials()
    monkeypatch.setenv("CONTRACTS_USERNAME", str(users.username))
    monkeypatch.setenv("CONTRACTS_PASSWORD", str(users.password))
    with Server(specimen.reference(specimen.EMBEDDED, ["takes-an-empty-batch-for-done"])) as server:
        at = ("--base-url", server.base_url)
        first = run(tmp_path / "first", *at, sockets=True)
        told = list(adopt(Recorded.of(tmp_path / "first"), tmp_path / "brand.yaml", True, TERMS, TODAY))
        assert first.exit is Exit.FINDINGS
        assert [line for line in told if line.startswith("learnt   sources.TMALL")]
        profile = ("--profile", str(tmp_path / "brand.yaml"), "--run-id", "next1")
        same = run(tmp_path / "second", *at, *profile, sockets=True)
    assert (same.exit, broken(same)) == (Exit.CLEAN, set())
