"""What a target answers otherwise than on the nights before is told, and fails a run where somebody asks for that."""

from __future__ import annotations

from pathlib import Path

from outside import alone

SUITE = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/thrice", promise="one-owner-per-source")
def test_thrice(api: Api) -> None:
    """Adds somebody three times."""
    ada = api.person(plain=True).alone
    for _ in range(3):
        api.add(ada)
'''


def told(output: str) -> list[str]:
    """The lines of the section about drift."""
    _, _, section = output.partition("\ndrift (no documented promise is broken by it)\n")
    return section.partition("\n\n")[0].splitlines()


def test_another_manner_is_told_and_fails_where_that_was_asked_for(tmp_path: Path) -> None:
    carried = ("--history", "nights.db")
    first = alone(tmp_path, SUITE, *carried, "--fail-on", "drift")
    assert (first.returncode, told(first.stdout)) == (0, [])
    other = alone(tmp_path, SUITE, *carried, "--manner", "error_status=409")
    assert other.returncode == 0
    (answer, reading) = told(other.stdout)
    change = "HTTP 200, refused 8006 -> HTTP 409, refused 8006"
    assert answer.startswith(f"  another answer   {change}: addCustomer: held in the sam")
    assert reading.split() == ["another", "reading", "http-200", "->", "http-409:", "business-error-status"]
    back = alone(tmp_path, SUITE, *carried, "--fail-on", "drift")
    assert back.returncode == 1
    assert len(told(back.stdout)) == 2
    assert "verdict: FAIL - 0 findings" in back.stdout
    assert "  - what drifted fails the run: --fail-on drift\n" in back.stdout


def test_drift_needs_a_history(tmp_path: Path) -> None:
    done = alone(tmp_path, SUITE, "--fail-on", "drift")
    assert done.returncode == 4
    assert "--fail-on drift: got no --history FILE, which knows what was answered before" in done.stderr
