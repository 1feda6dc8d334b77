"""Doubts about what the members of a request hold: the spec knows what the documents show of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from contracts.evidence.intent import CHANGE, WRITES, Intent

UNSHOWN = "holds what no document shows"
"""How a doubt about the content of a member ends."""
_CONTENTS = frozenset(
    {"commChannels", "fields", "extendedFields", "loyaltyInfo", "loyaltyProgramEnrollments", "referralCode"}
    | {"type", "custom_fields", "extended_fields", "registered_on", "updated_on"}
)
"""Members whose content only the spec describes: an invented one may be refused."""


def doubting(intent: Intent, shows: Callable[[str, str, Any], bool]) -> Intent:
    """The intent with a doubt for each member that holds something else than the documents show.

    `shows` tells it of an operation, a member and what that holds (`Spec.shows`).
    """
    if intent.operation not in WRITES - {CHANGE}:
        return intent
    found = [frozenset(_unshown(intent.operation, item.raw, shows)) for item in intent.items]
    if not any(found):
        return intent
    items = (replace(item, doubts=item.doubts | odd) for item, odd in zip(intent.items, found, strict=True))
    return replace(intent, items=tuple(items))


def _unshown(operation: str, raw: Any, shows: Callable[[str, str, Any], bool]) -> Iterator[str]:
    profiles = raw.get("profiles") if isinstance(raw, dict) else None
    for holder in (raw, *(profiles if isinstance(profiles, list) else ())):
        for member in _CONTENTS & set(holder) if isinstance(holder, dict) else ():
            if holder[member] is not None and not shows(operation, member, holder[member]):
                yield f"{member} {UNSHOWN}"
