"""What was accepted early in a run is still there late in it. Runs last: the order of a run is that of its files."""

from __future__ import annotations

import itertools

from contracts.engine.errors import NotAsked
from contracts.evidence.intent import PRIMARY_TYPES
from contracts.stories import Api, scenario

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
    known = (person.only(type_) for person, type_ in zip(crowd, itertools.cycle(PRIMARY_TYPES), strict=False))
    api.upsert(*api.cast.twins(crowd[::2]), *itertools.islice(known, 1, None, 2))
    for form in (str.isdigit, str.isupper):  # of exactly the same value, whatever a comparison makes of such forms
        api.add(next((each for each in crowd if form(each["externalId"].value)), crowd[-1]).only("externalId"))
    early, later = api.cast.registered[:2][-1], api.cast.registered[-1]
    api.details(early.identifiers[0])
    api.add(early.but(identifiers=early.identifiers[:1]))
    api.add_at(later, api.another_place())
    if api.cast.everywhere and len(api.cast.stops) > 1:
        api.add_at(api.cast.everywhere.only("mobile"), api.cast.stops[1])
