"""What a request put at stake: which promise is to answer when a later look finds something amiss.

The same look-up shows whether a refused add moved an identifier, whether an update in one
source touched another, and whether a write was lost. The knowledge remembers which of
these episodes touched an identifier or a profile last, so that the finding names the cause.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.documents.codes import Code
from contracts.documents.profile import Place
from contracts.evidence.classification import Category, Situation
from contracts.evidence.envelope import Kind, Outcome, Result
from contracts.evidence.intent import ADD, CHANGE, REGISTER, UPDATE, UPSERT, WRITES, Asked, Identifier, Intent
from contracts.evidence.knowledge import Knowledge
from contracts.evidence.seen import Seen


class Episode(enum.StrEnum):
    """What touched an identifier or a profile last."""

    REFUSED = "a refused add"
    BAD_SOURCE = "a write refused for its source"
    DENIED = "a write refused for its caller"
    THROTTLED = "a write answered with 429"
    STRICT = "a registration that STRICT refused"
    MISMATCH = "a registration with somebody's secondary"
    NO_FLAG = "a registration with somebody's secondary, both flags off"
    FOREIGN = "a registration with one's primary and another's secondary"
    SEVERAL = "an add with identifiers of several customers"
    CONFLICT = "an upsert item with identifiers of several customers"
    MERGED = "a merge"
    JOINED = "an add in another source"
    UPSERTED = "an upsert"
    UPSERT_KEPT = "an upsert that leaves identifiers alone"
    UPSERT_CHANGED = "an upsert that changes identifiers"
    UPSERT_ELSEWHERE = "an upsert in another source"
    UPDATED = "an update"
    UPDATED_ELSEWHERE = "an update in another source"
    CHANGE_ADDED = "a change that adds"
    CHANGE_REMOVED = "a change that removes"
    CHANGE_REFUSED = "a refused change"
    CONCURRENT = "requests at the same moment"


_SOURCE = frozenset(
    {Category.UNKNOWN_SOURCE, Category.MISSING_SOURCE, Category.UNKNOWN_ACCOUNT, Category.MISSING_ACCOUNT}
)


def refused(outcome: Outcome, situation: Situation) -> Episode:
    """Why a write that was refused left its identifiers free."""
    if outcome.kind is Kind.DENIED:
        return Episode.DENIED
    if outcome.kind is Kind.THROTTLED:
        return Episode.THROTTLED
    if situation.category in _SOURCE:
        return Episode.BAD_SOURCE
    return Episode.STRICT if situation.category is Category.MISMATCH else Episode.REFUSED


@dataclass(frozen=True)
class Touched:
    """What an episode touched: identifiers, and profiles as customer and place."""

    episode: Episode
    identifiers: tuple[Identifier, ...] = ()
    profiles: tuple[tuple[int, Place], ...] = ()


def touched(seen: Seen, knowledge: Knowledge) -> Iterator[Touched]:
    """What a write put at stake, by what is known of it now that it is answered."""
    intent, outcome, situation, asked, result = seen.intent, seen.outcome, seen.situation, seen.asked, seen.result
    if intent.operation not in WRITES:
        return
    ok = bool(result.ok) and outcome.kind is Kind.SUCCESS
    episode = _identifiers(intent, outcome, situation, knowledge, ok, result)
    if episode:
        yield Touched(episode, (*asked.identifiers, *asked.removed))
    if intent.customer_id is not None and outcome.kind is Kind.DENIED:
        yield from _staked(knowledge, intent.customer_id, situation.place, Episode.DENIED, Episode.DENIED)
    yield from _profiles(knowledge, intent, situation, asked, result, ok)


def _identifiers(
    intent: Intent, outcome: Outcome, situation: Situation, knowledge: Knowledge, ok: bool, result: Result
) -> Episode | None:
    category, operation = situation.category, intent.operation
    if Code.MERGED in result.warnings:
        return Episode.MERGED
    if category is Category.MISMATCH:
        flags = knowledge.profile.flags
        if not ok:
            return Episode.STRICT
        off = flags.skip_secondary_on_mismatch is False and flags.strict_check is False
        return Episode.NO_FLAG if off else Episode.MISMATCH
    if operation == REGISTER and category is Category.UNDECIDED and len(situation.owners) > 1:
        return Episode.MISMATCH
    plain = {
        Category.SEVERAL_OWNERS: Episode.SEVERAL,
        Category.CONFLICT: Episode.CONFLICT,
        Category.FOREIGN_SECONDARY: Episode.FOREIGN,
    }
    if category in plain:
        return plain[category]
    if operation == CHANGE:
        if not ok:
            return Episode.CHANGE_REFUSED
        return Episode.CHANGE_REMOVED if intent.items[0].removed else Episode.CHANGE_ADDED
    if operation == UPSERT and ok and category is Category.HELD:
        return Episode.UPSERT_KEPT if intent.skip_change_identifier else Episode.UPSERT_CHANGED
    if operation in (ADD, REGISTER, UPSERT) and not ok:
        return refused(outcome, situation)
    return Episode.JOINED if ok and category is Category.ELSEWHERE else None


def _profiles(
    knowledge: Knowledge, intent: Intent, situation: Situation, asked: Asked, result: Result, ok: bool
) -> Iterator[Touched]:
    place, operation = situation.place, intent.operation
    if operation == UPDATE and ok and intent.customer_id is not None:
        yield from _staked(knowledge, intent.customer_id, place, Episode.UPDATED, Episode.UPDATED_ELSEWHERE)
        yield Touched(Episode.UPDATED, (*knowledge.all_held_by(intent.customer_id), *asked.identifiers))
        return
    for owner in situation.owners:
        if situation.category is Category.MISMATCH:
            episode = Episode.MISMATCH if ok else Episode.STRICT
            yield from _staked(knowledge, owner, place, episode, episode)
        elif not ok:
            episode = Episode.DENIED if result.ok is None else Episode.REFUSED
            episode = Episode.CONFLICT if situation.category is Category.CONFLICT and result.ok is False else episode
            yield from _staked(knowledge, owner, place, episode, episode)
        elif operation == UPSERT:
            both = situation.category is Category.HELD and any(i not in situation.held for i in asked.identifiers)
            here = Episode.UPSERT_CHANGED if both else Episode.UPSERTED
            here = Episode.UPSERT_KEPT if both and intent.skip_change_identifier else here
            yield from _staked(knowledge, owner, place, here, Episode.UPSERT_ELSEWHERE)
        elif operation == ADD:
            yield from _staked(knowledge, owner, place, Episode.JOINED, Episode.JOINED)


def _staked(
    knowledge: Knowledge, customer: int, place: Place | None, here: Episode, elsewhere: Episode
) -> Iterator[Touched]:
    for where in knowledge.places(customer):
        yield Touched(here if where == place else elsewhere, profiles=((customer, where),))
