"""A recording says what its history says, of the law as it is and of one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from histories import ADA, History, add, bad, created, good, refused, silent

from contracts.engine.verdict import Breach
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, Rule, law
from contracts.rules.readings.observing import OBSERVERS

from .recording import Recording, recording

KNOWN = "duplicate-source/known-identifier-is-8006"
FRESH = "identifiers/fresh-person-is-registered"
ADDED = add(ADA).answers(created(7))
REFUSED = good(KNOWN, "refused", ADDED, add(ADA).answers(refused(8006)))
TAKEN = bad(
    KNOWN, "registered again", ADDED, add(ADA).answers(created(8)), says=("errors[].code", 8006, "success, id 8")
)
NEW = silent(KNOWN, "nobody knows her", ADDED)


def record(history: History) -> Recording:
    with recording() as noted:
        history.check()
    return noted


def silenced(seen: Seen) -> Judgement:
    yield from ()


def holds(seen: Seen) -> Judgement:
    yield None


def breaks(seen: Seen) -> Judgement:
    yield Breach("errors[].code", "another", seen.told)


def raises(seen: Seen) -> Iterator[Breach | None]:
    raise ValueError(seen.operation)


def otherwise(id_: str, judge: object) -> dict[str, Rule]:
    return {id_: replace(law()[id_], judge=judge)}  # type: ignore[arg-type]


@pytest.mark.parametrize("history", [REFUSED, TAKEN, NEW], ids=str)
def test_the_law_as_it_is_is_no_surprise(history: History) -> None:
    noted = record(history)
    assert not noted.objects(history, law())
    assert noted.is_answered_alike(law())


@pytest.mark.parametrize(
    ("history", "id_", "judge"),
    [
        (REFUSED, KNOWN, silenced),
        (REFUSED, KNOWN, breaks),
        (TAKEN, KNOWN, silenced),
        (TAKEN, KNOWN, holds),
        (TAKEN, KNOWN, breaks),
        (NEW, KNOWN, holds),
        (REFUSED, FRESH, breaks),
    ],
)
def test_another_rule_is_noticed_where_the_history_would(history: History, id_: str, judge: object) -> None:
    noted = record(history)
    noted.is_answered_alike(law())
    assert noted.objects(history, otherwise(id_, judge))
    assert not noted.is_answered_alike(otherwise(id_, judge))
    with pytest.raises(AssertionError):
        history.check(otherwise(id_, judge))


def test_what_a_rule_raises_is_raised() -> None:
    noted = record(REFUSED)
    with pytest.raises(ValueError, match="addCustomer"):
        noted.objects(REFUSED, otherwise(KNOWN, raises))


def test_a_recording_keeps_what_was_known_at_each_line() -> None:
    first, second = (line[0] for line in record(REFUSED).shown[KNOWN])
    assert not first.knowledge.is_known(7)
    assert second.knowledge.is_known(7)


def test_other_observers_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    noted = record(TAKEN)
    assert noted.is_observed_alike()
    monkeypatch.delitem(OBSERVERS, "creation-status")
    assert not noted.is_observed_alike()
