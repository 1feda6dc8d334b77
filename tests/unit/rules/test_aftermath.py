"""What a later look shows of an earlier story, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ZOE,
    History,
    Who,
    add,
    bad,
    change,
    created,
    done,
    failed,
    flagged,
    found,
    get,
    good,
    kept,
    lookup,
    nobody,
    refused,
    register,
    registered,
    shown,
    shows,
    silent,
    status,
    update,
    upsert,
    upserted,
    wrong,
)

ADDED = add(ADA).answers(created(7))
EVE_ADDED = add(EVE).answers(created(8))
IN_V11 = register(ADA).answers(registered(done(7, ADA)))
EVE_IN_V11 = register(EVE).answers(registered(done(8, EVE)))
BOTH = ADA.only("mobile").with_(EVE["email"])
FOREIGN = register(BOTH).answers(registered(failed(1047)))
OFF = flagged(False, False)
MIXED = ZOE.only("mobile").with_(ADA["email"])
MATCHED = register(MIXED).answers(registered(done(7, MIXED)))
NEW_EMAIL = ADA.only("mobile").with_(KIM["email"]).named("Zoe")
UPSERTED = upsert(NEW_EMAIL, skip=False).answers(upserted(kept(7)))
KEPT = upsert(NEW_EMAIL, skip=True).answers(upserted(kept(7)))
JOINED = add(ADA.named("Zoe"), "WEBSITE").answers(created(7))
UPDATED = update(7, ADA.named("Zoe")).answers(created(7))
CHANGED = change(7, add=[ZOE["email"]]).answers(created(7))
DENIED = add(ADA.named("Zoe")).by(Who.READER).answers(status(403))

STAYS = "updates/identifiers-stay"
HELD = "updates/added-identifier-is-held"
GONE = "updates/removed-identifier-is-gone"
FREE = "updates/removed-identifier-is-free"
SHOWN = "updates/update-is-shown"
OTHERS = "updates/other-sources-stay"
ONE_OWNER = "primary-mismatch/no-flag-has-one-owner"
FOREIGN_STAYS = "identifiers/foreign-secondary-stays-v11"
FOUND = "cross-source/joined-customer-is-found"
APART = "cross-source/details-kept-per-source"
ADDS = "upsert/new-identifiers-are-added"
BESIDE = "upsert/details-and-identifiers-together"
DETAILS = "upsert/kept-identifiers-do-not-keep-details"
KEEPS = "upsert/kept-identifiers-stay"
UPSERT_OTHERS = "upsert/other-sources-stay"
CALLER_STORES = "security/refused-caller-stores-nothing"
CALLER_CHANGES = "security/refused-caller-changes-nothing"
THROTTLED = "delivery/throttled-write-stores-nothing"
SOURCE = "invalid-source/refused-source-stores-nothing"
STRICT = "primary-mismatch/strict-refusal-reserves-nothing"
NEVER = "duplicate-source/add-never-updates"
CONFLICT = "upsert/conflict-changes-nothing"
FRESH = "identifiers/fresh-person-is-registered"
LISTED = "invalid-source/listed-source-is-accepted"

HISTORIES = [
    good(STAYS, "an update leaves the email", ADDED, UPDATED, lookup(ADA["email"]).answers(found(7))),
    bad(
        STAYS,
        "an update loses the email",
        ADDED,
        UPDATED,
        lookup(ADA["email"]).answers(nobody()),
        says=("id", 7, (8015,)),
    ),
    bad(
        STAYS,
        "an update gives the email away",
        ADDED,
        UPDATED,
        lookup(ADA["email"]).answers(found(8)),
        says=("id", 7, "success, id 8"),
    ),
    silent(
        STAYS,
        "an update that was refused",
        ADDED,
        update(7, ADA).by(Who.READER).answers(status(403)),
        lookup(ADA["email"]).answers(found(7)),
    ),
    good(HELD, "an added email is found", ADDED, CHANGED, lookup(ZOE["email"]).answers(found(7))),
    bad(
        HELD,
        "an added email is nobody's",
        ADDED,
        CHANGED,
        lookup(ZOE["email"]).answers(nobody()),
        says=("id", 7, (8015,)),
    ),
    bad(
        HELD,
        "an added email is another's",
        ADDED,
        CHANGED,
        lookup(ZOE["email"]).answers(found(8)),
        says=("id", 7, "success, id 8"),
    ),
    silent(
        HELD,
        "a change without answer",
        ADDED,
        change(7, add=[ZOE["email"]]).no_answer(),
        lookup(ZOE["email"]).answers(nobody()),
    ),
    good(
        GONE,
        "a removed email is nobody's",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        lookup(ADA["email"]).answers(nobody()),
    ),
    bad(
        GONE,
        "a removed email is still found",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        lookup(ADA["email"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    good(
        FREE,
        "a removed email is registered again",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
    ),
    bad(
        FREE,
        "a removed email is refused",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.with_(ADA["email"])).answers(refused(8020)),
        says=("createdId", "success", (8020,)),
    ),
    silent(FREE, "nothing was removed", ADDED, add(EVE).answers(created(8))),
    good(SHOWN, "the new name", ADDED, UPDATED, get(7).answers(shows(7, shown(ADA.named("Zoe"))))),
    bad(
        SHOWN,
        "the old name",
        ADDED,
        UPDATED,
        get(7).answers(shows(7, shown(ADA))),
        says=("profiles[].firstName", "Zoe", "Ada"),
    ),
    good(
        OTHERS,
        "the name in the other source",
        ADDED,
        JOINED,
        UPDATED,
        get(7, "WEBSITE").answers(shows(7, shown(ADA.named("Zoe"), "WEBSITE"))),
    ),
    bad(
        OTHERS,
        "another name in the other source",
        ADDED,
        JOINED,
        update(7, ADA.named("Kim")).answers(created(7)),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.named("Kim"), "WEBSITE"))),
        says=("profiles[].firstName", "Zoe", "Kim"),
    ),
    good(ONE_OWNER, "the owner keeps the email", IN_V11, MATCHED, lookup(ADA["email"]).answers(found(7)), on=OFF),
    bad(
        ONE_OWNER,
        "a second owner",
        IN_V11,
        MATCHED,
        lookup(ADA["email"]).answers(found(9)),
        on=OFF,
        says=("id", 7, "success, id 9"),
    ),
    bad(
        ONE_OWNER, "no owner", IN_V11, MATCHED, lookup(ADA["email"]).answers(nobody()), on=OFF, says=("id", 7, (8015,))
    ),
    silent(
        ONE_OWNER, "a flag is unknown", IN_V11, MATCHED, lookup(ADA["email"]).answers(found(7)), on=flagged(False, None)
    ),
    good(FOREIGN_STAYS, "after a refusal", IN_V11, EVE_IN_V11, FOREIGN, lookup(EVE["email"]).answers(found(8))),
    good(
        FOREIGN_STAYS,
        "after it was dropped",
        IN_V11,
        EVE_IN_V11,
        register(BOTH).answers(registered(done(7, BOTH))),
        lookup(EVE["email"]).answers(found(8)),
    ),
    bad(
        FOREIGN_STAYS,
        "it moved",
        IN_V11,
        EVE_IN_V11,
        FOREIGN,
        lookup(EVE["email"]).answers(found(7)),
        says=("id", 8, "success, id 7"),
    ),
    bad(
        FOREIGN_STAYS,
        "it is lost",
        IN_V11,
        EVE_IN_V11,
        FOREIGN,
        lookup(EVE["email"]).answers(nobody()),
        says=("id", 8, (8015,)),
    ),
    good(FOUND, "here", ADDED, JOINED, lookup(ADA["mobile"], "WEBSITE").answers(found(7))),
    good(FOUND, "there", ADDED, JOINED, lookup(ADA["mobile"]).answers(found(7))),
    bad(FOUND, "not here", ADDED, JOINED, lookup(ADA["mobile"], "WEBSITE").answers(nobody()), says=("id", 7, (8015,))),
    bad(FOUND, "no more there", ADDED, JOINED, lookup(ADA["mobile"]).answers(nobody()), says=("id", 7, (8015,))),
    good(
        APART,
        "each its name",
        ADDED,
        JOINED,
        get(7, "ALL").answers(shows(7, shown(ADA), shown(ADA.named("Zoe"), "WEBSITE"))),
    ),
    bad(
        APART,
        "the first has the second's",
        ADDED,
        JOINED,
        get(7).answers(shows(7, shown(ADA.named("Zoe")))),
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    bad(
        APART,
        "the second has the first's",
        ADDED,
        JOINED,
        get(7, "WEBSITE").answers(shows(7, shown(ADA, "WEBSITE"))),
        says=("profiles[].firstName", "Zoe", "Ada"),
    ),
    good(ADDS, "it is found", ADDED, UPSERTED, lookup(KIM["email"]).answers(found(7))),
    bad(ADDS, "it is nobody's", ADDED, UPSERTED, lookup(KIM["email"]).answers(nobody()), says=("id", 7, (8015,))),
    bad(
        ADDS,
        "it is another's",
        ADDED,
        UPSERTED,
        lookup(KIM["email"]).answers(found(8)),
        says=("id", 7, "success, id 8"),
    ),
    silent(ADDS, "the old one may be replaced: gone", ADDED, UPSERTED, lookup(ADA["email"]).answers(nobody())),
    silent(ADDS, "the old one may be replaced: kept", ADDED, UPSERTED, lookup(ADA["email"]).answers(found(7))),
    good(
        BESIDE, "the new name", ADDED, UPSERTED, get(7).answers(shows(7, shown(ADA.with_(KIM["email"]).named("Zoe"))))
    ),
    bad(
        BESIDE,
        "the old name",
        ADDED,
        UPSERTED,
        get(7).answers(shows(7, shown(ADA.with_(KIM["email"])))),
        says=("profiles[].firstName", "Zoe", "Ada"),
    ),
    good(KEEPS, "the new email is nobody's", ADDED, KEPT, lookup(KIM["email"]).answers(nobody())),
    good(KEEPS, "the mobile stays", ADDED, KEPT, lookup(ADA["mobile"]).answers(found(7))),
    bad(
        KEEPS,
        "the new email was added",
        ADDED,
        KEPT,
        lookup(KIM["email"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    bad(KEEPS, "the mobile is lost", ADDED, KEPT, lookup(ADA["mobile"]).answers(nobody()), says=("id", 7, (8015,))),
    good(
        UPSERT_OTHERS,
        "the name in the other source",
        ADDED,
        JOINED,
        upsert(ADA.named("Kim"), skip=True).answers(upserted(kept(7))),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.named("Zoe"), "WEBSITE"))),
    ),
    bad(
        UPSERT_OTHERS,
        "another name in the other source",
        ADDED,
        JOINED,
        upsert(ADA.named("Kim"), skip=True).answers(upserted(kept(7))),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.named("Kim"), "WEBSITE"))),
        says=("profiles[].firstName", "Zoe", "Kim"),
    ),
    good(
        CONFLICT,
        "each its own",
        ADDED,
        EVE_ADDED,
        upsert(BOTH).answers(upserted(wrong(8052))),
        lookup(ADA["mobile"]).answers(found(7)),
    ),
    good(CALLER_STORES, "nobody is found", DENIED, lookup(ADA["mobile"]).answers(nobody())),
    good(CALLER_STORES, "the next one registers", DENIED, add(ADA).answers(created(7))),
    bad(
        CALLER_STORES,
        "somebody is found",
        DENIED,
        lookup(ADA["mobile"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    good(CALLER_CHANGES, "the old name", ADDED, DENIED, get(7).answers(shows(7, shown(ADA)))),
    bad(
        CALLER_CHANGES,
        "the new name",
        ADDED,
        DENIED,
        get(7).answers(shows(7, shown(ADA.named("Zoe")))),
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    good(THROTTLED, "the next one registers", add(ADA).answers(status(429)), add(ADA).answers(created(7))),
    bad(
        THROTTLED,
        "somebody is found",
        add(ADA).answers(status(429)),
        lookup(ADA["mobile"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    good(SOURCE, "the next one registers", add(ADA, "NOWHERE").answers(refused(3217)), add(ADA).answers(created(7))),
    bad(
        SOURCE,
        "somebody is found",
        add(ADA, "NOWHERE").answers(refused(3217)),
        lookup(ADA["mobile"]).answers(found(7)),
        says=("id", "held by nobody", "success, id 7"),
    ),
    bad(
        STRICT,
        "somebody is found",
        IN_V11,
        register(MIXED).answers(registered(failed(1047))),
        lookup(ZOE["mobile"]).answers(found(9)),
        on=flagged(False, True),
        says=("id", "held by nobody", "success, id 9"),
    ),
    good(
        NEVER, "the old name", ADDED, add(ADA.named("Zoe")).answers(refused(8006)), get(7).answers(shows(7, shown(ADA)))
    ),
    bad(
        NEVER,
        "the new name",
        ADDED,
        add(ADA.named("Zoe")).answers(refused(8006)),
        get(7).answers(shows(7, shown(ADA.named("Zoe")))),
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    good(DETAILS, "the new name", ADDED, KEPT, get(7).answers(shows(7, shown(ADA.named("Zoe"))))),
    bad(
        DETAILS,
        "the old name",
        ADDED,
        KEPT,
        get(7).answers(shows(7, shown(ADA))),
        says=("profiles[].firstName", "Zoe", "Ada"),
    ),
    silent(
        DETAILS,
        "identifiers may change",
        ADDED,
        UPSERTED,
        get(7).answers(shows(7, shown(ADA.with_(KIM["email"]).named("Zoe")))),
    ),
    silent(
        DETAILS,
        "no new identifiers",
        ADDED,
        upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7))),
        get(7).answers(shows(7, shown(ADA.named("Zoe")))),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_aftermath(history: History) -> None:
    history.check()
