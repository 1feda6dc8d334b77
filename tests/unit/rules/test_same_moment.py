"""Requests at the same moment that are refused, doubtful or of several people, in histories."""

from __future__ import annotations

from dataclasses import replace

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ORG,
    History,
    Line,
    Trial,
    add,
    bad,
    created,
    done,
    failed,
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
    update,
    upsert,
    upserted,
    wrong,
)

WINNER = "concurrency/one-winner"
OF_V11 = "concurrency/one-customer-v11"
OF_UPSERTS = "concurrency/one-customer-of-upserts"
CROSS_TALK = "concurrency/no-cross-talk"
LOST = "concurrency/no-lost-update"
ITS_OWN = "concurrency/each-stores-its-own"
UPDATED = "upsert/found-is-updated-in-place"
KNOWN = "duplicate-source/known-identifier-is-8006"
AGAIN = "identifiers/reregistration-answers-v11"
NEW_ID = "identifiers/a-new-customer-has-a-new-id"

ADDED = add(ADA).answers(created(7))


def at_once(*lines: Line) -> tuple[Line, ...]:
    return tuple(line.under_way(10.0, 12.0 + place) for place, line in enumerate(lines))


IN_TWO = at_once(add(ADA).answers(created(7)), add(ADA, "WEBSITE").answers(created(7)))
NAMED_AT_ONCE = at_once(
    upsert(ADA.named("Eva"), skip=True).answers(upserted(kept(7))),
    upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7))),
)

HISTORIES = [
    good(
        UPDATED,
        "somebody known is busy with the other one",
        ADDED,
        at_once(upsert(ADA).answers(upserted(kept(7))), upsert(ADA).answers(upserted(wrong(521)))),
    ),
    bad(
        UPDATED,
        "another code",
        ADDED,
        at_once(upsert(ADA).answers(upserted(kept(7))), upsert(ADA).answers(upserted(wrong(8005)))),
    ),
    bad(UPDATED, "busy with nobody", ADDED, upsert(ADA).answers(upserted(wrong(521)))),
    silent(
        KNOWN,
        "somebody known is busy with another add",
        ADDED,
        at_once(add(ADA).answers(refused(521)), add(ADA).answers(refused(521))),
    ),
    bad(KNOWN, "busy with nobody", ADDED, add(ADA).answers(refused(521))),
    silent(
        AGAIN,
        "somebody known is busy with another batch",
        register(ADA).answers(registered(done(7, ADA))),
        at_once(register(ADA).answers(registered(failed(521))), register(ADA).answers(registered(done(7, ADA)))),
    ),
    good(
        OF_UPSERTS,
        "one of two is refused",
        at_once(upsert(ADA).answers(upserted(kept(7))), upsert(ADA).answers(upserted(wrong(521)))),
    ),
    good(
        OF_V11,
        "both are refused",
        at_once(register(ADA).answers(registered(failed(521))), register(ADA).answers(registered(failed(521)))),
    ),
    bad(
        WINNER,
        "two pairs, and two winners of the second",
        at_once(
            add(ADA).answers(created(7)),
            add(EVE).answers(created(8)),
            add(ADA).answers(refused(8006)),
            add(EVE).answers(created(9)),
        ),
        says=("createdId", "at most one success", (8, 9)),
    ),
    bad(
        CROSS_TALK,
        "of v1.1",
        at_once(register(ADA).answers(registered(done(7, ADA))), register(EVE).answers(registered(done(7, EVE)))),
        also=(NEW_ID,),
        says=("id", "an id for each person", 7),
    ),
    bad(
        CROSS_TALK,
        "after one that is refused",
        at_once(
            add(KIM.named("<b>")).answers(refused(8001)),
            add(ADA).answers(created(7)),
            add(EVE).answers(created(7)),
        ),
        also=(NEW_ID,),
        says=("id", "an id for each person", 7),
    ),
    good(
        CROSS_TALK,
        "beside a doubtful one",
        at_once(add(ADA).asking(verbose="true").answers(created(7)), add(EVE).answers(created(7))),
        also=(NEW_ID,),
    ),
    silent(
        CROSS_TALK,
        "no ids of v1.1",
        at_once(register(ADA).answers(registered(done(None, ADA))), register(EVE).answers(registered(done(None, EVE)))),
        also=("envelope/item-shape-v11", "envelope/answer-matches-the-schema"),
    ),
    bad(
        LOST,
        "while somebody else is registered",
        at_once(add(ADA).answers(created(7)), add(ADA).answers(refused(8006)), add(EVE).answers(created(8))),
        lookup(ADA["email"]).answers(nobody()),
        says=("id", 7, (8015,)),
    ),
    bad(
        LOST,
        "of somebody who was known before",
        ADDED,
        at_once(add(ADA).no_answer(), add(ADA).answers(refused(8006))),
        lookup(ADA["email"]).answers(nobody()),
        says=("id", 7, (8015,)),
    ),
    silent(LOST, "in two sources, found in one", IN_TWO, lookup(ADA["email"]).answers(found(7))),
    silent(LOST, "in two sources, not found in one", IN_TWO, lookup(ADA["email"]).answers(nobody())),
    silent(LOST, "in two sources, not found in the other", IN_TWO, lookup(ADA["email"], "WEBSITE").answers(nobody())),
    silent(
        "duplicate-source/only-a-known-identifier-is-8006",
        "it was registered in two sources at the same moment",
        IN_TWO,
        add(ADA).answers(refused(8006)),
    ),
    bad(
        LOST,
        "of two batches, by both of which it was registered",
        at_once(
            register(ADA, EVE).answers(registered(done(7, ADA), done(8, EVE))),
            register(ADA, KIM).answers(registered(done(7, ADA), done(9, KIM))),
        ),
        lookup(ADA["email"]).answers(nobody()),
        says=("id", 7, (8015,)),
    ),
    silent(
        LOST,
        "of a batch and a single item that disagree",
        at_once(
            register(EVE, ADA).answers(registered(done(8, EVE), done(7, ADA))),
            register(ADA).answers(registered(done(9, ADA))),
        ),
        lookup(ADA["email"]).answers(found(7)),
    ),
    good(
        ITS_OWN,
        "what an item of a batch sent",
        ADDED,
        at_once(
            upsert(EVE, ADA.named("Eva"), skip=True).answers(upserted(kept(8), kept(7))),
            upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7))),
        ),
        get(7).answers(shows(7, shown(ADA.named("Eva")))),
    ),
    good(
        ITS_OWN,
        "a name that both left out, as it was",
        ADDED,
        at_once(*(upsert(replace(ADA, first_name=None), skip=True).answers(upserted(kept(7))) for _ in range(2))),
        get(7).answers(shows(7, shown(ADA))),
    ),
    good(
        ITS_OWN,
        "what was stored before two look-ups",
        ADDED,
        at_once(*(lookup(ADA["email"]).answers(found(7)) for _ in range(2))),
        get(7).answers(shows(7, shown(ADA))),
    ),
    silent(
        OF_V11,
        "one of them among others",
        at_once(
            register(ADA, EVE).answers(registered(done(7, ADA), done(8, EVE))),
            register(ADA).answers(registered(done(9, ADA))),
        ),
    ),
    silent(
        OF_V11,
        "each among others",
        at_once(
            register(ADA, EVE).answers(registered(done(7, ADA), done(8, EVE))),
            register(ADA, KIM).answers(registered(done(7, ADA), done(9, KIM))),
        ),
    ),
    silent(
        WINNER,
        "in a source of which nothing is known",
        at_once(add(ADA, "FACEBOOK").answers(created(7)), add(ADA, "FACEBOOK").answers(created(8))),
    ),
    good(ITS_OWN, "what the first sent", ADDED, NAMED_AT_ONCE, get(7).answers(shows(7, shown(ADA.named("Eva"))))),
    good(ITS_OWN, "what the second sent", ADDED, NAMED_AT_ONCE, get(7).answers(shows(7, shown(ADA.named("Zoe"))))),
    bad(
        ITS_OWN,
        "what neither sent",
        ADDED,
        NAMED_AT_ONCE,
        get(7).answers(shows(7, shown(ADA.named("Ida")))),
        says=("profiles[].firstName", "Eva", "Ida"),
    ),
    bad(
        ITS_OWN,
        "what a refused one sent",
        ADDED,
        at_once(
            update(7, ADA.named("Zoe")).asking(verbose="true").answers(refused(8005)),
            update(7, ADA.named("Eva")).answers(created(7)),
        ),
        get(7).answers(shows(7, shown(ADA.named("Zoe")))),
        says=("profiles[].firstName", "Eva", "Zoe"),
    ),
    good(
        "reads/lookup-finds-the-holder",
        "while somebody else is registered",
        ADDED,
        (
            add(EVE).answers(created(8)).under_way(10.0, 12.0),
            lookup(ADA["email"]).answers(found(7)).under_way(10.0, 13.0),
        ),
    ),
]


def test_three_adds_at_once_are_one_race() -> None:
    race = at_once(*(add(ADA).answers(answer) for answer in (created(7), refused(8006), refused(521))))
    assert Trial(ORG, race).exercised[-1][WINNER] == 3


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_same_moment(history: History) -> None:
    history.check()
