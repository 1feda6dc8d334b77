"""Which form the answers of a target have: statuses, envelopes, notices."""

from __future__ import annotations

from typing import Any

from contracts.documents.codes import Code
from contracts.engine.exchange import NOT_JSON, Who
from contracts.evidence.classification import Category
from contracts.evidence.doubts import Doubt
from contracts.evidence.envelope import Kind, as_code, truth
from contracts.evidence.intent import ADD, REGISTER, UPSERT, WRITES
from contracts.evidence.seen import Seen
from contracts.rules.readings.observing import (
    FLAT,
    Answer,
    agreed,
    blamed,
    body_of,
    but,
    is_understood,
    observes,
    refused,
    status,
    would_pass,
)


@observes("business-error-status", *FLAT)
def _business_error_status(seen: Seen) -> Answer:
    if refused(seen) and seen.outcome.enveloped and is_understood(seen):
        return f"http-{status(seen)}" if status(seen) in (200, 400, 409, 422) else None
    return None


@observes("creation-status", ADD)
def _creation_status(seen: Seen) -> Answer:
    created = seen.ok and seen.situation.category is Category.FRESH
    return f"http-{status(seen)}" if created and status(seen) in (200, 201) else None


@observes("v11-failure-status", REGISTER)
def _v11_failure_status(seen: Seen) -> Answer:
    failed = seen.outcome.kind is Kind.FAILURE and seen.outcome.results
    if not failed or seen.intent.malformed:
        return None
    return "http-500" if status(seen) == 500 else {2: "http-200", 4: "http-4xx"}.get(status(seen) // 100)


@observes("v11-partial-code", REGISTER)
def _v11_partial_code(seen: Seen) -> Answer:
    oks = {result.ok for result in seen.outcome.results}
    partial = oks == {True, False}
    return f"code-{seen.outcome.codes[0]}" if partial and seen.outcome.codes in ((200,), (201,)) else None


@observes("v11-request-code-type", REGISTER, always=True)
def _v11_request_code_type(seen: Seen) -> Answer:
    if not seen.outcome.enveloped:
        return None
    code = seen.outcome.body["response"]["status"].get("code")
    return "string" if isinstance(code, str) else "integer" if isinstance(code, int) else None


@observes("credentials-refusal", always=True)
def _credentials_refusal(seen: Seen) -> Answer:
    if seen.exchange.request.as_who.is_authentic or seen.outcome.kind is not Kind.DENIED:
        return None
    if status(seen) in (401, 403):
        return f"http-{status(seen)}"
    return "v11-envelope-401" if seen.outcome.codes == (401,) else None


@observes("credentials-refusal-body", always=True)
def _credentials_refusal_body(seen: Seen) -> Answer:
    response = seen.exchange.response
    if seen.exchange.request.as_who.is_authentic or seen.outcome.kind is not Kind.DENIED or response is None:
        return None
    if not response.body.strip():
        return "empty"
    return "xml" if response.body.lstrip()[:1] == b"<" else "json" if response.json is not NOT_JSON else None


@observes("v11-refusal-success-flag", REGISTER, always=True)
def _v11_refusal_success_flag(seen: Seen) -> Answer:
    body = seen.exchange.response.json if seen.exchange.response else None
    whole = body.get("response") if isinstance(body, dict) else None
    told = whole.get("status") if isinstance(whole, dict) else None
    if not isinstance(told, dict) or as_code(told.get("code")) != 401:
        return None
    return {True: "success-true", False: "success-false", None: None}[truth(told.get("success"))]


@observes("missing-write-access", *WRITES - {REGISTER}, always=True)
def _missing_write_access(seen: Seen) -> Answer:
    if seen.exchange.request.as_who is not Who.READER or status(seen) != 403:
        return None
    return "code-4000" if Code.NO_ACCESS in seen.outcome.codes else "other-body"


@observes("rate-limit-answer", always=True)
def _rate_limit_answer(seen: Seen) -> Answer:
    response = seen.exchange.response
    if seen.outcome.kind is not Kind.THROTTLED or response is None:
        return None
    return "bare" if response.header("Retry-After") is None else "with-retry-after"


@observes("malformed-json", *WRITES)
def _malformed_json(seen: Seen) -> Answer:
    if seen.exchange.request.json is not NOT_JSON:
        return None
    if seen.outcome.kind is Kind.SUCCESS:
        return None
    return "v11-http-500" if status(seen) == 500 else {2: "error-envelope", 4: "http-4xx"}.get(status(seen) // 100)


@observes("other-content-type", *WRITES)
def _other_content_type(seen: Seen) -> Answer:
    kind = (seen.exchange.request.header("Content-Type") or "").partition(";")[0].strip().lower()
    plain = seen.exchange.request.json is not NOT_JSON and kind not in ("", "application/json")
    if not plain:
        return None
    if seen.ok:
        return "treated-as-json"
    bare = blamed(seen) and would_pass(but(seen, Doubt.CONTENT_TYPE))
    return "refused" if status(seen) == 415 or bare else None


@observes("unknown-keys", ADD)
def _unknown_keys(seen: Seen) -> Answer:
    if seen.asked.doubts != {Doubt.UNDOCUMENTED_MEMBER}:
        return None
    return "ignored" if seen.ok else None


@observes("undocumented-codes", *WRITES)
def _undocumented_codes(seen: Seen) -> Answer:
    told = {*seen.result.codes, *seen.result.warnings, *seen.outcome.codes} - {0}
    if not seen.spec.codes:
        return None
    return "extra-codes" if told - set(seen.spec.codes) else None


@observes("empty-errors-on-success", ADD)
def _empty_errors_on_success(seen: Seen) -> Answer:
    body = body_of(seen)
    if not seen.ok or not body:
        return None
    return "absent" if "errors" not in body else "empty" if body["errors"] == [] else None


@observes("null-members-on-failure", ADD)
def _null_members_on_failure(seen: Seen) -> Answer:
    body = seen.outcome.body
    if not refused(seen) or not seen.outcome.enveloped or not is_understood(seen):
        return None
    return "null" if "createdId" in body else "absent"


@observes("success-lists", ADD)
def _success_lists(seen: Seen) -> Answer:
    body = body_of(seen)
    if not seen.ok or not body:
        return None
    if not {"warnings", "sideEffects"} <= body.keys():
        return "absent-when-empty"
    return "always" if [] in (body["warnings"], body["sideEffects"]) else None


@observes("empty-members", UPSERT)
def _empty_members(seen: Seen) -> Answer:
    """Of a source account that is shown: one without conflicts, most of the time without fields."""
    result = body_of(seen).get("result") if seen.ok else None
    profiles = result.get("profiles") if isinstance(result, dict) else None
    first = profiles[0] if isinstance(profiles, list) and profiles else None
    if not isinstance(first, dict):
        return None
    return "shown" if any(value in _EMPTY for value in first.values()) else "left-out"


@observes("error-envelope-members", *FLAT)
def _error_envelope_members(seen: Seen) -> Answer:
    body = body_of(seen)
    if not refused(seen) or not seen.outcome.enveloped or not is_understood(seen):
        return None
    if "warnings" not in body:
        return "errors-alone"
    return "errors-and-warnings" if isinstance(body["warnings"], list) else None


@observes("warning-status-flag", *FLAT, UPSERT)
def _warning_status_flag(seen: Seen) -> Answer:
    listed = body_of(seen).get("warnings") if seen.ok else None
    flags = [entry.get("status") for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return "varies" if any(flag is True for flag in flags) else None


@observes("points-number-form", ADD)
def _points_number_form(seen: Seen) -> Answer:
    effects = body_of(seen).get("sideEffects") if seen.ok else None
    listed = effects if isinstance(effects, list) else []
    points = [effect for effect in listed if isinstance(effect, dict) and effect.get("type") == "points"]
    return agreed(_form(effect.get("rawAwardedPoints"), effect.get("awardedPoints")) for effect in points)


def _form(raw: object, rounded: object) -> Answer:
    if type(rounded) is not int:
        return None
    return "decimal" if isinstance(raw, float) else "integer" if type(raw) is int else None


@observes("merge-notice-place", *FLAT)
def _merge_notice_place(seen: Seen) -> Answer:
    if not seen.ok or Code.MERGED not in seen.result.warnings:
        return None
    return agreed(member for member in ("warnings", "errors") if Code.MERGED in _codes(body_of(seen).get(member)))


@observes("batch-limit", REGISTER, UPSERT)
def _batch_limit(seen: Seen) -> Answer:
    batch = len(seen.intent.items) > 1
    return "code-1060" if batch and Code.BATCH_LIMIT in seen.codes else None


_EMPTY: tuple[object, ...] = (None, "", [], {})


def _codes(entries: Any) -> list[int | None]:
    return [as_code(e.get("code")) for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
