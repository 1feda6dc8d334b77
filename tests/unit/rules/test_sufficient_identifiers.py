"""By which identifiers somebody can be registered, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    History,
    Identifier,
    add,
    bad,
    created,
    customer,
    good,
    kept,
    refused,
    says,
    silent,
    upsert,
    upserted,
    wrong,
)

ONE = "identifiers/at-least-one-identifier"
VALID = "identifiers/at-least-one-valid-identifier"
PROBLEMS = "identifiers/several-problems-are-refused"
NOBODY = ADA.only()
BAD = Identifier("mobile", "91abc")
ALL_BAD = ADA.only("mobile", "email").with_(BAD, Identifier("email", "ada.example.com"))

HISTORIES = [
    # identifiers that are missing
    good(ONE, "1007", add(NOBODY).answers(refused(1007))),
    good(ONE, "8005", add(NOBODY).answers(refused(8005))),
    good(ONE, "500", add(NOBODY).answers(refused(500))),
    good(ONE, "8084", add(NOBODY).answers(refused(8084))),
    good(ONE, "1007 among others", add(NOBODY).answers(refused(1, 1007))),
    good(ONE, "no list at all", add({"profiles": [{"source": "INSTORE"}]}).answers(refused(1007))),
    good(ONE, "a list of null", add({"profiles": [{"source": "INSTORE", "identifiers": None}]}).answers(refused(1))),
    bad(
        ONE,
        "a list of null registers",
        add({"profiles": [{"source": "INSTORE", "identifiers": None}]}).answers(created(7)),
        says=("errors[].code", (1007, 8005, 500), "success, id 7"),
    ),
    good(ONE, "any code where the request leaves doubts", add({**customer(NOBODY), "x": 1}).answers(refused(1))),
    bad(
        ONE, "it registers", add(NOBODY).answers(created(7)), says=("errors[].code", (1007, 8005, 500), "success, id 7")
    ),
    bad(ONE, "another code", add(NOBODY).answers(refused(8015)), says=("errors[].code", (1007, 8005, 500), (8015,))),
    good(ONE, "the identifier that the organisation demands", add(NOBODY).answers(refused(1039))),
    bad(
        ONE,
        "it registers beside an unknown member",
        add({**customer(NOBODY), "x": 1}).answers(created(7)),
        says=("errors[].code", (1007, 8005, 500), "success, id 7"),
    ),
    bad(
        ONE,
        "no code",
        add(NOBODY).answers(says({"errors": [{"status": False, "message": "no"}]}, 400)),
        also=("envelope/failure-shape-v2", "envelope/answer-matches-the-schema"),
        says=("errors[].code", (1007, 8005, 500), "refused without a code"),
    ),
    silent(ONE, "one is there", add(ADA.only("email")).answers(created(7))),
    silent(
        ONE,
        "identifiers are no list",
        add({"profiles": [{"source": "INSTORE", "identifiers": {}}]}).answers(created(7)),
    ),
    good(VALID, "8014", add(ALL_BAD).answers(refused(8014))),
    good(VALID, "any code", add(ALL_BAD).answers(refused(1))),
    good(VALID, "an empty value", add(ADA.only("mobile").with_(Identifier("mobile", " "))).answers(refused(1007))),
    good(
        VALID,
        "an empty external id",
        add(ADA.only("externalId").with_(Identifier("externalId", ""))).answers(refused(1007)),
    ),
    bad(
        VALID,
        "it registers",
        add(ALL_BAD).answers(created(7, 8055, 8056)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        VALID,
        "an email without an at sign registers",
        add(ADA.only("email").with_(Identifier("email", "ada"))).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        VALID,
        "it registers beside an unknown member",
        add({**customer(ALL_BAD), "x": 1}).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    silent(VALID, "one is valid", add(ADA.with_(Identifier("email", "ada"))).answers(created(7, 8055))),
    silent(
        VALID, "one may be valid", add(ADA.only("email").with_(BAD, Identifier("email", "a.b@c"))).answers(created(7))
    ),
    # several things at once
    good(PROBLEMS, "no source and no identifier", add(NOBODY, None).answers(refused(1))),
    good(PROBLEMS, "an unknown source and no identifier", add(NOBODY, "NOWHERE").answers(refused(1007))),
    good(PROBLEMS, "an unknown account and nothing valid", add(ALL_BAD, "LINE", "l3").answers(refused(8014))),
    good(PROBLEMS, "a missing account and no identifier", add(NOBODY, "LINE").answers(refused(1007))),
    bad(
        PROBLEMS,
        "no source and no identifier",
        add(NOBODY, None).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        PROBLEMS,
        "an unknown source and nothing valid",
        add(ALL_BAD, "NOWHERE").answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    good(PROBLEMS, "an empty object", add({}).answers(refused(1))),
    good(PROBLEMS, "an upsert item without anything", upsert({}).answers(upserted(wrong(1)))),
    bad(PROBLEMS, "an empty object", add({}).answers(created(7)), says=("outcome", "an error", "success, id 7")),
    bad(
        PROBLEMS,
        "a list of no profiles",
        add({"profiles": []}).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        PROBLEMS,
        "an upsert item without anything",
        upsert({}).answers(upserted(kept(7))),
        says=("outcome", "an error", "success, id 7"),
    ),
    silent(PROBLEMS, "one problem", add(NOBODY).answers(refused(1007))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_sufficient_identifiers(history: History) -> None:
    history.check()
