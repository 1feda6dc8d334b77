"""Shapes of the smaller parts: notices, statuses, side effects and loyalty members of v1.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.engine.verdict import Breach
from contracts.evidence.envelope import Kind, as_code
from contracts.evidence.intent import REGISTER, UPSERT, WRITES
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule

V2_WRITES = tuple(sorted(WRITES - {REGISTER, UPSERT}))
V11_EFFECTS = {
    "points": ("awarded_points",),
    "alternate_currency": ("awarded_value", "alternate_currency_identifier", "alternate_currency_name"),
}
NUMBERS = ("lifetime_points", "loyalty_points", "lifetime_purchases")


@rule("warnings/warning-shape-v2", source="warning-shape-v2", grade="a", on=V2_WRITES, whole=True)
def warning_shape_v2(seen: Seen) -> Judgement:
    """Each v2 warning MUST have a boolean status, an integer code and a message."""
    body = seen.outcome.body
    if seen.outcome.is_decided and isinstance(body, dict):
        yield from notices("warnings", body.get("warnings"))


@rule("warnings/warnings-do-not-fail", source="warnings-do-not-fail", grade="a", on=V2_WRITES, whole=True)
def warnings_do_not_fail(seen: Seen) -> Judgement:
    """An answer with warnings and without errors MUST be a success."""
    body = seen.exchange.response.json if seen.exchange.response else None
    if not isinstance(body, dict) or not body.get("warnings") or body.get("errors"):
        return
    if body.get("createdId") is not None:
        yield None  # whatever it is, it claims a success
    elif seen.outcome.kind in (Kind.SUCCESS, Kind.FAILURE, Kind.UNREADABLE):
        yield None if seen.outcome.kind is Kind.SUCCESS else Breach("createdId", "a customer id", body.get("createdId"))


@rule("cross-source/combining-is-a-success", source="combining-is-a-success", grade="b", on=V2_WRITES, whole=True)
def combining_is_a_success(seen: Seen) -> Judgement:
    """An answer with code 8050 MUST be a success with a createdId."""
    body = seen.exchange.response.json if seen.exchange.response else None
    if isinstance(body, dict) and 8050 in {*_codes(body.get("warnings")), *_codes(body.get("errors"))}:
        yield None if seen.outcome.kind is Kind.SUCCESS else Breach("createdId", "a customer id", body.get("createdId"))


@rule("upsert/error-shape", source="upsert-error-shape", grade="a", on=(UPSERT,), whole=True)
def upsert_error_shape(seen: Seen) -> Judgement:
    """Each error and warning of an upsert item MUST have a boolean status, an integer code and a message."""
    body = seen.outcome.body
    if seen.outcome.kind is not Kind.SUCCESS:
        return
    for entry in body["response"]:
        if isinstance(entry, dict):
            yield from notices("response[].errors", entry.get("errors"))
            yield from notices("response[].warnings", entry.get("warnings"))


@rule("codes/known-codes", source="known-codes", grade="c", on=tuple(sorted(WRITES)), whole=True)
def known_codes(seen: Seen) -> Judgement:
    """A code in an answer MUST be one of the catalogue."""
    if not seen.outcome.is_decided or not seen.spec.codes:
        return
    told = {code for result in seen.outcome.results for code in (*result.codes, *result.warnings)}
    for code in sorted(told | set(seen.outcome.codes)):
        if code:
            known = code in seen.spec.codes
            yield None if known else Breach("code", "a code of the catalogue", code, cause=f"code {code}")


@rule("codes/codes-have-one-type", source="codes-have-one-type", grade="a", on=(*V2_WRITES, UPSERT), whole=True)
def codes_have_one_type(seen: Seen) -> Judgement:
    """A code that v2 answers MUST be an integer, never text."""
    body = seen.outcome.body
    if not seen.outcome.is_decided or not isinstance(body, dict):
        return
    for where, entry in _told(seen, body):
        code = entry.get("code")
        if as_code(code) is not None:
            yield None if isinstance(code, int) else Breach(f"{where}.code", "an integer", code)


@rule("codes/success-code-means-success", source="success-code-means-success", grade="a", on=(REGISTER,))
def success_code_means_success(seen: Seen) -> Judgement:
    """The item code 1000 MUST stand with success "true", and with nothing else."""
    body = seen.result.body
    status = body.get("item_status") if isinstance(body, dict) else None
    if not seen.is_decided or not isinstance(status, dict):
        return
    code = as_code(status.get("code"))
    yield None if (code == 1000) == bool(seen.ok) else Breach("item_status.code", "1000 where success is true", code)


@rule("codes/codes-have-messages", source="codes-have-messages", grade="a", on=tuple(sorted(WRITES)), whole=True)
def codes_have_messages(seen: Seen) -> Judgement:
    """Every error, warning and item status MUST have a message of text."""
    body = seen.outcome.body
    if not seen.outcome.is_decided or not seen.outcome.enveloped:
        return
    for where, entry in _told(seen, body):
        message = entry.get("message")
        yield None if isinstance(message, str) else Breach(f"{where}.message", "text", message)


@rule("side-effects/kinds-and-members-v11", source="side-effects-v11", grade="a", on=(REGISTER,))
def kinds_and_members_v11(seen: Seen) -> Judgement:
    """A v1.1 side effect MUST be of a documented type and have that type's members."""
    body = seen.result.body
    raw = body.get("side_effects") if isinstance(body, dict) else None
    effects = raw.get("effect") if isinstance(raw, dict) else None
    if not seen.is_decided or not seen.ok or not isinstance(effects, list):
        return
    yield None
    for effect in effects:
        kind = effect.get("type") if isinstance(effect, dict) else effect
        members = V11_EFFECTS.get(kind) if isinstance(kind, str) else None
        if members is None:
            yield Breach("side_effects.effect[].type", tuple(V11_EFFECTS), kind)
        elif missing := [member for member in members if member not in effect]:
            yield Breach(f"side_effects.effect[{kind}]", members, f"without {', '.join(missing)}")


@rule("envelope/loyalty-members-v11", source="loyalty-members-v11", grade="a", on=(REGISTER,))
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


@rule("envelope/business-outcome-status", source="business-outcome-status", grade="b", whole=True)
def business_outcome_status(seen: Seen) -> Judgement:
    """A business outcome MUST have a 2xx or 4xx status, save that v1.1 may send its envelope under 500."""
    response = seen.exchange.response
    if response is None or not seen.outcome.is_decided:
        return
    fine = response.status // 100 in (2, 4) or (seen.operation == REGISTER and response.status == 500)
    yield None if fine else Breach("status", "2xx or 4xx", response.status)


@rule("envelope/creation-status", source="creation-status", grade="b", on=tuple(sorted(WRITES)), whole=True)
def creation_status(seen: Seen) -> Judgement:
    """A write that succeeded MUST be answered with 200 or 201."""
    response = seen.exchange.response
    if response is None or seen.outcome.kind is not Kind.SUCCESS or not all(r.ok for r in seen.outcome.results):
        return
    if seen.outcome.results:
        yield None if response.status in (200, 201) else Breach("status", (200, 201), response.status)


def notices(where: str, entries: object) -> Iterator[Breach | None]:
    """Errors or warnings of v2: status boolean, a code; that it is an integer has a rule of its own."""
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            yield Breach(f"{where}[]", "an object", entry)
            continue
        status, code = entry.get("status"), entry.get("code")
        yield None if isinstance(status, bool) else Breach(f"{where}[].status", "a boolean", status)
        yield None if as_code(code) is not None else Breach(f"{where}[].code", "a code", code)


def _told(seen: Seen, body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything in an answer that has a code, with its place."""
    found: list[tuple[str, Any]] = []
    if seen.operation == REGISTER:
        found += [("response.status", body["response"].get("status"))]
        results = [r.body for r in seen.outcome.results if isinstance(r.body, dict)]
        found += [("item_status", entry.get("item_status")) for entry in results]
    elif seen.operation == UPSERT and isinstance(body.get("response"), list):
        for entry in body["response"]:
            for member in ("errors", "warnings"):
                listed = entry.get(member) if isinstance(entry, dict) else None
                found += [(f"response[].{member}[]", one) for one in (listed if isinstance(listed, list) else ())]
    else:
        for member in ("errors", "warnings"):
            listed = body.get(member)
            found += [(f"{member}[]", one) for one in (listed if isinstance(listed, list) else ())]
    yield from ((where, entry) for where, entry in found if isinstance(entry, dict) and entry)


def _codes(entries: object) -> Iterator[int | None]:
    for entry in entries if isinstance(entries, list) else ():
        yield as_code(entry.get("code")) if isinstance(entry, dict) else None
