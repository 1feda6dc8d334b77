"""Faults of codes and their messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope import V2_WRITES, each, retold
from contracts.reference.faults.envelope_v11 import with_item_status
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.values import Call, Decision, Endpoint


def recoded(before: Behaviour, codes: dict[int, int], *on: Endpoint) -> Behaviour:
    """The behaviour with error codes changed on those endpoints; none named: on all."""

    def body(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Any:
        if not on or call.endpoint in on:
            decisions = [_recoded(decision, codes) for decision in decisions]
        return before.body(desk, call, decisions)

    return replace(before, body=body)


def _recoded(decision: Decision, codes: dict[int, int]) -> Decision:
    return replace(
        decision, errors=tuple(Notice(codes.get(e.code, e.code), e.detail or "refused") for e in decision.errors)
    )


@fault("codes/codes-have-one-type")
def quotes_error_codes(before: Behaviour) -> Behaviour:
    """Codes became text when the catalogue of errors moved into a properties file."""
    return retold(before, lambda told: each(told, "errors", _quoted), *V2_WRITES)


@fault("codes/codes-have-one-type")
def quotes_warning_codes(before: Behaviour) -> Behaviour:
    """Only warnings are read from the properties file."""
    return retold(before, lambda told: each(told, "warnings", _quoted), *V2_WRITES)


@fault("codes/codes-have-one-type")
def quotes_upsert_codes(before: Behaviour) -> Behaviour:
    """The bulk API writes codes with the serialiser of v1.1."""

    def entry(told: dict[str, Any]) -> Any:
        return each(each(told, "errors", _quoted), "warnings", _quoted)

    return retold(before, lambda told: each(told, "response", entry), Endpoint.UPSERT)


@fault("identifiers/at-least-one-identifier")
def calls_no_identifier_an_invalid_one(before: Behaviour) -> Behaviour:
    """The check for identifiers runs after their validation now, and its error is the validator's."""
    return recoded(before, {1007: 8013}, Endpoint.ADD)


@fault("reads/unknown-is-8015")
def says_8009_for_nobody(before: Behaviour) -> Behaviour:
    """Look-ups share the error of the update since both load the customer in the same place."""
    return recoded(before, {8015: 8009}, Endpoint.LOOKUP, Endpoint.DETAILS)


@fault("duplicate-source/known-identifier-is-8006")
def says_500_for_everything(before: Behaviour) -> Behaviour:
    """A catch-all around the service turned every refusal of an add into the generic code."""

    def body(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Any:
        if call.endpoint is Endpoint.ADD:
            decisions = [replace(each, errors=tuple(Notice(500) for _ in each.errors)) for each in decisions]
        return before.body(desk, call, decisions)

    return replace(before, body=body)


@fault("invalid-source/unknown-source-is-3217", breaks="invalid-primary-mobile")
def repeats_the_code_of_the_refusal_before(before: Behaviour) -> Behaviour:
    """The error of a request is kept with its thread and cleared by a success only: the next refusal shows it."""
    kept: tuple[Notice, ...] = ()

    def body(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Any:
        nonlocal kept
        if call.endpoint is Endpoint.ADD:
            kept = () if not decisions[0].errors else kept or tuple(decisions[0].errors)
            decisions = [replace(decisions[0], errors=kept)] if kept else decisions
        return before.body(desk, call, decisions)

    return replace(before, body=body)


@fault("codes/success-code-means-success")
def says_1000_for_failed_items(before: Behaviour) -> Behaviour:
    """The code of an item starts as 1000, and a failure sets only the flag."""
    return with_item_status(before, lambda status: {**status, "code": "1000"})


@fault("codes/success-code-means-success")
def says_200_for_good_items(before: Behaviour) -> Behaviour:
    """The code of an item is taken from HTTP."""
    return with_item_status(before, lambda status: {**status, "code": "200"} if status["code"] == "1000" else status)


@fault("codes/known-codes")
def makes_codes_up(before: Behaviour) -> Behaviour:
    """A new validation step of the bulk API answers codes of its own, which no catalogue lists."""
    return recoded(before, {1007: 77007}, Endpoint.UPSERT)


@fault("codes/codes-have-messages")
def empties_item_messages(before: Behaviour) -> Behaviour:
    """The text of an item is built from a resource that the new image lacks, and the member is left out."""
    return with_item_status(before, lambda status: {name: value for name, value in status.items() if name != "message"})


def _quoted(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "code": str(entry["code"])}
