"""The catalogue of rules is whole: each is seen to hold and to break, and each cites its promise."""

from __future__ import annotations

import re

import pytest
from histories import History, Trial

from contracts.documents.files import load_promises
from contracts.rules import Tier, law, rule

from .tables import tables

SECOND = frozenset({"upsert/unknown-source-is-an-item-error"})
"""Rules that never speak first: a more telling one always breaks with them."""


@pytest.mark.parametrize("kind", ["good", "bad"])
def test_every_rule_has_a_history_of_this_kind(kind: str) -> None:
    tabled = {history.rule for history in tables() if history.kind == kind}
    assert sorted(set(law()) - tabled) == []


def test_no_history_is_about_a_rule_that_does_not_exist() -> None:
    assert sorted({history.rule for history in tables()} - set(law())) == []


def test_every_rule_is_the_first_to_speak_somewhere() -> None:
    first = {history.rule for history in tables() if history.kind == "bad" and not history.before}
    assert set(law()) - first == SECOND


def test_no_claim_is_made_twice_about_one_rule() -> None:
    seen: dict[tuple[str, str, str], History] = {}
    twice = [str(h) for h in tables() if seen.setdefault((h.rule, h.kind, h.claim), h) is not h]
    assert twice == []


@pytest.mark.parametrize("id_", law())
def test_a_rule_is_declared_in_full(id_: str) -> None:
    rule = law()[id_]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*", id_)
    assert rule.id == id_
    assert id_.startswith(f"{rule.family}/")
    assert len(re.findall(r"\bMUST\b", rule.must)) == 1
    assert rule.must.endswith(".")
    assert rule.source in load_promises()
    assert not load_promises()[rule.source].unchecked


def test_a_judge_counts_what_it_exercised() -> None:
    history = next(history for history in tables() if history.kind == "bad")
    trial = Trial(history.profile, *history.lines)
    tally = trial.judge.tallies[history.rule]
    assert (tally.broken, tally.exercised) >= (1, 1)


def test_a_rule_of_no_family_is_refused() -> None:
    with pytest.raises(ValueError, match="rule nowhere/claim is of no family: nowhere is to be entered in FAMILIES"):
        rule("nowhere/claim", source="", grade="a")


def test_causes_speak_before_what_shows_later_and_that_before_shapes() -> None:
    assert law()["reads/reads-agree"].tier is Tier.AFTERMATH
    assert law()["upsert/unknown-is-created"].tier is Tier.CAUSE
    assert law()["upsert/error-shape"].tier is Tier.SHAPE
