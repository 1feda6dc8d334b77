"""Updates by id and changes of identifiers, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ZOE,
    History,
    add,
    ask,
    bad,
    change,
    created,
    customer,
    details,
    found,
    good,
    lookup,
    nobody,
    org,
    refused,
    shows,
    silent,
    status,
    update,
)

KNOWN = "updates/known-customer-is-updated"
ADDS = "updates/free-identifier-is-added"
STOLEN = "updates/held-identifier-is-not-stolen"
KEPT = "updates/refused-change-changes-nothing"

ADDED = add(ADA).answers(created(7))
EVE_ADDED = add(EVE).answers(created(8))
MERGED = (ADDED, EVE_ADDED, add(ADA.only("mobile").with_(EVE["email"]), "WEBSITE").answers(created(8, 8051)))
BODY = customer(ADA.named("Zoe").but(identifiers=()), None)
del BODY["profiles"][0]["identifiers"]
TAKEN = change(7, add=[EVE["email"]])
NOT_TAKEN = TAKEN.answers(refused(8053))

HISTORIES = [
    good(KNOWN, "the customer's id", ADDED, update(7, ADA.named("Zoe")).answers(created(7))),
    good(KNOWN, "side effects left out", ADDED, update(7, BODY).answers(created(7, sideEffects=None))),
    good(
        KNOWN,
        "in another source",
        add(ADA, "LINE", "l1").answers(created(7)),
        update(7, BODY, "LINE", "l1").answers(created(7)),
    ),
    good(KNOWN, "by the id of somebody merged", *MERGED, update(7, BODY).answers(created(8))),
    good(KNOWN, "answered with the id of somebody merged", *MERGED, update(8, BODY).answers(created(7))),
    good(KNOWN, "a long name", ADDED, update(7, ADA.named("a" * 101)).answers(created(7))),
    bad(KNOWN, "another id", ADDED, update(7, BODY).answers(created(8)), says=("createdId", 7, "success, id 8")),
    bad(KNOWN, "an error", ADDED, update(7, BODY).answers(refused(8009)), says=("createdId", 7, (8009,))),
    bad(
        KNOWN,
        "another id after a merge",
        *MERGED,
        update(7, BODY).answers(created(9)),
        says=("createdId", 8, "success, id 9"),
    ),
    silent(KNOWN, "nobody known", update(7, BODY).answers(refused(8009))),
    silent(KNOWN, "no profile in that source", ADDED, update(7, BODY, "WEBSITE").answers(refused(8065))),
    silent(
        KNOWN,
        "a profile that may be there",
        ADDED,
        add(ADA, "WEBSITE").no_answer(),
        update(7, BODY, "WEBSITE").answers(refused(8065)),
    ),
    silent(KNOWN, "no source", ADDED, update(7, BODY, None).answers(refused(1))),
    silent(KNOWN, "an unknown source", ADDED, update(7, BODY, "NOWHERE").answers(refused(1))),
    silent(KNOWN, "no number", ADDED, update("ada", BODY).answers(refused(1))),
    silent(KNOWN, "identifiers are sent", ADDED, update(7, customer(ADA, None)).answers(refused(1))),
    silent(KNOWN, "an unknown member", ADDED, update(7, {**BODY, "x": 1}).answers(refused(1))),
    silent(KNOWN, "another content type", ADDED, update(7, BODY).typed("text/plain").answers(status(415))),
    silent(KNOWN, "no JSON", ADDED, ask("updateCustomer", b"{", 7, source="INSTORE").answers(status(400))),
    silent(KNOWN, "no such operation", ADDED, update(7, BODY).answers(status(404))),
    good(ADDS, "it succeeds", ADDED, change(7, add=[ZOE["email"]]).answers(created(7))),
    good(ADDS, "two at once", ADDED, change(7, add=[ZOE["email"], ZOE["mobile"]]).answers(created(7))),
    good(ADDS, "by the id of somebody merged", *MERGED, change(7, add=[ZOE["email"]]).answers(created(8))),
    good(
        ADDS,
        "one that was removed",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        change(7, add=[ADA["email"]]).answers(created(7)),
    ),
    bad(
        ADDS,
        "an error",
        ADDED,
        change(7, add=[ZOE["email"]]).answers(refused(8020)),
        says=("createdId", "success", (8020,)),
    ),
    bad(
        ADDS,
        "one of two",
        ADDED,
        change(7, add=[ZOE["email"], ZOE["mobile"]]).answers(refused(8020)),
        says=("createdId", "success", (8020,)),
    ),
    silent(ADDS, "nobody known", change(7, add=[ZOE["email"]]).answers(refused(8009))),
    silent(
        ADDS, "no profile in that source", ADDED, change(7, add=[ZOE["email"]], source="WEBSITE").answers(refused(1))
    ),
    silent(ADDS, "one's own", ADDED, change(7, add=[ADA["email"]]).answers(refused(1))),
    silent(
        ADDS,
        "one that somebody elsewhere holds: refused",
        ADDED,
        add(EVE, "WEBSITE").answers(created(8)),
        TAKEN.answers(refused(8053)),
    ),
    silent(
        ADDS,
        "one that somebody elsewhere holds: merged",
        ADDED,
        add(EVE, "WEBSITE").answers(created(8)),
        TAKEN.answers(created(7, 8051)),
    ),
    silent(ADDS, "one that somebody may hold", ADDED, add(EVE).no_answer(), TAKEN.answers(refused(8053))),
    silent(ADDS, "nothing is added", ADDED, change(7).answers(refused(1))),
    silent(
        ADDS,
        "something is removed, too",
        ADDED,
        change(7, add=[ZOE["email"]], remove=[EVE["email"]]).answers(refused(1)),
    ),
    silent(ADDS, "two of one type", ADDED, change(7, add=[ZOE["email"], KIM["email"]]).answers(refused(1))),
    silent(
        ADDS,
        "an unknown member",
        ADDED,
        ask("changeIdentifier", {"add": [], "x": 1}, 7, source="INSTORE").answers(refused(1)),
    ),
    silent(ADDS, "no source", ADDED, change(7, add=[ZOE["email"]], source=None).answers(refused(1))),
    silent(ADDS, "an account is missing", ADDED, change(7, add=[ZOE["email"]], source="LINE").answers(refused(1))),
    silent(ADDS, "no number", ADDED, change("x", add=[ZOE["email"]]).answers(refused(1))),
    good(STOLEN, "refused", ADDED, EVE_ADDED, NOT_TAKEN),
    good(STOLEN, "refused with any code", ADDED, EVE_ADDED, TAKEN.answers(refused(1))),
    good(
        STOLEN,
        "refused in an account",
        add(ADA, "LINE", "l1").answers(created(7)),
        add(EVE, "LINE", "l1").answers(created(8)),
        change(7, add=[EVE["email"]], source="LINE", account="l1").answers(refused(1)),
    ),
    good(
        STOLEN,
        "one of two is somebody's",
        ADDED,
        EVE_ADDED,
        change(7, add=[ZOE["mobile"], EVE["email"]]).answers(refused(1)),
    ),
    bad(
        STOLEN,
        "it succeeds silently",
        ADDED,
        EVE_ADDED,
        TAKEN.answers(created(7)),
        says=("errors", "an error, or a warning", "success, id 7"),
    ),
    bad(
        STOLEN,
        "it succeeds for somebody without a profile here",
        add(ADA, "WEBSITE").answers(created(7)),
        EVE_ADDED,
        TAKEN.answers(created(7)),
        says=("errors", "an error, or a warning", "success, id 7"),
    ),
    bad(
        STOLEN,
        "beside something removed",
        ADDED,
        EVE_ADDED,
        change(7, add=[EVE["email"]], remove=[ADA["email"]]).answers(created(7)),
        says=("errors", "an error, or a warning", "success, id 7"),
    ),
    silent(STOLEN, "one's own", ADDED, change(7, add=[ADA["email"]]).answers(created(7))),
    silent(
        STOLEN, "one of somebody merged with oneself", *MERGED, change(7, add=[EVE["externalId"]]).answers(created(8))
    ),
    silent(STOLEN, "one of another source", ADDED, add(EVE, "WEBSITE").answers(created(8)), TAKEN.answers(created(7))),
    silent(STOLEN, "one that may repeat", ADDED, EVE_ADDED, TAKEN.answers(created(7)), on=org(unique={"email": False})),
    silent(STOLEN, "nobody known", EVE_ADDED, TAKEN.answers(created(7))),
    silent(
        STOLEN,
        "an unknown member",
        ADDED,
        EVE_ADDED,
        ask(
            "changeIdentifier", {"add": [{"type": "email", "value": EVE["email"].value}], "x": 1}, 7, source="INSTORE"
        ).answers(created(7)),
    ),
    # afterwards
    good(
        "updates/refused-change-changes-nothing",
        "it is still its owner's",
        ADDED,
        EVE_ADDED,
        NOT_TAKEN,
        lookup(EVE["email"]).answers(found(8)),
    ),
    good(
        "updates/refused-change-changes-nothing",
        "what was free is free",
        ADDED,
        change(7, add=[ZOE["email"]], remove=[EVE["email"]]).answers(refused(1)),
        lookup(ZOE["email"]).answers(nobody()),
    ),
    bad(
        "updates/refused-change-changes-nothing",
        "it moved",
        ADDED,
        EVE_ADDED,
        NOT_TAKEN,
        lookup(EVE["email"]).answers(found(7)),
        says=("id", 8, "success, id 7"),
    ),
    bad(
        "updates/refused-change-changes-nothing",
        "it is nobody's",
        ADDED,
        EVE_ADDED,
        NOT_TAKEN,
        lookup(EVE["email"]).answers(nobody()),
        says=("id", 8, (8015,)),
    ),
    bad(
        "updates/refused-change-changes-nothing",
        "what was free was added all the same",
        ADDED,
        change(7, add=[ZOE["email"]], remove=[EVE["email"]]).answers(refused(1)),
        lookup(ZOE["email"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    bad(
        "updates/refused-change-changes-nothing",
        "by its details",
        ADDED,
        EVE_ADDED,
        NOT_TAKEN,
        details(EVE["email"]).answers(shows(7)),
        says=("id", 8, "success, id 7"),
    ),
    silent(
        KEPT, "an identifier that was not at stake", ADDED, EVE_ADDED, NOT_TAKEN, lookup(ADA["email"]).answers(found(7))
    ),
    silent(
        KEPT,
        "a change that succeeded",
        ADDED,
        change(7, add=[ZOE["email"]]).answers(created(7)),
        lookup(ZOE["email"]).answers(found(7)),
    ),
    silent(
        KEPT,
        "a change that was not answered",
        ADDED,
        EVE_ADDED,
        TAKEN.no_answer(),
        lookup(EVE["email"]).answers(found(8)),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_updates(history: History) -> None:
    history.check()
