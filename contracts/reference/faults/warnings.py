"""Faults of warnings: missing, needless, on the wrong item, of another request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope import V2_WRITES, retold, without
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.values import Call, Claim, Decision

UNKNOWN_FIELD = Notice(1017)
NO_LABEL = Notice(8107)


def _warnless(claim: Claim, *codes: int) -> Claim:
    return replace(claim, warnings=tuple(notice for notice in claim.warnings if notice.code not in codes))


@fault("warnings/no-default-label-is-8107")
def never_misses_a_label(before: Behaviour) -> Behaviour:
    """A missing setting is read as an empty label, and an empty label is one."""

    def advise(desk: Desk, claim: Claim) -> Sequence[Notice]:
        return [notice for notice in before.advise(desk, claim) if notice != NO_LABEL]

    return replace(before, advise=advise)


@fault("warnings/no-default-label-is-8107")
def warns_of_a_label_once(before: Behaviour) -> Behaviour:
    """The warning is rate limited like a log line: whoever comes first is told, nobody else."""
    told = False

    def advise(desk: Desk, claim: Claim) -> Sequence[Notice]:
        nonlocal told
        notices = before.advise(desk, claim)
        kept = [notice for notice in notices if notice != NO_LABEL or not told]
        told = told or NO_LABEL in notices
        return kept

    return replace(before, advise=advise)


@fault("warnings/default-label-is-no-8107")
def misses_a_label_that_there_is(before: Behaviour) -> Behaviour:
    """The default label is looked up in the settings of the till, where no organisation keeps it."""

    def advise(desk: Desk, claim: Claim) -> Sequence[Notice]:
        notices = [notice for notice in before.advise(desk, claim) if notice != NO_LABEL]
        return notices if claim.details.label else [*notices, NO_LABEL]

    return replace(before, advise=advise)


@fault("warnings/unknown-custom-field-is-1017")
def ignores_unknown_fields(before: Behaviour) -> Behaviour:
    """Fields that are not defined are dropped by the mapper, before anybody could warn of them."""

    def v11_claim(desk: Desk, place: Place, item: Mapping[str, Any]) -> Claim:
        return _warnless(before.v11_claim(desk, place, item), UNKNOWN_FIELD.code)

    return replace(before, v11_claim=v11_claim)


@fault("warnings/known-custom-field-is-no-1017")
def warns_of_any_field(before: Behaviour) -> Behaviour:
    """The list of defined fields is loaded after the first request has been served, and loading fails."""

    def v11_claim(desk: Desk, place: Place, item: Mapping[str, Any]) -> Claim:
        claim = _warnless(before.v11_claim(desk, place, item), UNKNOWN_FIELD.code)
        return replace(claim, warnings=(*claim.warnings, UNKNOWN_FIELD)) if "custom_fields" in item else claim

    return replace(before, v11_claim=v11_claim)


@fault("warnings/unknown-custom-field-is-1017")
def fails_an_item_for_its_field(before: Behaviour) -> Behaviour:
    """Strict validation of fields was switched on: what used to warn refuses the item."""

    def v11_claim(desk: Desk, place: Place, item: Mapping[str, Any]) -> Claim:
        claim = before.v11_claim(desk, place, item)
        found = UNKNOWN_FIELD in claim.warnings
        return replace(claim, errors=(*claim.errors, UNKNOWN_FIELD)) if found else claim

    return replace(before, v11_claim=v11_claim)


@fault("warnings/known-custom-field-is-no-1017")
def keeps_the_warnings_of_the_item_before(before: Behaviour) -> Behaviour:
    """One list of warnings serves all items of a batch and is not cleared between them."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        piled: list[Notice] = []
        decisions = []
        for decision in before.add_items(desk, call):
            piled += [notice for notice in decision.warnings if notice not in piled]
            decisions.append(replace(decision, warnings=tuple(piled)))
        return decisions

    return replace(before, add_items=add_items)


@fault("warnings/known-custom-field-is-no-1017")
def keeps_the_warnings_of_the_request_before(before: Behaviour) -> Behaviour:
    """The list of warnings belongs to the worker thread: a request answers those of the one before it too."""
    kept: tuple[Notice, ...] = ()

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        nonlocal kept
        decisions = before.add_items(desk, call)
        former, kept = kept, tuple(notice for decision in decisions for notice in decision.warnings)
        return [replace(each, warnings=tuple(dict.fromkeys((*each.warnings, *former)))) for each in decisions]

    return replace(before, add_items=add_items)


@fault("warnings/unknown-custom-field-is-1017")
def warns_the_next_item(before: Behaviour) -> Behaviour:
    """Warnings and items are joined by a position that counts from one on one side and from zero on the other."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = before.add_items(desk, call)
        moved = [(), *(each.warnings for each in decisions)]
        return [replace(each, warnings=tuple(warnings)) for each, warnings in zip(decisions, moved, strict=False)]

    return replace(before, add_items=add_items)


@fault("identifiers/fresh-person-is-registered", breaks="warnings-do-not-fail")
def takes_a_warning_for_an_error(before: Behaviour) -> Behaviour:
    """A release lint made every notice of the label service an error, and a missing default refuses the add."""

    def advise(desk: Desk, claim: Claim) -> Sequence[Notice]:
        return [notice for notice in before.advise(desk, claim) if notice != NO_LABEL]

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        made = before.claim(desk, place, customer)
        missing = NO_LABEL in before.advise(desk, made)
        return replace(made, errors=(*made.errors, NO_LABEL)) if missing else made

    return replace(before, advise=advise, claim=claim)


@fault("warnings/warnings-do-not-fail")
def leaves_the_id_out_beside_warnings(before: Behaviour) -> Behaviour:
    """The answer is a choice of an id or of notices, and where there are warnings it is the notices."""

    def change(told: dict[str, Any]) -> Any:
        return without(told, "createdId") if told.get("warnings") else told

    return retold(before, change, *V2_WRITES)


@fault("validation/invalid-secondary-is-no-silent-success")
def drops_a_bad_email_in_silence(before: Behaviour) -> Behaviour:
    """Invalid secondary identifiers are filtered by the mapper: nobody hears that they were not taken."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        return _warnless(before.claim(desk, place, customer), 8055, 8056, 8064)

    return replace(before, claim=claim)


@fault("cross-source/nobody-new-is-combined", breaks="no-mixing-of-customers")
def says_combining_to_everybody(before: Behaviour) -> Behaviour:
    """The note that a customer of another source was joined is kept with the connection, for whoever comes next."""
    joined: tuple[Notice, ...] = ()

    def add(desk: Desk, call: Call) -> Decision:
        nonlocal joined
        decision = before.add(desk, call)
        if decision.customer is None:
            return decision
        former, joined = joined, tuple(notice for notice in decision.warnings if notice.code == 8050) or joined
        return replace(decision, warnings=tuple(dict.fromkeys((*decision.warnings, *former))))

    return replace(before, add=add)


@fault("warnings/known-label-is-taken")
def knows_labels_of_one_word(before: Behaviour) -> Behaviour:
    """Labels are looked up by their key, in which the console writes an underscore for a blank."""

    def knows_label(desk: Desk, label: str) -> bool:
        return " " not in label and before.knows_label(desk, label)

    return replace(before, knows_label=knows_label)


@fault("warnings/known-label-is-taken")
def takes_active_people_only(before: Behaviour) -> Behaviour:
    """Whoever wrote the registration thought that nobody begins suspended, deleted or suspected of fraud."""

    def knows_label(desk: Desk, label: str) -> bool:
        return label.lower().startswith("active") and before.knows_label(desk, label)

    return replace(before, knows_label=knows_label)
