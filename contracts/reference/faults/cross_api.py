"""Faults between the APIs: who of them knows whose customers, and as whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import Answer, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.claims import V11_SEPARATE_PLACE
from contracts.reference.faults.batch import Items
from contracts.reference.faults.registry import fault
from contracts.reference.state import Key
from contracts.reference.values import Call, Claim, Decision, Plan

V11_KNOWN = "cross-api/v11-customers-are-known-to-v2"
UPSERTED_KNOWN = "cross-api/upserted-customers-are-known"
KEEPS_ID = "identifiers/known-customer-keeps-its-id-v11"
FOUND = "upsert/found-is-updated-in-place"


def ignorant(desk: Desk, hidden: set[int]) -> Desk:
    """The desk, to which some customers do not exist."""
    whole = desk.behaviour

    def holder(desk: Desk, place: Place, identifier: Key) -> int | None:
        found = whole.holder(desk, place, identifier)
        return None if found in hidden else found

    def owners(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
        return [owner for owner in whole.owners(desk, place, identifier) if owner not in hidden]

    return replace(desk, behaviour=replace(whole, holder=holder, owners=owners))


class Origins:
    """Which customers an API has made, as a mutant remembers them."""

    def __init__(self) -> None:
        self.made: set[int] = set()

    def noting(self, items: Items) -> Items:
        """The same items, with a note of whom they make."""

        def noted(desk: Desk, call: Call) -> Sequence[Decision]:
            decisions = items(desk, call)
            self.made.update(decision.customer for decision in decisions if decision.created and decision.customer)
            return decisions

        return noted


def unseen(before: Behaviour, plan: str, origins: Origins) -> Behaviour:
    """The behaviour with a plan, by its name, to which the customers of another API do not exist."""
    whole = getattr(before, plan)
    blind: dict[str, Any] = {plan: lambda desk, *asked: whole(ignorant(desk, origins.made), *asked)}
    return replace(before, **blind)


def hiding(before: Behaviour, made_by: str, plan: str) -> Behaviour:
    """The behaviour with a plan to which those do not exist whom an add, or items, have made: each by its name."""
    origins = Origins()
    made = getattr(before, made_by)

    def add(desk: Desk, call: Call) -> Decision:
        return origins.noting(lambda desk, call: (made(desk, call),))(desk, call)[0]

    noting: dict[str, Any] = {made_by: add if made_by == "add" else origins.noting(made)}
    return unseen(replace(before, **noting), plan, origins)


@fault(V11_KNOWN)
def splits_v11_from_v2(before: Behaviour) -> Behaviour:
    """The synchronisation of identities was switched off with a feature flag: each API has its own people."""

    def perform(desk: Desk, call: Call) -> Answer | Rest:
        separate = desk.organisation.model_copy(update={"shared_identity": False})
        return before.perform(replace(desk, organisation=separate), call)

    return replace(before, perform=perform)


@fault(V11_KNOWN)
def registers_v11_in_a_source_of_its_own(before: Behaviour) -> Behaviour:
    """v1.1 writes INSTORE in lower case, which is another source to the table of profiles."""
    return replace(before, v11_place=lambda desk, item: V11_SEPARATE_PLACE)


@fault(V11_KNOWN)
def hides_v11_customers_from_v2(before: Behaviour) -> Behaviour:
    """The v2 add reads an index that v1.1 does not write."""
    return hiding(before, "add_items", "plan_add")


@fault(KEEPS_ID, breaks="one-identity-space")
def hides_v2_customers_from_v11(before: Behaviour) -> Behaviour:
    """v1.1 searches the old table of users, into which the v2 add no longer writes."""
    return hiding(before, "add", "plan_item")


@fault(UPSERTED_KNOWN)
def hides_upserted_customers_from_the_add(before: Behaviour) -> Behaviour:
    """The bulk import bypasses the service that maintains the index of the add."""
    return hiding(before, "upsert_items", "plan_add")


@fault(FOUND, breaks="add-and-upsert-know-the-same-customers")
def hides_added_customers_from_the_upsert(before: Behaviour) -> Behaviour:
    """The bulk import compares with its own earlier imports, and registers everybody else anew."""
    return hiding(before, "add", "plan_upsert")


@fault(FOUND, breaks="add-and-upsert-know-the-same-customers")
def hides_v11_customers_from_the_upsert(before: Behaviour) -> Behaviour:
    """The look-up inside the upsert filters by the version of the record, and knows v2 only."""
    return hiding(before, "add_items", "plan_upsert")


@fault(KEEPS_ID, breaks="one-identity-space")
def hides_upserted_customers_from_v11(before: Behaviour) -> Behaviour:
    """What the bulk import writes reaches v1.1 with the nightly synchronisation."""
    return hiding(before, "upsert_items", "plan_item")


@fault(V11_KNOWN)
def synchronises_mobiles_only(before: Behaviour) -> Behaviour:
    """Of a v1.1 registration the synchronisation carries the mobile into the index of v2, and nothing else."""
    origins = Origins()

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        blind = ignorant(desk, origins.made).behaviour

        def holder(desk: Desk, place: Place, identifier: Key) -> int | None:
            return (before if identifier.type == "mobile" else blind).holder(desk, place, identifier)

        def owners(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
            return (before if identifier.type == "mobile" else blind).owners(desk, place, identifier)

        return before.plan_add(desk.behaving(holder=holder, owners=owners), claim)

    return replace(before, plan_add=plan_add, add_items=origins.noting(before.add_items))


@fault(V11_KNOWN)
def synchronises_the_first_item_of_a_batch(before: Behaviour) -> Behaviour:
    """The event that carries v1.1 customers to v2 has room for one, and batches send the first."""
    origins = Origins()

    def rest(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = before.add_items(desk, call)
        origins.noting(lambda desk, call: decisions[1:])(desk, call)
        return decisions

    return unseen(replace(before, add_items=rest), "plan_add", origins)


@fault("reads/lookup-finds-the-holder", breaks="one-identity-space")
def finds_no_v11_customer(before: Behaviour) -> Behaviour:
    """The read model of v2 is fed by the events of v2: look-ups do not find whom v1.1 has registered."""
    origins = Origins()

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        found = before.find(desk, place, identifier)
        return None if found in origins.made else found

    return replace(before, find=find, add_items=origins.noting(before.add_items))


@fault("reads/details-show-what-was-stored")
def leaves_v11_names_behind(before: Behaviour) -> Behaviour:
    """The synchronisation carries identifiers and no names: in v2 the customers of v1.1 are called nothing."""

    origins = Origins()

    def view(desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
        shown = before.view(desk, customer_id, place)
        if shown is None or customer_id not in origins.made:
            return shown
        return {**shown, "profiles": [{**each, "firstName": None, "lastName": None} for each in shown["profiles"]]}

    return replace(before, view=view, add_items=origins.noting(before.add_items))


@fault("upsert/found-is-updated-in-place", breaks="one-identity-space")
def numbers_v11_customers_apart(before: Behaviour) -> Behaviour:
    """v1.1 answers with the key of the old table: the same customer has another id there than in v2."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        return [
            replace(decision, customer=decision.customer and decision.customer - 400_000_000)
            for decision in before.add_items(desk, call)
        ]

    return replace(before, add_items=add_items)
