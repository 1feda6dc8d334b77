"""Who is registered, under which id, by which identifiers, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    ORG,
    ZOE,
    History,
    Identifier,
    Missing,
    Person,
    Who,
    add,
    bad,
    breaches,
    created,
    customer,
    done,
    good,
    kept,
    org,
    person,
    refused,
    register,
    registered,
    says,
    silent,
    status,
    upsert,
    upserted,
)

FRESH = "identifiers/fresh-person-is-registered"
NEW_ID = "identifiers/a-new-customer-has-a-new-id"
CARD = "identifiers/card-has-one-owner"
ADDED = add(ADA).answers(created(7))
CARD_1 = ADA.only("mobile").with_(Identifier("cardnumber", "ct-t1-77"))
CARD_2 = EVE.only("mobile").with_(Identifier("cardnumber", "ct-t1-77"))
MIXED = ADA.only("mobile").with_(EVE["email"])
OPEN = org(primary_identifier=None)
BY_EMAIL = org(primary_identifier="email")


def named(first: str, last: str | None = "Lovelace") -> Person:
    return ADA.named(first, last)


DEMANDS = [1003, 1006, 1019, 1039, 1043, 1048, 1049, 1059, 8005, 8064]

HISTORIES = [
    good(FRESH, "all identifiers", add(ADA).answers(created(7))),
    good(FRESH, "the primary alone", add(ADA.only("mobile")).answers(created(7))),
    good(FRESH, "another alone, if it succeeds", add(ADA.only("email")).answers(created(7))),
    good(FRESH, "in another source", add(ADA, "WEBSITE").answers(created(7))),
    good(FRESH, "without names", add(person(1, None, None)).answers(created(7))),
    good(FRESH, "with warnings", add(ADA).answers(created(7, 8107, 1302))),
    good(FRESH, "a name of 100 characters", add(named("a" * 100)).answers(created(7))),
    bad(FRESH, "an error", add(ADA).answers(refused(1007)), says=("createdId", "success", (1007,))),
    bad(
        FRESH,
        "an error under HTTP 200",
        add(ADA).answers(refused(1007, status=200)),
        says=("createdId", "success", (1007,)),
    ),
    bad(
        FRESH,
        "an error for the primary alone",
        add(ADA.only("mobile")).answers(refused(1)),
        says=("createdId", "success", (1,)),
    ),
    bad(
        FRESH,
        "all three identifiers and still a demand",
        add(ADA).answers(refused(8005)),
        on=OPEN,
        says=("createdId", "success", (8005,)),
    ),
    bad(
        FRESH,
        "an error without a code",
        add(ADA).answers(says({"message": "no"}, 422)),
        also=("envelope/failure-shape-v2",),
        says=("createdId", "success", "refused without a code"),
    ),
    bad(
        FRESH,
        "a name of 100 characters",
        add(named("a" * 100)).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    bad(
        FRESH,
        "a last name of 100 characters",
        add(named("Ada", "b" * 100)).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    bad(
        "validation/documented-characters-are-fine",
        "letters outside ASCII",
        add(named("Zoë", "Šimić")).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    bad(
        FRESH,
        "the primary email alone",
        add(ADA.only("email")).answers(refused(1)),
        on=BY_EMAIL,
        says=("createdId", "success", (1,)),
    ),
    bad(
        FRESH,
        "refused as unauthorised under HTTP 404",
        add(ADA).answers(refused(8001, status=404)),
        says=("createdId", "success", (8001,)),
    ),
    silent(FRESH, "the demanded one is missing", add(ADA.only("email")).answers(refused(8005))),
    silent(FRESH, "the demanded one is missing, any code", add(ADA.only("email", "externalId")).answers(refused(1))),
    silent(FRESH, "nobody knows what is demanded", add(ADA.only("mobile")).answers(refused(1)), on=OPEN),
    silent(
        FRESH, "nobody knows what is demanded of two", add(ADA.only("mobile", "email")).answers(refused(1)), on=OPEN
    ),
    silent(FRESH, "another may be demanded beside the primary", add(ADA.only("mobile")).answers(refused(1003))),
    silent(FRESH, "no connection", add(ADA).no_answer(Missing.REFUSED)),
    silent(FRESH, "no such operation", add(ADA).answers(status(404))),
    silent(FRESH, "no such method", add(ADA).answers(status(405))),
    silent(FRESH, "a name of 101 characters succeeds", add(named("a" * 101)).answers(created(7))),
    silent(FRESH, "an odd name is refused", add(named("<b>")).answers(refused(8001))),
    silent(FRESH, "an odd last name is refused", add(named("Ada", "L@ce")).answers(refused(8001))),
    silent(FRESH, "an odd name succeeds", add(named("A_da")).answers(created(7))),
    silent(FRESH, "a request of doubts", add({**customer(ADA), "x": 1}).answers(refused(1))),
    silent(FRESH, "a status label", add({**customer(ADA), "statusLabel": "GOLD"}).answers(refused(3017))),
    silent(
        FRESH, "a short mobile", add(ADA.only("mobile").with_(Identifier("mobile", "1234567"))).answers(refused(8014))
    ),
    silent(FRESH, "a type that nobody knows", add(ADA.with_(Identifier("fax", "ct-t1-1"))).answers(refused(1))),
    silent(FRESH, "an odd external id", add(ADA.with_(Identifier("externalId", "a/b"))).answers(refused(8020))),
    silent(
        FRESH,
        "an external id of 101 characters",
        add(ADA.with_(Identifier("externalId", "a" * 101))).answers(refused(1)),
    ),
    silent(
        FRESH,
        "an email of 256 characters",
        add(ADA.with_(Identifier("email", "a@" + "b" * 250 + ".com"))).answers(refused(8055)),
    ),
    silent(FRESH, "a read-only user", add(ADA).by(Who.READER).answers(status(403))),
    silent(FRESH, "somebody who may be known elsewhere", add(ADA, "WEBSITE").no_answer(), add(ADA).answers(refused(1))),
    # ids
    good(NEW_ID, "a first customer", add(ADA).answers(created(7))),
    good(NEW_ID, "a second customer", ADDED, add(EVE).answers(created(8))),
    good(NEW_ID, "a v1.1 customer", ADDED, register(EVE).answers(registered(done(8, EVE)))),
    good(NEW_ID, "an upserted customer", ADDED, upsert(EVE).answers(upserted(kept(8)))),
    good(NEW_ID, "two of one batch", register(ADA, EVE).answers(registered(done(7, ADA), done(8, EVE)))),
    bad(
        NEW_ID,
        "a second customer with the first one's id",
        ADDED,
        add(EVE).answers(created(7)),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "a v1.1 customer with the first one's id",
        ADDED,
        register(EVE).answers(registered(done(7, EVE))),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "an upserted customer with the first one's id",
        ADDED,
        upsert(EVE).answers(upserted(kept(7))),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "two of one batch",
        register(ADA, EVE).answers(registered(done(7, ADA), done(7, EVE))),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "two of one upsert",
        upsert(ADA, EVE).answers(upserted(kept(7), kept(7))),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "the id of somebody who was merged",
        ADDED,
        add(EVE).answers(created(8)),
        add(MIXED, "WEBSITE").answers(created(8, 8051)),
        add(ZOE).answers(created(7)),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "the id of somebody who joined",
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE).answers(created(7)),
        says=("id", "an id not seen before", 7),
    ),
    silent(NEW_ID, "somebody who is known", ADDED, add(ADA, "WEBSITE").answers(created(7))),
    silent(NEW_ID, "somebody who may be known", add(ADA).no_answer(), add(ADA).answers(created(7))),
    silent(
        NEW_ID,
        "another spelling of a known email",
        ADDED,
        add(EVE.only("mobile").with_(Identifier("email", ADA["email"].value.upper()))).answers(created(7)),
    ),
    silent(
        NEW_ID,
        "a known mobile without its country code",
        ADDED,
        add(EVE.only("email").with_(Identifier("mobile", ADA["mobile"].value[2:]))).answers(created(7)),
    ),
    silent(NEW_ID, "a refusal", ADDED, add(EVE.only("email")).answers(refused(8005))),
    # cards
    good(CARD, "refused", add(CARD_1).answers(created(7)), add(CARD_2).answers(refused(8006))),
    good(CARD, "refused with any code", add(CARD_1).answers(created(7)), add(CARD_2).answers(refused(1))),
    good(
        CARD,
        "the owner again in another source",
        add(CARD_1).answers(created(7)),
        add(CARD_1, "WEBSITE").answers(created(7)),
    ),
    bad(
        CARD,
        "issued to a second customer",
        add(CARD_1).answers(created(7)),
        add(CARD_2).answers(created(8)),
        says=("createdId", "refused, or 7", "success, id 8"),
    ),
    bad(
        CARD,
        "issued to a second customer in another source",
        add(CARD_1).answers(created(7)),
        add(CARD_2, "WEBSITE").answers(created(8)),
        says=("createdId", "refused, or 7", "success, id 8"),
    ),
    bad(
        CARD,
        "issued to a third",
        add(CARD_1).answers(created(7)),
        add(CARD_2, "WEBSITE").answers(refused(1)),
        add(CARD_2).answers(created(9)),
        says=("createdId", "refused, or 7", "success, id 9"),
    ),
    silent(CARD, "nobody has it", add(CARD_1).answers(created(7))),
    silent(CARD, "the first was refused", add(CARD_1).answers(refused(1)), add(CARD_2).answers(created(8))),
    silent(CARD, "the first was not answered", add(CARD_1).no_answer(), add(CARD_2).answers(created(8))),
    silent(
        CARD,
        "another number",
        add(CARD_1).answers(created(7)),
        add(CARD_2.with_(Identifier("cardnumber", "ct-t1-78"))).answers(created(8)),
    ),
    silent(
        CARD,
        "two cards of two owners",
        add(CARD_1).answers(created(7)),
        add(EVE.only("mobile").with_(Identifier("card", "ct-t1-79"))).answers(created(8)),
        add(ZOE.only("mobile").with_(Identifier("cardnumber", "ct-t1-77"), Identifier("card", "ct-t1-79"))).answers(
            created(9)
        ),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_identifiers(history: History) -> None:
    history.check()


@pytest.mark.parametrize("code", DEMANDS)
def test_every_code_by_which_an_organisation_demands_more_is_believed_where_something_is_missing(code: int) -> None:
    assert breaches(ORG, add(ADA.only("mobile")).answers(refused(code))) == ()
    assert breaches(ORG, add(EVE).answers(created(7)), add(ADA).answers(refused(code))) == (FRESH,)


@pytest.mark.parametrize("type_", ["card", "cardnumber", "cardExternalId"])
def test_every_type_of_card_has_one_owner(type_: str) -> None:
    card = Identifier(type_, "ct-t1-80")
    lines = (
        add(ADA.only("mobile").with_(card)).answers(created(7)),
        add(EVE.only("mobile").with_(card)).answers(created(8)),
    )
    assert breaches(ORG, *lines) == (CARD,)


def test_after_a_merge_a_card_is_the_survivors() -> None:
    lines = (
        add(CARD_1).answers(created(7)),
        add(ADA.only("email"), "WEBSITE").answers(created(8)),
        add(EVE).answers(created(9)),
        add(ADA.only("email").with_(EVE["externalId"]), "ECOMMERCE").answers(created(9, 8051)),
    )
    assert breaches(ORG, *lines, add(CARD_2, "LINE", "l1").answers(created(9))) == (CARD,)
