"""Answers that the readings permit, and odd ones that crash nobody, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ZOE,
    History,
    Identifier,
    add,
    bad,
    change,
    created,
    customer,
    done,
    failed,
    flagged,
    found,
    good,
    kept,
    lookup,
    nobody,
    refused,
    register,
    registered,
    silent,
    update,
    upsert,
    upserted,
    wrong,
)

ADDED = add(ADA).answers(created(7))
EVE_ELSEWHERE = add(EVE, "WEBSITE").answers(created(8))
BOTH = ADA.only("mobile").with_(EVE["email"])
EMAIL_REPEATS = flagged(False, True, unique={"email": False})

HISTORIES = [
    silent("duplicate-source/known-identifier-is-8006", "a source that is a list", add(ADA, []).answers(refused(8003))),
    silent(
        "duplicate-source/known-identifier-is-8006",
        "a source that is an object",
        upsert(customer(ADA, {})).answers(upserted(wrong(8003))),
    ),
    bad(
        "counts/one-answer-for-each-item",
        "two answers to one v1.1 item",
        register(ADA).answers(registered(done(7, ADA), done(8, EVE), total="1")),
        says=("entries", 1, 2),
    ),
    bad(
        "counts/one-answer-for-each-item",
        "two answers to three v1.1 items",
        register(ADA, EVE, ZOE).answers(registered(done(7, ADA), done(8, EVE), total="3")),
        says=("entries", 3, 2),
    ),
    bad(
        "envelope/success-shape-v2",
        "warnings that are a number",
        add(ADA).answers(created(7, warnings=5)),
        also=("envelope/answer-matches-the-schema",),
        says=("warnings", "an array", 5),
    ),
    bad(
        "envelope/success-shape-v2",
        "errors that are a number",
        add(ADA).answers(created(7, errors=5)),
        also=("envelope/answer-matches-the-schema",),
        says=("errors", "absent or an array", 5),
    ),
    silent(
        "validation/documented-characters-are-fine",
        "the organisation demands what is missing",
        add(ADA.only("email").named("Mary Ann")).answers(refused(8005)),
    ),
    silent(
        "updates/free-identifier-is-added",
        "an invalid mobile is refused",
        ADDED,
        change(7, add=[Identifier("mobile", ZOE["externalId"].value)]).answers(refused(8014)),
    ),
    silent(
        "updates/free-identifier-is-added",
        "a type that nobody knows is refused",
        ADDED,
        change(7, add=[Identifier("fax", ZOE["externalId"].value)]).answers(refused(8014)),
    ),
    silent(
        "reads/lookup-finds-the-holder",
        "an upsert may have put a new email in place of the old",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=False).answers(upserted(kept(7))),
        lookup(ADA["email"]).answers(nobody()),
    ),
    good(
        "reads/lookup-finds-the-holder",
        "an upsert merged two customers",
        ADDED,
        EVE_ELSEWHERE,
        upsert(customer(BOTH, "ECOMMERCE")).answers(upserted(kept(8, 8051))),
        lookup(ADA["externalId"]).answers(found(8)),
    ),
    silent(
        "primary-mismatch/strict-refuses",
        "an email that may repeat is no mismatch",
        register(ADA).answers(registered(done(7, ADA))),
        register(ZOE.only("mobile").with_(ADA["email"])).answers(
            registered(done(9, ZOE.only("mobile").with_(ADA["email"])))
        ),
        on=EMAIL_REPEATS,
    ),
    silent(
        "reads/reads-change-nothing",
        "an update in between",
        ADDED,
        lookup(ADA["email"]).answers(found(7)),
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
        lookup(ADA["email"]).answers(found(8)),
    ),
    good(
        "batch/repeated-item-is-one-customer",
        "a large id twice",
        register(ADA, ADA).answers(registered(done(70000, ADA), done(70000, ADA))),
    ),
    bad(
        "batch/repeated-item-is-one-customer",
        "two ids",
        register(ADA, ADA).answers(registered(done(7, ADA), done(8, ADA))),
        says=("user_id", 7, 8),
    ),
    good(
        "robustness/no-server-error",
        "a refusal whose HTTP status is 501 of v1.1",
        register({}).answers(registered(failed(1007), http=500)),
    ),
    silent(
        "duplicate-source/known-identifier-is-8006",
        "521 to an add that overlaps the first",
        (add(ADA).answers(created(7)).under_way(0, 1), add(ADA).answers(refused(521)).under_way(0, 2)),
    ),
    good(
        "cross-source/known-elsewhere-joins-the-customer",
        "an update may have come between",
        ADDED,
        update(7, ADA.named("Zoe")).no_answer(),
        add(ADA, "WEBSITE").answers(created(7)),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_permitted(history: History) -> None:
    history.check()
