"""People who are known already, a hundred requests later, under other types and in other accounts, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    History,
    Identifier,
    Line,
    Who,
    add,
    bad,
    change,
    created,
    done,
    found,
    good,
    kept,
    lookup,
    nobody,
    refused,
    register,
    registered,
    silent,
    status,
    upsert,
    upserted,
)

KNOWN = "duplicate-source/known-identifier-is-8006"
STAYS = "delivery/accepted-write-stays"
FROM_V11 = "cross-api/v11-customers-are-known-to-v2"
FROM_UPSERT = "cross-api/upserted-customers-are-known"
OTHER_TYPE = "duplicate-source/same-value-under-another-type-is-new"
ELSEWHERE = "cross-source/known-elsewhere-joins-the-customer"
ACCOUNT = "cross-source/another-account-is-another-source-account"
DENIED = "security/refused-caller-stores-nothing"
GONE = "updates/removed-identifier-is-gone"
FREE_AGAIN = "updates/removed-identifier-is-free"
CARD = "identifiers/card-has-one-owner"
UPDATED = "upsert/found-is-updated-in-place"
JOINED = "upsert/known-elsewhere-is-joined"
STOLEN = "updates/held-identifier-is-not-stolen"
CHANGED = "updates/known-customer-is-updated"

ADDED = add(ADA).answers(created(7))
IN_V11 = register(ADA).answers(registered(done(7, ADA)))
UPSERTED = upsert(ADA).answers(upserted(kept(7)))
NUMBER = ADA["mobile"].value
BLANK = ADA.with_(Identifier("email", " "))


def later(line: Line, exchanges: int) -> tuple[Line, ...]:
    """The line, and reads until so many exchanges have begun."""
    return (line, *(lookup(KIM["email"]).answers(nobody()) for _ in range(exchanges - 1)))


HISTORIES = [
    good(KNOWN, "a hundred exchanges later", *later(ADDED, 100), add(ADA).answers(refused(8006))),
    silent(STAYS, "a hundred exchanges later", *later(ADDED, 100), add(ADA).answers(refused(8006))),
    good(FROM_V11, "a hundred exchanges later", *later(IN_V11, 100), add(ADA).answers(refused(8006))),
    silent(FROM_V11, "longer ago", *later(IN_V11, 101), add(ADA).answers(refused(8006))),
    good(FROM_UPSERT, "a hundred exchanges later", *later(UPSERTED, 100), add(ADA).answers(refused(8006))),
    silent(FROM_UPSERT, "longer ago", *later(UPSERTED, 101), add(ADA).answers(refused(8006))),
    good(
        KNOWN,
        "one identifier by an add, another by a change",
        add(ADA.only("mobile", "externalId")).answers(created(7)),
        change(7, add=[ADA["email"]]).answers(created(7)),
        add(ADA).answers(refused(8006)),
    ),
    good(
        KNOWN,
        "one identifier by an upsert, another by a change",
        upsert(ADA.only("mobile", "externalId")).answers(upserted(kept(7))),
        change(7, add=[ADA["email"]]).answers(created(7)),
        add(ADA).answers(refused(8006)),
    ),
    silent(
        KNOWN,
        "the organisation demands the email that is left out",
        ADDED,
        add(ADA.only("mobile")).answers(refused(8005)),
    ),
    silent(KNOWN, "the organisation demands the email that is blank", ADDED, add(BLANK).answers(refused(8005))),
    silent(
        DENIED,
        "the organisation demands the email that is left out",
        add(ADA.only("mobile")).by(Who.NOBODY).answers(status(401)),
        add(ADA.only("mobile")).answers(refused(8005)),
    ),
    good(
        OTHER_TYPE,
        "a number that is held as an external id",
        add(ADA.only("email").with_(Identifier("externalId", EVE["mobile"].value))).answers(created(7)),
        add(EVE.only("mobile")).answers(created(8)),
    ),
    bad(
        OTHER_TYPE,
        "the holder of the number as an external id",
        add(ADA.only("email").with_(Identifier("externalId", EVE["mobile"].value))).answers(created(7)),
        add(EVE.only("mobile")).answers(created(7)),
        also=("identifiers/a-new-customer-has-a-new-id",),
        says=("createdId", "a new customer", "success, id 7"),
    ),
    silent(
        GONE,
        "it is held in another source",
        ADDED,
        add(ADA, "WEBSITE").answers(created(7)),
        change(7, remove=[ADA["email"]]).answers(created(7)),
        lookup(ADA["email"]).answers(found(7)),
    ),
    good(
        ACCOUNT,
        "one identifier is known in the source, another elsewhere",
        add(ADA.only("mobile"), "LINE", "l1").answers(created(7)),
        add(ADA).answers(created(7)),
        add(ADA, "LINE", "l2").answers(created(7)),
    ),
    good(
        ELSEWHERE,
        "it was taken away in the other account of the source",
        ADDED,
        add(ADA.only("mobile", "email"), "LINE", "l1").answers(created(7)),
        change(7, remove=[ADA["mobile"]], source="LINE", account="l1").answers(created(7)),
        add(ADA.only("mobile"), "LINE", "l2").answers(created(7)),
    ),
    silent(
        CARD,
        "the number of a card as an external id",
        add(ADA.with_(Identifier("cardnumber", "ct-t1-77"))).answers(created(7)),
        add(EVE.only("mobile").with_(Identifier("externalId", "ct-t1-77"))).answers(created(8)),
    ),
    bad(
        CARD,
        "the later customer's card, given to the earlier",
        ADDED,
        add(EVE.only("mobile").with_(Identifier("cardnumber", "ct-t1-77"))).answers(created(8)),
        add(ADA.only("email").with_(Identifier("cardnumber", "ct-t1-77"))).answers(created(7)),
        says=("createdId", "refused, or 8", "success, id 7"),
    ),
    silent(
        "invalid-source/source-not-enabled-is-3217",
        "the account is blamed",
        add(ADA, "FACEBOOK", "f1").answers(refused(8127)),
    ),
    good(
        "identifiers/fresh-person-is-registered",
        "whom nobody found, twice at the same moment",
        tuple(lookup(EVE["email"]).answers(nobody()).under_way(10.0, 12.0 + place) for place in (0, 1)),
        add(EVE).answers(created(8)),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_known_people(history: History) -> None:
    history.check()
