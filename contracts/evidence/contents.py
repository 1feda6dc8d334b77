"""What the members of a request hold: of what no document shows, nobody says what becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from contracts.evidence.doubts import Doubt
from contracts.evidence.intent import CHANGE, TILLS, WRITES, Asked, Intent

_CONTENTS = frozenset(
    {"commChannels", "fields", "extendedFields", "loyaltyInfo", "loyaltyProgramEnrollments", "referralCode"}
    | {"type", "custom_fields", "extended_fields", "registered_on", "updated_on", "subscriptionInfo"}
)
"""Members whose content only the spec describes: an invented one may be refused."""
_LABEL = frozenset({"statusLabel"})
_NO_SIGN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Controls, marks of no width, and halves of characters."""
_NAMED = frozenset({"fields", "extendedFields"})
"""Of these the organisation names what they hold."""


def doubting(
    intent: Intent,
    shows: Callable[[str, str, Any], bool],
    tills: Container[object] = (),
    labels: Container[object] = (),
    names: Container[str] | None = None,
) -> Intent:
    """The intent with a doubt about each item of which a member holds something else than the documents show.

    `shows` tells it of an operation, a member and what that holds (`Spec.shows`), `names` are those that the documents
    give to members. An item that names tills and status labels of the organisation alone leaves no doubt about them.
    """
    if intent.operation not in WRITES - {CHANGE}:
        return intent
    items = tuple(
        item
        if all(
            shows(intent.operation, member, value)
            and _is_text(value)
            and (names is None or member in _NAMED or _is_named(value, names))
            for member, value in _contents(item.raw)
        )
        else _unshown(item)
        for item in intent.items
    )
    listed = {Doubt.TILL_SENT: (TILLS, tills), Doubt.LABEL_SENT: (_LABEL, labels)}
    return replace(intent, items=tuple(_settled(item, listed) for item in items))


def _is_text(value: Any) -> bool:
    """Whether all texts within a value can be stored as they are: of signs that none shows, a target may drop some."""
    if isinstance(value, (list, dict)):
        return all(map(_is_text, value.values() if isinstance(value, dict) else value))
    return not (isinstance(value, str) and _NO_SIGN.search(value))


def _is_named(value: Any, names: Container[str]) -> bool:
    """Whether the documents name all members within a value: what becomes of others is open."""
    if isinstance(value, list):
        return all(_is_named(entry, names) for entry in value)
    return not isinstance(value, dict) or all(name in names and _is_named(held, names) for name, held in value.items())


def _settled(item: Asked, listed: Mapping[Doubt, tuple[Set[str], Container[object]]]) -> Asked:
    """The item without the doubts whose members hold nothing but what the organisation lists."""
    settled = {
        doubt
        for doubt, (members, known) in listed.items()
        if doubt in item.doubts and all(item.raw[name] in known for name in members & set(item.raw))
    }
    return replace(item, doubts=item.doubts - settled) if settled else item


def _unshown(item: Asked) -> Asked:
    return replace(item, doubts=item.doubts | {Doubt.UNSHOWN})


def _contents(raw: Any) -> Iterator[tuple[str, Any]]:
    profiles = raw.get("profiles") if isinstance(raw, dict) else None
    for holder in (raw, *(profiles if isinstance(profiles, list) else ())):
        for member in _CONTENTS & set(holder) if isinstance(holder, dict) else ():
            if holder[member] is not None:
                yield member, holder[member]
