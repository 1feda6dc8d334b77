"""What an item of v1.1 claims: its place, valid identifiers, details; and what is wrong with it.

Source: v1.1 Add Customer, body parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.documents.profile import DOCUMENTED_SOURCES, Place
from contracts.reference.behaviour import Desk
from contracts.reference.claims import (
    ODD,
    V11_MEMBERS,
    V11_SEPARATE_PLACE,
    channels,
    keeps_apart,
    known,
    known_extended,
    named,
    sorted_out,
)
from contracts.reference.clock import tick
from contracts.reference.notices import Notice
from contracts.reference.state import Key
from contracts.reference.values import Claim, Details

_INVALID = {"mobile": 1001, "email": 1002, "externalId": 1003}
DATES = ("registered_on", "updated_on")
_SPELLING = re.compile(r"[^A-Z]")


def v11_place(desk: Desk, item: Mapping[str, Any]) -> Place:
    """INSTORE, whose identities v1.1 shares; its own place where the organisation keeps them apart."""
    if keeps_apart(desk):
        return V11_SEPARATE_PLACE
    source = spelt(desk, item.get("source", ""))
    if desk.manner.v11_source_place == "named" and source:
        place = desk.behaviour.place(desk, source, item.get("accountId", ""))
        return Place("INSTORE") if isinstance(place, Notice) else place
    return Place("INSTORE")


def v11_claim(desk: Desk, place: Place, item: Mapping[str, Any]) -> Claim:
    """What a v1.1 item claims; errors 1001, 1002, 1003, 1007, or 3217 for a source that nobody has."""
    sent = (Key(kind, str(item.get(member, ""))) for member, kind in V11_MEMBERS.items())
    identifiers, bad = sorted_out(desk, sent)
    # A bad email beside a good identifier is dropped; a bad mobile and an external id too long fail the item.
    strict = desk.manner.bad_secondary == "refused" or not identifiers
    failing = {"externalId", desk.organisation.primary}
    if desk.manner.v11_bad_mobile == "refused":
        failing.add("mobile")
    fatal = [held for held in bad if strict or held.type in failing]
    errors = [Notice(_INVALID[held.type]) for held in fatal]
    warnings = [Notice(_INVALID[held.type]) for held in bad if held not in fatal]
    if not errors and not identifiers:
        errors = [Notice(1007)]
    if any(not desk.behaviour.knows_field(desk, field) for field in _named(item, "custom_fields")):
        warnings.append(Notice(1017))
    if any(not desk.behaviour.knows_extended_field(desk, field) for field in _named(item, "extended_fields")):
        told = {"warned": warnings, "refused": errors, "ignored": []}[desk.manner.unknown_extended_fields]
        told.append(Notice(91015))
    if item.get("source") and not spelt(desk, item["source"]) and desk.manner.v11_unknown_source == "refused":
        errors.append(Notice(3217))
    errors += _open(desk, item)
    return Claim(place, identifiers, (), desk.behaviour.v11_details(desk, item), tuple(errors), tuple(warnings))


def _open(desk: Desk, item: Mapping[str, Any]) -> Iterator[Notice]:
    """Errors about members of which the documents do not say what becomes when they are odd, or absent."""
    manner, tills = desk.manner, desk.organisation.tills
    channels = item.get("commChannels")
    if manner.v11_channels == "required" and not channels:
        yield Notice(500, "no channels")
    if manner.short_channels == "refused" and any("type" not in each or "value" not in each for each in channels or ()):
        yield Notice(500, "a channel without type or value")
    if manner.other_dates == "refused" and any(item.get(name) and tick(item[name]) is None for name in DATES):
        yield Notice(1034)
    if manner.odd_names == "refused" and any(ODD.search(item.get(name, "")) for name in ("firstname", "lastname")):
        yield Notice(500, "a name")
    for member, code in (("registered_till", 91020), ("associated_with", 91021)):
        if manner.unknown_till == "refused" and item.get(member) and tills is not None and item[member] not in tills:
            yield Notice(code)


def v11_details(desk: Desk, item: Mapping[str, Any]) -> Details:
    """What a v1.1 item says beside identifiers; custom fields that are not defined are left out."""
    fields = _named(item, "custom_fields")
    return Details(
        first_name=named(desk, item, "firstname"),
        last_name=named(desk, item, "lastname"),
        channels=channels(desk, item),
        fields=known(desk, fields),
        extended=known_extended(desk, _named(item, "extended_fields")),
        loyalty=item["type"].lower() if "type" in item else None,
        associated_with=item.get("associated_with"),
        referral=item.get("referral_code", ""),
        registered=tick(item.get("registered_on", "")) if desk.manner.registered_on == "honoured" else None,
        updated=tick(item.get("updated_on", "")) if desk.manner.updated_on == "honoured" else None,
    )


def spelt(desk: Desk, source: str) -> str:
    """The source of the organisation in one of v1.1's spellings: InStore, E-commerce, Mobile App; empty: none."""
    listed = desk.organisation.sources if desk.organisation.sources is not None else DOCUMENTED_SOURCES
    return {_SPELLING.sub("", name): name for name in listed}.get(_SPELLING.sub("", source.upper()), "")


def _named(item: Mapping[str, Any], member: str) -> dict[str, Any]:
    return {field["name"]: field.get("value", "") for field in item.get(member, {}).get("field", ())}
