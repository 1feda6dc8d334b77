"""A rule that nobody has seen fail is no rule: which rule speaks first of each fault, as a golden file.

`python -m tests.mutants.speakers` writes the file anew; its difference is to be reviewed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts import pack
from contracts.rules import law
from contracts.verdict import Exit

from .speakers import GOLDEN, first_speaker, read
from .suite import run

FAULTS = sorted(pack.faults())
FIRST_FAULTS = ("accepts-a-duplicate", "answers-8003-for-an-unknown-source", "strict-wins-over-skip")


@pytest.mark.parametrize("fault", FAULTS)
def test_the_same_rule_speaks_first(fault: str, tmp_path: Path) -> None:
    """At depth gate the fault's first finding is of the rule that the golden file tells, or there is none."""
    assert first_speaker(fault, tmp_path) == read()[fault]


@pytest.mark.parametrize("fault", FIRST_FAULTS)
def test_the_named_rule_speaks_first(fault: str, tmp_path: Path) -> None:
    """The fault is a finding, and the first is of the rule that the fault names."""
    report = run(tmp_path, "--fault", fault)
    assert report.exit is Exit.FINDINGS
    assert report.findings[0].rule == pack.faults()[fault].first


def test_the_golden_file_is_complete() -> None:
    """It tells every fault and nothing else, and only rules that there are."""
    golden = read()
    assert sorted(golden) == FAULTS, f"write {GOLDEN.name} anew"
    assert {rule for rule in golden.values() if rule} <= set(law())


@pytest.mark.parametrize("seed", range(20))
def test_the_reference_is_clean(seed: int, tmp_path: Path) -> None:
    """The healthy reference trips nothing, whatever the seed: no finding, no remark."""
    report = run(tmp_path, "--seed", str(seed))
    assert [(finding.rule, finding.breach) for finding in report.findings] == []
    assert report.exit is Exit.CLEAN
