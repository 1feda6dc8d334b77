"""Bodies of requests, as the documents have them, and names that are almost a source."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from contracts.documents.profile import CITIES, Profile
from contracts.stories.people import Person
from contracts.stories.riders import sample

_NOBODY = 12_000_000
"""From here on numbers are of values that nobody has; a multiple of how many samples a field has."""


def two_sets(profile: Profile) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Two values for each extended field of the organisation, which differ as far as samples do; the cities are none
    that there are."""
    fields = profile.extended_fields or ()
    one, other = ({name: sample(name, _NOBODY + n, profile.people) for name in fields} for n in (0, 1))
    cities = [{"city": city} if "city" in fields else {} for city in CITIES]
    return {**one, **cities[0]}, {**other, **cities[1]}


def reachable(person: Person) -> Person:
    """The person with a communication channel, where there is an address for one."""
    found = [{"type": i.type, "value": i.value} for i in person.identifiers if i.type in ("mobile", "email")]
    return person.but(extra={"commChannels": found, **person.extra}) if found else person


def v2_customer(person: Person, source: Any, account: Any = None) -> dict[str, Any]:
    """The v2 payload of a person; a source or account of None is left out."""
    profile: dict[str, Any] = {}
    if person.first_name is not None:
        profile["firstName"] = person.first_name
    if person.last_name is not None:
        profile["lastName"] = person.last_name
    profile["identifiers"] = [{"type": i.type, "value": i.value} for i in person.identifiers]
    if person.fields:
        profile["fields"] = dict(person.fields)
    if source is not None:
        profile["source"] = source
    if account is not None:
        profile["accountId"] = account
    body: dict[str, Any] = {"profiles": [profile | dict(person.profile_extra)]}
    if person.extended:
        body["extendedFields"] = dict(person.extended)
    if person.enrolments:
        body["loyaltyProgramEnrollments"] = [dict(enrolment) for enrolment in person.enrolments]
    return body | dict(person.extra)


def v11_customer(person: Person) -> dict[str, Any]:
    """The v1.1 payload of a person, without the envelope."""
    members = {"mobile": "mobile", "email": "email", "externalId": "external_id"}
    body: dict[str, Any] = {members[i.type]: i.value for i in person.identifiers}
    if person.first_name is not None:
        body["firstname"] = person.first_name
    if person.last_name is not None:
        body["lastname"] = person.last_name
    if person.fields:
        body["custom_fields"] = {"field": [{"name": k, "value": v} for k, v in person.fields.items()]}
    if person.extended:
        body["extended_fields"] = {"field": [{"name": k, "value": v} for k, v in person.extended.items()]}
    return body | dict(person.extra)


def enrolment(program: int, points: int) -> dict[str, Any]:
    """An enrolment in a loyalty programme (v2 Add Customer, request body parameters)."""
    expiry = "2030-05-11T16:36:17+05:30"
    return {
        "programId": program,
        "tierNumber": 1,
        "loyaltyPoints": points,
        "tierExpiryDate": expiry,
        "pointsExpiryDate": expiry,
    }


def near_misses(source: str, others: Iterable[str]) -> Iterator[str]:
    """Names that are almost a source and are none: a letter added, dropped, changed; a prefix, a suffix.

    Spellings that differ in case, blanks, hyphens or underscores alone are left out: the
    documents do not decide them.
    """
    known = {_folded(name) for name in (source, *others)}
    tries = (source + "X", "X" + source, source[:-1], source[1:], source[:-1] + "Q", source[: len(source) // 2])
    for name in dict.fromkeys(tries):
        if name and _folded(name) not in known:
            yield name


def encode(body: Any) -> bytes:
    """A payload as bytes: JSON in UTF-8, but that half a surrogate pair stays the escape that it is.

    Raises ValueError for NaN and the infinities, which JSON does not have.
    """
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode(errors="backslashreplace")


def sampled(rng: random.Random, population: Sequence[str], count: int) -> list[str]:
    """Some of a population, all of it where it is small, in its own order."""
    if count >= len(population):
        return list(population)
    chosen = set(rng.sample(range(len(population)), count))
    return [value for index, value in enumerate(population) if index in chosen]


def _folded(name: str) -> str:
    return "".join(c for c in name if c.isalnum()).casefold()
