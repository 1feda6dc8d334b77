"""One answer for each item, and counts that are true, in histories."""

from __future__ import annotations

import pytest
from histories import *

EACH = "counts/one-answer-for-each-item"
ORDER = "counts/items-in-order-v11"
TRUE = "counts/counts-are-true-v11"
ALL_GOOD = "counts/all-succeeded-is-200"
ALL_BAD = "counts/all-failed-is-500"
PARTIAL = "counts/partial-batch-is-201-or-200"
UPSERT = "counts/counts-are-true-upsert"

V11 = "envelope/envelope-v11"
ECHO = "envelope/echo-v11"

WRONG = failed(1007)
PARTLY = register(NO_ONE, ADA)
ONCE = dict.fromkeys(
    (
        "security/no-inner-workings",
        "security/no-credentials-shown",
        "security/nobody-elses-data",
        "robustness/no-server-error",
        "envelope/business-outcome-status",
        "envelope/answers-are-json",
        EITHER,
    ),
    1,
)
TIMES = [
    (PAIR.answers(registered(A, E)), {EACH: 1, ORDER: 2, TRUE: 2, ALL_GOOD: 1}),
    (
        register(NO_ONE, ADA).answers(registered(WRONG, A)),
        {EACH: 1, PARTIAL: 1, "batch/good-items-are-not-lost": 1, V11: 6},
    ),
    (register(NO_ONE, NO_ONE).answers(registered(WRONG, WRONG)), {TRUE: 2, ALL_BAD: 1}),
    (
        register(ADA, ADA).answers(registered(A, A)),
        {"batch/repeated-item-is-one-customer": 1, "codes/codes-have-messages": 3},
    ),
    (
        upsert(ADA, ADA).answers(upserted(kept(7), kept(7))),
        {"upsert/repeated-item-is-one-customer": 1, UPSERT: 2, EACH: 1},
    ),
    (
        upsert(TINY, EVE).answers(upserted(wrong(8005), kept(8))),
        {"upsert/failing-item-keeps-nobody-back": 1, "codes/codes-have-one-type": 1},
    ),
    (upsert(TINY, EVE).answers(upserted(wrong(8005), kept(8))), {"upsert/error-shape": 2, "codes/known-codes": 1}),
    (upsert(ADA, EVE).answers(upserted(kept(7), kept(8))), {SCHEMA: 1, "envelope/creation-status": 1}),
    (upsert(ADA, EVE).answers(upserted(kept(7), kept(8))), {"envelope/envelope-upsert": 8, **ONCE}),
    (upsert(ADA, EVE).answers(upserted("x", kept(8))), {"envelope/envelope-upsert": 6}),
]
"""Of two items: how often rules about the whole answer are exercised."""

HISTORIES = [
    bad(
        EACH,
        "none of one",
        register(NO_ONE).answers(registered(total="1", success="true", code=200)),
        says=("entries", 1, 0),
    ),
    good(EACH, "one of one", register(ADA).answers(registered(A))),
    good(EACH, "two of two", PAIR.answers(registered(A, E))),
    good(EACH, "a failed one counts", PARTLY.answers(registered(WRONG, A))),
    good(EACH, "an empty one counts where all failed", register(NO_ONE).answers(registered({}))),
    good(EACH, "two upserted", upsert(ADA, EVE).answers(upserted(kept(7), kept(8)))),
    bad(EACH, "one of two", PAIR.answers(registered(A, total="2")), also=(), says=("entries", 2, 1)),
    bad(EACH, "one upserted of two", upsert(ADA, EVE).answers(upserted(kept(7), totalCount=2)), says=("entries", 2, 1)),
    bad(
        EACH,
        "two upserted of one",
        upsert(ADA).answers(upserted(kept(7), kept(8), totalCount=1)),
        says=("entries", 1, 2),
    ),
    silent(EACH, "a refusal of the whole without items", register(NO_ONE).answers(envelope(total="1"))),
    silent(EACH, "a refusal of the whole upsert", upsert(TINY).answers(refused(1))),
    silent(EACH, "an empty batch", register().answers(envelope())),
    silent(EACH, "not let in", PAIR.answers(envelope(code=401))),
    silent(
        EACH,
        "a strange sender",
        PAIR.by(Who.NOBODY).answers(registered(A)),
        also=("security/credentials-are-required",),
    ),
    silent(EACH, "a refusal by status", register(NO_ONE).answers(status(400))),
    silent(
        EACH, "a refusal of the whole with an empty list", register(NO_ONE).answers(registered(total="1", code=500))
    ),
    silent(EACH, "not let in, with an empty list", register(ADA).answers(registered(total="1", code=401))),
    bad(
        EACH, "two answers to one v1.1 item", register(ADA).answers(registered(A, E, total="1")), says=("entries", 1, 2)
    ),
    bad(
        EACH,
        "two answers to three v1.1 items",
        register(ADA, EVE, ZOE).answers(registered(A, E, total="3")),
        says=("entries", 3, 2),
    ),
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
    good(
        ORDER,
        "two items of one customer, whose mobile is shown in national form",
        IN_V11,
        register(ADA, ADA.only("mobile")).answers(
            registered(A, {**A, "mobile": ADA["mobile"].value[2:]}),
        ),
    ),
    good(ORDER, "a failed one shows whom it is about", register(NO_ONE, ADA, EVE).answers(registered(WRONG, A, E))),
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
    silent(ORDER, "no echoes", register(NO_ONE, NO_ONE).answers(registered(WRONG, WRONG))),
    silent(ORDER, "an item too few", PAIR.answers(registered(A)), also=(EACH, TRUE)),
    silent(
        ORDER,
        "failed items show nobody",
        register({"email": "nobody"}, {"email": "nothing"}).answers(registered(failed(1001, mobile=""), failed(1001))),
    ),
    good(TRUE, "one", register(ADA).answers(registered(A))),
    good(TRUE, "two of two", PAIR.answers(registered(A, E))),
    good(TRUE, "one of two", PARTLY.answers(registered(WRONG, A))),
    good(TRUE, "none of one", register(NO_ONE).answers(registered(WRONG))),
    good(TRUE, "none of two, empty", register(NO_ONE, NO_ONE).answers(registered({}, {}))),
    bad(TRUE, "one too many", register(ADA).answers(registered(A, total="2")), says=("status.total", 1, 2)),
    bad(TRUE, "one too few", PAIR.answers(registered(A, E, total="1")), says=("status.total", 2, 1)),
    bad(
        TRUE,
        "one success too many",
        PARTLY.answers(registered(WRONG, A, success_count="2")),
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
        register(NO_ONE, NO_ONE, ADA).answers(registered(WRONG, WRONG, A, success_count="2")),
        says=("status.success_count", 1, 2),
    ),
    bad(
        TRUE,
        "no total",
        register(ADA).answers(registered(A, total=...)),
        also=(V11, SCHEMA),
        says=("status.total", 1, None),
    ),
    bad(
        TRUE,
        "a total of no number",
        register(ADA).answers(registered(A, total="one")),
        also=(V11, SCHEMA),
        says=("status.total", 1, None),
    ),
    bad(
        TRUE,
        "no count of successes",
        register(ADA).answers(registered(A, success_count=...)),
        also=(V11, SCHEMA),
        says=("status.success_count", 1, None),
    ),
    silent(TRUE, "a refusal by status", register(NO_ONE).answers(status(400))),
    silent(TRUE, "no JSON of the outer shape", ask("addCustomerV11", {}).answers(envelope(code=400))),
    good(TRUE, "an answer too few", PAIR.answers(registered(A, total="2", success_count="2")), also=(EACH,)),
    good(
        TRUE, "an answer too many", register(ADA).answers(registered(A, E, total="1", success_count="1")), also=(EACH,)
    ),
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
        also=(V11, SCHEMA),
        says=("status.code, status.success", (200, True), (None, True)),
    ),
    silent(ALL_GOOD, "one of two", PARTLY.answers(registered(WRONG, A))),
    silent(ALL_GOOD, "none", register(NO_ONE).answers(registered(WRONG))),
    silent(ALL_GOOD, "no items", register(NO_ONE).answers(envelope(total="1"))),
    good(ALL_BAD, "500", register(NO_ONE).answers(registered(WRONG))),
    good(ALL_BAD, "500 as text under HTTP 500", register(NO_ONE).answers(registered(WRONG, code="500", http=500))),
    good(ALL_BAD, "under HTTP 400", register(NO_ONE).answers(registered(WRONG, http=400))),
    good(ALL_BAD, "empty items", register(NO_ONE, NO_ONE).answers(registered({}, {}))),
    bad(
        ALL_BAD,
        "200",
        register(NO_ONE).answers(registered(WRONG, code=200)),
        says=("status", (500, False, 0), (200, False, 0)),
        also=(SCHEMA,),
    ),
    bad(
        ALL_BAD,
        "201",
        register(NO_ONE).answers(registered(WRONG, code=201)),
        says=("status", (500, False, 0), (201, False, 0)),
        also=(SCHEMA,),
    ),
    bad(
        ALL_BAD,
        "true",
        register(NO_ONE).answers(registered(WRONG, success="true")),
        says=("status", (500, False, 0), (500, True, 0)),
        also=(SCHEMA,),
    ),
    bad(
        ALL_BAD,
        "one success",
        register(NO_ONE).answers(registered(WRONG, success_count="1")),
        before=(TRUE,),
        says=("status", (500, False, 0), (500, False, 1)),
        also=(SCHEMA,),
    ),
    silent(ALL_BAD, "one of two", PARTLY.answers(registered(WRONG, A))),
    silent(ALL_BAD, "all succeeded", register(ADA).answers(registered(A))),
    silent(ALL_BAD, "no items", register(NO_ONE).answers(envelope(total="1"))),
    silent(
        ALL_BAD,
        "one item is neither",
        register(NO_ONE, NO_ONE).answers(registered(WRONG, {}, success="true")),
        also=(SCHEMA,),
    ),
    good(PARTIAL, "201", PARTLY.answers(registered(WRONG, A, code=201))),
    good(PARTIAL, "200", PARTLY.answers(registered(WRONG, A, code=200))),
    good(PARTIAL, "201 as text", PARTLY.answers(registered(WRONG, A, code="201"))),
    bad(
        PARTIAL,
        "500",
        PARTLY.answers(registered(WRONG, A, code=500)),
        says=("status.code", (201, 200), 500),
        also=(SCHEMA,),
    ),
    bad(
        PARTIAL,
        "202",
        PARTLY.answers(registered(WRONG, A, code=202)),
        says=("status.code", (201, 200), 202),
        also=(SCHEMA,),
    ),
    bad(
        PARTIAL,
        "199",
        PARTLY.answers(registered(WRONG, A, code=199)),
        says=("status.code", (201, 200), 199),
        also=(SCHEMA,),
    ),
    bad(
        PARTIAL,
        "no code",
        PARTLY.answers(registered(WRONG, A, code="x")),
        also=(V11, SCHEMA),
        says=("status.code", (201, 200), None),
    ),
    silent(PARTIAL, "all succeeded", PAIR.answers(registered(A, E))),
    silent(PARTIAL, "all failed", register(NO_ONE).answers(registered(WRONG))),
    silent(PARTIAL, "one is neither", PARTLY.answers(registered({}, A, code=500)), also=(SCHEMA,)),
    silent(
        PARTIAL,
        "one item tells nothing of itself",
        register(ADA, NO_ONE, NO_ONE).answers(registered(A, WRONG, {}, code=202)),
        also=(SCHEMA,),
    ),
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
    silent(UPSERT, "a refusal that counts", upsert(TINY).answers(refused(1, totalCount=5))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_counts(history: History) -> None:
    history.check()


@pytest.mark.parametrize(("line", "times"), TIMES)
def test_a_rule_about_the_whole_answer_is_asked_once(line: Line, times: dict[str, int]) -> None:
    exercised = Trial(ORG, line).exercised[-1]
    assert {id_: exercised.get(id_) for id_ in times} == times
