"""What a success warns of."""

from __future__ import annotations

from contracts.documents.codes import LABEL_CODES, Code
from contracts.engine.verdict import Breach, Phrase
from contracts.evidence.classification import Category
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import ADD, REGISTER, UPSERT
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule, shape
from contracts.rules.grounds import V2_WRITES, answered, is_demanded_otherwise, notices


@rule("warnings/no-default-label-is-8107", source="no-default-label-warns-8107", grade="a", on=(ADD,))
def no_default_label_is_8107(seen: Seen) -> Judgement:
    """Without a default status label an add that registers somebody without one MUST warn with 8107."""
    if seen.profile.default_status_label is False and seen.asked.status_label is None and _registers(seen):
        warned = Code.NO_DEFAULT_LABEL in seen.result.warnings
        yield None if warned else Breach("warnings[].code", Code.NO_DEFAULT_LABEL, seen.result.warnings)


@rule("warnings/default-label-is-no-8107", source="default-label-no-8107", grade="b", on=(ADD,))
def default_label_is_no_8107(seen: Seen) -> Judgement:
    """With a default status label an add MUST NOT warn with 8107."""
    if seen.profile.default_status_label is True and _registers(seen):
        warned = Code.NO_DEFAULT_LABEL in seen.result.warnings
        yield Breach("warnings[].code", "no 8107", seen.result.warnings) if warned else None


@rule("warnings/unknown-custom-field-is-1017", source="unknown-custom-field-warns-1017", grade="a", on=(REGISTER,))
def unknown_custom_field_is_1017(seen: Seen) -> Judgement:
    """A v1.1 item with a custom field that the organisation has not defined MUST succeed and warn with 1017."""
    fields = seen.profile.custom_fields
    if fields is None or not seen.is_fresh:
        return
    if set(seen.asked.fields) - set(fields) and not is_demanded_otherwise(seen):
        warned = seen.ok and Code.UNKNOWN_CUSTOM_FIELD in seen.result.warnings
        told = seen.result.warnings or seen.told
        yield None if warned else Breach("warnings.warning", Code.UNKNOWN_CUSTOM_FIELD, told)


@rule("warnings/known-custom-field-is-no-1017", source="known-custom-field-does-not-warn", grade="a", on=(REGISTER,))
def known_custom_field_is_no_1017(seen: Seen) -> Judgement:
    """A v1.1 item with defined custom fields alone MUST NOT warn with 1017."""
    fields = seen.profile.custom_fields
    if fields is None or not seen.is_decided or not seen.ok or not seen.situation.plain:
        return
    if set(seen.asked.fields) <= set(fields):
        warned = Code.UNKNOWN_CUSTOM_FIELD in seen.result.warnings
        yield Breach("warnings.warning", "no 1017", seen.result.warnings) if warned else None


@rule("warnings/known-label-is-taken", source="status-labels-are-taken", grade="a", on=(ADD, UPSERT))
def known_label_is_taken(seen: Seen) -> Judgement:
    """A status label that the organisation has MUST NOT be called invalid, whichever of the statuses it names."""
    labels, label = seen.profile.status_labels, seen.asked.status_label
    if labels is not None and label in labels and seen.is_decided:
        told = sorted(LABEL_CODES & {*seen.codes, *seen.result.warnings})
        yield Breach("codes", Phrase(f"{label!r} is taken"), tuple(told)) if told else None


@shape("warnings/warning-shape-v2", source="warning-shape-v2", grade="a", on=V2_WRITES, whole=True)
def warning_shape_v2(seen: Seen) -> Judgement:
    """Each v2 warning MUST have a boolean status, an integer code and a message."""
    body = seen.outcome.body
    if seen.outcome.is_decided and isinstance(body, dict):
        yield from notices("warnings", body.get("warnings"))


@shape("warnings/warnings-do-not-fail", source="warnings-do-not-fail", grade="a", on=V2_WRITES, whole=True)
def warnings_do_not_fail(seen: Seen) -> Judgement:
    """An answer with warnings and without errors MUST be a success."""
    body = seen.exchange.response.json if seen.exchange.response else None
    if not isinstance(body, dict) or not body.get("warnings") or body.get("errors"):
        return
    if body.get("createdId") is not None:
        yield None  # whatever it is, it claims a success
    elif seen.outcome.kind in (Kind.SUCCESS, Kind.FAILURE, Kind.UNREADABLE):
        yield None if seen.outcome.kind is Kind.SUCCESS else Breach("createdId", "a customer id", body.get("createdId"))


@shape("warnings/invalid-label-is-answered", source="invalid-status-label-on-add", grade="c", on=(ADD,))
def invalid_label_is_answered(seen: Seen) -> Judgement:
    """An add with a status label that the organisation does not have MUST be answered in due form."""
    if _has_unknown_label(seen):
        yield from answered(seen)


def _registers(seen: Seen) -> bool:
    fresh = seen.situation.category is Category.FRESH
    body = seen.result.body
    warnings = body.get("warnings") if isinstance(body, dict) else None
    shaped = warnings is None or (isinstance(warnings, list) and all(isinstance(w, dict) for w in warnings))
    return seen.is_decided and bool(seen.ok) and fresh and shaped


def _has_unknown_label(seen: Seen) -> bool:
    labels, label = seen.profile.status_labels, seen.asked.status_label
    return labels is not None and isinstance(label, str) and label not in labels
