"""What rules share about requests: why a refusal may be right, which forms a request has, what a batch tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.documents.codes import ALL_INVALID, BLAMING, LABEL_CODES, REQUIRED, Code
from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Episode
from contracts.evidence.classification import Category
from contracts.evidence.envelope import Kind, as_code
from contracts.evidence.intent import ADD, PRIMARY_TYPES, REGISTER, UPSERT, WRITES, is_outsider
from contracts.evidence.seen import Seen
from contracts.evidence.validity import types_blamed
from contracts.rules import Judgement

LONG_AGO = 100
"""Exchanges after which a registration is an old one: caches have had time to forget it."""
_NAMES = ("firstName", "lastName")
V2_WRITES = tuple(sorted(WRITES - {REGISTER, UPSERT}))


def types_spurned(seen: Seen) -> frozenset[str]:
    """The types of which an answer calls identifiers invalid that the run has made up, and of which none was taken yet.

    Whether an organisation takes the numbers and addresses that a run makes up is for its profile to say (`people`).
    """
    if seen.ok is None or not seen.exchange.request.as_who.is_authentic:
        return frozenset()
    sent = {i.type for i in seen.asked.identifiers}
    untaken = seen.knowledge.made_up(seen.asked.identifiers) - seen.knowledge.types_taken
    blamed = types_blamed(sent, seen.result.warnings if seen.ok else seen.codes)
    if blamed or seen.ok or not seen.codes & ALL_INVALID:
        return blamed & untaken
    return untaken if untaken == sent <= {"mobile", "email"} else frozenset()  # an external id may be anything


def is_demanded_otherwise(seen: Seen) -> bool:
    """Whether a refusal may demand something else: an attribute, another label, fewer items, another moment."""
    if Code.BATCH_LIMIT in seen.codes or is_busy(seen) or (not seen.ok and types_spurned(seen)):
        return True
    if not seen.ok and Code.ORPHAN in seen.codes and seen.asked.source != "INSTORE":
        return True
    if not seen.ok and seen.codes & LABEL_CODES and seen.asked.status_label in (seen.profile.status_labels or ()):
        return True  # a rule of its own says it
    if is_to_stay_loyal(seen):
        return True
    missing = seen.asked.lacking
    if seen.ok or not missing:
        return False
    profile, demandable = seen.profile, _demandable(seen)
    primary = {profile.primary_identifier} if profile.primary_identifier else set(PRIMARY_TYPES)
    if profile.mandatory is not None:
        return bool(missing & set(profile.mandatory) or demandable & primary)
    return bool(demandable & {*_NAMES, *primary} or seen.codes & REQUIRED)


def is_to_stay_loyal(seen: Seen) -> bool:
    """Whether somebody who is known is refused to leave the loyalty programme: members of it may have to stay."""
    if seen.ok or seen.situation.category is Category.FRESH or not is_outsider(seen.asked):
        return False
    return bool(seen.codes & {Code.STAYS_LOYAL, Code.STAYS_LOYAL_V11})


def _demandable(seen: Seen) -> frozenset[str]:
    """What an item lacks and the operation has registered nobody without: an organisation may demand it."""
    return seen.asked.lacking - seen.knowledge.dispensed_with(seen.operation)


def may_tell_another_reason(seen: Seen) -> bool:
    """Whether a refusal may tell something else than the category of its item: another reason, or a demand."""
    if is_demanded_otherwise(seen):
        return True
    return not seen.ok and any(_is_told(reason, seen) for reason in seen.situation.besides)


def _is_told(reason: Category, seen: Seen) -> bool:
    """Whether a refusal tells that reason; for an invalid identifier only that of the primary mobile has a code."""
    if reason is Category.HELD:
        return bool(seen.codes & {Code.HELD, Code.CANNOT_COMBINE})
    if reason is Category.BAD_PRIMARY and seen.profile.primary == "mobile":
        others = () if seen.profile.primary_identifier else (Code.BAD_EMAIL, Code.BAD_MOBILE)
        return bool(seen.codes & {Code.INVALID_MOBILE, *others})
    return True


def is_busy(seen: Seen) -> bool:
    """Whether it was refused because others who name the same person were under way: it says nothing of the item."""
    rivals = seen.knowledge.in_flight & set(seen.asked.identifiers)
    return bool(rivals) and not seen.ok and Code.BUSY in seen.codes


def blames_a_stored_label(seen: Seen) -> bool:
    """Whether an upsert was refused for a status label alone, which may be one that was stored before."""
    return seen.operation == UPSERT and not seen.ok and seen.codes == {Code.INVALID_LABEL}


def blames_a_value(seen: Seen) -> bool:
    """Whether a refusal calls something that was sent not valid."""
    return not seen.ok and any(seen.codes & codes for codes in (*BLAMING.values(), {Code.ALL_FAILED}))


def freed_by(seen: Seen) -> str:
    """The episode that left an identifier of a fresh registration free; empty where none named it.

    A refusal that blames a value is for what was sent, not for what was before: then, too.
    """
    if blames_a_value(seen):
        return ""
    for identifier in seen.asked.identifiers:
        episode = seen.knowledge.was_refused(identifier)
        if episode:
            return episode
    return ""


def is_ordinary(seen: Seen) -> bool:
    """Whether a registration is of somebody unknown, and nothing else about it has a rule of its own."""
    if not seen.is_fresh or is_demanded_otherwise(seen) or has_long_name(seen):
        return False
    removed = any(seen.knowledge.contested(i) == Episode.CHANGE_REMOVED for i in seen.asked.identifiers)
    return not freed_by(seen) and not removed


def has_long_name(seen: Seen) -> bool:
    """Whether a name exceeds the documented 100 characters."""
    return any(isinstance(n, str) and len(n) > 100 for n in (seen.asked.first_name, seen.asked.last_name))


def has_documented_forms(seen: Seen) -> bool:
    """Whether a request has members beyond names and identifiers, as the samples show them."""
    raw = seen.asked.raw
    first = raw["profiles"][0] if "profiles" in raw else raw
    return "commChannels" in first


def has_special_characters(seen: Seen) -> bool:
    """Whether a name or an email has documented characters beyond plain letters and digits."""
    names = [n for n in (seen.asked.first_name, seen.asked.last_name) if isinstance(n, str)]
    return any(n and not (n.isalpha() and n.isascii()) for n in names) or any(
        i.type == "email" and "+" in i.value for i in seen.asked.identifiers
    )


def has_special_external_id(seen: Seen) -> bool:
    """Whether the external id has characters other than letters, digits, hyphen and underscore."""
    return any(
        i.type == "externalId" and not i.value.replace("-", "").replace("_", "").isalnum()
        for i in seen.asked.identifiers
    )


def has_undefined_field(seen: Seen) -> bool:
    """Whether a v1.1 item names a custom field that is not defined: that it succeeds has a rule of its own."""
    fields = seen.profile.custom_fields
    return fields is not None and bool(set(seen.asked.fields) - set(fields))


def has_audit(seen: Seen) -> bool:
    """Whether the request says who stands behind it."""
    return any(name.upper().startswith("USER-CONTEXT-") for name, _ in seen.exchange.request.headers)


def is_duplicate(seen: Seen) -> bool:
    """Whether an add certainly names an identifier that is held in its source account, whatever the settings."""
    held = seen.is_decided and seen.situation.category is Category.HELD and seen.situation.plain
    return held and not (seen.is_mismatch and _flags_may_decide(seen))


def _flags_may_decide(seen: Seen) -> bool:
    """Whether a mismatch setting may reach v2 add, too, and its new primary decide: no document says."""
    pinned = seen.profile.readings.get("flags-reach-v2")
    return pinned != "v11-only" and not (pinned is None and seen.knowledge.flags_stay_in_v11)


def may_be_mismatch(seen: Seen) -> bool:
    """Whether a mismatch setting may have decided an add whose primary identifier, or one of several, is free."""
    flags, primary = seen.profile.flags, [i for i in seen.asked.identifiers if i.type == seen.profile.primary]
    is_on = flags.skip_secondary_on_mismatch or flags.strict_check
    return bool(is_on and _flags_may_decide(seen)) and any(map(seen.knowledge.is_free, primary))


def told_as_duplicate(seen: Seen) -> Judgement:
    """A duplicate MUST be told as one, where nothing else may be told in its place."""
    if not seen.is_speechless and (Code.HELD in seen.codes or not may_tell_another_reason(seen)):
        yield None if Code.HELD in seen.codes else Breach("errors[].code", Code.HELD, seen.told)


def known_for(seen: Seen) -> int:
    """How many exchanges ago the identifiers of a duplicate came to their holder, the first of them."""
    return max(age for age, _ in _since(seen))


def known_through(seen: Seen) -> str:
    """The operation by which the identifier came to its holder."""
    origins = {operation for _, operation in _since(seen)}
    return origins.pop() if len(origins) == 1 else ADD


def _since(seen: Seen) -> list[tuple[int, str]]:
    """How many exchanges ago, and by which operation, each identifier of a duplicate came to its holder."""
    place = seen.situation.place
    return [seen.knowledge.since(place, i) for i in seen.situation.held] if place else []


def is_answered_batch(seen: Seen) -> bool:
    """Whether items were sent by somebody who may, and answered."""
    return seen.outcome.is_decided and bool(seen.intent.items) and is_authentic(seen)


def is_authentic(seen: Seen) -> bool:
    """Whether the credentials of the request are real ones."""
    return seen.exchange.request.as_who.is_authentic


def status_of_request(seen: Seen) -> dict[str, Any] | None:
    """The status of a v1.1 answer as a whole, None where it shows none."""
    body = seen.outcome.body
    response = body.get("response") if isinstance(body, dict) else None
    status = response.get("status") if isinstance(response, dict) else None
    return status if isinstance(status, dict) else None


def loses_no_good_item(seen: Seen) -> Judgement:
    """Each item of somebody unknown that nothing can be said against MUST succeed, whatever becomes of the others."""
    if not is_answered_batch(seen) or len(seen.intent.items) < 2:
        return
    if len(seen.outcome.results) != len(seen.intent.items) or all(r.ok for r in seen.outcome.results):
        return
    for index, result in enumerate(seen.outcome.results):
        at = seen.at(index)
        complete = _demandable(at).isdisjoint(PRIMARY_TYPES)
        complete = complete and not is_demanded_otherwise(at) and not has_undefined_field(at)
        complete = complete and not blames_a_stored_label(at)
        if at.situation.category is Category.FRESH and at.situation.plain and complete:
            yield None if result.ok is not False else Breach("entries", "success", f"item {index + 1} failed")


def repeated_item(seen: Seen, where: str) -> Judgement:
    """The same item twice in one request MUST be answered with one id."""
    results = seen.outcome.results
    if len(results) != len(seen.intent.items):
        return
    first: dict[object, int] = {}
    for item, result in zip(seen.intent.items, results, strict=True):
        if not result.ok or result.id is None or not isinstance(item.source, str):
            continue
        if not any(seen.profile.is_unique(identifier.type) for identifier in item.identifiers):
            continue
        key = (item.source, str(item.account), item.identifiers)
        if key in first:
            yield None if first[key] == result.id else Breach(where, first[key], result.id)
        first.setdefault(key, result.id)


def answered(seen: Seen) -> Judgement:
    """Whatever the documents leave open: an answer to it is a well-formed one."""
    if not seen.exchange.request.as_who.is_authentic:
        return
    if seen.outcome.kind in (Kind.SUCCESS, Kind.FAILURE, Kind.UNREADABLE):
        yield None if seen.is_told else Breach("outcome", "a success or a refusal", seen.outcome.kind)


def notices(where: str, entries: object) -> Iterator[Breach | None]:
    """Errors or warnings of v2: status boolean, a code; that it is an integer has a rule of its own."""
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            yield Breach(f"{where}[]", "an object", entry)
            continue
        status, code = entry.get("status"), entry.get("code")
        yield None if isinstance(status, bool) else Breach(f"{where}[].status", "a boolean", status)
        yield None if as_code(code) is not None else Breach(f"{where}[].code", "a code", code)
