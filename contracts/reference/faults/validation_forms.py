"""Faults of forms: an identifier or a name of one documented form that is refused, cut or changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.faults.spoiling import claiming, linking, said, within
from contracts.reference.faults.validation import refusing
from contracts.reference.notices import Notice
from contracts.reference.state import Key
from contracts.reference.values import Claim, Details

FAMILY = "validation"
LOOKS = "reads/lookup-finds-the-holder"
ANY_CHARACTER = "validation/external-id-takes-any-character"
SHOWS = "reads/details-show-what-was-stored"
CUT, LONGEST, SIXTY_FOUR, FIFTY = 200, 250, 64, 50
MOBILE_DIGITS = 12


@fault(LOOKS, breaks="external-id-takes-any-character")
def stores_external_ids_as_numbers(before: Behaviour) -> Behaviour:
    """The document store guesses types: an external id of digits loses the zeros before it."""
    return _linked(before, "externalId", lambda value: str(int(value)) if _is_digits(value) else value)


@fault(LOOKS, breaks="limits-of-v11-strings")
def cuts_external_ids(before: Behaviour) -> Behaviour:
    """The column has 200 characters, and the database cuts what is longer without a word."""
    return _linked(before, "externalId", lambda value: value[:CUT])


@fault(ANY_CHARACTER, breaks="limits-of-v11-strings")
def refuses_external_ids_of_250(before: Behaviour) -> Behaviour:
    """The limit is compared with >=: an external id of exactly 250 characters is too long."""
    return refusing(before, 8064, lambda held: held.type == "externalId" and len(held.value) >= LONGEST)


@fault("batch/good-items-are-not-lost", breaks="limits-of-v11-strings")
def refuses_long_external_ids_over_v11(before: Behaviour) -> Behaviour:
    """v1.1 still has the limit of the old table, a hundred characters."""

    def v11_claim(desk: Desk, place: Place, item: Mapping[str, Any]) -> Claim:
        claim = before.v11_claim(desk, place, item)
        long = any(held.type == "externalId" and len(held.value) > 2 * FIFTY for held in claim.identifiers)
        return replace(claim, errors=(*claim.errors, Notice(1003))) if long else claim

    return replace(before, v11_claim=v11_claim)


@fault(LOOKS, breaks="external-id-takes-any-character")
def stores_question_marks_in_external_ids(before: Behaviour) -> Behaviour:
    """Names became Unicode in the migration, and external ids were thought to be ASCII."""
    return _linked(before, "externalId", lambda value: value.encode("ascii", "replace").decode())


@fault(LOOKS, breaks="external-id-takes-any-character")
def stores_external_ids_without_inner_blanks(before: Behaviour) -> Behaviour:
    """Blanks are removed where they should be trimmed: "ct 71" is stored as ct71."""
    return _linked(before, "externalId", lambda value: "".join(value.split()))


@fault(LOOKS, breaks="external-id-takes-any-character")
def ends_external_ids_at_a_quote(before: Behaviour) -> Behaviour:
    """A statement put together from texts ends the value at its first quote, and the rest is swallowed."""
    return _linked(before, "externalId", lambda value: value.partition("'")[0] or value)


@fault(LOOKS, breaks="external-id-takes-any-character")
def decodes_percent_signs(before: Behaviour) -> Behaviour:
    """Values are decoded like those of a form: a percent sign before two digits is a character."""
    return _linked(before, "externalId", lambda value: value.replace("%20", " ").replace("%", ""))


@fault(LOOKS, breaks="documented-characters-are-accepted")
def stores_a_blank_for_a_plus(before: Behaviour) -> Behaviour:
    """The bridge to the old database sends forms, in which a plus is a blank."""
    return _linked(before, "email", lambda value: value.replace("+", " "))


@fault(LOOKS, breaks="documented-characters-are-accepted")
def stores_emails_without_underscores(before: Behaviour) -> Behaviour:
    """A sanitiser against wildcards removes underscores from whatever will be searched for."""
    return _linked(before, "email", lambda value: value.replace("_", ""))


@fault("validation/documented-characters-are-fine", breaks="documented-forms-are-accepted")
def refuses_a_hyphen_in_a_domain(before: Behaviour) -> Behaviour:
    """The pattern for emails allows hyphens before the @ and forgets them behind it."""
    return refusing(before, 8055, lambda held: held.type == "email" and "-" in held.value.partition("@")[2])


@fault("validation/documented-characters-are-fine", breaks="documented-forms-are-accepted")
def refuses_a_domain_of_three_parts(before: Behaviour) -> Behaviour:
    """The pattern for emails has one dot behind the @: whoever writes from a subdomain is refused."""
    return refusing(before, 8055, lambda held: held.type == "email" and held.value.partition("@")[2].count(".") > 1)


@fault("validation/documented-characters-are-fine", breaks="documented-forms-are-accepted")
def refuses_an_email_that_begins_with_a_digit(before: Behaviour) -> Behaviour:
    """The pattern for emails was taken from one for user names, which begin with a letter."""
    return refusing(before, 8055, lambda held: held.type == "email" and held.value[:1].isdigit())


@fault(LOOKS, breaks="documented-forms-are-accepted")
def cuts_emails_at_sixty_four(before: Behaviour) -> Behaviour:
    """The limit of what stands before the @ is taken for that of the whole."""
    return _linked(before, "email", lambda value: value[:SIXTY_FOUR])


@fault(LOOKS, breaks="documented-characters-are-accepted")
def looks_emails_up_in_small_letters(before: Behaviour) -> Behaviour:
    """A look-up writes an email in small letters, and what is stored is as it was sent."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        value = identifier.value.lower() if identifier.type == "email" else identifier.value
        return before.find(desk, place, Key(identifier.type, value))

    return replace(before, find=find)


@fault(LOOKS, breaks="external-id-takes-any-character")
def looks_external_ids_up_before_a_slash(before: Behaviour) -> Behaviour:
    """A look-up goes to another service whose path has the value, and there a slash begins something else."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        return before.find(desk, place, Key(identifier.type, identifier.value.partition("/")[0]))

    return replace(before, find=find)


@fault(LOOKS, breaks="details-show-what-was-stored")
def takes_digits_for_a_mobile(before: Behaviour) -> Behaviour:
    """The type of an identifier is corrected by its look: an external id of twelve digits is a mobile."""

    def corrected(held: Key) -> Key:
        is_like = held.type == "externalId" and _is_digits(held.value) and len(held.value) == MOBILE_DIGITS
        return Key("mobile", held.value) if is_like else held

    return linking(before, corrected)


@fault("identifiers/fresh-person-is-registered", breaks="register-only-identifiers")
def refuses_an_email_alone(before: Behaviour) -> Behaviour:
    """A mobile was made mandatory beside an email, for the sake of the welcome message of an add."""
    return within(before, "add", claim=_refusing_alone(before, "email", 1007).claim)


@fault("identifiers/fresh-person-is-registered", breaks="register-only-identifiers")
def refuses_an_external_id_alone(before: Behaviour) -> Behaviour:
    """An external id is a reference to somebody known, says the new check, and nobody is made by it alone."""
    return _refusing_alone(before, "externalId", 1007)


@fault("identifiers/fresh-person-is-registered-v11", breaks="any-one-identifier-suffices-v11")
def refuses_an_external_id_alone_over_v11(before: Behaviour) -> Behaviour:
    """The check for an identifier over v1.1 was written for mobile and email."""
    return replace(before, v11_claim=_refusing_alone(before, "externalId", 1007).v11_claim)


@fault("identifiers/fresh-person-is-registered", breaks="register-only-identifiers")
def refuses_one_identifier_without_names(before: Behaviour) -> Behaviour:
    """Who sends names may send one identifier, and who sends several may leave the names out; not both."""

    def change(claim: Claim) -> Claim:
        is_bare = len(claim.identifiers) == 1 and claim.details.first_name is None and claim.details.last_name is None
        return replace(claim, errors=(*claim.errors, Notice(1007))) if is_bare else claim

    return claiming(before, change)


@fault("upsert/unknown-is-created")
def refuses_upserts_without_a_last_name(before: Behaviour) -> Behaviour:
    """The bulk job counts columns, and a line without a last name has one too few."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        lacks = found.details.first_name is not None and found.details.last_name is None
        return replace(found, errors=(*found.errors, Notice(500, "lastName"))) if lacks else found

    return within(before, "upsert_items", claim=claim)


@fault("validation/documented-characters-are-fine", breaks="documented-forms-are-accepted")
def refuses_names_of_one_letter(before: Behaviour) -> Behaviour:
    """A name has two letters at least, says a validator against typing errors."""

    def change(claim: Claim) -> Claim:
        names = (claim.details.first_name, claim.details.last_name)
        short = any(name is not None and len(name) == 1 for name in names)
        return replace(claim, errors=(*claim.errors, Notice(500, "name"))) if short else claim

    return claiming(before, change)


@fault(SHOWS, breaks="longest-names-are-stored-whole")
def cuts_last_names_at_fifty(before: Behaviour) -> Behaviour:
    """The column of last names has fifty characters, that of first names a hundred."""
    return _last_named(before, lambda name: name[:FIFTY])


@fault("envelope/echo-v11", breaks="documented-characters-are-accepted")
def ends_last_names_at_a_quote(before: Behaviour) -> Behaviour:
    """First names are bound to a statement, last names are written into it: O'Neil is O."""
    return _last_named(before, lambda name: name.partition("'")[0])


@fault(SHOWS, breaks="documented-characters-are-accepted")
def joins_the_words_of_a_last_name(before: Behaviour) -> Behaviour:
    """Blanks are removed from last names to find duplicates, and the key is what is stored: van der Berg."""
    return _last_named(before, lambda name: "".join(name.split()))


@fault(SHOWS, breaks="documented-characters-are-accepted")
def removes_digits_from_last_names(before: Behaviour) -> Behaviour:
    """Digits at the end of a last name are taken for a counter of namesakes, and are cut off."""
    return _last_named(before, lambda name: name.rstrip("0123456789 ") or name)


def _is_digits(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _linked(before: Behaviour, kind: str, form: Callable[[str], str]) -> Behaviour:
    """The behaviour that stores identifiers of a type in another form than that in which they are looked up."""
    return linking(before, lambda held: Key(kind, form(held.value)) if held.type == kind else held)


def _refusing_alone(before: Behaviour, kind: str, code: int) -> Behaviour:
    """The behaviour that refuses who has one identifier only, of that type."""

    def change(claim: Claim) -> Claim:
        is_alone = [held.type for held in claim.identifiers] == [kind] and not claim.cards
        return replace(claim, errors=(*claim.errors, Notice(code))) if is_alone else claim

    return claiming(before, change)


def _last_named(before: Behaviour, form: Callable[[str], str]) -> Behaviour:
    """The behaviour that stores last names in another form."""

    def change(details: Details) -> Details:
        return replace(details, last_name=form(details.last_name)) if details.last_name else details

    return said(before, change)
