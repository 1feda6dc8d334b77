"""What becomes of a write that was accepted, or turned away, in histories."""

from __future__ import annotations

import pytest
from histories import *

STAYS = "delivery/accepted-write-stays"
THROTTLED = "delivery/throttled-write-stores-nothing"


HISTORIES = [
    good(STAYS, "refused long after", *later(ADDED, 101), add(ADA).answers(refused(8006))),
    bad(
        STAYS,
        "registered again long after",
        *later(ADDED, 101),
        add(ADA).answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    silent(STAYS, "soon after", ADDED, add(ADA).answers(refused(8006))),
    silent(STAYS, "just not long after", *later(ADDED, 100), add(ADA).answers(refused(8006))),
    silent(STAYS, "a hundred exchanges later", *later(ADDED, 100), add(ADA).answers(refused(8006))),
    good(THROTTLED, "the next one registers", add(ADA).answers(status(429)), add(ADA).answers(created(7))),
    bad(
        THROTTLED,
        "somebody is found",
        add(ADA).answers(status(429)),
        finds(ADA["mobile"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    good(THROTTLED, "after a throttled write", add(ADA).answers(status(429)), finds_nobody(ADA["mobile"])),
    bad(
        THROTTLED,
        "somebody after a throttled write",
        add(ADA).answers(status(429)),
        finds(ADA["mobile"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_delivery(history: History) -> None:
    history.check()
