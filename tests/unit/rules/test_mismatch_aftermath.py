"""What a primary mismatch leaves behind, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    ZOE,
    History,
    bad,
    details,
    done,
    failed,
    flagged,
    found,
    get,
    good,
    lookup,
    nobody,
    register,
    registered,
    shown,
    shows,
    silent,
)

STAYS = "primary-mismatch/secondary-stays-with-its-owner"
OWNER = "primary-mismatch/owner-of-the-secondary-stays-as-it-was"
UNCHANGED = "primary-mismatch/strict-refusal-changes-nothing"
NOT_SHOWN = "primary-mismatch/secondary-is-not-shown-for-another"
ADDED = register(ADA).answers(registered(done(7, ADA)))
MIXED = ZOE.only("mobile").with_(ADA["email"])
"""A new primary with Ada's email."""
MET = register(MIXED)
ANEW, MATCHED, REFUSED = (
    MET.answers(registered(done(9, MIXED))),
    MET.answers(registered(done(7, MIXED))),
    MET.answers(registered(failed(1047))),
)
ON_ANY, ON_OFF, ON_ON = flagged(True, None), flagged(True, False), flagged(True, True)
OFF_ON, OFF_OFF, OFF_ANY, ANY_ON = (
    flagged(False, True),
    flagged(False, False),
    flagged(False, None),
    flagged(None, True),
)
PINNED_NEW = flagged(False, False, readings={"mismatch-no-flags": "new-without-secondary"})

HISTORIES = [
    # afterwards
    good(STAYS, "the email is still the owner's", ADDED, ANEW, lookup(ADA["email"]).answers(found(7)), on=ON_OFF),
    good(
        STAYS, "the new primary is the new customer's", ADDED, ANEW, lookup(ZOE["mobile"]).answers(found(9)), on=ON_OFF
    ),
    good(
        "primary-mismatch/strict-refusal-reserves-nothing",
        "after a refusal nothing is reserved",
        ADDED,
        REFUSED,
        lookup(ZOE["mobile"]).answers(nobody()),
        on=OFF_ON,
    ),
    good(
        "primary-mismatch/strict-refusal-reserves-nothing",
        "after a refusal the email is still the owner's",
        ADDED,
        REFUSED,
        details(ADA["email"]).answers(shows(7, shown(ADA))),
        on=OFF_ON,
    ),
    good(STAYS, "whatever the flags", ADDED, ANEW, lookup(ADA["email"]).answers(found(7))),
    bad(
        STAYS,
        "the email went with the new customer",
        ADDED,
        ANEW,
        lookup(ADA["email"]).answers(found(9)),
        on=ON_OFF,
        says=("id", 7, "success, id 9"),
    ),
    bad(
        STAYS,
        "the email is nobody's",
        ADDED,
        ANEW,
        lookup(ADA["email"]).answers(nobody()),
        on=ON_OFF,
        says=("id", 7, (8015,)),
    ),
    bad(
        "primary-mismatch/strict-refusal-reserves-nothing",
        "a refusal reserved the primary",
        ADDED,
        REFUSED,
        lookup(ZOE["mobile"]).answers(found(9)),
        on=OFF_ON,
        says=("id", "held by nobody", "success, id 9"),
    ),
    bad(
        "primary-mismatch/strict-refusal-reserves-nothing",
        "a refusal moved the email",
        ADDED,
        REFUSED,
        lookup(ADA["email"]).answers(found(9)),
        on=OFF_ON,
        says=("id", 7, "success, id 9"),
    ),
    bad(
        STAYS,
        "the details are those of another",
        ADDED,
        ANEW,
        details(ADA["email"]).answers(shows(9)),
        on=ON_OFF,
        says=("id", 7, "success, id 9"),
    ),
    silent(
        STAYS,
        "after a match the new primary may be gained",
        ADDED,
        MATCHED,
        lookup(ZOE["mobile"]).answers(found(7)),
        on=OFF_OFF,
    ),
    silent(
        STAYS,
        "after a match the new primary may not be gained",
        ADDED,
        MATCHED,
        lookup(ZOE["mobile"]).answers(nobody()),
        on=OFF_OFF,
    ),
    silent(
        STAYS, "an identifier that was not at stake", ADDED, ANEW, lookup(ADA["mobile"]).answers(found(7)), on=ON_OFF
    ),
    silent(STAYS, "no answer to the item", ADDED, MET.no_answer(), lookup(ZOE["mobile"]).answers(found(9)), on=ON_OFF),
    silent(
        STAYS,
        "a read may lag",
        ADDED,
        ANEW,
        lookup(ADA["email"]).answers(nobody()),
        on=flagged(True, False, reads={"lag_s": 1}),
    ),
    # what the owner keeps
    good(OWNER, "as it was", ADDED, ANEW, get(7).answers(shows(7, shown(ADA))), on=ON_OFF),
    good(OWNER, "as it was, both flags off", ADDED, ANEW, details(ADA["mobile"]).answers(shows(7, shown(ADA)))),
    bad(
        OWNER,
        "the name of the new customer",
        ADDED,
        ANEW,
        get(7).answers(shows(7, shown(ADA.named("Zoe")))),
        on=ON_OFF,
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    silent(OWNER, "matched: details may change", ADDED, MATCHED, get(7).answers(shows(7, shown(ADA.named("Zoe"))))),
    silent(OWNER, "the new customer", ADDED, ANEW, get(9).answers(shows(9, shown(MIXED.only("mobile")))), on=ON_OFF),
    good(UNCHANGED, "as it was", ADDED, REFUSED, get(7).answers(shows(7, shown(ADA))), on=OFF_ON),
    bad(
        UNCHANGED,
        "the name that was refused",
        ADDED,
        REFUSED,
        get(7).answers(shows(7, shown(ADA.named("Zoe")))),
        on=OFF_ON,
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    silent(UNCHANGED, "nothing was refused", ADDED, get(7).answers(shows(7, shown(ADA))), on=OFF_ON),
    good(NOT_SHOWN, "with its owner", ADDED, ANEW, get(7).answers(shows(7, shown(ADA))), on=ON_OFF),
    good(NOT_SHOWN, "with its owner after a refusal", ADDED, REFUSED, get(7).answers(shows(7, shown(ADA))), on=OFF_ON),
    bad(
        NOT_SHOWN,
        "with the new customer",
        ADDED,
        ANEW,
        get(9).answers(shows(9, shown(MIXED))),
        on=ON_OFF,
        says=("profiles[].identifiers", "email of 7", 9),
    ),
    bad(
        NOT_SHOWN,
        "with the new customer, both flags off",
        ADDED,
        ANEW,
        get(9).answers(shows(9, shown(MIXED))),
        on=PINNED_NEW,
        says=("profiles[].identifiers", "email of 7", 9),
    ),
    good(
        NOT_SHOWN,
        "the new customer without it",
        ADDED,
        ANEW,
        get(9).answers(shows(9, shown(MIXED.only("mobile")))),
        on=ON_OFF,
    ),
    silent(NOT_SHOWN, "nobody met", ADDED, get(7).answers(shows(7, shown(ADA)))),
    silent(
        NOT_SHOWN,
        "one that may repeat",
        ADDED,
        ANEW,
        get(9).answers(shows(9, shown(MIXED))),
        on=flagged(True, False, unique={"email": False}),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_mismatch_aftermath(history: History) -> None:
    history.check()
