"""What a stored profile may hold of what a write sent, and what a read shows of it, in the same words.

A *spot* names what a profile holds: `firstName`, `fields.city`, `commChannels[mobile 919988221100]` (that there is
such a channel) and `commChannels[mobile 919988221100].meta.residence`. `stored` and `shown` use the same spots, so that
the two can be compared. What must be kept is said by the table of members.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts.documents.members import Kept
from contracts.evidence.facts import Accepted
from contracts.evidence.intent import Asked
from contracts.evidence.validity import NAME_LIMIT, is_plain_name

FIELD = "fields."
"""Before the name of a custom field."""
LEFT_OUT: Accepted = (None, "")
"""What is stored of a name that a registration leaves out."""
CHANNELS = "commChannels"
TILL = "associatedWith"
_CHANNEL = f"profiles[].{CHANNELS}[]"
_OF_CHANNEL = ("primary", "verified", "meta.residence", "meta.office")
_PERHAPS = frozenset({"meta.office"})
"""Whether these are stored is open: one table has them, another does not (reading: sample-only-members)."""
_REACHING = frozenset({"mobile", "email", "cardnumber"})
"""The types of channel that the documents list: of others it is open whether they are kept (reading: channel-types)."""
_NATIONAL_DIGITS = 10
_DAY = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}")
_PART = re.compile(r"[0-9]+")


def stored(asked: Asked, fields: Sequence[str] = (), kept: Kept | None = None) -> dict[str, Accepted]:
    """What a stored profile may hold of an item: as sent, trimmed, or cut or dropped where too long.

    Of custom fields those that the organisation has defined (`fields`); of channels what is `kept`.

    Characters over the limit of 100 (names) or 255 (emails) are ignored (v2 Add Customer,
    request body parameters): cut off, or the whole value dropped.
    """
    accepted: dict[str, Accepted] = {}
    for member, value in (("firstName", asked.first_name), ("lastName", asked.last_name)):
        if value is None:
            accepted[member] = LEFT_OUT
        elif isinstance(value, str) and is_plain_name(value):  # what becomes of other characters is open
            accepted[member] = within(value, NAME_LIMIT)
    for name, value in asked.fields.items():
        if name in fields and isinstance(value, str) and value:
            accepted[f"{FIELD}{name}"] = (value,)
    return accepted | dict(_of_channels(asked.channels, kept or {}))


def named(asked: Asked, fields: Sequence[str]) -> dict[str, object]:
    """The channels and the defined custom fields of an item, by spot."""
    found: dict[str, object] = {f"{FIELD}{name}": value for name, value in asked.fields.items() if name in fields}
    found |= {spot: True for spot in map(spot_of, asked.channels) if spot}
    return {spot: value for spot, value in found.items() if isinstance(value, (str, bool)) and value}


def sent(details: Mapping[str, Accepted]) -> dict[str, Accepted]:
    """What an update surely stores: not what it leaves out, nor what may be dropped, for then the former stays."""
    return {spot: accepted for spot, accepted in details.items() if accepted != LEFT_OUT and not _may_drop(accepted)}


def _may_drop(accepted: Accepted) -> bool:
    return isinstance(accepted[0], str) and None in accepted


def shown(profile: Mapping[str, Any]) -> dict[str, object]:
    """What a profile, as an answer shows it, holds at each spot."""
    found: dict[str, object] = {member: profile.get(member) for member in ("firstName", "lastName")}
    fields = profile.get("fields")
    found |= {f"{FIELD}{name}": value for name, value in fields.items()} if isinstance(fields, dict) else {}
    channels = profile.get(CHANNELS)
    for channel in channels if isinstance(channels, list) else ():
        spot = spot_of(channel) if isinstance(channel, dict) else ""
        if spot:
            found[spot] = True
            found |= {f"{spot}.{path}": _at(channel, path) for path in _OF_CHANNEL}
    return found


def spot_of(channel: Mapping[str, Any]) -> str:
    """The spot of a channel; empty where it has no type or value.

    Mobiles may gain or lose their country code and emails their capitals, as those of identifiers may.
    """
    type_, value = channel.get("type"), channel.get("value")
    if not isinstance(type_, str) or not isinstance(value, str):
        return ""
    spelled = value.strip()
    if type_ == "mobile":
        spelled = spelled[-_NATIONAL_DIGITS:]
    return f"{CHANNELS}[{type_} {spelled.casefold()}]"


def is_same_field(sent: str, told: object) -> bool:
    """Whether a target shows the extended field that was sent: a day may have other signs between its parts.

    Samples of the vendor's v1.1 answer 1998-12-01 to 1998/12/01.
    """
    if not isinstance(told, str):
        return False
    one, other = sent.strip(), told.strip()
    return one == other or bool(
        _DAY.fullmatch(one) and _DAY.fullmatch(other) and _PART.findall(one) == _PART.findall(other)
    )


def within(value: str, limit: int) -> Accepted:
    """The accepted stored forms of a text with a limit in characters."""
    if len(value) <= limit:
        return tuple(dict.fromkeys((value, value.strip(), *((None,) if not value.strip() else ()))))
    return tuple(dict.fromkeys((value[:limit], value[:limit].strip(), value.strip()[:limit], "", None)))


def _of_channels(channels: Sequence[Mapping[str, Any]], kept: Kept) -> Iterator[tuple[str, Accepted]]:
    times = Counter(map(spot_of, channels))
    for channel in channels:
        spot = spot_of(channel)
        if f"{_CHANNEL}.value" not in kept or not spot or not _is_kept(channel):
            continue
        yield spot, (True,)
        for path in _OF_CHANNEL if times[spot] == 1 else ():  # of one that is sent twice either may be stored
            forms = _forms(_at(channel, path)) if f"{_CHANNEL}.{path}" in kept else ()
            if forms:
                yield f"{spot}.{path}", (*forms, *((None,) if path in _PERHAPS else ()))


def _is_kept(channel: Mapping[str, Any]) -> bool:
    """Whether a channel is of a listed type, and its value such that no target has a reason to drop it."""
    return channel["type"] in _REACHING and bool(re.fullmatch(r"[A-Za-z0-9_+.@-]+", channel["value"].strip(), re.A))


def _forms(flag: object) -> Accepted:
    """In which forms a flag may be shown; one that is off may be left out; none for what is no flag."""
    return {"true": (True, "true"), "false": (False, "false", None)}.get(str(flag).lower(), ())


def _at(channel: Mapping[str, Any], path: str) -> object:
    """What stands in a channel, or in its meta."""
    outer, _, inner = path.rpartition(".")
    holder = channel.get(outer) if outer else channel
    return holder.get(inner) if isinstance(holder, dict) else None
