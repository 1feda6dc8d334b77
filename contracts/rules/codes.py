"""The codes of answers: of the catalogue, of one type, with a message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.documents.codes import Code
from contracts.engine.verdict import Breach
from contracts.evidence.envelope import as_code
from contracts.evidence.intent import REGISTER, UPSERT, WRITES
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, shape
from contracts.rules.grounds import V2_WRITES


@shape("codes/known-codes", source="known-codes", grade="c", on=tuple(sorted(WRITES)), whole=True)
def known_codes(seen: Seen) -> Judgement:
    """A code in an answer MUST be one of the catalogue."""
    if not seen.outcome.is_decided or not seen.spec.codes:
        return
    told = {code for result in seen.outcome.results for code in (*result.codes, *result.warnings)}
    for code in sorted(told | set(seen.outcome.codes)):
        if code:
            known = code in seen.spec.codes
            yield None if known else Breach("code", "a code of the catalogue", code, cause=f"code {code}")


@shape("codes/codes-have-one-type", source="codes-have-one-type", grade="a", on=(*V2_WRITES, UPSERT), whole=True)
def codes_have_one_type(seen: Seen) -> Judgement:
    """A code that v2 answers MUST be an integer, never text."""
    body = seen.outcome.body
    if not seen.outcome.is_decided or not isinstance(body, dict):
        return
    for where, entry in _told(seen, body):
        code = entry.get("code")
        if as_code(code) is not None:
            yield None if isinstance(code, int) else Breach(f"{where}.code", "an integer", code)


@shape("codes/success-code-means-success", source="success-code-means-success", grade="a", on=(REGISTER,))
def success_code_means_success(seen: Seen) -> Judgement:
    """The item code 1000 MUST stand with success "true", and with nothing else."""
    body = seen.result.body
    status = body.get("item_status") if isinstance(body, dict) else None
    if not seen.is_decided or not isinstance(status, dict):
        return
    code = as_code(status.get("code"))
    agrees = (code == Code.REGISTERED) == bool(seen.ok)
    yield None if agrees else Breach("item_status.code", "1000 where success is true", code)


@shape("codes/codes-have-messages", source="codes-have-messages", grade="a", on=tuple(sorted(WRITES)), whole=True)
def codes_have_messages(seen: Seen) -> Judgement:
    """Every error, warning and item status MUST have a message of text."""
    body = seen.outcome.body
    if not seen.outcome.is_decided or not seen.outcome.enveloped:
        return
    for where, entry in _told(seen, body):
        message = entry.get("message")
        yield None if isinstance(message, str) else Breach(f"{where}.message", "text", message)


def _told(seen: Seen, body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything in an answer that has a code, with its place."""
    found: list[tuple[str, Any]] = []
    if seen.operation == REGISTER:
        found += [("response.status", body["response"].get("status"))]
        results = [r.body for r in seen.outcome.results if isinstance(r.body, dict)]
        found += [("item_status", entry.get("item_status")) for entry in results]
    elif seen.operation == UPSERT and isinstance(body.get("response"), list):
        for entry in body["response"]:
            for member in ("errors", "warnings"):
                listed = entry.get(member) if isinstance(entry, dict) else None
                found += [(f"response[].{member}[]", one) for one in (listed if isinstance(listed, list) else ())]
    else:
        for member in ("errors", "warnings"):
            listed = body.get(member)
            found += [(f"{member}[]", one) for one in (listed if isinstance(listed, list) else ())]
    yield from ((where, entry) for where, entry in found if isinstance(entry, dict) and entry)
