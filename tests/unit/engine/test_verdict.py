"""Verdicts, exit codes and tallies add up as promised."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from contracts.engine.verdict import Breach, Exit, Finding, Grade, Tally, Verdict, exit_code, worst


@pytest.mark.parametrize("pair", list(itertools.combinations(Verdict, 2)), ids=str)
def test_the_worst_verdict_wins_whatever_the_order(pair: tuple[Verdict, Verdict]) -> None:
    assert worst(pair) == worst(reversed(pair)) == pair[1]


def test_verdicts_are_ordered_from_skip_to_fail() -> None:
    assert list(Verdict) == [Verdict.SKIP, Verdict.PASS, Verdict.UNKNOWN, Verdict.FAIL]
    assert worst([]) is Verdict.SKIP


def test_exit_codes_have_their_numbers_and_their_precedence() -> None:
    assert [exit_.value for exit_ in Exit] == [0, 1, 2, 3, 4, 5]
    held = list(Exit)
    order = []
    while held:
        order.append(exit_code(held))
        held.remove(order[-1])
    assert [int(code) for code in order] == [4, 2, 1, 3, 5, 0]
    assert exit_code([]) is Exit.CLEAN


@pytest.mark.parametrize(
    ("exercised", "broken", "verdict"),
    [(0, 0, Verdict.SKIP), (1, 0, Verdict.PASS), (2, 1, Verdict.FAIL), (1, 1, Verdict.FAIL)],
)
def test_a_tally_never_passes_without_evidence(exercised: int, broken: int, verdict: Verdict) -> None:
    assert Tally(exercised, broken).verdict is verdict


def finding(rule: str = "a/b", operation: str = "add", where: str = "id", cause: str = "") -> Finding:
    return Finding(rule, Grade.DOCUMENTED, Breach(where, 1, 2, cause), operation, "test", 0, remark=False)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (finding(), True),
        (finding(rule="a/c"), False),
        (finding(operation="get"), False),
        (finding(where="name"), False),
        (finding(cause="trace"), False),
    ],
)
def test_findings_are_one_when_rule_operation_and_place_agree(other: Finding, same: bool) -> None:
    assert (finding().cause == other.cause) is same


def test_a_cause_stands_for_the_place() -> None:
    assert finding(where="x", cause="trace").cause == finding(where="y", cause="trace").cause


def test_what_is_accepted_is_a_finding_of_its_own() -> None:
    assert finding().cause != replace(finding(), waived="T-1").cause


def test_a_finding_is_known_by_a_key_for_each_scenario_that_showed_it() -> None:
    shown = finding()
    for test in ("dup/one[a]", "dup/two", "dup/one[b]", "fuzz/deep[3-add]"):
        shown.note(test)
    assert [str(key) for key in shown.keys] == [
        "a/b | add | dup/one | id",
        "a/b | add | dup/two | id",
        "a/b | add | fuzz | id",
    ]
    assert shown.scenarios == {"dup/one": 2, "dup/two": 1, "fuzz": 1}
