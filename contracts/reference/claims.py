"""What a request claims: a place, valid identifiers, details; and what is wrong with it.

Sources: v2 Add Customer, prerequisites (sources and accounts), request body parameters
(lengths, characters) and error codes; v1.1 Add Customer, body parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Desk
from contracts.reference.notices import Notice, choice
from contracts.reference.shapes import instant, is_dated
from contracts.reference.state import Card, Customer, Key
from contracts.reference.values import Claim, Details, Enrolment

CARD_TYPES = frozenset({"cardnumber", "card", "cardExternalId"})
SUFFICIENT_TYPES = frozenset(
    {
        "mobile",
        "email",
        "externalId",
        "wechat",
        "martjackId",
        "fbId",
        "tmall_uname",
        "cuid",
        "ali_uname",
        "jd_uname",
        "vip_uname",
        "mobilePush",
        "line",
        "unionId",
    }
)
"""Types that some document names, cards apart; one identifier of them is enough to register."""
V11_MEMBERS = {"mobile": "mobile", "email": "email", "external_id": "externalId"}
V11_SEPARATE_PLACE = Place("INSTORE_V1.1")
"""Where v1.1 registers in an organisation in which it shares no identity with v2: nobody is in both."""
COUNTRY_CODE = "91"
NATIONAL_DIGITS = 10
"""Of a mobile of that country without its code (Setup customer, mobile validation)."""
MAX_NAME = 100
MAX_EMAIL = 255
MAX_EXTERNAL_ID = 250
_MOBILE = re.compile(r"[0-9]+", re.ASCII)
_EMAIL = re.compile(r"[a-zA-Z0-9_+.-]+@[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)+", re.ASCII)
_DAY = re.compile(r"([0-9]{1,4})/([0-9]{1,2})/([0-9]{1,4})", re.ASCII)
ODD = re.compile(r"[^\w '-]|_")
_INVALID = {"mobile": 8056, "email": 8055, "externalId": 8064}


def place(desk: Desk, source: str, account: str) -> Place | Notice:
    """The source account; 3217 where the organisation has no such source or account, 8045 without one."""
    organisation = desk.organisation
    if desk.manner.source_case == "any":
        source = source.strip().upper()
    if not organisation.lists(source):
        return Notice(3217)
    if not organisation.has_accounts(source):
        if account and desk.manner.single_account == "refused":
            return Notice(8127)
        return Place(source)
    if not account:
        return Notice(8045) if desk.manner.missing_account == "error" else Place(source)
    listed = (organisation.sources or {}).get(source)
    if listed and listed.enumerated and account not in listed.accounts:
        return choice("unknown account", desk.manner.codes)
    return Place(source, account)


def keeps_apart(desk: Desk) -> bool:
    """Whether v1.1 and v2 share no customers."""
    return desk.organisation.shared_identity is False or desk.manner.identity == "separate"


def is_acquaintance(desk: Desk, customer: Customer, place: Place | None) -> bool:
    """Whether the customer is one whom the source account could share with others; no place: any v2 one."""
    if not keeps_apart(desk):
        return True
    return (customer.at(V11_SEPARATE_PLACE) is not None) is (place == V11_SEPARATE_PLACE)


def normalise(desk: Desk, identifier: Key) -> Key:
    """As sent, or in the one of several spellings that a manner compares and stores."""
    value = identifier.value
    if desk.manner.spelling == "folded":
        value = value.strip()
        value = desk.state.spellings.setdefault(Key(identifier.type, value.casefold()), value)
    if identifier.type == "email" and desk.manner.emails == "lower":
        value = value.lower()
    if identifier.type == "mobile" and value.isdigit():
        if desk.manner.country_code == "added" and len(value) == NATIONAL_DIGITS:
            value = f"{COUNTRY_CODE}{value}"
        if desk.manner.country_code == "dropped" and len(value) == NATIONAL_DIGITS + len(COUNTRY_CODE):
            value = value.removeprefix(COUNTRY_CODE)
    return Key(identifier.type, value)


def is_valid(desk: Desk, identifier: Key) -> bool:
    """Digits in a mobile, the documented characters in an email, anything but blanks in the others; not too long."""
    if identifier.type == "mobile":
        short = desk.manner.country_code == "demanded" and len(identifier.value) <= NATIONAL_DIGITS
        return bool(_MOBILE.fullmatch(identifier.value)) and not short
    if identifier.type == "email":
        return len(identifier.value) <= MAX_EMAIL and bool(_EMAIL.fullmatch(identifier.value))
    if identifier.type == "externalId" and len(identifier.value) > MAX_EXTERNAL_ID:
        return desk.manner.long_external_id == "kept"
    return bool(identifier.value.strip())


def name(desk: Desk, text: str) -> str | None:
    """Trimmed, and without what exceeds 100 characters."""
    if desk.manner.names == "trimmed":
        text = text.strip()
    if desk.manner.odd_names == "altered":
        text = ODD.sub("", text)
    if len(text) > MAX_NAME:
        return text[:MAX_NAME] if desk.manner.long_name == "cut" else None
    return text


def knows_label(desk: Desk, label: str) -> bool:
    """Whether the organisation has that customer status label."""
    labels = desk.organisation.status_labels
    return labels is None or label in labels


def knows_field(desk: Desk, field: str) -> bool:
    """Whether the organisation has that custom field."""
    fields = desk.organisation.custom_fields
    return fields is None or field in fields


def knows_extended_field(desk: Desk, field: str) -> bool:
    """Whether the organisation has that extended field."""
    fields = desk.organisation.extended_fields
    return fields is None or field in fields


def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
    """What a v2 customer object claims; errors 1007, 8014 or, where they are not dropped, 8055 and 8056."""
    profile = only_profile(customer)
    sent = profile.get("identifiers", ())
    identifiers, bad = sorted_out(desk, _identifiers(sent))
    identifiers, errors, warnings = _judged(desk, identifiers, bad)
    if not errors and not any(identifier.type in SUFFICIENT_TYPES for identifier in identifiers):
        errors = [choice("no identifier", desk.manner.codes)]
    odd, advice = _open(desk, customer)
    errors, warnings = [*errors, *odd], [*warnings, *advice]
    cards = tuple(_card(raw) for raw in sent if raw["type"] in CARD_TYPES and raw["value"].strip())
    is_told = desk.manner.missing_account == "warning"
    if is_told and place.account == "" and desk.organisation.has_accounts(place.source):
        warnings.append(Notice(8054))
    details = desk.behaviour.details(desk, customer)
    return Claim(place, identifiers, cards, details, tuple(errors), tuple(warnings))


def _open(desk: Desk, customer: Mapping[str, Any]) -> tuple[list[Notice], list[Notice]]:
    """Errors and warnings about members of which the documents do not say what becomes when they are odd."""
    manner, behaviour, profile = desk.manner, desk.behaviour, only_profile(customer)
    errors: list[Notice] = []
    warnings: list[Notice] = []
    extended = [name for name in customer.get("extendedFields", {}) if not behaviour.knows_extended_field(desk, name)]
    told = {"warned": warnings, "refused": errors, "ignored": []}[manner.unknown_extended_fields]
    told += [Notice(91016, name) for name in extended]
    if manner.unknown_fields == "warned":
        fields = profile.get("fields", {})
        warnings += [Notice(1017) for name in fields if not behaviour.knows_field(desk, name)][:1]
    if manner.short_channels == "refused" and not all(_is_whole(each) for each in profile.get("commChannels", ())):
        errors.append(Notice(8010))
    if manner.odd_names == "refused" and any(ODD.search(profile.get(name, "")) for name in ("firstName", "lastName")):
        errors.append(Notice(8020))
    if manner.unknown_till == "refused" and not _is_till(desk, customer.get("associatedWith")):
        errors.append(Notice(8077))
    if manner.unknown_programme == "error":
        sent = customer.get("loyaltyProgramEnrollments", ())
        errors += [Notice(1213) for each in sent if not behaviour.knows_programme(desk, int(each["programId"]))][:1]
    return errors, warnings


def lacks(desk: Desk, claim: Claim) -> list[Notice]:
    """What the organisation demands of every registration, and the claim does not have."""
    said = claim.details
    has = {identifier.type for identifier in claim.identifiers}
    has |= {name for name, value in (("firstName", said.first_name), ("lastName", said.last_name)) if value}
    lacking = [name for name in desk.organisation.mandatory or () if name not in has]
    return [choice(f"lacks {name}", desk.manner.codes) for name in lacking]


def _is_till(desk: Desk, name: str | None) -> bool:
    return not name or desk.organisation.tills is None or name in desk.organisation.tills


def changes(desk: Desk, place: Place, sent: Sequence[Mapping[str, Any]]) -> Claim:
    """What one list of a change of identifiers claims."""
    identifiers, bad = sorted_out(desk, _identifiers(sent))
    identifiers, errors, warnings = _judged(desk, identifiers, bad)
    cards = tuple(_card(raw) for raw in sent if raw["type"] in CARD_TYPES and raw["value"].strip())
    return Claim(place, identifiers, cards, errors=tuple(errors), warnings=tuple(warnings))


def details(desk: Desk, customer: Mapping[str, Any]) -> Details:
    """What a v2 customer object says beside identifiers."""
    profile = only_profile(customer)
    return Details(
        first_name=named(desk, profile, "firstName"),
        last_name=named(desk, profile, "lastName"),
        channels=channels(desk, profile),
        fields=known(desk, profile.get("fields")),
        extended=known_extended(desk, customer.get("extendedFields")),
        loyalty=customer.get("loyaltyInfo", {}).get("loyaltyType"),
        associated_with=customer.get("associatedWith"),
        label=customer.get("statusLabel"),
        subscriptions=_tuple(customer.get("subscriptionInfo", {}).get("subscriptions")),
        enrolments=tuple(_enrolment(raw) for raw in customer.get("loyaltyProgramEnrollments", ())),
        referral=customer.get("referralCode", ""),
    )


def advise(desk: Desk, claim: Claim) -> Iterator[Notice]:
    """8107 without a status label, 8086 for an unknown one, 8077, 1213, and 1302.

    1302: a supplementary programme would expire before the membership. Of an enrolment
    the points are what is supplementary and the tier is the membership, so the warning is
    due where `pointsExpiryDate` lies before `tierExpiryDate` (reading: order-of-expiry).
    """
    organisation, said = desk.organisation, claim.details
    if said.label and not desk.behaviour.knows_label(desk, said.label):
        yield Notice(8086)
    if not organisation.default_status_label and (not said.label or desk.manner.label_needs_default):
        yield Notice(8107)
    if not _is_till(desk, said.associated_with):
        yield Notice(8077)
    is_told = desk.manner.unknown_programme == "warning"
    if is_told and any(not desk.behaviour.knows_programme(desk, enrolment.programme) for enrolment in said.enrolments):
        yield Notice(1213)
    if any(
        enrolment.points_end < enrolment.tier_ends
        for enrolment in said.enrolments
        if enrolment.points_end and enrolment.tier_ends
    ):
        yield Notice(1302)


def knows_programme(desk: Desk, programme: int) -> bool:
    """Whether the organisation has that loyalty programme."""
    return desk.organisation.programs is None or programme in desk.organisation.programs


def only_profile(customer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one profile of a v2 customer object; empty where it has none."""
    profiles = customer.get("profiles")
    return profiles[0] if profiles else {}


def _identifiers(sent: Sequence[Mapping[str, Any]]) -> Iterator[Key]:
    return (Key(raw["type"], raw["value"]) for raw in sent if raw["type"] not in CARD_TYPES)


def sorted_out(desk: Desk, sent: Iterator[Key]) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
    """The valid ones and the invalid ones, each once; one without a type or a value was not sent."""
    valid: dict[Key, None] = {}
    bad: dict[Key, None] = {}
    for raw in sent:
        if not raw.type or not raw.value:
            continue
        identifier = desk.behaviour.normalise(desk, _cut(desk, raw))
        (valid if desk.behaviour.is_valid(desk, identifier) else bad)[identifier] = None
    return tuple(valid), tuple(bad)


def _cut(desk: Desk, identifier: Key) -> Key:
    if desk.manner.long_email == "cut" and identifier.type == "email":
        return Key(identifier.type, identifier.value[:MAX_EMAIL])
    if desk.manner.long_external_id == "cut" and identifier.type == "externalId":
        return Key(identifier.type, identifier.value[:MAX_EXTERNAL_ID])
    return identifier


def _judged(
    desk: Desk, identifiers: Sequence[Key], bad: Sequence[Key]
) -> tuple[tuple[Key, ...], list[Notice], list[Notice]]:
    """Those to register, errors, warnings: 8014 for an invalid primary identifier, 500 for an unknown type."""
    unknown = [identifier for identifier in (*identifiers, *bad) if identifier.type not in SUFFICIENT_TYPES]
    refuses_unknown = desk.manner.unknown_type == "refused" and unknown
    errors, warnings = [Notice(500, unknown[0].type)] if refuses_unknown else [], []
    for identifier in bad:
        if identifier.type == desk.organisation.primary:
            known = desk.organisation.primary_identifier is not None
            errors.append(Notice(8014) if known else choice("primary", desk.manner.codes))
        elif desk.manner.bad_secondary == "refused" or _is_refused_length(desk, identifier):
            is_long = identifier.type == "externalId" and len(identifier.value) > MAX_EXTERNAL_ID
            code = _INVALID.get(identifier.type, 8013)
            errors.append(choice("external id", desk.manner.codes) if is_long else Notice(code))
        else:
            warnings.append(Notice(_INVALID.get(identifier.type, 8013)))
    kept = tuple(held for held in identifiers if held not in unknown or desk.manner.unknown_type == "stored")
    return kept, errors, warnings


def _is_refused_length(desk: Desk, identifier: Key) -> bool:
    if identifier.type == "externalId":
        return len(identifier.value) > MAX_EXTERNAL_ID
    return desk.manner.long_email == "refused" and identifier.type == "email" and len(identifier.value) > MAX_EMAIL


def _card(raw: Mapping[str, Any]) -> Card:
    series = raw.get("seriesId")
    return Card(
        raw["type"],
        raw["value"],
        int(series) if series is not None else None,
        raw.get("seriesCode"),
        raw.get("statusLabel"),
        {**raw.get("extendedFields", {}), **raw.get("customFields", {})} or None,
    )


def _enrolment(raw: Mapping[str, Any]) -> Enrolment:
    return Enrolment(
        int(raw["programId"]),
        raw.get("loyaltyPoints", 0),
        instant(raw.get("tierExpiryDate", "")),
        instant(raw.get("pointsExpiryDate", "")),
        int(raw.get("tierNumber", 1)),
    )


def named(desk: Desk, said: Mapping[str, Any], member: str) -> str | None:
    """The name that a member says, as it is stored."""
    return desk.behaviour.name(desk, said[member]) if member in said else None


def _tuple(values: Sequence[Any] | None) -> tuple[Any, ...] | None:
    return tuple(values) if values is not None else None


def channels(desk: Desk, said: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The communication channels; one without type or value reaches nobody and is not stored."""
    sent = said.get("commChannels")
    if sent is None:
        return None
    return tuple(_channel(desk, each) for each in sent if _is_whole(each) or desk.manner.short_channels == "stored")


def _is_whole(channel: Mapping[str, Any]) -> bool:
    return "type" in channel and "value" in channel


def _channel(desk: Desk, channel: Mapping[str, Any]) -> Mapping[str, Any]:
    """The channel as it is read back: `meta` is an object, and a `lastViewedDate` that is none says nothing."""
    meta = channel.get("meta", {})
    if isinstance(meta, list):  # as the table of v1.1 has it
        meta = meta[0] if meta else {}
    kept = {
        name: value
        for name, value in meta.items()
        if name != "lastViewedDate" or is_dated(value) or desk.manner.empty_dates == "kept"
    }
    return channel if channel.get("meta", {}) == kept else {**channel, "meta": kept}


def known(desk: Desk, fields: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The custom fields that the organisation has; none of the others is stored."""
    sent = (fields or {}).items()
    kept = sent if desk.manner.empty_fields == "stored" else [(name, value) for name, value in sent if value != ""]
    every = desk.manner.unknown_fields == "stored"
    return {name: value for name, value in kept if every or desk.behaviour.knows_field(desk, name)} or None


def known_extended(desk: Desk, fields: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The extended fields that the organisation has and that have a value."""
    knows = desk.behaviour.knows_extended_field
    empty = desk.manner.empty_extended_fields == "stored"
    kept = {name: value for name, value in (fields or {}).items() if (value != "" or empty) and knows(desk, name)}
    if desk.manner.extended_days == "hyphens":
        kept = {n: _DAY.sub(r"\1-\2-\3", v) if isinstance(v, str) else v for n, v in kept.items()}
    return kept or None
