"""Which of the accepted answers a target gives: what a run infers, and what a profile can pin."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contracts.envelope import MERGED, Kind
from contracts.exchange import NOT_JSON
from contracts.intent import ADD, READS, REGISTER, UPSERT, WRITES
from contracts.rules import Judgement, Seen, rule
from contracts.situation import Case
from contracts.verdict import Breach

Answer = str | None
Observer = Callable[[Seen], Answer]
V2_WRITES = WRITES - {REGISTER, UPSERT}
OBSERVERS: dict[str, Observer] = {}
"""Reading id -> the answer that an exchange shows, None where it shows none."""


@rule("readings/answers-as-pinned", source="pinned-reading", grade="a")
def answers_as_pinned(seen: Seen) -> Judgement:
    """Where the profile pins a reading, the target MUST give that answer."""
    for reading, pinned in seen.profile.readings.items():
        observer = OBSERVERS.get(reading)
        answer = observer(seen) if observer else None
        if answer is not None:
            yield None if answer == pinned else Breach(reading, pinned, answer, cause=reading)


def observe(seen: Seen) -> Mapping[str, str]:
    """The answers that an exchange shows."""
    if not seen.exchange.response:
        return {}
    found = ((reading, observer(seen)) for reading, observer in OBSERVERS.items())
    return {reading: answer for reading, answer in found if answer is not None}


def _observes(reading: str) -> Callable[[Observer], Observer]:
    def declare(observer: Observer) -> Observer:
        OBSERVERS[reading] = observer
        return observer

    return declare


_UNREAD = (" null", "another type than documented", "a textual type or value", "no profile is sent", "is no array")
"""Ends of doubts about the shape of a request: its refusal is no business outcome."""


@_observes("business-error-status")
def _business_error_status(seen: Seen) -> Answer:
    unread = (doubt.endswith(_UNREAD) or doubt.startswith("undocumented member") for doubt in seen.asked.doubts)
    understood = not seen.intent.malformed and not any(unread)
    if seen.operation in V2_WRITES and _refused(seen) and seen.outcome.enveloped and understood:
        status = _status(seen)
        return f"http-{status}" if status in (200, 400, 409, 422) else None
    return None


@_observes("creation-status")
def _creation_status(seen: Seen) -> Answer:
    created = seen.operation == ADD and seen.is_decided and seen.ok and seen.situation.case is Case.FRESH
    return f"http-{_status(seen)}" if created and _status(seen) in (200, 201) else None


@_observes("v11-failure-status")
def _v11_failure_status(seen: Seen) -> Answer:
    if seen.operation != REGISTER or seen.outcome.kind is not Kind.FAILURE or not seen.outcome.enveloped:
        return None
    status = _status(seen)
    return "http-500" if status == 500 else "http-4xx" if status // 100 == 4 else "http-200"


@_observes("v11-partial-code")
def _v11_partial_code(seen: Seen) -> Answer:
    oks = {result.ok for result in seen.outcome.results}
    partial = seen.operation == REGISTER and oks == {True, False}
    return f"code-{seen.outcome.codes[0]}" if partial and seen.outcome.codes in ((200,), (201,)) else None


@_observes("v11-request-code-type")
def _v11_request_code_type(seen: Seen) -> Answer:
    if seen.operation != REGISTER or not seen.outcome.enveloped:
        return None
    return "string" if isinstance(seen.outcome.body["response"]["status"].get("code"), str) else "integer"


@_observes("credentials-refusal")
def _credentials_refusal(seen: Seen) -> Answer:
    if seen.exchange.request.as_who.is_authentic or seen.outcome.kind is not Kind.DENIED:
        return None
    return f"http-{_status(seen)}" if _status(seen) in (401, 403) else "v11-envelope-401"


@_observes("credentials-refusal-body")
def _credentials_refusal_body(seen: Seen) -> Answer:
    response = seen.exchange.response
    if seen.exchange.request.as_who.is_authentic or seen.outcome.kind is not Kind.DENIED or response is None:
        return None
    if not response.body.strip():
        return "empty"
    return "xml" if response.body.lstrip()[:1] == b"<" else "json" if response.json is not NOT_JSON else None


@_observes("combining-warning")
def _combining_warning(seen: Seen) -> Answer:
    if seen.operation != ADD or seen.situation.case is not Case.ELSEWHERE or not seen.ok:
        return None
    return "8050-present" if 8050 in seen.result.warnings else "8050-absent"


@_observes("several-owners-elsewhere")
def _several_owners_elsewhere(seen: Seen) -> Answer:
    if seen.operation != ADD or seen.situation.case is not Case.SEVERAL_OWNERS or not seen.is_decided:
        return None
    if not seen.ok:
        return "error"
    return "merge-8051" if MERGED in seen.result.warnings else "success-8052"


@_observes("owner-already-here")
def _owner_already_here(seen: Seen) -> Answer:
    if seen.operation != ADD or seen.situation.case is not Case.OWNER_HERE or not _refused(seen):
        return None
    return next((f"refused-{code}" for code in (8006, 8066) if code in seen.codes), None)


@_observes("missing-account")
def _missing_account(seen: Seen) -> Answer:
    if seen.operation != ADD or seen.situation.case is not Case.MISSING_ACCOUNT or not seen.is_decided:
        return None
    return "error" if not seen.ok else "warning" if seen.result.warnings else "accepted"


@_observes("missing-source-code")
def _missing_source_code(seen: Seen) -> Answer:
    if seen.operation != ADD or seen.situation.case is not Case.MISSING_SOURCE or not _refused(seen):
        return None
    return next((f"code-{code}" for code in (8004, 3217) if code in seen.codes), "other-code")


@_observes("no-identifier-code")
def _no_identifier_code(seen: Seen) -> Answer:
    if seen.operation != ADD or seen.situation.case is not Case.NO_IDENTIFIER or not _refused(seen):
        return None
    return next((f"code-{code}" for code in (1007, 8005, 8014, 500) if code in seen.codes), None)


@_observes("bad-secondary")
def _bad_secondary(seen: Seen) -> Answer:
    if seen.operation != ADD or seen.situation.case is not Case.BAD_SECONDARY or not seen.situation.plain:
        return None
    return ("dropped-with-warning" if seen.ok else "refused") if seen.is_decided else None


@_observes("bad-mobile-v11")
def _bad_mobile_v11(seen: Seen) -> Answer:
    if seen.operation != REGISTER or seen.situation.case is not Case.BAD_SECONDARY or not seen.situation.plain:
        return None
    return ("dropped" if seen.ok else "refused") if seen.is_decided else None


@_observes("unknown-keys")
def _unknown_keys(seen: Seen) -> Answer:
    odd = {doubt for doubt in seen.asked.doubts if doubt.startswith("undocumented member")} if seen.intent.items else ()
    if seen.operation != ADD or not odd or odd != seen.asked.doubts or not seen.is_decided:
        return None
    return "ignored" if seen.ok else None


@_observes("reregistration-v11")
def _reregistration_v11(seen: Seen) -> Answer:
    if seen.operation != REGISTER or seen.situation.case is not Case.HELD or not seen.situation.plain:
        return None
    return ("same-customer" if seen.ok else "refused") if seen.is_decided else None


@_observes("mismatch-no-flags")
def _mismatch_no_flags(seen: Seen) -> Answer:
    flags = seen.profile.flags
    off = flags.skip_secondary_on_mismatch is False and flags.strict_check is False
    if not off or not _is_mismatch(seen) or not seen.ok or seen.result.id is None:
        return None
    return "new-without-secondary" if not seen.knowledge.is_known(seen.result.id) else "merged"


@_observes("skip-flag")
def _skip_flag(seen: Seen) -> Answer:
    if not _is_mismatch(seen):
        return None
    return "flag-on" if seen.ok and seen.result.id and not seen.knowledge.is_known(seen.result.id) else "flag-off"


@_observes("strict-flag")
def _strict_flag(seen: Seen) -> Answer:
    if not _is_mismatch(seen) or (seen.ok and seen.result.id and not seen.knowledge.is_known(seen.result.id)):
        return None  # SKIP hides it
    return "flag-off" if seen.ok else "flag-on"


@_observes("default-label")
def _default_label(seen: Seen) -> Answer:
    fresh = seen.operation == ADD and seen.ok and seen.situation.case is Case.FRESH and not seen.asked.status_label
    return ("not-configured" if 8107 in seen.result.warnings else "configured") if fresh else None


@_observes("shared-identity")
def _shared_identity(seen: Seen) -> Answer:
    place = seen.situation.place
    if seen.operation != ADD or seen.profile.shared_identity is not None or not seen.is_decided or place is None:
        return None
    v11 = seen.knowledge.v11_place
    known = [i for i in seen.asked.identifiers if isinstance(seen.knowledge.holder(v11, i), int)]
    if place.source != "INSTORE" or len(known) < len(seen.asked.identifiers):
        return None
    if 8006 in seen.codes:
        return "shared"
    return "separate" if seen.ok and seen.result.id and not seen.knowledge.is_known(seen.result.id) else None


@_observes("empty-errors-on-success")
def _empty_errors_on_success(seen: Seen) -> Answer:
    body = seen.result.body
    if seen.operation != ADD or not seen.ok or not isinstance(body, dict):
        return None
    return "absent" if "errors" not in body else "empty" if body["errors"] == [] else None


@_observes("null-members-on-failure")
def _null_members_on_failure(seen: Seen) -> Answer:
    body = seen.outcome.body
    if seen.operation != ADD or not _refused(seen) or not isinstance(body, dict):
        return None
    return "null" if "createdId" in body else "absent"


@_observes("success-lists")
def _success_lists(seen: Seen) -> Answer:
    body = seen.result.body
    if seen.operation != ADD or not seen.ok or not isinstance(body, dict):
        return None
    return "always" if {"warnings", "sideEffects"} <= body.keys() else "absent-when-empty"


@_observes("malformed-json")
def _malformed_json(seen: Seen) -> Answer:
    if seen.operation not in WRITES or seen.exchange.request.json is not NOT_JSON or not seen.outcome.is_decided:
        return None
    status = _status(seen)
    return "v11-http-500" if status == 500 else "http-4xx" if status // 100 == 4 else "error-envelope"


@_observes("other-content-type")
def _other_content_type(seen: Seen) -> Answer:
    kind = (seen.exchange.request.header("Content-Type") or "").partition(";")[0].strip().lower()
    plain = seen.exchange.request.json is not NOT_JSON and kind not in ("", "application/json")
    if seen.operation not in WRITES or not plain or not seen.outcome.is_decided:
        return None
    return "treated-as-json" if seen.ok else "refused"


@_observes("read-not-found-status")
def _read_not_found_status(seen: Seen) -> Answer:
    if seen.operation not in READS or not _refused(seen) or 8015 not in seen.codes:
        return None
    return f"http-{_status(seen)}" if _status(seen) in (200, 400, 404) else None


@_observes("upsert-missing-source")
def _upsert_missing_source(seen: Seen) -> Answer:
    if seen.operation != UPSERT or seen.situation.case is not Case.MISSING_SOURCE or not seen.is_decided:
        return None
    return "instore" if seen.ok else "item-error"


@_observes("upsert-empty-array")
def _upsert_empty_array(seen: Seen) -> Answer:
    if seen.operation != UPSERT or seen.intent.malformed or seen.intent.items or not seen.outcome.is_decided:
        return None
    return "empty-answer" if seen.outcome.kind is Kind.SUCCESS else "http-4xx"


@_observes("empty-batch-v11")
def _empty_batch_v11(seen: Seen) -> Answer:
    if seen.operation != REGISTER or seen.intent.malformed or seen.intent.items or not seen.outcome.is_decided:
        return None
    return "failure-envelope" if seen.outcome.enveloped else "http-4xx"


@_observes("concurrent-loser-code")
def _concurrent_loser_code(seen: Seen) -> Answer:
    if seen.operation != ADD or not seen.knowledge.in_flight or not _refused(seen):
        return None
    return next((f"code-{code}" for code in (8006, 521) if code in seen.codes), None)


def _status(seen: Seen) -> int:
    return seen.exchange.response.status if seen.exchange.response else 0


def _refused(seen: Seen) -> bool:
    authentic = seen.exchange.request.as_who.is_authentic
    return authentic and seen.outcome.kind is Kind.FAILURE


def _is_mismatch(seen: Seen) -> bool:
    plain = seen.operation == REGISTER and seen.situation.case is Case.MISMATCH and seen.situation.plain
    return plain and seen.is_decided
