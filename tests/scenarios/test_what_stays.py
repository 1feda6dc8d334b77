"""What was accepted early in a run is still there late in it. Runs last: the order of a run is that of its files."""

from __future__ import annotations

import itertools

from contracts.engine.errors import NotAsked
from contracts.evidence.intent import PRIMARY_TYPES
from contracts.stories import INSTORE, Api, scenario

CROWD = 28
BATCH = 50
"""So many people at once fill the caches and pages of which a request each would fill nothing."""


@scenario("delivery/remembered", promise="accepted-write-stays")
def test_remembered(api: Api) -> None:
    """People of the beginning and the middle of the run are refused as duplicates, however many came after.

    Of those who come after many stand in circles: each is like the one in the middle but for one thing. Then those in
    the middle come, by each way in, whom a comparison that overlooks one such thing takes for somebody else.
    """
    if not api.cast.registered:
        raise NotAsked("nobody was registered in INSTORE before")
    crowd = api.cast.crowd(CROWD)
    pairs = [(api.cast.centre(), api.cast.centre(of_digits=True)) for _ in range(3)]
    over_v11, over_upsert, (ada, max_) = pairs
    joe = api.cast.centre()
    first, *others = ([twin for centre in pair for twin in api.cast.circle(centre)] for pair in (*pairs, (joe,)))
    rest = list(itertools.chain.from_iterable(others))
    api.upsert(*[*crowd, *first][:BATCH])
    api.register(*rest[: BATCH - 2], *over_v11)
    late = [(each, INSTORE) for each in (*rest[BATCH - 2 :], *over_upsert)]
    known = (person.only(type_) for person, type_ in zip(crowd[1:], itertools.cycle(PRIMARY_TYPES), strict=False))
    api.upsert_at(*[*late, *zip(known, itertools.cycle(api.places()), strict=False)][:BATCH])
    for identifier in (ada["externalId"], ada["email"], max_["externalId"]):
        api.lookup(identifier)
    api.add(ada)
    api.add(max_)
    api.details(ada["externalId"])
    early, later = api.cast.registered[:2][-1], api.cast.registered[-1]
    api.details(early.identifiers[0])
    api.add(early.but(identifiers=early.identifiers[:1]))
    place = api.another_place()
    api.add_at(later, place)
    api.add_at(joe, place)
    if api.cast.everywhere and len(api.cast.stops) > 1:
        api.add_at(api.cast.everywhere.only("mobile"), api.cast.stops[1])
