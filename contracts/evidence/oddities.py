"""What the run has sent and no document shows: a target that stores it may show it, as it came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_TEXT_MAX = 6
"""Words that stand for something else are short; longer texts are names and values of people, and would fill memory."""
_ENTRIES_MAX = 1
"""Lists and objects in place of something else have few entries."""


def oddities(raw: Any) -> Iterator[int]:
    """Marks of all that stands in an item, each by its member and value."""
    left: list[Any] = [raw]
    while left:
        node = left.pop()
        members = node.items() if isinstance(node, dict) else ()
        left += node if isinstance(node, list) else [value for _, value in members if isinstance(value, (dict, list))]
        for name, value in members:
            if (mark := oddity(name, value)) is not None:
                yield mark


def oddity(name: str, value: Any) -> int | None:
    """The mark of a value of a member, whichever API spells its name; None for what is nothing odd anywhere."""
    if isinstance(value, bool) or (isinstance(value, str) and len(value) > _TEXT_MAX):
        return None
    if isinstance(value, (dict, list)):
        if len(value) > _ENTRIES_MAX:
            return None
        value = repr(value)
    return hash((name.replace("_", "").casefold(), type(value), value))
