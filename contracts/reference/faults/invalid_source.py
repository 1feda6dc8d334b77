"""Faults of sources and accounts: which are known, and what a refused one leaves behind."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import replace

from contracts.documents.profile import DOCUMENTED_SOURCES, Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.claims import only_profile
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.values import Call, Decision

UNKNOWN_IS_3217 = "invalid-source/unknown-source-is-3217"
MISSING = "invalid-source/missing-source-is-refused"
UNKNOWN_ACCOUNT = "invalid-source/unknown-account-is-refused"
LISTED = "invalid-source/listed-source-is-accepted"
STORES_NOTHING = "invalid-source/refused-source-stores-nothing"


@fault(UNKNOWN_IS_3217)
def answers_8003_for_an_unknown_source(before: Behaviour) -> Behaviour:
    """The source check moved into a shared library, and its error code with it: 8003 in place of 3217."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        found = before.place(desk, source, account)
        return Notice(8003) if found == Notice(3217) else found

    return replace(before, place=place)


@fault(UNKNOWN_IS_3217)
def falls_back_to_instore(before: Behaviour) -> Behaviour:
    """A source that is not in the enumeration becomes its default value, INSTORE."""
    return _mapped(before, lambda desk, source: "INSTORE")


@fault(UNKNOWN_IS_3217)
def completes_the_beginning_of_a_source(before: Behaviour) -> Behaviour:
    """The source is searched with a wildcard at its end: INSTOR finds INSTORE."""
    return _mapped(before, lambda desk, sent: _first(known for known in _listed(desk) if known.startswith(sent)))


@fault(UNKNOWN_IS_3217)
def reads_the_beginning_of_a_source(before: Behaviour) -> Behaviour:
    """The pattern for sources has no end: whatever begins with one is one."""
    return _mapped(before, lambda desk, sent: _first(known for known in _listed(desk) if sent.startswith(known)))


@fault(UNKNOWN_IS_3217)
def reads_the_end_of_a_source(before: Behaviour) -> Behaviour:
    """Prefixes of partners are stripped from the source, and with them anything else that stands before it."""
    return _mapped(before, lambda desk, sent: _first(known for known in _listed(desk) if sent.endswith(known)))


@fault(UNKNOWN_IS_3217)
def forgives_a_typing_error(before: Behaviour) -> Behaviour:
    """The nearest source is taken for the one that was meant, as a kindness to integrators."""
    return _mapped(before, lambda desk, sent: _first(difflib.get_close_matches(sent, _listed(desk), 1, 0.85)))


@fault(UNKNOWN_IS_3217)
def splits_the_source_at_a_comma(before: Behaviour) -> Behaviour:
    """Sources are read as a list since reads may name several, and the first of an add's list counts."""
    return _mapped(before, lambda desk, sent: sent.partition(",")[0])


@fault(UNKNOWN_IS_3217)
def registers_in_all_sources(before: Behaviour) -> Behaviour:
    """ALL, which reads take for every source, is let through to writes, and lands in INSTORE."""
    return _mapped(before, lambda desk, sent: "INSTORE" if sent == "ALL" else None)


@fault(UNKNOWN_IS_3217)
def learns_the_sources_it_refuses(before: Behaviour) -> Behaviour:
    """The cache of sources keeps the names it has looked up, also those that it did not find."""
    looked_up: set[str] = set()

    def known(desk: Desk, sent: str) -> str | None:
        is_cached = sent in looked_up
        looked_up.add(sent)
        return "INSTORE" if is_cached else None

    return _mapped(before, known)


@fault(LISTED)
def misses_a_source_in_its_list(before: Behaviour) -> Behaviour:
    """The enumeration was copied by hand into the new service, without JD."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        return Notice(3217) if source == "JD" else before.place(desk, source, account)

    return replace(before, place=place)


@fault(LISTED)
def suspends_a_source_after_a_bad_account(before: Behaviour) -> Behaviour:
    """An unknown account marks its whole source as misconfigured, for everybody who comes after."""
    suspended: set[str] = set()

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        found = before.place(desk, source, account)
        if account and found == Notice(3217):
            suspended.add(source)
        return Notice(3217) if source in suspended else found

    return replace(before, place=place)


@fault(MISSING)
def takes_a_missing_source_for_instore(before: Behaviour) -> Behaviour:
    """The source got a default in the request class when the upsert was given one."""
    return _sourced(before, lambda profile: "INSTORE" if "source" not in profile else "")


@fault(MISSING)
def takes_an_empty_source_for_instore(before: Behaviour) -> Behaviour:
    """The check asks whether the member is there, not whether it says anything; empty text finds the default."""
    return _sourced(before, lambda profile: "INSTORE" if profile.get("source") == "" else "")


@fault(MISSING)
def takes_a_missing_source_from_the_request_before(before: Behaviour) -> Behaviour:
    """The request object is pooled and not cleared: a source that is left out is that of the last add."""
    last = ""

    def leftover(profile: dict[str, str]) -> str:
        nonlocal last
        found = last
        last = profile.get("source") or last
        return found

    return _sourced(before, leftover)


@fault(UNKNOWN_ACCOUNT)
def takes_any_account(before: Behaviour) -> Behaviour:
    """Accounts are created when they are first named, as in the sandbox."""
    return _accounted(before, lambda desk, source, account: account)


@fault(UNKNOWN_ACCOUNT)
def takes_an_unknown_account_for_the_first(before: Behaviour) -> Behaviour:
    """An account that is not found falls back to the default account of its source."""
    return _accounted(before, lambda desk, source, account: _first(desk.organisation.accounts(source)))


@fault(UNKNOWN_ACCOUNT)
def compares_accounts_by_their_beginning(before: Behaviour) -> Behaviour:
    """Accounts carry a regional suffix, so only their beginning is compared: line-10 is line-1."""

    def known(desk: Desk, source: str, account: str) -> str | None:
        return _first(held for held in desk.organisation.accounts(source) if account.startswith(held))

    return _accounted(before, known)


@fault(UNKNOWN_ACCOUNT)
def takes_an_account_of_another_source(before: Behaviour) -> Behaviour:
    """Accounts of all sources are in one set, so an account of WECHAT is also one of LINE."""

    def known(desk: Desk, source: str, account: str) -> str | None:
        return account if any(account in desk.organisation.accounts(other) for other in _listed(desk)) else None

    return _accounted(before, known)


@fault(STORES_NOTHING)
def stores_in_instore_what_it_refuses(before: Behaviour) -> Behaviour:
    """The customer is saved in INSTORE before the source is resolved, and the refusal does not undo it."""
    return _stored_first(before, lambda source: Place("INSTORE"))


@fault("cross-source/nobody-new-is-combined", breaks="refused-source-stores-nothing")
def stores_in_the_source_it_refuses(before: Behaviour) -> Behaviour:
    """The source is checked after storing: a ghost of the customer stays behind in a source that nobody has."""
    return _stored_first(before, Place)


@fault("invalid-source/unknown-source-never-registers", breaks="upsert-unknown-source")
def falls_back_to_instore_in_batches(before: Behaviour) -> Behaviour:
    """The bulk import maps sources by a table of its own, with INSTORE for what it does not have."""
    mapped = _mapped(before, lambda desk, source: "INSTORE")

    def upsert_items(desk: Desk, call: Call) -> tuple[Decision, ...]:
        return tuple(before.upsert_items(desk.behaving(place=mapped.place), call))

    return replace(before, upsert_items=upsert_items)


def _listed(desk: Desk) -> tuple[str, ...]:
    return tuple(desk.organisation.sources or DOCUMENTED_SOURCES)


def _first(found: Iterable[str]) -> str | None:
    return next(iter(found), None)


def _mapped(before: Behaviour, known: Callable[[Desk, str], str | None]) -> Behaviour:
    """Sources that nobody has, taken for another one."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        if desk.organisation.lists(source):
            return before.place(desk, source, account)
        taken_for = known(desk, source)
        if not taken_for or not desk.organisation.lists(taken_for):
            return before.place(desk, source, account)
        accounts = desk.organisation.accounts(taken_for)
        return before.place(desk, taken_for, account or (accounts[0] if accounts else ""))

    return replace(before, place=place)


def _accounted(before: Behaviour, known: Callable[[Desk, str, str], str | None]) -> Behaviour:
    """Accounts that a source does not have, taken for one that it has."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        found = before.place(desk, source, account)
        if isinstance(found, Place) or not account or not desk.organisation.lists(source):
            return found
        taken_for = known(desk, source, account)
        return Place(source, taken_for) if taken_for else found

    return replace(before, place=place)


def _sourced(before: Behaviour, default: Callable[[dict[str, str]], str]) -> Behaviour:
    """Adds without a source, taken for adds to some source."""

    def add(desk: Desk, call: Call) -> Decision:
        profile = only_profile(call.body)
        source = default(dict(profile)) if profile else ""
        if source and not profile.get("source") and "source" not in call.query:
            call = replace(call, query={**call.query, "source": source})
        return before.add(desk, call)

    return replace(before, add=add)


def _stored_first(before: Behaviour, where: Callable[[str], Place]) -> Behaviour:
    def add(desk: Desk, call: Call) -> Decision:
        decision = before.add(desk, call)
        if Notice(3217) in decision.errors:
            claim = desk.behaviour.claim(desk, where(only_profile(call.body).get("source", "")), call.body)
            desk.behaviour.settle(desk, desk.behaviour.plan_add(desk, claim))
        return decision

    return replace(before, add=add)
