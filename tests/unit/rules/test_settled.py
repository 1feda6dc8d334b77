"""Histories that were disputed between the law and the readings, and are settled."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    ZOE,
    History,
    Identifier,
    add,
    bad,
    change,
    created,
    done,
    failed,
    flagged,
    get,
    good,
    org,
    person,
    refused,
    register,
    registered,
    shown,
    shows,
    silent,
)

NAMELESS = person(5, None, None)
SHOWS = "reads/details-show-what-was-stored"

ADDED = add(ADA).answers(created(7))


SETTLED = [
    silent(
        "identifiers/a-new-customer-has-a-new-id",
        "two identity spaces may count alike",
        ADDED,
        register(ADA).answers(registered(done(7, ADA))),
        on=org(shared_identity=False),
    ),
    bad(
        SHOWS,
        "half of a name that was too long",
        add(ADA.named("a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("a" * 50)))),
    ),
    bad(
        SHOWS,
        "another name for one that was too long",
        add(ADA.named("a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("Eve")))),
    ),
    bad(
        "identifiers/fresh-person-is-registered",
        "empty names, where nothing is mandatory",
        add(person(1, "", "")).answers(refused(8001)),
        on=org(mandatory=[]),
    ),
    silent(
        "identifiers/fresh-person-is-registered",
        "empty names, where nobody knows what is mandatory",
        add(person(1, "", "")).answers(refused(8001)),
    ),
    good(
        "reads/details-show-every-identifier",
        "the mobile without its country code",
        add(ADA).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.with_(Identifier("mobile", ADA["mobile"].value[2:]))))),
    ),
    bad(
        "updates/free-identifier-is-added",
        "the id of somebody else",
        add(ADA.only("mobile")).answers(created(7)),
        change(7, add=[ADA["email"]]).answers(created(8)),
        says=("createdId", 7, "success, id 8"),
    ),
    good(
        "batch/good-items-are-not-lost",
        "a name may be mandatory",
        register(EVE, NAMELESS).answers(registered(done(8, EVE), failed(8084))),
    ),
    silent(
        "cross-source/known-elsewhere-joins-the-customer",
        "an attribute is demanded",
        add(ADA).answers(created(7)),
        add(ADA.only("mobile"), "WEBSITE").answers(refused(1039)),
    ),
    silent(
        "primary-mismatch/no-flag-matches-the-owner",
        "an attribute is demanded",
        add(ADA).answers(created(7)),
        register(ZOE.only("mobile").with_(ADA["externalId"])).answers(registered(failed(1039))),
        on=flagged(False, False),
    ),
    silent(
        "identifiers/foreign-secondary-moves-nothing-v11",
        "nobody says which identifier is the primary one",
        register(ADA).answers(registered(done(7, ADA))),
        register(EVE).answers(registered(done(8, EVE))),
        register(ADA.with_(EVE["email"])).answers(registered(done(8, ADA))),
        on=org(primary_identifier=None),
    ),
]


@pytest.mark.parametrize("history", SETTLED, ids=str)
def test_settled(history: History) -> None:
    history.check()
