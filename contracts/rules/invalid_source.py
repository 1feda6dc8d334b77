"""Which sources and accounts a registration may name."""

from __future__ import annotations

from contracts.documents.profile import DOCUMENTED_SOURCES
from contracts.engine.verdict import Breach
from contracts.evidence.classification import Case
from contracts.evidence.intent import ADD, UPSERT
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.aftermath import may_tell_another_reason

INVALID_SOURCE = 3217
SOURCE_CODES = frozenset({INVALID_SOURCE, 8003, 8004, 8011, 8012, 8045, 8127, 3213, 3216, 3218})
"""Codes that blame the source or its account."""


@rule("invalid-source/unknown-source-is-3217", source="unknown-source-is-refused", grade="a", on=(ADD,))
def unknown_source_is_3217(seen: Seen) -> Judgement:
    """An add that names a source nobody has MUST be refused with 3217."""
    if not seen.is_decided or seen.situation.case is not Case.UNKNOWN_SOURCE or not seen.situation.plain:
        return
    if not seen.is_speechless and (INVALID_SOURCE in seen.codes or not may_tell_another_reason(seen)):
        yield None if INVALID_SOURCE in seen.codes else Breach("errors[].code", INVALID_SOURCE, seen.told)


@rule("invalid-source/unknown-source-never-registers", source="unknown-source-is-refused", grade="a", on=(ADD, UPSERT))
def unknown_source_never_registers(seen: Seen) -> Judgement:
    """Whatever else a request asks for, a source nobody has MUST NOT be accepted."""
    case, plain = seen.situation.case, seen.situation.plain and seen.operation == ADD
    if not seen.is_decided or case is not Case.UNKNOWN_SOURCE or plain:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("invalid-source/missing-source-is-refused", source="missing-source-is-refused", grade="a", on=(ADD,))
def missing_source_is_refused(seen: Seen) -> Judgement:
    """An add without a source MUST be refused."""
    if not seen.is_decided or seen.situation.case is not Case.MISSING_SOURCE:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("invalid-source/unknown-account-is-refused", source="unknown-account-is-refused", grade="b", on=(ADD, UPSERT))
def unknown_account_is_refused(seen: Seen) -> Judgement:
    """An account that the organisation does not have MUST be refused."""
    if not seen.is_decided or seen.situation.case is not Case.UNKNOWN_ACCOUNT:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("invalid-source/source-not-enabled-is-3217", source="source-not-enabled-is-3217", grade="a", on=(ADD,))
def source_not_enabled_is_3217(seen: Seen) -> Judgement:
    """A documented source that the organisation does not have MUST be refused with 3217, if it is refused."""
    source = seen.asked.source
    if not seen.is_decided or source not in DOCUMENTED_SOURCES or seen.asked.doubts:
        return
    listed = seen.profile.sources
    blamed = seen.codes & SOURCE_CODES and not seen.codes & {8045, 8127}
    if blamed and (source not in listed if listed is not None else source not in seen.knowledge.sources_seen):
        yield None if INVALID_SOURCE in seen.codes else Breach("errors[].code", INVALID_SOURCE, seen.told)


@rule("invalid-source/listed-source-is-accepted", source="listed-source-is-accepted", grade="a", on=(ADD,))
def listed_source_is_accepted(seen: Seen) -> Judgement:
    """A source that the organisation has MUST NOT be refused as invalid."""
    open_cases = (Case.FRESH, Case.ELSEWHERE, Case.SEVERAL_OWNERS, Case.OWNER_HERE)
    if not seen.is_decided or seen.situation.case not in open_cases or not seen.situation.plain:
        return
    if seen.asked.source in (seen.profile.sources or ("INSTORE",)):
        blamed = seen.codes & SOURCE_CODES
        yield Breach("errors[].code", f"{seen.asked.source} accepted", seen.told) if blamed else None
