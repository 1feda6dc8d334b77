"""What an answered, or unanswered, request teaches: the only writer of `Knowledge`.

A refused write changes nothing; an unanswered one may have. A success is believed as far
as the documents say what it means, and leaves the rest unsure, so that one wrong answer
does not make a row of later ones look wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts.documents.codes import Code
from contracts.documents.profile import DOCUMENTED_SOURCES, Place
from contracts.evidence import attribution, overlapping
from contracts.evidence.alternatives import alternative_of
from contracts.evidence.attribution import Episode
from contracts.evidence.classification import Category, Situation
from contracts.evidence.envelope import Kind
from contracts.evidence.facts import Accepted, Hold
from contracts.evidence.intent import (
    ADD,
    CARD_TYPES,
    CHANGE,
    READS,
    REGISTER,
    REGISTRATIONS,
    TILLS,
    UPDATE,
    UPSERT,
    WRITES,
    Asked,
    Identifier,
    Intent,
    has_channels,
    is_outsider,
)
from contracts.evidence.learning_from_reads import learn_from_read
from contracts.evidence.learning_of_holders import hold_valid, is_taken, loosen, loosen_types
from contracts.evidence.memory import INSTORE, Memory
from contracts.evidence.seen import Seen
from contracts.evidence.storing import TILL, named, sent, stored
from contracts.evidence.validity import types_blamed

_AWARDS = 1_000
"""Above it a number of points is not a usual award."""
_NO_EFFECT = frozenset({Kind.DENIED, Kind.THROTTLED, Kind.ABSENT})


def anticipate(memory: Memory, seen: Seen) -> None:
    """Take in what an answer proves of the organisation, before its items are judged.

    Channels are not required where one did without, and types of identifier are taken that one was registered with.
    """
    memory.turn_to(seen.exchange)
    for asked, result in zip(seen.intent.items, seen.outcome.results, strict=False):
        if result.ok and seen.operation in REGISTRATIONS:
            if seen.operation == REGISTER and not has_channels(asked):
                memory.note_no_channels()
            named = memory.made_up(asked.identifiers)
            memory.note_taken(named - types_blamed(named, result.warnings))


def learn(memory: Memory, seen: Seen) -> None:
    """Take in what became of one item of a request; its situation is what it was before."""
    intent, outcome, asked, situation = seen.intent, seen.outcome, seen.asked, seen.situation
    memory.share(asked.identifiers)
    if asked.doubts and intent.operation in WRITES:
        memory.note_oddities(asked.raw)
    if intent.operation in WRITES:
        memory.forget_told()
    if outcome.kind in _NO_EFFECT and not outcome.detour:
        if intent.operation in WRITES:
            _refuse(memory, seen)
            memory.speak(f"refused {seen.exchange.index}", named(asked, memory.fields))
        return
    result = outcome.results[seen.index] if seen.index < len(outcome.results) else None
    if intent.operation in READS:
        if result is not None:
            learn_from_read(memory, seen, result)
        return
    if result is not None and result.id is not None:
        memory.note_id(result.id)
    if intent.operation == ADD and situation.place == INSTORE and seen.is_mismatch and seen.is_decided:
        memory.note_mismatch(is_refused=Code.HELD in seen.codes)
    if is_outsider(asked):
        memory.note_outsiders({intent.customer_id, result.id if result else None, *situation.owners})
    if not outcome.is_decided or result is None or result.ok is None:
        if outcome.kind is Kind.FAILURE:
            _refuse(memory, seen)
            memory.speak(f"refused {seen.exchange.index}", named(asked, memory.fields))
        else:
            _perhaps(memory, intent, asked, situation)
        return
    if result.ok and result.id is not None and Code.MERGED in result.warnings:
        of_path = set() if intent.customer_id is None else {intent.customer_id}
        memory.merge(result.id, memory.concerned(asked.identifiers) | situation.owners | of_path)
        for other in memory.perhaps_concerned(asked.identifiers) - {memory.canonical(result.id)}:
            memory.lose_sight_of(other)
    for enrolment in asked.enrolments:
        points = enrolment.get("loyaltyPoints")
        if isinstance(points, int) and points > _AWARDS:
            memory.note_points(points)
    teacher = _TEACHERS.get(intent.operation)
    if teacher:
        teacher(memory, seen)
    if result.ok and situation.category is Category.FRESH and not asked.doubts:
        memory.note_dispensed_with(intent.operation, asked.lacking)
    if result.ok:
        _reach_over(memory, intent, asked, situation, result.id)
    customer = intent.customer_id if intent.customer_id is not None else result.id
    if result.ok or customer is not None:
        memory.name(customer, asked.last_name)
        memory.reach(customer, asked.channels)
    _credit(memory, seen, customer)
    spurned = Code.UNKNOWN_EXTENDED_FIELD in result.warnings
    updates = intent.operation == UPDATE or (intent.operation == UPSERT and situation.category is Category.HELD)
    sure = bool(result.ok) and not asked.doubts and not spurned and (updates or situation.category is Category.FRESH)
    if updates or (intent.operation == UPSERT and situation.category is Category.UNDECIDED):
        memory.forget_members(customer)  # what is left out may be cleared
    memory.extend(customer, asked.extended, sure)
    tills = _tills(asked)
    if sure and not tills and not updates and customer is not None:
        who = seen.exchange.request.as_who
        memory.begin_without_till(customer, f"{intent.operation} {situation.place} by {who}")
    for till in tills:
        keeps = all(till == asked.till for till in tills) and TILL in seen.spec.kept(seen.operation)
        memory.associate(customer, till, sure and keeps)
    if not result.ok:
        _refuse(memory, seen)
    else:
        _touch(memory, seen)


def _tills(asked: Asked) -> list[object]:
    """The tills that an item names: v1.1 has one that registers beside one that is associated."""
    raw = asked.raw if isinstance(asked.raw, dict) else {}
    return [raw[member] for member in sorted(TILLS & set(raw)) if raw[member] is not None]


def settle(memory: Memory, together: Sequence[Seen], shared: frozenset[Identifier]) -> None:
    """Take in from answers to requests that overlapped what none of them proves alone."""
    memory.forget_told()
    for place, identifier, holder in overlapping.winners(together, shared):
        memory.hold(place, identifier, holder)
    for customer, place, details in overlapping.details(together):
        memory.forget_details(customer, place)
        memory.meet(customer, place, details)
    for customer, writes in overlapping.contended(together).items():
        memory.forget_members(customer)
        for place, identifier in overlapping.displaced(writes):
            if memory.holder(place, identifier) == customer:
                memory.hold(place, identifier, Hold.UNSURE)
    for seen in together:
        for item in seen.intent.items:
            memory.contest(item.identifiers, Episode.CONCURRENT)
        for customer in [result.id for result in seen.outcome.results if result.id is not None]:
            for place in memory.places(customer):
                memory.stake(customer, place, Episode.CONCURRENT)


def _refuse(memory: Memory, seen: Seen) -> None:
    """Identifiers that nobody held before a refused write are free after it."""
    memory.refuse(seen.asked.identifiers, attribution.refused(seen.outcome, seen.situation))
    _touch(memory, seen)


def _touch(memory: Memory, seen: Seen) -> None:
    """Remember what a write put at stake, once it is known what it came to."""
    for touched in attribution.touched(seen, memory):
        memory.contest(touched.identifiers, touched.episode)
        for customer, place in touched.profiles:
            memory.stake(customer, place, touched.episode)


def _perhaps(memory: Memory, intent: Intent, asked: Asked, situation: Situation) -> None:
    """A write of which nobody knows whether it happened."""
    memory.name(intent.customer_id, asked.last_name)
    memory.reach(intent.customer_id, asked.channels)
    memory.speak(None, named(asked, memory.fields))
    owners = situation.owners | memory.concerned(asked.identifiers)
    for owner in {*owners, None} if intent.customer_id is None else {intent.customer_id}:
        memory.extend(owner, asked.extended, is_sure=False)
        for till in _tills(asked):
            memory.associate(owner, till, is_sure=False)
    memory.cloud(situation.place, asked.identifiers)
    for owner in owners:
        if intent.operation == UPSERT and not intent.skip_change_identifier:
            loosen_types(memory, owner, situation.place, asked)
        if intent.operation == ADD and len(owners) > 1:
            _may_be_one(memory, owner)
        elif intent.operation == ADD:
            if situation.place:
                memory.perhaps_meet(owner, situation.place)
        else:
            memory.forget_details(owner, situation.place)
    if intent.customer_id is not None:
        memory.forget_details(intent.customer_id, None)
        memory.cloud(None, asked.identifiers)
        loosen(memory, asked.removed, memory.canonical(intent.customer_id))
    _reach_over(memory, intent, asked, situation)


def _reach_over(
    memory: Memory, intent: Intent, asked: Asked, situation: Situation, answered: int | None = None
) -> None:
    """What a write may have done in the other identity space, where nobody says whether v1.1 and INSTORE are one."""
    other = memory.counterpart(situation.place)
    if other is None:
        return
    there = {who for i in asked.identifiers if isinstance(who := memory.holder(other, i), int)}
    owners = memory.concerned(asked.identifiers) if intent.operation == REGISTER else frozenset(there)
    for owner in owners if len(owners) > 1 else ():
        _may_be_one(memory, owner)
    for customer in owners | {memory.canonical(id_) for id_ in (answered, intent.customer_id) if id_ is not None}:
        memory.forget_details(customer, other)
        if intent.operation in (UPSERT, CHANGE) and not intent.skip_change_identifier:
            loosen_types(memory, customer, other, asked)
    for identifier in asked.removed:
        if isinstance(memory.holder(other, identifier), int):
            memory.hold(other, identifier, Hold.UNSURE)
    for identifier in asked.identifiers:
        if memory.is_gone(other, identifier):
            memory.hold(other, identifier, Hold.UNSURE)


def _may_be_one(memory: Memory, owner: int) -> None:
    """A customer who may have become one with others: whose what is, is open."""
    for identifier in memory.all_held_by(owner):
        loosen(memory, (identifier,), owner)
    memory.forget_details(owner, None)


def _from_add(memory: Memory, seen: Seen) -> None:
    asked, result, situation = seen.asked, seen.result, seen.situation
    place = situation.place
    if not result.ok:
        return
    if str(asked.source) in DOCUMENTED_SOURCES and not asked.doubts:
        memory.note_source(str(asked.source))
    if result.id is None or place is None:
        memory.cloud(None, asked.identifiers)
        return
    for card in asked.identifiers:
        if card.type in CARD_TYPES:
            memory.issue_card(card.value, result.id)
    match situation.category:
        case Category.FRESH | Category.ELSEWHERE | Category.BAD_SECONDARY if situation.plain:
            hold_valid(memory, place, asked, result)
            memory.meet(result.id, place, _stored(seen))
        case Category.SEVERAL_OWNERS if Code.MERGED in result.warnings:
            hold_valid(memory, place, asked, result)
            memory.meet(result.id, place)
        case Category.HELD:
            for identifier in asked.identifiers:
                memory.hold(place, identifier, Hold.UNSURE)
        case _:
            memory.cloud(place, asked.identifiers)
            memory.meet(result.id, place)
            memory.forget_details(result.id, place)


def _from_register(memory: Memory, seen: Seen) -> None:
    asked, result, situation = seen.asked, seen.result, seen.situation
    place = situation.place
    if not result.ok:
        if (refused := alternative_of(seen)) is not None:
            memory.note_form_refused(*refused)
        return
    if result.id is None or place is None:
        memory.cloud(None, asked.identifiers)
        return
    if situation.category is Category.FRESH:
        hold_valid(memory, place, asked, result)
        memory.meet(result.id, place, _stored(seen))
        return
    if situation.category is Category.MISMATCH and memory.canonical(result.id) != situation.owner:
        primary = [i for i in asked.identifiers if i.type == memory.profile.primary]
        for identifier in primary:
            memory.hold(place, identifier, result.id)
    if situation.category is Category.UNDECIDED and memory.canonical(result.id) in situation.owners:
        for owner in situation.owners:
            _may_be_one(memory, owner)
    memory.cloud(place, asked.identifiers)
    memory.meet(result.id, place)
    memory.forget_details(result.id, place)


def _from_upsert(memory: Memory, seen: Seen) -> None:
    intent, asked, result, situation = seen.intent, seen.asked, seen.result, seen.situation
    place = situation.place
    if not result.ok:
        if situation.category not in (Category.CONFLICT, Category.UNKNOWN_SOURCE, Category.UNKNOWN_ACCOUNT):
            _perhaps(memory, intent, asked, situation)  # a step may have gone through before another failed
            if result.id is not None:
                memory.forget_details(result.id, place)
        return
    if result.id is None or place is None:
        memory.cloud(None, asked.identifiers)
        return
    match situation.category:
        case Category.FRESH | Category.ELSEWHERE:
            hold_valid(memory, place, asked, result)
            memory.meet(result.id, place, _stored(seen))
        case Category.HELD if intent.skip_change_identifier is False:
            loosen_types(memory, result.id, place, asked)
            for identifier in asked.identifiers:
                memory.hold(place, identifier, result.id)
            memory.forget_details(result.id, place)
            memory.meet(result.id, place, sent(_stored(seen)))
        case Category.HELD if intent.skip_change_identifier is True:
            memory.forget_details(result.id, place)
            memory.meet(result.id, place, sent(_stored(seen)))
        case _:
            if not intent.skip_change_identifier:
                loosen_types(memory, result.id, place, asked)
            memory.cloud(place, asked.identifiers)
            memory.meet(result.id, place)
            memory.forget_details(result.id, place)


def _from_update(memory: Memory, seen: Seen) -> None:
    intent, asked, result, situation = seen.intent, seen.asked, seen.result, seen.situation
    if result.ok and intent.customer_id is not None:
        memory.forget_details(intent.customer_id, situation.place)
        if situation.place is not None and not asked.doubts and memory.has_profile(intent.customer_id, situation.place):
            memory.meet(intent.customer_id, situation.place, sent(_stored(seen)))


def _from_change(memory: Memory, seen: Seen) -> None:
    intent, asked, result, situation = seen.intent, seen.asked, seen.result, seen.situation
    place, customer = situation.place, intent.customer_id
    if not result.ok:
        return
    if place is None or customer is None:
        memory.cloud(None, asked.identifiers)
        if customer is not None:  # it may have been in any source account
            types = {identifier.type for identifier in (*asked.identifiers, *asked.removed)}
            gone = tuple(each for each in memory.all_held_by(customer) if each.type in types)
            loosen(memory, gone, memory.canonical(customer))
        return
    if asked.doubts:
        loosen(memory, asked.removed, memory.canonical(customer))
    else:
        _from_removed(memory, customer, place, asked.removed)
    loosen_types(memory, customer, place, asked)
    settled = not asked.doubts and Code.MERGED not in result.warnings
    for identifier in asked.identifiers:
        sure = settled and memory.is_free(identifier) and is_taken(memory, identifier, asked, result)
        memory.hold(place, identifier, customer if sure else Hold.UNSURE)


def _from_removed(memory: Memory, customer: int, place: Place, removed: Iterable[Identifier]) -> None:
    for identifier in removed:
        if identifier.type in CARD_TYPES:
            memory.take_back_card(identifier.value)
        own, holder = memory.canonical(customer), memory.holder(place, identifier)
        # whether another of its type had replaced it is all the same now
        if holder == own or (holder is Hold.UNSURE and memory.former_holders(identifier) == {own}):
            memory.hold(place, identifier, Hold.NOBODY)


def _credit(memory: Memory, seen: Seen, customer: int | None) -> None:
    """Note to whom an answered write gave its channels and fields; of a failed upsert a part may have been done."""
    values = named(seen.asked, memory.fields)
    if seen.result.ok or seen.operation == UPSERT:
        memory.speak(customer, values)
        if customer is not None:
            memory.give(customer, seen.situation.place, values)
    else:
        memory.speak(f"refused {seen.exchange.index}", values)


def _stored(seen: Seen) -> dict[str, Accepted]:
    return stored(seen.asked, seen.knowledge.fields, seen.spec.kept(seen.operation))


_TEACHERS = {
    ADD: _from_add,
    REGISTER: _from_register,
    UPSERT: _from_upsert,
    UPDATE: _from_update,
    CHANGE: _from_change,
}
