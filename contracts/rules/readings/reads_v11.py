"""How the read of v1.1 answers, where its pages leave it open."""

from __future__ import annotations

from contracts.documents.codes import OUTSIDE_PROGRAMME, Code
from contracts.evidence.envelope import Kind
from contracts.evidence.facts import Hold
from contracts.evidence.intent import GET_V11
from contracts.evidence.seen import Seen
from contracts.rules.readings.observing import Answer, body_of, observes
from contracts.rules.shown import holder_of


@observes("v11-read-not-found", GET_V11)
def _v11_read_not_found(seen: Seen) -> Answer:
    if seen.ok or not seen.asked.identifiers or holder_of(seen) is not Hold.NOBODY:
        return None
    if not seen.outcome.results:
        return "no-item" if not seen.outcome.codes else None
    if Code.NOBODY_HAS_IT in seen.result.codes:
        return "item-1012"
    if OUTSIDE_PROGRAMME & set(seen.result.codes):
        return "item-1013"
    return "item-other-code" if seen.result.codes else None


@observes("v11-read-id", GET_V11)
def _v11_read_id(seen: Seen) -> Answer:
    asks = ("user_id", "true") in seen.exchange.request.query
    if not seen.ok or not asks:
        return None
    told = body_of(seen).get("user_id")
    return "not-told" if seen.result.id is None else "text" if isinstance(told, str) else "number"


@observes("v11-read-form", GET_V11)
def _v11_read_form(seen: Seen) -> Answer:
    if seen.outcome.kind is not Kind.SUCCESS or not seen.outcome.enveloped:
        return None
    return "as-add" if "response" in seen.outcome.body else "bare"
