"""What a v2 add does, where the documents leave it open."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.documents.codes import LABEL_CODES, Code
from contracts.evidence.classification import Category
from contracts.evidence.doubts import Doubt
from contracts.evidence.intent import ADD, CARD_TYPES
from contracts.evidence.seen import Seen
from contracts.rules.readings.observing import (
    Answer,
    agreed,
    blamed,
    but,
    is_new,
    is_plainly,
    observes,
    one_code,
    would_pass,
)

ENROLMENTS = "loyaltyProgramEnrollments"


@observes("several-reasons", ADD)
def _several_reasons(seen: Seen) -> Answer:
    situation = seen.situation
    if situation.category is not Category.HELD or not situation.plain or not situation.besides:
        return None
    codes = blamed(seen)
    if not codes:
        return None
    if Code.HELD not in codes:
        return "flaw"
    return "all" if len(codes) > 1 else "duplicate"


@observes("combining-warning", ADD)
def _combining_warning(seen: Seen) -> Answer:
    if seen.situation.category is not Category.ELSEWHERE or not seen.ok:
        return None
    return "8050-present" if Code.COMBINED in seen.result.warnings else "8050-absent"


@observes("several-owners-elsewhere", ADD)
def _several_owners_elsewhere(seen: Seen) -> Answer:
    if seen.situation.category is not Category.SEVERAL_OWNERS:
        return None
    if not seen.ok:
        return "error" if blamed(seen) else None
    told = {Code.MERGED: "merge-8051", Code.CONFLICTING: "success-8052"}
    return agreed(answer for code, answer in told.items() if code in seen.result.warnings)


@observes("default-label", ADD)
def _default_label(seen: Seen) -> Answer:
    fresh = seen.ok and seen.situation.category is Category.FRESH and seen.asked.status_label is None
    return ("not-configured" if Code.NO_DEFAULT_LABEL in seen.result.warnings else "configured") if fresh else None


@observes("add-status-label", ADD)
def _add_status_label(seen: Seen) -> Answer:
    label, known = seen.asked.status_label, seen.profile.status_labels or ()
    if seen.profile.default_status_label is not False or label not in known or not seen.ok:
        return None
    if not would_pass(but(seen, Doubt.LABEL_SENT, status_label=None), "statusLabel"):
        return None
    return "warning-8107" if Code.NO_DEFAULT_LABEL in seen.result.warnings else "no-warning"


@observes("add-invalid-status-label", ADD)
def _add_invalid_status_label(seen: Seen) -> Answer:
    label, labels = seen.asked.status_label, seen.profile.status_labels or ()
    cards = any(i.type in CARD_TYPES for i in seen.asked.identifiers)  # a card has a label of its own
    if not isinstance(label, str) or not label.strip() or label in labels or cards:
        return None
    if seen.ok:
        return "warning" if LABEL_CODES & set(seen.result.warnings) else None
    return one_code(blamed(seen), *LABEL_CODES, prefix="error")


@observes("unknown-programme", ADD)
def _unknown_programme(seen: Seen) -> Answer:
    programs = seen.profile.programs
    if programs is None or all(_is_in(each, programs) for each in seen.asked.enrolments):
        return None
    known = tuple(each for each in seen.asked.enrolments if _is_in(each, programs))
    if not would_pass(but(seen, enrolments=known), ENROLMENTS):
        return None
    if seen.ok:
        warnings = set(seen.result.warnings) - {Code.NO_DEFAULT_LABEL, Code.SHORT_PROGRAMME}
        return "warning" if Code.UNKNOWN_PROGRAMME in warnings else None if warnings else "ignored"
    return "error" if blamed(seen) else None


def _is_in(enrolment: Mapping[str, object], programs: tuple[int, ...]) -> bool:
    return enrolment.get("programId") in programs


@observes("concurrent-loser-code", ADD)
def _concurrent_loser_code(seen: Seen) -> Answer:
    rivals = seen.knowledge.in_flight & set(seen.asked.identifiers)
    if not rivals or seen.situation.category is Category.HELD:
        return None
    return next((f"code-{code}" for code in (Code.HELD, Code.BUSY) if code in seen.codes), None)


@observes("flags-reach-v2", ADD)
def _flags_reach_v2(seen: Seen) -> Answer:
    if not seen.profile.flags.skip_secondary_on_mismatch or not is_plainly(seen, Category.HELD):
        return None
    primaries = [i for i in seen.asked.identifiers if i.type == seen.profile.primary_identifier]
    if not primaries or not all(map(seen.knowledge.is_free, primaries)):
        return None
    return "everywhere" if is_new(seen) else "v11-only" if Code.HELD in blamed(seen) else None


@observes("shared-identity", ADD)
def _shared_identity(seen: Seen) -> Answer:
    place = seen.situation.place
    if seen.profile.shared_identity is not None or place is None:
        return None
    v11 = seen.knowledge.v11_place
    known = all(isinstance(seen.knowledge.holder(v11, i), int) for i in seen.asked.identifiers)
    if place.source != "INSTORE" or not known:
        return None
    if Code.HELD in seen.codes:
        return "shared"
    return "separate" if is_new(seen) else None
