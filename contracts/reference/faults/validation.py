"""Faults of identifiers and their limits: what may be a mobile, an email, an external id."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import Answer, Response, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.claims import only_profile
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import Key
from contracts.reference.values import Call, Claim, Endpoint

IS_8014 = "validation/invalid-primary-mobile-is-8014"
NOT_STORED = "validation/invalid-value-is-not-stored"
CHARACTERS = "validation/documented-characters-are-fine"
INVALID_PRIMARY = 8014

Valid = Callable[[Key], bool]


def also_valid(before: Behaviour, accepts: Valid) -> Behaviour:
    """More identifiers are valid than should be."""

    def is_valid(desk: Desk, identifier: Key) -> bool:
        return accepts(identifier) or before.is_valid(desk, identifier)

    return replace(before, is_valid=is_valid)


def also_valid_over_v11(before: Behaviour, accepts: Valid) -> Behaviour:
    """More identifiers are valid in items of v1.1 than should be."""
    lenient = also_valid(before, accepts)

    def v11_claim(desk: Desk, place: Place, item: Mapping[str, Any]) -> Claim:
        return before.v11_claim(
            replace(desk, behaviour=replace(desk.behaviour, is_valid=lenient.is_valid)), place, item
        )

    return replace(before, v11_claim=v11_claim)


def refusing(before: Behaviour, code: int, is_bad: Valid) -> Behaviour:
    """A v2 customer is refused for some identifier that is fine."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        is_refused = any(map(is_bad, found.identifiers))
        return replace(found, errors=(*found.errors, Notice(code))) if is_refused else found

    return replace(before, claim=claim)


@fault(IS_8014)
def takes_letters_in_a_mobile(before: Behaviour) -> Behaviour:
    """Mobiles are validated as letters and digits since vanity numbers were asked for."""
    lenient = also_valid(before, lambda held: held.type == "mobile" and held.value.isalnum())
    return replace(before, claim=_claiming(before, is_valid=lenient.is_valid))


@fault("validation/bad-mobile-is-not-stored-v11")
def leaves_the_mobile_pattern_open_at_its_end(before: Behaviour) -> Behaviour:
    """The pattern for mobiles is matched from the beginning and has no end: digits and then anything."""
    return also_valid(before, lambda held: held.type == "mobile" and bool(re.match(r"[0-9]{6}", held.value)))


@fault(IS_8014)
def leaves_the_mobile_pattern_open_at_its_beginning(before: Behaviour) -> Behaviour:
    """The pattern for mobiles is searched for: anything, and then six digits at the end."""
    return also_valid(before, lambda held: held.type == "mobile" and bool(re.search(r"[0-9]{6}$", held.value)))


@fault(IS_8014)
def strips_what_is_no_digit_from_a_mobile(before: Behaviour) -> Behaviour:
    """A normaliser removes everything but digits before the check, and half a number is registered."""

    def normalise(desk: Desk, identifier: Key) -> Key:
        digits = re.sub(r"[^0-9]", "", identifier.value)
        return Key("mobile", digits) if identifier.type == "mobile" else before.normalise(desk, identifier)

    return replace(before, claim=_claiming(before, normalise=normalise))


@fault(IS_8014)
def answers_8056_for_an_invalid_primary_mobile(before: Behaviour) -> Behaviour:
    """The check of the primary identifier was folded into that of all identifiers, which has other codes."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        errors = [Notice(8056) if notice.code == INVALID_PRIMARY else notice for notice in found.errors]
        return replace(found, errors=tuple(errors))

    return replace(before, claim=claim)


@fault(IS_8014)
def drops_an_invalid_primary_mobile(before: Behaviour) -> Behaviour:
    """An invalid identifier is left out with a warning, whether it is the primary one or not."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        errors = tuple(notice for notice in found.errors if notice.code != INVALID_PRIMARY)
        warned = (Notice(8056),) if len(errors) < len(found.errors) and found.identifiers else ()
        return replace(found, errors=errors, warnings=(*found.warnings, *warned)) if warned else found

    return replace(before, claim=claim)


@fault("validation/bad-mobile-is-not-stored-v11")
def stores_letters_in_a_mobile_over_v11(before: Behaviour) -> Behaviour:
    """The stricter pattern for mobiles reached v2 only; v1.1 still takes what the database takes."""
    return also_valid_over_v11(before, lambda held: held.type == "mobile" and bool(held.value.strip()))


@fault(NOT_STORED)
def stores_an_invalid_email_over_v11(before: Behaviour) -> Behaviour:
    """The newer checks of emails reached v2 only; v1.1 stores what a till types."""
    return also_valid_over_v11(before, lambda held: held.type == "email" and bool(held.value.strip()))


@fault("validation/invalid-secondary-is-no-silent-success")
def stores_an_invalid_email_silently(before: Behaviour) -> Behaviour:
    """Emails are no longer validated: the library was upgraded and its method renamed."""
    return also_valid(before, lambda held: held.type == "email" and bool(held.value.strip()))


@fault("validation/invalid-secondary-is-no-silent-success")
def drops_an_invalid_email_silently(before: Behaviour) -> Behaviour:
    """Warnings of validation are logged and not answered: the till never learns that there is no email."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        return replace(found, warnings=tuple(notice for notice in found.warnings if notice.code != 8055))

    return replace(before, claim=claim)


@fault(NOT_STORED)
def warns_of_an_invalid_email_and_stores_it(before: Behaviour) -> Behaviour:
    """Validation warns, and what is stored is the request as it came."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        sent = [raw for raw in only_profile(customer).get("identifiers", ()) if raw["type"] == "email"]
        emails = tuple(Key("email", raw["value"]) for raw in sent if raw["value"])
        return replace(found, identifiers=tuple(dict.fromkeys((*found.identifiers, *emails))))

    return replace(before, claim=claim)


@fault("validation/long-email-is-not-stored-whole")
def stores_a_long_email_whole(before: Behaviour) -> Behaviour:
    """The column for emails was widened to hold anything, and the limit went with it."""
    return also_valid(before, lambda held: held.type == "email" and len(held.value) > 255 and "@" in held.value)


@fault("robustness/no-server-error", breaks="long-email-is-not-stored-whole")
def breaks_over_a_long_email(before: Behaviour) -> Behaviour:
    """The limit is left to the database, whose refusal of a long email nobody catches."""

    def perform(desk: Desk, call: Call) -> Answer | Rest:
        if call.endpoint is Endpoint.ADD:
            sent = only_profile(call.body).get("identifiers", ())
            if any(raw["type"] == "email" and len(raw["value"]) > 255 for raw in sent):
                return Answer(Response(500, (("Content-Type", "text/plain"),), b"Internal Server Error"))
        return before.perform(desk, call)

    return replace(before, perform=perform)


@fault(CHARACTERS)
def refuses_a_plus_in_an_email(before: Behaviour) -> Behaviour:
    """The pattern for emails was taken from a forum: no plus, no underscore."""
    return refusing(before, 8055, lambda held: held.type == "email" and bool(re.search("[+_]", held.value)))


@fault(CHARACTERS)
def refuses_a_capital_in_an_email(before: Behaviour) -> Behaviour:
    """The pattern for emails knows small letters only."""
    return refusing(before, 8055, lambda held: held.type == "email" and held.value != held.value.lower())


@fault("validation/external-id-takes-any-character")
def refuses_symbols_in_an_external_id(before: Behaviour) -> Behaviour:
    """External ids are checked like names of files: letters, digits, hyphens."""
    return refusing(before, 8064, lambda held: held.type == "externalId" and bool(re.search(r"[^\w-]", held.value)))


@fault("batch/good-items-are-not-lost", breaks="limits-of-v11-strings")
def refuses_an_external_id_over_fifty(before: Behaviour) -> Behaviour:
    """External ids share the limit of till names, fifty characters."""

    def is_valid(desk: Desk, identifier: Key) -> bool:
        is_long = identifier.type == "externalId" and len(identifier.value) > 50
        return before.is_valid(desk, identifier) and not is_long

    return replace(before, is_valid=is_valid)


def _claiming(before: Behaviour, **changes: Any) -> Callable[[Desk, Place, Mapping[str, Any]], Claim]:
    """What a v2 customer object claims where some functions of identifiers are others."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        return before.claim(replace(desk, behaviour=replace(desk.behaviour, **changes)), place, customer)

    return claim
