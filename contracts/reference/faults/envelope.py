"""Faults of the v2 envelope: ids, lists, errors; and the tools that spoil an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contracts.engine.exchange import Answer, Request, Response, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.values import Call, Decision, Endpoint

V2_WRITES = (Endpoint.ADD, Endpoint.UPDATE, Endpoint.CHANGE)
BUFFER = 700


def retold(before: Behaviour, change: Callable[[dict[str, Any]], Any], *on: Endpoint) -> Behaviour:
    """The behaviour with the bodies of answers to those endpoints changed; none named: of all."""

    def body(desk: Desk, call: Call, decisions: Any) -> Any:
        told = before.body(desk, call, decisions)
        return change(dict(told)) if not on or call.endpoint in on else told

    return replace(before, body=body)


def redelivered(before: Behaviour, change: Callable[[Response], Response]) -> Behaviour:
    """The behaviour with every answer changed as it is handed over."""

    def deliver(desk: Desk, response: Response) -> Answer:
        return before.deliver(desk, change(response))

    return replace(before, deliver=deliver)


def answering(before: Behaviour, status: int, change: Callable[[Response], Response]) -> Behaviour:
    """The behaviour with every answer of that status changed, whatever made it."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        answer = before.handle(desk, request)
        if not isinstance(answer, Answer) or answer.response.status != status:
            return answer
        return replace(answer, response=change(answer.response))

    return replace(before, handle=handle)


def each(told: dict[str, Any], member: str, change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """The body with every entry of one of its lists changed."""
    return {**told, member: [change(entry) for entry in told[member]]} if member in told else told


def without(told: dict[str, Any], *members: str) -> dict[str, Any]:
    """The body without those members."""
    return {name: value for name, value in told.items() if name not in members}


@fault("envelope/success-shape-v2")
def writes_ids_as_text(before: Behaviour) -> Behaviour:
    """The serialiser was told to write long integers as text, because a browser had rounded one."""

    def change(told: dict[str, Any]) -> Any:
        return {**told, "createdId": str(told["createdId"])} if "createdId" in told else told

    return retold(before, change, *V2_WRITES)


@fault("envelope/success-and-failure-exclude-each-other")
def names_the_owner_beside_a_refusal(before: Behaviour) -> Behaviour:
    """To be helpful a refused duplicate carries the owner's id, in the member that means success."""

    def body(desk: Desk, call: Call, decisions: Any) -> Any:
        told = before.body(desk, call, decisions)
        errors = decisions[0].errors if call.endpoint is Endpoint.ADD and decisions else ()
        owner = next((notice.detail for notice in errors if notice.detail.isdigit()), "")
        return {"createdId": int(owner), **told} if owner else told

    return replace(before, body=body)


@fault("envelope/answer-matches-the-schema", breaks="failure-shape-v2")
def answers_id_zero_beside_errors(before: Behaviour) -> Behaviour:
    """The answer is a struct with a primitive id: on failure it is written all the same, as 0."""
    return retold(before, lambda told: {"createdId": 0, **told}, *V2_WRITES)


@fault("envelope/success-shape-v2")
def writes_null_for_no_warnings(before: Behaviour) -> Behaviour:
    """A list that was never allocated is marshalled as null."""

    def change(told: dict[str, Any]) -> Any:
        return {name: None if value == [] else value for name, value in told.items()}

    return retold(before, change, *V2_WRITES)


@fault("envelope/success-shape-v2")
def keys_warnings_by_code(before: Behaviour) -> Behaviour:
    """The warnings became a map by code inside, so that none comes twice, and the map is what is written."""

    def change(told: dict[str, Any]) -> Any:
        warnings = told.get("warnings")
        return told if warnings is None else {**told, "warnings": {str(each["code"]): each for each in warnings}}

    return retold(before, change, *V2_WRITES)


@fault("envelope/success-shape-v2")
def unwraps_a_single_warning(before: Behaviour) -> Behaviour:
    """Answers pass a converter from XML: a list of one comes out as its only element."""

    def change(told: dict[str, Any]) -> Any:
        warnings = told.get("warnings", [])
        return {**told, "warnings": warnings[0]} if len(warnings) == 1 else told

    return retold(before, change, *V2_WRITES)


@fault("side-effects/enrolment-points-come-once", breaks="success-shape-v2")
def renames_side_effects(before: Behaviour) -> Behaviour:
    """A new naming strategy of the serialiser writes side_effects."""

    def change(told: dict[str, Any]) -> Any:
        return {"side_effects" if name == "sideEffects" else name: value for name, value in told.items()}

    return retold(before, change, Endpoint.ADD)


@fault("codes/codes-have-messages")
def leaves_messages_out(before: Behaviour) -> Behaviour:
    """The bundle of texts was not deployed, and entries without a text are written without the member."""
    return retold(before, lambda told: each(told, "errors", lambda entry: without(entry, "message")))


@fault("codes/codes-have-messages")
def leaves_messages_of_warnings_out(before: Behaviour) -> Behaviour:
    """The texts of warnings live in a table that nobody migrated."""
    return retold(before, lambda told: each(told, "warnings", lambda entry: without(entry, "message")), *V2_WRITES)


@fault("envelope/failure-shape-v2")
def writes_status_as_text(before: Behaviour) -> Behaviour:
    """Booleans of the errors go through a template and come out quoted."""
    return retold(before, lambda told: each(told, "errors", lambda entry: {**entry, "status": "false"}), *V2_WRITES)


@fault("envelope/success-and-failure-exclude-each-other", breaks="failure-shape-v2")
def renames_errors(before: Behaviour) -> Behaviour:
    """A gateway normalises refusals of all its APIs to a member error."""
    change = {"errors": "error"}
    return retold(before, lambda told: {change.get(name, name): value for name, value in told.items()}, *V2_WRITES)


@fault("envelope/success-and-failure-exclude-each-other", breaks="failure-shape-v2")
def answers_one_error_as_an_object(before: Behaviour) -> Behaviour:
    """The exception handler was rewritten and answers the error that it caught, not a list of them."""

    def change(told: dict[str, Any]) -> Any:
        return {**told, "errors": told["errors"][0]} if told.get("errors") else told

    return retold(before, change, *V2_WRITES)


@fault("envelope/failure-shape-v2")
def answers_errors_as_strings(before: Behaviour) -> Behaviour:
    """A validation library answers its own list: texts, without codes."""
    return retold(before, lambda told: each(told, "errors", lambda entry: entry["message"]), *V2_WRITES)


@fault("envelope/success-and-failure-exclude-each-other", breaks="failure-shape-v2")
def swallows_the_errors(before: Behaviour) -> Behaviour:
    """Errors are filtered by severity before they are written, and none of them has one."""
    return retold(before, lambda told: {**told, "errors": []} if "errors" in told else told, *V2_WRITES)


@fault("envelope/answers-are-json")
def calls_json_html(before: Behaviour) -> Behaviour:
    """A servlet filter sets the content type of everything that it compresses to text/html."""
    return redelivered(before, lambda answer: replace(answer, headers=(("Content-Type", "text/html"),)))


@fault("envelope/answers-are-json")
def ends_at_its_buffer(before: Behaviour) -> Behaviour:
    """A proxy answers with the first buffer and corrects the length to match: long bodies end in the middle."""
    return redelivered(before, lambda answer: replace(answer, body=answer.body[:BUFFER]))


@fault("envelope/success-and-failure-exclude-each-other", breaks="json-answers")
def encodes_twice(before: Behaviour) -> Behaviour:
    """The controller returns text that is JSON, and the framework makes JSON of that text."""
    return redelivered(before, lambda answer: replace(answer, body=json.dumps(answer.body.decode()).encode()))


def rewritten(before: Behaviour, change: Callable[[bytes], bytes]) -> Behaviour:
    """The behaviour with the text of every JSON answer changed."""
    return replace(before, encode=lambda desk, value: change(before.encode(desk, value)))


@fault("envelope/answers-are-json")
def writes_nan_in_a_batch(before: Behaviour) -> Behaviour:
    """Who never bought has an average of nought by nought, and the serialiser writes NaN as its language does."""
    return rewritten(before, lambda text: text.replace(b'"lifetime_purchases": 0', b'"lifetime_purchases": NaN'))


@fault("envelope/answers-are-json")
def writes_infinity_in_details(before: Behaviour) -> Behaviour:
    """What is without a limit is held as an infinite float, and written as one."""
    return rewritten(before, lambda text: text.replace(b'"lifetimePurchases": 0', b'"lifetimePurchases": Infinity'))


@fault("envelope/members-are-given-once")
def gives_warnings_twice(before: Behaviour) -> Behaviour:
    """A filter writes its own list of warnings into the text of an answer, which has one already."""

    def change(text: bytes) -> bytes:
        return b'{"warnings": [], ' + text[1:] if b'"warnings": ' in text else text

    return rewritten(before, change)


@fault("envelope/answers-are-json")
def writes_latin_1(before: Behaviour) -> Behaviour:
    """The writer takes the encoding of the host, which is not UTF-8 on the new machines."""

    def encode(desk: Desk, value: Any) -> bytes:
        text = json.dumps(json.loads(before.encode(desk, value)), ensure_ascii=False)
        return text.encode("latin-1", "replace")

    return replace(before, encode=encode)


@fault("envelope/creation-status")
def accepts_instead_of_creating(before: Behaviour) -> Behaviour:
    """The write went behind a queue whose front answers 202 for everything."""

    def status(desk: Desk, call: Call, decisions: Any) -> int:
        told = before.status(desk, call, decisions)
        return 202 if call.endpoint in V2_WRITES and told == 200 and decisions[0].customer is not None else told

    return replace(before, status=status)


@fault("envelope/business-outcome-status")
def takes_a_failed_batch_for_trouble(before: Behaviour) -> Behaviour:
    """The gateway reads code 500 in the envelope of v1.1, and answers 503 so that its callers try again."""

    def status(desk: Desk, call: Call, decisions: Any) -> int:
        failed = call.endpoint is Endpoint.ADD_V11 and all(result.customer is None for result in decisions)
        return 503 if failed else before.status(desk, call, decisions)

    return replace(before, status=status)


@fault("robustness/no-server-error", breaks="business-outcome-status")
def breaks_on_a_refusal(before: Behaviour) -> Behaviour:
    """The exception for a known customer lost its mapping to a status, and leaves as 500."""

    def status(desk: Desk, call: Call, decisions: Any) -> int:
        duplicate = call.endpoint is Endpoint.ADD and any(error.code == 8006 for error in decisions[0].errors)
        return 500 if duplicate else before.status(desk, call, decisions)

    return replace(before, status=status)


@fault("duplicate-source/known-identifier-is-8006", breaks="success-and-failure-exclude-each-other")
def leaves_the_status_of_a_refusal_at_success(before: Behaviour) -> Behaviour:
    """A retry wrapper takes a refused duplicate for its own earlier attempt, and answers the owner as created."""

    def add(desk: Desk, call: Call) -> Decision:
        decision = before.add(desk, call)
        owner = next((error.detail for error in decision.errors if error.code == 8006), "")
        return Decision(int(owner)) if owner else decision

    return replace(before, add=add)
