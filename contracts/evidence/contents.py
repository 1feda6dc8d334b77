"""What the members of a request hold: of what no document shows, nobody says what becomes."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from typing import Any

from contracts.evidence.doubts import Doubt
from contracts.evidence.intent import CHANGE, TILLS, WRITES, Asked, Intent

_CONTENTS = frozenset(
    {"commChannels", "fields", "extendedFields", "loyaltyInfo", "loyaltyProgramEnrollments", "referralCode"}
    | {"type", "custom_fields", "extended_fields", "registered_on", "updated_on"}
)
"""Members whose content only the spec describes: an invented one may be refused."""


def doubting(intent: Intent, shows: Callable[[str, str, Any], bool], tills: Container[object] = ()) -> Intent:
    """The intent with a doubt about each item of which a member holds something else than the documents show.

    `shows` tells it of an operation, a member and what that holds (`Spec.shows`). An item that names tills of the
    organisation alone leaves no doubt about them.
    """
    if intent.operation not in WRITES - {CHANGE}:
        return intent
    items = tuple(
        item if all(shows(intent.operation, *content) for content in _contents(item.raw)) else _unshown(item)
        for item in intent.items
    )
    return replace(intent, items=tuple(_settled(item, tills) for item in items))


def _settled(item: Asked, tills: Container[object]) -> Asked:
    if Doubt.TILL_SENT not in item.doubts or any(item.raw[name] not in tills for name in TILLS & set(item.raw)):
        return item
    return replace(item, doubts=item.doubts - {Doubt.TILL_SENT})


def _unshown(item: Asked) -> Asked:
    return replace(item, doubts=item.doubts | {Doubt.UNSHOWN})


def _contents(raw: Any) -> Iterator[tuple[str, Any]]:
    profiles = raw.get("profiles") if isinstance(raw, dict) else None
    for holder in (raw, *(profiles if isinstance(profiles, list) else ())):
        for member in _CONTENTS & set(holder) if isinstance(holder, dict) else ():
            if holder[member] is not None:
                yield member, holder[member]
