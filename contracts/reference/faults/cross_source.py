"""Faults of customers who are known in several source accounts: joining, what it brings, and several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.duplicate_source import KNOWN_IS_8006
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import Customer, Key, SourceAccount
from contracts.reference.values import Claim, Decision, Plan

JOINS = "cross-source/known-elsewhere-joins-the-customer"
FOUND = "cross-source/joined-customer-is-found"
KEPT_APART = "cross-source/details-kept-per-source"
SEVERAL_TOLD = "cross-source/several-owners-are-told"


@fault(JOINS)
def refuses_who_is_known_elsewhere(before: Behaviour) -> Behaviour:
    """The unique index was rebuilt without the source among its columns: known anywhere is known here."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        return _refused(claim, known[0]) if known else before.join(desk, claim, known)

    return replace(before, join=join)


@fault(JOINS)
def looks_mobiles_up_in_every_source(before: Behaviour) -> Behaviour:
    """AND binds tighter than OR: mobile = ? OR email = ? AND source = ? finds the mobile in every source."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        mobiles = [held for held in claim.identifiers if held.type == "mobile"]
        if any(desk.behaviour.owners(desk, claim.place, held) for held in mobiles):
            return _refused(claim, known[0])
        return before.join(desk, claim, known)

    return replace(before, join=join)


@fault(JOINS)
def makes_anew_who_is_known_elsewhere(before: Behaviour) -> Behaviour:
    """Each source has a database of its own since the split, and nobody looks into the others."""
    return replace(before, join=lambda desk, claim, known: before.join(desk, claim, ()))


@fault(JOINS)
def joins_the_latest_customer(before: Behaviour) -> Behaviour:
    """The id to join is taken from the last insert of the connection instead of the search."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        return before.join(desk, claim, known and (desk.state.next_id - 1,))

    return replace(before, join=join)


@fault(JOINS)
def joins_by_mobile_only(before: Behaviour) -> Behaviour:
    """The search across sources goes through an index that has mobiles only."""
    return _acquainted_by(before, lambda claim: [held for held in claim.identifiers if held.type == "mobile"])


@fault(JOINS)
def joins_by_the_first_identifier(before: Behaviour) -> Behaviour:
    """The search across sources takes the first identifier of the list for the customer's."""
    return _acquainted_by(before, lambda claim: claim.identifiers[:1])


@fault(JOINS)
def leaves_one_source_out_of_joins(before: Behaviour) -> Behaviour:
    """ECOMMERCE came with an acquisition and is still an island: its customers are never those of other sources."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        return before.join(desk, claim, () if claim.place.source == "ECOMMERCE" else known)

    return replace(before, join=join)


@fault(JOINS)
def has_room_for_two_sources(before: Behaviour) -> Behaviour:
    """The table of customers has two columns for sources; in the third one a customer is somebody new."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        room = [owner for owner in known if len(_accounts(desk, owner)) < 2]
        return before.join(desk, claim, room)

    return replace(before, join=join)


@fault(JOINS)
def answers_with_the_id_of_the_source_account(before: Behaviour) -> Behaviour:
    """Source accounts have keys of their own, and the add answers with that of the row it has inserted."""

    def settle(desk: Desk, plan: Plan) -> Decision:
        decision = before.settle(desk, plan)
        if decision.customer is None or not desk.state.customer(decision.customer):
            return decision
        position = [account.place for account in _accounts(desk, decision.customer)].index(plan.place)
        return replace(decision, customer=decision.customer + position * 1_000_000)

    return replace(before, settle=settle)


@fault("reads/lookup-stays-in-its-source-account", breaks="account-separates-multi-account-sources")
def takes_accounts_of_a_source_for_one(before: Behaviour) -> Behaviour:
    """The account is validated and then left out of the key: all accounts of a source are the same place."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        found = before.place(desk, source, account)
        return found if isinstance(found, Notice) else Place(found.source)

    return replace(before, place=place)


@fault("cross-source/another-account-is-another-source-account")
def takes_accounts_for_strangers(before: Behaviour) -> Behaviour:
    """Joining asks whether the other profile is of another source, and never of another account of the same."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        others = [
            owner
            for owner in known
            if all(account.place.source != claim.place.source for account in _accounts(desk, owner))
        ]
        return before.join(desk, claim, others)

    return replace(before, join=join)


@fault(KNOWN_IS_8006, breaks="account-separates-multi-account-sources")
def joins_in_the_first_account(before: Behaviour) -> Behaviour:
    """Whoever joins is written into the default account of the source, whichever was named."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        plan = before.join(desk, claim, known)
        first = desk.organisation.accounts(claim.place.source)[:1]
        return replace(plan, place=Place(claim.place.source, first[0])) if known and first else plan

    return replace(before, join=join)


@fault(FOUND)
def joins_without_a_profile(before: Behaviour) -> Behaviour:
    """The customer was found, so nothing is inserted: the new source account is answered and never stored."""

    def settle(desk: Desk, plan: Plan) -> Decision:
        joins = plan.customer is not None and not desk.behaviour.is_present(desk, plan.customer, plan.place)
        return (
            Decision(plan.customer, warnings=plan.warnings) if joins and not plan.errors else before.settle(desk, plan)
        )

    return replace(before, settle=settle)


@fault(FOUND)
def moves_identifiers_to_the_latest_source(before: Behaviour) -> Behaviour:
    """The index has one row for each identifier of a customer, and joining another source moves it there."""

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        before.link(desk, account, identifier)
        for other in account.customer.accounts:
            if other is not account and identifier in other.identifiers:
                desk.behaviour.unlink(desk, other, identifier)

    return replace(before, link=link)


@fault(KEPT_APART)
def gives_the_names_to_every_source(before: Behaviour) -> Behaviour:
    """Names moved from the profile to the person: what one source says overwrites what the others said."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            other.first_name, other.last_name = account.first_name, account.last_name

    return replace(before, write=write)


@fault(KEPT_APART)
def keeps_the_names_of_the_first_source(before: Behaviour) -> Behaviour:
    """A joining profile starts as a copy of the customer's first one, and an add fills only what is empty."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        first = account.customer.accounts[0]
        if first is not account and account.first_name is None:
            account.first_name, account.last_name = first.first_name, first.last_name
        before.write(desk, account, plan)

    return replace(before, write=write)


def _acquainted_by(before: Behaviour, used: Callable[[Claim], Sequence[Key]]) -> Behaviour:
    def plan_add(desk: Desk, claim: Claim) -> Plan:
        known = before.acquainted(desk, replace(claim, identifiers=tuple(used(claim))))
        return before.plan_add(desk.behaving(acquainted=lambda desk, claim: known), claim)

    return replace(before, plan_add=plan_add)


def _accounts(desk: Desk, customer_id: int) -> Sequence[SourceAccount]:
    customer: Customer | None = desk.state.customer(customer_id)
    return customer.accounts if customer else ()


def _refused(claim: Claim, owner: int) -> Plan:
    return Plan(claim.place, errors=(Notice(8006, str(owner)),))


@fault("duplicate-source/known-identifier-is-8006", breaks="known-elsewhere-joins-the-customer")
def drops_what_is_new_when_joining(before: Behaviour) -> Behaviour:
    """Only the identifier by which the customer was found is registered in the new source; the rest is lost."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        plan = before.join(desk, claim, known)
        kept = tuple(held for held in plan.add if desk.behaviour.owners(desk, claim.place, held))
        return replace(plan, add=kept) if known else plan

    return replace(before, join=join)


@fault("cross-source/identifiers-kept-per-source")
def copies_every_identifier_when_joining(before: Behaviour) -> Behaviour:
    """The joined profile is a deep copy of the other: it holds identifiers that nobody sent to this source."""

    def settle(desk: Desk, plan: Plan) -> Decision:
        decision = before.settle(desk, plan)
        account = desk.state.account(decision.customer, plan.place)
        accounts = account.customer.accounts if account else ()
        for identifier in [held for other in accounts for held in other.identifiers]:
            if account and desk.behaviour.holder(desk, plan.place, identifier) is None:
                desk.behaviour.link(desk, account, identifier)
        return decision

    return replace(before, settle=settle)


@fault(KEPT_APART)
def shares_fields_between_sources(before: Behaviour) -> Behaviour:
    """Custom fields are kept once for each customer: what one source says of them overwrites the others' values."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            other.fields = {**(other.fields or {}), **(plan.details.fields or {})} or None

    return replace(before, write=write)


@fault(SEVERAL_TOLD)
def takes_one_of_several_owners_silently(before: Behaviour) -> Behaviour:
    """The search ends at its first hit: that identifiers of two customers met is not noticed."""
    return _on_several(before, lambda desk, claim, known: before.join(desk, claim, known[:1]))


@fault(SEVERAL_TOLD)
def makes_several_owners_a_third(before: Behaviour) -> Behaviour:
    """Where the search is ambiguous, joining is skipped and a third customer is made of both."""
    return _on_several(before, lambda desk, claim, known: before.join(desk, claim, ()))


@fault(SEVERAL_TOLD)
def merges_several_owners_silently(before: Behaviour) -> Behaviour:
    """The merge that was meant for care agents runs on every add, and its notice is swallowed."""
    return _on_several(
        before,
        lambda desk, claim, known: replace(before.join(desk, claim, known[:1]), victims=tuple(known[1:])),
    )


@fault("cross-source/several-owners-lose-nothing")
def moves_identifiers_of_several_owners(before: Behaviour) -> Behaviour:
    """The conflict is warned about and then resolved by moving the second customer's identifier to the first."""

    def move(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        for owner in known[1:]:
            customer = desk.state.customer(owner)
            for account in customer.accounts if customer else ():
                for identifier in set(account.identifiers) & set(claim.identifiers):
                    desk.behaviour.unlink(desk, account, identifier)
        plan = before.join(desk, claim, known[:1])
        return replace(plan, warnings=(*plan.warnings, Notice(8052)))

    return _on_several(before, move)


@fault("cross-source/several-owners-lose-nothing")
def refuses_several_owners_and_merges(before: Behaviour) -> Behaviour:
    """The merge is committed in a transaction of its own, and the refusal that follows does not undo it."""

    def merge(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        survivor, *victims = [customer for owner in known if (customer := desk.state.customer(owner))]
        for victim in victims:
            desk.behaviour.merge(desk, victim, survivor)
        return Plan(claim.place, errors=(Notice(8052),))

    return _on_several(before, merge)


@fault("cross-source/owner-with-a-profile-here-is-refused")
def registers_an_owner_who_is_here_again(before: Behaviour) -> Behaviour:
    """Joining does not look whether the customer has a profile here already, and makes a second customer."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        def acquainted(desk: Desk, claim: Claim) -> Sequence[int]:
            known = before.acquainted(desk, claim)
            return [owner for owner in known if not before.is_present(desk, owner, claim.place)]

        return before.plan_add(desk.behaving(acquainted=acquainted), claim)

    return replace(before, plan_add=plan_add)


def _on_several(before: Behaviour, instead: Callable[[Desk, Claim, Sequence[int]], Plan]) -> Behaviour:
    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        return instead(desk, claim, known) if len(known) > 1 else before.join(desk, claim, known)

    return replace(before, join=join)
