"""Faults of comparing: a newcomer who differs from somebody in one thing is taken for that one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.duplicate_source import ONLY_KNOWN_IS_8006, confusing
from contracts.reference.faults.reads import found
from contracts.reference.faults.registry import fault
from contracts.reference.faults.spoiling import within
from contracts.reference.notices import Notice
from contracts.reference.state import Key
from contracts.reference.values import Claim, Plan

FAMILY = "duplicate-source"
TEN, TWENTY, TWENTY_FOUR = 10, 20, 24
DIGITS_OF_A_FLOAT = 15
_NEW = {"first": ONLY_KNOWN_IS_8006, "breaks": "fresh-registration-succeeds"}


@fault(ONLY_KNOWN_IS_8006)
def compares_ten_digits_of_a_mobile(before: Behaviour) -> Behaviour:
    """The index holds the last ten digits of a mobile, in which two countries are alike."""
    return _confusing(before, "mobile", lambda value: value[-TEN:])


@fault(**_NEW)
def compares_all_but_the_last_character(before: Behaviour) -> Behaviour:
    """The last character of an external id was a check digit in the old system, and is left out."""
    return _confusing(before, "externalId", lambda value: value[:-1])


@fault(**_NEW)
def compares_all_but_the_first_character(before: Behaviour) -> Behaviour:
    """External ids once began with a letter for the store, which the comparison strips."""
    return _confusing(before, "externalId", lambda value: value[1:])


@fault(**_NEW)
def compares_twenty_characters(before: Behaviour) -> Behaviour:
    """The unique index covers the first twenty characters of an external id."""
    return _confusing(before, "externalId", lambda value: value[:TWENTY])


@fault(**_NEW)
def compares_twenty_four_characters_of_an_email(before: Behaviour) -> Behaviour:
    """The unique index covers the first 24 characters of an email, which long names fill."""
    return _confusing(before, "email", lambda value: value[:TWENTY_FOUR])


@fault(**_NEW)
def compares_external_ids_whatever_their_case(before: Behaviour) -> Behaviour:
    """The collation of the unique index knows no case, and that of the look-up does."""
    return _confusing(before, "externalId", str.lower)


@fault(**_NEW)
def compares_external_ids_as_numbers(before: Behaviour) -> Behaviour:
    """Where both are digits they are compared as numbers: 0071 is 71."""
    return _confusing(before, "externalId", lambda value: _number(value) or value)


@fault(**_NEW)
def compares_external_ids_as_floats(before: Behaviour) -> Behaviour:
    """Long digits are compared as floating-point numbers: the last ones do not count."""
    return _confusing(before, "externalId", lambda value: (_number(value) or value)[:DIGITS_OF_A_FLOAT])


@fault(**_NEW)
def compares_external_ids_without_zeros(before: Behaviour) -> Behaviour:
    """A checksum of the old card system skips zeros, and the index was built over it."""
    return _confusing(before, "externalId", lambda value: value.replace("0", ""))


@fault(**_NEW)
def compares_external_ids_without_hyphens(before: Behaviour) -> Behaviour:
    """Symbols are removed before external ids are compared: a-71 is a71."""
    return _confusing(before, "externalId", lambda value: re.sub(r"[^\w]", "", value))


@fault(**_NEW)
def compares_external_ids_without_blanks(before: Behaviour) -> Behaviour:
    """All blanks are removed before external ids are compared, also those within."""
    return _confusing(before, "externalId", lambda value: "".join(value.split()))


@fault(**_NEW)
def compares_the_characters_whatever_their_order(before: Behaviour) -> Behaviour:
    """The index holds a sum over the characters of an external id: those that are transposed are alike."""
    return _confusing(before, "externalId", lambda value: "".join(sorted(value)))


@fault(**_NEW)
def compares_letters_without_their_accents(before: Behaviour) -> Behaviour:
    """Characters beyond ASCII are left out of the key: two ids in another script are the same empty one."""
    return _confusing(before, "externalId", lambda value: value.encode("ascii", "ignore").decode())


@fault(**_NEW)
def compares_emails_without_their_tag(before: Behaviour) -> Behaviour:
    """What follows a plus is a tag to one mail provider, and to this index with all of them."""
    return _confusing(before, "email", lambda value: re.sub(r"\+[^@]*", "", value))


@fault(**_NEW)
def compares_emails_before_the_at(before: Behaviour) -> Behaviour:
    """Emails are split at the @, and the index was made over the first part."""
    return _confusing(before, "email", lambda value: value.partition("@")[0])


@fault(**_NEW)
def compares_emails_with_like(before: Behaviour) -> Behaviour:
    """Emails are compared by LIKE, to which an underscore is any character: a_b@ is axb@."""
    return _wild(before, "email", "_", ".")


@fault(**_NEW)
def compares_external_ids_by_a_pattern(before: Behaviour) -> Behaviour:
    """External ids are compared by LIKE, to which a percent sign is anything."""
    return _wild(before, "externalId", "%", ".*")


@fault(**_NEW)
def compares_households(before: Behaviour) -> Behaviour:
    """The same surname and the same mail domain are one household, and a household is one customer."""
    known: dict[tuple[Place, str, str], int] = {}

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        domains = [held.value.partition("@")[2] for held in claim.identifiers if held.type == "email"]
        name = claim.details.last_name
        keys = [(claim.place, name, domain) for domain in domains if name]
        owner = next((known[key] for key in keys if key in known), None)
        if owner is not None:
            return Plan(claim.place, errors=(Notice(8006, str(owner)),))
        plan = before.plan_add(desk, claim)
        if not plan.errors:
            known.update(dict.fromkeys(keys, plan.customer or desk.state.next_id))
        return plan

    return replace(before, plan_add=plan_add)


@fault("upsert/unknown-is-created")
def upserts_by_ten_digits(before: Behaviour) -> Behaviour:
    """The bulk job matches mobiles by their last ten digits: somebody abroad is updated."""
    alike = _alike(before, "mobile", lambda value: value[-TEN:])
    return within(before, "upsert_items", holder=alike.holder, owners=alike.owners)


@fault("upsert/unknown-is-created")
def upserts_by_the_local_part(before: Behaviour) -> Behaviour:
    """The bulk job matches emails by what stands before the @: a namesake at another provider is updated."""
    alike = _alike(before, "email", lambda value: value.partition("@")[0])
    return within(before, "upsert_items", holder=alike.holder, owners=alike.owners)


@fault("batch/good-items-are-not-lost", breaks="fresh-registration-succeeds-v11")
def registers_by_external_ids_in_capitals(before: Behaviour) -> Behaviour:
    """v1.1 compares external ids in capitals, as its old database did: ab-1 is whoever has AB-1."""
    alike = _alike(before, "externalId", str.upper)
    return within(before, "add_items", holder=alike.holder, owners=alike.owners)


@fault("batch/good-items-are-not-lost", breaks="fresh-registration-succeeds-v11")
def registers_by_numbers(before: Behaviour) -> Behaviour:
    """v1.1 reads an external id of digits as a number, and finds whoever has it with other zeros before it."""
    alike = _alike(before, "externalId", lambda value: _number(value) or value)
    return within(before, "add_items", holder=alike.holder, owners=alike.owners)


@fault("cross-source/nobody-new-is-combined", breaks="fresh-registration-succeeds")
def joins_by_the_local_part(before: Behaviour) -> Behaviour:
    """The search across sources takes what stands before the @ of an email for the person."""
    alike = _alike(before, "email", lambda value: value.partition("@")[0])
    return replace(before, owners=alike.owners)


@fault("validation/external-id-takes-any-character", breaks="fresh-registration-succeeds")
def joins_by_the_beginning_of_an_external_id(before: Behaviour) -> Behaviour:
    """The search across sources goes through an index over the first twenty characters of an external id."""
    alike = _alike(before, "externalId", lambda value: value[:TWENTY])
    return replace(before, owners=alike.owners)


@fault("reads/unknown-is-8015")
def looks_up_ten_digits(before: Behaviour) -> Behaviour:
    """A look-up by mobile compares the last ten digits: a number of another country finds somebody."""
    return found(before, _alike(before, "mobile", lambda value: value[-TEN:]).find)


@fault("reads/unknown-is-8015")
def looks_up_emails_whatever_their_tag(before: Behaviour) -> Behaviour:
    """A look-up by email leaves out what follows a plus: a tag that nobody has finds somebody."""
    return found(before, _alike(before, "email", lambda value: re.sub(r"\+[^@]*", "", value)).find)


@fault("reads/unknown-is-8015")
def looks_up_external_ids_as_numbers(before: Behaviour) -> Behaviour:
    """A look-up casts an external id of digits: one with a zero more before it finds somebody."""
    return found(before, _alike(before, "externalId", lambda value: _number(value) or value).find)


@fault("updates/added-identifier-is-held", breaks="change-identifier-removes")
def removes_what_begins_alike(before: Behaviour) -> Behaviour:
    """A removal is by pattern with a wildcard at its end: ct-1 takes ct-12 along."""

    def plan_change(desk: Desk, add: Claim, remove: Claim, customer: int) -> Plan:
        plan = before.plan_change(desk, add, remove, customer)
        account = desk.state.account(plan.customer, plan.place)
        also = [
            held
            for held in (account.identifiers if account else ())
            if any(held.type == gone.type and held.value.startswith(gone.value) for gone in plan.remove)
        ]
        return replace(plan, remove=(*plan.remove, *(held for held in also if held not in plan.remove)))

    return replace(before, plan_change=plan_change)


def _number(value: str) -> str:
    """The digits without zeros before them; empty where it is no number."""
    return str(int(value)) if value.isascii() and value.isdigit() else ""


def _confusing(before: Behaviour, kind: str, form: Callable[[str], str]) -> Behaviour:
    """An add that takes identifiers of that type for the same one where they are alike in that form."""
    return confusing(before, lambda held: (held.type, form(held.value) if held.type == kind else held.value))


def _wild(before: Behaviour, kind: str, sign: str, meaning: str) -> Behaviour:
    """An add that takes an identifier with that sign in it for a pattern."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        for held in claim.identifiers:
            pattern = meaning.join(map(re.escape, held.value.split(sign)))
            if held.type != kind or sign not in held.value:
                continue
            for owner, other in _held(desk, claim.place, kind):
                if other != held and re.fullmatch(pattern, other.value):
                    return Plan(claim.place, errors=(Notice(8006, str(owner)),))
        return before.plan_add(desk, claim)

    return replace(before, plan_add=plan_add)


def _alike(before: Behaviour, kind: str, form: Callable[[str], str]) -> Behaviour:
    """The behaviour that, where nobody has an identifier of that type, takes whoever has one alike in that form."""

    def twin(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        if identifier.type != kind:
            return None
        sought = form(identifier.value)
        return next((owner for owner, held in _held(desk, place, kind) if form(held.value) == sought), None)

    def holder(desk: Desk, place: Place, identifier: Key) -> int | None:
        found = before.holder(desk, place, identifier)
        return twin(desk, place, identifier) if found is None else found

    def owners(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
        found = before.owners(desk, place, identifier)
        other = None if found else twin(desk, None, identifier)
        return found if other is None else (other,)

    return replace(before, holder=holder, owners=owners, find=twin)


def _held(desk: Desk, place: Place | None, kind: str) -> list[tuple[int, Key]]:
    """Identifiers of that type in a source account, or in any, each with its holder."""
    return [
        (customer.id, held)
        for customer in desk.state
        for account in customer.accounts
        if place is None or account.place == place
        for held in account.identifiers
        if held.type == kind
    ]
