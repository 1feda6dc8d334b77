"""What schemathesis checks of answers by itself, and which of our rules says the same.

Its checks are not run: each would judge the status on the wire, where the documents tell outcomes in the body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Check:
    """A check of schemathesis: the rules that judge the same, or why nothing does."""

    rules: tuple[str, ...] = ()
    why: str = ""


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "not_a_server_error": Check(("robustness/no-server-error",)),
        "status_code_conformance": Check(
            why="a business outcome may come with any 2xx or 4xx (reading business-error-status)"
        ),
        "content_type_conformance": Check(("envelope/answers-are-json",)),
        "response_headers_conformance": Check(why="the documents promise no header of an answer"),
        "response_schema_conformance": Check(("envelope/answer-matches-the-schema",)),
        "negative_data_rejection": Check(
            (
                *("robustness/malformed-body-is-refused", "robustness/wrong-shape-is-refused"),
                *("invalid-source/unknown-source-is-3217", "identifiers/at-least-one-identifier"),
            ),
            "what is outside the schema is refused only where a document says so, and the table of members tells where",
        ),
        "positive_data_acceptance": Check(
            (
                "validation/documented-forms-are-fine",
                "validation/documented-forms-are-fine-v11",
                "upsert/unknown-is-created",
            ),
            "of what the documents show; what they merely allow may be refused",
        ),
        "missing_required_header": Check(why="no header but the credentials is required, and these are the client's"),
        "unsupported_method": Check(why="no document says what other methods answer, and a DELETE might delete"),
        "allow_header_conformance": Check(why="it needs other methods, which are not sent"),
        "use_after_free": Check(("updates/removed-identifier-is-free",), "identifiers are removed, customers never"),
        "ensure_resource_availability": Check(("reads/lookup-finds-the-holder",)),
        "ignored_auth": Check(("security/wrong-credentials-are-refused",)),
        "object_level_authorization": Check(why="customers are the organisation's, and nobody is shut out from one"),
        "max_response_time": Check(why="no document promises a time"),
    }
)
"""Each check of schemathesis by its name."""
