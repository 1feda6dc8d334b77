"""Which sources and accounts a registration may name."""

from __future__ import annotations

from contracts.documents.codes import SOURCE_CODES, Code
from contracts.documents.profile import DOCUMENTED_SOURCES
from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Episode
from contracts.evidence.classification import Category
from contracts.evidence.intent import ADD, REGISTER, UPSERT
from contracts.evidence.seen import Seen
from contracts.evidence.validity import AccountKind, SourceKind, account_kind, source_kind
from contracts.rules import Judgement, aftermath, rule, shape
from contracts.rules.grounds import answered, may_tell_another_reason
from contracts.rules.shown import SHOW_HOLDERS, shown_holder


@rule("invalid-source/unknown-source-is-3217", source="unknown-source-is-refused", grade="a", on=(ADD,))
def unknown_source_is_3217(seen: Seen) -> Judgement:
    """An add that names a source nobody has MUST be refused with 3217."""
    if not seen.is_decided or seen.situation.category is not Category.UNKNOWN_SOURCE or not seen.situation.plain:
        return
    if not seen.is_speechless and (Code.INVALID_SOURCE in seen.codes or not may_tell_another_reason(seen)):
        yield None if Code.INVALID_SOURCE in seen.codes else Breach("errors[].code", Code.INVALID_SOURCE, seen.told)


@rule("invalid-source/unknown-source-never-registers", source="unknown-source-is-refused", grade="a", on=(ADD, UPSERT))
def unknown_source_never_registers(seen: Seen) -> Judgement:
    """Whatever else a request asks for, a source nobody has MUST NOT be accepted."""
    category, plain = seen.situation.category, seen.situation.plain and seen.operation == ADD
    if not seen.is_decided or category is not Category.UNKNOWN_SOURCE or plain:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("invalid-source/missing-source-is-refused", source="missing-source-is-refused", grade="a", on=(ADD,))
def missing_source_is_refused(seen: Seen) -> Judgement:
    """An add without a source MUST be refused."""
    if not seen.is_decided or seen.situation.category is not Category.MISSING_SOURCE:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("invalid-source/unknown-account-is-refused", source="unknown-account-is-refused", grade="b", on=(ADD, UPSERT))
def unknown_account_is_refused(seen: Seen) -> Judgement:
    """An account that the organisation does not have MUST be refused."""
    if not seen.is_decided or seen.situation.category is not Category.UNKNOWN_ACCOUNT:
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("invalid-source/source-not-enabled-is-3217", source="source-not-enabled-is-3217", grade="a", on=(ADD,))
def source_not_enabled_is_3217(seen: Seen) -> Judgement:
    """A documented source that the organisation does not have MUST be refused with 3217, if it is refused."""
    source = seen.asked.source
    if not seen.is_decided or source not in DOCUMENTED_SOURCES or seen.asked.doubts:
        return
    listed = seen.profile.sources
    blamed = seen.codes & SOURCE_CODES and not seen.codes & {Code.ACCOUNT_MISSING, Code.ACCOUNT_NOT_VALID}
    if blamed and (source not in listed if listed is not None else source not in seen.knowledge.sources_seen):
        yield None if Code.INVALID_SOURCE in seen.codes else Breach("errors[].code", Code.INVALID_SOURCE, seen.told)


@rule("invalid-source/listed-source-is-accepted", source="listed-source-is-accepted", grade="a", on=(ADD,))
def listed_source_is_accepted(seen: Seen) -> Judgement:
    """A source that the organisation has MUST NOT be refused as invalid."""
    open_ones = (Category.FRESH, Category.ELSEWHERE, Category.SEVERAL_OWNERS, Category.OWNER_HERE)
    if not seen.is_decided or seen.situation.category not in open_ones or not seen.situation.plain:
        return
    if str(seen.asked.source) in (seen.profile.sources or ("INSTORE",)):
        blamed = seen.codes & SOURCE_CODES
        yield Breach("errors[].code", f"{seen.asked.source} accepted", seen.told) if blamed else None


@aftermath(
    "invalid-source/refused-source-stores-nothing", source="refused-source-stores-nothing", grade="a", on=SHOW_HOLDERS
)
def refused_source_stores_nothing(seen: Seen) -> Judgement:
    """Identifiers of a write that was refused for its source or account MUST be free as before."""
    yield from shown_holder(seen, Episode.BAD_SOURCE)


@shape("invalid-source/open-account-is-answered", source="open-account-is-a-business-answer", grade="c", on=(ADD,))
def open_account_is_answered(seen: Seen) -> Judgement:
    """An account of which it is not known whether it exists MUST be accepted or refused in due form."""
    if _has_open_account(seen):
        yield from answered(seen)


@shape(
    "invalid-source/missing-account-is-answered", source="missing-account-is-a-business-answer", grade="c", on=(ADD,)
)
def missing_account_is_answered(seen: Seen) -> Judgement:
    """A source with several accounts and none named MUST be accepted or refused in due form."""
    if seen.situation.category is Category.MISSING_ACCOUNT:
        yield from answered(seen)


@shape(
    "invalid-source/unknown-source-v11-is-answered",
    source="unknown-source-v11-is-a-business-answer",
    grade="c",
    on=(REGISTER,),
)
def unknown_source_v11_is_answered(seen: Seen) -> Judgement:
    """A v1.1 item with a source that no document names MUST be answered in due form."""
    if _has_v11_source(seen):
        yield from answered(seen)


def _has_open_account(seen: Seen) -> bool:
    source = seen.asked.source
    if not isinstance(source, str) or source_kind(source, seen.profile) is not SourceKind.LISTED:
        return False
    return account_kind(source, seen.asked.account, seen.profile) is AccountKind.UNDECIDED


def _has_v11_source(seen: Seen) -> bool:
    source = seen.asked.raw.get("source") if isinstance(seen.asked.raw, dict) else None
    return isinstance(source, str) and source.upper() not in DOCUMENTED_SOURCES
