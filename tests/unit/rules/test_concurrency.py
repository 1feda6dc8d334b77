"""Requests at the same moment, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    History,
    Line,
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
    upsert,
    upserted,
)

WINNER = "concurrency/one-winner"
V11 = "concurrency/one-customer-v11"
UPSERTS = "concurrency/one-customer-of-upserts"
TALK = "concurrency/no-cross-talk"
LOST = "concurrency/no-lost-update"
OWN = "concurrency/each-stores-its-own"


def race(*lines: Line) -> tuple[Line, ...]:
    return tuple(line.under_way(0.0, 1.0 + index / 10) for index, line in enumerate(lines))


WON, LOSES = add(ADA).answers(created(7)), add(ADA).answers(refused(8006))
A = registered(done(7, ADA))

HISTORIES = [
    good(WINNER, "the first wins", race(WON, LOSES)),
    good(WINNER, "the last wins", race(LOSES, WON)),
    good(WINNER, "521 refuses, too", race(add(ADA).answers(refused(521)), WON)),
    good(WINNER, "nobody wins", race(LOSES, LOSES)),
    good(WINNER, "three", race(LOSES, WON, LOSES)),
    bad(WINNER, "two win", race(WON, add(ADA).answers(created(8))), says=("createdId", "at most one success", (7, 8))),
    bad(WINNER, "two win with one id", race(WON, WON), says=("createdId", "at most one success", (7, 7))),
    bad(
        WINNER, "another code", race(WON, add(ADA).answers(refused(8005))), says=("errors[].code", (8006, 521), (8005,))
    ),
    silent(WINNER, "different people", race(WON, add(EVE).answers(created(8)))),
    silent(WINNER, "different sources", race(WON, add(ADA, "WEBSITE").answers(created(7)))),
    silent(WINNER, "no answer for one", race(WON, add(ADA).no_answer())),
    silent(WINNER, "alone", WON),
    good(V11, "the same id", race(register(ADA).answers(A), register(ADA).answers(A))),
    good(V11, "one is refused", race(register(ADA).answers(A), register(ADA).answers(registered(failed(1016))))),
    bad(
        V11,
        "two customers",
        race(register(ADA).answers(A), register(ADA).answers(registered(done(8, ADA)))),
        says=("user_id", "one customer", (7, 8)),
    ),
    silent(V11, "different people", race(register(ADA).answers(A), register(EVE).answers(registered(done(8, EVE))))),
    good(UPSERTS, "the same id", race(upsert(ADA).answers(upserted(kept(7))), upsert(ADA).answers(upserted(kept(7))))),
    bad(
        UPSERTS,
        "two customers",
        race(upsert(ADA).answers(upserted(kept(7))), upsert(ADA).answers(upserted(kept(8)))),
        says=("entityId", "one customer", (7, 8)),
    ),
    silent(
        UPSERTS,
        "different people",
        race(upsert(ADA).answers(upserted(kept(7))), upsert(EVE).answers(upserted(kept(8)))),
    ),
    good(TALK, "each its own id", race(WON, add(EVE).answers(created(8)))),
    bad(
        TALK,
        "one id for two people",
        race(WON, add(EVE).answers(created(7))),
        also=("identifiers/a-new-customer-has-a-new-id",),
        says=("id", "an id for each person", 7),
    ),
    silent(TALK, "no answers", race(add(ADA).no_answer(), add(EVE).no_answer())),
    good(LOST, "the winner is found", race(WON, LOSES), lookup(ADA["mobile"]).answers(found(7))),
    bad(LOST, "nobody is found", race(WON, LOSES), lookup(ADA["mobile"]).answers(nobody()), says=("id", 7, (8015,))),
    silent(LOST, "one was not answered", race(WON, add(ADA).no_answer()), lookup(ADA["mobile"]).answers(nobody())),
    good(OWN, "the winner's name", race(WON, add(EVE).answers(created(8))), get(7).answers(shows(7, shown(ADA)))),
    bad(
        OWN,
        "the other's name",
        race(WON, add(EVE).answers(created(8))),
        get(7).answers(shows(7, shown(ADA.named("Eve")))),
        says=("profiles[].firstName", "Ada", "Eve"),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_concurrency(history: History) -> None:
    history.check()
