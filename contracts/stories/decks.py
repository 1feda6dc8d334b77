"""Decks: all the cases of an operation that a run deals from, by what its requests may carry together."""

from __future__ import annotations

from contracts.documents import files
from contracts.evidence.intent import (
    ADD,
    CHANGE,
    DETAILS,
    GET,
    GET_V11,
    LOOKUP,
    REGISTER,
    UPDATE,
    UPSERT,
    V11_TYPES,
)
from contracts.stories import around, flaws
from contracts.stories.flaws import Flaw
from contracts.stories.verbs import Api

_PARAMETERS = {
    ADD: ("source", "accountId"),
    REGISTER: ("format",),
    UPSERT: ("skipChangeIdentifier",),
    UPDATE: ("source", "accountId"),
    CHANGE: ("source", "accountId"),
    LOOKUP: ("source", "accountId", "identifierName", "identifierValue"),
    DETAILS: ("source", "accountId", "identifierName", "identifierValue"),
    GET: ("source", "accountId"),
    GET_V11: ("format", "user_id", *V11_TYPES),
}
KINDS = {
    **dict.fromkeys((ADD, UPDATE, CHANGE), ("any",)),
    **dict.fromkeys((REGISTER, UPSERT), ("values", "shapes", "around")),
}
"""Of the decks of cases of an operation: what its requests may carry together."""


def of_writes(api: Api, operation: str, kind: str) -> list[Flaw]:
    """The flaws of a write: of customers, by what a batch may carry together, or around them."""
    members = files.load_members()
    outer = [
        *around.of_bodies(operation),
        *around.of_headers(operation),
        *around.of_parameters(operation, _PARAMETERS[operation]),
        *(around.of_paths(operation) if operation in (UPDATE, CHANGE) else ()),
    ]
    if kind == "around":
        return outer
    inner = flaws.of_lists(members) if operation == CHANGE else flaws.of_customers(operation, members, api.profile)
    if api.cast.trials.learns:
        inner += flaws.of_long_lists(operation, members)
    if kind in ("shapes", "values"):
        return [flaw for flaw in inner if flaw.is_of_shape is (kind == "shapes")]
    return [*inner, *outer]


def of_reads(operation: str) -> list[Flaw]:
    """The flaws of a read: of its query, and of the id in its path."""
    found = [flaws.nothing(operation), *around.of_parameters(operation, _PARAMETERS[operation])]
    return [*found, *around.of_paths(operation)] if operation == GET else found
