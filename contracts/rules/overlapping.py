"""Requests that were under way at the same moment: no order between them is assumed.

An identifier that several of them name and nobody held before is *in flight* while they
are judged one by one: no rule draws a conclusion from who of them came first. What they
left behind is settled afterwards, from all their answers together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from contracts.envelope import Kind
from contracts.intent import UPSERT, Identifier
from contracts.knowledge import Accepted, Hold, Knowledge
from contracts.learning import stored
from contracts.profile import Place
from contracts.rules import Seen
from contracts.situation import Case
from contracts.stakes import Story


def rivals(together: Sequence[Seen]) -> frozenset[Identifier]:
    """The identifiers that several of the requests name."""
    if len(together) < 2:
        return frozenset()
    named = Counter(i for seen in together for i in {i for item in seen.intent.items for i in item.identifiers})
    return frozenset(identifier for identifier, times in named.items() if times > 1)


def settle(together: Sequence[Seen], shared: frozenset[Identifier]) -> None:
    """Learn from answers to requests that overlapped what none of them proves alone."""
    knowledge = together[0].knowledge
    _winners(together, shared, knowledge)
    _details(together, knowledge)
    for seen in together:
        for item in seen.intent.items:
            knowledge.contest(item.identifiers, Story.CONCURRENT)
        for result in seen.outcome.results:
            portrait = knowledge.portrait(result.id) if result.id is not None else None
            for place in portrait.profiles if portrait and result.id is not None else ():
                knowledge.stake(result.id or 0, place, Story.CONCURRENT)


def _winners(together: Sequence[Seen], shared: frozenset[Identifier], knowledge: Knowledge) -> None:
    """Where all who were carried out agree on one customer, it holds what they shared."""
    for identifier in shared:
        naming = [
            seen
            for seen in together
            if seen.intent.items and len(seen.intent.items) == 1 and identifier in seen.intent.items[0].identifiers
        ]
        places = {seen.situation.place for seen in naming}
        place = places.pop() if len(places) == 1 else None
        decided = all(seen.outcome.is_decided for seen in naming)
        ids = {knowledge.canonical(seen.result.id) for seen in naming if seen.ok and seen.result.id is not None}
        if place is None or isinstance(knowledge.holder(place, identifier), int):
            continue
        if decided and len(ids) == 1:
            knowledge.hold(place, identifier, ids.pop())
        elif ids or not decided:
            knowledge.hold(place, identifier, Hold.UNSURE)


def _details(together: Sequence[Seen], knowledge: Knowledge) -> None:
    """Of details that several wrote at the same moment, any may be stored."""
    written: dict[tuple[int, Place], dict[str, Accepted]] = {}
    for seen in together:
        place = seen.situation.place
        if not seen.ok or seen.result.id is None or place is None or len(seen.intent.items) != 1:
            continue
        members = written.setdefault((knowledge.canonical(seen.result.id), place), {})
        for member, accepted in stored(seen.asked).items():
            members[member] = tuple(dict.fromkeys((*members.get(member, ()), *accepted)))
    for (customer, place), members in written.items():
        knowledge.forget_details(customer, place)
        sure = all(seen.outcome.kind is not Kind.NO_ANSWER for seen in together)
        knowledge.meet(customer, place, members if sure else None)


def shares(seen: Seen, other: Seen) -> bool:
    """Whether two requests of one item each name a common identifier in one source account."""
    if seen.situation.place is None or seen.situation.place != other.situation.place:
        return False
    return bool(set(seen.asked.identifiers) & set(other.asked.identifiers))


def is_single(seen: Seen, operation: str) -> bool:
    """Whether it is an answered request about one person, by that operation, with nothing else left open."""
    return (
        seen.operation == operation
        and len(seen.intent.items) == 1
        and seen.is_decided
        and not seen.asked.doubts
        and seen.situation.case in (Case.UNDECIDED, Case.FRESH, Case.HELD)
        and (operation != UPSERT or seen.situation.place is not None)
    )
