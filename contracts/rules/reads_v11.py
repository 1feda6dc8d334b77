"""What the read of v1.1 shows of what writes stored; a target that lacks it is asked nothing.

No page says whether it looks in other sources than v1.1 registers in, so that what it finds
beyond that is not judged, and only customers with one source account are compared. An item
need not tell whose id it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.documents.codes import OUTSIDE_PROGRAMME
from contracts.engine.verdict import Breach
from contracts.evidence.envelope import Kind, as_code, truth, v11_whole
from contracts.evidence.facts import Hold
from contracts.evidence.intent import GET_V11, V11_TYPES
from contracts.evidence.seen import Seen
from contracts.evidence.storing import FIELD
from contracts.evidence.validity import NAME_LIMIT, is_same_value
from contracts.rules import Judgement, aftermath, shape
from contracts.rules.grounds import is_authentic
from contracts.rules.shown import NOBODY, holder_of, lags

_NAMES = {"firstName": "firstname", "lastName": "lastname"}


@aftermath("reads-v11/finds-the-holder", source="read-v11-finds", grade="b", on=(GET_V11,))
def finds_the_holder(seen: Seen) -> Judgement:
    """A v1.1 read MUST find the customer who holds the identifier, or who has the id."""
    wanted = _wanted(seen)
    if not isinstance(wanted, int) or _may_be_outside(seen, wanted):
        return
    if seen.ok and seen.result.id is None:
        for identifier in seen.asked.identifiers:
            told = _body(seen).get(_MEMBER_OF[identifier.type])
            same = is_same_value(identifier.type, identifier.value, told)
            yield None if same else Breach(_MEMBER_OF[identifier.type], identifier.value, told)
    else:
        yield None if seen.customer == wanted else Breach("user_id", wanted, seen.told)


@aftermath("reads-v11/unknown-is-not-found", source="read-v11-unknown-is-not-found", grade="b", on=(GET_V11,))
def unknown_is_not_found(seen: Seen) -> Judgement:
    """A v1.1 read MUST NOT find anybody by an identifier that nobody holds, nor by an id that nobody has."""
    if _wanted(seen) is Hold.NOBODY:
        yield Breach("customers.customer", "nobody", seen.told) if seen.ok else None


@aftermath("reads-v11/names-are-shown", source="read-v11-shows-what-was-stored", grade="b", on=(GET_V11,))
def names_are_shown(seen: Seen) -> Judgement:
    """A v1.1 read MUST show the names that the registration stored."""
    for member, accepted in _stored(seen):
        name = _NAMES.get(member)
        if name is not None and not _is_long(accepted[0]):
            told = _body(seen).get(name)
            yield None if told in accepted else Breach(name, accepted[0], told)


@aftermath("reads-v11/identifiers-are-shown", source="read-v11-shows-what-was-stored", grade="b", on=(GET_V11,))
def identifiers_are_shown(seen: Seen) -> Judgement:
    """A v1.1 read MUST show an identifier of each type that its customer certainly holds."""
    customer, place = _found(seen), seen.situation.place
    if customer is None or place is None:
        return
    for member, type_ in V11_TYPES.items():
        held = seen.knowledge.held_by(customer, place, type_)
        if held and not any(map(seen.knowledge.contested, held)):
            told = _body(seen).get(member)
            text = told.casefold() if isinstance(told, str) else told
            there = any(is_same_value(type_, identifier.value.casefold(), text) for identifier in held)
            there = there or seen.knowledge.is_unsure(place, type_, told)  # of several, any may be shown
            yield None if there else Breach(member, held[0].value, told)


@aftermath("reads-v11/custom-fields-are-shown", source="read-v11-shows-what-was-stored", grade="b", on=(GET_V11,))
def custom_fields_are_shown(seen: Seen) -> Judgement:
    """A v1.1 read MUST show the custom fields that the registration stored."""
    shown = _fields(_body(seen).get("custom_fields"))
    for member, accepted in _stored(seen):
        if member.startswith(FIELD):
            told = shown.get(member.removeprefix(FIELD))
            yield None if told in accepted else Breach(f"custom_fields.{member.removeprefix(FIELD)}", accepted[0], told)


@aftermath("reads-v11/extended-fields-are-shown", source="read-v11-shows-what-was-stored", grade="b", on=(GET_V11,))
def extended_fields_are_shown(seen: Seen) -> Judgement:
    """A v1.1 read MUST show the extended fields that are stored of the customer; dates and numbers may change form."""
    customer = _found(seen)
    if customer is None:
        return
    shown = _fields(_body(seen).get("extended_fields"))
    for name, stored in seen.knowledge.extended(customer).items():
        told = shown.get(name)
        if stored.strip() and not any(letter.isdigit() for letter in stored):
            same = isinstance(told, str) and told.strip().casefold() == stored.strip().casefold()
            yield None if same else Breach(f"extended_fields.{name}", stored, told)


@aftermath("reads-v11/agrees-with-the-look-up", source="read-v11-agrees", grade="b", on=(GET_V11,))
def agrees_with_the_look_up(seen: Seen) -> Judgement:
    """Where v1.1 and v2 are one identity space, a v1.1 read MUST find whom the look-up of the identifier finds."""
    place = seen.situation.place
    if not seen.profile.shared_identity or _holder(seen) is None or place is None:
        return
    found = seen.knowledge.found(place, seen.asked.identifiers[0])
    if found is None or _may_be_outside(seen, found[1]) or (seen.ok and seen.result.id is None):
        return
    yield None if seen.customer == found[1] else Breach("user_id", found[1], seen.told)


@shape("reads-v11/counts-are-true", source="read-v11-counts", grade="b", on=(GET_V11,), whole=True)
def counts_are_true(seen: Seen) -> Judgement:
    """`total` MUST count what a v1.1 read was asked for or shows, and `success_count` whom it found."""
    status, shown = _status(seen), _entries(seen)
    if not _is_judged(seen) or shown is None:
        return
    total, told = as_code(status.get("total")), as_code(status.get("success_count"))
    counts = tuple(dict.fromkeys((len(seen.intent.items), len(shown))))
    yield None if total is None or total in counts else Breach("status.total", counts, total)
    found = [truth(_item_status(entry).get("success")) for entry in shown]
    if None not in found:
        yield (
            None if told is None or told == sum(map(bool, found)) else Breach("success_count", found.count(True), told)
        )


@shape("reads-v11/status-sums-up", source="read-v11-status", grade="c", on=(GET_V11,), whole=True)
def status_sums_up(seen: Seen) -> Judgement:
    """A v1.1 read MUST have the code 200 where all were found, 500 where none was, 201 or 200 where some were."""
    shown = _entries(seen)
    if not _is_judged(seen) or not shown:
        return
    found = {truth(_item_status(entry).get("success")) for entry in shown}
    told = (as_code(_status(seen).get("code")), truth(_status(seen).get("success")))
    if found == {True}:
        yield None if told == (200, True) else Breach("status", (200, True), told)
    elif found == {False}:
        yield None if told == (500, False) else Breach("status", (500, False), told)
    elif None not in found:
        yield None if told[0] in (200, 201) else Breach("status.code", (201, 200), told[0])


@shape("reads-v11/envelope", source="read-v11-envelope", grade="b", on=(GET_V11,), whole=True)
def envelope(seen: Seen) -> Judgement:
    """A v1.1 read MUST be answered with the status of v1.1, and each item with a status of its own."""
    if not _is_judged(seen) or not seen.outcome.enveloped:
        return
    for where, status in (("status", _status(seen)), *(("item_status", _item_status(e)) for e in _entries(seen) or ())):
        if where == "item_status" and not status and seen.outcome.kind is Kind.FAILURE:
            continue  # a sample shows a failed item as an empty object
        told = (status.get("success"), as_code(status.get("code")), status.get("message"))
        shaped = told[0] in ("true", "false") and told[1] is not None and isinstance(told[2], str)
        yield None if shaped else Breach(where, "success as text, a code, a message", told)


_MEMBER_OF = {type_: member for member, type_ in V11_TYPES.items()}


def _is_judged(seen: Seen) -> bool:
    """Whether an answer has to have the form that is documented."""
    return seen.outcome.is_decided and is_authentic(seen) and not seen.asked.doubts


def _holder(seen: Seen) -> int | Hold | None:
    return holder_of(seen) if seen.asked.identifiers else None


def _wanted(seen: Seen) -> int | Hold | None:
    """Who certainly is to be found, or that nobody is; None where the read proves nothing."""
    known = seen.knowledge
    if seen.intent.customer_id is not None:
        id_, place = known.canonical(seen.intent.customer_id), seen.situation.place
        if not seen.is_decided or seen.asked.doubts or lags(seen):
            return None
        if id_ >= NOBODY and not known.was_told(id_):
            return Hold.NOBODY
        return id_ if place is not None and known.has_profile(id_, place) else None
    holder = _holder(seen)
    if holder is None or known.contested(seen.asked.identifiers[0]):
        return None
    return holder if isinstance(holder, int) or known.is_free(seen.asked.identifiers[0]) else None


def _may_be_outside(seen: Seen, customer: int) -> bool:
    """Whether a read that finds nobody may be right to: it is of customers of the loyalty programme."""
    return not seen.ok and (bool(seen.codes & OUTSIDE_PROGRAMME) or not seen.knowledge.is_member(customer))


def _found(seen: Seen) -> int | None:
    """Whom an item shows: whose id it tells, or else who was to be found."""
    if not seen.is_decided or not seen.ok or seen.asked.doubts or lags(seen):
        return None
    wanted = _wanted(seen)
    return seen.customer or (wanted if isinstance(wanted, int) else None)


def _stored(seen: Seen) -> Iterator[tuple[str, tuple[object, ...]]]:
    """What the shown customer has stored in the only source account, where no later write put that at stake."""
    customer, place = _found(seen), seen.situation.place
    if customer is None or place is None or seen.knowledge.places(customer) != (place,):
        return
    if not seen.knowledge.staked(customer, place):
        yield from seen.knowledge.stored(customer, place).items()


def _is_long(value: object) -> bool:
    """Whether a name is one of those of which the limits have rules of their own."""
    return isinstance(value, str) and len(value) >= NAME_LIMIT


def _body(seen: Seen) -> Mapping[str, Any]:
    return seen.result.body if isinstance(seen.result.body, Mapping) else {}


def _fields(shown: object) -> dict[str, Any]:
    """Name -> value of fields; one may stand without the array."""
    listed = shown.get("field") if isinstance(shown, Mapping) else None
    entries = listed if isinstance(listed, list) else [listed]
    return {str(entry.get("name")): entry.get("value") for entry in entries if isinstance(entry, Mapping)}


def _status(seen: Seen) -> Mapping[str, Any]:
    whole = v11_whole(seen.operation, seen.outcome.body)
    status = whole.get("status") if isinstance(whole, Mapping) else None
    return status if isinstance(status, Mapping) else {}


def _entries(seen: Seen) -> list[Any] | None:
    """The items of an answer, in its own order; None where it has no place for them."""
    whole = v11_whole(seen.operation, seen.outcome.body)
    customers = whole.get("customers") if isinstance(whole, Mapping) else None
    listed = customers.get("customer") if isinstance(customers, Mapping) else None
    return listed if isinstance(listed, list) else None if listed is None else [listed]


def _item_status(entry: object) -> Mapping[str, Any]:
    status = entry.get("item_status") if isinstance(entry, Mapping) else None
    return status if isinstance(status, Mapping) else {}
