"""Whether an identifier that is spelt otherwise than a known one is that one, where the documents leave it open."""

from __future__ import annotations

from contracts.documents.codes import TAKEN, Code
from contracts.evidence.facts import Holder
from contracts.evidence.intent import DETAILS, LOOKUP, READS, REGISTRATIONS, Identifier
from contracts.evidence.seen import Seen
from contracts.evidence.validity import COUNTRY_CODE, Validity, national, validity
from contracts.rules.readings.observing import Answer, observes
from contracts.rules.shown import lags

_SAME, _DIFFERENT = "same-identifier", "different-identifiers"


@observes("identifier-spelling", LOOKUP, DETAILS, *REGISTRATIONS)
def _identifier_spelling(seen: Seen) -> Answer:
    """External ids alone: emails may have a reading of their own."""
    place, knowledge, asked = seen.situation.place, seen.knowledge, seen.asked
    if place is None or asked.doubts or not seen.profile.is_unique("externalId"):
        return None
    own = [i for i in asked.identifiers if i.type == "externalId"]
    owner = knowledge.holder_in_other_capitals(place, own[0]) if len(own) == 1 else None
    if owner is None or seen.operation in READS:
        return None if owner is None else _found(seen, owner)
    others = (i for i in asked.identifiers if i not in own)
    if not all(knowledge.is_free(i) and validity(i, seen.profile) is Validity.VALID for i in others):
        return None
    if not seen.ok:
        return _SAME if seen.codes & TAKEN else None
    if seen.customer == owner:
        return _SAME
    is_new = seen.customer is not None and not knowledge.was_told(seen.customer)
    return _DIFFERENT if is_new else None


@observes("country-code-spelling", LOOKUP, DETAILS)
def _country_code_spelling(seen: Seen) -> Answer:
    """By look-ups alone: a mobile without its country code may be somebody's elsewhere, and nobody is added with it."""
    place = seen.situation.place
    asked = seen.asked.identifiers[0] if seen.asked.identifiers else None
    if place is None or asked is None or asked.type != "mobile" or seen.asked.doubts:
        return None
    whole = Identifier("mobile", f"{COUNTRY_CODE}{asked.value}")
    return _found(seen, seen.knowledge.holder(place, whole)) if national(whole.value) else None


def _found(seen: Seen, owner: Holder) -> Answer:
    if not isinstance(owner, int) or lags(seen):
        return None
    if seen.ok:
        return _SAME if seen.customer == owner else None
    return _DIFFERENT if Code.NOT_FOUND in seen.codes else None
