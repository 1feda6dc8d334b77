"""Makes generated payloads safe to send: every person in them is the run's own.

A fuzzer invents telephone numbers, and a shared system may know them. Identifiers and
addresses are replaced by values of the run's namespace; where the case is to stay within
the spec, so are sources, programmes and labels by those of the organisation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from contracts.documents.profile import Profile
from contracts.engine.exchange import Pairs
from contracts.evidence.intent import V11_TYPES
from contracts.stories.people import Cast, Known, Person
from contracts.stories.verbs import ALL, at

_CONTACTS = ("identifiers", "commChannels", "add", "remove")
Meet = Callable[[], Person]
"""Makes whoever an object is about."""
_Mint = Callable[[str], str]
"""From a type to a value of the run's own."""


def body(value: Any, cast: Cast, profile: Profile, positive: bool, meet: Meet | None = None) -> Any:
    """A generated body with the run's own people in it; `positive` keeps it within what the organisation has.

    Each object that holds an identifier or address is about somebody whom `meet` makes for it. Where there is no such
    way, each object at all is about somebody plain.
    """
    inner = partial(body, cast=cast, profile=profile, positive=positive, meet=meet)
    if isinstance(value, list):
        return [inner(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    mint = _minting(cast, cache(meet)) if meet else _plainly(cast)
    fresh = {key: _member(key, entry, positive, mint, inner) for key, entry in value.items()}
    if positive:
        fresh = _within(fresh, cast, profile)
    return {key: entry for key, entry in fresh.items() if entry is not _DROPPED}


def query(pairs: Pairs, cast: Cast) -> Pairs:
    """A generated query that asks for somebody of the run's own; a value that reaches nobody stays."""
    mint = _plainly(cast)
    type_ = dict(pairs).get("identifierName", "mobile")
    types = {"identifierValue": type_, **V11_TYPES}
    return tuple((key, _own(types[key], value, mint) if key in types else value) for key, value in pairs)


def query_about(pairs: Pairs, known: Known) -> Pairs:
    """A query that asks, where somebody is known, for an identifier of theirs of the type that it names.

    A word for every source stays, and so does the value of a type that they lack.
    """
    held = {identifier.type: identifier.value for identifier in known.person.identifiers}
    asked = dict(pairs)
    whose = held.get(asked.get("identifierName", ""), asked.get("identifierValue"))
    about = {"identifierValue": whose} | {member: held.get(type_) for member, type_ in V11_TYPES.items()}
    is_placed = "source" in asked and asked["source"] != ALL.source
    rest = [
        (name, about.get(name) or value)
        for name, value in pairs
        if not is_placed or name not in ("source", "accountId")
    ]
    return (*at(known.place), *rest) if is_placed else tuple(rest)


def body_about(body: Any, known: Known) -> Any:
    """An update or a change of somebody who is known: of the place where they are, and of what they can give up."""
    if not isinstance(body, dict):
        return body
    held = [{"type": identifier.type, "value": identifier.value} for identifier in known.person.identifiers]
    removed = {"remove": held[:1]} if body.get("remove") else {}
    profiles = body.get("profiles")
    if not isinstance(profiles, list):
        return {**body, **removed}
    named = dict(at(known.place))
    return {**body, "profiles": [_at(profile, named) for profile in profiles]}


def _at(profile: Any, named: Mapping[str, str]) -> Any:
    """A profile that names a source, in the place of that one; another stays as it is."""
    if not isinstance(profile, dict) or "source" not in profile:
        return profile
    return {**{name: value for name, value in profile.items() if name not in ("source", "accountId")}, **named}


def _member(key: str, value: Any, positive: bool, mint: _Mint, inner: Callable[[Any], Any]) -> Any:
    if key in V11_TYPES and not isinstance(value, (dict, list)):
        return _own(V11_TYPES[key], value, mint)
    if key in _CONTACTS and isinstance(value, dict):
        return _contact(value, mint)
    if key in _CONTACTS and isinstance(value, list):
        kept = [entry for entry in value if not (positive and _is_card(entry))]
        if value and not kept and key != "commChannels":  # somebody without any identifier is not a documented case
            kept = [{"type": "externalId", "value": "x"}]
        return [_contact(entry, mint) for entry in kept]
    if isinstance(value, (dict, list)):
        return inner(value)
    return value


def _is_card(entry: Any) -> bool:
    """Whether a contact is a card, whose numbers are the organisation's to give."""
    return isinstance(entry, dict) and "card" in str(entry.get("type")).casefold()


def _contact(entry: Any, mint: _Mint) -> Any:
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str) or "value" not in entry:
        return entry
    return {**entry, "value": _own(entry["type"], entry["value"], mint)}


def _own(type_: str, value: Any, mint: _Mint) -> Any:
    """The run's own value of that type; what cannot be a number or an address stays, for it reaches nobody."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return type(value)(mint("mobile"))  # a target may take a number for the text of its digits
    if not isinstance(value, str) or not value.strip():
        return value
    if type_ == "mobile" and re.search(r"[^\d+ ()-]", value):
        return re.sub(r"\d", "0", value)
    if type_ == "email" and "@" not in value:
        return value
    return mint(type_)


def _plainly(cast: Cast) -> _Mint:
    person = cast.person(plain=True)
    return _minting(cast, lambda: person)


def _minting(cast: Cast, whom: Meet) -> _Mint:
    """Gives the values of somebody, and what else would be theirs where they have none of a type."""

    def mint(type_: str) -> str:
        kind, person = type_ if re.fullmatch(r"[A-Za-z]{1,20}", type_) else "externalId", whom()
        own = next((identifier for identifier in person.identifiers if identifier.type == kind), None)
        return (own or cast.identifier(kind, person.number)).value

    return mint


def _within(fresh: Mapping[str, Any], cast: Cast, profile: Profile) -> dict[str, Any]:
    """Members that depend on the organisation, as it has them; left out where that is not known."""
    kept = dict(fresh)
    if "source" in kept and "identifiers" in kept:
        sources = [s for s in profile.sources or ("INSTORE",) if not profile.has_accounts(s) or profile.accounts(s)]
        kept["source"] = cast.rng.choice(sources or ["INSTORE"])
        accounts = profile.accounts(kept["source"])
        kept["accountId"] = cast.rng.choice(accounts) if accounts else _DROPPED
    elif kept.get("source") and ("mobile" in kept or "email" in kept or "external_id" in kept):
        kept["source"] = "INSTORE"
    for member, known in (("associatedWith", profile.tills), ("statusLabel", profile.status_labels)):
        if member in kept:
            kept[member] = cast.rng.choice(known) if known else _DROPPED
    if "programId" in kept:
        kept["programId"] = cast.rng.choice(profile.programs) if profile.programs else 0
    if "loyaltyProgramEnrollments" in kept and not profile.programs:
        kept["loyaltyProgramEnrollments"] = _DROPPED
    for member in ("referralCode", "referral_code"):
        if member in kept:
            kept[member] = ""
    for member in ("registered_till", "associated_with", "card_details", "subscriptionInfo", "subscriptions"):
        kept.pop(member, None)
    return kept


class _Dropped:
    """Marks a member that is to be left out."""


_DROPPED = _Dropped()
