"""Requests at the same moment, in histories."""

from __future__ import annotations

from dataclasses import replace

import pytest
from histories import *

WINNER = "concurrency/one-winner"
V11 = "concurrency/one-customer-v11"
UPSERTS = "concurrency/one-customer-of-upserts"
TALK = "concurrency/no-cross-talk"
LOST = "concurrency/no-lost-update"
OWN = "concurrency/each-stores-its-own"

NEW_ID = "identifiers/a-new-customer-has-a-new-id"

LOSES = add(ADA).answers(refused(8006))
IN_TWO = at_once(ADDED, add(ADA, "WEBSITE").answers(created(7)))
NAMED_AT_ONCE = at_once(
    upsert(ADA.named("Eva"), skip=True).answers(upserted(kept(7))),
    upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7))),
)

HISTORIES = [
    good(WINNER, "the first wins", at_once(ADDED, LOSES)),
    good(WINNER, "the last wins", at_once(LOSES, ADDED)),
    good(WINNER, "521 refuses, too", at_once(add(ADA).answers(refused(521)), ADDED)),
    good(WINNER, "nobody wins", at_once(LOSES, LOSES)),
    good(WINNER, "three", at_once(LOSES, ADDED, LOSES)),
    bad(
        WINNER,
        "two win",
        at_once(ADDED, add(ADA).answers(created(8))),
        says=("createdId", "at most one success", (7, 8)),
    ),
    bad(WINNER, "two win with one id", at_once(ADDED, ADDED), says=("createdId", "at most one success", (7, 7))),
    bad(
        WINNER,
        "another code",
        at_once(ADDED, add(ADA).answers(refused(8005))),
        says=("errors[].code", (8006, 521), (8005,)),
    ),
    silent(WINNER, "different people", at_once(ADDED, EVE_ADDED)),
    silent(WINNER, "different sources", at_once(ADDED, add(ADA, "WEBSITE").answers(created(7)))),
    silent(WINNER, "no answer for one", at_once(ADDED, add(ADA).no_answer())),
    silent(WINNER, "alone", ADDED),
    bad(
        WINNER,
        "two pairs, and two winners of the second",
        at_once(ADDED, EVE_ADDED, add(ADA).answers(refused(8006)), add(EVE).answers(created(9))),
        says=("createdId", "at most one success", (8, 9)),
    ),
    silent(
        WINNER,
        "in a source of which nothing is known",
        at_once(add(ADA, "FACEBOOK").answers(created(7)), add(ADA, "FACEBOOK").answers(created(8))),
    ),
    silent(
        WINNER,
        "with nothing in common but an email, which may be had by several",
        at_once(*(add(ADA.only("email")).answers(created(number)) for number in (7, 8))),
        on=EMAIL_REPEATS,
    ),
    good(V11, "the same id", at_once(IN_V11, IN_V11)),
    good(V11, "one is refused", at_once(IN_V11, register(ADA).answers(registered(failed(1016))))),
    bad(
        V11,
        "two customers",
        at_once(IN_V11, register(ADA).answers(registered(done(8, ADA)))),
        says=("user_id", "one customer", (7, 8)),
    ),
    silent(V11, "different people", at_once(IN_V11, EVE_IN_V11)),
    good(
        V11,
        "both are refused",
        at_once(register(ADA).answers(registered(failed(521))), register(ADA).answers(registered(failed(521)))),
    ),
    silent(
        V11,
        "one of them among others",
        at_once(PAIR.answers(registered(A, E)), register(ADA).answers(registered(done(9, ADA)))),
    ),
    silent(
        V11,
        "each among others",
        at_once(PAIR.answers(registered(A, E)), register(ADA, KIM).answers(registered(A, done(9, KIM)))),
    ),
    good(UPSERTS, "the same id", at_once(UPSERTED, UPSERTED)),
    bad(
        UPSERTS,
        "two customers",
        at_once(UPSERTED, upsert(ADA).answers(upserted(kept(8)))),
        says=("entityId", "one customer", (7, 8)),
    ),
    silent(UPSERTS, "different people", at_once(UPSERTED, upsert(EVE).answers(upserted(kept(8))))),
    good(UPSERTS, "one of two is refused", at_once(UPSERTED, upsert(ADA).answers(upserted(wrong(521))))),
    good(TALK, "each its own id", at_once(ADDED, EVE_ADDED)),
    bad(
        TALK,
        "one id for two people",
        at_once(ADDED, add(EVE).answers(created(7))),
        also=(NEW_ID,),
        says=("id", "an id for each person", 7),
    ),
    silent(TALK, "no answers", at_once(add(ADA).no_answer(), add(EVE).no_answer())),
    bad(
        TALK,
        "of v1.1",
        at_once(IN_V11, register(EVE).answers(registered(done(7, EVE)))),
        also=(NEW_ID,),
        says=("id", "an id for each person", 7),
    ),
    bad(
        TALK,
        "after one that is refused",
        at_once(add(KIM.named("<b>")).answers(refused(8001)), ADDED, add(EVE).answers(created(7))),
        also=(NEW_ID,),
        says=("id", "an id for each person", 7),
    ),
    good(
        TALK,
        "beside a doubtful one",
        at_once(add(ADA).asking(verbose="true").answers(created(7)), add(EVE).answers(created(7))),
        also=(NEW_ID,),
    ),
    silent(
        TALK,
        "no ids of v1.1",
        at_once(register(ADA).answers(registered(done(None, ADA))), register(EVE).answers(registered(done(None, EVE)))),
        also=("envelope/item-shape-v11", SCHEMA),
    ),
    good(LOST, "the winner is found", at_once(ADDED, LOSES), finds(ADA["mobile"], 7)),
    bad(LOST, "nobody is found", at_once(ADDED, LOSES), finds_nobody(ADA["mobile"]), says=instead_of(7)),
    silent(LOST, "one was not answered", at_once(ADDED, add(ADA).no_answer()), finds_nobody(ADA["mobile"])),
    bad(
        LOST,
        "while somebody else is registered",
        at_once(ADDED, add(ADA).answers(refused(8006)), EVE_ADDED),
        finds_nobody(ADA["email"]),
        says=instead_of(7),
    ),
    bad(
        LOST,
        "of somebody who was known before",
        ADDED,
        at_once(add(ADA).no_answer(), add(ADA).answers(refused(8006))),
        finds_nobody(ADA["email"]),
        says=instead_of(7),
    ),
    silent(LOST, "in two sources, found in one", IN_TWO, finds(ADA["email"], 7)),
    silent(LOST, "in two sources, not found in one", IN_TWO, finds_nobody(ADA["email"])),
    silent(LOST, "in two sources, not found in the other", IN_TWO, finds_nobody(ADA["email"], "WEBSITE")),
    bad(
        LOST,
        "of two batches, by both of which it was registered",
        at_once(PAIR.answers(registered(A, E)), register(ADA, KIM).answers(registered(A, done(9, KIM)))),
        finds_nobody(ADA["email"]),
        says=instead_of(7),
    ),
    silent(
        LOST,
        "of a batch and a single item that disagree",
        at_once(register(EVE, ADA).answers(registered(E, A)), register(ADA).answers(registered(done(9, ADA)))),
        finds(ADA["email"], 7),
    ),
    *(
        silent(
            LOST,
            f"of two emails by {way} at the same moment that of which the answer came last",
            ADDED,
            at_once(*(write(who["email"]) for who in (ZOE, KIM))),
            finds_nobody(KIM["email"]),
        )
        for way, write in {
            "upserts": lambda email: upsert(ADA.only("mobile").with_(email), skip=False).answers(upserted(kept(7))),
            "changes": lambda email: change(7, add=[email]).answers(created(7)),
        }.items()
    ),
    bad(
        LOST,
        "of an email and an external id at the same moment",
        ADDED,
        at_once(
            upsert(ADA.only("mobile").with_(ZOE["email"]), skip=False).answers(upserted(kept(7))),
            upsert(ADA.only("mobile").with_(ZOE["externalId"]), skip=False).answers(upserted(kept(7))),
        ),
        finds_nobody(ZOE["email"]),
        says=instead_of(7),
    ),
    good(OWN, "the winner's name", at_once(ADDED, EVE_ADDED), SHOWS_ADA),
    bad(
        OWN,
        "the other's name",
        at_once(ADDED, EVE_ADDED),
        get(7).answers(shows(7, shown(ADA.named("Eve")))),
        says=("profiles[].firstName", "Ada", "Eve"),
    ),
    good(
        OWN,
        "what an item of a batch sent",
        ADDED,
        at_once(
            upsert(EVE, ADA.named("Eva"), skip=True).answers(upserted(kept(8), kept(7))),
            upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7))),
        ),
        get(7).answers(shows(7, shown(ADA.named("Eva")))),
    ),
    good(
        OWN,
        "a name that both left out, as it was",
        ADDED,
        at_once(*(upsert(replace(ADA, first_name=None), skip=True).answers(upserted(kept(7))) for _ in range(2))),
        SHOWS_ADA,
    ),
    good(
        OWN,
        "what was stored before two look-ups",
        ADDED,
        at_once(*(finds(ADA["email"], 7) for _ in range(2))),
        SHOWS_ADA,
    ),
    good(OWN, "what the first sent", ADDED, NAMED_AT_ONCE, get(7).answers(shows(7, shown(ADA.named("Eva"))))),
    good(OWN, "what the second sent", ADDED, NAMED_AT_ONCE, SHOWS_ZOE),
    bad(
        OWN,
        "what neither sent",
        ADDED,
        NAMED_AT_ONCE,
        get(7).answers(shows(7, shown(ADA.named("Ida")))),
        says=("profiles[].firstName", "Eva", "Ida"),
    ),
    bad(
        OWN,
        "what a refused one sent",
        ADDED,
        at_once(RENAME.asking(verbose="true").answers(refused(8005)), update(7, ADA.named("Eva")).answers(created(7))),
        SHOWS_ZOE,
        says=("profiles[].firstName", "Eva", "Zoe"),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_concurrency(history: History) -> None:
    history.check()


def test_three_adds_at_once_are_one_race() -> None:
    race = at_once(*(add(ADA).answers(answer) for answer in (created(7), refused(8006), refused(521))))
    assert Trial(ORG, race).exercised[-1][WINNER] == 3
