"""What a value may be, and what becomes of one that is too long or invalid."""

from __future__ import annotations

from contracts.documents.codes import Code
from contracts.engine.verdict import Breach
from contracts.evidence.alternatives import ALTERNATIVES, alternative_of
from contracts.evidence.classification import Category
from contracts.evidence.intent import ADD, REGISTER
from contracts.evidence.seen import Seen
from contracts.evidence.validity import EMAIL_LIMIT, NAME_LIMIT, Validity, validity
from contracts.rules import Judgement, aftermath, rule
from contracts.rules.grounds import (
    freed_by,
    has_documented_forms,
    has_long_name,
    has_special_characters,
    has_special_external_id,
    is_demanded_otherwise,
    is_ordinary,
    may_tell_another_reason,
)
from contracts.rules.shown import SHOW_PROFILES, is_anothers, profiles, shown_identifiers

_NAMES = ("firstName", "lastName")
OF_VALUES = (Code.BAD_EMAIL, Code.BAD_MOBILE)
"""Codes that name the value, where INVALID_MOBILE names what came of it."""


@rule("validation/documented-forms-are-fine", source="documented-forms-are-accepted", grade="a", on=(ADD,))
def documented_forms_are_fine(seen: Seen) -> Judgement:
    """A request in a form that a sample shows MUST NOT be refused for its form."""
    if is_ordinary(seen) and has_documented_forms(seen):
        yield None if seen.ok else Breach("createdId", "success", seen.told)


@rule("validation/documented-forms-are-fine-v11", source="documented-forms-are-accepted-v11", grade="a", on=(REGISTER,))
def documented_forms_are_fine_v11(seen: Seen) -> Judgement:
    """A v1.1 item MUST NOT be refused for a form that a sample shows, nor for all where table and sample differ."""
    if is_ordinary(seen) and has_documented_forms(seen):
        yield None if seen.ok else Breach("item_status.success", "true", seen.told)
    member, form = alternative_of(seen) or (None, "")
    if member is not None and not is_demanded_otherwise(seen):
        if seen.ok:
            yield None
        elif seen.knowledge.forms_refused(member) | {form} >= ALTERNATIVES[member].keys():
            yield Breach(member, f"one of {' and '.join(sorted(ALTERNATIVES[member]))} is taken", seen.told)


@rule("validation/external-id-takes-any-character", source="external-id-takes-any-character", grade="a", on=(ADD,))
def external_id_takes_any_character(seen: Seen) -> Judgement:
    """An external id MUST NOT be refused for the characters it holds."""
    if is_ordinary(seen) and has_special_external_id(seen) and not has_documented_forms(seen):
        yield None if seen.ok else Breach("createdId", "success", seen.told)


@rule("validation/invalid-primary-mobile-is-8014", source="invalid-primary-mobile", grade="a", on=(ADD,))
def invalid_primary_mobile_is_8014(seen: Seen) -> Judgement:
    """An add whose primary mobile has letters or symbols MUST be refused with 8014."""
    situation = seen.situation
    if not seen.is_decided or situation.category is not Category.BAD_PRIMARY or not situation.plain:
        return
    if seen.profile.primary != "mobile" or len(situation.held) > 1:  # of several, which one is named is open
        return
    if not situation.held[0].value.strip():  # nothing in place of a mobile may be none at all
        return
    if seen.profile.primary_identifier is None:  # the mobile may be a secondary one here
        expected: object = (Code.INVALID_MOBILE, *OF_VALUES)
        told = seen.codes & {Code.INVALID_MOBILE, *OF_VALUES} if not seen.ok else set(seen.result.warnings)
    else:
        told, expected = seen.codes & {Code.INVALID_MOBILE}, Code.INVALID_MOBILE
    if told or not may_tell_another_reason(seen):
        yield None if told else Breach("errors[].code", expected, seen.told)


@rule("validation/only-an-invalid-mobile-is-8014", source="fresh-registration-succeeds", grade="a", on=(ADD,))
def only_an_invalid_mobile_is_8014(seen: Seen) -> Judgement:
    """Where an invalid mobile is all there is, the refusal MUST be 8014, 1007, 8005 or 500."""
    situation = seen.situation
    if not seen.is_decided or situation.category is not Category.NO_VALID_IDENTIFIER or not situation.plain or seen.ok:
        return
    if {i.type for i in seen.asked.identifiers} == {"mobile"}:
        accepted = {Code.INVALID_MOBILE, Code.NONE_VALID_V11, Code.NONE_VALID, Code.ALL_FAILED, *OF_VALUES}
        if seen.codes & accepted or not may_tell_another_reason(seen):
            yield None if seen.codes & accepted else Breach("errors[].code", tuple(sorted(accepted)), seen.told)


@rule(
    "validation/invalid-secondary-is-no-silent-success", source="invalid-secondary-never-stored", grade="b", on=(ADD,)
)
def invalid_secondary_is_no_silent_success(seen: Seen) -> Judgement:
    """An add with an invalid secondary mobile or email MUST be refused or warn."""
    situation = seen.situation
    if not seen.is_decided or situation.category is not Category.BAD_SECONDARY or not situation.plain or not seen.ok:
        return
    if all(i.type in ("mobile", "email") and i.value.strip() for i in situation.held):
        warned = not set(OF_VALUES).isdisjoint(seen.result.warnings)
        yield None if warned else Breach("warnings[].code", OF_VALUES, seen.result.warnings)


@rule("validation/long-name-is-no-error", source="long-name-is-not-an-error", grade="a", on=(ADD,))
def long_name_is_no_error(seen: Seen) -> Judgement:
    """A name over 100 characters MUST NOT make an add fail: the excess is ignored."""
    if not seen.is_fresh or not has_long_name(seen) or is_demanded_otherwise(seen) or freed_by(seen):
        return
    yield None if seen.ok else Breach("createdId", "success", seen.told)


@rule("validation/documented-characters-are-fine", source="documented-characters-are-accepted", grade="a", on=(ADD,))
def documented_characters_are_fine(seen: Seen) -> Judgement:
    """Names of letters, digits, spaces, hyphens, apostrophes and emails with a plus sign MUST be accepted."""
    if not is_ordinary(seen) or has_documented_forms(seen) or not has_special_characters(seen):
        return
    blamed = not seen.ok and not seen.codes & {Code.HELD, Code.CANNOT_COMBINE}
    yield Breach("createdId", "success", seen.told) if blamed else None


@rule("validation/bad-mobile-is-not-stored-v11", source="invalid-mobile-v11", grade="b", on=(REGISTER,))
def bad_mobile_is_not_stored_v11(seen: Seen) -> Judgement:
    """A v1.1 item with letters or symbols in its mobile MUST fail, or drop that mobile with a warning."""
    body = seen.result.body
    if not seen.is_decided or seen.situation.category is not Category.BAD_SECONDARY or not seen.situation.plain:
        return
    bad = {i.value for i in seen.situation.held if i.type == "mobile"}
    if bad:
        # an echo repeats what was sent: only without a warning does it claim that the mobile was taken
        taken = seen.ok and isinstance(body, dict) and body.get("mobile") in bad and not seen.result.warnings
        yield Breach("mobile", "refused or dropped", body.get("mobile")) if taken else None


@aftermath(
    "validation/invalid-value-is-not-stored", source="invalid-secondary-never-stored", grade="b", on=SHOW_PROFILES
)
def invalid_value_is_not_stored(seen: Seen) -> Judgement:
    """A mobile with letters, or an email without @, MUST NOT be stored as an identifier."""
    for _, shown in profiles(seen):
        for identifier in shown_identifiers(shown):
            if identifier.type in ("mobile", "email"):
                bad = validity(identifier, seen.profile) is Validity.INVALID
                yield Breach("profiles[].identifiers", "valid identifiers", str(identifier)) if bad else None


@aftermath(
    "validation/long-name-is-not-stored-whole", source="long-name-is-not-stored-whole", grade="a", on=SHOW_PROFILES
)
def long_name_is_not_stored_whole(seen: Seen) -> Judgement:
    """A stored name MUST NOT exceed 100 characters."""
    for _, shown in profiles(seen):
        for member in _NAMES:
            value = shown.get(member)
            if isinstance(value, str) and len(value) > NAME_LIMIT - 10:
                over = len(value) > NAME_LIMIT
                yield Breach(f"profiles[].{member}", f"at most {NAME_LIMIT} characters", len(value)) if over else None


@aftermath(
    "validation/longest-name-is-stored-whole", source="longest-names-are-stored-whole", grade="a", on=SHOW_PROFILES
)
def longest_name_is_stored_whole(seen: Seen) -> Judgement:
    """A name of up to 100 characters MUST be stored as sent."""
    customer = seen.result.id
    if customer is None:
        return
    for place, shown in profiles(seen):
        stored = seen.knowledge.stored(customer, place)
        for member in _NAMES:
            accepted = stored.get(member, (None,))
            sent = accepted[0]
            if isinstance(sent, str) and len(sent) == NAME_LIMIT and None not in accepted:
                told = shown.get(member)
                if is_anothers(told, sent, seen.knowledge.staked(customer, place)):
                    continue  # the rule of the refused write says so
                yield None if told == sent else Breach(f"profiles[].{member}", f"{NAME_LIMIT} characters", told)


@aftermath(
    "validation/long-email-is-not-stored-whole", source="long-email-is-not-stored-whole", grade="a", on=SHOW_PROFILES
)
def long_email_is_not_stored_whole(seen: Seen) -> Judgement:
    """A stored email MUST NOT exceed 255 characters."""
    for _, shown in profiles(seen):
        for identifier in shown_identifiers(shown):
            if identifier.type == "email":
                over = len(identifier.value) > EMAIL_LIMIT
                told = len(identifier.value)
                yield Breach("profiles[].identifiers", f"at most {EMAIL_LIMIT} characters", told) if over else None
