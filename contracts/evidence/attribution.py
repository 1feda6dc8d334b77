"""What a request put at stake: which promise is to answer when a later look finds something amiss.

The same look-up shows whether a refused add moved an identifier, whether an update in one
source touched another, and whether a write was lost. The knowledge remembers which of
these stories touched an identifier or a profile last, so that the finding names the cause.
"""

from __future__ import annotations

import enum

from contracts.documents.profile import Place
from contracts.evidence.classification import Case, Situation
from contracts.evidence.envelope import Kind, Outcome, Result
from contracts.evidence.intent import ADD, CHANGE, REGISTER, UPDATE, UPSERT, WRITES, Asked, Intent
from contracts.evidence.knowledge import Knowledge


class Story(enum.StrEnum):
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


_SOURCE = frozenset({Case.UNKNOWN_SOURCE, Case.MISSING_SOURCE, Case.UNKNOWN_ACCOUNT, Case.MISSING_ACCOUNT})


def refused(outcome: Outcome, situation: Situation) -> Story:
    """Why a write that was refused left its identifiers free."""
    if outcome.kind is Kind.DENIED:
        return Story.DENIED
    if outcome.kind is Kind.THROTTLED:
        return Story.THROTTLED
    if situation.case in _SOURCE:
        return Story.BAD_SOURCE
    return Story.STRICT if situation.case is Case.MISMATCH else Story.REFUSED


def note(knowledge: Knowledge, intent: Intent, outcome: Outcome, index: int, situation: Situation) -> None:
    """Remember what a write put at stake, once it is known what it came to."""
    if intent.operation not in WRITES or not intent.items:
        return
    asked = intent.items[index]
    result = outcome.results[index] if index < len(outcome.results) else Result(None)
    ok = bool(result.ok) and outcome.kind is Kind.SUCCESS
    story = _identifiers(intent, outcome, situation, knowledge, ok, result)
    if story:
        knowledge.contest((*asked.identifiers, *asked.removed), story)
    if intent.customer_id is not None and outcome.kind is Kind.DENIED:
        _stake(knowledge, intent.customer_id, situation.place, Story.DENIED, Story.DENIED)
    _profiles(knowledge, intent, situation, asked, result, ok)


def _identifiers(
    intent: Intent, outcome: Outcome, situation: Situation, knowledge: Knowledge, ok: bool, result: Result
) -> Story | None:
    case, operation = situation.case, intent.operation
    if 8051 in result.warnings:
        return Story.MERGED
    if case is Case.MISMATCH:
        flags = knowledge.profile.flags
        if not ok:
            return Story.STRICT
        off = flags.skip_secondary_on_mismatch is False and flags.strict_check is False
        return Story.NO_FLAG if off else Story.MISMATCH
    if operation == REGISTER and case is Case.UNDECIDED and len(situation.owners) > 1:
        return Story.MISMATCH
    plain = {Case.SEVERAL_OWNERS: Story.SEVERAL, Case.CONFLICT: Story.CONFLICT, Case.FOREIGN_SECONDARY: Story.FOREIGN}
    if case in plain:
        return plain[case]
    if operation == CHANGE:
        if not ok:
            return Story.CHANGE_REFUSED
        return Story.CHANGE_REMOVED if intent.items[0].removed else Story.CHANGE_ADDED
    if operation == UPSERT and ok and case is Case.HELD:
        return Story.UPSERT_KEPT if intent.skip_change_identifier else Story.UPSERT_CHANGED
    if operation in (ADD, REGISTER, UPSERT) and not ok:
        return refused(outcome, situation)
    return Story.JOINED if ok and case is Case.ELSEWHERE else None


def _profiles(
    knowledge: Knowledge, intent: Intent, situation: Situation, asked: Asked, result: Result, ok: bool
) -> None:
    place, operation = situation.place, intent.operation
    if operation == UPDATE and ok and intent.customer_id is not None:
        _stake(knowledge, intent.customer_id, place, Story.UPDATED, Story.UPDATED_ELSEWHERE)
        knowledge.contest(knowledge.all_held_by(intent.customer_id), Story.UPDATED)
        return
    for owner in situation.owners:
        if situation.case is Case.MISMATCH:
            story = Story.MISMATCH if ok else Story.STRICT
            _stake(knowledge, owner, place, story, story)
        elif not ok:
            story = Story.DENIED if result.ok is None else Story.REFUSED
            story = Story.CONFLICT if situation.case is Case.CONFLICT and result.ok is False else story
            _stake(knowledge, owner, place, story, story)
        elif operation == UPSERT:
            both = situation.case is Case.HELD and any(i not in situation.held for i in asked.identifiers)
            here = Story.UPSERT_CHANGED if both else Story.UPSERTED
            here = Story.UPSERT_KEPT if both and intent.skip_change_identifier else here
            _stake(knowledge, owner, place, here, Story.UPSERT_ELSEWHERE)
        elif operation == ADD:
            _stake(knowledge, owner, place, Story.JOINED, Story.JOINED)


def _stake(knowledge: Knowledge, customer: int, place: Place | None, here: Story, elsewhere: Story) -> None:
    portrait = knowledge.portrait(customer)
    for where in portrait.profiles if portrait else ():
        knowledge.stake(customer, where, here if where == place else elsewhere)
