"""Waivers accept what they name and nothing else, and are told once they are not needed."""

from __future__ import annotations

import datetime

import pytest

from contracts.documents import waivers
from contracts.documents.profile import Waiver
from contracts.engine.keys import key_of, read
from contracts.engine.verdict import Breach, Finding, Grade, Tally

KEY = "a/b | add | dup/one | code"


def waiver(**what: str) -> Waiver:
    return Waiver(ticket="T-1", owner="ada", expires=datetime.date(2030, 1, 1), **what)


def found(test: str, waived: str = "T-1") -> Finding:
    return Finding("a/b", Grade.DOCUMENTED, Breach("code", 1, 2), "add", test, 4, remark=False, waived=waived)


@pytest.mark.parametrize(
    ("rule", "operation", "test", "where", "ticket"),
    [
        ("a/b", "add", "dup/one[mobile]", "code", "T-1"),
        ("a/c", "add", "dup/one", "code", ""),
        ("a/b", "get", "dup/one", "code", ""),
        ("a/b", "add", "dup/two", "code", ""),
        ("a/b", "add", "fuzz/generated[add]", "code", ""),
        ("a/b", "add", "dup/one", "status", ""),
    ],
)
def test_a_waiver_by_key_waives_that_finding_alone(
    rule: str, operation: str, test: str, where: str, ticket: str
) -> None:
    assert waivers.ticket([waiver(key=KEY)], key_of(rule, operation, test, where)) == ticket


def test_a_waiver_by_rule_waives_all_of_it() -> None:
    assert waivers.ticket([waiver(rule="a/b")], key_of("a/b", "get", "fuzz/deep[1-get]", "status")) == "T-1"


def test_the_ticket_of_the_key_is_told_before_that_of_the_rule() -> None:
    by_rule = waiver(rule="a/b").model_copy(update={"ticket": "T-2"})
    assert waivers.ticket([by_rule, waiver(key=KEY)], key_of("a/b", "add", "dup/one", "code")) == "T-1"


@pytest.mark.parametrize(
    ("what", "findings", "exercised", "unused"),
    [
        ({"rule": "a/b"}, [found("dup/two")], {}, False),
        ({"rule": "a/b"}, [], {}, True),
        ({"key": KEY}, [found("dup/one")], {"dup/one": {"a/b"}}, False),
        ({"key": KEY}, [], {"dup/one": {"a/b"}}, True),
        ({"key": KEY}, [found("dup/two", waived="")], {"dup/one": {"a/b"}}, True),
        ({"key": KEY}, [], {"dup/two": {"a/b"}}, False),
        ({"key": KEY.replace("dup/one", "fuzz")}, [], {"fuzz": {"a/b"}}, False),
    ],
)
def test_a_waiver_that_had_nothing_to_waive_is_told(
    what: dict[str, str], findings: list[Finding], exercised: dict[str, set[str]], unused: bool
) -> None:
    told = list(waivers.findings([waiver(**what)], [], findings, {"a/b": Tally(3)}, exercised))
    assert [each.rule for each in told] == [waivers.UNUSED] * unused


def test_the_keys_of_the_samples_are_keys() -> None:
    assert read(KEY) is not None
