"""What a target makes of sources and accounts."""

from __future__ import annotations

from contracts.documents.codes import SOURCE_CODES, Code
from contracts.documents.profile import DOCUMENTED_SOURCES, MULTI_ACCOUNT_SOURCES, Place
from contracts.evidence.classification import Category
from contracts.evidence.intent import ADD, GET, READS, UPSERT
from contracts.evidence.seen import Seen
from contracts.evidence.validity import SourceKind, Validity, source_kind, validity
from contracts.rules.readings.observing import (
    Answer,
    blamed,
    but,
    is_owner,
    is_plainly,
    observes,
    one_code,
    refused,
    would_pass,
)

LATER_MULTIPLE = frozenset({"WEB_ENGAGE", "MOBILE_APP"})
"""Sources of which only the samples show several accounts."""


@observes("unknown-source-code", ADD)
def _unknown_source_code(seen: Seen) -> Answer:
    codes = blamed(seen) if is_plainly(seen, Category.UNKNOWN_SOURCE) else frozenset()
    if Code.INVALID_SOURCE not in codes:
        return None
    return "3217-alone" if len(codes) == 1 else "3217-among-others"


@observes("missing-source-code", ADD)
def _missing_source_code(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.MISSING_SOURCE) or not refused(seen):
        return None
    return one_code(blamed(seen), Code.SOURCE_MISSING, Code.INVALID_SOURCE, other="other-code")


@observes("read-unknown-source-code", *READS)
def _read_unknown_source_code(seen: Seen) -> Answer:
    unknown = source_kind(seen.asked.source, seen.profile) is SourceKind.UNKNOWN and seen.asked.source != "ALL"
    if not unknown or seen.asked.doubts or not _asks_for_somebody(seen):
        return None
    codes = (Code.SOURCE_NOT_VALID, Code.SOURCE_OF_LOOKUP, Code.SOURCE_OF_READ, Code.INVALID_SOURCE)
    return one_code(blamed(seen), *codes, other="other-code")


def _asks_for_somebody(seen: Seen) -> bool:
    """Whether a read is of somebody whom it would find in another source."""
    if seen.operation == GET:
        return seen.intent.customer_id is not None and seen.knowledge.is_known(seen.intent.customer_id)
    valid = all(validity(i, seen.profile) is Validity.VALID for i in seen.asked.identifiers)
    return valid and bool(seen.knowledge.concerned(seen.asked.identifiers))


@observes("source-list", ADD)
def _source_list(seen: Seen) -> Answer:
    single = set(DOCUMENTED_SOURCES) - MULTI_ACCOUNT_SOURCES
    if str(seen.asked.source) not in single or seen.asked.account or seen.asked.doubts:
        return None
    return "organisation-subset" if blamed(seen) == {Code.INVALID_SOURCE} else None


@observes("source-case", ADD)
def _source_case(seen: Seen) -> Answer:
    sent = seen.asked.source
    if not isinstance(sent, str) or seen.ok:
        return None
    name = sent.strip().upper()
    if name == sent or not seen.profile.lists(name):
        return None
    same = but(seen, source=name)
    if is_plainly(same, Category.HELD):
        return "any-case" if Code.HELD in seen.codes else None
    return "exact-only" if Code.INVALID_SOURCE in blamed(seen) and would_pass(same) else None


@observes("missing-account", ADD)
def _missing_account(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.MISSING_ACCOUNT):
        return None
    if seen.ok:
        return "warning" if seen.result.warnings else "accepted"
    return "error" if blamed(seen) else None


@observes("unknown-account", ADD)
def _unknown_account(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.UNKNOWN_ACCOUNT):
        return None
    if seen.ok:
        return "accepted"
    codes = blamed(seen)
    return "refused-3217" if Code.INVALID_SOURCE in codes else one_code(codes, other="refused-other")


@observes("account-enumeration", ADD)
def _account_enumeration(seen: Seen) -> Answer:
    source, account = seen.asked.source, seen.asked.account
    if not isinstance(source, str) or not isinstance(account, str) or not account:
        return None
    known = seen.profile.accounts(source)
    if not known or account in known:
        return None
    if seen.ok:
        return "open" if seen.situation.category is Category.UNKNOWN_ACCOUNT else None
    elsewhere = but(seen, account=known[0]).situation
    return "enumerated" if Code.INVALID_SOURCE in blamed(seen) and elsewhere.plain else None


@observes("account-on-single-account-source", ADD)
def _account_on_single_account_source(seen: Seen) -> Answer:
    if seen.asked.source != "INSTORE" or seen.profile.has_accounts("INSTORE"):
        return None
    sent = isinstance(seen.asked.account, str) and seen.asked.account.strip()
    return "refused" if sent and blamed(seen) and would_pass(but(seen, account=None)) else None


@observes("multi-account-sources", ADD)
def _multi_account_sources(seen: Seen) -> Answer:
    situation, place = seen.situation, seen.situation.place
    if situation.category is not Category.ELSEWHERE or place is None or place.source not in LATER_MULTIPLE:
        return None
    if not any(_is_held_in_another_account(seen, place, index) for index in range(len(situation.held))):
        return None
    return "five" if is_owner(seen) else "three" if Code.HELD in blamed(seen) else None


def _is_held_in_another_account(seen: Seen, place: Place, index: int) -> bool:
    where = seen.knowledge.places_of(seen.situation.held[index])
    return any(p.source == place.source and p != place and isinstance(who, int) for p, who in where.items())


@observes("upsert-missing-source", UPSERT)
def _upsert_missing_source(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.MISSING_SOURCE):
        return None
    return "instore" if seen.ok else "item-error" if blamed(seen) & SOURCE_CODES else None


@observes("upsert-unknown-source-code", UPSERT)
def _upsert_unknown_source_code(seen: Seen) -> Answer:
    codes = blamed(seen) if is_plainly(seen, Category.UNKNOWN_SOURCE) else frozenset()
    return one_code(codes, Code.INVALID_SOURCE, other="other-code")
