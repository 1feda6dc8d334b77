"""Who is registered, under which id, by which identifiers."""

from __future__ import annotations

from contracts.documents.codes import REQUIRED, SOURCE_CODES, Code
from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Episode
from contracts.evidence.classification import Category
from contracts.evidence.facts import V11
from contracts.evidence.intent import ADD, CARD_TYPES, REGISTER, UPSERT
from contracts.evidence.seen import Seen
from contracts.evidence.validity import EXTERNAL_ID_LIMIT
from contracts.rules import Judgement, aftermath, rule
from contracts.rules.grounds import (
    has_audit,
    has_documented_forms,
    has_special_characters,
    has_special_external_id,
    has_undefined_field,
    is_demanded_otherwise,
    is_ordinary,
)
from contracts.rules.shown import SHOW_HOLDERS, shown_holder


@rule(
    "identifiers/fresh-person-is-registered",
    source="fresh-registration-succeeds",
    grade="a",
    on=(ADD,),
    also={"register-only-identifiers": lambda seen: _is_alone(seen) and not _has_names(seen)},
)
def fresh_person_is_registered(seen: Seen) -> Judgement:
    """A well-formed add of somebody unknown in a source of the organisation MUST succeed."""
    if not is_ordinary(seen) or has_documented_forms(seen) or has_special_external_id(seen) or has_audit(seen):
        return
    if seen.codes & {Code.HELD, *SOURCE_CODES}:
        return  # the rules of those families say it more precisely
    if not seen.ok and has_special_characters(seen):
        return
    yield None if seen.ok else Breach("createdId", "success", seen.told)


@rule(
    "identifiers/fresh-person-is-registered-v11",
    source="fresh-registration-succeeds-v11",
    grade="a",
    on=(REGISTER,),
    also={
        "any-one-identifier-suffices-v11": lambda seen: _is_alone(seen),
        "limits-of-v11-strings": lambda seen: _has_longest_id(seen),
    },
)
def fresh_person_is_registered_v11(seen: Seen) -> Judgement:
    """A well-formed v1.1 item of somebody unknown MUST succeed."""
    if not is_ordinary(seen) or has_documented_forms(seen) or has_undefined_field(seen):
        return
    if not seen.ok and len(seen.intent.items) > 1:
        return  # a batch that loses good items has rules of its own
    yield None if seen.ok else Breach("item_status.success", "true", seen.told)


@rule(
    "identifiers/a-new-customer-has-a-new-id",
    source="ids-are-positive-unique-stable",
    grade="a",
    on=(ADD, REGISTER, UPSERT),
)
def a_new_customer_has_a_new_id(seen: Seen) -> Judgement:
    """A customer of identifiers that nobody held MUST get an id that no other customer has."""
    if not seen.is_fresh or seen.customer is None:
        return
    places, place = seen.knowledge.places(seen.customer), seen.situation.place
    if places and all((where == V11) is not (place == V11) for where in places):
        return  # two identity spaces may count alike
    taken = seen.knowledge.is_known(seen.customer)
    yield Breach("id", "an id not seen before", seen.result.id) if taken else None


@rule("identifiers/at-least-one-identifier", source="at-least-one-identifier", grade="a", on=(ADD,))
def at_least_one_identifier(seen: Seen) -> Judgement:
    """An add without any identifier MUST be refused, with 1007, 8005 or 500."""
    if not seen.is_decided or seen.situation.category is not Category.NO_IDENTIFIER:
        return
    due = (Code.NONE_VALID_V11, Code.NONE_VALID, Code.ALL_FAILED)
    named = seen.codes & {*due, Code.NOTHING_SENT, *_demands(seen)} or not seen.situation.plain
    yield None if not seen.ok and named else Breach("errors[].code", due, seen.told)


@rule("identifiers/at-least-one-valid-identifier", source="at-least-one-identifier", grade="a", on=(ADD,))
def at_least_one_valid_identifier(seen: Seen) -> Judgement:
    """An add whose identifiers are all invalid MUST be refused."""
    if not seen.is_decided or seen.situation.category is not Category.NO_VALID_IDENTIFIER:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("identifiers/at-least-one-identifier-v11", source="at-least-one-identifier-v11", grade="a", on=(REGISTER,))
def at_least_one_identifier_v11(seen: Seen) -> Judgement:
    """A v1.1 item without any identifier MUST fail, with 1007 in the item or, where all failed, 500 for the request."""
    if not seen.is_decided or seen.situation.category is not Category.NO_IDENTIFIER:
        return
    due = (Code.NONE_VALID_V11, Code.ALL_FAILED)
    named = seen.codes & {*due, 400, Code.NOBODY_NAMED, *_demands(seen)} or not seen.situation.plain
    named = named or not seen.outcome.enveloped
    yield None if not seen.ok and named else Breach("item_status.code", due, seen.told)


@rule("identifiers/several-problems-are-refused", source="missing-source-is-refused", grade="a", on=(ADD, UPSERT))
def several_problems_are_refused(seen: Seen) -> Judgement:
    """A request that breaks several conditions at once MUST be refused."""
    if not seen.is_decided or seen.situation.category is not Category.SEVERAL_PROBLEMS:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule(
    "identifiers/known-customer-keeps-its-id-v11",
    source="reregistration-v11",
    grade="a",
    on=(REGISTER,),
    also={"separate-identity-spaces": lambda seen: _is_in_both_spaces(seen)},
)
def known_customer_keeps_its_id_v11(seen: Seen) -> Judgement:
    """Registering a known primary identifier again over v1.1 MUST NOT make a second customer."""
    if not seen.is_decided or seen.situation.category is not Category.HELD or not seen.situation.plain:
        return
    yield Breach("user_id", seen.situation.owner, seen.told) if _other_id(seen) else None


@rule("identifiers/reregistration-answers-v11", source="reregistration-v11-answer", grade="b", on=(REGISTER,))
def reregistration_answers_v11(seen: Seen) -> Judgement:
    """Registering a known customer again MUST answer 1000, or one of 1014, 1016, 1032, 1033, 1047."""
    if not seen.is_decided or seen.situation.category is not Category.HELD or not seen.situation.plain:
        return
    accepted = {Code.ALREADY_REGISTERED, Code.EMAIL_TAKEN, Code.MOBILE_TAKEN, Code.EXTERNAL_ID_TAKEN, Code.MISMATCHED}
    if not seen.result.codes:
        return  # it succeeded, or all failed, told by the request's code beside an empty item
    if seen.codes & accepted or not is_demanded_otherwise(seen):
        yield None if seen.codes & accepted else Breach("item_status.code", tuple(sorted(accepted)), seen.told)


@rule("identifiers/foreign-secondary-moves-nothing-v11", source="foreign-secondary-v11", grade="b", on=(REGISTER,))
def foreign_secondary_moves_nothing_v11(seen: Seen) -> Judgement:
    """A v1.1 item with one's primary and another's secondary MUST concern the primary's owner or be refused."""
    if not seen.is_decided or seen.situation.category is not Category.FOREIGN_SECONDARY or not seen.situation.plain:
        return
    yield Breach("user_id", seen.situation.owner, seen.told) if _other_id(seen) else None


@rule("identifiers/card-has-one-owner", source="card-has-one-owner", grade="b", on=(ADD,))
def card_has_one_owner(seen: Seen) -> Judgement:
    """A card number issued to one customer MUST NOT be issued to another."""
    cards = [i for i in seen.asked.identifiers if i.type in CARD_TYPES]
    owners = {owner for card in cards for owner in [seen.knowledge.card_owner(card.value)] if owner is not None}
    if not seen.is_decided or len(owners) != 1:
        return
    moved = seen.customer not in {None, *owners}
    yield Breach("createdId", f"refused, or {min(owners)}", seen.told) if moved else None


@aftermath("identifiers/foreign-secondary-stays-v11", source="foreign-secondary-v11", grade="b", on=SHOW_HOLDERS)
def foreign_secondary_stays_v11(seen: Seen) -> Judgement:
    """A secondary identifier MUST stay with its owner when it comes beside another customer's primary."""
    yield from shown_holder(seen, Episode.FOREIGN)


def _demands(seen: Seen) -> frozenset[int]:
    """Codes by which the organisation may say which identifier it wants in place of none."""
    return REQUIRED if is_demanded_otherwise(seen) else frozenset()


def _other_id(seen: Seen) -> bool:
    return seen.customer not in (None, seen.situation.owner)


def _is_alone(seen: Seen) -> bool:
    return len(seen.asked.identifiers) == 1


def _has_names(seen: Seen) -> bool:
    return bool(seen.asked.first_name or seen.asked.last_name)


def _has_longest_id(seen: Seen) -> bool:
    return any(i.type == "externalId" and len(i.value) == EXTERNAL_ID_LIMIT for i in seen.asked.identifiers)


def _is_in_both_spaces(seen: Seen) -> bool:
    """Whether v2 knows one of the identifiers, too, in a place that v1.1 does not share."""
    own = seen.situation.place
    places = [place for i in seen.asked.identifiers for place in seen.knowledge.places_of(i)]
    return own == V11 and any(place != own for place in places)
