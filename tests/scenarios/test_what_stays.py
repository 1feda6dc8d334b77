"""What was accepted early in a run is still there late in it. Runs last: the order of a run is that of its files."""

from __future__ import annotations

from contracts.errors import NotAsked
from contracts.scenario import Api, scenario


@scenario("delivery/remembered", promise="accepted-write-stays")
def test_remembered(api: Api) -> None:
    """The first person of the run is found and refused as a duplicate, however many came after."""
    first = api.cast.first
    if first is None:
        raise NotAsked("nobody was registered in INSTORE before")
    known = first.identifiers[0]
    api.add(first.but(identifiers=(known,)))
    found = api.lookup(known)
    if found.id is not None:
        api.get(found.id)
