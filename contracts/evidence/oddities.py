"""What the run has sent and no document shows: a target that stores it may show it, as it came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_WORD_MAX, _TEXT_MAX = 16, 6
"""Words that stand for something else are short, and what holds digits is shorter: other texts are values of people."""
_OF_PEOPLE = frozenset({"firstname", "lastname"})
"""Any text is a name."""
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
    name = name.replace("_", "").casefold()
    if isinstance(value, bool) or (isinstance(value, str) and (name in _OF_PEOPLE or not _is_word(value))):
        return None
    if isinstance(value, (dict, list)):
        if len(value) > _ENTRIES_MAX:
            return None
        value = repr(value)
    return hash((name, type(value), value))


def _is_word(text: str) -> bool:
    return len(text) <= _TEXT_MAX or (len(text) <= _WORD_MAX and not any(map(str.isdigit, text)))
