"""The primary identifier is unknown and a secondary belongs to somebody, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    ZOE,
    History,
    Profile,
    Trial,
    add,
    bad,
    created,
    done,
    failed,
    flagged,
    found,
    good,
    lookup,
    refused,
    register,
    registered,
    silent,
    v11_customer,
)

SKIP = "primary-mismatch/skip-registers-a-new-customer"
BOTH = "primary-mismatch/skip-overrides-strict"
STRICT = "primary-mismatch/strict-refuses"
MATCH = "primary-mismatch/no-flag-matches-the-owner"
NEW = "primary-mismatch/no-flag-makes-nobody-new"
THIRD = "primary-mismatch/secondary-is-not-echoed-for-another"
ABSENT = "primary-mismatch/absent-primary-makes-nobody-new"
ADDED = register(ADA).answers(registered(done(7, ADA)))
EVE_ADDED = register(EVE).answers(registered(done(8, EVE)))
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
PINNED = flagged(False, False, readings={"mismatch-no-flags": "merged"})
PINNED_NEW = flagged(False, False, readings={"mismatch-no-flags": "new-without-secondary"})
BY_EMAIL = flagged(True, False, primary_identifier="email")
MAIL_FIRST = ZOE.only("email").with_(ADA["mobile"])
SEPARATE = flagged(True, False, shared_identity=False)
OPEN = flagged(True, False, shared_identity=None)

HISTORIES = [
    good(SKIP, "a new customer", ADDED, ANEW, on=ON_OFF),
    good(SKIP, "a new customer, strict or not", ADDED, ANEW, on=ON_ANY),
    good(
        SKIP,
        "a new customer, whose email is the primary",
        ADDED,
        register(MAIL_FIRST).answers(registered(done(9, MAIL_FIRST))),
        on=BY_EMAIL,
    ),
    good(SKIP, "a new customer where v1.1 has its own", ADDED, ANEW, on=SEPARATE),
    good(SKIP, "a new customer where nobody knows whether they are shared", ADDED, ANEW, on=OPEN),
    good(
        SKIP,
        "two secondaries of one customer",
        ADDED,
        register(ZOE.only("mobile").with_(ADA["email"], ADA["externalId"])).answers(
            registered(done(9, ZOE.only("mobile").with_(ADA["email"], ADA["externalId"])))
        ),
        on=ON_OFF,
    ),
    bad(SKIP, "refused", ADDED, REFUSED, on=ON_OFF, says=("user_id", "a new customer", (500, 1047))),
    bad(SKIP, "matched", ADDED, MATCHED, on=ON_ANY, says=("user_id", "a new customer", "success, id 7")),
    bad(
        SKIP,
        "somebody else",
        ADDED,
        EVE_ADDED,
        MET.answers(registered(done(8, MIXED))),
        on=ON_OFF,
        also=(THIRD,),
        says=("user_id", "a new customer", "success, id 8"),
    ),
    silent(SKIP, "strict, too", ADDED, ANEW, on=ON_ON),
    silent(SKIP, "off", ADDED, REFUSED, on=OFF_ON),
    silent(SKIP, "unknown: new", ADDED, ANEW),
    silent(SKIP, "unknown: matched", ADDED, MATCHED),
    silent(SKIP, "unknown: refused", ADDED, REFUSED),
    silent(
        SKIP,
        "a request of doubts",
        ADDED,
        register({**v11_customer(MIXED), "x": 1}).answers(registered(failed(1))),
        on=ON_OFF,
    ),
    silent(
        SKIP, "the owner is known in another source only: new", add(ADA, "WEBSITE").answers(created(7)), ANEW, on=ON_OFF
    ),
    silent(
        SKIP,
        "the owner is known in another source only: joined",
        add(ADA, "WEBSITE").answers(created(7)),
        MATCHED,
        on=ON_OFF,
    ),
    silent(
        SKIP,
        "the owner is known in another source only: refused",
        add(ADA, "WEBSITE").answers(created(7)),
        REFUSED,
        on=ON_OFF,
    ),
    silent(
        SKIP,
        "the primary is absent: matched",
        ADDED,
        register(ADA.only("email")).answers(registered(done(7, ADA.only("email")))),
        on=ON_OFF,
    ),
    silent(
        SKIP,
        "the primary is absent: refused",
        ADDED,
        register(ADA.only("email")).answers(registered(failed(1))),
        on=ON_OFF,
    ),
    good(ABSENT, "matched", ADDED, register(ADA.only("email")).answers(registered(done(7, ADA.only("email"))))),
    good(ABSENT, "refused", ADDED, register(ADA.only("email")).answers(registered(failed(1003)))),
    bad(
        ABSENT,
        "a second customer",
        ADDED,
        register(ADA.only("email")).answers(registered(done(9, ADA.only("email")))),
        says=("user_id", 7, "success, id 9"),
    ),
    silent(ABSENT, "the primary is there", ADDED, MATCHED),
    silent(ABSENT, "nobody has the email", register(ADA.only("email")).answers(registered(done(9, ADA.only("email"))))),
    silent(
        SKIP,
        "several owners: refused",
        ADDED,
        EVE_ADDED,
        register(MIXED.with_(EVE["externalId"])).answers(registered(failed(1))),
        on=ON_OFF,
    ),
    silent(
        SKIP,
        "several owners: matched",
        ADDED,
        EVE_ADDED,
        register(MIXED.with_(EVE["externalId"])).answers(registered(done(8, MIXED.with_(EVE["externalId"])))),
        on=ON_OFF,
    ),
    silent(SKIP, "the owner may not exist", register(ADA).no_answer(), MATCHED, on=ON_OFF),
    silent(SKIP, "the primary may be known", ADDED, register(ZOE.only("mobile")).no_answer(), MATCHED, on=ON_OFF),
    silent(SKIP, "the primary is the owner's", ADDED, register(ADA).answers(registered(done(7, ADA))), on=ON_OFF),
    silent(
        SKIP,
        "v2 added the owner and nobody knows whether they are shared",
        add(ADA).answers(created(7)),
        MATCHED,
        on=OPEN,
    ),
    silent(SKIP, "a v2 add is not concerned", ADDED, add(MIXED).answers(refused(8006)), on=ON_OFF),
    good(BOTH, "a new customer", ADDED, ANEW, on=ON_ON),
    bad(BOTH, "refused", ADDED, REFUSED, on=ON_ON, says=("user_id", "a new customer", (500, 1047))),
    bad(BOTH, "matched", ADDED, MATCHED, on=ON_ON, says=("user_id", "a new customer", "success, id 7")),
    silent(BOTH, "skip alone", ADDED, ANEW, on=ON_OFF),
    silent(BOTH, "strict alone", ADDED, REFUSED, on=OFF_ON),
    silent(BOTH, "strict and perhaps skip", ADDED, REFUSED, on=ANY_ON),
    good(STRICT, "1047", ADDED, REFUSED, on=OFF_ON),
    good(STRICT, "another code", ADDED, MET.answers(registered(failed(1001))), on=OFF_ON),
    bad(STRICT, "a new customer", ADDED, ANEW, on=OFF_ON, says=("item_status.success", "an error", "success, id 9")),
    bad(STRICT, "matched", ADDED, MATCHED, on=OFF_ON, says=("item_status.success", "an error", "success, id 7")),
    silent(STRICT, "skip may be on: new", ADDED, ANEW, on=ANY_ON),
    silent(STRICT, "skip is on", ADDED, ANEW, on=ON_ON),
    silent(STRICT, "strict is unknown", ADDED, ANEW, on=OFF_ANY),
    silent(STRICT, "nobody is concerned", MET.answers(registered(done(9, MIXED))), on=OFF_ON),
    good(MATCH, "matched", ADDED, MATCHED, on=OFF_OFF),
    bad(MATCH, "refused", ADDED, REFUSED, on=OFF_OFF, says=("user_id", 7, (500, 1047))),
    bad(
        MATCH,
        "somebody else",
        ADDED,
        EVE_ADDED,
        MET.answers(registered(done(8, MIXED))),
        on=OFF_OFF,
        also=(THIRD,),
        says=("user_id", 7, "success, id 8"),
    ),
    silent(MATCH, "strict is on", ADDED, REFUSED, on=OFF_ON),
    silent(MATCH, "strict is unknown", ADDED, REFUSED, on=OFF_ANY),
    silent(MATCH, "skip is unknown", ADDED, REFUSED, on=flagged(None, False)),
    silent(MATCH, "skip is on", ADDED, ANEW, on=ON_OFF),
    silent(MATCH, "a new customer is for the next rule", ADDED, ANEW, on=OFF_OFF, also=(NEW,)),
    good(NEW, "matched", ADDED, MATCHED, on=OFF_OFF),
    good(NEW, "matched, and pinned so", ADDED, MATCHED, on=PINNED),
    good(NEW, "a new customer, and pinned so", ADDED, ANEW, on=PINNED_NEW),
    bad(NEW, "a new customer", ADDED, ANEW, on=OFF_OFF, says=("user_id", 7, "success, id 9")),
    bad(
        NEW,
        "a new customer although pinned otherwise",
        ADDED,
        ANEW,
        on=PINNED,
        also=("readings/answers-as-pinned",),
        says=("user_id", 7, "success, id 9"),
    ),
    silent(NEW, "skip is on", ADDED, ANEW, on=ON_OFF),
    silent(NEW, "strict is unknown", ADDED, ANEW, on=OFF_ANY),
    good(THIRD, "the owner", ADDED, MATCHED),
    good(THIRD, "somebody new", ADDED, ANEW),
    bad(
        THIRD,
        "somebody else who is known",
        ADDED,
        EVE_ADDED,
        MET.answers(registered(done(8, MIXED))),
        says=("user_id", "the owner or a new customer", "success, id 8"),
    ),
    silent(THIRD, "refused", ADDED, REFUSED),
    good(
        "primary-mismatch/no-flag-has-one-owner",
        "after a match",
        ADDED,
        MATCHED,
        lookup(ADA["email"]).answers(found(7)),
        on=OFF_OFF,
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_primary_mismatch(history: History) -> None:
    history.check()


@pytest.mark.parametrize(("profile", "is_remark"), [(OFF_OFF, True), (PINNED, False)])
def test_a_new_customer_without_flags_is_a_remark_unless_pinned(profile: Profile, is_remark: bool) -> None:
    (finding,) = [found for found in Trial(profile, ADDED, ANEW).findings[-1] if found.rule == NEW]
    assert finding.remark is is_remark
