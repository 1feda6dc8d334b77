"""Questions that the documents leave open: whatever the answer, it is a well-formed one."""

from __future__ import annotations

import re
from collections.abc import Callable

from contracts.documents.profile import DOCUMENTED_SOURCES
from contracts.engine.exchange import NOT_JSON
from contracts.engine.verdict import Breach
from contracts.evidence.classification import Case
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import (
    ADD,
    DETAILS,
    GET,
    LOOKUP,
    PRIMARY_TYPES,
    REGISTER,
    SOURCE_OWN_TYPES,
    UPSERT,
    WRITES,
)
from contracts.evidence.seen import Seen
from contracts.evidence.validity import AccountKind, SourceKind, account_kind, source_kind
from contracts.rules import Judgement, rule

_SENT_TYPES = {*PRIMARY_TYPES, *SOURCE_OWN_TYPES, "cardnumber", "card", "cardExternalId", "tmall_uname", "ali_uname"}
_HOSTILE = re.compile(r"[<>;\"'\\\x00]|--|\.\./|\$\{")


def _has_open_account(seen: Seen) -> bool:
    source = seen.asked.source
    if not isinstance(source, str) or source_kind(source, seen.profile) is not SourceKind.LISTED:
        return False
    return account_kind(source, seen.asked.account, seen.profile) is AccountKind.UNDECIDED


def _has_unknown_label(seen: Seen) -> bool:
    labels, label = seen.profile.status_labels, seen.asked.status_label
    return labels is not None and isinstance(label, str) and label not in labels


def _has_unknown_programme(seen: Seen) -> bool:
    programs = seen.profile.programs
    return programs is not None and any(e.get("programId") not in programs for e in seen.asked.enrolments)


def _has_v11_source(seen: Seen) -> bool:
    source = seen.asked.raw.get("source") if isinstance(seen.asked.raw, dict) else None
    return isinstance(source, str) and source.upper() not in DOCUMENTED_SOURCES


def _has_odd_members(seen: Seen) -> bool:
    return any(doubt.startswith("undocumented member") for doubt in seen.asked.doubts)


def _has_odd_type(seen: Seen) -> bool:
    return any(i.type not in _SENT_TYPES for i in seen.asked.identifiers)


def _is_hostile(seen: Seen) -> bool:
    return any(isinstance(n, str) and _HOSTILE.search(n) for n in (seen.asked.first_name, seen.asked.last_name))


OPEN = (
    (
        "invalid-source/open-account-is-answered",
        "open-account-is-a-business-answer",
        "c",
        (ADD,),
        _has_open_account,
        "An account of which it is not known whether it exists MUST be accepted or refused in due form.",
    ),
    (
        "invalid-source/missing-account-is-answered",
        "missing-account-is-a-business-answer",
        "c",
        (ADD,),
        lambda seen: seen.situation.case is Case.MISSING_ACCOUNT,
        "A source with several accounts and none named MUST be accepted or refused in due form.",
    ),
    (
        "invalid-source/unknown-source-v11-is-answered",
        "unknown-source-v11-is-a-business-answer",
        "c",
        (REGISTER,),
        _has_v11_source,
        "A v1.1 item with a source that no document names MUST be answered in due form.",
    ),
    (
        "warnings/invalid-label-is-answered",
        "invalid-status-label-on-add",
        "c",
        (ADD,),
        _has_unknown_label,
        "An add with a status label that the organisation does not have MUST be answered in due form.",
    ),
    (
        "robustness/unknown-keys-are-answered",
        "unknown-keys-never-crash",
        "c",
        (ADD, REGISTER, UPSERT),
        _has_odd_members,
        "Members that no document names MUST be ignored or refused in due form.",
    ),
    (
        "robustness/unknown-identifier-type-is-answered",
        "unknown-identifier-type-is-a-business-answer",
        "c",
        (ADD,),
        _has_odd_type,
        "An identifier of a type that no document names MUST be accepted or refused in due form.",
    ),
    (
        "robustness/hostile-text-is-data",
        "hostile-text-is-data",
        "a",
        (ADD, REGISTER, UPSERT),
        _is_hostile,
        "Text that looks like markup, a query or a path MUST be stored as text or refused in due form.",
    ),
)


def _points(seen: Seen, listed: bool) -> set[int]:
    """The points of enrolments in programmes that the organisation has, or has not."""
    programs = seen.profile.programs or ()
    asked = (e.get("loyaltyPoints") for e in seen.asked.enrolments if (e.get("programId") in programs) is listed)
    return {points for points in asked if isinstance(points, int)}


def _answered(applies: Callable[[Seen], bool]) -> Callable[[Seen], Judgement]:
    def judge(seen: Seen) -> Judgement:
        if not seen.exchange.request.as_who.is_authentic or not applies(seen):
            return
        if seen.outcome.kind in (Kind.SUCCESS, Kind.FAILURE, Kind.UNREADABLE):
            yield None if seen.is_told else Breach("outcome", "a success or a refusal", seen.outcome.kind)

    return judge


for _id, _source, _grade, _on, _applies, _must in OPEN:
    _judge = _answered(_applies)
    _judge.__doc__ = _must
    rule(_id, source=_source, grade=_grade, on=_on)(_judge)


@rule(
    "side-effects/unknown-programme-awards-nothing",
    source="unknown-programme-is-a-business-answer",
    grade="c",
    on=(ADD,),
)
def unknown_programme_awards_nothing(seen: Seen) -> Judgement:
    """An enrolment in a programme that the organisation does not have MUST NOT bring its points."""
    body = seen.result.body
    if not seen.is_decided or not seen.ok or not _has_unknown_programme(seen):
        return
    known, unknown = _points(seen, listed=True), _points(seen, listed=False)
    asked = unknown - known - {0}
    effects = body.get("sideEffects")
    effects = effects if isinstance(effects, list) else []
    told = [e.get("awardedPoints") for e in effects if isinstance(e, dict)]
    yield Breach("sideEffects", "no points", tuple(told)) if any(points in told for points in asked) else None


@rule(
    "robustness/other-content-type-is-answered",
    source="other-content-type-is-answered",
    grade="a",
    on=tuple(sorted(WRITES)),
    whole=True,
)
def other_content_type_is_answered(seen: Seen) -> Judgement:
    """Valid JSON under another content type MUST be refused or treated as JSON."""
    request = seen.exchange.request
    kind = (request.header("Content-Type") or "").partition(";")[0].strip().lower()
    if kind == "application/json" or request.json is NOT_JSON or not request.as_who.is_authentic:
        return
    if seen.outcome.kind in (Kind.SUCCESS, Kind.FAILURE, Kind.UNREADABLE, Kind.CRASHED):
        yield None if seen.outcome.is_decided else Breach("outcome", "refused, or treated as JSON", seen.outcome.kind)


@rule("reads/unknown-source-is-refused", source="read-in-unknown-source", grade="c", on=(LOOKUP, DETAILS, GET))
def read_in_unknown_source_is_refused(seen: Seen) -> Judgement:
    """A read that names a source nobody has MUST be refused."""
    if not seen.is_decided or seen.asked.source == "ALL":
        return
    if source_kind(seen.asked.source, seen.profile) is SourceKind.UNKNOWN:
        yield Breach("outcome", "an error", seen.told) if seen.ok else None
