"""What a v1.1 registration does, where the documents leave it open."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from contracts.documents.codes import Code
from contracts.evidence.classification import Category
from contracts.evidence.doubts import Doubt
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import REGISTER, V11_TYPES, Identifier
from contracts.evidence.seen import Seen
from contracts.evidence.validity import SourceKind, is_same_value, source_kind
from contracts.rules.grounds import is_demanded_otherwise
from contracts.rules.readings.observing import (
    Answer,
    agreed,
    blamed,
    body_of,
    but,
    is_new,
    is_owner,
    is_plainly,
    observes,
    one_code,
    status,
    would_pass,
)

TAKEN = {"mobile": Code.MOBILE_TAKEN, "email": Code.EMAIL_TAKEN, "externalId": Code.EXTERNAL_ID_TAKEN}
"""Codes that say of a type that somebody else has the identifier."""
ABSENT = object()
ECHOES = {"null": (None, None), "empty": ("", ""), "absent": (ABSENT, ABSENT), "mixed": ("", None)}
"""How names and how identifiers are echoed that were not sent."""
NAMES = ("firstname", "lastname")


@observes("empty-batch-v11", REGISTER)
def _empty_batch_v11(seen: Seen) -> Answer:
    if seen.intent.malformed or seen.intent.items:
        return None
    if seen.outcome.enveloped:
        return "failure-envelope" if seen.outcome.kind is Kind.FAILURE else None
    return "http-4xx" if status(seen) // 100 == 4 else None


@observes("v11-no-identifier-answer", REGISTER)
def _v11_no_identifier_answer(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.NO_IDENTIFIER) or seen.result.ok is not False:
        return None
    if seen.result.body == {}:
        return "empty-item" if seen.outcome.codes == (500,) else None
    return "item-1007" if Code.NONE_VALID_V11 in seen.result.codes else None


@observes("unknown-source-v11", REGISTER)
def _unknown_source_v11(seen: Seen) -> Answer:
    sent = seen.asked.source
    if source_kind(sent, seen.profile) is not SourceKind.UNKNOWN:
        return None
    if not would_pass(but(seen, Doubt.OTHER_SOURCE, source="INSTORE")):
        return None
    if not seen.ok:
        return "refused" if blamed(seen) else None
    told = body_of(seen).get("source")
    spellings = {"instore": "accepted-as-instore", str(sent).casefold(): "accepted-as-sent"}
    return spellings.get(told.casefold()) if isinstance(told, str) else None


@observes("bad-mobile-v11", REGISTER)
def _bad_mobile_v11(seen: Seen) -> Answer:
    situation = seen.situation
    if not is_plainly(seen, Category.BAD_SECONDARY) or [i.type for i in situation.held] != ["mobile"]:
        return None
    if not situation.held[0].value.strip() or len(seen.asked.identifiers) == 1:
        return None
    return "dropped" if seen.ok else "refused" if blamed(seen) else None


@observes("reregistration-v11", REGISTER)
def _reregistration_v11(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.HELD):
        return None
    return "same-customer" if is_owner(seen) else "refused" if blamed(seen) else None


@observes("foreign-secondary-v11", REGISTER)
def _foreign_secondary_v11(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.FOREIGN_SECONDARY):
        return None
    if seen.ok:
        return "dropped" if is_owner(seen) else None
    primary, *others = seen.situation.held
    foreign = {i.type for i in others if _holder(seen, i) != seen.situation.owner} - {primary.type}
    # any other code may refuse to register the customer again, whatever stands beside the primary
    return "refused" if blamed(seen) & {Code.MISMATCHED, *(TAKEN[type_] for type_ in foreign)} else None


def _holder(seen: Seen, identifier: Identifier) -> object:
    return seen.knowledge.holder(seen.knowledge.v11_place, identifier)


@observes("v11-mobile-type", REGISTER)
def _v11_mobile_type(seen: Seen) -> Answer:
    raw = seen.asked.raw
    sent = raw.get("mobile") if isinstance(raw, dict) else None
    if type(sent) is not int or not would_pass(but(seen, Doubt.NUMERIC_MOBILE)):
        return None
    if seen.ok:
        return "number-too" if is_same_value("mobile", str(sent), body_of(seen).get("mobile")) else None
    return "string-only" if blamed(seen) else None


@observes("v11-channels-required", REGISTER)
def _v11_channels_required(seen: Seen) -> Answer:
    raw = seen.asked.raw
    without = isinstance(raw, dict) and "commChannels" not in raw
    return "optional" if without and seen.ok and seen.result.id is not None else None


@observes("v11-source-echo", REGISTER)
def _v11_source_echo(seen: Seen) -> Answer:
    raw = seen.asked.raw
    sent = raw.get("source") if isinstance(raw, dict) else None
    if not isinstance(sent, str) or sent == sent.lower() or not seen.ok:
        return None
    told = body_of(seen).get("source")
    return {sent.lower(): "lower-case", sent: "as-sent"}.get(told) if isinstance(told, str) else None


@observes("v11-registered-on", REGISTER)
def _v11_registered_on(seen: Seen) -> Answer:
    raw = seen.asked.raw
    sent = raw.get("registered_on") if isinstance(raw, dict) else None
    told = body_of(seen).get("registered_on")
    if (
        not is_plainly(seen, Category.FRESH)
        or not is_new(seen)
        or not isinstance(sent, str)
        or not isinstance(told, str)
    ):
        return None
    if sent == told:
        return "honoured"
    days = _day(sent), _day(told)
    far = days[0] is not None and days[1] is not None and abs((days[0] - days[1]).days) > 1  # more than a time zone
    return "ignored" if far else None


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None


@observes("echo-normalisation", REGISTER)
def _echo_normalisation(seen: Seen) -> Answer:
    raw, told = seen.asked.raw, body_of(seen)
    if not is_plainly(seen, Category.FRESH) or not is_new(seen) or not isinstance(raw, dict):
        return None
    pairs = [(kind, raw.get(member), told.get(member)) for member, kind in V11_TYPES.items()]
    pairs += [("name", raw.get(member), told.get(member)) for member in NAMES]
    changed = [
        (kind, sent, echo)
        for kind, sent, echo in pairs
        if isinstance(sent, str) and isinstance(echo, str) and sent.strip() and sent != echo
    ]
    return "normalised" if any(is_same_value(kind, sent, echo) for kind, sent, echo in changed) else None


@observes("echo-absent-members", REGISTER)
def _echo_absent_members(seen: Seen) -> Answer:
    raw, told = seen.asked.raw, body_of(seen)
    if not is_plainly(seen, Category.FRESH) or not is_new(seen) or not isinstance(raw, dict):
        return None
    unsent = [(place, member) for place, members in enumerate((NAMES, V11_TYPES)) for member in members]
    shown = [(place, told.get(member, ABSENT)) for place, member in unsent if member not in raw]
    return agreed(name for name, forms in ECHOES.items() if all(forms[place] == echo for place, echo in shown))


@observes("mismatch-no-flags", REGISTER)
def _mismatch_no_flags(seen: Seen) -> Answer:
    flags = seen.profile.flags
    off = flags.skip_secondary_on_mismatch is False and flags.strict_check is False
    if not off or not _is_mismatch(seen):
        return None
    return "new-without-secondary" if is_new(seen) else "merged" if is_owner(seen) else None


@observes("skip-flag", REGISTER)
def _skip_flag(seen: Seen) -> Answer:
    if not _is_mismatch(seen):
        return None
    return "flag-on" if is_new(seen) else "flag-off" if is_owner(seen) or blamed(seen) else None


@observes("strict-flag", REGISTER)
def _strict_flag(seen: Seen) -> Answer:
    if not _is_mismatch(seen) or is_new(seen):
        return None  # SKIP hides it
    return "flag-off" if is_owner(seen) else "flag-on" if blamed(seen) else None


@observes("mismatch-strict-code", REGISTER)
def _mismatch_strict_code(seen: Seen) -> Answer:
    flags = seen.profile.flags
    strict = flags.strict_check is True and flags.skip_secondary_on_mismatch is False
    codes = blamed(seen) if _is_mismatch(seen) else frozenset()
    return one_code(codes, Code.MISMATCHED, other="other-code" if strict else None)


@observes("mismatch-primary-absent", REGISTER)
def _mismatch_primary_absent(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.NO_PRIMARY) or seen.profile.primary_identifier is None:
        return None
    if seen.ok:
        return "matched-by-secondary" if is_owner(seen) else "new-customer" if is_new(seen) else None
    return "refused" if Code.MISMATCHED in seen.result.codes else None


@observes("mismatch-several-owners", REGISTER)
def _mismatch_several_owners(seen: Seen) -> Answer:
    situation, flags = seen.situation, seen.profile.flags
    if len(situation.owners) < 2:
        return None
    if not all(is_plainly(each, Category.MISMATCH) for each in _with_one_secondary(seen)):
        return None
    if is_new(seen):
        return "new-customer"
    if seen.ok:
        return "merged" if Code.MERGED in seen.result.warnings else None
    off = flags.strict_check is False and flags.skip_secondary_on_mismatch is False
    return "refused" if off and blamed(seen) else None


def _with_one_secondary(seen: Seen) -> Iterator[Seen]:
    """The registration with each of the secondaries that are somebody's, without the others."""
    held = seen.situation.held
    for kept in held:
        yield but(seen, identifiers=tuple(i for i in seen.asked.identifiers if i == kept or i not in held))


@observes("mismatch-secondary-elsewhere", REGISTER)
def _mismatch_secondary_elsewhere(seen: Seen) -> Answer:
    owner = _owner_elsewhere(seen)
    if owner is None:
        return None
    if is_new(seen):
        return "new-customer"
    if seen.ok and seen.result.id is not None:
        return "joined" if seen.knowledge.canonical(seen.result.id) == owner else None
    return "refused" if blamed(seen) else None


def _owner_elsewhere(seen: Seen) -> int | None:
    """Who holds the secondaries in other sources, where nobody holds anything here and nobody the primary."""
    place, knowledge = seen.situation.place, seen.knowledge
    if place is None or seen.profile.primary_identifier is None:
        return None
    held = tuple(i for i in seen.asked.identifiers if knowledge.elsewhere(place, i) != (frozenset(), True))
    primaries = [i for i in seen.asked.identifiers if i.type == seen.profile.primary]
    free = but(seen, identifiers=tuple(i for i in seen.asked.identifiers if i not in held))
    if not held or len(primaries) != 1 or primaries[0] in held or not would_pass(free):
        return None
    found = [knowledge.elsewhere(place, i) for i in held]
    owners = frozenset().union(*(customers for customers, _ in found))
    counting = all(seen.profile.is_unique(i.type) and not isinstance(knowledge.holder(place, i), int) for i in held)
    if len(owners) != 1 or not all(sure for _, sure in found) or not counting:
        return None
    (owner,) = owners
    return owner if knowledge.has_profile(owner, place) is False else None


def _is_mismatch(seen: Seen) -> bool:
    return is_plainly(seen, Category.MISMATCH) and not is_demanded_otherwise(seen)
