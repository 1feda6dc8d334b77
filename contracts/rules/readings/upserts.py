"""What an upsert does, where the documents leave it open; most of it shows in the result of the very item."""

from __future__ import annotations

from typing import Any

from contracts.documents.codes import TAKEN, Code
from contracts.evidence.classification import Category
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import CARD_TYPES, UPSERT, Identifier
from contracts.evidence.seen import Seen
from contracts.evidence.validity import is_same_value
from contracts.rules.readings.observing import (
    Answer,
    agreed,
    blamed,
    body_of,
    is_new,
    is_owner,
    is_plainly,
    observes,
    one_code,
    status,
)
from contracts.rules.shown import shown_identifiers

EMPTY = (None, "")


@observes("upsert-empty-array", UPSERT, always=True)
def _upsert_empty_array(seen: Seen) -> Answer:
    if seen.intent.malformed or seen.intent.items or not seen.outcome.is_decided:
        return None
    if seen.outcome.kind is Kind.SUCCESS:
        return "empty-answer"
    return "http-4xx" if status(seen) // 100 == 4 else None


@observes("upsert-lookup-identifier", UPSERT)
def _upsert_lookup_identifier(seen: Seen) -> Answer:
    held, primary = seen.situation.held, seen.profile.primary_identifier
    if not is_plainly(seen, Category.HELD) or not seen.asked.identifiers:
        return None
    first = seen.asked.identifiers[0] in held
    sends_primary = any(i.type == primary for i in seen.asked.identifiers)
    by_primary = any(i.type == primary for i in held)
    if is_owner(seen):  # by which it could have been found, and was
        return "any" if not first and sends_primary and not by_primary else None
    if not blamed(seen) & TAKEN:
        return None
    return "first" if not first and by_primary else "primary" if first and sends_primary and not by_primary else None


@observes("upsert-skip-default", UPSERT)
def _upsert_skip_default(seen: Seen) -> Answer:
    sent = dict(seen.exchange.request.query)
    if not is_plainly(seen, Category.HELD) or not is_owner(seen) or "skipChangeIdentifier" in sent:
        return None
    new = [i for i in seen.asked.identifiers if i not in seen.situation.held]
    shown = _shown_here(seen)
    if not new or not shown or not all(_is_shown(i, shown) for i in seen.situation.held):
        return None
    return agreed("identifiers-change" if _is_shown(i, shown) else "identifiers-stay" for i in new)


@observes("upsert-new-identifier", UPSERT)
def _upsert_new_identifier(seen: Seen) -> Answer:
    place, owner, shown = seen.situation.place, seen.situation.owner, _shown_here(seen)
    if not is_plainly(seen, Category.HELD) or not is_owner(seen) or place is None or owner is None or not shown:
        return None
    answers = []
    for new in seen.asked.identifiers:
        former = [i for i in seen.knowledge.held_by(owner, place, new.type) if i not in seen.asked.identifiers]
        if new not in seen.situation.held and former and _is_shown(new, shown):
            there = {_is_shown(identifier, shown) for identifier in former}
            answers.append("added" if there == {True} else "replaces" if there == {False} else None)
    return agreed(answers)


@observes("upsert-members-left-out", UPSERT)
def _upsert_members_left_out(seen: Seen) -> Answer:
    place, owner = seen.situation.place, seen.situation.owner
    if not is_plainly(seen, Category.HELD) or not is_owner(seen) or owner is None or place is None:
        return None
    profile = _profile(seen)
    sent = {"firstName": seen.asked.first_name, "lastName": seen.asked.last_name}
    if not any(isinstance(name, str) and name.strip() and profile.get(m) == name for m, name in sent.items()):
        return None  # what the result shows may not be this profile as it is now
    stored = {m: kept for m, kept in seen.knowledge.stored(owner, place).items() if m in sent and sent[m] is None}
    answers = [_left(kept, profile.get(member)) for member, kept in stored.items() if kept[0] not in EMPTY]
    extended = _result(seen).get("extendedFields")
    if isinstance(extended, dict):
        fields = seen.knowledge.extended(owner)
        unsent = fields.keys() - seen.asked.extended.keys()
        answers += [_left((fields[name],), extended.get(name)) for name in unsent]
    return agreed(answers)


def _left(kept: tuple[object, ...], shown: object) -> Answer:
    return "kept" if shown not in EMPTY and shown in kept else "cleared" if shown in EMPTY else None


@observes("upsert-failed-item-result", UPSERT)
def _upsert_failed_item_result(seen: Seen) -> Answer:
    if not _has_bad_label(seen):
        return None
    filled = (seen.result.id is not None, bool(_result(seen)))
    return {(True, True): "filled", (False, False): "empty"}.get(filled)


@observes("upsert-item-atomicity", UPSERT)
def _upsert_item_atomicity(seen: Seen) -> Answer:
    if not _has_bad_label(seen) or seen.result.id is None:
        return None
    if seen.situation.category is Category.FRESH:
        shown = _shown_here(seen)
        return "rest-applied" if shown and all(_is_shown(i, shown) for i in seen.asked.identifiers) else None
    owner, place = seen.situation.owner, seen.situation.place
    before = seen.knowledge.stored(owner, place).get("firstName", ())
    sent, shown_name = seen.asked.first_name, _profile(seen).get("firstName")
    if not before or not isinstance(sent, str) or sent in before or not isinstance(shown_name, str):
        return None
    return "rest-applied" if shown_name == sent else "nothing-applied" if shown_name == before[0] else None


def _has_bad_label(seen: Seen) -> bool:
    """Whether an item failed for its status label and for nothing else."""
    categories = (Category.FRESH, Category.HELD)
    return (
        isinstance(seen.asked.status_label, str)
        and seen.situation.category in categories
        and frozenset(seen.result.codes) == {Code.INVALID_LABEL}
    )


@observes("upsert-label-unsent", UPSERT)
def _upsert_label_unsent(seen: Seen) -> Answer:
    raw = seen.asked.raw
    cards = any(i.type in CARD_TYPES for i in seen.asked.identifiers)  # a card has a label of its own
    if not isinstance(raw, dict) or "statusLabel" in raw or cards or seen.asked.doubts:
        return None
    return "stored-label" if Code.INVALID_LABEL in seen.result.codes else None


@observes("upsert-conflict-code", UPSERT)
def _upsert_conflict_code(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.CONFLICT):
        return None
    return one_code(blamed(seen), Code.CONFLICTING, Code.SEVERAL_OWNERS, other="other-code")


@observes("upsert-duplicates-in-batch", UPSERT)
def _upsert_duplicates_in_batch(seen: Seen) -> Answer:
    asked, results = seen.asked, seen.outcome.results
    if len(results) != len(seen.intent.items):
        return None
    before = [i for i in range(seen.index) if seen.intent.items[i].raw == asked.raw]
    if not asked.identifiers or not before or not results[before[0]].ok:
        return None
    if seen.ok:
        return "updates" if seen.result.id is not None and seen.result.id == results[before[0]].id else None
    return "item-error" if blamed(seen) else None


@observes("upsert-attribution-nesting", UPSERT)
def _upsert_attribution_nesting(seen: Seen) -> Answer:
    answers = []
    listed = _result(seen).get("profiles")
    for profile in listed if isinstance(listed, list) else ():
        told = profile.get("attribution") if isinstance(profile, dict) else None
        created = told.get("createdBy") if isinstance(told, dict) else None
        if isinstance(told, dict) and isinstance(created, dict):
            beside, inside = "modifiedBy" in told, "modifiedBy" in created
            answers += ["beside" if beside else "inside"] if beside is not inside else []
    return agreed(answers)


@observes("loyalty-type-left-out", UPSERT)
def _loyalty_type_left_out(seen: Seen) -> Answer:
    raw, loyalty = seen.asked.raw, _result(seen).get("loyaltyInfo")
    silent = isinstance(raw, dict) and "loyaltyInfo" not in raw and not seen.asked.enrolments
    if not is_plainly(seen, Category.FRESH) or not is_new(seen) or not silent or not isinstance(loyalty, dict):
        return None
    told = loyalty.get("loyaltyType")
    kinds = {"loyalty": "loyalty", "non_loyalty": "non-loyalty"}
    return kinds.get(told.casefold()) if isinstance(told, str) else None


@observes("empty-extended-values", UPSERT)
def _empty_extended_values(seen: Seen) -> Answer:
    shown, defined = _result(seen).get("extendedFields"), seen.profile.extended_fields or ()
    if not is_plainly(seen, Category.FRESH) or not is_new(seen) or not isinstance(shown, dict):
        return None
    sent = seen.asked.extended
    if not any(isinstance(value, str) and value and shown.get(name) == value for name, value in sent.items()):
        return None  # the result may not show extended fields
    empty = [name for name, value in sent.items() if value == "" and name in defined]
    return agreed("dropped" if n not in shown else "stored" if shown[n] == "" else None for n in empty)


@observes("unknown-v2-field", UPSERT)
def _unknown_v2_field(seen: Seen) -> Answer:
    defined, shown = seen.profile.custom_fields, _profile(seen).get("fields")
    if defined is None or not is_new(seen) or seen.asked.doubts:
        return None
    unknown = [name for name, value in seen.asked.fields.items() if name not in defined and value]
    if not unknown or not isinstance(shown, dict):
        return None
    if any(shown.get(name) == seen.asked.fields[name] for name in unknown):
        return "stored"
    if Code.UNKNOWN_CUSTOM_FIELD in seen.result.warnings:
        return "warned"
    known = [name for name, value in seen.asked.fields.items() if name in defined and value]
    shows_fields = any(shown.get(name) == seen.asked.fields[name] for name in known)
    return "ignored" if shows_fields and not set(seen.result.warnings) - {Code.NO_DEFAULT_LABEL} else None


def _result(seen: Seen) -> dict[str, Any]:
    """The customer that an item shows, empty where it shows none."""
    result = body_of(seen).get("result")
    return result if isinstance(result, dict) else {}


def _profile(seen: Seen) -> dict[str, Any]:
    """The profile that an item shows of its own source account; empty where there is not just one."""
    place, listed = seen.situation.place, _result(seen).get("profiles")
    shown = [p for p in listed if isinstance(p, dict)] if isinstance(listed, list) and place is not None else []
    here = [p for p in shown if seen.profile.place_of(p.get("source"), p.get("accountId")) == place]
    return here[0] if len(here) == 1 else {}


def _shown_here(seen: Seen) -> list[Identifier]:
    """The identifiers that an item shows of its own source account."""
    return list(shown_identifiers(_profile(seen)))


def _is_shown(identifier: Identifier, shown: list[Identifier]) -> bool:
    return any(is_same_value(i.type, identifier.value, i.value) for i in shown if i.type == identifier.type)
