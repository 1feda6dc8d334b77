"""What a request claims: a place, valid identifiers, details; and what is wrong with it.

Sources: v2 Add Customer, prerequisites (sources and accounts), request body parameters
(lengths, characters) and error codes; v1.1 Add Customer, body parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts.documents.profile import DOCUMENTED_SOURCES, Place
from contracts.reference.behaviour import Desk
from contracts.reference.clock import tick
from contracts.reference.notices import Notice
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
MAX_NAME = 100
MAX_EMAIL = 255
MAX_EXTERNAL_ID = 250
_MOBILE = re.compile(r"[0-9]+", re.ASCII)
_EMAIL = re.compile(r"[a-zA-Z0-9_+.-]+@[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)+", re.ASCII)
_INVALID = {"mobile": 8056, "email": 8055, "externalId": 8064}
_V11_INVALID = {"mobile": 1001, "email": 1002, "externalId": 1003}
_SPELLING = re.compile(r"[^A-Z]")


def place(desk: Desk, source: str, account: str) -> Place | Notice:
    """The source account; 3217 where the organisation has no such source or account, 8045 without one."""
    organisation = desk.organisation
    if not organisation.lists(source):
        return Notice(3217)
    if not organisation.has_accounts(source):
        return Place(source)
    if not account:
        return Place(source) if desk.manner.missing_account == "warning" else Notice(8045)
    listed = (organisation.sources or {}).get(source)
    if listed and listed.enumerated and account not in listed.accounts:
        return Notice(3217)
    return Place(source, account)


def v11_place(desk: Desk, item: Mapping[str, Any]) -> Place:
    """INSTORE, whose identities v1.1 shares; its own place where the organisation keeps them apart."""
    return V11_SEPARATE_PLACE if desk.organisation.shared_identity is False else Place("INSTORE")


def is_acquaintance(desk: Desk, customer: Customer, place: Place | None) -> bool:
    """Whether the customer is one whom the source account could share with others; no place: any v2 one."""
    if desk.organisation.shared_identity is not False:
        return True
    return (customer.at(V11_SEPARATE_PLACE) is not None) is (place == V11_SEPARATE_PLACE)


def normalise(desk: Desk, identifier: Key) -> Key:
    """As sent: whether spellings are one identifier is left open, and so they are several."""
    return identifier


def is_valid(desk: Desk, identifier: Key) -> bool:
    """Digits in a mobile, the documented characters in an email, anything but blanks in the others; not too long."""
    if identifier.type == "mobile":
        return bool(_MOBILE.fullmatch(identifier.value))
    if identifier.type == "email":
        return len(identifier.value) <= MAX_EMAIL and bool(_EMAIL.fullmatch(identifier.value))
    if identifier.type == "externalId" and len(identifier.value) > MAX_EXTERNAL_ID:
        return False
    return bool(identifier.value.strip())


def name(desk: Desk, text: str) -> str | None:
    """Trimmed, and without what exceeds 100 characters."""
    text = text.strip()
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
    identifiers, bad = _sorted_out(desk, _identifiers(sent))
    identifiers, errors, warnings = _judged(desk, identifiers, bad)
    if not errors and not any(identifier.type in SUFFICIENT_TYPES for identifier in identifiers):
        errors = [Notice(1007)]
    extended = customer.get("extendedFields", {})
    warnings += [Notice(91016, field) for field in extended if not desk.behaviour.knows_extended_field(desk, field)]
    cards = tuple(_card(raw) for raw in sent if raw["type"] in CARD_TYPES and raw["value"].strip())
    if place.account == "" and desk.organisation.has_accounts(place.source):
        warnings.append(Notice(8054))
    details = desk.behaviour.details(desk, customer)
    return Claim(place, identifiers, cards, details, tuple(errors), tuple(warnings))


def changes(desk: Desk, place: Place, sent: Sequence[Mapping[str, Any]]) -> Claim:
    """What one list of a change of identifiers claims."""
    identifiers, bad = _sorted_out(desk, _identifiers(sent))
    identifiers, errors, warnings = _judged(desk, identifiers, bad)
    cards = tuple(_card(raw) for raw in sent if raw["type"] in CARD_TYPES and raw["value"].strip())
    return Claim(place, identifiers, cards, errors=tuple(errors), warnings=tuple(warnings))


def v11_claim(desk: Desk, place: Place, item: Mapping[str, Any]) -> Claim:
    """What a v1.1 item claims; errors 1001, 1002, 1003, 1007, or 3217 for a source that nobody has."""
    sent = (Key(kind, str(item.get(member, ""))) for member, kind in V11_MEMBERS.items())
    identifiers, bad = _sorted_out(desk, sent)
    # A bad email beside a good identifier is dropped; a bad mobile and an external id too long fail the item.
    strict = desk.manner.bad_secondary == "refused" or not identifiers
    fatal = [held for held in bad if strict or held.type in ("mobile", "externalId", desk.organisation.primary)]
    errors = [Notice(_V11_INVALID[held.type]) for held in fatal]
    warnings = [Notice(_V11_INVALID[held.type]) for held in bad if held not in fatal]
    if not errors and not identifiers:
        errors = [Notice(1007)]
    if any(not desk.behaviour.knows_field(desk, field) for field in _named(item, "custom_fields")):
        warnings.append(Notice(1017))
    if any(not desk.behaviour.knows_extended_field(desk, field) for field in _named(item, "extended_fields")):
        warnings.append(Notice(91015))
    if item.get("source") and not _lists_spelling(desk, item["source"]):
        errors.append(Notice(3217))
    return Claim(place, identifiers, (), desk.behaviour.v11_details(desk, item), tuple(errors), tuple(warnings))


def details(desk: Desk, customer: Mapping[str, Any]) -> Details:
    """What a v2 customer object says beside identifiers."""
    profile = only_profile(customer)
    return Details(
        first_name=_name(desk, profile, "firstName"),
        last_name=_name(desk, profile, "lastName"),
        channels=_channels(profile),
        fields=_known(desk, profile.get("fields")),
        extended=_known_extended(desk, customer.get("extendedFields")),
        loyalty=customer.get("loyaltyInfo", {}).get("loyaltyType"),
        associated_with=customer.get("associatedWith"),
        label=customer.get("statusLabel"),
        subscriptions=_tuple(customer.get("subscriptionInfo", {}).get("subscriptions")),
        enrolments=tuple(_enrolment(raw) for raw in customer.get("loyaltyProgramEnrollments", ())),
        referral=customer.get("referralCode", ""),
    )


def v11_details(desk: Desk, item: Mapping[str, Any]) -> Details:
    """What a v1.1 item says beside identifiers; custom fields that are not defined are left out."""
    fields = _named(item, "custom_fields")
    return Details(
        first_name=_name(desk, item, "firstname"),
        last_name=_name(desk, item, "lastname"),
        channels=_channels(item),
        fields=_known(desk, fields),
        extended=_known_extended(desk, _named(item, "extended_fields")),
        loyalty=item["type"].lower() if "type" in item else None,
        associated_with=item.get("associated_with"),
        referral=item.get("referral_code", ""),
        registered=tick(item.get("registered_on", "")),
        updated=tick(item.get("updated_on", "")) if desk.manner.updated_on == "honoured" else None,
    )


def advise(desk: Desk, claim: Claim) -> Iterator[Notice]:
    """8107 without a status label, 8086 for an unknown one, 8077, 1213, and 1302.

    1302: a supplementary programme would expire before the membership. Of an enrolment
    the points are what is supplementary and the tier is the membership, so the warning is
    due where `pointsExpiryDate` lies before `tierExpiryDate` (reading: order-of-expiry).
    """
    organisation, said = desk.organisation, claim.details
    if said.label:
        if not desk.behaviour.knows_label(desk, said.label):
            yield Notice(8086)
    elif not organisation.default_status_label:
        yield Notice(8107)
    if said.associated_with and organisation.tills is not None and said.associated_with not in organisation.tills:
        yield Notice(8077)
    if any(not desk.behaviour.knows_programme(desk, enrolment.programme) for enrolment in said.enrolments):
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


def _sorted_out(desk: Desk, sent: Iterator[Key]) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
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
            errors.append(Notice(8014))
        elif desk.manner.bad_secondary == "refused" or _is_refused_length(desk, identifier):
            errors.append(Notice(_INVALID.get(identifier.type, 8013)))
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


def _name(desk: Desk, said: Mapping[str, Any], member: str) -> str | None:
    return desk.behaviour.name(desk, said[member]) if member in said else None


def _named(item: Mapping[str, Any], member: str) -> dict[str, Any]:
    return {field["name"]: field.get("value", "") for field in item.get(member, {}).get("field", ())}


def _tuple(values: Sequence[Any] | None) -> tuple[Any, ...] | None:
    return tuple(values) if values is not None else None


def _channels(said: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The communication channels; one without type or value reaches nobody and is not stored."""
    channels = said.get("commChannels")
    if channels is None:
        return None
    return tuple(_channel(channel) for channel in channels if "type" in channel and "value" in channel)


def _channel(channel: Mapping[str, Any]) -> Mapping[str, Any]:
    """The channel as it is read back: `meta` is an object, and a `lastViewedDate` that is none says nothing."""
    meta = channel.get("meta", {})
    if isinstance(meta, list):  # as the table of v1.1 has it
        meta = meta[0] if meta else {}
    kept = {name: value for name, value in meta.items() if name != "lastViewedDate" or is_dated(value)}
    return channel if channel.get("meta", {}) == kept else {**channel, "meta": kept}


def _known(desk: Desk, fields: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The custom fields that the organisation has; none of the others is stored."""
    sent = (fields or {}).items()
    kept = sent if desk.manner.empty_fields == "stored" else [(name, value) for name, value in sent if value != ""]
    return {name: value for name, value in kept if desk.behaviour.knows_field(desk, name)} or None


def _known_extended(desk: Desk, fields: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The extended fields that the organisation has and that have a value."""
    knows = desk.behaviour.knows_extended_field
    return {name: value for name, value in (fields or {}).items() if value != "" and knows(desk, name)} or None


def _lists_spelling(desk: Desk, source: str) -> bool:
    """Whether the organisation has the source, in one of v1.1's spellings: InStore, E-commerce, Mobile App."""
    listed = desk.organisation.sources if desk.organisation.sources is not None else DOCUMENTED_SOURCES
    return _SPELLING.sub("", source.upper()) in {_SPELLING.sub("", name) for name in listed}
