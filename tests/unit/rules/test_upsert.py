"""Update or create, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    ZOE,
    History,
    Identifier,
    Person,
    add,
    bad,
    created,
    customer,
    details,
    done,
    found,
    good,
    kept,
    lookup,
    nobody,
    org,
    refused,
    register,
    registered,
    shown,
    shows,
    silent,
    status,
    upsert,
    upserted,
    wrong,
)

FOUND = "upsert/found-is-updated-in-place"
CREATED = "upsert/unknown-is-created"
JOINED = "upsert/known-elsewhere-is-joined"
CONFLICT = "upsert/two-customers-in-one-item-fail"
TWICE = "upsert/repeated-item-is-one-customer"
ALONE = "upsert/conflict-leaves-details-alone"
KEPT = "upsert/conflict-changes-nothing"
ADDED = upsert(ADA).answers(upserted(kept(7)))
EVE_ADDED = upsert(EVE).answers(upserted(kept(8)))
BOTH = ADA.only("mobile").with_(EVE["email"])
RECORD = {"id": 7, "profiles": [shown(ADA)]}
TINY = customer(ADA.only())


def labelled(label: object, who: Person = ADA) -> dict[str, object]:
    return {**customer(who), "statusLabel": label}


MET = upsert(BOTH).answers(upserted(wrong(8052)))

HISTORIES = [
    good(FOUND, "the same id", ADDED, upsert(ADA).answers(upserted(kept(7)))),
    good(FOUND, "a third time", ADDED, upsert(ADA).answers(upserted(kept(7))), upsert(ADA).answers(upserted(kept(7)))),
    good(FOUND, "under another name", ADDED, upsert(ADA.named("Eve")).answers(upserted(kept(7)))),
    good(FOUND, "with a result", ADDED, upsert(ADA).answers(upserted(kept(7, result=RECORD)))),
    good(FOUND, "by one identifier", ADDED, upsert(ADA.only("email")).answers(upserted(kept(7)))),
    good(FOUND, "with something new", ADDED, upsert(ADA.only("mobile").with_(ZOE["email"])).answers(upserted(kept(7)))),
    good(FOUND, "identifiers left alone", ADDED, upsert(ADA, skip=True).answers(upserted(kept(7)))),
    good(FOUND, "an added customer", add(ADA).answers(created(7)), upsert(ADA).answers(upserted(kept(7)))),
    good(
        FOUND,
        "somebody of v1.1",
        register(ADA).answers(registered(done(7, ADA))),
        upsert(ADA).answers(upserted(kept(7))),
    ),
    good(
        FOUND,
        "in an account",
        add(ADA, "LINE", "l1").answers(created(7)),
        upsert(customer(ADA, "LINE", "l1")).answers(upserted(kept(7))),
    ),
    good(FOUND, "beside somebody new", ADDED, upsert(EVE, ADA).answers(upserted(kept(8), kept(7)))),
    good(FOUND, "beside an error", ADDED, upsert(TINY, ADA).answers(upserted(wrong(1), kept(7)))),
    good(
        FOUND,
        "after either id of a merge",
        ADDED,
        EVE_ADDED,
        add(BOTH, "WEBSITE").answers(created(8, 8051)),
        upsert(ADA).answers(upserted(kept(7))),
    ),
    good(
        FOUND,
        "new identifiers are there the next time",
        ADDED,
        upsert(ADA.only("mobile").with_(ZOE["email"]), skip=False).answers(upserted(kept(7))),
        upsert(ZOE.only("email")).answers(upserted(kept(7))),
    ),
    bad(FOUND, "another id", ADDED, upsert(ADA).answers(upserted(kept(8))), says=("entityId", 7, "success, id 8")),
    bad(FOUND, "an error", ADDED, upsert(ADA).answers(upserted(wrong(8006))), says=("entityId", 7, (8006,))),
    bad(
        FOUND,
        "an error that shows the customer",
        ADDED,
        upsert(ADA).answers(upserted(wrong(8006, entityId=7, result=RECORD))),
        says=("entityId", 7, (8006,)),
    ),
    bad(
        FOUND,
        "another id for the second item",
        ADDED,
        upsert(EVE, ADA).answers(upserted(kept(8), kept(9))),
        says=("entityId", 7, "success, id 9"),
    ),
    bad(FOUND, "a refusal of the whole", ADDED, upsert(ADA).answers(refused(1)), says=("entityId", 7, (1,))),
    bad(
        FOUND,
        "another id than add's",
        add(ADA).answers(created(7)),
        upsert(ADA).answers(upserted(kept(8))),
        says=("entityId", 7, "success, id 8"),
    ),
    silent(FOUND, "nobody known", upsert(ADA).answers(upserted(kept(7)))),
    silent(FOUND, "the first was not answered", upsert(ADA).no_answer(), upsert(ADA).answers(upserted(kept(9)))),
    silent(
        FOUND,
        "the item is left out of the answer",
        ADDED,
        upsert(ADA).answers(upserted()),
        also=("counts/one-answer-for-each-item", "counts/counts-are-true-upsert"),
    ),
    silent(
        FOUND,
        "an invalid identifier beside it",
        ADDED,
        upsert(ADA.with_(Identifier("email", "x"))).answers(upserted(wrong(8055))),
    ),
    silent(
        FOUND,
        "an identifier that somebody elsewhere holds",
        ADDED,
        add(EVE, "WEBSITE").answers(created(8)),
        upsert(BOTH).answers(upserted(wrong(8052))),
    ),
    silent(
        FOUND,
        "an identifier that may be somebody's",
        ADDED,
        upsert(EVE).no_answer(),
        upsert(BOTH).answers(upserted(wrong(8052))),
    ),
    silent(FOUND, "a status label", ADDED, upsert(labelled("Odd")).answers(upserted(wrong(3017)))),
    silent(FOUND, "a request of doubts", ADDED, upsert({**customer(ADA), "x": 1}).answers(upserted(wrong(1)))),
    silent(FOUND, "the same twice in one batch: updated", ADDED, upsert(ADA, ADA).answers(upserted(kept(7), kept(7)))),
    silent(
        FOUND, "the same twice in one batch: an error", ADDED, upsert(ADA, ADA).answers(upserted(kept(7), wrong(1)))
    ),
    silent(
        FOUND,
        "after an item of two customers nothing is sure of new ones",
        ADDED,
        upsert(ADA.only("email").with_(ZOE["mobile"]), skip=None).answers(upserted(kept(7))),
        upsert(ZOE.only("mobile")).answers(upserted(kept(9))),
    ),
    good(CREATED, "an id", upsert(ADA).answers(upserted(kept(7)))),
    good(CREATED, "in another source", upsert(customer(ADA, "WEBSITE")).answers(upserted(kept(7)))),
    good(CREATED, "lists left out", upsert(ADA).answers(upserted({"entityId": 7}))),
    good(CREATED, "the primary alone", upsert(ADA.only("mobile")).answers(upserted(kept(7)))),
    good(CREATED, "another alone, if it succeeds", upsert(ADA.only("email")).answers(upserted(kept(7)))),
    bad(CREATED, "an error", upsert(ADA).answers(upserted(wrong(8015))), says=("entityId", "success", (8015,))),
    bad(
        CREATED,
        "an error for the primary alone",
        upsert(ADA.only("mobile")).answers(upserted(wrong(1))),
        says=("entityId", "success", (1,)),
    ),
    bad(CREATED, "a 400", upsert(ADA).answers(status(400)), says=("entityId", "success", "refused without a code")),
    silent(CREATED, "the demanded one is missing", upsert(ADA.only("email")).answers(upserted(wrong(8005)))),
    silent(CREATED, "no such operation", upsert(ADA).answers(status(404))),
    silent(CREATED, "somebody known", ADDED, upsert(ADA).answers(upserted(kept(7)))),
    silent(
        CREATED,
        "an entry that is neither",
        upsert(ADA).answers(upserted({})),
        also=("envelope/envelope-upsert", "envelope/answer-matches-the-schema"),
    ),
    good(JOINED, "the same id", add(ADA, "WEBSITE").answers(created(7)), upsert(ADA).answers(upserted(kept(7)))),
    good(
        JOINED,
        "by one identifier",
        add(ADA, "WEBSITE").answers(created(7)),
        upsert(ADA.only("email")).answers(upserted(kept(7))),
    ),
    bad(
        JOINED,
        "another id",
        add(ADA, "WEBSITE").answers(created(7)),
        upsert(ADA).answers(upserted(kept(8))),
        says=("entityId", 7, "success, id 8"),
    ),
    bad(
        JOINED,
        "an error",
        add(ADA, "WEBSITE").answers(created(7)),
        upsert(ADA).answers(upserted(wrong(8015))),
        says=("entityId", 7, (8015,)),
    ),
    silent(
        JOINED,
        "two customers elsewhere: an error",
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE, "WEBSITE").answers(created(8)),
        upsert(BOTH).answers(upserted(wrong(8052))),
    ),
    silent(
        JOINED,
        "two customers elsewhere: success",
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE, "WEBSITE").answers(created(8)),
        upsert(BOTH).answers(upserted(kept(9, 8052))),
    ),
    silent(JOINED, "somebody known here", ADDED, upsert(ADA).answers(upserted(kept(7)))),
    silent(
        JOINED,
        "a profile here under other identifiers",
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        upsert(customer(ADA.only("email"), "WEBSITE")).answers(upserted(wrong(8066))),
    ),
    good(CONFLICT, "8052", ADDED, EVE_ADDED, MET),
    good(TWICE, "the same id", upsert(ZOE, ZOE).answers(upserted(kept(9), kept(9)))),
    bad(TWICE, "two ids", upsert(ZOE, ZOE).answers(upserted(kept(9), kept(10))), says=("entityId", 9, 10)),
    silent(TWICE, "different people", upsert(ZOE, ADA).answers(upserted(kept(9), kept(10)))),
    silent(TWICE, "one refused", upsert(ZOE, ZOE).answers(upserted(kept(9), wrong(8052)))),
    good(ALONE, "as before", ADDED, EVE_ADDED, MET, details(ADA["mobile"]).answers(shows(7, shown(ADA)))),
    bad(
        ALONE,
        "renamed by the conflict",
        ADDED,
        EVE_ADDED,
        MET,
        details(ADA["mobile"]).answers(shows(7, shown(ADA.named("Eve")))),
        says=("profiles[].firstName", "Ada", "Eve"),
    ),
    silent(ALONE, "no conflict", ADDED, EVE_ADDED, details(ADA["mobile"]).answers(shows(7, shown(ADA)))),
    good(CONFLICT, "any code", ADDED, EVE_ADDED, upsert(BOTH).answers(upserted(wrong(1)))),
    good(CONFLICT, "beside somebody new", ADDED, EVE_ADDED, upsert(ZOE, BOTH).answers(upserted(kept(9), wrong(8053)))),
    bad(
        CONFLICT,
        "it succeeds for one",
        ADDED,
        EVE_ADDED,
        upsert(BOTH).answers(upserted(kept(7))),
        says=("response[].errors", "an error", "success, id 7"),
    ),
    bad(
        CONFLICT,
        "it succeeds for somebody new",
        ADDED,
        EVE_ADDED,
        upsert(BOTH).answers(upserted(kept(9, 8052))),
        says=("response[].errors", "an error", "success, id 9"),
    ),
    silent(CONFLICT, "one customer", ADDED, EVE_ADDED, upsert(ADA).answers(upserted(kept(7)))),
    silent(
        CONFLICT,
        "merged customers are one",
        ADDED,
        EVE_ADDED,
        add(BOTH, "WEBSITE").answers(created(8, 8051)),
        upsert(BOTH).answers(upserted(kept(8))),
    ),
    silent(
        CONFLICT,
        "an email that may repeat",
        ADDED,
        EVE_ADDED,
        upsert(BOTH).answers(upserted(kept(7))),
        on=org(unique={"email": False}),
    ),
    bad(
        KEPT,
        "the mobile moved",
        ADDED,
        EVE_ADDED,
        MET,
        lookup(ADA["mobile"]).answers(found(8)),
        says=("id", 7, "success, id 8"),
    ),
    bad(
        KEPT,
        "the email is nobody's",
        ADDED,
        EVE_ADDED,
        MET,
        lookup(EVE["email"]).answers(nobody()),
        says=("id", 8, (8015,)),
    ),
    bad(
        KEPT,
        "the email moved although it succeeded for one",
        ADDED,
        EVE_ADDED,
        upsert(BOTH).no_answer(),
        MET,
        lookup(EVE["email"]).answers(found(7)),
        says=("id", 8, "success, id 7"),
    ),
    bad(
        KEPT,
        "a new identifier is reserved",
        ADDED,
        EVE_ADDED,
        upsert(BOTH.with_(ZOE["externalId"])).answers(upserted(wrong(8052))),
        lookup(ZOE["externalId"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    silent(KEPT, "an identifier that was not at stake", ADDED, EVE_ADDED, MET, lookup(ADA["email"]).answers(found(7))),
    silent(
        KEPT,
        "no answer to the item",
        ADDED,
        EVE_ADDED,
        upsert(BOTH).no_answer(),
        lookup(ADA["mobile"]).answers(found(7)),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_upsert(history: History) -> None:
    history.check()
