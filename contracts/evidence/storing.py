"""What a stored profile may hold of what a write sent."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.evidence.intent import Asked
from contracts.evidence.knowledge import Accepted
from contracts.evidence.validity import NAME_LIMIT


def stored(asked: Asked, fields: Sequence[str] = ()) -> dict[str, Accepted]:
    """What a stored profile may hold of an item: as sent, trimmed, or cut or dropped where too long.

    Of custom fields those that the organisation has defined (`fields`).

    Characters over the limit of 100 (names) or 255 (emails) are ignored (v2 Add Customer,
    request body parameters): cut off, or the whole value dropped.
    """
    accepted: dict[str, Accepted] = {}
    for member, value in (("firstName", asked.first_name), ("lastName", asked.last_name)):
        if value is None:
            accepted[member] = (None, "")
        elif isinstance(value, str):
            accepted[member] = within(value, NAME_LIMIT)
    for name, value in asked.fields.items():
        if name in fields and isinstance(value, str) and value:
            accepted[f"{FIELD}{name}"] = (value,)
    return accepted


FIELD = "fields."
"""Before the name of a custom field."""


def within(value: str, limit: int) -> Accepted:
    """The accepted stored forms of a text with a limit in characters."""
    if len(value) <= limit:
        return tuple(dict.fromkeys((value, value.strip(), *((None,) if not value.strip() else ()))))
    return tuple(dict.fromkeys((value[:limit], value[:limit].strip(), value.strip()[:limit], "", None)))
