"""Where a target refuses what the documents allow, the run names the member that it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from .suite import run


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        ("refused:addCustomer:associatedWith", "associatedWith"),
        ("refused:addCustomer:extendedFields", "extendedFields"),
        ("refused:addCustomer:profiles[].commChannels", "profiles[].commChannels"),
    ],
)
def test_the_refused_member_is_named(fault: str, where: str, tmp_path: Path) -> None:
    """Every add with one member is refused: a finding says which, and the run goes on without it."""
    report = run(tmp_path, "--fault", fault)
    told = [str(finding.breach.actual) for finding in report.findings if finding.breach.where == where]
    assert any(each.startswith("every addCustomer with ") for each in told)
    assert report.requests <= 300
