"""Batches that fail in part, are answered in part or count strangely, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ORG,
    ZOE,
    History,
    Identifier,
    Line,
    Trial,
    bad,
    customer,
    done,
    envelope,
    failed,
    good,
    kept,
    lookup,
    org,
    refused,
    register,
    registered,
    says,
    silent,
    upsert,
    upserted,
    wrong,
)

EACH = "counts/one-answer-for-each-item"
ORDER = "counts/items-in-order-v11"
TRUE = "counts/counts-are-true-v11"
PARTIAL = "counts/partial-batch-is-201-or-200"
UPSERT = "counts/counts-are-true-upsert"
EMPTY = "batch/empty-batch-fails"
LOST = "batch/good-items-are-not-lost"
KEEPS_BACK = "upsert/failing-item-keeps-nobody-back"
REPEATED = "batch/repeated-item-is-one-customer"
REPEATED_UPSERT = "upsert/repeated-item-is-one-customer"
AT_LEAST = "identifiers/at-least-one-identifier-v11"
FRESH = "identifiers/fresh-person-is-registered-v11"
FAILED_SHAPE = "envelope/failed-item-shape-v11"
ENVELOPE = "envelope/envelope-v11"
SCHEMA = "envelope/answer-matches-the-schema"
UNKNOWN_FIELD = "warnings/unknown-custom-field-is-1017"

ONCE = dict.fromkeys(
    (
        "security/no-inner-workings",
        "security/no-credentials-shown",
        "security/nobody-elses-data",
        "robustness/no-server-error",
        "envelope/business-outcome-status",
        "envelope/answers-are-json",
        "envelope/success-and-failure-exclude-each-other",
    ),
    1,
)

A, E, Z = done(7, ADA), done(8, EVE), done(9, ZOE)
NOBODY: dict[str, object] = {}
WRONG = failed(1007)
TINY = customer(ADA.only())
PAIR = register(ADA, EVE)
TWO = ADA.only("mobile", "email")
CITIES = org(custom_fields=["city"])
IN_PUNE = ADA.but(fields={"city": "Pune"})
WITH_SHOE = ADA.but(fields={"shoe": "42"})

HISTORIES = [
    silent(
        EACH, "a refusal of the whole with an empty list", register(NOBODY).answers(registered(total="1", code=500))
    ),
    silent(EACH, "not let in, with an empty list", register(ADA).answers(registered(total="1", code=401))),
    silent(
        ORDER,
        "failed items show nobody",
        register({"email": "nobody"}, {"email": "nothing"}).answers(registered(failed(1001, mobile=""), failed(1001))),
    ),
    good(TRUE, "an answer too few", PAIR.answers(registered(A, total="2", success_count="2")), also=(EACH,)),
    good(
        TRUE,
        "an answer too many",
        register(ADA).answers(registered(A, E, total="1", success_count="1")),
        also=(EACH,),
    ),
    silent(
        PARTIAL,
        "one item tells nothing of itself",
        register(ADA, NOBODY, NOBODY).answers(registered(A, WRONG, {}, code=202)),
        also=(SCHEMA,),
    ),
    silent(UPSERT, "a refusal that counts", upsert(TINY).answers(refused(1, totalCount=5))),
    good(EMPTY, "it says false, and counts one", register().answers(envelope(success_count="1")), also=(SCHEMA,)),
    good(ENVELOPE, "an empty batch is counted by a number", register().answers(envelope(total=0)), also=(SCHEMA,)),
    silent(
        LOST,
        "an answer too many",
        register(NOBODY, ADA).answers(registered(WRONG, A, E, total="2")),
        also=(EACH,),
    ),
    silent(
        LOST,
        "an answer too few",
        register(NOBODY, ADA, EVE).answers(registered(WRONG, failed(1001), total="3")),
        also=(EACH,),
    ),
    good(LOST, "of two identifiers: a third may be demanded", register(TWO, EVE).answers(registered(failed(1001), E))),
    bad(
        LOST,
        "with a field that is defined",
        register(IN_PUNE, EVE).answers(registered(failed(1001), E)),
        on=CITIES,
        says=("entries", "success", "item 1 failed"),
    ),
    good(
        LOST,
        "with a field that is not defined",
        register(WITH_SHOE, EVE).answers(registered(failed(1001), E)),
        on=CITIES,
        also=(UNKNOWN_FIELD,),
    ),
    good(FRESH, "with a field that is defined", register(IN_PUNE).answers(registered(done(7, ADA))), on=CITIES),
    good(FRESH, "two at once", PAIR.answers(registered(A, E))),
    silent(FRESH, "more items than the organisation allows", register(ADA).answers(registered(failed(1060)))),
    silent(
        FAILED_SHAPE, "an entry of text where all failed", register(NOBODY).answers(registered("x")), also=(SCHEMA,)
    ),
    silent(
        AT_LEAST,
        "the second of two, without an answer of its own",
        register({"email": "nobody"}, NOBODY).answers(registered(failed(1001), total="2")),
        also=(EACH,),
    ),
    good(AT_LEAST, "400", register(NOBODY, ADA).answers(registered(failed(400), A))),
    good(AT_LEAST, "1015", register(NOBODY, ADA).answers(registered(failed(1015), A))),
    bad(
        AT_LEAST,
        "registered, though the request is doubtful",
        register(NOBODY).asking(verbose="true").answers(registered(done(7, NOBODY))),
        says=("item_status.code", (1007, 500), "success, id 7"),
    ),
    bad(
        REPEATED,
        "two ids, the later lower",
        register(ADA, ADA).answers(registered(done(8, ADA), A)),
        says=("user_id", 8, 7),
    ),
    bad(
        REPEATED,
        "two ids, after an item that failed",
        register(NOBODY, ADA, ADA).answers(registered(WRONG, A, done(8, ADA))),
        says=("user_id", 7, 8),
    ),
    silent(
        REPEATED,
        "twice nobody",
        register(NOBODY, NOBODY).answers(registered(done(7, NOBODY), done(8, NOBODY))),
        also=(AT_LEAST,),
    ),
    silent(
        REPEATED,
        "one without an id",
        register(ADA, ADA).answers(registered(done(None, ADA), A)),
        also=("envelope/item-shape-v11", SCHEMA),
    ),
    silent(REPEATED_UPSERT, "the second failed", upsert(ADA, ADA).answers(upserted(kept(7), wrong(8006, entityId=8)))),
    bad(
        KEEPS_BACK,
        "of four identifiers",
        upsert(TINY, ADA.with_(Identifier("unionId", "ct-t1-1"))).answers(upserted(wrong(8005), wrong(8015))),
        also=("upsert/unknown-is-created",),
        says=("entries", "success", "item 2 failed"),
    ),
    bad(
        "identifiers/a-new-customer-has-a-new-id",
        "the id of somebody whom a look-up found",
        lookup(Identifier("email", "somebody@example.com")).answers(says({"entity": 9, "warnings": []})),
        upsert(KIM).answers(upserted(kept(9))),
        says=("id", "an id not seen before", 9),
    ),
]


TIMES = [
    (PAIR.answers(registered(A, E)), {EACH: 1, ORDER: 2, TRUE: 2, "counts/all-succeeded-is-200": 1}),
    (register(NOBODY, ADA).answers(registered(WRONG, A)), {EACH: 1, PARTIAL: 1, LOST: 1, ENVELOPE: 6}),
    (register(NOBODY, NOBODY).answers(registered(WRONG, WRONG)), {TRUE: 2, "counts/all-failed-is-500": 1}),
    (register(ADA, ADA).answers(registered(A, A)), {REPEATED: 1, "codes/codes-have-messages": 3}),
    (upsert(ADA, ADA).answers(upserted(kept(7), kept(7))), {REPEATED_UPSERT: 1, UPSERT: 2, EACH: 1}),
    (upsert(TINY, EVE).answers(upserted(wrong(8005), kept(8))), {KEEPS_BACK: 1, "codes/codes-have-one-type": 1}),
    (upsert(TINY, EVE).answers(upserted(wrong(8005), kept(8))), {"upsert/error-shape": 2, "codes/known-codes": 1}),
    (upsert(ADA, EVE).answers(upserted(kept(7), kept(8))), {SCHEMA: 1, "envelope/creation-status": 1}),
    (upsert(ADA, EVE).answers(upserted(kept(7), kept(8))), {"envelope/envelope-upsert": 8, **ONCE}),
    (upsert(ADA, EVE).answers(upserted("x", kept(8))), {"envelope/envelope-upsert": 6}),
]
"""Of two items: how often rules about the whole answer are exercised."""


@pytest.mark.parametrize(("line", "times"), TIMES)
def test_a_rule_about_the_whole_answer_is_asked_once(line: Line, times: dict[str, int]) -> None:
    exercised = Trial(ORG, line).exercised[-1]
    assert {id_: exercised.get(id_) for id_ in times} == times


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_batches(history: History) -> None:
    history.check()
