"""What an answered, or unanswered, request teaches: the only writer of `Knowledge`.

A refused write changes nothing; an unanswered one may have. A success is believed as far
as the documents say what it means, and leaves the rest unsure, so that one wrong answer
does not make a row of later ones look wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.documents.codes import Code
from contracts.documents.profile import DOCUMENTED_SOURCES, Place
from contracts.evidence import attribution
from contracts.evidence.classification import Category, Situation
from contracts.evidence.envelope import Kind, Outcome, Result
from contracts.evidence.intent import (
    ADD,
    CARD_TYPES,
    CHANGE,
    DETAILS,
    LOOKUP,
    READS,
    REGISTER,
    REGISTRATIONS,
    UPDATE,
    UPSERT,
    WRITES,
    Asked,
    Identifier,
    Intent,
    has_channels,
)
from contracts.evidence.knowledge import Accepted, Hold, Knowledge
from contracts.evidence.validity import NAME_LIMIT, Validity, types_blamed, validity

_AWARDS = 1_000
"""Above it a number of points is not a usual award."""
_NO_EFFECT = frozenset({Kind.DENIED, Kind.THROTTLED, Kind.ABSENT})


def anticipate(knowledge: Knowledge, intent: Intent, outcome: Outcome) -> None:
    """Take in what an answer proves of the organisation, before its items are judged.

    Channels are not required where one did without, and types of identifier are taken that one was registered with.
    """
    if intent.operation not in REGISTRATIONS:
        return
    for asked, result in zip(intent.items, outcome.results, strict=False):
        if result.ok:
            knowledge.channels_are_optional |= intent.operation == REGISTER and not has_channels(asked)
            named = knowledge.made_up(asked.identifiers)
            knowledge.types_taken |= named - types_blamed(named, result.warnings)


def learn(knowledge: Knowledge, intent: Intent, outcome: Outcome, index: int, situation: Situation) -> None:
    """Take in what became of one item of a request; `situation` is what it was before."""
    if not intent.items:
        return
    asked = intent.items[index]
    if outcome.kind in _NO_EFFECT and not outcome.detour:
        if intent.operation in WRITES:
            _free(knowledge, intent, outcome, asked, situation)
            attribution.note(knowledge, intent, outcome, index, situation)
        return
    result = outcome.results[index] if index < len(outcome.results) else None
    if intent.operation in READS:
        if result is not None and intent.operation in (LOOKUP, DETAILS):
            _from_lookup(knowledge, intent, outcome, result, situation.place)
        if result is not None and isinstance(result.body, dict) and result.body.get("profiles"):
            knowledge.shows_no_defaults |= not result.body.get("extendedFields")
        return
    if not outcome.is_decided or result is None or result.ok is None:
        if outcome.kind is Kind.FAILURE:
            _free(knowledge, intent, outcome, asked, situation)
            attribution.note(knowledge, intent, outcome, index, situation)
        else:
            _perhaps(knowledge, intent, asked, situation)
        return
    if result.ok and result.id is not None and Code.MERGED in result.warnings:
        knowledge.merge(result.id, knowledge.concerned(asked.identifiers) | situation.owners)
    for enrolment in asked.enrolments:
        points = enrolment.get("loyaltyPoints")
        if isinstance(points, int) and points > _AWARDS:
            knowledge.points.add(points)
    teacher = _TEACHERS.get(intent.operation)
    if teacher:
        teacher(knowledge, intent, asked, result, situation)
    if result.ok:
        _reach_over(knowledge, intent, asked, situation, result.id)
    customer = intent.customer_id if intent.customer_id is not None else result.id
    if result.ok or customer is not None:
        knowledge.name(customer, asked.last_name)
    sure = bool(result.ok) and not asked.doubts and _sets_fields(intent, situation)
    knowledge.extend(customer, asked.extended, sure)
    if not result.ok:
        _free(knowledge, intent, outcome, asked, situation)
    attribution.note(knowledge, intent, outcome, index, situation)


def _free(knowledge: Knowledge, intent: Intent, outcome: Outcome, asked: Asked, situation: Situation) -> None:
    """Identifiers that nobody held before a refused write are free after it."""
    knowledge.refuse(asked.identifiers, attribution.refused(outcome, situation))


def _perhaps(knowledge: Knowledge, intent: Intent, asked: Asked, situation: Situation) -> None:
    """A write of which nobody knows whether it happened."""
    knowledge.name(intent.customer_id, asked.last_name)
    owners = situation.owners | knowledge.concerned(asked.identifiers)
    for owner in {*owners, None} if intent.customer_id is None else {intent.customer_id}:
        knowledge.extend(owner, asked.extended, is_sure=False)
    knowledge.cloud(situation.place, asked.identifiers)
    for owner in owners:
        portrait = knowledge.portrait(owner)
        if intent.operation == UPSERT and not intent.skip_change_identifier:
            _loosen_types(knowledge, owner, situation.place, asked)
        if intent.operation == ADD and len(owners) > 1:
            _may_be_one(knowledge, owner)
        elif intent.operation == ADD:
            if portrait and situation.place and situation.place not in portrait.profiles:
                portrait.maybe.add(situation.place)
        else:
            knowledge.forget_details(owner, situation.place)
    if intent.customer_id is not None:
        knowledge.forget_details(intent.customer_id, None)
        knowledge.cloud(None, asked.identifiers)
        _loosen(knowledge, asked.removed, knowledge.canonical(intent.customer_id))
    _reach_over(knowledge, intent, asked, situation)


def _reach_over(
    knowledge: Knowledge, intent: Intent, asked: Asked, situation: Situation, answered: int | None = None
) -> None:
    """What a write may have done in the other identity space, where nobody says whether v1.1 and INSTORE are one."""
    other = knowledge.counterpart(situation.place)
    if other is None:
        return
    there = {who for i in asked.identifiers if isinstance(who := knowledge.holder(other, i), int)}
    owners = knowledge.concerned(asked.identifiers) if intent.operation == REGISTER else frozenset(there)
    for owner in owners if len(owners) > 1 else ():
        _may_be_one(knowledge, owner)
    for customer in owners | {knowledge.canonical(id_) for id_ in (answered, intent.customer_id) if id_ is not None}:
        knowledge.forget_details(customer, other)
        if intent.operation in (UPSERT, CHANGE) and not intent.skip_change_identifier:
            _loosen_types(knowledge, customer, other, asked)
    for identifier in asked.removed:
        if isinstance(knowledge.holder(other, identifier), int):
            knowledge.hold(other, identifier, Hold.UNSURE)


def _may_be_one(knowledge: Knowledge, owner: int) -> None:
    """A customer who may have become one with others: whose what is, is open."""
    for identifier in knowledge.all_held_by(owner):
        _loosen(knowledge, (identifier,), owner)
    knowledge.forget_details(owner, None)


def _from_add(knowledge: Knowledge, intent: Intent, asked: Asked, result: Result, situation: Situation) -> None:
    place = situation.place
    if not result.ok:
        return
    if asked.source in DOCUMENTED_SOURCES and not asked.doubts:
        knowledge.sources_seen.add(str(asked.source))
    if result.id is None or place is None:
        knowledge.cloud(None, asked.identifiers)
        return
    for card in asked.identifiers:
        if card.type in CARD_TYPES:
            knowledge.issue_card(card.value, result.id)
    match situation.category:
        case Category.FRESH | Category.ELSEWHERE | Category.BAD_SECONDARY if situation.plain:
            _hold_valid(knowledge, place, asked, result)
            knowledge.meet(result.id, place, stored(asked, knowledge.fields))
        case Category.SEVERAL_OWNERS if Code.MERGED in result.warnings:
            _hold_valid(knowledge, place, asked, result)
            knowledge.meet(result.id, place)
        case Category.HELD:
            for identifier in asked.identifiers:
                knowledge.hold(place, identifier, Hold.UNSURE)
        case _:
            knowledge.cloud(place, asked.identifiers)
            knowledge.meet(result.id, place)
            knowledge.forget_details(result.id, place)


def _from_register(knowledge: Knowledge, intent: Intent, asked: Asked, result: Result, situation: Situation) -> None:
    place = situation.place
    if not result.ok:
        return
    if result.id is None or place is None:
        knowledge.cloud(None, asked.identifiers)
        return
    if situation.category is Category.FRESH:
        _hold_valid(knowledge, place, asked, result)
        knowledge.meet(result.id, place, stored(asked, knowledge.fields))
        return
    if situation.category is Category.MISMATCH and knowledge.canonical(result.id) != situation.owner:
        primary = [i for i in asked.identifiers if i.type == knowledge.profile.primary]
        for identifier in primary:
            knowledge.hold(place, identifier, result.id)
    if situation.category is Category.UNDECIDED and knowledge.canonical(result.id) in situation.owners:
        for owner in situation.owners:
            _may_be_one(knowledge, owner)
    knowledge.cloud(place, asked.identifiers)
    knowledge.meet(result.id, place)
    knowledge.forget_details(result.id, place)


def _from_upsert(knowledge: Knowledge, intent: Intent, asked: Asked, result: Result, situation: Situation) -> None:
    place = situation.place
    if not result.ok:
        if situation.category not in (Category.CONFLICT, Category.UNKNOWN_SOURCE, Category.UNKNOWN_ACCOUNT):
            _perhaps(knowledge, intent, asked, situation)  # a step may have gone through before another failed
        return
    if result.id is None or place is None:
        knowledge.cloud(None, asked.identifiers)
        return
    match situation.category:
        case Category.FRESH | Category.ELSEWHERE:
            _hold_valid(knowledge, place, asked, result)
            knowledge.meet(result.id, place, stored(asked, knowledge.fields))
        case Category.HELD if intent.skip_change_identifier is False:
            _loosen_types(knowledge, result.id, place, asked)
            for identifier in asked.identifiers:
                knowledge.hold(place, identifier, result.id)
            knowledge.forget_details(result.id, place)
            knowledge.meet(result.id, place, _sent(stored(asked, knowledge.fields)))
        case Category.HELD if intent.skip_change_identifier is True:
            knowledge.forget_details(result.id, place)
            knowledge.meet(result.id, place, _sent(stored(asked, knowledge.fields)))
        case _:
            if not intent.skip_change_identifier:
                _loosen_types(knowledge, result.id, place, asked)
            knowledge.cloud(place, asked.identifiers)
            knowledge.meet(result.id, place)
            knowledge.forget_details(result.id, place)


def _from_update(knowledge: Knowledge, intent: Intent, asked: Asked, result: Result, situation: Situation) -> None:
    if result.ok and intent.customer_id is not None:
        knowledge.forget_details(intent.customer_id, situation.place)
        if (
            situation.place is not None
            and not asked.doubts
            and knowledge.has_profile(intent.customer_id, situation.place)
        ):
            knowledge.meet(intent.customer_id, situation.place, _sent(stored(asked, knowledge.fields)))


def _from_change(knowledge: Knowledge, intent: Intent, asked: Asked, result: Result, situation: Situation) -> None:
    place, customer = situation.place, intent.customer_id
    if not result.ok:
        return
    if place is None or customer is None:
        knowledge.cloud(None, asked.identifiers)
        return
    _loosen_types(knowledge, customer, place, asked)
    for identifier in asked.identifiers:
        sure = not asked.doubts and knowledge.is_free(identifier) and Code.MERGED not in result.warnings
        knowledge.hold(place, identifier, customer if sure else Hold.UNSURE)
    if asked.doubts:
        _loosen(knowledge, asked.removed, knowledge.canonical(customer))
        return
    for identifier in asked.removed:
        if identifier.type in CARD_TYPES:
            knowledge.take_back_card(identifier.value)
        if knowledge.holder(place, identifier) == knowledge.canonical(customer):
            knowledge.hold(place, identifier, Hold.NOBODY)


def _from_lookup(knowledge: Knowledge, intent: Intent, outcome: Outcome, result: Result, place: Place | None) -> None:
    """A look-up settles what was unsure; it overturns nothing that was certain."""
    asked = intent.items[0]
    if place is None or asked.doubts or not asked.identifiers:
        return
    identifier = asked.identifiers[0]
    if result.id is not None and outcome.kind is Kind.SUCCESS:
        knowledge.find(place, identifier, intent.operation, result.id)
    if knowledge.holder(place, identifier) is not Hold.UNSURE or not knowledge.profile.operations.lookupCustomer:
        return
    if result.id is not None and outcome.kind is Kind.SUCCESS:
        knowledge.hold(place, identifier, result.id)
        knowledge.meet(result.id, None)


def _sets_fields(intent: Intent, situation: Situation) -> bool:
    """Whether a write that was carried out surely stores the extended fields that it sends."""
    updates = intent.operation == UPDATE or (intent.operation == UPSERT and situation.category is Category.HELD)
    return updates or situation.category is Category.FRESH


def _hold_valid(knowledge: Knowledge, place: Place, asked: Asked, result: Result) -> None:
    """Of an invalid one, and of a type that is warned of and was never taken, nobody knows whether it is stored."""
    spurned = types_blamed({i.type for i in asked.identifiers}, result.warnings) - knowledge.types_taken
    for identifier in asked.identifiers:
        sure = validity(identifier, knowledge.profile) is Validity.VALID and identifier.type not in spurned
        knowledge.hold(place, identifier, result.id if sure and result.id is not None else Hold.UNSURE)


def _loosen_types(knowledge: Knowledge, customer: int, place: Place | None, asked: Asked) -> None:
    """A new identifier is one more of its type, or in place of the former: undecided."""
    for type_ in {identifier.type for identifier in asked.identifiers} if place is not None else ():
        for former in knowledge.held_by(customer, place, type_) if place is not None else ():
            if former not in asked.identifiers and place is not None:
                knowledge.hold(place, former, Hold.UNSURE)


def _loosen(knowledge: Knowledge, identifiers: tuple[Identifier, ...], customer: int) -> None:
    for identifier in identifiers:
        for place, who in list(knowledge.places_of(identifier).items()):
            if isinstance(who, int) and knowledge.canonical(who) == customer:
                knowledge.hold(place, identifier, Hold.UNSURE)


def stored(asked: Asked, fields: Sequence[str] = ()) -> dict[str, Accepted]:
    """What a stored profile may hold of an item: as sent, trimmed, or cut or dropped where too long.

    Of custom fields those that the organisation has defined (`fields`).

    Characters over the limit of 100 (names) or 255 (emails) are ignored (v2 Add Customer,
    request body parameters): cut off, or the whole value dropped.
    """
    accepted: dict[str, Accepted] = {}
    for member, value in (("firstName", asked.first_name), ("lastName", asked.last_name)):
        if value is None:
            accepted[member] = (None, "")
        elif isinstance(value, str):
            accepted[member] = within(value, NAME_LIMIT)
    for name, value in asked.fields.items():
        if name in fields and isinstance(value, str) and value:
            accepted[f"{FIELD}{name}"] = (value,)
    return accepted


FIELD = "fields."
"""Before the name of a custom field."""


def within(value: str, limit: int) -> Accepted:
    """The accepted stored forms of a text with a limit in characters."""
    if len(value) <= limit:
        return tuple(dict.fromkeys((value, value.strip(), *((None,) if not value.strip() else ()))))
    return tuple(dict.fromkeys((value[:limit], value[:limit].strip(), value.strip()[:limit], "", None)))


def _sent(details: Mapping[str, Accepted]) -> dict[str, Accepted]:
    """Without what was left out: an update may keep or clear that."""
    return {member: values for member, values in details.items() if values != (None, "")}


_TEACHERS = {
    ADD: _from_add,
    REGISTER: _from_register,
    UPSERT: _from_upsert,
    UPDATE: _from_update,
    CHANGE: _from_change,
}
