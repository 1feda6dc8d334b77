"""The spec as a rule: what no other rule says in words."""

from __future__ import annotations

from typing import Any

from contracts.engine.verdict import Breach
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule


@rule("envelope/answer-matches-the-schema", source="answers-match-the-samples", grade="a", whole=True)
def answer_matches_the_schema(seen: Seen) -> Judgement:
    """An answer MUST be what the documents show for its operation, member by member."""
    if not seen.outcome.is_decided or not seen.outcome.enveloped or seen.operation not in seen.spec.operations:
        return
    error = seen.spec.mismatch(seen.operation, str(seen.outcome.kind), _judged(seen))
    if error is None:
        yield None
        return
    where, expected, actual = error
    yield Breach(where, expected, actual, cause=where)


def _judged(seen: Seen) -> Any:
    """The answer; without the customers that an upsert shows where it was asked to store something odd."""
    body = seen.outcome.body
    entries = body.get("response")
    if not isinstance(entries, list) or not any(item.doubts for item in seen.intent.items):
        return body
    bare = [{k: v for k, v in e.items() if k != "result"} if isinstance(e, dict) else e for e in entries]
    return {**body, "response": bare}
