"""The shape of answers, judged on the raw body so that lenient decoding hides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeGuard

from contracts.documents.codes import Code
from contracts.engine.exchange import NOT_JSON
from contracts.engine.verdict import Breach, Phrase
from contracts.evidence import storing
from contracts.evidence.classification import Category
from contracts.evidence.doubts import SHAPELESS
from contracts.evidence.envelope import NO_EVIDENCE, Kind, as_code, as_id
from contracts.evidence.intent import ADD, LOYALTY_TYPES, REGISTER, UPSERT, V11_OPERATIONS, WRITES
from contracts.evidence.parsing import named
from contracts.evidence.seen import Seen
from contracts.evidence.validity import is_same_value
from contracts.rules import Judgement, shape
from contracts.rules.grounds import V2_WRITES, notices
from contracts.rules.samples import (
    ATTRIBUTION_MEMBERS,
    CARD_MEMBERS,
    ITEM_MEMBERS,
    PROFILE_MEMBERS,
    STANDING_MEMBERS,
    SUMMARY_MEMBERS,
    as_judged,
    is_local_time,
    lacks,
    last_member,
    objects,
    summaries,
    without,
)
from contracts.rules.shown import shown_of_others

_ODD_MAX = 20
"""So many odd values that the run has sent are overlooked in an answer."""
NUMBERS = ("lifetime_points", "loyalty_points", "lifetime_purchases")


@shape("envelope/loyalty-members-v11", source="loyalty-members-v11", grade="a", on=(REGISTER,))
def loyalty_members_v11(seen: Seen) -> Judgement:
    """Points and purchases that a v1.1 item shows MUST be numbers, and its summaries an array."""
    body = seen.result.body
    if not seen.is_decided or not seen.ok:
        return
    for member in NUMBERS:
        value = body.get(member)
        if value is not None:
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            yield None if number else Breach(member, "a number", value)
    summaries = body.get("points_summaries")
    listed = summaries.get("points_summary") if isinstance(summaries, dict) else None
    if summaries is not None:
        shaped = isinstance(listed, list)
        yield None if shaped else Breach("points_summaries.points_summary", "an array", listed)


@shape("envelope/business-outcome-status", source="business-outcome-status", grade="b", whole=True)
def business_outcome_status(seen: Seen) -> Judgement:
    """A business outcome MUST have a 2xx or 4xx status, save that v1.1 may send its envelope under 500."""
    response = seen.exchange.response
    if response is None or not seen.outcome.is_decided:
        return
    fine = response.status // 100 in (2, 4) or (seen.operation in V11_OPERATIONS and response.status == 500)
    yield None if fine else Breach("status", "2xx or 4xx", response.status)


@shape("envelope/creation-status", source="creation-status", grade="b", on=tuple(sorted(WRITES)), whole=True)
def creation_status(seen: Seen) -> Judgement:
    """A write that succeeded MUST be answered with 200 or 201."""
    response = seen.exchange.response
    if response is None or seen.outcome.kind is not Kind.SUCCESS or not all(r.ok for r in seen.outcome.results):
        return
    if seen.outcome.results:
        yield None if response.status in (200, 201) else Breach("status", (200, 201), response.status)


@shape("envelope/answers-are-json", source="json-answers", grade="a", whole=True)
def answers_are_json(seen: Seen) -> Judgement:
    """An answer with a business outcome MUST be JSON and say so; no JSON has NaN, Infinity or what is not UTF-8."""
    response = seen.exchange.response
    if response is None or seen.outcome.kind in NO_EVIDENCE:
        return
    text, told = response.text, seen.outcome.enveloped or seen.outcome.kind is Kind.UNREADABLE
    kind = (response.header("Content-Type") or "").partition(";")[0].strip().lower()
    for place in text.constants:
        yield Breach(place.where, "JSON, which has no NaN and no Infinity", Phrase(place.told), cause=place.kind)
    if text.unread and (told or kind == "application/json"):
        yield Breach("body", "JSON", Phrase(text.unread), cause=text.unread.partition(":")[0])
    if not told or seen.outcome.kind not in (Kind.SUCCESS, Kind.FAILURE, Kind.UNREADABLE):
        return
    yield None if kind == "application/json" else Breach("Content-Type", "application/json", kind or "none")
    if text.value is NOT_JSON and not text.unread:
        yield Breach("body", "JSON", response.body[:60].decode("utf-8", "replace"))


@shape("envelope/members-are-given-once", source="members-are-given-once", grade="c", whole=True)
def members_are_given_once(seen: Seen) -> Judgement:
    """An object in an answer MUST give each of its members once."""
    response = seen.exchange.response
    if response is None or seen.outcome.kind in NO_EVIDENCE or response.json is NOT_JSON:
        return
    yield None
    for place in response.text.repeated:
        yield Breach(place.where, "given once", Phrase(place.told), cause=place.kind)


@shape(
    "envelope/success-and-failure-exclude-each-other",
    source="success-and-failure-exclude-each-other",
    grade="a",
    whole=True,
)
def success_and_failure_exclude_each_other(seen: Seen) -> Judgement:
    """An answer MUST be a success or a failure: never both, never neither."""
    if seen.outcome.kind not in (Kind.SUCCESS, Kind.FAILURE, Kind.UNREADABLE) or _is_no_json(seen):
        return
    yield Breach("body", "a success or a failure", _outline(seen)) if seen.outcome.kind is Kind.UNREADABLE else None


@shape(
    "envelope/failure-shape-v2",
    source="failure-shape-v2",
    grade="a",
    on=V2_WRITES,
    whole=True,
)
def failure_shape_v2(seen: Seen) -> Judgement:
    """A v2 failure MUST be a non-empty array `errors` of {status boolean, code integer, message text}."""
    if seen.outcome.kind is not Kind.FAILURE or seen.intent.malformed or not _is_plain_json(seen):
        return
    if seen.outcome.body is NOT_JSON and any(item.doubts & SHAPELESS for item in seen.intent.items):
        return  # a body of another shape may be refused as one that is no JSON is: 400, and nothing more
    body = seen.outcome.body
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, list) or not errors:
        yield Breach("errors", "a non-empty array", _outline(seen))
        return
    yield from notices("errors", errors)


@shape("envelope/success-shape-v2", source="success-shape-v2", grade="a", on=V2_WRITES, whole=True)
def success_shape_v2(seen: Seen) -> Judgement:
    """A v2 success MUST have an integer `createdId` over 0, and arrays for `warnings` and `sideEffects`."""
    body = seen.outcome.body
    if seen.outcome.kind is not Kind.SUCCESS:
        return
    id_ = body.get("createdId")
    yield None if _is_integer(id_) else Breach("createdId", "a positive integer", id_)
    for member in ("warnings", "sideEffects"):
        value = body.get(member, [])
        yield None if isinstance(value, list) else Breach(member, "an array", value)
    errors = body.get("errors")
    if errors is not None and not isinstance(errors, list):
        yield Breach("errors", "absent or an array", errors)


@shape("envelope/success-lists-are-there", source="success-shape-v2", grade="c", on=(ADD,), whole=True)
def success_lists_are_there(seen: Seen) -> Judgement:
    """A v2 add's success MUST name `warnings` and `sideEffects`, if only as empty arrays."""
    body = seen.outcome.body
    if seen.outcome.kind is Kind.SUCCESS:
        missing = [member for member in ("warnings", "sideEffects") if member not in body]
        yield Breach("body", ("warnings", "sideEffects"), f"without {', '.join(missing)}") if missing else None


@shape("envelope/envelope-v11", source="envelope-v11", grade="a", on=(REGISTER,), whole=True)
def envelope_v11(seen: Seen) -> Judgement:
    """A v1.1 answer MUST have response.status {success, code, message, total, success_count}, counts as text."""
    if not seen.outcome.enveloped or not seen.outcome.is_decided:
        return
    status = seen.outcome.body["response"]["status"]
    success = status.get("success")
    yield None if success in ("true", "false") else Breach("status.success", ("true", "false"), success)
    yield None if as_code(status.get("code")) is not None else Breach("status.code", "a code", status.get("code"))
    yield None if isinstance(status.get("message"), str) else Breach("status.message", "text", status.get("message"))
    if not seen.intent.items:
        return
    for member in ("total", "success_count"):
        value = status.get(member)
        good = isinstance(value, str) and value.isascii() and value.isdigit()
        yield None if good else Breach(f"status.{member}", "a number as text", value)
    customers = seen.outcome.body["response"].get("customers")
    listed = isinstance(customers, dict) and isinstance(customers.get("customer"), list)
    if seen.outcome.kind is Kind.SUCCESS:
        yield None if listed else Breach("customers.customer", "an array", customers)


@shape("envelope/item-shape-v11", source="item-shape-v11", grade="a", on=(REGISTER,))
def item_shape_v11(seen: Seen) -> Judgement:
    """A v1.1 item that succeeded MUST have an integer user_id over 0, success "true" and a code as text."""
    body = seen.result.body
    if not seen.is_decided or not seen.ok:
        return
    id_ = body.get("user_id")
    yield None if _is_integer(id_) and id_ > 0 else Breach("user_id", "a positive integer", id_)
    status = body.get("item_status")
    status = status if isinstance(status, dict) else {}
    told = (status.get("success"), status.get("code"))
    shaped = told[0] == "true" and isinstance(told[1], str)
    yield None if shaped else Breach("item_status", ("true", "a code as text"), told)
    raw = status.get("warnings")
    listed = raw.get("warning") if isinstance(raw, dict) else []
    shaped = isinstance(listed, list) and all(isinstance(w, str) for w in listed)
    yield None if shaped else Breach("item_status.warnings.warning", "an array of texts", listed)


@shape("envelope/failed-item-shape-v11", source="failed-item-shape-v11", grade="a", on=(REGISTER,))
def failed_item_shape_v11(seen: Seen) -> Judgement:
    """A v1.1 item that failed MUST have item_status success "false" and a code as text, or be empty."""
    body = seen.result.body
    if not seen.is_decided or seen.ok or not isinstance(body, dict) or not body:
        return
    status = body.get("item_status")
    if not isinstance(status, dict):
        yield Breach("item_status", "an object", status)
        return
    code = status.get("code")
    shaped = status.get("success") == "false" and isinstance(code, str) and as_code(code) is not None
    yield None if shaped else Breach("item_status", ("false", "an error code"), (status.get("success"), code))
    yield (
        Breach("user_id", "none", body.get("user_id"))
        if as_id(body.get("user_id")) and seen.situation.category is Category.FRESH
        else None
    )


@shape("envelope/echo-v11", source="echo-v11", grade="a", on=(REGISTER,))
def echo_v11(seen: Seen) -> Judgement:
    """A v1.1 item MUST echo the names and identifiers of a customer it registers, as sent."""
    body = seen.result.body
    fresh = seen.situation.category is Category.FRESH and seen.situation.plain
    if not seen.is_decided or not seen.ok or not fresh:
        return
    raw = seen.asked.raw
    for member in ("firstname", "lastname", "mobile", "email", "external_id"):
        sent, told = raw.get(member), body.get(member)
        if isinstance(sent, str) and len(sent.strip()) > 100:
            continue
        if not isinstance(sent, str) or not sent.strip():
            blank = told is None or (isinstance(told, str) and not told.strip())
            yield None if blank else Breach(member, "null or empty", told)
        else:
            yield None if is_same_value(member, sent, told) else Breach(member, sent, told)


@shape("envelope/echo-of-fields-v11", source="echo-of-fields-v11", grade="b", on=(REGISTER,))
def echo_of_fields_v11(seen: Seen) -> Judgement:
    """Where a v1.1 item shows the fields and the type of a customer it registers, they MUST be those that were sent."""
    body, raw = seen.result.body, seen.asked.raw
    if not seen.is_decided or not seen.ok or seen.situation.category is not Category.FRESH or not isinstance(raw, dict):
        return
    type_, told = raw.get("type"), body.get("type")
    if isinstance(type_, str) and type_.casefold() in LOYALTY_TYPES and isinstance(told, str):
        yield None if told.casefold() == type_.casefold() else Breach("type", type_, told)
    if not seen.situation.plain:
        return
    spurned = Code.BAD_EXTENDED_FIELD_V11 in seen.result.warnings
    extended = () if spurned else seen.profile.extended_fields or ()
    lists = {"custom_fields": seen.knowledge.fields, "extended_fields": extended}
    for member, defined in lists.items():
        if isinstance(body.get(member), dict):
            yield from _echoed_fields(member, named(raw.get(member)), named(body[member]), defined)
    told_fields = {f"{storing.FIELD}{name}": value for name, value in named(body.get("custom_fields")).items()}
    yield from shown_of_others(seen, told_fields, "custom_")
    for name, told in named(body.get("extended_fields")).items() if seen.knowledge.shows_no_defaults else ():
        if name not in seen.asked.extended and isinstance(told, str) and seen.knowledge.was_given(name, told):
            yield Breach(f"extended_fields.{name}", "nothing of others", told)


def _echoed_fields(
    member: str, sent: Mapping[str, object], told: Mapping[str, object], defined: Collection[str]
) -> Judgement:
    for name, value in sent.items():
        if name in defined and isinstance(value, str) and value.strip():
            shown = told.get(name)
            is_extended = member == "extended_fields"
            same = isinstance(shown, str) and shown.strip() == value.strip()
            same = same or (is_extended and storing.is_same_field(value, shown))
            yield None if same else Breach(f"{member}.{name}", value, shown)


@shape("envelope/envelope-upsert", source="upsert-envelope", grade="a", on=(UPSERT,), whole=True)
def envelope_upsert(seen: Seen) -> Judgement:
    """An upsert answer MUST be {response[], totalCount, failureCount} of {entityId, result, errors, warnings}."""
    body = seen.outcome.body
    if seen.outcome.kind is not Kind.SUCCESS:
        return
    for member in ("totalCount", "failureCount"):
        yield None if _is_integer(body.get(member)) else Breach(member, "an integer", body.get(member))
    for entry in body["response"]:
        if not isinstance(entry, dict):
            yield Breach("response[]", "an object", entry)
            continue
        for member in ("errors", "warnings"):
            value = entry.get(member) or []
            yield None if isinstance(value, list) else Breach(f"response[].{member}", "an array", value)
        if not entry.get("errors"):
            id_ = entry.get("entityId")
            yield None if _is_integer(id_) and id_ > 0 else Breach("response[].entityId", "a positive integer", id_)


@shape("envelope/upsert-result-is-the-customer", source="upsert-result-shows-the-customer", grade="a", on=(UPSERT,))
def upsert_result_is_the_customer(seen: Seen) -> Judgement:
    """The `result` of an upsert item MUST be the customer that its entityId names."""
    entry = seen.result.body
    result = entry.get("result") if isinstance(entry, dict) else None
    if not seen.is_decided or not seen.ok or not isinstance(result, dict) or "id" not in result:
        return
    yield None if as_id(result["id"]) == seen.result.id else Breach("result.id", seen.result.id, result["id"])


@shape("envelope/members-of-the-samples-v11", source="sample-members-are-shown", grade="c", on=(REGISTER,))
def members_of_the_samples_v11(seen: Seen) -> Judgement:
    """A v1.1 item that succeeded MUST have each member that every sample fills, and so each of its summaries."""
    if not _is_plain_success(seen):
        return
    yield lacks("", seen.result.body, ITEM_MEMBERS)
    for summary in summaries(seen):
        yield lacks("points_summary[]", summary, SUMMARY_MEMBERS)


@shape("envelope/members-of-the-sample-upsert", source="sample-members-are-shown", grade="c", on=(UPSERT,))
def members_of_the_sample_upsert(seen: Seen) -> Judgement:
    """The customer that an upsert item shows MUST have each member that the sample fills, whoever it is."""
    result = seen.result.body.get("result") if isinstance(seen.result.body, dict) else None
    if not _is_plain_success(seen) or not isinstance(result, dict) or not result:
        return
    yield lacks("result", result, ("loyaltyInfo",))
    profiles = objects(result.get("profiles"))
    for shown in profiles:
        yield lacks("result.profiles[]", shown, PROFILE_MEMBERS)
    standings = objects([result.get("loyaltyInfo")])
    for standing in standings:
        yield lacks("result.loyaltyInfo", standing, STANDING_MEMBERS)
    made_by = [shown.get("attribution") for shown in profiles] + [each.get("attributionV2") for each in standings]
    for made in objects(made_by):
        created = made.get("createdBy")
        nested = created if isinstance(created, dict) and "modifiedBy" in created else {}
        yield lacks("attribution", {**nested, **made}, ATTRIBUTION_MEMBERS)
    for card in objects(result.get("cardDetails")):
        yield lacks("result.cardDetails[]", card, CARD_MEMBERS)


@shape("envelope/dates-v11", source="dates-v11", grade="a", on=(REGISTER,))
def dates_v11(seen: Seen) -> Judgement:
    """A date that a v1.1 item shows MUST be a day and a time, as YYYY-MM-DD HH:MM:SS."""
    if not _is_plain_success(seen):
        return
    shown = [(member, seen.result.body.get(member)) for member in ("registered_on", "updated_on", "tier_expiry_date")]
    shown += [("points_summary[].slabExpiryDate", summary.get("slabExpiryDate")) for summary in summaries(seen)]
    for member, value in shown:
        if isinstance(value, str) and value.strip():
            yield None if is_local_time(value) else Breach(member, "YYYY-MM-DD HH:MM:SS", value)


@shape("envelope/answer-matches-the-schema", source="answers-match-the-samples", grade="a", whole=True)
def answer_matches_the_schema(seen: Seen) -> Judgement:
    """An answer MUST be what the documents show for its operation, member by member."""
    if not seen.outcome.is_decided or not seen.outcome.enveloped or seen.operation not in seen.spec.operations:
        return
    body = as_judged(seen)
    for _ in range(_ODD_MAX):
        error = seen.spec.mismatch(seen.operation, str(seen.outcome.kind), body)
        if error is None:
            yield None
            return
        where, expected, actual = error
        if not seen.knowledge.may_be_odd(last_member(where), actual):
            yield Breach(where, expected, actual, cause=where)
            return
        body = without(body, where)


def _is_plain_success(seen: Seen) -> bool:
    return seen.is_decided and bool(seen.ok) and not seen.asked.doubts and isinstance(seen.result.body, dict)


def _is_integer(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_no_json(seen: Seen) -> bool:
    return seen.exchange.response is not None and seen.exchange.response.json is NOT_JSON


def _is_plain_json(seen: Seen) -> bool:
    """Whether the request was JSON under its own content type, so that its answer has to be an envelope."""
    kind = (seen.exchange.request.header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind == "application/json"


def _outline(seen: Seen) -> str:
    body = seen.outcome.body
    return f"members {', '.join(sorted(map(str, body)))}" if isinstance(body, dict) else type(body).__name__
