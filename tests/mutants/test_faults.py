"""A rule that nobody has seen fail is no rule: each fault is seen, and the right rule speaks first."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts import pack
from contracts.verdict import Exit

from .suite import run


@pytest.mark.parametrize("fault", pack.faults())
def test_the_named_rule_speaks_first(fault: str, tmp_path: Path) -> None:
    """The gate finds the fault, and its first finding is of the rule that the fault names."""
    report = run(tmp_path, "--fault", fault)
    assert report.exit is Exit.FINDINGS
    assert report.findings[0].rule == pack.faults()[fault].first


@pytest.mark.parametrize("seed", range(20))
def test_the_reference_is_clean(seed: int, tmp_path: Path) -> None:
    """The healthy reference trips nothing, whatever the seed: no finding, no remark."""
    report = run(tmp_path, "--seed", str(seed))
    assert [(finding.rule, finding.breach) for finding in report.findings] == []
    assert report.exit is Exit.CLEAN
