"""Members of v1.1 of which table and sample have different forms: which one a target takes is open, but one it takes.

Add Customer v1.1, body parameters and example request: types are `loyalty` and `non_loyalty` in the table, and in
capitals in the sample; a fraud status is an array of NORMAL and four others in the table, and an object of
`Fraud_Suspected` in the sample.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from contracts.documents.codes import Code
from contracts.evidence.classification import Category
from contracts.evidence.intent import LOYALTY_TYPES, REGISTER
from contracts.evidence.seen import Seen

_PERSON = frozenset({"mobile", "email", "external_id", "firstname", "lastname"})
_FORMS: Mapping[str, tuple[Any, ...]] = {
    **{f"type {name}": (name, name.upper()) for name in LOYALTY_TYPES},
    "fraud_status": ({"status": "NORMAL"}, {"status": "Fraud_Suspected"}, [{"status": "NORMAL"}]),
}
ALTERNATIVES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {member: {json.dumps(form, allow_nan=False): form for form in forms} for member, forms in _FORMS.items()}
)
"""Member, and what it says -> its documented forms, by their JSON."""


def alternative_of(seen: Seen) -> tuple[str, str] | None:
    """The member of a v1.1 item about somebody unknown, and the JSON of its form, where nothing else may be refused."""
    raw = seen.asked.raw
    if seen.operation != REGISTER or not isinstance(raw, dict) or len(extra := set(raw) - _PERSON) != 1:
        return None
    if not seen.is_decided or seen.situation.category is not Category.FRESH or Code.BATCH_LIMIT in seen.codes:
        return None
    if not (seen.knowledge.channels_are_optional and seen.profile.has_stores):
        return None
    name = extra.pop()
    told = (
        (member, text)
        for member, forms in ALTERNATIVES.items()
        for text, form in forms.items()
        if member.split()[0] == name and form == raw[name]
    )
    return next(told, None)
