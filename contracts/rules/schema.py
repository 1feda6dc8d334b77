"""The spec as a rule: what no other rule says in words."""

from __future__ import annotations

from contracts.rules import Judgement, Seen, rule
from contracts.verdict import Breach


@rule("envelope/answer-matches-the-schema", source="side-effect-kinds", grade="a", whole=True)
def answer_matches_the_schema(seen: Seen) -> Judgement:
    """An answer MUST be what the documents show for its operation, member by member."""
    if not seen.outcome.is_decided or not seen.outcome.enveloped or seen.operation not in seen.spec.operations:
        return
    error = seen.spec.mismatch(seen.operation, str(seen.outcome.kind), seen.outcome.body)
    if error is None:
        yield None
        return
    where, expected, actual = error
    yield Breach(where, expected, actual, cause=where)
