"""Whom a look-up finds after a story that put ownership at stake, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ZOE,
    History,
    add,
    bad,
    change,
    created,
    details,
    failed,
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
)

REFUSED = "duplicate-source/refused-add-changes-nothing"
SEVERAL = "cross-source/several-owners-lose-nothing"
ADDED = add(ADA).answers(created(7))
EVE_ADDED = add(EVE).answers(created(8))
BOTH = ADA.only("mobile").with_(EVE["email"])
MET = add(BOTH, "WEBSITE")
DUPLICATE = add(ADA.only("mobile").with_(ZOE["email"])).answers(refused(8006))
LAG = org(reads={"lag_s": 5})

HISTORIES = [
    good(
        "cross-source/joined-customer-is-found",
        "in another source",
        ADDED,
        add(ADA, "WEBSITE").answers(created(7)),
        lookup(ADA["mobile"], "WEBSITE").answers(found(7)),
    ),
    good(
        "updates/added-identifier-is-held",
        "what was added to a customer",
        ADDED,
        change(7, add=[ZOE["email"]]).answers(created(7)),
        lookup(ZOE["email"]).answers(found(7)),
    ),
    good(
        "upsert/new-identifiers-are-added",
        "what an upsert added",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=False).answers(upserted(kept(7))),
        lookup(KIM["email"]).answers(found(7)),
    ),
    good(
        "updates/removed-identifier-is-gone",
        "after a removal",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        lookup(ADA["email"]).answers(nobody()),
    ),
    good(
        "delivery/throttled-write-stores-nothing",
        "after a throttled write",
        add(ADA).answers(status(429)),
        lookup(ADA["mobile"]).answers(nobody()),
    ),
    good(
        "security/refused-caller-stores-nothing",
        "after a write that was not let in",
        add(ADA).answers(status(401)),
        lookup(ADA["mobile"]).answers(nobody()),
    ),
    good(
        "duplicate-source/refused-add-changes-nothing",
        "after a refused v1.1 item",
        register(ADA.only("email")).answers(registered(failed(1003))),
        lookup(ADA["email"]).answers(nobody()),
    ),
    good(
        "upsert/kept-identifiers-stay",
        "what an upsert was told to skip",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=True).answers(upserted(kept(7))),
        lookup(KIM["email"]).answers(nobody()),
    ),
    bad(
        "delivery/throttled-write-stores-nothing",
        "somebody after a throttled write",
        add(ADA).answers(status(429)),
        lookup(ADA["mobile"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    bad(
        "updates/removed-identifier-is-gone",
        "somebody after a removal",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        lookup(ADA["email"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    bad(
        "upsert/kept-identifiers-stay",
        "an upsert did not skip",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=True).answers(upserted(kept(7))),
        lookup(KIM["email"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    # after a refused add
    good(REFUSED, "the known one is still held", ADDED, DUPLICATE, lookup(ADA["mobile"]).answers(found(7))),
    good(REFUSED, "the new one is still free", ADDED, DUPLICATE, lookup(ZOE["email"]).answers(nobody())),
    good(REFUSED, "by its details", ADDED, DUPLICATE, details(ADA["mobile"]).answers(shows(7, shown(ADA)))),
    good(
        "invalid-source/refused-source-stores-nothing",
        "a look-up after an unknown source",
        add(ADA, "NOWHERE").answers(refused(3217)),
        lookup(ADA["mobile"]).answers(nobody()),
    ),
    bad(
        REFUSED,
        "the known one is another's",
        ADDED,
        DUPLICATE,
        lookup(ADA["mobile"]).answers(found(8)),
        says=("id", 7, "success, id 8"),
    ),
    bad(
        REFUSED,
        "the known one is nobody's",
        ADDED,
        DUPLICATE,
        lookup(ADA["mobile"]).answers(nobody()),
        says=("id", 7, (8015,)),
    ),
    bad(
        REFUSED,
        "the new one was stored",
        ADDED,
        DUPLICATE,
        lookup(ZOE["email"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    bad(
        "invalid-source/refused-source-stores-nothing",
        "an unknown source stored it",
        add(ADA, "NOWHERE").answers(refused(3217)),
        lookup(ADA["mobile"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    silent(REFUSED, "an identifier that was not named", ADDED, DUPLICATE, lookup(ADA["email"]).answers(found(7))),
    silent(
        REFUSED,
        "the refusal was not answered",
        ADDED,
        add(ADA.only("mobile").with_(ZOE["email"])).no_answer(),
        lookup(ZOE["email"]).answers(found(7)),
    ),
    silent(REFUSED, "within the lag", ADDED, DUPLICATE, lookup(ZOE["email"]).answers(found(7)), on=LAG),
    # after identifiers of two customers met
    good(
        SEVERAL,
        "each keeps its own after an error",
        ADDED,
        EVE_ADDED,
        MET.answers(refused(8052)),
        lookup(ADA["mobile"]).answers(found(7)),
    ),
    good(
        SEVERAL,
        "each keeps its own after a success",
        ADDED,
        EVE_ADDED,
        MET.answers(created(9, 8052)),
        lookup(EVE["email"]).answers(found(8)),
    ),
    good(
        "cross-source/merge-leaves-one-customer",
        "a merge unites them",
        ADDED,
        EVE_ADDED,
        MET.answers(created(7, 8051)),
        lookup(EVE["email"]).answers(found(7)),
    ),
    bad(
        SEVERAL,
        "the mobile moved",
        ADDED,
        EVE_ADDED,
        MET.answers(created(9, 8052)),
        lookup(ADA["mobile"]).answers(found(9)),
        says=("id", 7, "success, id 9"),
    ),
    bad(
        SEVERAL,
        "the email is nobody's",
        ADDED,
        EVE_ADDED,
        MET.answers(refused(8052)),
        lookup(EVE["email"]).answers(nobody()),
        says=("id", 8, (8015,)),
    ),
    bad(
        "cross-source/merge-leaves-one-customer",
        "a merge loses one",
        ADDED,
        EVE_ADDED,
        MET.answers(created(7, 8051)),
        lookup(EVE["email"]).answers(found(9)),
        says=("id", 7, "success, id 9"),
    ),
    silent(
        SEVERAL,
        "an identifier that was not at stake",
        ADDED,
        EVE_ADDED,
        MET.answers(refused(8052)),
        lookup(ADA["email"]).answers(found(7)),
    ),
    silent(
        SEVERAL,
        "here nobody knows",
        ADDED,
        EVE_ADDED,
        MET.answers(created(9, 8052)),
        lookup(ADA["mobile"], "WEBSITE").answers(found(9)),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_ownership(history: History) -> None:
    history.check()
