"""What becomes of values that the documents neither list nor rule out: empty, in another form, of nobody's till."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.evidence.doubts import Doubt
from contracts.evidence.intent import ADD, DETAILS, GET, LOYALTY_TYPES, REGISTER, UPSERT
from contracts.evidence.seen import Seen
from contracts.rules.readings.observing import Answer, blamed, body_of, but, is_new, observes, would_pass
from contracts.rules.samples import is_local_time
from contracts.rules.shown import listed_profiles

_OPEN = frozenset({Doubt.UNSHOWN, Doubt.TILL_SENT, Doubt.TYPE_SENT})
"""Why it is open what becomes of such a value."""


@observes("empty-custom-values", UPSERT)
def _empty_custom_values(seen: Seen) -> Answer:
    known = set(seen.profile.custom_fields or ())
    empty = {name for name, value in seen.asked.fields.items() if value == "" and name in known}
    shown = _account(seen).get("fields")
    if not empty or not is_new(seen) or not isinstance(shown, dict) or any(shown.get(name) for name in empty):
        return None
    if empty <= shown.keys():
        return "stored"
    others = {name for name, value in seen.asked.fields.items() if value and name in known}
    shows_fields = any(shown.get(name) == seen.asked.fields[name] for name in others)
    return "dropped" if shows_fields and empty.isdisjoint(shown) else None


@observes("channel-members-left-out", ADD, UPSERT)
def _channel_members_left_out(seen: Seen) -> Answer:
    sent = _sent_channels(seen)
    short = [channel for channel in sent if isinstance(channel, dict) and not {"type", "value"} <= channel.keys()]
    if len(short) != 1 or len(sent) != 1:
        return None
    if _is_refused_for(seen, "commChannels"):
        return "refused"
    shown = _account(seen).get("commChannels")
    if not isinstance(shown, list) or not is_new(seen):
        return None
    (kept,) = ({name: short[0][name] for name in ("type", "value") if name in short[0]},)
    if not kept:
        return None
    found = any(isinstance(channel, dict) and kept.items() <= channel.items() for channel in shown)
    return "stored" if found else "left-out" if not shown else None


@observes("associated-till", DETAILS, GET)
def _associated_till(seen: Seen) -> Answer:
    customer = seen.result.id
    till = seen.knowledge.till(customer) if customer is not None and listed_profiles(seen) else None
    if till is None:
        return None
    told = body_of(seen).get("associatedWith")
    return {till[0]: "kept", None: "ignored"}.get(told) if isinstance(told, str | None) else None


@observes("unknown-till", ADD, UPSERT)
def _unknown_till(seen: Seen) -> Answer:
    till, tills = _raw(seen).get("associatedWith"), seen.profile.tills
    if tills is None or not isinstance(till, str) or not till.strip() or till in tills:
        return None
    if _is_refused_for(seen, "associatedWith"):
        return "refused"
    result = _result(seen)
    if not result or not is_new(seen):
        return None
    return "stored" if result.get("associatedWith") == till else "left-out"


@observes("enrolment-without-programme", ADD)
def _enrolment_without_programme(seen: Seen) -> Answer:
    enrolments = seen.asked.enrolments
    if len(enrolments) != 1 or "programId" in enrolments[0]:
        return None
    if _is_refused_for(seen, "loyaltyProgramEnrollments"):
        return "refused"
    points, effects = enrolments[0].get("loyaltyPoints"), body_of(seen).get("sideEffects")
    if not seen.ok or not isinstance(effects, list) or type(points) is not int or points <= 0:
        return None
    earned = any(isinstance(effect, dict) and effect.get("awardedPoints") == points for effect in effects)
    return "default-programme" if earned else "ignored" if not effects else None


@observes("v11-updated-on", REGISTER)
def _v11_updated_on(seen: Seen) -> Answer:
    sent, told = _raw(seen).get("updated_on"), body_of(seen).get("updated_on")
    if not seen.ok or not isinstance(sent, str) or not is_local_time(sent) or not isinstance(told, str):
        return None
    return "honoured" if told == sent else "ignored" if is_local_time(told) else None


@observes("other-date-form", REGISTER)
def _other_date_form(seen: Seen) -> Answer:
    sent = _raw(seen).get("updated_on")
    if not isinstance(sent, str) or not sent.strip() or is_local_time(sent):
        return None
    return _became(seen, "updated_on", sent)


@observes("unlisted-value", REGISTER)
def _unlisted_value(seen: Seen) -> Answer:
    sent = _raw(seen).get("type")
    if not isinstance(sent, str) or not sent.strip() or sent.lower() in LOYALTY_TYPES:
        return None
    return _became(seen, "type", sent)


def _became(seen: Seen, member: str, sent: str) -> Answer:
    """Of a member of a v1.1 item: whether it was refused, stored as it is, or something else in its place."""
    if _is_refused_for(seen, member):
        return "refused"
    told = body_of(seen).get(member)
    if not seen.ok or not isinstance(told, str):
        return None
    return "stored" if told == sent else "ignored"


def _is_refused_for(seen: Seen, member: str) -> bool:
    """Whether somebody unknown was refused of whom nothing but that member can be the reason."""
    if (
        seen.ok is not False
        or not blamed(seen)
        or seen.asked.doubts - _OPEN
        or seen.asked.fields
        or seen.asked.extended
    ):
        return False
    return would_pass(but(seen, *_OPEN, enrolments=()), member)


def _raw(seen: Seen) -> Mapping[str, Any]:
    return seen.asked.raw if isinstance(seen.asked.raw, dict) else {}


def _sent_channels(seen: Seen) -> list[Any]:
    profiles = _raw(seen).get("profiles")
    first = profiles[0] if isinstance(profiles, list) and profiles and isinstance(profiles[0], dict) else {}
    channels = first.get("commChannels")
    return channels if isinstance(channels, list) else []


def _result(seen: Seen) -> dict[str, Any]:
    """The customer that an upsert shows; nothing where it was not carried out."""
    result = body_of(seen).get("result") if seen.ok and seen.operation == UPSERT else None
    return result if isinstance(result, dict) else {}


def _account(seen: Seen) -> dict[str, Any]:
    """The source account that it shows, where it is the only one."""
    profiles = _result(seen).get("profiles")
    only = profiles[0] if isinstance(profiles, list) and len(profiles) == 1 else {}
    return only if isinstance(only, dict) else {}
