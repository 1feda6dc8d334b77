"""Many people at once, and what was accepted before they came. Runs last: the order of a run is that of its files."""

from __future__ import annotations

import itertools

from contracts.engine.errors import NotAsked
from contracts.evidence.intent import PRIMARY_TYPES
from contracts.stories import INSTORE, Api, Identifier, payloads, scenario

CROWD, BATCH = 28, 50
"""So many people at once fill the caches and pages of which a request each would fill nothing."""
AGAIN = 2
"""Sources in which no duplicate was refused before, and one comes at last."""
MANY = 2**16
"""Points of which two bytes hold none."""


@scenario("duplicate-source/circles", promise="one-owner-per-source")
def test_circles(api: Api) -> None:
    """Around somebody many come who are like him but for one thing each; then he comes, by one of the ways in.

    A comparison that overlooks one such thing takes him for one of them. Of others one identifier comes again, in every
    source account. He has a namesake, too, and joins another source, which awards nothing again.
    """
    crowd = api.cast.crowd(CROWD)
    pairs = [(api.cast.centre(), api.cast.centre(of_digits=True)) for _ in range(3)]
    over_v11, over_upsert, (ada, joe) = pairs
    elsewhere = api.cast.centre()
    around, *others = ([twin for centre in pair for twin in api.cast.circle(centre)] for pair in (*pairs, (elsewhere,)))
    later = list(itertools.chain.from_iterable(others))
    api.upsert(*[*crowd, *around][:BATCH])
    api.register(*later[: BATCH - len(over_v11)], *over_v11)
    last = [(each, INSTORE) for each in (*later[BATCH - len(over_v11) :], *over_upsert)]
    again = (person.only(type_) for person, type_ in zip(crowd[1:], itertools.cycle(PRIMARY_TYPES), strict=False))
    spread = [*zip(again, itertools.cycle(api.places()), strict=False)][: BATCH - len(last)]
    reply = api.upsert_at(*last, *spread)
    for number, (person, place) in enumerate(spread, len(last)):
        if reply.item(number).ok:
            api.cast.residents[place] = person.identifiers[0]
    for identifier in (ada["externalId"], ada["email"], joe["externalId"]):
        api.lookup(identifier)
    points = tuple(payloads.enrolment(programme, MANY) for programme in api.profile.programs or ())[:1]
    api.add(ada.alone.but(enrolments=points))
    api.add(joe.named(ada.first_name, ada.last_name))
    api.details(ada["externalId"])
    api.add_at(ada.only("mobile").alone, api.another_place())
    api.add_at(elsewhere, api.another_place())


@scenario("delivery/remembered", promise="accepted-write-stays")
def test_remembered(api: Api) -> None:
    """People of the beginning and the middle of the run are refused as duplicates, however many came after.

    So are those of sources about which nobody has asked that yet.
    """
    if not api.cast.registered:
        raise NotAsked("nobody was registered in INSTORE before")
    early, later = api.cast.registered[:2][-1], api.cast.registered[-1]
    api.details(early.identifiers[0])
    known = next((i for who in api.cast.registered for i in who.identifiers if _is_an_id_of_digits(i)), None)
    api.add(api.person().with_(known) if known else early.but(identifiers=early.identifiers[:1]))
    api.add_at(later, api.another_place())
    for _ in range(AGAIN if len(api.cast.residents) > 1 else 0):
        place = min(api.cast.residents, key=lambda place: (api.cast.duplicates[place.source], api.cast.turn(place)))
        api.add_at(api.person().with_(api.cast.residents.pop(place)), place)


def _is_an_id_of_digits(identifier: Identifier) -> bool:
    return identifier.type == "externalId" and identifier.value.isdigit()
