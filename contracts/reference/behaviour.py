"""What the specimen does as a value: one plain function each.

A `Behaviour` is all that the specimen does; `conforming.CONFORMING` is the documented one. A fault
is a function from a behaviour to another, made with `dataclasses.replace` around the
function that it spoils: so faults compose, keep state of their own in a closure, and the
conforming functions know nothing of them. Functions reach each other through
`desk.behaviour` only, so that a replaced one is replaced everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.documents.profile import Place, Profile
from contracts.engine.exchange import Answer, Request, Response, Rest
from contracts.reference.access import Access, Users
from contracts.reference.loyalty import Loyalty
from contracts.reference.manner import Manner
from contracts.reference.notices import Notice
from contracts.reference.state import Card, Customer, Key, SourceAccount, State
from contracts.reference.values import Call, Claim, Decision, Details, Endpoint, Enrolment, Gift, Plan


@dataclass(frozen=True, slots=True)
class Desk:
    """What a step has at hand: how the organisation is set up, what is stored, how to decide."""

    organisation: Profile
    manner: Manner
    users: Users
    state: State
    behaviour: Behaviour
    loyalty: Loyalty
    """What the organisation gives to its customers."""

    def behaving(self, **functions: Callable[..., Any]) -> Desk:
        """The desk with other functions in place of those of its behaviour."""
        return replace(self, behaviour=replace(self.behaviour, **functions))


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Every function of the specimen that decides something, in the order in which a step meets them."""

    handle: Callable[[Desk, Request], Answer | Rest]
    """The whole step: route, authenticate, understand, perform."""

    authenticate: Callable[[Desk, Request], Access]
    permits: Callable[[Desk, Access, Endpoint], bool]
    is_json: Callable[[Desk, Request], bool]
    """Whether the content type is one that is read."""
    parse: Callable[[Desk, bytes], Any]
    """The value of a body; `NOT_JSON` where it is none."""
    flaws: Callable[[Desk, Endpoint, Any], Sequence[str]]
    """What is wrong with the shape of a body."""
    perform: Callable[[Desk, Call], Answer | Rest]
    """Do what a call asks, and answer. It may return its rest, for other steps to come in between."""

    add: Callable[[Desk, Call], Decision]
    add_items: Callable[[Desk, Call], Sequence[Decision]]
    upsert_items: Callable[[Desk, Call], Sequence[Decision]]
    lookup: Callable[[Desk, Call], Decision]
    get: Callable[[Desk, Call], Decision]
    get_v11: Callable[[Desk, Call], Sequence[Decision]]
    update: Callable[[Desk, Call], Decision]
    change: Callable[[Desk, Call], Decision]

    changes: Callable[[Desk, Place, Sequence[Mapping[str, Any]]], Claim]
    """What one list of a change of identifiers claims."""
    place: Callable[[Desk, str, str], Place | Notice]
    """The source account of a source and an account (empty: none sent), or why there is none."""
    v11_place: Callable[[Desk, Mapping[str, Any]], Place]
    """The source account into which v1.1 registers an item."""
    claim: Callable[[Desk, Place, Mapping[str, Any]], Claim]
    """What a v2 customer object claims."""
    v11_claim: Callable[[Desk, Place, Mapping[str, Any]], Claim]
    normalise: Callable[[Desk, Key], Key]
    """The form in which an identifier is compared and stored."""
    is_valid: Callable[[Desk, Key], bool]
    name: Callable[[Desk, str], str | None]
    """A first or last name as it is stored; None: not at all."""
    details: Callable[[Desk, Mapping[str, Any]], Details]
    """What a v2 customer object says beside identifiers."""
    v11_details: Callable[[Desk, Mapping[str, Any]], Details]
    knows_programme: Callable[[Desk, int], bool]
    knows_label: Callable[[Desk, str], bool]
    knows_field: Callable[[Desk, str], bool]
    """Whether a custom field is defined."""
    knows_extended_field: Callable[[Desk, str], bool]

    is_unique: Callable[[Desk, str], bool]
    """Whether identifiers of the type count when customers are told apart."""
    holder: Callable[[Desk, Place, Key], int | None]
    """The id of who holds the identifier in the source account."""
    owners: Callable[[Desk, Place, Key], Sequence[int]]
    """The ids of those who hold it in any source account that shares identities with this one, the first one first."""
    holders: Callable[[Desk, Claim], Sequence[int]]
    """The ids of those who hold identifiers of a claim in its own source account, each once."""
    acquainted: Callable[[Desk, Claim], Sequence[int]]
    """The ids of those who hold identifiers of a claim in any source account, each once."""
    card_owner: Callable[[Desk, Card], int | None]
    is_present: Callable[[Desk, int, Place], bool]
    """Whether the customer has that source account."""

    plan_add: Callable[[Desk, Claim], Plan]
    join: Callable[[Desk, Claim, Sequence[int]], Plan]
    """Register identifiers that other sources know, as those customers'; none: a new customer."""
    guard_cards: Callable[[Desk, Plan], Plan]
    """The plan, refused where it would give a customer somebody else's card."""
    plan_item: Callable[[Desk, Claim], Plan]
    """v1.1."""
    mismatch: Callable[[Desk, Claim, Sequence[int]], Plan]
    """v1.1: nobody holds the primary identifier, and these hold secondaries."""
    plan_upsert: Callable[[Desk, Claim, bool], Plan]
    """The flag: whether identifiers stay as they are."""
    plan_update: Callable[[Desk, Claim, int], Plan]
    plan_change: Callable[[Desk, Claim, Claim, int], Plan]
    """Two claims: what to add, what to remove."""

    settle: Callable[[Desk, Plan], Decision]
    """Carry a plan out: all of it, or nothing where it has errors."""
    allot: Callable[[Desk], int]
    """The next customer's id."""
    merge: Callable[[Desk, Customer, Customer], None]
    """Victim, survivor."""
    link: Callable[[Desk, SourceAccount, Key], None]
    unlink: Callable[[Desk, SourceAccount, Key], None]
    issue: Callable[[Desk, Customer, Card], None]
    write: Callable[[Desk, SourceAccount, Plan], None]
    """Store the details of a plan."""
    award: Callable[[Desk, Customer, Sequence[Enrolment]], Sequence[Enrolment]]
    """Enrol the customer; the enrolments that earned points."""
    welcome: Callable[[Desk, Customer, Sequence[int], str], Sequence[Gift]]
    """Give what the programmes give that the customer has just entered; the text: a referral code."""
    advise: Callable[[Desk, Claim], Sequence[Notice]]
    """Warnings that follow from the request and the organisation alone."""

    find: Callable[[Desk, Place | None, Key], int | None]
    """Whom a look-up finds; no place: in any source account."""
    view: Callable[[Desk, int, Place | None], Mapping[str, Any] | None]
    """The customer as reads show it: one source account, or all; None: none there."""

    counts: Callable[[Desk, Sequence[Decision]], tuple[int, int]]
    """Of a batch: all items, and those that failed."""
    body: Callable[[Desk, Call, Sequence[Decision]], Mapping[str, Any]]
    """The body of an answer, as a value."""
    status: Callable[[Desk, Call, Sequence[Decision]], int]
    """The HTTP status of an answer."""
    encode: Callable[[Desk, Any], bytes]
    deliver: Callable[[Desk, Response], Answer]
    """How an answer is handed over."""
