"""What a request may have beside its body."""

from __future__ import annotations

from contracts.engine.verdict import Breach
from contracts.evidence.intent import ADD
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.grounds import has_audit, has_documented_forms, is_ordinary


@rule("operations/audit-headers-are-accepted", source="audit-headers-are-accepted", grade="a", on=(ADD,))
def audit_headers_are_accepted(seen: Seen) -> Judgement:
    """A request with audit headers of any text MUST be handled like the same request without them."""
    if is_ordinary(seen) and has_audit(seen) and (seen.ok or not has_documented_forms(seen)):
        yield None if seen.ok else Breach("createdId", "success", seen.told)
