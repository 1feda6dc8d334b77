"""A pinned reading is a promise: another answer is a finding, and what shows no answer is none."""

from __future__ import annotations

import pkgutil

import pytest
from histories import *

from contracts.evidence.intent import ADD
from contracts.rules import readings
from contracts.rules.readings.observed import OBSERVERS

PINNED = "readings/answers-as-pinned"

REFUSED = add(ADA).answers(refused(8006, status=400))
REFUSES_WITH_400 = org(readings={"business-error-status": "http-400", "creation-status": "http-200"})

HISTORIES = [
    good(
        PINNED, "as pinned", add(ADA).answers(created(7, status=201)), on=org(readings={"creation-status": "http-201"})
    ),
    bad(
        PINNED,
        "otherwise",
        add(ADA).answers(created(7, status=200)),
        on=org(readings={"creation-status": "http-201"}),
        says=("creation-status", "http-201", "http-200"),
    ),
    good(PINNED, "refused as pinned", ADDED, add(ADA).answers(refused(8006)), on=REFUSES_WITH_400),
    bad(
        PINNED,
        "refused otherwise",
        ADDED,
        add(ADA).answers(refused(8006, status=200)),
        on=REFUSES_WITH_400,
        says=("business-error-status", "http-400", "http-200"),
    ),
    good(PINNED, "one of two questions", PERHAPS.answers(refused(8005)), on=REFUSES_WITH_400),
    silent(PINNED, "a question that no answer shows", ADDED, on=org(readings={"source-case": "exact-only"})),
    silent(PINNED, "nothing is pinned", add(ADA).answers(created(7))),
    silent(
        PINNED, "another question", PERHAPS.answers(refused(8005)), on=org(readings={"creation-status": "http-201"})
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_observed(history: History) -> None:
    history.check()


@pytest.mark.parametrize(
    ("pins", "lines", "kept"),
    [
        ({"creation-status": "http-200"}, (ADDED,), [True]),
        ({"creation-status": "http-201"}, (ADDED,), [False]),
        ({"creation-status": "http-201"}, (ADDED, REFUSED), []),
        ({"creation-status": "http-201"}, (add(ADA).no_answer(),), []),
        ({"business-error-status": "http-409"}, (ADDED, REFUSED), [False]),
        ({"business-error-status": "mixed"}, (ADDED, REFUSED), [True]),
        ({"creation-status": "http-200", "default-label": "not-configured"}, (ADDED,), [True, False]),
        ({}, (ADDED,), []),
        ({"empty-batch-v11": "http-4xx"}, (register().answers(status(400)),), [True]),
        ({"empty-batch-v11": "http-4xx"}, (register().answers(registered()),), [False]),
        ({"malformed-json": "http-4xx"}, (ask(ADD, b"{").answers(refused(8000, status=200)),), [False]),
        ({"credentials-refusal": "http-401"}, (ADDED.by(Who.NOBODY).answers(status(403)),), [False]),
    ],
)
def test_a_pin_is_a_promise(pins: dict[str, str], lines: tuple[Line, ...], kept: list[bool]) -> None:
    """Each answer that the last line shows keeps or breaks its pin."""
    *before, last = lines
    profile = org(readings=pins)
    judge = Trial(profile, *before).judge
    tally = judge.tallies[PINNED]
    exercised, broken = tally.exercised, tally.broken
    judge.judge(last.exchange(len(before)))
    assert (tally.exercised - exercised, tally.broken - broken) == (len(kept), kept.count(False))


def test_a_broken_pin_names_the_reading() -> None:
    """The finding says which reading it is, what is pinned, and what the target answers."""
    trial = Trial(org(readings={"creation-status": "http-201"}), add(EVE).answers(created(7)))
    (found,) = (finding for finding in trial.findings[-1] if finding.rule == PINNED)
    assert (found.breach.where, found.breach.expected, found.breach.actual) == (
        "creation-status",
        "http-201",
        "http-200",
    )


def test_every_module_of_observers_is_found() -> None:
    """A new one is to be entered nowhere."""
    named = {module.name for module in pkgutil.iter_modules(readings.__path__)} - {"observed", "observing"}
    found = {observer.show.__module__.rpartition(".")[2] for observer in OBSERVERS.values()}
    assert found == named
