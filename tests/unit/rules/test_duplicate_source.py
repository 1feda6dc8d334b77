"""Uniqueness within one source account, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    add,
    bad,
    created,
    good,
    refused,
)

HISTORIES = [
    good(
        "duplicate-source/known-identifier-is-8006",
        "a known person is refused",
        add(ADA).answers(created(7)),
        add(ADA).answers(refused(8006)),
    ),
    bad(
        "duplicate-source/known-identifier-is-8006",
        "a known person is registered again",
        add(ADA).answers(created(7)),
        add(ADA).answers(created(8)),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_duplicate_source(history):
    history.check()
