"""Headers that any operation accepts, in histories."""

from __future__ import annotations

from dataclasses import replace

import pytest
from histories import *

AUDIT = "operations/audit-headers-are-accepted"


def audited(line: Line) -> Line:
    """The same request, saying who stands behind it."""
    headers = (*line.request.headers, ("User-Context-Entity-Id", "till 4"))
    return replace(line, request=replace(line.request, headers=headers))


HISTORIES = [
    good(AUDIT, "registered", audited(add(ADA)).answers(created(7))),
    bad(AUDIT, "refused", audited(add(ADA)).answers(refused(8005)), says=("createdId", "success", (8005,))),
    silent(AUDIT, "no such header", add(ADA).answers(created(7))),
    good(AUDIT, "in the form of a sample", audited(add(with_channels(ADA))).answers(created(7))),
    silent(
        AUDIT,
        "refused in the form of a sample",
        audited(add(with_channels(ADA))).answers(refused(8005)),
        also=("validation/documented-forms-are-fine",),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_operations(history: History) -> None:
    history.check()
