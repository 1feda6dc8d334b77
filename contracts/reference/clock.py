"""The clock of the reference: a second goes by with each answer, so that equal histories are answered alike.

A tick is a second since the beginning, and may be negative: people say when they were registered.
"""

from __future__ import annotations

import datetime
import re

_BEGINNING = datetime.datetime(2025, 1, 1)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)


def moment(tick: int) -> str:
    """`YYYY-MM-DDTHH:MM:SSZ`, as v2 shows it."""
    return f"{_at(tick).isoformat()}Z"


def day(tick: int, later: int = 0) -> str:
    """`YYYY-MM-DD`, so many days later."""
    return (_at(tick).date() + datetime.timedelta(days=later)).isoformat()


def local(tick: int) -> str:
    """`YYYY-MM-DD HH:MM:SS`, as v1.1 shows it; the organisation is at Greenwich."""
    return _at(tick).isoformat(" ")


def tick(text: str) -> int | None:
    """The tick of a moment as v1.1 takes it; None for a text in another form."""
    if not _LOCAL.fullmatch(text):
        return None
    try:
        return round((datetime.datetime.fromisoformat(text) - _BEGINNING).total_seconds())
    except ValueError:
        return None


def _at(tick: int) -> datetime.datetime:
    return _BEGINNING + datetime.timedelta(seconds=tick)
