"""Faults of names: which are refused, and what is stored of them."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.claims import only_profile
from contracts.reference.faults.registry import fault
from contracts.reference.faults.validation import CHARACTERS
from contracts.reference.notices import Notice
from contracts.reference.values import Claim, Details

FAMILY = "validation"
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
        uncut = replace(desk.behaviour, name=lambda desk, text: text.strip())
        return before.v11_details(replace(desk, behaviour=uncut), item)

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
        behaviour = replace(desk.behaviour, name=_spelt(before, spell))
        return before.v11_details(replace(desk, behaviour=behaviour), item)

    return replace(before, v11_details=v11_details)


def _spelt(before: Behaviour, spell: Callable[[str], str]) -> Callable[[Desk, str], str | None]:
    def name(desk: Desk, text: str) -> str | None:
        stored = before.name(desk, text)
        return spell(stored) if stored else stored

    return name


def _naming_v2(before: Behaviour, name: Callable[[Desk, str], str | None]) -> Behaviour:
    def details(desk: Desk, customer: Mapping[str, Any]) -> Details:
        return before.details(replace(desk, behaviour=replace(desk.behaviour, name=name)), customer)

    return replace(before, details=details)
