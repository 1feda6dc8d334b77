"""Which findings seem to have one cause, and which never stand for each other."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from contracts.engine.exchange import Exchange, Request, Response
from contracts.engine.verdict import Breach, Finding, Grade
from contracts.reporting.bundles import bundled
from contracts.reporting.summary import Told


def found(rule: str, where: str, exchange: int, test: str = "one", **changes: object) -> Finding:
    made = Finding(rule, Grade.DOCUMENTED, Breach(where, 1, 2), "add", test, exchange, remark=False)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def told(*indices: int) -> list[Told]:
    return [Told(Exchange(index, Request("add", "POST", "/c"), Response(200), 0, 0), "POST /c") for index in indices]


def bundles(*findings: Finding, stories: Mapping[str, Sequence[int]] | None = None) -> list[list[str]]:
    """The rules of each bundle."""
    known = stories or {}
    made = bundled(findings, lambda each: told(*known.get(each.rule, ())))
    return [[each.rule for each in (bundle.first, *bundle.also)] for bundle in made]


def test_what_one_exchange_shows_is_one() -> None:
    assert bundles(found("a", "x", 3), found("b", "y", 3)) == [["a", "b"]]


def test_exchanges_of_two_targets_with_one_index_are_two() -> None:
    assert bundles(found("a", "x", 3), found("b", "y", 3, "two")) == [["a"], ["b"]]


def test_what_hangs_on_the_exchange_that_showed_another_is_its_aftermath() -> None:
    stories = {"b": (1, 3, 7)}
    assert bundles(found("a", "x", 3), found("b", "y", 7), stories=stories) == [["a", "b"]]
    assert bundles(found("a", "x", 2), found("b", "y", 7), stories=stories) == [["a"], ["b"]]


def test_one_rule_at_one_place_is_one_over_operations() -> None:
    assert bundles(found("a", "x", 3), found("a", "x", 9, "two", operation="upsert")) == [["a", "a"]]
    assert bundles(found("a", "x", 3), found("a", "y", 9, "two", operation="upsert")) == [["a"], ["a"]]


def test_the_place_in_a_list_does_not_tell_two_apart() -> None:
    assert bundles(found("a", "x[0].y", 3), found("a", "x[1].y", 9, "two")) == [["a", "a"]]


def test_what_is_seen_where_the_first_is_not_stands_apart() -> None:
    elsewhere = {"one": 1, "two": 1, "three": 1}
    assert bundles(found("a", "x", 3), found("b", "y", 3, scenarios=elsewhere)) == [["a"], ["b"]]
    assert bundles(found("a", "x", 3), found("b", "x", 3, scenarios=elsewhere)) == [["a", "b"]], (
        "one symptom, two rules"
    )
    assert bundles(found("a", "x", 3), found("b", "y", 3, scenarios={"one": 1, "two": 1})) == [["a", "b"]]


def test_what_is_accepted_never_stands_for_what_is_not() -> None:
    assert bundles(found("a", "x", 3, waived="T-1"), found("b", "x", 3)) == [["a"], ["b"]]
    assert bundles(found("a", "x", 3), found("b", "x", 3, remark=True)) == [["a"], ["b"]]


def test_what_no_exchange_shows_stands_alone() -> None:
    assert bundles(found("a", "x", -1), found("b", "x", -1)) == [["a"], ["b"]]


def test_causes_and_what_was_seen_besides_keep_the_order_of_the_findings() -> None:
    made = bundles(found("a", "x", 3), found("b", "y", 5), found("c", "z", 3), found("d", "w", 5), found("e", "v", 3))
    assert made == [["a", "c", "e"], ["b", "d"]]


def test_aftermath_of_an_aftermath_is_found_in_whatever_order() -> None:
    stories = {"b": (7, 8), "c": (3, 7)}
    assert bundles(found("a", "x", 3), found("b", "y", 8), found("c", "z", 7), stories=stories) == [["a", "b", "c"]]
