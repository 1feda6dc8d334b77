"""Faults that only time shows: what is remembered, for how long, and under which key."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import Answer, Request, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import Call, Decision, Plan

RECENT = 64
IDS = 200
EVERY = 50
SHOWN = 100
FIRST = 500_000_001
FULL = Notice(500, "table full")
_STAYS = "delivery/accepted-write-stays"
_ONE_OWNER = {"breaks": "one-owner-per-source", "first": "delivery/accepted-write-stays"}
_NEW_ID = "identifiers/a-new-customer-has-a-new-id"
_SHOWS = "reads/details-show-what-was-stored"


def remembering(before: Behaviour, room: int) -> tuple[Behaviour, Collection[Key]]:
    """The behaviour that notes the identifiers which were linked last, and they: as many as there is room for."""
    latest: dict[Key, None] = {}

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        latest.pop(identifier, None)
        latest[identifier] = None
        if len(latest) > room:
            del latest[next(iter(latest))]
        before.link(desk, account, identifier)

    return replace(before, link=link), latest


def viewing(before: Behaviour, cache: dict[tuple[int, Place | None], Mapping[str, Any] | None]) -> Behaviour:
    """The behaviour that shows of a customer what it has shown before, as long as the cache has it."""

    def view(desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
        if cache.get((customer_id, place)) is None:
            cache[customer_id, place] = before.view(desk, customer_id, place)
        return cache[customer_id, place]

    return replace(before, view=view)


@fault(**_ONE_OWNER)
def indexes_the_last_64_identifiers(before: Behaviour) -> Behaviour:
    """The index of identifiers became a cache with a bound: whoever was registered long ago is a stranger."""
    before, recent = remembering(before, RECENT)

    def holder(desk: Desk, place: Place, identifier: Key) -> int | None:
        return before.holder(desk, place, identifier) if identifier in recent else None

    def owners(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
        return before.owners(desk, place, identifier) if identifier in recent else ()

    return replace(before, holder=holder, owners=owners)


@fault(_STAYS)
def finds_the_last_64_identifiers(before: Behaviour) -> Behaviour:
    """Look-ups are answered by a search index that keeps its last documents only."""
    before, recent = remembering(before, RECENT)

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        return before.find(desk, place, identifier) if identifier in recent else None

    return replace(before, find=find)


@fault(_NEW_ID, needs="volume")
def wraps_ids_after_200(before: Behaviour) -> Behaviour:
    """The sequence of ids cycles: after the last it hands out the first again, and that customer is overwritten."""
    drawn = count()
    return replace(before, allot=lambda desk: FIRST + next(drawn) % IDS)


@fault(_NEW_ID)
def reuses_an_id_now_and_then(before: Behaviour) -> Behaviour:
    """Two nodes draw ids from blocks that overlap: every twentieth is one that the other has given."""
    drawn = count(1)

    def allot(desk: Desk) -> int:
        return before.allot(desk) if next(drawn) % 20 else max(FIRST, before.allot(desk) - 1)

    return replace(before, allot=allot)


@fault("duplicate-source/known-identifier-is-8006", breaks="accepted-write-stays")
def loses_every_50th_write(before: Behaviour) -> Behaviour:
    """The pool has one broken connection: what is written through it is answered and never committed."""
    written = count(1)

    def settle(desk: Desk, plan: Plan) -> Decision:
        if plan.errors or next(written) % EVERY:
            return before.settle(desk, plan)
        return Decision(plan.customer or desk.behaviour.allot(desk) + 1_000, (), plan.warnings)

    return replace(before, settle=settle)


@fault(_SHOWS, needs="volume")
def forgets_details_after_100(before: Behaviour) -> Behaviour:
    """Profiles are archived after a hundred newer customers, and the archive shows no names."""

    def view(desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
        shown = before.view(desk, customer_id, place)
        if shown is None or customer_id > desk.state.next_id - SHOWN:
            return shown
        bare = [{k: v for k, v in each.items() if k not in ("firstName", "lastName")} for each in shown["profiles"]]
        return {**shown, "profiles": bare}

    return replace(before, view=view)


@fault("reads/asked-source-account-is-shown", breaks="account-separates-multi-account-sources")
def caches_answers_without_the_account(before: Behaviour) -> Behaviour:
    """Details are cached by customer and source: what one account has shown, another shows too."""
    cache: dict[tuple[int, str], Mapping[str, Any] | None] = {}

    def view(desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
        if place is None:
            return before.view(desk, customer_id, place)
        key = (customer_id, place.source)
        if cache.get(key) is None:
            cache[key] = before.view(desk, customer_id, place)
        return cache[key]

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        cache.pop((account.customer.id, account.place.source), None)

    return replace(before, view=view, write=write)


@fault("reads/details-show-every-identifier")
def shows_details_of_before_a_change(before: Behaviour) -> Behaviour:
    """Details are cached, and every write clears the cache but the change of identifiers, which is another team's."""
    cache: dict[tuple[int, Place | None], Mapping[str, Any] | None] = {}

    def settle(desk: Desk, plan: Plan) -> Decision:
        cache.clear()
        return before.settle(desk, plan)

    def change(desk: Desk, call: Call) -> Decision:
        kept = dict(cache)
        decision = before.change(desk, call)
        cache.update(kept)
        return decision

    return replace(viewing(before, cache), settle=settle, change=change)


@fault("cross-source/joined-customer-is-found", breaks="accepted-write-stays")
def caches_nobody(before: Behaviour) -> Behaviour:
    """A look-up that found nobody is cached, and registering somebody does not clear it."""
    nobody: set[tuple[Place | None, Key]] = set()

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        found = None if (place, identifier) in nobody else before.find(desk, place, identifier)
        if found is None:
            nobody.add((place, identifier))
        return found

    return replace(before, find=find)


@fault("updates/removed-identifier-is-gone")
def caches_somebody(before: Behaviour) -> Behaviour:
    """A look-up that found somebody is cached for good, whatever is removed or merged."""
    known: dict[tuple[Place | None, Key], int] = {}

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        found = before.find(desk, place, identifier)
        if found is not None:
            known[place, identifier] = found
        return known.get((place, identifier))

    return replace(before, find=find)


@fault("duplicate-source/refused-add-reserves-nothing")
def refuses_whoever_was_refused(before: Behaviour) -> Behaviour:
    """A failed add is cached by its identifiers for an hour, against impatient clients."""
    failed: dict[str, Decision] = {}

    def add(desk: Desk, call: Call) -> Decision:
        values = sorted(
            raw["value"]
            for profile in call.body.get("profiles", ())
            for raw in profile.get("identifiers", ())
            if raw["value"]
        )
        known = next((failed[value] for value in values if value in failed), None)
        if known is not None:
            return known
        decision = before.add(desk, call)
        if decision.errors:
            failed.update(dict.fromkeys(values, decision))
        return decision

    return replace(before, add=add)


@fault("identifiers/fresh-person-is-registered", breaks="one-owner-per-source")
def compares_identifiers_by_a_short_hash(before: Behaviour) -> Behaviour:
    """The index holds a hash of six bits in place of the value: the more customers, the more strangers are known."""
    hashes: dict[tuple[Place, str, int], int] = {}

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        before.link(desk, account, identifier)
        hashes.setdefault((account.place, *_hashed(identifier)), account.customer.id)

    def owners(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
        found = before.owners(desk, place, identifier)
        other = hashes.get((place, *_hashed(identifier)))
        return found or (() if other is None else (other,))

    return replace(before, link=link, owners=owners)


@fault("updates/other-sources-stay", breaks="upsert-leaves-other-sources-alone")
def answers_a_repeated_request_from_memory(before: Behaviour) -> Behaviour:
    """Answers are kept by body, for clients that retry: the same update for another customer is not carried out."""
    answers: dict[bytes, Answer] = {}

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        if request.method != "PUT":
            return before.handle(desk, request)
        if request.body not in answers:
            answer = before.handle(desk, request)
            if not isinstance(answer, Answer):
                return answer
            answers[request.body] = answer
        return answers[request.body]

    return replace(before, handle=handle)


@fault("batch/good-items-are-not-lost", breaks="fresh-registration-succeeds")
def fills_up(before: Behaviour) -> Behaviour:
    """A table with a fixed size is full after 128 customers, and says so to everybody who comes after."""

    def settle(desk: Desk, plan: Plan) -> Decision:
        full = plan.customer is None and not plan.errors and len(desk.state) >= 2 * RECENT
        return Decision(errors=(FULL,)) if full else before.settle(desk, plan)

    return replace(before, settle=settle)


@fault("envelope/echo-v11", breaks="no-mixing-of-customers")
def keeps_details_of_the_request_before(before: Behaviour) -> Behaviour:
    """The object that a body is read into is pooled and not cleared: what a request leaves out, the last one said."""
    kept: dict[str, str | None] = {"first_name": None, "last_name": None}

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        said = plan.details
        for member in kept:
            kept[member] = getattr(said, member) or kept[member]
        before.write(
            desk,
            account,
            replace(plan, details=replace(said, first_name=kept["first_name"], last_name=kept["last_name"])),
        )

    return replace(before, write=write)


def _hashed(identifier: Key) -> tuple[str, int]:
    return identifier.type, zlib.crc32(identifier.value.encode()) & 0x3F
