"""What was accepted early in a run is still there late in it. Runs last: the order of a run is that of its files."""

from __future__ import annotations

import itertools

from contracts.engine.errors import NotAsked
from contracts.evidence.intent import PRIMARY_TYPES
from contracts.stories import INSTORE, Api, Identifier, scenario

CROWD = 50
"""So many people fill the caches and pages of which a request each would fill nothing."""


@scenario("delivery/remembered", promise="accepted-write-stays")
def test_remembered(api: Api) -> None:
    """People of the beginning and the middle of the run are refused as duplicates, however many came after."""
    if not api.cast.registered:
        raise NotAsked("nobody was registered in INSTORE before")
    crowd = api.cast.crowd(CROWD)
    api.upsert(*crowd)
    api.register(*api.cast.twins(crowd))
    known = (person.only(type_) for person, type_ in zip(crowd[1::2], itertools.cycle(PRIMARY_TYPES), strict=False))
    near = ((twin, INSTORE) for twin in api.cast.twins(crowd[::2]))
    api.upsert_at(*near, *zip(known, itertools.cycle(api.places()), strict=False))
    digits = next((each for each in crowd if each["externalId"].value.isdigit()), crowd[-1])
    api.add(digits.only("externalId"))
    longest = max(crowd, key=lambda each: len(each["externalId"].value))
    api.lookup(Identifier("externalId", longest["externalId"].value[:-1]))  # with which somebody's id begins
    early, later = api.cast.registered[:2][-1], api.cast.registered[-1]
    api.details(early.identifiers[0])
    api.add(early.but(identifiers=early.identifiers[:1]))
    api.add_at(later, api.another_place())
    if api.cast.everywhere and len(api.cast.stops) > 1:
        api.add_at(api.cast.everywhere.only("mobile"), api.cast.stops[1])
