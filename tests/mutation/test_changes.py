"""The changes are what they say, and take effect where rules have already imported each other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator

from contracts.rules import duplicate_source, law

from .changes import Change, changes
from .enacting import affected, enact
from .operators import operators

KNOWN = "duplicate-source/known-identifier-is-8006"
SECOND = "duplicate-source/never-a-second-customer"
RESERVES = "duplicate-source/refused-add-reserves-nothing"
OWN = [(operator, example) for operator in operators()[:3] for example in operator.examples()]
SOURCE = '''
LIMIT: int | None = 3

def early(x: int | None) -> bool:
    """Words."""
    if x is None or not LIMIT:
        return False
    return x == LIMIT


@wrapped(deep=True)
class Judge:
    strict: bool = True

    def all(self, xs):
        return [
            x
            for x in xs
            if x not in (1,)
        ]
'''


@pytest.mark.parametrize(("operator", "example"), OWN)
def test_operators_do_what_their_examples_say(operator: Operator, example: Example) -> None:
    assert mutate_code(example.pre_mutation_code, operator, example.occurrence) == example.post_mutation_code


def test_each_change_is_another() -> None:
    found = changes("some.module", SOURCE)
    assert len({change.source for change in found}) == len(found)
    assert {(c.name, c.function, c.at_import) for c in found} == {
        ("LIMIT", "", True),
        ("early", "early", False),
        ("Judge.all", "Judge.all", False),
    }
    changed = [(change.was, change.now) for change in found if change.name == "early"]
    assert ("if x is None or not LIMIT:", "if not LIMIT:") in changed
    assert ("return x == LIMIT", "return x <= LIMIT") in changed
    assert not [change for change in found if "strict" in change.was or "deep" in change.was or "->" in change.was]


def test_a_change_concerns_those_who_run_its_statement() -> None:
    found = changes("some.module", SOURCE)
    assert {tuple(change.lines) for change in found if change.name == "Judge.all"} == {(16, 17, 18, 19, 20)}
    heads = {tuple(change.lines) for change in found if change.was.startswith("if x is None")}
    assert heads == {(6,)}


def _changes_of(module: str) -> list[Change]:
    law()
    return changes(module, Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8"))


def _holds_after(change: Change, claim: Callable[[], bool]) -> bool:
    """Whether it holds once the change is made, in a child: a process is spoilt by it."""
    child = os.fork()
    if child == 0:
        status = 2
        try:
            enact(change)
            status = 0 if claim() else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_changed_function_is_changed_for_all_who_imported_it() -> None:
    change = next(c for c in _changes_of("contracts.rules.grounds") if c.function == "is_demanded_otherwise")
    before = duplicate_source.is_demanded_otherwise.__code__
    assert _holds_after(change, lambda: duplicate_source.is_demanded_otherwise.__code__ != before)
    assert not _holds_after(change, lambda: duplicate_source.is_demanded_otherwise.__code__ == before)
    rules = affected(change)
    assert rules is not None
    assert RESERVES in rules
    assert SECOND not in rules


def test_a_changed_constant_is_changed_in_the_rules() -> None:
    found = [change for change in _changes_of("contracts.rules.grounds") if change.name == "LONG_AGO"]
    assert [change.now for change in found] == ["LONG_AGO = 101", "LONG_AGO = 99"]
    assert _holds_after(found[0], lambda: law()[KNOWN].judge.__globals__["LONG_AGO"] == 101)
    assert list(law()) == list(law.__wrapped__())
    rules = affected(found[0])
    assert rules is not None
    assert KNOWN in rules
    assert SECOND not in rules


def test_changes_of_what_all_rules_stand_on_concern_all() -> None:
    change = _changes_of("contracts.evidence.knowledge")[0]
    assert affected(change) is None
