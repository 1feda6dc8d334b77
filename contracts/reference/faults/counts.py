"""Faults of the counts of batches, and of the code that sums a batch up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope import retold
from contracts.reference.faults.envelope_v11 import with_status
from contracts.reference.faults.registry import fault
from contracts.reference.values import Decision, Endpoint

_V11 = "counts/counts-are-true-v11"
_UPSERT = "counts/counts-are-true-upsert"


@fault(_V11)
def counts_failures_as_successes(before: Behaviour) -> Behaviour:
    """The counter of successes goes up when an item was handled, whatever came of it."""
    return with_status(before, lambda status: {**status, "success_count": status["total"]})


@fault(_V11)
def totals_only_successes(before: Behaviour) -> Behaviour:
    """The total is the length of the list after the failed items were taken out of it."""
    return with_status(before, lambda status: {**status, "total": status["success_count"]})


@fault(_V11)
def totals_from_zero(before: Behaviour) -> Behaviour:
    """The total is the index of the last item."""
    return with_status(before, lambda status: {**status, "total": str(max(0, int(status["total"]) - 1))})


@fault(_V11)
def counts_warned_items_as_failed(before: Behaviour) -> Behaviour:
    """An item is counted as a success while its list of messages is empty: a warning is a message."""

    def body(desk: Desk, call: Any, decisions: Sequence[Decision]) -> Any:
        warned = sum(bool(each.warnings) and not each.errors for each in decisions)
        told = before.body(desk, call, decisions)
        if call.endpoint is not Endpoint.ADD_V11 or not warned:
            return told
        status = told["response"]["status"]
        status["success_count"] = str(int(status["success_count"]) - warned)
        return told

    return replace(before, body=body)


@fault(_V11)
def counts_customers_not_items(before: Behaviour) -> Behaviour:
    """Successes are counted in a set of ids: the same customer twice in a batch counts once."""

    def body(desk: Desk, call: Any, decisions: Sequence[Decision]) -> Any:
        told = before.body(desk, call, decisions)
        if call.endpoint is Endpoint.ADD_V11:
            ids = {each.customer for each in decisions if not each.errors}
            told["response"]["status"]["success_count"] = str(len(ids))
        return told

    return replace(before, body=body)


@fault(_V11)
def goes_on_counting(before: Behaviour) -> Behaviour:
    """The counter of successes belongs to the worker, not to the request, and is never set back."""
    seen = 0

    def change(status: dict[str, Any]) -> Any:
        nonlocal seen
        seen += int(status["success_count"])
        return {**status, "success_count": str(seen)}

    return with_status(before, change)


@fault(_UPSERT)
def counts_upsert_warnings_as_failures(before: Behaviour) -> Behaviour:
    """The number of failures is that of entries with any notice, and warnings are notices."""

    def change(told: dict[str, Any]) -> Any:
        noticed = sum(bool(entry["errors"] or entry["warnings"]) for entry in told["response"])
        return {**told, "failureCount": noticed}

    return retold(before, change, Endpoint.UPSERT)


@fault(_UPSERT)
def never_counts_an_upsert_failure(before: Behaviour) -> Behaviour:
    """Failures are counted in a copy of the summary that is thrown away."""
    return retold(before, lambda told: {**told, "failureCount": 0}, Endpoint.UPSERT)


@fault(_UPSERT)
def totals_only_upserted(before: Behaviour) -> Behaviour:
    """The total of an upsert leaves the failed items out."""
    return retold(
        before, lambda told: {**told, "totalCount": told["totalCount"] - told["failureCount"]}, Endpoint.UPSERT
    )


@fault(_UPSERT)
def counts_only_upserts_without_an_id(before: Behaviour) -> Behaviour:
    """An item counts as failed if it has no entity id: one with an id and an error does not."""
    return retold(
        before,
        lambda told: {**told, "failureCount": sum("entityId" not in entry for entry in told["response"])},
        Endpoint.UPSERT,
    )


@fault("counts/all-failed-is-500")
def calls_a_failed_batch_200(before: Behaviour) -> Behaviour:
    """The code of the request is that of its handling: it was handled."""
    return with_status(before, lambda status: {**status, "code": 200, "success": "true"})


@fault("counts/partial-batch-is-201-or-200")
def calls_a_partial_batch_500(before: Behaviour) -> Behaviour:
    """One failed item makes the request a failed one."""

    def change(status: dict[str, Any]) -> Any:
        return status if status["success_count"] == status["total"] else {**status, "code": 500, "success": "false"}

    return with_status(before, change)


@fault("counts/all-succeeded-is-200")
def calls_a_whole_batch_201(before: Behaviour) -> Behaviour:
    """Whoever reviewed the statuses took 201 for created."""
    return with_status(before, lambda status: {**status, "code": 201} if status["code"] == 200 else status)


@fault("counts/partial-batch-is-201-or-200")
def sums_up_by_the_first_item(before: Behaviour) -> Behaviour:
    """The code of the request is set by the first item and the others never change it."""

    def body(desk: Desk, call: Any, decisions: Sequence[Decision]) -> Any:
        told = before.body(desk, call, decisions)
        if call.endpoint is Endpoint.ADD_V11:
            good = not decisions[0].errors
            told["response"]["status"].update(code=200 if good else 500, success="true" if good else "false")
        return told

    return replace(before, body=body)
