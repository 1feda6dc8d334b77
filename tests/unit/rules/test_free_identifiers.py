"""What nobody holds is free, in histories."""

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
    customer,
    failed,
    good,
    org,
    person,
    refused,
    register,
    registered,
    silent,
)

ONLY = "duplicate-source/only-a-known-identifier-is-8006"
RESERVES = "duplicate-source/refused-add-reserves-nothing"
TWIN = "duplicate-source/same-value-under-another-type-is-new"
FRESH = "identifiers/fresh-person-is-registered"
ADDED = add(ADA).answers(created(7))
SAME_VALUE = EVE.only("mobile").with_(Identifier("externalId", ADA["mobile"].value))
EMAIL_REPEATS = org(unique={"email": False})
UNLISTED = add({**customer(ADA), "colour": "red"})
SHARED_EMAIL = EVE.only("mobile").with_(ADA["email"])

HISTORIES = [
    # identifiers that nobody ever held
    good(ONLY, "somebody unknown is registered", add(ADA).answers(created(7))),
    good(ONLY, "somebody unknown is registered although 8006 is warned of", add(ADA).answers(created(7, 8006))),
    good(ONLY, "an organisation may demand more", add(ADA.only("email")).answers(refused(8005))),
    bad(
        ONLY,
        "somebody unknown is refused as known",
        add(ADA).answers(refused(8006)),
        says=("errors[].code", "success", (8006,)),
    ),
    bad(
        ONLY,
        "8006 hides among other codes",
        add(ADA).answers(refused(1007, 8006)),
        says=("errors[].code", "success", (1007, 8006)),
    ),
    bad(
        ONLY,
        "an email that may repeat is refused as known",
        ADDED,
        add(SHARED_EMAIL).answers(refused(8006)),
        on=EMAIL_REPEATS,
        before=("duplicate-source/repeatable-type-is-no-duplicate",),
        says=("errors[].code", "success", (8006,)),
    ),
    bad(
        ONLY,
        "a removed identifier is refused as known",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.only("mobile").with_(ADA["email"])).answers(refused(8006)),
        also=("updates/removed-identifier-is-free",),
        says=("errors[].code", "success", (8006,)),
    ),
    bad(
        ONLY,
        "a value that is known as an id of a source is refused as known",
        add(person(8, "L", "T", "mobile").with_(Identifier("line", ADA["externalId"].value)), "LINE", "l1").answers(
            created(7)
        ),
        add(ADA, "LINE", "l1").answers(refused(8006)),
        says=("errors[].code", "success", (8006,)),
    ),
    silent(ONLY, "somebody is known", ADDED, add(ADA).answers(refused(8006))),
    silent(ONLY, "somebody is known elsewhere", ADDED, add(ADA, "WEBSITE").answers(created(7))),
    silent(ONLY, "one of them may be known", add(ADA.only("email")).no_answer(), add(ADA).answers(refused(8006))),
    silent(ONLY, "the request leaves doubts", UNLISTED.answers(refused(8006))),
    # what only a refused add has named
    good(
        RESERVES,
        "a refused newcomer may come again",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(EVE).answers(created(8)),
    ),
    good(
        RESERVES,
        "in another source as well",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(EVE, "WEBSITE").answers(created(8)),
    ),
    good(
        "invalid-source/refused-source-stores-nothing",
        "after an unknown source",
        add(EVE, "NOWHERE").answers(refused(3217)),
        add(EVE).answers(created(8)),
    ),
    good(
        RESERVES,
        "after a refused v1.1 item",
        ADDED,
        register(ZOE.with_(Identifier("mobile", "x"))).answers(registered(failed(1001))),
        add(ZOE).answers(created(8)),
    ),
    bad(
        RESERVES,
        "a refused newcomer is refused as known",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(EVE).answers(refused(8006)),
        says=("createdId", "success", (8006,)),
    ),
    bad(
        "invalid-source/refused-source-stores-nothing",
        "a refused newcomer is refused for another reason",
        add(EVE, "NOWHERE").answers(refused(3217)),
        add(EVE).answers(refused(1007)),
        says=("id", "still free: success", (1007,)),
    ),
    bad(
        RESERVES,
        "one of its identifiers is refused",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(ZOE.with_(EVE["email"])).answers(refused(8006)),
        says=("createdId", "success", (8006,)),
    ),
    silent(RESERVES, "nobody was refused", add(EVE).answers(created(8))),
    silent(RESERVES, "the refused one was known", ADDED, add(ADA).answers(refused(8006)), add(EVE).answers(created(8))),
    silent(
        RESERVES,
        "the refused one was registered since",
        add(EVE, "NOWHERE").answers(refused(3217)),
        add(EVE).answers(created(8)),
        add(EVE).answers(refused(8006)),
    ),
    # one value, two types
    good(TWIN, "a mobile as somebody's external id", ADDED, add(SAME_VALUE).answers(created(8))),
    good(
        TWIN,
        "an external id as somebody's email is judged by types",
        ADDED,
        add(SAME_VALUE.ordered("externalId", "mobile")).answers(created(8)),
    ),
    bad(
        TWIN,
        "a mobile as somebody's external id is refused",
        ADDED,
        add(SAME_VALUE).answers(refused(1007)),
        also=(FRESH,),
        says=("createdId", "a new customer", (1007,)),
    ),
    bad(
        TWIN,
        "a mobile as somebody's external id is refused as known",
        ADDED,
        add(SAME_VALUE).answers(refused(8006)),
        says=("createdId", "a new customer", (8006,)),
    ),
    bad(
        TWIN,
        "a mobile as somebody's external id is taken for its owner",
        ADDED,
        add(SAME_VALUE).answers(created(7)),
        also=("identifiers/a-new-customer-has-a-new-id",),
        says=("createdId", "a new customer", "success, id 7"),
    ),
    silent(TWIN, "in another source nothing is held", ADDED, add(SAME_VALUE, "WEBSITE").answers(created(8))),
    silent(TWIN, "no value is known", ADDED, add(EVE).answers(created(8))),
    silent(
        TWIN,
        "the value was refused before",
        ADDED,
        add(SAME_VALUE, "NOWHERE").answers(refused(3217)),
        add(SAME_VALUE).answers(created(8)),
    ),
    silent(TWIN, "the value is unsure under the other type", add(ADA).no_answer(), add(SAME_VALUE).answers(created(8))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_free_identifiers(history: History) -> None:
    history.check()
