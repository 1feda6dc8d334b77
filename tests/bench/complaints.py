"""What outsiders complain of, as kinds: schemathesis from its events, Prism from its headers."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from contracts.documents import files
from contracts.engine.exchange import NOT_JSON, Exchange, Request, Response
from contracts.evidence.envelope import Outcome, decode

KEYWORDS = (
    (re.compile(r"type\b", re.I), "type"),
    (re.compile(r"enum|const", re.I), "enum"),
    (re.compile(r"maxItems|minItems", re.I), "count"),
    (re.compile(r"maxLength|minLength", re.I), "length"),
    (re.compile(r"pattern|format", re.I), "text"),
    (re.compile(r"maximum|minimum|smaller than|greater than", re.I), "range"),
    (re.compile(r"required|additionalProperties|anyOf|oneOf", re.I), "members"),
)
_PARAMETER = re.compile(r"parameters? ((?:`[^`]+`(?:, )?)+) in (\w+)")
_PART = re.compile(r"in (body|query|header|path)\b|- (body|query|header|path):")
_NAME = re.compile(r"([A-Za-z_][\w-]*): [A-Z]")
VIOLATIONS = "sl-violations"


def of_schemathesis(events: Path) -> Iterator[str]:
    """The kind of each failed check in the events (NDJSON) of a run."""
    for line in events.read_text(encoding="utf-8").splitlines():
        finished = json.loads(line).get("ScenarioFinished")
        if not finished:
            continue
        recorder = finished["recorder"]
        for case, checks in recorder.get("checks", {}).items():
            failures = [check["failure_info"]["failure"] for check in checks if check["status"] == "failure"]
            for failure in failures:
                exchange = _exchange(recorder["cases"][case]["value"], recorder["interactions"][case])
                yield _kind(failure, exchange, recorder["cases"][case]["value"].get("body"))


def of_prism(exchange: Exchange) -> Iterator[str]:
    """The kinds in the answer to an exchange: about answers all, about requests those that were accepted."""
    if exchange.response is None:
        unread = exchange.request.json is NOT_JSON
        yield f"no answer: {'a body that is no JSON' if unread else exchange.request.operation}"
        return
    said = exchange.response.header(VIOLATIONS)
    for violation in json.loads(said) if said else ():
        side, *place = violation["location"]
        keyword = _keyword(str(violation["code"]))
        member = next((name for name in reversed(place) if not name.isdigit()), "")
        if side != "request":
            yield f"answer: {exchange.request.operation} {violation['code']} {member}"
        elif _fate(decode(exchange)) == "accepted":
            yield f"accepted: {place[0] if place else 'request'} {keyword} {member}"


def _kind(failure: Mapping[str, Any], exchange: Exchange, body: Any) -> str:
    code, message = failure["code"], failure["message"]
    if code == "ST202":
        return f"{code} rejected: {_rejected(body)}"
    if code != "ST201":
        return f"{code} {failure['operation']}: {message.splitlines()[0][:60] if message else ''}".rstrip(": ")
    fate = _fate(decode(exchange))
    if fate != "accepted":
        return f"{code} {fate}"
    told = message.partition("Invalid component")[2]
    return f"{code} accepted: {_part(told)} {_keyword(told)} {_member(told)}".rstrip()


def _rejected(body: Any) -> str:
    """What of a body that our specs allow may have been refused."""
    if _members(body) - _documented():
        return "members that no document names"
    customers = [each for each in (body if isinstance(body, list) else [body]) if isinstance(each, dict)]
    if any(len(each.get("profiles", ())) > 1 for each in customers):
        return "several profiles"
    if any("programId" not in entry for each in customers for entry in each.get("loyaltyProgramEnrollments", ())):
        return "an enrolment without programme"
    return "documented members alone"


def _exchange(case: Mapping[str, Any], interaction: Mapping[str, Any]) -> Exchange:
    operation = _operations().get(f"{case['method']} {case['path']}", "")
    answer = interaction["response"]
    content = base64.b64decode(answer["content"]["$base64"]) if answer.get("content") else b""
    return Exchange(
        0, Request(operation, case["method"], case["path"]), Response(answer["status_code"], (), content), 0, 0
    )


def _fate(outcome: Outcome) -> str:
    """Of a batch, one accepted item is enough."""
    if any(result.ok for result in outcome.results):
        return "accepted"
    return "refused in the body" if outcome.results or outcome.codes else "accepted"


def _part(told: str) -> str:
    parameter, part = _PARAMETER.search(told), _PART.search(told)
    if parameter:
        return parameter[2]
    return next(filter(None, part.groups())) if part else "request"


def _member(told: str) -> str:
    parameter, names = _PARAMETER.search(told), _NAME.findall(told)
    if parameter:
        return parameter[1].replace("`", "")
    return str(names[-1]) if names else ""


def _keyword(told: str) -> str:
    return next((keyword for pattern, keyword in KEYWORDS if pattern.search(told)), "other")


@cache
def _operations() -> Mapping[str, str]:
    return {operation.label: operation.id for operation in files.load_spec().operations.values()}


@cache
def _documented() -> frozenset[str]:
    """Every member that the specs name."""
    return frozenset(_properties(files.load_spec().documents))


def _properties(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from node.get("properties", {})
        for value in node.values():
            yield from _properties(value)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for entry in node:
            yield from _properties(entry)


def _members(body: Any) -> set[str]:
    if isinstance(body, dict):
        return set(body).union(*map(_members, body.values()))
    return set().union(*map(_members, body)) if isinstance(body, list) else set()
