"""Batches that are empty, fail in part or repeat an item, in histories."""

from __future__ import annotations

import pytest
from histories import *

EMPTY = "batch/empty-batch-fails"
LOST = "batch/good-items-are-not-lost"
REPEATED = "batch/repeated-item-is-one-customer"

EACH = "counts/one-answer-for-each-item"

WRONG = failed(1007)
PARTLY = register(NO_ONE, ADA)
TWO = ADA.only("mobile", "email")
WITH_SHOE = ADA.but(fields={"shoe": "42"})
NAMELESS = person(5, None, None)

HISTORIES = [
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
        also=("envelope/envelope-v11", SCHEMA),
        says=("status.success", "false", "true"),
    ),
    silent(EMPTY, "an item", register(ADA).answers(registered(A))),
    silent(EMPTY, "no list", ask("addCustomerV11", {"root": {}}).answers(registered(success="true", code=200))),
    silent(
        EMPTY,
        "a strange sender",
        register().by(Who.EMPTY).answers(registered(success="true", code=200)),
        also=("security/credentials-are-required",),
    ),
    good(EMPTY, "it says false, and counts one", register().answers(envelope(success_count="1")), also=(SCHEMA,)),
    silent(
        LOST,
        "no store to register in",
        PARTLY.answers(registered(WRONG, failed(3217))),
        on=org(sources={"WEBSITE": {}}),
    ),
    good(LOST, "the good item succeeds", PARTLY.answers(registered(WRONG, A))),
    good(LOST, "the good items succeed", register(ADA, NO_ONE, EVE).answers(registered(A, WRONG, E))),
    bad(
        LOST,
        "the good item fails with the other",
        PARTLY.answers(registered(WRONG, failed(1))),
        says=("entries", "success", "item 2 failed"),
    ),
    bad(
        LOST,
        "the last good item fails",
        register(ADA, NO_ONE, EVE).answers(registered(A, WRONG, failed(1))),
        says=("entries", "success", "item 3 failed"),
    ),
    silent(LOST, "one item", register(ADA.only("email")).answers(registered(failed(1)))),
    silent(LOST, "all succeed", PAIR.answers(registered(A, E))),
    silent(
        LOST,
        "an identifier is missing",
        register(NO_ONE, ADA.only("mobile", "email")).answers(registered(WRONG, failed(1))),
        on=NO_PRIMARY,
    ),
    silent(LOST, "twins", register(ADA, ADA).answers(registered(A, failed(1016)))),
    silent(LOST, "somebody known", IN_V11, register(NO_ONE, ADA).answers(registered(WRONG, failed(1016)))),
    silent(
        LOST, "a request of doubts", register(NO_ONE, ADA.but(extra={"x": 1})).answers(registered(WRONG, failed(1)))
    ),
    silent(LOST, "an item too few", PARTLY.answers(registered(WRONG)), also=(EACH, "counts/counts-are-true-v11")),
    silent(
        LOST,
        "a strange sender",
        PARTLY.by(Who.GARBAGE_TOKEN).answers(registered(WRONG, failed(1))),
        also=("security/wrong-credentials-are-refused",),
    ),
    silent(LOST, "an answer too many", register(NO_ONE, ADA).answers(registered(WRONG, A, E, total="2")), also=(EACH,)),
    silent(
        LOST,
        "an answer too few",
        register(NO_ONE, ADA, EVE).answers(registered(WRONG, failed(1001), total="3")),
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
        also=("warnings/unknown-custom-field-is-1017",),
    ),
    good(LOST, "a name may be mandatory", register(EVE, NAMELESS).answers(registered(E, failed(8084)))),
    good(LOST, "and a blank is none", register(EVE, KIM.named(" ")).answers(registered(E, failed(8084)))),
    bad(
        REPEATED,
        "two ids, the later lower",
        register(ADA, ADA).answers(registered(done(8, ADA), A)),
        says=("user_id", 8, 7),
    ),
    bad(
        REPEATED,
        "two ids, after an item that failed",
        register(NO_ONE, ADA, ADA).answers(registered(WRONG, A, done(8, ADA))),
        says=("user_id", 7, 8),
    ),
    silent(
        REPEATED,
        "twice nobody",
        register(NO_ONE, NO_ONE).answers(registered(done(7, NO_ONE), done(8, NO_ONE))),
        also=("identifiers/at-least-one-identifier-v11",),
    ),
    silent(
        REPEATED,
        "one without an id",
        register(ADA, ADA).answers(registered(done(None, ADA), A)),
        also=("envelope/item-shape-v11", SCHEMA),
    ),
    good(REPEATED, "a large id twice", register(ADA, ADA).answers(registered(done(70000, ADA), done(70000, ADA)))),
    silent(
        REPEATED,
        "with nothing but an email, which may be had by several",
        register(ADA.only("email"), ADA.only("email")).answers(registered(A, done(8, ADA))),
        on=EMAIL_REPEATS,
    ),
    bad(REPEATED, "two ids", register(ADA, ADA).answers(registered(A, done(8, ADA))), says=("user_id", 7, 8)),
    good(REPEATED, "the same id twice", register(ADA, ADA).answers(registered(A, A))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_batch(history: History) -> None:
    history.check()
