"""Faults of uniqueness within one source account: which identifiers are compared, and how."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection
from dataclasses import replace

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.identity import counting
from contracts.reference.notices import Notice
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import Claim, Plan

KNOWN_IS_8006 = "duplicate-source/known-identifier-is-8006"
ONLY_KNOWN_IS_8006 = "duplicate-source/only-a-known-identifier-is-8006"
DUPLICATE = 8006


def blinded(desk: Desk, sees: Callable[[Place, Key, int], bool]) -> Desk:
    """The desk with a uniqueness check that overlooks some holders in the source account itself."""
    whole = desk.behaviour

    def holder(desk: Desk, place: Place, identifier: Key) -> int | None:
        found = whole.holder(desk, place, identifier)
        return found if found is None or sees(place, identifier, found) else None

    def owners(desk: Desk, place: Place, identifier: Key) -> tuple[int, ...]:
        here, found = whole.holder(desk, place, identifier), whole.owners(desk, place, identifier)
        if here is None or sees(place, identifier, here):
            return tuple(found)
        return tuple(owner for owner in found if not whole.is_present(desk, owner, place))

    return replace(desk, behaviour=replace(whole, holder=holder, owners=owners))


def overlooking(before: Behaviour, sees: Callable[[Desk, Claim, Key, int], bool]) -> Behaviour:
    """An add whose uniqueness check overlooks some holders."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        return before.plan_add(blinded(desk, lambda _, held, owner: sees(desk, claim, held, owner)), claim)

    return replace(before, plan_add=plan_add)


def checking(before: Behaviour, checked: Callable[[Claim], Collection[Key]]) -> Behaviour:
    """An add that compares some of its identifiers only."""
    return overlooking(before, lambda desk, claim, held, owner: held in checked(claim))


def confusing(before: Behaviour, key: Callable[[Key], object]) -> Behaviour:
    """An add that takes identifiers of equal key in one source account for the same one, whichever way they came in."""
    index: dict[tuple[Place, object], tuple[Key, int]] = {}

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        index.setdefault((account.place, key(identifier)), (identifier, account.customer.id))
        before.link(desk, account, identifier)

    def unlink(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        if index.get(at := (account.place, key(identifier)), (None, 0))[0] == identifier:
            del index[at]
        before.unlink(desk, account, identifier)

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        for identifier in counting(desk, claim.identifiers):
            _, owner = index.get((claim.place, key(identifier)), (None, None))
            if owner is not None:
                return Plan(claim.place, errors=(Notice(DUPLICATE, str(owner)),))
        return before.plan_add(desk, claim)

    return replace(before, plan_add=plan_add, link=link, unlink=unlink)


@fault(KNOWN_IS_8006)
def accepts_a_duplicate(before: Behaviour) -> Behaviour:
    """The unique index over identifiers was dropped in a migration: every add makes a customer of its own."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        if claim.errors:
            return before.plan_add(desk, claim)
        return desk.behaviour.guard_cards(
            desk, replace(before.join(desk, claim, ()), warnings=(*claim.warnings, *desk.behaviour.advise(desk, claim)))
        )

    return replace(before, plan_add=plan_add)


@fault(KNOWN_IS_8006, breaks="unique-secondary-has-one-owner")
def drops_the_index_on_emails(before: Behaviour) -> Behaviour:
    """A migration rebuilt the unique indices and left out the one on emails."""
    return overlooking(before, lambda desk, claim, held, owner: held.type != "email")


@fault(KNOWN_IS_8006, breaks="position-and-type-do-not-matter")
def drops_the_index_on_external_ids(before: Behaviour) -> Behaviour:
    """External ids moved to a table of their own, which has no unique index."""
    return overlooking(before, lambda desk, claim, held, owner: held.type != "externalId")


@fault(KNOWN_IS_8006, breaks="position-and-type-do-not-matter")
def drops_the_index_on_ids_of_a_source(before: Behaviour) -> Behaviour:
    """The check has a switch over mobile, email and external id; line, cuid and unionId fall through its default."""
    return overlooking(before, lambda desk, claim, held, owner: held.type in ("mobile", "email", "externalId"))


@fault(KNOWN_IS_8006, breaks="position-and-type-do-not-matter")
def checks_the_first_identifier_only(before: Behaviour) -> Behaviour:
    """The loop over identifiers returns from its first turn."""
    return checking(before, lambda claim: claim.identifiers[:1])


@fault(KNOWN_IS_8006, breaks="position-and-type-do-not-matter")
def checks_the_last_identifier_only(before: Behaviour) -> Behaviour:
    """The loop assigns where it should collect, so the last identifier decides."""
    return checking(before, lambda claim: claim.identifiers[-1:])


@fault(KNOWN_IS_8006, breaks="position-and-type-do-not-matter")
def ends_the_check_one_too_early(before: Behaviour) -> Behaviour:
    """An index runs to one below the last: of several identifiers the last is never compared."""
    return checking(before, lambda claim: claim.identifiers[:-1] or claim.identifiers)


@fault(KNOWN_IS_8006, breaks="position-and-type-do-not-matter")
def checks_three_identifiers_at_most(before: Behaviour) -> Behaviour:
    """The prepared statement has three place holders; whoever sends a fourth identifier has it stored unchecked."""
    return checking(before, lambda claim: claim.identifiers[:3])


@fault(KNOWN_IS_8006)
def checks_lists_but_no_single_identifier(before: Behaviour) -> Behaviour:
    """The batch look-up of holders is skipped for a list of one, meant for the fast path that was never written."""
    return checking(before, lambda claim: claim.identifiers if len(claim.identifiers) > 1 else ())


@fault(KNOWN_IS_8006)
def wants_every_identifier_to_match(before: Behaviour) -> Behaviour:
    """The conditions of the duplicate query are joined by AND: only a copy of the whole list is a duplicate."""

    def sees(desk: Desk, claim: Claim, held: Key, owner: int) -> bool:
        return all(before.holder(desk, claim.place, other) == owner for other in claim.identifiers)

    return overlooking(before, sees)


@fault(KNOWN_IS_8006)
def wants_the_first_name_to_match(before: Behaviour) -> Behaviour:
    """Duplicate detection was tuned for families that share a phone: another first name makes another customer."""

    def sees(desk: Desk, claim: Claim, held: Key, owner: int) -> bool:
        account = desk.state.account(owner, claim.place)
        return account is None or account.first_name == claim.details.first_name

    return overlooking(before, sees)


@fault(KNOWN_IS_8006)
def partitions_the_index_by_instore(before: Behaviour) -> Behaviour:
    """The unique index was made partial when it grew too large: WHERE source = 'INSTORE'."""
    return overlooking(before, lambda desk, claim, held, owner: claim.place.source == "INSTORE")


@fault(KNOWN_IS_8006)
def forgets_one_source_in_the_index(before: Behaviour) -> Behaviour:
    """Of the partitions by source that of TMALL was restored without its unique index."""
    return overlooking(before, lambda desk, claim, held, owner: claim.place.source != "TMALL")


@fault(KNOWN_IS_8006, breaks="account-separates-multi-account-sources")
def forgets_one_account_in_the_index(before: Behaviour) -> Behaviour:
    """The second brand went live later than the index: nothing is unique in an account that is not the first."""

    def sees(desk: Desk, claim: Claim, held: Key, owner: int) -> bool:
        return claim.place.account in ("", *desk.organisation.accounts(claim.place.source)[:1])

    return overlooking(before, sees)


@fault("duplicate-source/same-value-under-another-type-is-new")
def compares_values_whatever_their_type(before: Behaviour) -> Behaviour:
    """The identifiers of all types share one table whose key is the value alone."""
    return confusing(before, lambda identifier: identifier.value)


@fault(ONLY_KNOWN_IS_8006)
def compares_external_ids_by_their_beginning(before: Behaviour) -> Behaviour:
    """The search uses LIKE the wrong way round: an external id that begins with a known one is taken for it."""
    return _confusing_beginnings(before, lambda known, new: new.startswith(known))


@fault(ONLY_KNOWN_IS_8006)
def compares_external_ids_with_like(before: Behaviour) -> Behaviour:
    """The search appends a wildcard: an external id with which a known one begins is taken for that one."""
    return _confusing_beginnings(before, lambda known, new: known.startswith(new))


@fault(ONLY_KNOWN_IS_8006)
def trusts_the_bloom_filter(before: Behaviour) -> Behaviour:
    """The filter in front of the index says "perhaps known", and that is taken for an answer."""
    return confusing(before, lambda identifier: (identifier.type, zlib.crc32(identifier.value.encode()) % 512))


@fault(ONLY_KNOWN_IS_8006)
def compares_sixty_four_characters(before: Behaviour) -> Behaviour:
    """The unique index covers the first 64 characters of a value, and takes longer external ids for each other."""
    return confusing(before, lambda identifier: (identifier.type, identifier.value[:64]))


@fault(ONLY_KNOWN_IS_8006)
def compares_emails_without_dots(before: Behaviour) -> Behaviour:
    """The habits of one mail provider are applied to all: dots before the @ do not count, nor what follows a plus."""

    def key(held: Key) -> object:
        local, _, domain = held.value.partition("@")
        return (local.partition("+")[0].replace(".", ""), domain) if held.type == "email" else held

    return confusing(before, key)


def _confusing_beginnings(before: Behaviour, same: Callable[[str, str], bool]) -> Behaviour:
    known: set[tuple[Place, str]] = set()

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        ids = [held.value for held in claim.identifiers if held.type == "externalId"]
        if any(same(old, new) for place, old in known if place == claim.place for new in ids):
            return Plan(claim.place, errors=(Notice(DUPLICATE),))
        plan = before.plan_add(desk, claim)
        if not plan.errors:
            known.update((claim.place, value) for value in ids)
        return plan

    return replace(before, plan_add=plan_add)
