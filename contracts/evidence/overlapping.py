"""Requests that were under way at the same moment: no order between them is assumed.

An identifier that several of them name and nobody held before is *in flight* while they
are judged one by one: no rule draws a conclusion from who of them came first. What they
left behind is settled afterwards, from all their answers together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from contracts.documents.profile import Place
from contracts.evidence.classification import Category
from contracts.evidence.envelope import OPEN
from contracts.evidence.facts import Accepted, Hold, Holder
from contracts.evidence.intent import CHANGE, WRITES, Identifier
from contracts.evidence.seen import Seen
from contracts.evidence.storing import LEFT_OUT, stored


def rivals(together: Sequence[Seen]) -> frozenset[Identifier]:
    """The identifiers that several of the requests name."""
    named = Counter(i for seen in together for i in {i for item in seen.intent.items for i in item.identifiers})
    return frozenset(identifier for identifier, times in named.items() if times > 1)


def winners(together: Sequence[Seen], shared: frozenset[Identifier]) -> Iterator[tuple[Place, Identifier, Holder]]:
    """Where all who were carried out agree on one customer, it holds what they shared; else nobody knows who does."""
    knowledge = together[0].knowledge
    for identifier in shared:
        naming = [each for seen in together for each in _items(seen) if identifier in each.asked.identifiers]
        places = {each.situation.place for each in naming}
        decided = all(each.outcome.is_decided for each in naming)
        ids = {each.customer for each in naming if each.customer is not None}
        for place in places:
            if place is None or isinstance(knowledge.holder(place, identifier), int):
                continue
            if decided and len(ids) == len(places) == 1:
                yield place, identifier, next(iter(ids))
            elif ids or not decided:
                yield place, identifier, Hold.UNSURE


def details(together: Sequence[Seen]) -> Iterator[tuple[int, Place, Mapping[str, Accepted]]]:
    """Of details that several wrote at the same moment, any may be stored; none is known where one was not answered."""
    written: dict[tuple[int, Place], list[dict[str, Accepted]]] = {}
    for each in [each for seen in together for each in _items(seen)]:
        place, customer = each.situation.place, each.customer
        if each.operation in WRITES - {CHANGE} and customer is not None and place is not None:
            written.setdefault((customer, place), []).append(stored(each.asked, kept=each.spec.kept(each.operation)))
    sure = all(seen.outcome.kind not in OPEN for seen in together)
    for (customer, place), several in written.items():
        yield customer, place, _any_of(several) if sure else {}


def contended(together: Sequence[Seen]) -> dict[int, list[Seen]]:
    """The customers whom more than one of the writes concerned, or may have: which came last is open."""
    knowledge = together[0].knowledge
    concerned: dict[int, list[Seen]] = {}
    for each in [each for seen in together if seen.operation in WRITES for each in _items(seen)]:
        own = {id_ for id_ in (each.customer, each.intent.customer_id) if id_ is not None}
        for customer in set(map(knowledge.canonical, own)) or knowledge.concerned(each.asked.identifiers):
            concerned.setdefault(customer, []).append(each)
    return {customer: writes for customer, writes in concerned.items() if len(writes) > 1}


def displaced(writes: Sequence[Seen]) -> Iterator[tuple[Place, Identifier]]:
    """Identifiers beside which another of the writes names one of the same type, which may have replaced it."""
    named: dict[tuple[Place, str], dict[Identifier, None]] = {}
    for each in writes:
        place = each.situation.place
        if place is not None:
            for identifier in each.asked.identifiers:
                named.setdefault((place, identifier.type), {})[identifier] = None
    return ((place, each) for (place, _), several in named.items() if len(several) > 1 for each in several)


def _any_of(several: Sequence[Mapping[str, Accepted]]) -> dict[str, Accepted]:
    """What all of them set; a member that one left out may be what it was before."""
    return {
        member: tuple(dict.fromkeys(value for details in several for value in details[member]))
        for member in several[0]
        if all(details.get(member, LEFT_OUT) != LEFT_OUT for details in several)
    }


def _items(seen: Seen) -> list[Seen]:
    return [seen.at(index) for index in range(len(seen.intent.items))]


def shares(seen: Seen, other: Seen) -> bool:
    """Whether two requests of one item each name a common identifier in one source account, of which one may be had."""
    if seen.situation.place is None or seen.situation.place != other.situation.place:
        return False
    common = set(seen.asked.identifiers) & set(other.asked.identifiers)
    return any(seen.profile.is_unique(identifier.type) for identifier in common)


def is_single(seen: Seen, operation: str) -> bool:
    """Whether it is an answered request about one person, by that operation, with nothing else left open."""
    return (
        seen.operation == operation
        and len(seen.intent.items) == 1
        and seen.is_decided
        and not seen.asked.doubts
        and seen.situation.category in (Category.UNDECIDED, Category.FRESH, Category.HELD)
    )
