"""Faults of identifiers and names, and their limits: which are refused, and what is stored of them."""

from __future__ import annotations

import html
import re
import unicodedata
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
from contracts.reference.values import Call, Claim, Details, Endpoint

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
        return before.v11_claim(desk.behaving(is_valid=lenient.is_valid), place, item)

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
        return before.claim(desk.behaving(**changes), place, customer)

    return claim


NO_ERROR = "validation/long-name-is-no-error"
NOT_WHOLE = "validation/long-name-is-not-stored-whole"
WHOLE = "validation/longest-name-is-stored-whole"
ECHOED = "envelope/echo-v11"
SHOWN = "reads/details-show-what-was-stored"
LIMIT = 100


@fault(NO_ERROR)
def refuses_a_long_name(before: Behaviour) -> Behaviour:
    """The limit became a constraint of the schema: a name that is too long is an invalid request."""
    return _refusing(before, lambda name: len(name) > LIMIT)


@fault("validation/documented-characters-are-fine", breaks="longest-names-are-stored-whole")
def refuses_a_name_of_a_hundred(before: Behaviour) -> Behaviour:
    """The limit is compared with >=: a name of exactly 100 characters is too long."""
    return _refusing(before, lambda name: len(name) == LIMIT)


@fault(CHARACTERS)
def refuses_an_apostrophe(before: Behaviour) -> Behaviour:
    """A firewall rule against SQL injection refuses quotes, and with them the O'Neils."""
    return _refusing(before, lambda name: "'" in name)


@fault(CHARACTERS)
def refuses_a_hyphen(before: Behaviour) -> Behaviour:
    """The pattern for names has its hyphen in the middle of a class, where it means a range."""
    return _refusing(before, lambda name: "-" in name)


@fault(CHARACTERS)
def refuses_digits_in_a_name(before: Behaviour) -> Behaviour:
    """Names are letters to the validation that came with the new form: nobody is called the 3rd."""
    return _refusing(before, lambda name: any(letter.isdigit() for letter in name))


@fault(CHARACTERS)
def refuses_letters_of_other_scripts(before: Behaviour) -> Behaviour:
    """Letters are a to z: José is asked to write himself Jose."""
    return _refusing(before, lambda name: any(letter.isalpha() and not letter.isascii() for letter in name))


@fault("identifiers/fresh-person-is-registered")
def refuses_the_nameless(before: Behaviour) -> Behaviour:
    """The first name was made mandatory for one campaign, for every organisation."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        if only_profile(customer).get("firstName"):
            return found
        return replace(found, errors=(*found.errors, Notice(500, "firstName")))

    return replace(before, claim=claim)


@fault(NOT_WHOLE)
def stores_a_long_name_whole(before: Behaviour) -> Behaviour:
    """The limit was a matter of the column, and the new store has no columns."""
    return _naming_v2(before, lambda desk, text: text.strip())


@fault(NOT_WHOLE)
def keeps_a_hundred_and_one(before: Behaviour) -> Behaviour:
    """The cut counts from zero and keeps one character too many."""
    return _naming_v2(before, lambda desk, text: text.strip()[: LIMIT + 1])


@fault("reads/details-show-what-was-stored", breaks="longest-names-are-stored-whole")
def keeps_ninety_nine(before: Behaviour) -> Behaviour:
    """The cut leaves room for an end of text that nobody needs."""
    return replace(before, name=lambda desk, text: text.strip()[: LIMIT - 1])


@fault(WHOLE)
def counts_bytes_for_characters(before: Behaviour) -> Behaviour:
    """The limit is one of bytes: names in other scripts lose their second half."""
    return _naming_v2(before, lambda desk, text: text.strip().encode()[:LIMIT].decode(errors="ignore"))


@fault("validation/long-name-is-not-stored-whole")
def keeps_long_names_whole_over_v11(before: Behaviour) -> Behaviour:
    """v1.1 writes past the layer that cuts names."""

    def v11_details(desk: Desk, item: Mapping[str, Any]) -> Details:
        return before.v11_details(desk.behaving(name=lambda desk, text: text.strip()), item)

    return replace(before, v11_details=v11_details)


@fault(SHOWN)
def stores_question_marks_for_letters(before: Behaviour) -> Behaviour:
    """The connection to the database speaks Latin-1: what it cannot say becomes a question mark."""
    return _spelling(before, lambda name: name.encode("latin-1", errors="replace").decode("latin-1"))


@fault("validation/long-name-is-not-stored-whole", breaks="details-show-what-was-stored")
def stores_letters_read_as_another_code(before: Behaviour) -> Behaviour:
    """Bytes in UTF-8 are read as Latin-1: José is stored as JosÃ©."""
    return _spelling(before, lambda name: name.encode().decode("latin-1"))


@fault("validation/longest-name-is-stored-whole", breaks="details-show-what-was-stored")
def strips_accents(before: Behaviour) -> Behaviour:
    """Names are folded for the search, and the folded form is the one that is kept."""

    def fold(name: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))

    return _spelling(before, fold)


@fault(ECHOED)
def escapes_names_as_markup(before: Behaviour) -> Behaviour:
    """Names are escaped when they are stored instead of when they are shown: O'Neil is O&#x27;Neil."""
    return _spelling_v11(before, html.escape)


@fault(ECHOED)
def doubles_apostrophes(before: Behaviour) -> Behaviour:
    """Quotes are escaped by hand and then again by the driver: O'Neil is stored as O''Neil."""
    return _spelling_v11(before, lambda name: name.replace("'", "''"))


@fault(ECHOED)
def capitalises_names(before: Behaviour) -> Behaviour:
    """Names are made to begin with a capital and go on in small letters: Jean-Luc is Jean-luc."""
    return _spelling_v11(before, str.capitalize)


@fault(ECHOED)
def keeps_the_first_word_of_a_name(before: Behaviour) -> Behaviour:
    """A name is taken apart at blanks, and only the first part of it is put back."""
    return _spelling_v11(before, lambda name: name.split(" ")[0])


@fault(SHOWN)
def forgets_last_names(before: Behaviour) -> Behaviour:
    """The mapper sets the first name twice and the last name never."""

    def details(desk: Desk, customer: Mapping[str, Any]) -> Details:
        return replace(before.details(desk, customer), last_name=None)

    return replace(before, details=details)


def _refusing(before: Behaviour, is_bad: Callable[[str], bool]) -> Behaviour:
    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        profile = only_profile(customer)
        bad = [member for member in ("firstName", "lastName") if is_bad(profile.get(member, ""))]
        return replace(found, errors=(*found.errors, Notice(500, bad[0]))) if bad else found

    return replace(before, claim=claim)


def _spelling(before: Behaviour, spell: Callable[[str], str]) -> Behaviour:
    """Another spelling of names, in v2."""
    return _naming_v2(before, _spelt(before, spell))


def _spelling_v11(before: Behaviour, spell: Callable[[str], str]) -> Behaviour:
    """Another spelling of names, in v1.1."""

    def v11_details(desk: Desk, item: Mapping[str, Any]) -> Details:
        return before.v11_details(desk.behaving(name=_spelt(before, spell)), item)

    return replace(before, v11_details=v11_details)


def _spelt(before: Behaviour, spell: Callable[[str], str]) -> Callable[[Desk, str], str | None]:
    def name(desk: Desk, text: str) -> str | None:
        stored = before.name(desk, text)
        return spell(stored) if stored else stored

    return name


def _naming_v2(before: Behaviour, name: Callable[[Desk, str], str | None]) -> Behaviour:
    def details(desk: Desk, customer: Mapping[str, Any]) -> Details:
        return before.details(desk.behaving(name=name), customer)

    return replace(before, details=details)
