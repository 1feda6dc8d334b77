"""Looks back: reads what a write has stored, in the ways that there are, each in its turn."""

from __future__ import annotations

import contextlib

from contracts.documents.profile import Place
from contracts.engine.errors import NotAsked
from contracts.evidence.intent import GET_V11, PRIMARY_TYPES
from contracts.stories import links
from contracts.stories.people import Known, Person
from contracts.stories.reply import Reply
from contracts.stories.verbs import ALL, INSTORE, Api

WAYS = (
    *(f"{read} by {type_}" for read in ("lookup", "details") for type_ in PRIMARY_TYPES),
    *("get", "get of all", "upsert"),
)
V11_WAYS = (*WAYS, *(f"v1.1 by {type_}" for type_ in PRIMARY_TYPES))


def back(api: Api, known: Known) -> None:
    """Read somebody in the way of which it is the turn after such a write."""
    person, place = known.person, known.place
    if place == INSTORE and not api.profile.shared_identity and known.operation == "addCustomerV11":
        ways: tuple[str, ...] = V11_WAYS[-3:]
    else:
        ways = V11_WAYS if place == INSTORE else WAYS
    held = {i.type for i in person.identifiers}
    ways = tuple(way for way in ways if " by " not in way or way.rpartition(" ")[2] in held)
    if not held or not ways:
        ways = ("get", "get of all")
    way = api.cast.trials.turn((known.operation, place == INSTORE), ways)
    verb, _, type_ = way.partition(" by ")
    with contextlib.suppress(NotAsked):  # a target that lacks one way is judged by the others
        match verb:
            case "get":
                api.get(known.id, place)
            case "get of all":
                api.get(known.id, ALL)
            case "upsert":
                by = api.cast.trials.turn("upsert by", [i.type for i in person.identifiers])
                api.upsert(person.only(by), place=place, skip=True)
            case "lookup":
                api.lookup(person[type_], place)
            case "details":
                api.details(person[type_], place)
            case _:
                api.get_v11(person[type_])


def along_a_link(api: Api, reply: Reply, person: Person) -> Reply | None:
    """What follows an answer by the link of the specs of which it is the turn; None where there is none to follow."""
    operation = reply.exchange.request.operation
    found = [(link, links.follow(link, reply.exchange)) for link in links.of(api.spec, operation)]
    ready = {link.name: followed for link, followed in found if followed is not None}
    if not ready or not reply.ok:
        return None
    chosen = ready[api.cast.trials.turn(("link", operation), sorted(ready))]
    asked = dict(reply.exchange.request.query) | dict(chosen.query)
    place = Place(asked.get("source", "INSTORE"), asked.get("accountId", ""))
    try:
        match chosen.operation:
            case "updateCustomer":
                return api.update(int(chosen.id or 0), person.named("Linked"), place)
            case "changeIdentifier":
                return api.change(int(chosen.id or 0), place, add=[api.cast.nearly(person, "externalId")])
            case "upsertCustomers":
                by = api.cast.trials.turn("upsert by", [i.type for i in person.identifiers])
                return api.upsert(person.only(by).named("Linked"), place=place, skip=True)
            case _:
                query = (("format", "json"), *chosen.query) if chosen.operation == GET_V11 else chosen.query
                return api.send(chosen.operation, None, query=query, id=chosen.id)
    except NotAsked:
        return None
