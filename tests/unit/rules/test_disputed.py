"""Histories that the rules judge otherwise than the readings say; each is to be settled and moved to its family."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    History,
    add,
    bad,
    created,
    customer,
    done,
    get,
    good,
    kept,
    org,
    person,
    refused,
    register,
    registered,
    shown,
    shows,
    silent,
    upsert,
    upserted,
)

PROBLEMS = "identifiers/several-problems-are-refused"
ONE = "identifiers/at-least-one-identifier"
MISSING = "invalid-source/missing-source-is-refused"
SHOWS = "reads/details-show-what-was-stored"

ADDED = add(ADA).answers(created(7))
NO_LIST = {"profiles": [{"source": "INSTORE", "identifiers": None}]}
NO_SOURCE = {"profiles": [{**customer(ADA)["profiles"][0], "source": None}]}

NOTHING = "what has no profile counts as crooked, though it leaves nothing open: it holds no identifier anywhere"
NULL = "a member of null counts as crooked, though it names nothing and no reading permits a success"
QUERY = "source-in-query permits that the query wins, yet the unknown source of the profile is held against the success"
SPACES = "with two identity spaces an id of v2 may be told by v1.1, too; only the other direction is left out"
SHORT = "names of 100 characters or more are left to rules that see neither another name nor one cut too short"
BLANK = "an empty name counts as one of special characters, so a refusal is told under the wrong promise"

DISPUTED = [
    (NOTHING, bad(PROBLEMS, "an empty object", add({}).answers(created(7)))),
    (NOTHING, bad(PROBLEMS, "a list of no profiles", add({"profiles": []}).answers(created(7)))),
    (NOTHING, bad(PROBLEMS, "an upsert item without anything", upsert({}).answers(upserted(kept(7))))),
    (NULL, good(ONE, "a list of null", add(NO_LIST).answers(refused(1)))),
    (NULL, bad(ONE, "a list of null registers", add(NO_LIST).answers(created(7)))),
    (NULL, good(MISSING, "a source of null", add(NO_SOURCE).answers(refused(8004)))),
    (NULL, bad(MISSING, "a source of null registers", add(NO_SOURCE).answers(created(7)))),
    (
        QUERY,
        silent(
            "invalid-source/unknown-source-never-registers",
            "the query may win over the profile",
            add(ADA, "NOWHERE").asking(source="INSTORE").answers(created(7)),
        ),
    ),
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
