"""Rules about memory, forms, agreement and what else the families leave over, in histories."""

from __future__ import annotations

from dataclasses import replace

import pytest
from histories import (
    ADA,
    ANY,
    EVE,
    KIM,
    History,
    Identifier,
    Line,
    Who,
    add,
    ask,
    bad,
    change,
    created,
    customer,
    done,
    failed,
    get,
    good,
    kept,
    lookup,
    nobody,
    org,
    refused,
    register,
    registered,
    says,
    shown,
    shows,
    silent,
    status,
    update,
    upsert,
    upserted,
    v11_customer,
    wrong,
)

STAYS = "delivery/accepted-write-stays"
FROM_V11 = "cross-api/v11-customers-are-known-to-v2"
FROM_UPSERT = "cross-api/upserted-customers-are-known"
REPEATS = "duplicate-source/repeatable-type-is-no-duplicate"
COMBINED = "cross-source/nobody-new-is-combined"
NOT_ENABLED = "invalid-source/source-not-enabled-is-3217"
KEEPS_BACK = "upsert/failing-item-keeps-nobody-back"
EMPTY = "upsert/empty-array-is-empty"
FORMS = "validation/documented-forms-are-fine"
FORMS_V11 = "validation/documented-forms-are-fine-v11"
ANY_CHARACTER = "validation/external-id-takes-any-character"
AUDIT = "operations/audit-headers-are-accepted"
BAD_MOBILE = "validation/bad-mobile-is-not-stored-v11"
INSTORE = "upsert/missing-source-is-instore"
NOBODY = "updates/nobody-is-not-updated"
LONGEST = "validation/longest-name-is-stored-whole"
CODES = "codes/codes-have-one-type"
REFUSAL = "security/refusal-is-401-or-403"
TOLD_403 = "security/reader-is-told-403"
PINNED = "readings/answers-as-pinned"
SCHEMA = "envelope/answer-matches-the-schema"
ADDED = add(ADA).answers(created(7))
EMAIL_REPEATS = org(unique={"email": False})
SHARED = EVE.only("mobile").with_(ADA["email"])
CHANNELS = {"profiles": [{**customer(ADA)["profiles"][0], "commChannels": []}]}
V11_CHANNELS = {**v11_customer(ADA), "commChannels": []}
LETTERS = ADA.with_(Identifier("mobile", "91abc0000001"))
LONG = ADA.named("a" * 100)
NO_EFFECTS = "side-effects/refusal-brings-none"
MIXED_POINTS = "side-effects/no-points-of-another-request"
ENROLLED = add(
    {**customer(ADA.only("mobile")), "loyaltyProgramEnrollments": [{"programId": 11, "loyaltyPoints": 1234}]}
)
POINTS = [{"type": "points", "awardedPoints": 1234}]
PLAIN = add(ADA.only("email"))
SPECIAL = ADA.with_(Identifier("externalId", "ct-t1-1 #"))
REFUSES_WITH_400 = org(readings={"business-error-status": "http-400", "creation-status": "http-200"})
READ_ONLY = add(ADA).by(Who.READER)


def audited(line: Line) -> Line:
    headers = (*line.request.headers, ("User-Context-Entity-Id", "till 4"))
    return replace(line, request=replace(line.request, headers=headers))


def long_after(line: Line, reads: int = 100) -> tuple[Line, ...]:
    return (line, *(lookup(KIM["email"]).answers(nobody()) for _ in range(reads)))


HISTORIES = [
    good(STAYS, "refused long after", *long_after(ADDED), add(ADA).answers(refused(8006))),
    bad(
        STAYS,
        "registered again long after",
        *long_after(ADDED),
        add(ADA).answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    silent(STAYS, "soon after", ADDED, add(ADA).answers(refused(8006))),
    bad(
        FROM_V11,
        "registered again",
        register(ADA).answers(registered(done(7, ADA))),
        add(ADA).answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    silent(FROM_V11, "added before", ADDED, add(ADA).answers(refused(8006))),
    bad(
        FROM_UPSERT,
        "registered again",
        upsert(ADA).answers(upserted(kept(7))),
        add(ADA).answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    silent(FROM_UPSERT, "added before", ADDED, add(ADA).answers(refused(8006))),
    good(REPEATS, "registered", ADDED, add(SHARED).answers(created(8)), on=EMAIL_REPEATS),
    bad(
        REPEATS,
        "refused as known",
        ADDED,
        add(SHARED).answers(refused(8006)),
        on=EMAIL_REPEATS,
        also=("duplicate-source/only-a-known-identifier-is-8006",),
        says=("errors[].code", "no 8006", (8006,)),
    ),
    silent(REPEATS, "nobody has it", add(ADA).answers(created(7)), on=EMAIL_REPEATS),
    good(COMBINED, "nothing of the kind", add(ADA).answers(created(7, 8107))),
    bad(COMBINED, "8050", add(ADA).answers(created(7, 8050)), says=("warnings[].code", "no 8050, no 8051", (8050,))),
    bad(COMBINED, "8051", add(ADA).answers(created(7, 8051)), says=("warnings[].code", "no 8050, no 8051", (8051,))),
    silent(COMBINED, "somebody joins", ADDED, add(ADA, "WEBSITE").answers(created(7, 8050))),
    good(NOT_ENABLED, "3217", add(ADA, "JD").answers(refused(3217))),
    good(NOT_ENABLED, "3217 where nothing is known", add(ADA, "WEBSITE").answers(refused(3217)), on=ANY),
    bad(NOT_ENABLED, "another code", add(ADA, "JD").answers(refused(8003)), says=("errors[].code", 3217, (8003,))),
    silent(NOT_ENABLED, "accepted", add(ADA, "JD").answers(created(7))),
    silent(NOT_ENABLED, "refused for another reason", add(ADA, "JD").answers(refused(8005))),
    silent(NOT_ENABLED, "an account is missing", add(ADA, "FACEBOOK").answers(refused(8045))),
    bad(
        KEEPS_BACK,
        "the good item fails",
        upsert(customer(ADA.only()), ADA).answers(upserted(wrong(8005), wrong(8015))),
        also=("upsert/unknown-is-created",),
        says=("entries", "success", "item 2 failed"),
    ),
    good(EMPTY, "an empty list", upsert().answers(upserted())),
    good(EMPTY, "refused", upsert().answers(status(400))),
    silent(EMPTY, "an item", upsert(ADA).answers(upserted(kept(7)))),
    silent(EMPTY, "no list", ask("upsertCustomers", {}).answers(status(400))),
    good(FORMS, "registered", add(CHANNELS).answers(created(7))),
    bad(FORMS, "refused", add(CHANNELS).answers(refused(8005)), says=("createdId", "success", (8005,))),
    silent(FORMS, "names and identifiers alone", add(ADA).answers(created(7))),
    good(FORMS_V11, "registered", register(V11_CHANNELS).answers(registered(done(7, ADA)))),
    bad(
        FORMS_V11,
        "refused",
        register(V11_CHANNELS).answers(registered(failed(1009))),
        says=("item_status.success", "true", (500, 1009)),
    ),
    silent(FORMS_V11, "names and identifiers alone", register(ADA).answers(registered(done(7, ADA)))),
    good(AUDIT, "registered", audited(add(ADA)).answers(created(7))),
    bad(AUDIT, "refused", audited(add(ADA)).answers(refused(8005)), says=("createdId", "success", (8005,))),
    silent(AUDIT, "no such header", add(ADA).answers(created(7))),
    good(BAD_MOBILE, "refused", register(LETTERS).answers(registered(failed(1001)))),
    good(BAD_MOBILE, "dropped", register(LETTERS).answers(registered(done(7, LETTERS, "8056", mobile=None)))),
    good(BAD_MOBILE, "echoed, and warned of", register(LETTERS).answers(registered(done(7, LETTERS, "8056")))),
    bad(
        BAD_MOBILE,
        "shown as stored",
        register(LETTERS).answers(registered(done(7, LETTERS))),
        says=("mobile", "refused or dropped", "91abc0000001"),
    ),
    silent(BAD_MOBILE, "digits", register(ADA).answers(registered(done(7, ADA)))),
    good(INSTORE, "the customer of INSTORE", ADDED, upsert(customer(ADA, None)).answers(upserted(kept(7)))),
    good(INSTORE, "an error", ADDED, upsert(customer(ADA, None)).answers(upserted(wrong(8004)))),
    bad(
        INSTORE,
        "somebody new",
        ADDED,
        upsert(customer(ADA, None)).answers(upserted(kept(8))),
        says=("entityId", 7, "success, id 8"),
    ),
    silent(INSTORE, "nobody known", upsert(customer(ADA, None)).answers(upserted(kept(8)))),
    silent(INSTORE, "a source", ADDED, upsert(ADA).answers(upserted(kept(7)))),
    good(NOBODY, "refused", update(10**15, ADA).answers(refused(8009))),
    good(NOBODY, "a refused change", change(10**15, add=[ADA["email"]]).answers(refused(8009))),
    bad(NOBODY, "updated", update(10**15, ADA).answers(created(7)), says=("outcome", "an error", "success, id 7")),
    silent(NOBODY, "an id that may be somebody's", update(10**15 - 1, ADA).answers(created(9))),
    good(LONGEST, "as sent", add(LONG).answers(created(7)), get(7).answers(shows(7, shown(LONG)))),
    bad(
        LONGEST,
        "cut",
        add(LONG).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("a" * 99)))),
        says=(
            "profiles[].firstName",
            "100 characters",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ),
    ),
    silent(LONGEST, "a shorter one", ADDED, get(7).answers(shows(7, shown(ADA)))),
    good(CODES, "integers", ADDED, add(ADA).answers(refused(8006))),
    bad(
        CODES,
        "text",
        ADDED,
        add(ADA).answers(says({"errors": [{"status": False, "code": "8006", "message": "x"}]}, 400)),
        also=(SCHEMA,),
        says=("errors[].code", "an integer", "8006"),
    ),
    good(REFUSAL, "401", add(ADA).by(Who.NOBODY).answers(status(401))),
    good(REFUSAL, "403", add(ADA).by(Who.WRONG_PASSWORD).answers(status(403))),
    silent(REFUSAL, "no answer", add(ADA).by(Who.NOBODY).no_answer()),
    good(TOLD_403, "403", READ_ONLY.answers(status(403))),
    silent(STAYS, "just not long after", *long_after(ADDED, 99), add(ADA).answers(refused(8006))),
    bad(
        EMPTY,
        "an answer to an item that was not sent",
        upsert().answers(upserted(kept(7), totalCount=0)),
        says=("totalCount", 0, 0),
    ),
    bad(
        EMPTY,
        "a total of one",
        upsert().answers(upserted(totalCount=1)),
        before=("counts/counts-are-true-upsert",),
        says=("totalCount", 0, 1),
    ),
    bad(
        EMPTY,
        "no total",
        upsert().answers(upserted(totalCount=None)),
        also=("envelope/envelope-upsert", SCHEMA),
        says=("totalCount", 0, None),
    ),
    bad(
        TOLD_403,
        "400",
        add(ADA.only("email")).by(Who.READER).answers(refused(8005)),
        says=("status", "401 or 403", "HTTP 400, failure"),
    ),
    good(
        NO_EFFECTS,
        "refused without",
        ENROLLED.answers(refused(8005)),
        on=org(programs=[11], primary_identifier="email"),
    ),
    bad(
        NO_EFFECTS,
        "refused with points",
        ENROLLED.answers(refused(8005, sideEffects=POINTS)),
        on=org(programs=[11], primary_identifier="email"),
        says=("sideEffects", "none", (1234,)),
    ),
    silent(
        NO_EFFECTS, "registered with points", ENROLLED.answers(created(7, sideEffects=POINTS)), on=org(programs=[11])
    ),
    good(
        MIXED_POINTS,
        "none",
        ENROLLED.answers(created(7, sideEffects=POINTS)),
        add(EVE).answers(created(8)),
        on=org(programs=[11]),
    ),
    good(
        MIXED_POINTS,
        "other points",
        ENROLLED.answers(created(7, sideEffects=POINTS)),
        add(EVE).answers(created(8, sideEffects=[{"type": "points", "awardedPoints": 6}])),
        on=org(programs=[11]),
    ),
    bad(
        MIXED_POINTS,
        "those of another",
        ENROLLED.answers(created(7, sideEffects=POINTS)),
        add(EVE).answers(created(8, sideEffects=POINTS)),
        on=org(programs=[11]),
        says=("sideEffects", "no points of another request", (1234,)),
    ),
    silent(MIXED_POINTS, "nobody enrolled", add(EVE).answers(created(8, sideEffects=POINTS))),
    good(
        PINNED, "as pinned", add(ADA).answers(created(7, status=201)), on=org(readings={"creation-status": "http-201"})
    ),
    bad(
        PINNED,
        "otherwise",
        add(ADA).answers(created(7, status=200)),
        on=org(readings={"creation-status": "http-201"}),
        says=("creation-status", "http-201", "http-200"),
    ),
    good(PINNED, "refused as pinned", ADDED, add(ADA).answers(refused(8006)), on=REFUSES_WITH_400),
    bad(
        PINNED,
        "refused otherwise",
        ADDED,
        add(ADA).answers(refused(8006, status=200)),
        on=REFUSES_WITH_400,
        says=("business-error-status", "http-400", "http-200"),
    ),
    good(PINNED, "one of two questions", PLAIN.answers(refused(8005)), on=REFUSES_WITH_400),
    silent(PINNED, "a question that no answer shows", ADDED, on=org(readings={"source-case": "exact-only"})),
    silent(PINNED, "nothing is pinned", add(ADA).answers(created(7))),
    silent(PINNED, "another question", PLAIN.answers(refused(8005)), on=org(readings={"creation-status": "http-201"})),
    good(ANY_CHARACTER, "registered", add(SPECIAL).answers(created(7))),
    bad(
        ANY_CHARACTER,
        "refused",
        add(EVE).answers(created(8)),
        add(SPECIAL).answers(refused(8020)),
        says=("createdId", "success", (8020,)),
    ),
    silent(ANY_CHARACTER, "plain characters", add(ADA).answers(created(7))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_further(history: History) -> None:
    history.check()
