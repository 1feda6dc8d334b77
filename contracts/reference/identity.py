"""Who is who: the search for holders of identifiers, and what a write may do about them.

Sources: v2 Add Customer, "The API functions as follow" (another source: a new source
account; the same source account: unique identifiers; no update of an existing customer);
v1.1 Add Customer, additional notes (the two switches for a primary mismatch); Upsert
Customer, introduction and errors; Status codes for 8007 to 8087.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from contracts.documents.profile import Place
from contracts.reference.behaviour import Desk
from contracts.reference.claims import is_acquaintance, lacks
from contracts.reference.notices import Notice, choice
from contracts.reference.state import Card, Key
from contracts.reference.values import Claim, Plan

_REREGISTERED = {"mobile": 1032, "email": 1016, "externalId": 1033}
_FOREIGN = {"mobile": 8056, "email": 8055, "externalId": 8064}
_ATTACHED = {"mobile": 8071, "email": 8072, "externalId": 8073}


def is_unique(desk: Desk, identifier_type: str) -> bool:
    """Whether identifiers of the type tell customers apart (not: non-unique email, dual eligibility)."""
    return desk.organisation.is_unique(identifier_type)


def holder(desk: Desk, place: Place, identifier: Key) -> int | None:
    """The id of the identifier's holder in that source account."""
    customer = desk.state.holder(place, identifier)
    return customer.id if customer else None


def owners(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
    """The ids of the identifier's holders in all source accounts that share identities with this one."""
    found = desk.state.owners(identifier)
    return tuple(customer.id for customer in found if is_acquaintance(desk, customer, place))


def holders(desk: Desk, claim: Claim) -> Sequence[int]:
    """Who holds identifiers of the claim in its source account, in the order of the identifiers."""
    found = (desk.behaviour.holder(desk, claim.place, identifier) for identifier in counting(desk, claim.identifiers))
    return tuple({customer: None for customer in found if customer is not None})


def acquainted(desk: Desk, claim: Claim) -> Sequence[int]:
    """Who holds identifiers of the claim anywhere, in the order of the identifiers."""
    found = (desk.behaviour.owners(desk, claim.place, identifier) for identifier in counting(desk, claim.identifiers))
    return tuple({customer: None for some in found for customer in some})


def card_owner(desk: Desk, card: Card) -> int | None:
    """The id of the customer whose card that is."""
    customer = desk.state.card_owner(card.number)
    return customer.id if customer else None


def is_present(desk: Desk, customer_id: int, place: Place) -> bool:
    """Whether the customer has that source account."""
    customer = desk.state.customer(customer_id)
    return customer is not None and customer.at(place) is not None


def plan_add(desk: Desk, claim: Claim) -> Plan:
    """v2: 8006 where anything is held here, 8066 where its owner is; else a new customer or a new source account."""
    behaviour = desk.behaviour
    here = behaviour.holders(desk, claim)
    if not here:
        here = [owner for owner in _card_owners(desk, claim) if behaviour.is_present(desk, owner, claim.place)]
    if here and desk.manner.flags_reach == "everywhere" and not claim.errors and _is_mismatch(desk, claim):
        return _flagged(desk, claim)
    claim = replace(claim, errors=(*claim.errors, *lacks(desk, claim)))
    flaws = claim.errors if not here or desk.manner.several_reasons != "duplicate" else ()
    if here and not (flaws and desk.manner.several_reasons == "flaw"):
        return refused(claim, Notice(8006, str(here[0])), *flaws)
    if flaws:
        return refused(claim, *flaws)
    known = behaviour.acquainted(desk, claim)
    here = [customer for customer in known if behaviour.is_present(desk, customer, claim.place)]
    if here:
        return refused(claim, Notice(desk.manner.owner_here, str(here[0])))
    label = claim.details.label
    if label and desk.manner.bad_label == "error" and not behaviour.knows_label(desk, label):
        return refused(claim, choice("label", desk.manner.codes))
    plan = behaviour.guard_cards(desk, behaviour.join(desk, claim, known))
    return replace(plan, warnings=(*plan.warnings, *behaviour.advise(desk, claim)))


def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
    """Nobody known: a new customer; one: a source account for it (8050); several: error 8052, or as the manner is."""
    if not known:
        return _plan(claim, None, claim.identifiers)
    first, *others = known
    if not others:
        return _plan(claim, first, claim.identifiers, *([Notice(8050)] if desk.manner.says_8050 else []))
    if desk.manner.several_owners == "error":
        return refused(claim, Notice(8052))
    if desk.manner.several_owners == "merge":
        plan = _plan(claim, first, claim.identifiers, Notice(8051, str(first)))
        return replace(plan, victims=tuple(others))
    return _plan(claim, first, _not_of_others(desk, claim, first), Notice(8052))


def guard_cards(desk: Desk, plan: Plan) -> Plan:
    """8006 where a card is somebody else's: a card has one owner in the organisation."""
    owners = {desk.behaviour.card_owner(desk, card) for card in plan.cards} - {None, plan.customer, *plan.victims}
    told = choice("card of another", desk.manner.codes)
    return Plan(plan.place, errors=tuple(told._replace(detail=str(owner)) for owner in owners)) if owners else plan


def plan_item(desk: Desk, claim: Claim) -> Plan:
    """v1.1: whom the primary identifier names is registered again; where it names nobody, see `mismatch`."""
    behaviour = desk.behaviour
    errors = (*claim.errors, *lacks(desk, claim))
    if errors:
        return refused(claim, *errors)
    primary = _primary(desk, claim)
    if primary is not None:
        named = _somebody(desk, claim.place, primary)
    else:
        named = _ids(_somebody(desk, claim.place, other) for other in counting(desk, claim.identifiers))
        way = desk.manner.mismatch_absent
        if len(named) > 1 or (named and way == "refused"):
            return refused(claim, Notice(1047))
        if named and way == "new-customer":
            return _alone(desk, claim)
    if named:
        return _registered_again(desk, claim, named[0])
    here = behaviour.holders(desk, claim)
    known = here or behaviour.acquainted(desk, claim)
    here = here or [customer for customer in known if behaviour.is_present(desk, customer, claim.place)]
    if here:
        return behaviour.mismatch(desk, claim, here)
    if len(known) > 1 or (known and desk.manner.mismatch_elsewhere == "refused"):
        return refused(claim, Notice(1047))
    if known and desk.manner.mismatch_elsewhere == "new-customer":
        return _alone(desk, claim)
    return _plan(claim, known[0] if known else None, claim.identifiers)


def mismatch(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
    """SKIP: a new customer, without the secondaries of others; else STRICT: 1047; else the one whom they name."""
    flags = desk.organisation.flags
    if flags.skip_secondary_on_mismatch:
        return _plan(claim, None, _unheld(desk, claim))
    if flags.strict_check:
        return refused(claim, choice("mismatch", desk.manner.codes))
    several = desk.manner.mismatch_several
    if desk.manner.mismatch == "new-without-secondary" or (len(strangers) > 1 and several == "new-customer"):
        return _plan(claim, None, _unheld(desk, claim))
    if len(strangers) > 1 and several == "refused":
        return refused(claim, Notice(1047))
    if len(strangers) > 1 and several == "merged":
        merged = _plan(claim, strangers[0], claim.identifiers, Notice(8051, str(strangers[0])))
        return replace(merged, victims=tuple(strangers[1:]), overwrite=True)
    gained = _not_of_others(desk, claim, strangers[0])
    if desk.manner.mismatch_primary == "not-gained":
        gained = tuple(identifier for identifier in gained if identifier != _primary(desk, claim))
    return replace(_plan(claim, strangers[0], gained), overwrite=True)


def plan_upsert(desk: Desk, claim: Claim, keep_identifiers: bool) -> Plan:
    """Found here: update; known elsewhere or nowhere: register; held by two customers here: 8053."""
    behaviour = desk.behaviour
    here = behaviour.holders(desk, claim) or _shared_here(desk, claim)
    if len(here) > 1:
        return refused(claim, choice("owners of an item", desk.manner.codes))
    if here and not _is_found(desk, claim):
        return refused(claim, Notice(8006, str(here[0])))
    errors = claim.errors if here else (*claim.errors, *lacks(desk, claim))
    if errors:
        return refused(claim, *errors)
    if here:
        plan = _update_found(desk, claim, here[0], keep_identifiers)
    else:
        known = behaviour.acquainted(desk, claim)
        if any(behaviour.is_present(desk, customer, claim.place) for customer in known):
            return refused(claim, Notice(8066))
        plan = behaviour.join(desk, claim, known)
    plan = behaviour.guard_cards(desk, plan)
    label = claim.details.label
    is_bad = not behaviour.knows_label(desk, label) if label else desk.manner.upsert_unlabelled == "refused"
    late = (Notice(3017),) if is_bad else ()
    # A bad label is an error of its own here, and no warning beside it.
    advice = tuple(notice for notice in behaviour.advise(desk, claim) if notice.code != 8086)
    return replace(plan, warnings=(*plan.warnings, *advice), late_errors=late)


def plan_update(desk: Desk, claim: Claim, customer_id: int) -> Plan:
    """Details of one source account; 8009 for an unknown customer, 8065 for one that is not there, 3017."""
    customer = desk.state.customer(customer_id)
    if customer is None:
        return refused(claim, Notice(8009))
    if not desk.behaviour.is_present(desk, customer.id, claim.place):
        return refused(claim, Notice(8065))
    label = claim.details.label
    if label and not desk.behaviour.knows_label(desk, label):
        return refused(claim, Notice(3017))
    # Identifiers are not read here, so nothing is said of them.
    said = (*claim.warnings, *desk.behaviour.advise(desk, claim))
    warnings = tuple(notice for notice in said if notice.code in (8077, 1213, 1302, 91016))
    return Plan(claim.place, customer.id, details=claim.details, overwrite=True, warnings=warnings)


def plan_change(desk: Desk, add: Claim, remove: Claim, customer_id: int) -> Plan:
    """Add and remove identifiers of one source account; 8007 for one held here, 8053 for one held elsewhere."""
    behaviour = desk.behaviour
    customer = desk.state.customer(customer_id)
    if customer is None:
        return refused(add, Notice(8009))
    if not behaviour.is_present(desk, customer.id, add.place):
        return refused(add, Notice(8065))
    if not (add.identifiers or add.cards or remove.identifiers or remove.cards or add.errors):
        return refused(add, Notice(8070))
    way = desk.manner.foreign_on_change
    if way == "ignored" and not add.errors:
        own = _not_of_others(desk, add, customer.id)
        ignored = [Notice(_FOREIGN.get(held.type, 8007)) for held in add.identifiers if held not in own]
        add = replace(add, identifiers=own, warnings=(*add.warnings, *ignored))
    if any(held != customer.id for held in behaviour.holders(desk, add)):
        return refused(add, Notice(8007))
    if add.errors:
        return refused(add, *add.errors)
    others = [owner for owner in behaviour.acquainted(desk, add) if owner != customer.id]
    if len(others) == 1 and way == "merged" and not behaviour.is_present(desk, others[0], add.place):
        moved = Plan(add.place, others[0], add=add.identifiers, remove=remove.identifiers, victims=(customer.id,))
        return replace(moved, warnings=(Notice(8051, str(others[0])),))
    if others:
        return refused(add, Notice(8053))
    attached = [held for held in add.identifiers if behaviour.holder(desk, add.place, held) == customer.id]
    warnings = [Notice(_ATTACHED.get(held.type, 8070)) for held in attached if held not in remove.identifiers]
    return behaviour.guard_cards(
        desk,
        Plan(
            add.place,
            customer.id,
            add=add.identifiers,
            remove=tuple(held for held in remove.identifiers if held not in add.identifiers),
            cards=add.cards,
            withdraw=tuple(card.number for card in remove.cards if behaviour.card_owner(desk, card) == customer.id),
            warnings=(*add.warnings, *warnings),
        ),
    )


def refused(claim: Claim, *errors: Notice) -> Plan:
    """A plan that does nothing."""
    return Plan(claim.place, errors=errors)


def counting(desk: Desk, identifiers: Iterable[Key]) -> list[Key]:
    """Those that tell customers apart."""
    return [identifier for identifier in identifiers if desk.behaviour.is_unique(desk, identifier.type)]


def _plan(claim: Claim, customer: int | None, add: tuple[Key, ...], *warnings: Notice) -> Plan:
    return Plan(
        claim.place, customer, add, cards=claim.cards, details=claim.details, warnings=(*claim.warnings, *warnings)
    )


def _update_found(desk: Desk, claim: Claim, customer: int, keep_identifiers: bool) -> Plan:
    plan = replace(
        _plan(claim, customer, () if keep_identifiers else _not_of_others(desk, claim, customer)),
        overwrite=True,
        clear=desk.manner.left_out == "cleared",
    )
    if keep_identifiers:
        return replace(plan, cards=())
    if len(plan.add) < len(claim.identifiers):
        plan = replace(plan, warnings=(*plan.warnings, Notice(8053)))
    if desk.manner.new_identifier == "replaces":
        plan = replace(plan, remove=_replaced(desk, claim, customer, plan.add))
    return plan


def _replaced(desk: Desk, claim: Claim, customer_id: int, new: tuple[Key, ...]) -> tuple[Key, ...]:
    account = desk.state.account(customer_id, claim.place)
    types = {identifier.type for identifier in new}
    return tuple(held for held in (account.identifiers if account else ()) if held.type in types and held not in new)


def _is_found(desk: Desk, claim: Claim) -> bool:
    """Whether somebody here holds one of the identifiers by which an upsert looks for the customer."""
    by, sent = desk.manner.upsert_by, claim.identifiers
    primary = _primary(desk, claim)
    looked = {"any": sent, "first": sent[:1], "primary": sent if primary is None else (primary,)}[by]
    return any(_here(desk, claim.place, identifier) for identifier in looked)


def _is_mismatch(desk: Desk, claim: Claim) -> bool:
    """Whether one of the switches for a primary mismatch is on, and the primary is nobody's."""
    flags, primary = desk.organisation.flags, _primary(desk, claim)
    is_on = flags.skip_secondary_on_mismatch or flags.strict_check
    return bool(is_on and primary is not None and not _somebody(desk, claim.place, primary))


def _flagged(desk: Desk, claim: Claim) -> Plan:
    """What the switches make of a v2 add: SKIP a new customer, STRICT a refusal."""
    if not desk.organisation.flags.skip_secondary_on_mismatch:
        return refused(claim, Notice(8075))
    plan = desk.behaviour.guard_cards(desk, _plan(claim, None, _unheld(desk, claim)))
    return replace(plan, warnings=(*plan.warnings, *desk.behaviour.advise(desk, claim)))


def _alone(desk: Desk, claim: Claim) -> Plan:
    """A new customer with what nobody holds; refused where that is nothing."""
    free = _unheld(desk, claim)
    return _plan(claim, None, free) if free else refused(claim, Notice(1047))


def _shared_here(desk: Desk, claim: Claim) -> Sequence[int]:
    """Who holds identifiers here that tell nobody apart, where the claim has no other: else none could be updated."""
    if counting(desk, claim.identifiers):
        return ()
    return _ids(_here(desk, claim.place, identifier) for identifier in claim.identifiers)[:1]


def _here(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
    customer = desk.behaviour.holder(desk, place, identifier)
    return () if customer is None else (customer,)


def _somebody(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
    """Who holds the identifier here, or else elsewhere."""
    return _here(desk, place, identifier) or desk.behaviour.owners(desk, place, identifier)


def _primary(desk: Desk, claim: Claim) -> Key | None:
    """The identifier of the primary type, if it was sent."""
    return next((held for held in claim.identifiers if held.type == desk.organisation.primary), None)


def _registered_again(desk: Desk, claim: Claim, customer: int) -> Plan:
    """v1.1: details as sent now, and the identifiers that are nobody else's; the others stay where they are."""
    if desk.manner.reregistration == "refused" and desk.behaviour.is_present(desk, customer, claim.place):
        return refused(claim, Notice(_REREGISTERED.get(claim.identifiers[0].type, 1032)))
    kept = _not_of_others(desk, claim, customer)
    dropped = [Notice(_REREGISTERED.get(other.type, 1016)) for other in claim.identifiers if other not in kept]
    if dropped and desk.manner.foreign_secondary == "refused":
        return refused(claim, Notice(1047))
    return replace(_plan(claim, customer, kept, *dropped), overwrite=desk.manner.reregistered_details == "updated")


def _not_of_others(desk: Desk, claim: Claim, customer: int) -> tuple[Key, ...]:
    """The identifiers of the claim that nobody but this customer holds, here or elsewhere."""
    return tuple(
        identifier
        for identifier in claim.identifiers
        if not desk.behaviour.is_unique(desk, identifier.type)
        or (
            set(_somebody(desk, claim.place, identifier)) <= {customer}
            and set(desk.behaviour.owners(desk, claim.place, identifier)) <= {customer}
        )
    )


def _unheld(desk: Desk, claim: Claim) -> tuple[Key, ...]:
    """The identifiers of the claim that nobody holds."""
    return tuple(
        identifier
        for identifier in claim.identifiers
        if not desk.behaviour.is_unique(desk, identifier.type) or not _somebody(desk, claim.place, identifier)
    )


def _card_owners(desk: Desk, claim: Claim) -> list[int]:
    owners = (desk.behaviour.card_owner(desk, card) for card in claim.cards)
    return [owner for owner in owners if owner is not None]


def _ids(some: Iterable[Sequence[int]]) -> Sequence[int]:
    return tuple({customer: None for ids in some for customer in ids})
