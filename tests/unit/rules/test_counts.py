"""Batches: one answer for each item, and counts that are true, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    ZOE,
    History,
    Who,
    ask,
    bad,
    customer,
    done,
    envelope,
    failed,
    good,
    kept,
    org,
    refused,
    register,
    registered,
    silent,
    status,
    upsert,
    upserted,
    v11_customer,
    wrong,
)

EACH = "counts/one-answer-for-each-item"
ORDER = "counts/items-in-order-v11"
TRUE = "counts/counts-are-true-v11"
ALL_GOOD = "counts/all-succeeded-is-200"
ALL_BAD = "counts/all-failed-is-500"
PARTIAL = "counts/partial-batch-is-201-or-200"
UPSERT = "counts/counts-are-true-upsert"
EMPTY = "batch/empty-batch-fails"
LOST = "batch/good-items-are-not-lost"
FRESH = "identifiers/fresh-person-is-registered-v11"
CREATED = "upsert/unknown-is-created"
ECHO = "envelope/echo-v11"
SHAPE = "envelope/envelope-v11"
SCHEMA = "envelope/answer-matches-the-schema"
UPSERT_SHAPE = "envelope/envelope-upsert"
NEVER = "security/credentials-are-required"

A, E, Z = done(7, ADA), done(8, EVE), done(9, ZOE)
NOBODY: dict[str, object] = {}
WRONG = failed(1007)
TINY = customer(ADA.only())
PAIR = register(ADA, EVE)
MIXED = register(NOBODY, ADA)
IN_V11 = register(ADA).answers(registered(A))

HISTORIES = [
    bad(
        EACH,
        "none of one",
        register(NOBODY).answers(registered(total="1", success="true", code=200)),
        says=("entries", 1, 0),
    ),
    good(EACH, "one of one", register(ADA).answers(registered(A))),
    good(EACH, "two of two", PAIR.answers(registered(A, E))),
    good(EACH, "a failed one counts", MIXED.answers(registered(WRONG, A))),
    good(EACH, "an empty one counts where all failed", register(NOBODY).answers(registered({}))),
    good(EACH, "two upserted", upsert(ADA, EVE).answers(upserted(kept(7), kept(8)))),
    bad(EACH, "one of two", PAIR.answers(registered(A, total="2")), also=(), says=("entries", 2, 1)),
    bad(EACH, "one upserted of two", upsert(ADA, EVE).answers(upserted(kept(7), totalCount=2)), says=("entries", 2, 1)),
    bad(
        EACH,
        "two upserted of one",
        upsert(ADA).answers(upserted(kept(7), kept(8), totalCount=1)),
        says=("entries", 1, 2),
    ),
    silent(EACH, "a refusal of the whole without items", register(NOBODY).answers(envelope(total="1"))),
    silent(EACH, "a refusal of the whole upsert", upsert(TINY).answers(refused(1))),
    silent(EACH, "an empty batch", register().answers(envelope())),
    silent(EACH, "not let in", PAIR.answers(envelope(code=401))),
    silent(EACH, "a strange sender", PAIR.by(Who.NOBODY).answers(registered(A)), also=(NEVER,)),
    silent(EACH, "a refusal by status", register(NOBODY).answers(status(400))),
    good(ORDER, "each its own", PAIR.answers(registered(A, E))),
    good(
        ORDER,
        "by one identifier",
        register(ADA.only("mobile"), EVE.only("mobile")).answers(
            registered(done(7, ADA.only("mobile")), done(8, EVE.only("mobile")))
        ),
    ),
    good(
        ORDER,
        "emails in other case",
        register(ADA.only("email"), EVE).answers(
            registered(done(7, {**v11_customer(ADA.only("email")), "email": ADA["email"].value.upper()}), E)
        ),
    ),
    good(ORDER, "a failed one shows whom it is about", register(NOBODY, ADA, EVE).answers(registered(WRONG, A, E))),
    bad(
        ORDER,
        "swapped",
        PAIR.answers(registered(E, A)),
        also=(ECHO,),
        says=("customer[]", "the order of the items", "another item's answer"),
    ),
    bad(
        ORDER,
        "the first of three rotates",
        register(ADA, EVE, ZOE).answers(registered(E, Z, A)),
        also=(ECHO,),
        says=("customer[]", "the order of the items", "another item's answer"),
    ),
    bad(
        ORDER,
        "a failed item shows another's mobile",
        register(ADA.only("email"), EVE).answers(registered(failed(1003, mobile=EVE["mobile"].value), E)),
        says=("customer[]", "the order of the items", "another item's answer"),
    ),
    silent(ORDER, "no echoes", register(NOBODY, NOBODY).answers(registered(WRONG, WRONG))),
    silent(ORDER, "an item too few", PAIR.answers(registered(A)), also=(EACH, TRUE)),
    good(TRUE, "one", register(ADA).answers(registered(A))),
    good(TRUE, "two of two", PAIR.answers(registered(A, E))),
    good(TRUE, "one of two", MIXED.answers(registered(WRONG, A))),
    good(TRUE, "none of one", register(NOBODY).answers(registered(WRONG))),
    good(TRUE, "none of two, empty", register(NOBODY, NOBODY).answers(registered({}, {}))),
    bad(TRUE, "one too many", register(ADA).answers(registered(A, total="2")), says=("status.total", 1, 2)),
    bad(TRUE, "one too few", PAIR.answers(registered(A, E, total="1")), says=("status.total", 2, 1)),
    bad(
        TRUE,
        "one success too many",
        MIXED.answers(registered(WRONG, A, success_count="2")),
        says=("status.success_count", 1, 2),
    ),
    bad(
        TRUE,
        "one success too few",
        PAIR.answers(registered(A, E, success_count="1")),
        says=("status.success_count", 2, 1),
    ),
    bad(
        TRUE,
        "failures are counted",
        register(NOBODY, NOBODY, ADA).answers(registered(WRONG, WRONG, A, success_count="2")),
        says=("status.success_count", 1, 2),
    ),
    bad(
        TRUE,
        "no total",
        register(ADA).answers(registered(A, total=...)),
        also=(SHAPE, SCHEMA),
        says=("status.total", 1, None),
    ),
    bad(
        TRUE,
        "a total of no number",
        register(ADA).answers(registered(A, total="one")),
        also=(SHAPE, SCHEMA),
        says=("status.total", 1, None),
    ),
    bad(
        TRUE,
        "no count of successes",
        register(ADA).answers(registered(A, success_count=...)),
        also=(SHAPE, SCHEMA),
        says=("status.success_count", 1, None),
    ),
    silent(TRUE, "a refusal by status", register(NOBODY).answers(status(400))),
    silent(TRUE, "no JSON of the outer shape", ask("addCustomerV11", {}).answers(envelope(code=400))),
    good(ALL_GOOD, "200", register(ADA).answers(registered(A))),
    good(ALL_GOOD, "200 as text", register(ADA).answers(registered(A, code="200"))),
    good(ALL_GOOD, "two", PAIR.answers(registered(A, E))),
    bad(
        ALL_GOOD,
        "201",
        register(ADA).answers(registered(A, code=201)),
        says=("status.code, status.success", (200, True), (201, True)),
    ),
    bad(
        ALL_GOOD,
        "500",
        PAIR.answers(registered(A, E, code=500)),
        says=("status.code, status.success", (200, True), (500, True)),
        also=(SCHEMA,),
    ),
    bad(
        ALL_GOOD,
        "false",
        register(ADA).answers(registered(A, success="false")),
        says=("status.code, status.success", (200, True), (200, False)),
    ),
    bad(
        ALL_GOOD,
        "no code",
        register(ADA).answers(registered(A, code=...)),
        also=(SHAPE, SCHEMA),
        says=("status.code, status.success", (200, True), (None, True)),
    ),
    silent(ALL_GOOD, "one of two", MIXED.answers(registered(WRONG, A))),
    silent(ALL_GOOD, "none", register(NOBODY).answers(registered(WRONG))),
    silent(ALL_GOOD, "no items", register(NOBODY).answers(envelope(total="1"))),
    good(ALL_BAD, "500", register(NOBODY).answers(registered(WRONG))),
    good(ALL_BAD, "500 as text under HTTP 500", register(NOBODY).answers(registered(WRONG, code="500", http=500))),
    good(ALL_BAD, "under HTTP 400", register(NOBODY).answers(registered(WRONG, http=400))),
    good(ALL_BAD, "empty items", register(NOBODY, NOBODY).answers(registered({}, {}))),
    bad(
        ALL_BAD,
        "200",
        register(NOBODY).answers(registered(WRONG, code=200)),
        says=("status", (500, False, 0), (200, False, 0)),
        also=(SCHEMA,),
    ),
    bad(
        ALL_BAD,
        "201",
        register(NOBODY).answers(registered(WRONG, code=201)),
        says=("status", (500, False, 0), (201, False, 0)),
        also=(SCHEMA,),
    ),
    bad(
        ALL_BAD,
        "true",
        register(NOBODY).answers(registered(WRONG, success="true")),
        says=("status", (500, False, 0), (500, True, 0)),
        also=(SCHEMA,),
    ),
    bad(
        ALL_BAD,
        "one success",
        register(NOBODY).answers(registered(WRONG, success_count="1")),
        before=(TRUE,),
        says=("status", (500, False, 0), (500, False, 1)),
        also=(SCHEMA,),
    ),
    silent(ALL_BAD, "one of two", MIXED.answers(registered(WRONG, A))),
    silent(ALL_BAD, "all succeeded", register(ADA).answers(registered(A))),
    silent(ALL_BAD, "no items", register(NOBODY).answers(envelope(total="1"))),
    silent(
        ALL_BAD,
        "one item is neither",
        register(NOBODY, NOBODY).answers(registered(WRONG, {}, success="true")),
        also=(SCHEMA,),
    ),
    good(PARTIAL, "201", MIXED.answers(registered(WRONG, A, code=201))),
    good(PARTIAL, "200", MIXED.answers(registered(WRONG, A, code=200))),
    good(PARTIAL, "201 as text", MIXED.answers(registered(WRONG, A, code="201"))),
    bad(
        PARTIAL,
        "500",
        MIXED.answers(registered(WRONG, A, code=500)),
        says=("status.code", (201, 200), 500),
        also=(SCHEMA,),
    ),
    bad(
        PARTIAL,
        "202",
        MIXED.answers(registered(WRONG, A, code=202)),
        says=("status.code", (201, 200), 202),
        also=(SCHEMA,),
    ),
    bad(
        PARTIAL,
        "199",
        MIXED.answers(registered(WRONG, A, code=199)),
        says=("status.code", (201, 200), 199),
        also=(SCHEMA,),
    ),
    bad(
        PARTIAL,
        "no code",
        MIXED.answers(registered(WRONG, A, code="x")),
        also=(SHAPE, SCHEMA),
        says=("status.code", (201, 200), None),
    ),
    silent(PARTIAL, "all succeeded", PAIR.answers(registered(A, E))),
    silent(PARTIAL, "all failed", register(NOBODY).answers(registered(WRONG))),
    silent(PARTIAL, "one is neither", MIXED.answers(registered({}, A, code=500)), also=(SCHEMA,)),
    good(UPSERT, "one", upsert(ADA).answers(upserted(kept(7)))),
    good(UPSERT, "one failed", upsert(TINY, ADA).answers(upserted(wrong(1), kept(7)))),
    good(UPSERT, "two failed", upsert(TINY, TINY).answers(upserted(wrong(1), wrong(1)))),
    good(UPSERT, "none", upsert().answers(upserted())),
    good(UPSERT, "one with two errors", upsert(TINY).answers(upserted(wrong(1, 2)))),
    bad(UPSERT, "one too many", upsert(ADA).answers(upserted(kept(7), totalCount=2)), says=("totalCount", 1, 2)),
    bad(
        UPSERT,
        "one too few",
        upsert(ADA, EVE).answers(upserted(kept(7), kept(8), totalCount=1)),
        says=("totalCount", 2, 1),
    ),
    bad(
        UPSERT,
        "one failure too many",
        upsert(ADA).answers(upserted(kept(7), failureCount=1)),
        says=("failureCount", 0, 1),
    ),
    bad(
        UPSERT,
        "one failure too few",
        upsert(TINY).answers(upserted(wrong(1), failureCount=0)),
        says=("failureCount", 1, 0),
    ),
    bad(
        UPSERT,
        "the errors are counted",
        upsert(TINY).answers(upserted(wrong(1, 2), failureCount=2)),
        says=("failureCount", 1, 2),
    ),
    bad(
        UPSERT,
        "the successes are counted",
        upsert(TINY, ADA, EVE).answers(upserted(wrong(1), kept(7), kept(8), failureCount=2)),
        says=("failureCount", 1, 2),
    ),
    bad(
        UPSERT,
        "an entry for an empty list",
        upsert().answers(upserted(kept(7))),
        also=("upsert/empty-array-is-empty",),
        says=("totalCount", 0, 1),
    ),
    silent(UPSERT, "refused", upsert(TINY).answers(refused(1))),
    silent(UPSERT, "no list", ask("upsertCustomers", {"x": 1}).answers(upserted())),
    good(EMPTY, "an envelope that says false", register().answers(envelope())),
    good(EMPTY, "an envelope that says false under HTTP 400", register().answers(envelope(400, code=400))),
    good(EMPTY, "a 400", register().answers(status(400))),
    bad(
        EMPTY,
        "an envelope that says true",
        register().answers(registered(success="true", code=200)),
        says=("status.success", "false", "true"),
    ),
    bad(
        EMPTY,
        "an envelope that does not say",
        register().answers(registered(success=..., code=200)),
        also=(SHAPE, SCHEMA),
        says=("status.success", "false", "true"),
    ),
    silent(EMPTY, "an item", register(ADA).answers(registered(A))),
    silent(EMPTY, "no list", ask("addCustomerV11", {"root": {}}).answers(registered(success="true", code=200))),
    silent(
        EMPTY, "a strange sender", register().by(Who.EMPTY).answers(registered(success="true", code=200)), also=(NEVER,)
    ),
    good(LOST, "the good item succeeds", MIXED.answers(registered(WRONG, A))),
    good(LOST, "the good items succeed", register(ADA, NOBODY, EVE).answers(registered(A, WRONG, E))),
    good("upsert/failing-item-keeps-nobody-back", "an upsert", upsert(TINY, ADA).answers(upserted(wrong(1), kept(7)))),
    bad(
        LOST,
        "the good item fails with the other",
        MIXED.answers(registered(WRONG, failed(1))),
        says=("entries", "success", "item 2 failed"),
    ),
    bad(
        LOST,
        "the last good item fails",
        register(ADA, NOBODY, EVE).answers(registered(A, WRONG, failed(1))),
        says=("entries", "success", "item 3 failed"),
    ),
    bad(
        "upsert/unknown-is-created",
        "an upsert",
        upsert(TINY, ADA).answers(upserted(wrong(1), wrong(1))),
        before=("upsert/failing-item-keeps-nobody-back",),
        says=("entityId", "success", (1,)),
    ),
    silent(LOST, "one item", register(ADA.only("email")).answers(registered(failed(1)))),
    silent(LOST, "all succeed", PAIR.answers(registered(A, E))),
    silent(
        LOST,
        "an identifier is missing",
        register(NOBODY, ADA.only("mobile", "email")).answers(registered(WRONG, failed(1))),
        on=org(primary_identifier=None),
    ),
    silent(LOST, "twins", register(ADA, ADA).answers(registered(A, failed(1016)))),
    silent(LOST, "somebody known", IN_V11, register(NOBODY, ADA).answers(registered(WRONG, failed(1016)))),
    silent(
        LOST, "a request of doubts", register(NOBODY, ADA.but(extra={"x": 1})).answers(registered(WRONG, failed(1)))
    ),
    silent(LOST, "an item too few", MIXED.answers(registered(WRONG)), also=(EACH, TRUE)),
    silent(
        LOST,
        "a strange sender",
        MIXED.by(Who.GARBAGE_TOKEN).answers(registered(WRONG, failed(1))),
        also=("security/wrong-credentials-are-refused",),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_counts(history: History) -> None:
    history.check()
