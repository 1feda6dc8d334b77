"""Histories that were disputed between the law and the readings, and are settled."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    History,
    add,
    bad,
    created,
    done,
    get,
    org,
    person,
    refused,
    register,
    registered,
    shown,
    shows,
    silent,
)

SHOWS = "reads/details-show-what-was-stored"

ADDED = add(ADA).answers(created(7))


SETTLED = [
    silent(
        "identifiers/a-new-customer-has-a-new-id",
        "two identity spaces may count alike",
        ADDED,
        register(ADA).answers(registered(done(7, ADA))),
        on=org(shared_identity=False),
    ),
    bad(
        SHOWS,
        "half of a name that was too long",
        add(ADA.named("a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("a" * 50)))),
    ),
    bad(
        SHOWS,
        "another name for one that was too long",
        add(ADA.named("a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("Eve")))),
    ),
    bad("identifiers/fresh-person-is-registered", "empty names", add(person(1, "", "")).answers(refused(8001))),
]


@pytest.mark.parametrize("history", SETTLED, ids=str)
def test_settled(history: History) -> None:
    history.check()
