"""What `tests.bench.startup` measures, by one run of each."""

from __future__ import annotations

import re

import pytest

from . import startup


def test_how_soon_a_run_begins_is_told_in_wall_and_cpu_time(capsys: pytest.CaptureFixture[str]) -> None:
    startup.main(["--runs", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["specs, readings and law", "from start to the first request"]
    for line in lines:
        told = re.search(r": ([\d.]+) s, may be [\d.]+ s \(([\d.]+) s of CPU", line)
        assert told, line
        assert all(float(number) > 0 for number in told.groups())


def test_a_gate_that_sends_nothing_has_no_first_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "GATE", ("no-such-suite",))
    with pytest.raises(RuntimeError, match="no request has reached the target; exit code 4"):
        startup.first_request()
