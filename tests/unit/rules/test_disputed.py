"""Histories that the rules judge otherwise than the readings say; each is to be settled and moved to its family."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    History,
    add,
    bad,
    created,
    done,
    get,
    org,
    person,
    refused,
    register,
    registered,
    shown,
    shows,
    silent,
)

SHOWS = "reads/details-show-what-was-stored"

ADDED = add(ADA).answers(created(7))

SPACES = "with two identity spaces an id of v2 may be told by v1.1, too; only the other direction is left out"
SHORT = "names of 100 characters or more are left to rules that see neither another name nor one cut too short"
BLANK = "an empty name counts as one of special characters, so a refusal is told under the wrong promise"

DISPUTED = [
    (
        SPACES,
        silent(
            "identifiers/a-new-customer-has-a-new-id",
            "two identity spaces may count alike",
            ADDED,
            register(ADA).answers(registered(done(7, ADA))),
            on=org(shared_identity=False),
        ),
    ),
    (
        SHORT,
        bad(
            SHOWS,
            "half of a name that was too long",
            add(ADA.named("a" * 101)).answers(created(7)),
            get(7).answers(shows(7, shown(ADA.named("a" * 50)))),
        ),
    ),
    (
        SHORT,
        bad(
            SHOWS,
            "another name for one that was too long",
            add(ADA.named("a" * 101)).answers(created(7)),
            get(7).answers(shows(7, shown(ADA.named("Eve")))),
        ),
    ),
    (
        BLANK,
        bad("identifiers/fresh-person-is-registered", "empty names", add(person(1, "", "")).answers(refused(8001))),
    ),
]


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(history, marks=pytest.mark.xfail(strict=True, reason=reason), id=str(history))
        for reason, history in DISPUTED
    ],
)
def test_disputed(history: History) -> None:
    history.check()
