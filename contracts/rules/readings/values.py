"""What a target takes for an identifier, and what becomes of values that are unknown, invalid or too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.documents.codes import Code
from contracts.evidence.classification import Category
from contracts.evidence.doubts import Doubt
from contracts.evidence.intent import (
    ADD,
    CARD_TYPES,
    DETAILS,
    GET,
    PRIMARY_TYPES,
    REGISTER,
    SOURCE_OWN_TYPES,
    Identifier,
)
from contracts.evidence.seen import Seen
from contracts.evidence.validity import EMAIL_LIMIT, EXTERNAL_ID_LIMIT, NAME_LIMIT
from contracts.rules.readings.observing import (
    Answer,
    agreed,
    blamed,
    but,
    is_new,
    is_plainly,
    observes,
    one_code,
    refused,
    would_pass,
)
from contracts.rules.shown import profiles, shown_identifiers

NAMED_TYPES = frozenset(
    {*PRIMARY_TYPES, *SOURCE_OWN_TYPES, *CARD_TYPES, "wechat", "facebook", "whatsapp", "ios", "android"}
    | {"tmall_uname", "ali_uname", "jd_uname", "vip_uname"}
)
"""Types that some document names, of identifiers or of channels."""
MISSING: Mapping[int, str] = {
    Code.MOBILE_MISSING: "mobile",
    Code.EMAIL_MISSING: "email",
    Code.EXTERNAL_ID_MISSING: "externalId",
}
"""Codes that say which attribute the organisation demands."""


@observes("unknown-identifier-type", ADD, DETAILS, GET)
def _unknown_identifier_type(seen: Seen) -> Answer:
    if seen.operation != ADD:
        shown = [i for _, profile in profiles(seen) for i in shown_identifiers(profile) if _is_odd(i)]
        return "stored" if any(seen.knowledge.places_of(identifier) for identifier in shown) else None
    known = tuple(i for i in seen.asked.identifiers if not _is_odd(i))
    if len(known) == len(seen.asked.identifiers):
        return None
    return "refused" if blamed(seen) and would_pass(but(seen, identifiers=known)) else None


def _is_odd(identifier: Identifier) -> bool:
    return identifier.type not in NAMED_TYPES


@observes("partly-known-identifiers", ADD)
def _partly_known_identifiers(seen: Seen) -> Answer:
    situation = seen.situation
    if not is_plainly(seen, Category.HELD):
        return None
    others = [i for i in seen.asked.identifiers if i not in situation.held]
    codes = blamed(seen)
    if not others or not all(map(seen.knowledge.is_free, others)) or Code.HELD not in codes:
        return None
    return "8006-alone" if len(codes) == 1 else "8006-among-others"


@observes("owner-already-here", ADD)
def _owner_already_here(seen: Seen) -> Answer:
    if seen.situation.category is not Category.OWNER_HERE or not refused(seen):
        return None
    return next((f"refused-{code}" for code in (Code.HELD, Code.CANNOT_COMBINE) if code in seen.codes), None)


@observes("secondary-uniqueness", ADD)
def _secondary_uniqueness(seen: Seen) -> Answer:
    place = seen.situation.place
    if place is None or not is_new(seen) or seen.asked.doubts:
        return None
    repeated = [i for i in seen.asked.identifiers if not seen.profile.is_unique(i.type)]
    return "not-unique" if any(isinstance(seen.knowledge.holder(place, i), int) for i in repeated) else None


@observes("registration-requirements", ADD, REGISTER)
def _registration_requirements(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.FRESH):
        return None
    sent = {identifier.type for identifier in seen.asked.identifiers}
    demanded = {MISSING[code] for code in seen.result.codes if code in MISSING}
    return "organisation-list" if not seen.ok and demanded - sent else None


@observes("no-identifier-code", ADD)
def _no_identifier_code(seen: Seen) -> Answer:
    if not is_plainly(seen, Category.NO_IDENTIFIER) or not refused(seen):
        return None
    codes = (Code.NONE_VALID_V11, Code.NONE_VALID, Code.INVALID_MOBILE, Code.ALL_FAILED)
    return next((f"code-{code}" for code in codes if code in seen.codes), None)


@observes("card-conflict-code", ADD)
def _card_conflict_code(seen: Seen) -> Answer:
    cards = [i for i in seen.asked.identifiers if i.type in CARD_TYPES]
    if len(cards) != 1 or seen.knowledge.card_owner(cards[0].value) is None:
        return None
    others = tuple(i for i in seen.asked.identifiers if i not in cards)
    if not would_pass(but(seen, Doubt.FURTHER_MEMBERS, identifiers=others)):
        return None
    return one_code(blamed(seen), Code.HELD, other="other-code")


@observes("bad-primary-mobile", ADD)
def _bad_primary_mobile(seen: Seen) -> Answer:
    situation = seen.situation
    if not is_plainly(seen, Category.BAD_PRIMARY):
        return None
    if [i.type for i in situation.held] != ["mobile"]:
        return None
    return one_code(blamed(seen), Code.INVALID_MOBILE, Code.BAD_EMAIL, Code.BAD_MOBILE, prefix="refused")


@observes("bad-secondary", ADD)
def _bad_secondary(seen: Seen) -> Answer:
    situation = seen.situation
    if not is_plainly(seen, Category.BAD_SECONDARY):
        return None
    if not all(i.type in ("mobile", "email") and i.value.strip() for i in situation.held):
        return None
    if seen.ok:
        return "dropped-with-warning" if {Code.BAD_EMAIL, Code.BAD_MOBILE} & set(seen.result.warnings) else None
    return "refused" if blamed(seen) else None


@observes("over-long-name", DETAILS, GET)
def _over_long_name(seen: Seen) -> Answer:
    answers = []
    for stored, shown in _names(seen):
        whole = stored[0]
        if isinstance(whole, str) and len(whole.strip()) == NAME_LIMIT and None in stored:
            empty = shown in (None, "")
            answers.append("dropped" if empty else "cut" if shown in stored else None)
    return agreed(answers)


@observes("name-trimming", DETAILS, GET)
def _name_trimming(seen: Seen) -> Answer:
    answers = []
    for stored, shown in _names(seen):
        whole = stored[0]
        if isinstance(whole, str) and whole != whole.strip() and None not in stored:
            answers.append({whole: "kept", whole.strip(): "trimmed"}.get(shown) if isinstance(shown, str) else None)
    return agreed(answers)


def _names(seen: Seen) -> Iterator[tuple[tuple[object, ...], Any]]:
    """Of the names that a read shows of a known customer: what may be stored, and what is shown."""
    customer = seen.result.id
    for place, shown in profiles(seen):
        details = seen.knowledge.stored(customer, place)
        for member in ("firstName", "lastName"):
            if member in details:
                yield details[member], shown.get(member)


@observes("over-long-email", ADD, DETAILS, GET)
def _over_long_email(seen: Seen) -> Answer:
    if seen.operation != ADD:
        return "cut" if _shows_the_beginning(seen, "email", EMAIL_LIMIT) else None
    rest = _without_the_longest(seen, "email", EMAIL_LIMIT)
    if rest is None or not would_pass(rest):
        return None
    if seen.ok:
        return "dropped-with-warning" if Code.BAD_EMAIL in seen.result.warnings else None
    return "refused" if _blamed_for(seen, "email") else None


@observes("long-external-id", ADD, REGISTER, DETAILS, GET)
def _long_external_id(seen: Seen) -> Answer:
    if seen.operation not in (ADD, REGISTER):
        values = [i.value for _, shown in profiles(seen) for i in shown_identifiers(shown) if i.type == "externalId"]
        if any(len(value) > EXTERNAL_ID_LIMIT for value in values):
            return "stored-whole"
        return "cut" if _shows_the_beginning(seen, "externalId", EXTERNAL_ID_LIMIT) else None
    rest = _without_the_longest(seen, "externalId", EXTERNAL_ID_LIMIT)
    return "refused" if rest is not None and would_pass(rest) and _blamed_for(seen, "externalId") else None


@observes("external-id-refusal-code", ADD)
def _external_id_refusal_code(seen: Seen) -> Answer:
    rest = _without_the_longest(seen, "externalId", EXTERNAL_ID_LIMIT)
    if rest is None or not would_pass(rest):
        return None
    if seen.ok:
        return one_code(seen.result.warnings, Code.INVALID_ATTRIBUTE, Code.BAD_EXTERNAL_ID)
    return one_code(_blamed_for(seen, "externalId"), Code.INVALID_ATTRIBUTE, Code.BAD_EXTERNAL_ID, other="other-code")


def _blamed_for(seen: Seen, type_: str) -> frozenset[int]:
    """The codes that refuse an identifier; none where the organisation may miss what was dropped."""
    primary = seen.profile.primary_identifier
    codes = blamed(seen)
    needed = primary in (None, type_) or type_ in (seen.profile.mandatory or ()) or codes & set(MISSING)
    return frozenset() if needed else codes


def _without_the_longest(seen: Seen, type_: str, limit: int) -> Seen | None:
    """The same registration without its over-long identifier of that type; None where it has none."""
    kept = tuple(i for i in seen.asked.identifiers if i.type != type_ or len(i.value) <= limit)
    return but(seen, identifiers=kept) if len(kept) < len(seen.asked.identifiers) else None


def _shows_the_beginning(seen: Seen, type_: str, limit: int) -> bool:
    """Whether a read shows one of our customers an identifier of just the limit that no request named."""
    known = seen.result.id is not None and seen.knowledge.is_known(seen.result.id)
    shown = [i for _, profile in profiles(seen) for i in shown_identifiers(profile) if i.type == type_]
    return known and any(len(i.value) == limit and _is_cut(i, seen) for i in shown)


def _is_cut(identifier: Identifier, seen: Seen) -> bool:
    """Whether a run made up the beginning of a value, and not the value."""
    people = seen.profile.people
    begins = identifier.value.startswith((f"{people.label}.", f"{people.label}-"))
    ends = identifier.type == "email" and identifier.value.endswith(people.email_domain)
    return begins and not ends and not seen.knowledge.places_of(identifier)


@observes("name-characters", ADD)
def _name_characters(seen: Seen) -> Answer:
    names = [n for n in (seen.asked.first_name, seen.asked.last_name) if isinstance(n, str)]
    if Doubt.ODD_NAME not in seen.asked.doubts or not all(n.isprintable() for n in names):
        return None
    plain = but(seen, Doubt.ODD_NAME, first_name="Ada", last_name="Ada")
    return "refused" if blamed(seen) and would_pass(plain) else None


@observes("unknown-extended-field", ADD)
def _unknown_extended_field(seen: Seen) -> Answer:
    defined = seen.profile.extended_fields
    if defined is None or not set(seen.asked.extended) - set(defined):
        return None
    known = {name: value for name, value in seen.asked.extended.items() if name in defined}
    if not would_pass(but(seen, extended=known)):
        return None
    if seen.ok:
        warnings = set(seen.result.warnings) - {Code.NO_DEFAULT_LABEL}
        return "warned" if Code.UNKNOWN_EXTENDED_FIELD in warnings else None if warnings else "ignored"
    return "refused" if blamed(seen) else None
