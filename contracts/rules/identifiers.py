"""Who is registered, under which id, by which identifiers."""

from __future__ import annotations

from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Story
from contracts.evidence.classification import Case
from contracts.evidence.intent import ADD, CARD_TYPES, REGISTER, UPSERT
from contracts.evidence.knowledge import V11
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.aftermath import REQUIRED, freed_by, is_demanded_otherwise
from contracts.rules.invalid_source import SOURCE_CODES


@rule(
    "identifiers/fresh-person-is-registered",
    source="fresh-registration-succeeds",
    grade="a",
    on=(ADD,),
    also=("register-only-identifiers",),
)
def fresh_person_is_registered(seen: Seen) -> Judgement:
    """A well-formed add of somebody unknown in a source of the organisation MUST succeed."""
    if not is_ordinary(seen) or has_documented_forms(seen) or has_special_external_id(seen) or has_audit(seen):
        return
    if seen.codes & {8006, *SOURCE_CODES}:
        return  # the rules of those families say it more precisely
    if not seen.ok and has_special_characters(seen):
        return
    yield None if seen.ok else Breach("createdId", "success", seen.told)


@rule(
    "identifiers/fresh-person-is-registered-v11",
    source="fresh-registration-succeeds-v11",
    grade="a",
    on=(REGISTER,),
    also=("any-one-identifier-suffices-v11", "limits-of-v11-strings"),
)
def fresh_person_is_registered_v11(seen: Seen) -> Judgement:
    """A well-formed v1.1 item of somebody unknown MUST succeed."""
    if not is_ordinary(seen) or has_documented_forms(seen) or has_undefined_field(seen):
        return
    if not seen.ok and len(seen.intent.items) > 1:
        return  # a batch that loses good items has rules of its own
    yield None if seen.ok else Breach("item_status.success", "true", seen.told)


@rule("validation/documented-forms-are-fine", source="documented-forms-are-accepted", grade="a", on=(ADD,))
def documented_forms_are_fine(seen: Seen) -> Judgement:
    """A request in a form that a sample shows MUST NOT be refused for its form."""
    if is_ordinary(seen) and has_documented_forms(seen):
        yield None if seen.ok else Breach("createdId", "success", seen.told)


@rule("validation/documented-forms-are-fine-v11", source="documented-forms-are-accepted-v11", grade="a", on=(REGISTER,))
def documented_forms_are_fine_v11(seen: Seen) -> Judgement:
    """A v1.1 item in a form that a sample shows MUST NOT be refused for its form."""
    if is_ordinary(seen) and has_documented_forms(seen):
        yield None if seen.ok else Breach("item_status.success", "true", seen.told)


@rule("validation/external-id-takes-any-character", source="external-id-takes-any-character", grade="a", on=(ADD,))
def external_id_takes_any_character(seen: Seen) -> Judgement:
    """An external id MUST NOT be refused for the characters it holds."""
    if is_ordinary(seen) and has_special_external_id(seen) and not has_documented_forms(seen):
        yield None if seen.ok else Breach("createdId", "success", seen.told)


@rule("operations/audit-headers-are-accepted", source="audit-headers-are-accepted", grade="a", on=(ADD,))
def audit_headers_are_accepted(seen: Seen) -> Judgement:
    """A request with audit headers of any text MUST be handled like the same request without them."""
    if is_ordinary(seen) and has_audit(seen) and not has_documented_forms(seen):
        yield None if seen.ok else Breach("createdId", "success", seen.told)


@rule(
    "batch/repeated-item-is-one-customer", source="repeated-item-is-one-customer", grade="a", on=(REGISTER,), whole=True
)
def repeated_item_is_one_customer(seen: Seen) -> Judgement:
    """The same item twice in one v1.1 batch MUST NOT make two customers."""
    yield from _repeated_item(seen, "user_id")


@rule("upsert/repeated-item-is-one-customer", source="upsert-idempotent", grade="a", on=(UPSERT,), whole=True)
def repeated_upsert_is_one_customer(seen: Seen) -> Judgement:
    """The same item twice in one upsert MUST leave one customer."""
    yield from _repeated_item(seen, "entityId")


def _repeated_item(seen: Seen, where: str) -> Judgement:
    results = seen.outcome.results
    if len(results) != len(seen.intent.items):
        return
    first: dict[object, int] = {}
    for item, result in zip(seen.intent.items, results, strict=True):
        if not item.identifiers or not result.ok or result.id is None:
            continue
        key = (item.source, item.account, item.identifiers)
        if key in first:
            yield None if first[key] == result.id else Breach(where, first[key], result.id)
        first.setdefault(key, result.id)


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
    portrait, place = seen.knowledge.portrait(seen.customer), seen.situation.place
    apart = portrait is not None and all((where == V11) is not (place == V11) for where in portrait.profiles)
    if portrait and portrait.profiles and apart:
        return  # two identity spaces may count alike
    taken = seen.knowledge.is_known(seen.customer)
    yield Breach("id", "an id not seen before", seen.result.id) if taken else None


@rule("identifiers/at-least-one-identifier", source="at-least-one-identifier", grade="a", on=(ADD,))
def at_least_one_identifier(seen: Seen) -> Judgement:
    """An add without any identifier MUST be refused, with 1007, 8005 or 500."""
    if not seen.is_decided or seen.situation.case is not Case.NO_IDENTIFIER:
        return
    named = seen.codes & {1007, 8005, 500, 8084, *_demands(seen)} or not seen.situation.plain
    yield None if not seen.ok and named else Breach("errors[].code", (1007, 8005, 500), seen.told)


@rule("identifiers/at-least-one-valid-identifier", source="at-least-one-identifier", grade="a", on=(ADD,))
def at_least_one_valid_identifier(seen: Seen) -> Judgement:
    """An add whose identifiers are all invalid MUST be refused."""
    if not seen.is_decided or seen.situation.case is not Case.NO_VALID_IDENTIFIER:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("identifiers/at-least-one-identifier-v11", source="at-least-one-identifier-v11", grade="a", on=(REGISTER,))
def at_least_one_identifier_v11(seen: Seen) -> Judgement:
    """A v1.1 item without any identifier MUST fail, with 1007 in the item or, where all failed, 500 for the request."""
    if not seen.is_decided or seen.situation.case is not Case.NO_IDENTIFIER:
        return
    named = {1007, 500, 400, 1015, *_demands(seen)} & seen.codes or not seen.situation.plain
    named = named or not seen.outcome.enveloped
    yield None if not seen.ok and named else Breach("item_status.code", (1007, 500), seen.told)


@rule("identifiers/several-problems-are-refused", source="missing-source-is-refused", grade="a", on=(ADD, UPSERT))
def several_problems_are_refused(seen: Seen) -> Judgement:
    """A request that breaks several conditions at once MUST be refused."""
    if not seen.is_decided or seen.situation.case is not Case.SEVERAL_PROBLEMS:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule(
    "identifiers/known-customer-keeps-its-id-v11",
    source="reregistration-v11",
    grade="a",
    on=(REGISTER,),
    also=("separate-identity-spaces",),
)
def known_customer_keeps_its_id_v11(seen: Seen) -> Judgement:
    """Registering a known primary identifier again over v1.1 MUST NOT make a second customer."""
    if not seen.is_decided or seen.situation.case is not Case.HELD or not seen.situation.plain:
        return
    yield Breach("user_id", seen.situation.owner, seen.told) if _other_id(seen) else None


@rule("identifiers/reregistration-answers-v11", source="reregistration-v11-answer", grade="b", on=(REGISTER,))
def reregistration_answers_v11(seen: Seen) -> Judgement:
    """Registering a known customer again MUST answer 1000, or one of 1014, 1016, 1032, 1033, 1047."""
    if not seen.is_decided or seen.situation.case is not Case.HELD or not seen.situation.plain:
        return
    accepted = {1014, 1016, 1032, 1033, 1047}
    if not seen.result.codes:
        return  # it succeeded, or all failed, told by the request's code beside an empty item
    if seen.codes & accepted or not is_demanded_otherwise(seen):
        yield None if seen.codes & accepted else Breach("item_status.code", tuple(sorted(accepted)), seen.told)


@rule("identifiers/foreign-secondary-moves-nothing-v11", source="foreign-secondary-v11", grade="b", on=(REGISTER,))
def foreign_secondary_moves_nothing_v11(seen: Seen) -> Judgement:
    """A v1.1 item with one's primary and another's secondary MUST concern the primary's owner or be refused."""
    if not seen.is_decided or seen.situation.case is not Case.FOREIGN_SECONDARY or not seen.situation.plain:
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


def has_long_name(seen: Seen) -> bool:
    """Whether a name exceeds the documented 100 characters."""
    return any(isinstance(n, str) and len(n) > 100 for n in (seen.asked.first_name, seen.asked.last_name))


def is_ordinary(seen: Seen) -> bool:
    """Whether a registration is of somebody unknown, and nothing else about it has a rule of its own."""
    if not seen.is_fresh or is_demanded_otherwise(seen) or has_long_name(seen):
        return False
    removed = any(seen.knowledge.contested(i) == Story.CHANGE_REMOVED for i in seen.asked.identifiers)
    return not freed_by(seen) and not removed


def has_documented_forms(seen: Seen) -> bool:
    """Whether a request has members beyond names and identifiers, as the samples show them."""
    raw = seen.asked.raw
    first = raw["profiles"][0] if "profiles" in raw else raw
    return "commChannels" in first


def has_special_characters(seen: Seen) -> bool:
    """Whether a name or an email has documented characters beyond plain letters and digits."""
    names = [n for n in (seen.asked.first_name, seen.asked.last_name) if isinstance(n, str)]
    return any(n and not (n.isalpha() and n.isascii()) for n in names) or any(
        i.type == "email" and "+" in i.value for i in seen.asked.identifiers
    )


def has_special_external_id(seen: Seen) -> bool:
    """Whether the external id has characters other than letters, digits, hyphen and underscore."""
    return any(
        i.type == "externalId" and not i.value.replace("-", "").replace("_", "").isalnum()
        for i in seen.asked.identifiers
    )


def has_undefined_field(seen: Seen) -> bool:
    """Whether a v1.1 item names a custom field that is not defined: that it succeeds has a rule of its own."""
    fields = seen.profile.custom_fields
    return fields is not None and bool(set(seen.asked.fields) - set(fields))


def has_audit(seen: Seen) -> bool:
    """Whether the request says who stands behind it."""
    return any(name.upper().startswith("USER-CONTEXT-") for name, _ in seen.exchange.request.headers)


def _demands(seen: Seen) -> frozenset[int]:
    """Codes by which the organisation may say which identifier it wants in place of none."""
    return REQUIRED if is_demanded_otherwise(seen) else frozenset()


def _other_id(seen: Seen) -> bool:
    return seen.customer not in (None, seen.situation.owner)
