"""The primary identifier is unknown and a secondary belongs to somebody, in histories."""

from __future__ import annotations

import pytest
from histories import *

SKIP = "primary-mismatch/skip-registers-a-new-customer"
OVERRIDES = "primary-mismatch/skip-overrides-strict"
STRICT = "primary-mismatch/strict-refuses"
MATCH = "primary-mismatch/no-flag-matches-the-owner"
NEW = "primary-mismatch/no-flag-makes-nobody-new"
THIRD = "primary-mismatch/secondary-is-not-echoed-for-another"
ABSENT = "primary-mismatch/absent-primary-makes-nobody-new"
RESERVES = "primary-mismatch/strict-refusal-reserves-nothing"
STAYS = "primary-mismatch/secondary-stays-with-its-owner"
ONE_OWNER = "primary-mismatch/no-flag-has-one-owner"
UNCHANGED = "primary-mismatch/strict-refusal-changes-nothing"
OWNER = "primary-mismatch/owner-of-the-secondary-stays-as-it-was"
NOT_SHOWN = "primary-mismatch/secondary-is-not-shown-for-another"

MISMATCH = register(MIXED)
ANEW, MATCHED, REFUSED = (
    MISMATCH.answers(registered(done(9, MIXED))),
    MISMATCH.answers(registered(done(7, MIXED))),
    MISMATCH.answers(registered(failed(1047))),
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
SKIP_BY_EMAIL = flagged(True, False, primary_identifier="email")
MAIL_FIRST = ZOE.only("email").with_(ADA["mobile"])
SKIP_SEPARATE = flagged(True, False, shared_identity=False)
SKIP_OPEN = flagged(True, False, shared_identity=None)
STRICT_REPEATS = flagged(False, True, unique={"email": False})

HISTORIES = [
    good(SKIP, "a new customer", IN_V11, ANEW, on=ON_OFF),
    good(SKIP, "a new customer, strict or not", IN_V11, ANEW, on=ON_ANY),
    good(
        SKIP,
        "a new customer, whose email is the primary",
        IN_V11,
        register(MAIL_FIRST).answers(registered(done(9, MAIL_FIRST))),
        on=SKIP_BY_EMAIL,
    ),
    silent(
        SKIP,
        "no store to register in",
        IN_V11,
        MISMATCH.answers(registered(failed(3217))),
        on=flagged(True, False, sources={"WEBSITE": {}}),
    ),
    good(SKIP, "a new customer where v1.1 has its own", IN_V11, ANEW, on=SKIP_SEPARATE),
    good(SKIP, "a new customer where nobody knows whether they are shared", IN_V11, ANEW, on=SKIP_OPEN),
    good(
        SKIP,
        "two secondaries of one customer",
        IN_V11,
        register(ZOE.only("mobile").with_(ADA["email"], ADA["externalId"])).answers(
            registered(done(9, ZOE.only("mobile").with_(ADA["email"], ADA["externalId"])))
        ),
        on=ON_OFF,
    ),
    bad(SKIP, "refused", IN_V11, REFUSED, on=ON_OFF, says=("user_id", "a new customer", (500, 1047))),
    bad(SKIP, "matched", IN_V11, MATCHED, on=ON_ANY, says=("user_id", "a new customer", "success, id 7")),
    bad(
        SKIP,
        "somebody else",
        IN_V11,
        EVE_IN_V11,
        MISMATCH.answers(registered(done(8, MIXED))),
        on=ON_OFF,
        also=(THIRD,),
        says=("user_id", "a new customer", "success, id 8"),
    ),
    silent(SKIP, "strict, too", IN_V11, ANEW, on=ON_ON),
    silent(SKIP, "off", IN_V11, REFUSED, on=OFF_ON),
    silent(SKIP, "unknown: new", IN_V11, ANEW),
    silent(SKIP, "unknown: matched", IN_V11, MATCHED),
    silent(SKIP, "unknown: refused", IN_V11, REFUSED),
    silent(
        SKIP,
        "a request of doubts",
        IN_V11,
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
        IN_V11,
        register(ADA.only("email")).answers(registered(done(7, ADA.only("email")))),
        on=ON_OFF,
    ),
    silent(
        SKIP,
        "the primary is absent: refused",
        IN_V11,
        register(ADA.only("email")).answers(registered(failed(1))),
        on=ON_OFF,
    ),
    silent(
        SKIP,
        "several owners: refused",
        IN_V11,
        EVE_IN_V11,
        register(MIXED.with_(EVE["externalId"])).answers(registered(failed(1))),
        on=ON_OFF,
    ),
    silent(
        SKIP,
        "several owners: matched",
        IN_V11,
        EVE_IN_V11,
        register(MIXED.with_(EVE["externalId"])).answers(registered(done(8, MIXED.with_(EVE["externalId"])))),
        on=ON_OFF,
    ),
    silent(SKIP, "the owner may not exist", register(ADA).no_answer(), MATCHED, on=ON_OFF),
    silent(SKIP, "the primary may be known", IN_V11, register(ZOE.only("mobile")).no_answer(), MATCHED, on=ON_OFF),
    silent(SKIP, "the primary is the owner's", IN_V11, register(ADA).answers(registered(A)), on=ON_OFF),
    silent(SKIP, "v2 added the owner and nobody knows whether they are shared", ADDED, MATCHED, on=SKIP_OPEN),
    silent(SKIP, "a v2 add is not concerned", IN_V11, add(MIXED).answers(refused(8006)), on=ON_OFF),
    good(OVERRIDES, "a new customer", IN_V11, ANEW, on=ON_ON),
    bad(OVERRIDES, "refused", IN_V11, REFUSED, on=ON_ON, says=("user_id", "a new customer", (500, 1047))),
    bad(OVERRIDES, "matched", IN_V11, MATCHED, on=ON_ON, says=("user_id", "a new customer", "success, id 7")),
    silent(OVERRIDES, "skip alone", IN_V11, ANEW, on=ON_OFF),
    silent(OVERRIDES, "strict alone", IN_V11, REFUSED, on=OFF_ON),
    silent(OVERRIDES, "strict and perhaps skip", IN_V11, REFUSED, on=ANY_ON),
    good(STRICT, "1047", IN_V11, REFUSED, on=OFF_ON),
    good(STRICT, "another code", IN_V11, MISMATCH.answers(registered(failed(1001))), on=OFF_ON),
    bad(STRICT, "a new customer", IN_V11, ANEW, on=OFF_ON, says=("item_status.success", "an error", "success, id 9")),
    bad(STRICT, "matched", IN_V11, MATCHED, on=OFF_ON, says=("item_status.success", "an error", "success, id 7")),
    silent(STRICT, "skip may be on: new", IN_V11, ANEW, on=ANY_ON),
    silent(STRICT, "skip is on", IN_V11, ANEW, on=ON_ON),
    silent(STRICT, "strict is unknown", IN_V11, ANEW, on=OFF_ANY),
    silent(STRICT, "nobody is concerned", MISMATCH.answers(registered(done(9, MIXED))), on=OFF_ON),
    silent(
        STRICT,
        "an email that may repeat is no mismatch",
        IN_V11,
        register(MIXED).answers(registered(done(9, MIXED))),
        on=STRICT_REPEATS,
    ),
    good(MATCH, "matched", IN_V11, MATCHED, on=OFF_OFF),
    bad(MATCH, "refused", IN_V11, REFUSED, on=OFF_OFF, says=("user_id", 7, (500, 1047))),
    bad(
        MATCH,
        "somebody else",
        IN_V11,
        EVE_IN_V11,
        MISMATCH.answers(registered(done(8, MIXED))),
        on=OFF_OFF,
        also=(THIRD,),
        says=("user_id", 7, "success, id 8"),
    ),
    silent(MATCH, "strict is on", IN_V11, REFUSED, on=OFF_ON),
    silent(MATCH, "strict is unknown", IN_V11, REFUSED, on=OFF_ANY),
    silent(MATCH, "skip is unknown", IN_V11, REFUSED, on=flagged(None, False)),
    silent(MATCH, "skip is on", IN_V11, ANEW, on=ON_OFF),
    silent(MATCH, "a new customer is for the next rule", IN_V11, ANEW, on=OFF_OFF, also=(NEW,)),
    silent(
        MATCH,
        "an attribute is demanded",
        ADDED,
        register(ZOE.only("mobile").with_(ADA["externalId"])).answers(registered(failed(1039))),
        on=OFF_OFF,
    ),
    good(NEW, "matched", IN_V11, MATCHED, on=OFF_OFF),
    good(NEW, "matched, and pinned so", IN_V11, MATCHED, on=PINNED),
    good(NEW, "a new customer, and pinned so", IN_V11, ANEW, on=PINNED_NEW),
    bad(NEW, "a new customer", IN_V11, ANEW, on=OFF_OFF, says=("user_id", 7, "success, id 9")),
    bad(
        NEW,
        "a new customer although pinned otherwise",
        IN_V11,
        ANEW,
        on=PINNED,
        also=("readings/answers-as-pinned",),
        says=("user_id", 7, "success, id 9"),
    ),
    silent(NEW, "skip is on", IN_V11, ANEW, on=ON_OFF),
    silent(NEW, "strict is unknown", IN_V11, ANEW, on=OFF_ANY),
    good(THIRD, "the owner", IN_V11, MATCHED),
    good(THIRD, "somebody new", IN_V11, ANEW),
    bad(
        THIRD,
        "somebody else who is known",
        IN_V11,
        EVE_IN_V11,
        MISMATCH.answers(registered(done(8, MIXED))),
        says=("user_id", "the owner or a new customer", "success, id 8"),
    ),
    silent(THIRD, "refused", IN_V11, REFUSED),
    good(ABSENT, "matched", IN_V11, register(ADA.only("email")).answers(registered(done(7, ADA.only("email"))))),
    good(ABSENT, "refused", IN_V11, register(ADA.only("email")).answers(registered(failed(1003)))),
    bad(
        ABSENT,
        "a second customer",
        IN_V11,
        register(ADA.only("email")).answers(registered(done(9, ADA.only("email")))),
        says=("user_id", 7, "success, id 9"),
    ),
    silent(ABSENT, "the primary is there", IN_V11, MATCHED),
    silent(ABSENT, "nobody has the email", register(ADA.only("email")).answers(registered(done(9, ADA.only("email"))))),
    silent(
        ABSENT,
        "a new customer without the known email",
        IN_V11,
        register(KIM.only("externalId").with_(ADA["email"])).answers(registered(done(9, KIM.only("externalId")))),
    ),
    good(RESERVES, "after a refusal nothing is reserved", IN_V11, REFUSED, finds_nobody(ZOE["mobile"]), on=OFF_ON),
    good(
        RESERVES,
        "after a refusal the email is still the owner's",
        IN_V11,
        REFUSED,
        details(ADA["email"]).answers(shows(7, shown(ADA))),
        on=OFF_ON,
    ),
    bad(
        RESERVES,
        "a refusal reserved the primary",
        IN_V11,
        REFUSED,
        finds(ZOE["mobile"], 9),
        on=OFF_ON,
        says=("id", "held by nobody", "success, id 9"),
    ),
    bad(
        RESERVES, "a refusal moved the email", IN_V11, REFUSED, finds(ADA["email"], 9), on=OFF_ON, says=instead_of(7, 9)
    ),
    bad(
        RESERVES,
        "somebody is found",
        IN_V11,
        register(MIXED).answers(registered(failed(1047))),
        finds(ZOE["mobile"], 9),
        on=flagged(False, True),
        says=("id", "held by nobody", "success, id 9"),
    ),
    good(STAYS, "the email is still the owner's", IN_V11, ANEW, finds(ADA["email"], 7), on=ON_OFF),
    good(STAYS, "the new primary is the new customer's", IN_V11, ANEW, finds(ZOE["mobile"], 9), on=ON_OFF),
    good(STAYS, "whatever the flags", IN_V11, ANEW, finds(ADA["email"], 7)),
    bad(
        STAYS,
        "the email went with the new customer",
        IN_V11,
        ANEW,
        finds(ADA["email"], 9),
        on=ON_OFF,
        says=instead_of(7, 9),
    ),
    bad(STAYS, "the email is nobody's", IN_V11, ANEW, finds_nobody(ADA["email"]), on=ON_OFF, says=instead_of(7)),
    bad(
        STAYS,
        "the details are those of another",
        IN_V11,
        ANEW,
        details(ADA["email"]).answers(shows(9)),
        on=ON_OFF,
        says=instead_of(7, 9),
    ),
    silent(STAYS, "after a match the new primary may be gained", IN_V11, MATCHED, finds(ZOE["mobile"], 7), on=OFF_OFF),
    silent(
        STAYS,
        "after a match the new primary may not be gained",
        IN_V11,
        MATCHED,
        finds_nobody(ZOE["mobile"]),
        on=OFF_OFF,
    ),
    silent(STAYS, "an identifier that was not at stake", IN_V11, ANEW, finds(ADA["mobile"], 7), on=ON_OFF),
    silent(STAYS, "no answer to the item", IN_V11, MISMATCH.no_answer(), finds(ZOE["mobile"], 9), on=ON_OFF),
    silent(
        STAYS, "a read may lag", IN_V11, ANEW, finds_nobody(ADA["email"]), on=flagged(True, False, reads={"lag_s": 1})
    ),
    good(ONE_OWNER, "after a match", IN_V11, MATCHED, finds(ADA["email"], 7), on=OFF_OFF),
    good(ONE_OWNER, "the owner keeps the email", IN_V11, MATCHED, finds(ADA["email"], 7), on=OFF_OFF),
    bad(ONE_OWNER, "a second owner", IN_V11, MATCHED, finds(ADA["email"], 9), on=OFF_OFF, says=instead_of(7, 9)),
    bad(ONE_OWNER, "no owner", IN_V11, MATCHED, finds_nobody(ADA["email"]), on=OFF_OFF, says=instead_of(7)),
    silent(ONE_OWNER, "a flag is unknown", IN_V11, MATCHED, finds(ADA["email"], 7), on=flagged(False, None)),
    good(UNCHANGED, "as it was", IN_V11, REFUSED, SHOWS_ADA, on=OFF_ON),
    bad(
        UNCHANGED,
        "the name that was refused",
        IN_V11,
        REFUSED,
        SHOWS_ZOE,
        on=OFF_ON,
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    silent(UNCHANGED, "nothing was refused", IN_V11, SHOWS_ADA, on=OFF_ON),
    good(OWNER, "as it was", IN_V11, ANEW, SHOWS_ADA, on=ON_OFF),
    good(OWNER, "as it was, both flags off", IN_V11, ANEW, details(ADA["mobile"]).answers(shows(7, shown(ADA)))),
    bad(
        OWNER,
        "the name of the new customer",
        IN_V11,
        ANEW,
        SHOWS_ZOE,
        on=ON_OFF,
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    silent(OWNER, "matched: details may change", IN_V11, MATCHED, SHOWS_ZOE),
    silent(OWNER, "the new customer", IN_V11, ANEW, get(9).answers(shows(9, shown(MIXED.only("mobile")))), on=ON_OFF),
    good(NOT_SHOWN, "with its owner", IN_V11, ANEW, SHOWS_ADA, on=ON_OFF),
    good(NOT_SHOWN, "with its owner after a refusal", IN_V11, REFUSED, SHOWS_ADA, on=OFF_ON),
    bad(
        NOT_SHOWN,
        "with the new customer",
        IN_V11,
        ANEW,
        get(9).answers(shows(9, shown(MIXED))),
        on=ON_OFF,
        says=("profiles[].identifiers", "email of 7", 9),
    ),
    bad(
        NOT_SHOWN,
        "with the new customer, both flags off",
        IN_V11,
        ANEW,
        get(9).answers(shows(9, shown(MIXED))),
        on=PINNED_NEW,
        says=("profiles[].identifiers", "email of 7", 9),
    ),
    good(
        NOT_SHOWN,
        "the new customer without it",
        IN_V11,
        ANEW,
        get(9).answers(shows(9, shown(MIXED.only("mobile")))),
        on=ON_OFF,
    ),
    silent(NOT_SHOWN, "nobody met", IN_V11, SHOWS_ADA),
    silent(
        NOT_SHOWN,
        "one that may repeat",
        IN_V11,
        ANEW,
        get(9).answers(shows(9, shown(MIXED))),
        on=flagged(True, False, unique={"email": False}),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_primary_mismatch(history: History) -> None:
    history.check()


@pytest.mark.parametrize(("profile", "is_remark"), [(OFF_OFF, True), (PINNED, False)])
def test_a_new_customer_without_flags_is_a_remark_unless_pinned(profile: Profile, is_remark: bool) -> None:
    (finding,) = [found for found in Trial(profile, IN_V11, ANEW).findings[-1] if found.rule == NEW]
    assert finding.remark is is_remark
