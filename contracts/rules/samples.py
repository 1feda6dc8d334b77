"""What the samples of answers have in common: the members that each of them fills, and how dates are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from contracts.engine.verdict import Breach, Phrase
from contracts.evidence.seen import Seen

ITEM_MEMBERS = (
    *("lifetime_points", "loyalty_points", "lifetime_purchases"),
    *("current_slab", "tier_expiry_date", "points_summaries", "registered_on", "updated_on", "type", "source"),
)
SUMMARY_MEMBERS = (
    *("programId", "redeemed", "expired", "returned", "adjusted", "lifetimePoints", "loyaltyPoints"),
    *("cumulativePurchases", "currentSlab", "nextSlabSerialNumber", "slabSNo", "slabExpiryDate"),
)
PROFILE_MEMBERS = ("attribution", "identifiers", "source", "userId", "autoUpdateTime", "identifiersAll")
STANDING_MEMBERS = ("loyaltyType", "attributionV2", "lifetimePurchases")
ATTRIBUTION_MEMBERS = ("createDate", "createdBy", "modifiedBy", "modifiedDate")
CARD_MEMBERS = (
    *("cardId", "issuedDate", "createdDate", "expiryDays", "seriesName", "customerId", "maxActiveCards", "type"),
    *("cardNumber", "orgId", "entityId", "statusInfo", "id", "activeAndDigital", "transactionNotAllowed", "expiryDate"),
)
"""What every sample fills, but for what was sent and what has a rule: a member that a sample leaves empty may be left
out."""


def lacks(where: str, shown: Mapping[str, Any], members: Iterable[str]) -> Breach | None:
    """A breach for those of the members that are not there; null is there."""
    absent = [member for member in members if member not in shown]
    if not absent:
        return None
    told = Phrase(f"without {', '.join(absent)}")
    return Breach(where or "customer[]", Phrase("the members of the samples"), told)


def summaries(seen: Seen) -> list[dict[str, Any]]:
    """The points summaries of a v1.1 item."""
    summaries = seen.result.body.get("points_summaries")
    return objects(summaries.get("points_summary") if isinstance(summaries, dict) else None)


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where it is no list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def is_local_time(value: str) -> bool:
    """Whether a text is a moment as v1.1 writes it: YYYY-MM-DD HH:MM:SS."""
    try:
        return datetime.strptime(value, "%Y-%m-%d %H:%M:%S").strftime("%Y-%m-%d %H:%M:%S") == value
    except ValueError:
        return False
