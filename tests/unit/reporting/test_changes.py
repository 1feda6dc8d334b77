"""What a night says of those before it: the five words, and no more than is known."""

from __future__ import annotations

import pytest

from contracts.engine.verdict import Breach, Finding, Grade
from contracts.reporting import changes
from contracts.reporting.changes import Broken, Night

ONE = "a/b | add | dup/one | code"
OTHER = "a/b | add | dup/two | code"


def night(day: int, broken: tuple[str, ...] = (), held: tuple[str, ...] = (), depth: str = "gate", **more) -> Night:
    ended = f"2030-01-{day:02}T02:00:00+00:00"
    kept = {key: Broken(1) for key in broken}
    return Night(str(day), ended, depth, more.pop("exit", 0), 1, 1.0, broken=kept, held=frozenset(held), **more)


def nights(pattern: str) -> list[Night]:
    """A night for each letter: b it broke, h it held, - nobody knows."""
    told = {"b": {"broken": (ONE,)}, "h": {"held": (ONE,)}, "-": {}}
    return [night(day, **told[letter]) for day, letter in enumerate(pattern, 1)]


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("hb", ["new"]),
        ("-b", ["new"]),
        ("bb", ["still broken since 2030-01-01"]),
        ("hbbb", ["still broken since 2030-01-02"]),
        ("b-b", ["still broken since 2030-01-01"]),
        ("bh", ["mended, last broken on 2030-01-01"]),
        ("b-h", ["mended, last broken on 2030-01-01"]),
        ("bhh", []),
        ("b-", ["no longer exercised"]),
        ("b--", ["no longer exercised"]),
        ("bh-", []),
        ("bhb", ["flaky: broke in 2 of 3 nights"]),
        ("bhbh", ["flaky: broke in 2 of 4 nights"]),
        ("bhbhh", ["flaky: broke in 2 of 5 nights"]),
        ("bhbhhhhh", []),
        ("bhbbbbb", ["still broken since 2030-01-03"]),
        ("b" + "h" * 13 + "b", ["new"]),
        ("--", []),
    ],
)
def test_a_finding_is_told_by_what_the_nights_knew(pattern: str, told: list[str]) -> None:
    *before, tonight = nights(pattern)
    assert [change.told for change in changes.changes(tonight, before)] == told


def test_another_scenario_that_shows_the_same_is_nothing_new() -> None:
    (change,) = changes.changes(night(2, (ONE, OTHER)), [night(1, (OTHER,))])
    assert change.told == "still broken since 2030-01-01"
    assert change.what == "a/b | add | code"


def test_the_words_come_in_their_order_and_remarks_after_findings() -> None:
    tonight = night(2, ("n | add | x | c", "s | add | x | c"), ("m | add | x | c",))
    tonight.broken["r | add | x | c"] = Broken(1, is_remark=True)  # type: ignore[index]
    told = changes.changes(tonight, [night(1, ("s | add | x | c", "m | add | x | c", "g | add | x | c"))])
    assert [(change.rule, change.word) for change in told] == [
        ("n", "new"),
        ("r", "new"),
        ("s", "still broken since"),
        ("m", "mended"),
        ("g", "no longer exercised"),
    ]


PASSED, SKIPPED = {"one": ("PASS", 3)}, {"one": ("SKIP", 0)}


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ([night(1, promises=PASSED)], ["no longer exercised"]),
        ([night(1, promises=SKIPPED), night(2, promises=PASSED)], []),
        ([night(1, promises=PASSED, depth="nightly")], []),
        ([night(1, promises=PASSED, exit=3)], []),
        ([night(1, promises=SKIPPED), *(night(day, promises=PASSED) for day in (2, 3, 4))], ["no longer exercised"]),
    ],
)
def test_a_promise_is_missed_where_runs_of_that_depth_exercised_it_again_and_again(
    before: list[Night], told: list[str]
) -> None:
    found = changes.changes(night(9, promises=SKIPPED), before)
    assert [(change.told, change.what) for change in found] == [(word, "one") for word in told]


def test_a_finding_of_tonight_is_told_as_soon_as_it_is_made() -> None:
    finding = Finding("a/b", Grade.DOCUMENTED, Breach("code", 1, 2), "add", "dup/two", 4, remark=False)
    assert changes.word_for(finding, nights("hbb")).told == "still broken since 2030-01-02"


@pytest.mark.parametrize(
    ("exercised", "held"),
    [({"dup/one": {"a/b"}}, {ONE}), ({"dup/one": {"a/c"}}, set()), ({"dup/two": {"a/b"}}, set()), ({}, set())],
)
def test_a_key_held_where_its_scenario_exercised_its_rule(exercised: dict[str, set[str]], held: set[str]) -> None:
    assert changes.keys_held(nights("b"), {}, exercised) == held
