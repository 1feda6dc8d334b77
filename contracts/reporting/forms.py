"""Exchanges and findings as JSON values and back, exactly: bytes, tuples and sets included. Pure."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from typing import Any

from contracts.engine.exchange import Exchange, Missing, NoAnswer, Pairs, Request, Response, Who
from contracts.engine.verdict import Breach, Finding, Grade

Json = dict[str, Any]


def from_exchange(exchange: Exchange) -> Json:
    """The JSON form of an exchange."""
    request, answer = exchange.request, exchange.answer
    return {
        "index": exchange.index,
        "test": exchange.test,
        "started": exchange.started,
        "ended": exchange.ended,
        "request": {
            "operation": request.operation,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": request.headers,
            "body": from_bytes(request.body),
            "as_who": request.as_who.value,
        },
        "answer": {"missing": answer.why.value, "detail": answer.detail}
        if isinstance(answer, NoAnswer)
        else {"status": answer.status, "headers": answer.headers, "body": from_bytes(answer.body)},
    }


def to_exchange(form: Json) -> Exchange:
    """The exchange of a JSON form; raise KeyError, TypeError or ValueError for another thing."""
    form = _renamed(form)
    request, answer = form["request"], form["answer"]
    return Exchange(
        index=form["index"],
        request=Request(
            operation=request["operation"],
            method=request["method"],
            path=request["path"],
            query=_pairs(request["query"]),
            headers=_pairs(request["headers"]),
            body=to_bytes(request["body"]),
            as_who=Who(request["as_who"]),
        ),
        answer=NoAnswer(Missing(answer["missing"]), answer["detail"])
        if "missing" in answer
        else Response(answer["status"], _pairs(answer["headers"]), to_bytes(answer["body"])),
        started=form["started"],
        ended=form["ended"],
        test=form["test"],
    )


def from_finding(finding: Finding) -> Json:
    """The JSON form of a finding."""
    breach = finding.breach
    facts = {
        "where": breach.where,
        "expected": from_fact(breach.expected),
        "actual": from_fact(breach.actual),
        "cause": breach.cause,
    }
    members = {name: getattr(finding, name) for name in Finding.__dataclass_fields__}
    return members | {"breach": facts, "keys": [str(key) for key in finding.keys]}


def to_finding(form: Json) -> Finding:
    """The finding of a JSON form; raise KeyError, TypeError or ValueError for another thing."""
    form = {
        "scenarios": {},
        "since": "",
        "request_id": "",
        "cut_down": [],
        **_renamed(form),
    }  # which a release before did not write
    known = {name: form[name] for name in Finding.__dataclass_fields__}
    breach = form["breach"]
    known["grade"] = Grade(form["grade"])
    known["breach"] = Breach(breach["where"], to_fact(breach["expected"]), to_fact(breach["actual"]), breach["cause"])
    return Finding(**known)


def from_bytes(data: bytes) -> Json:
    """Bytes as text where they are UTF-8, else as base64."""
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def to_bytes(form: Json) -> bytes:
    """The bytes of their JSON form."""
    return form["text"].encode() if "text" in form else base64.b64decode(form["base64"], validate=True)


def from_fact(fact: object) -> Any:
    """A plain value; what JSON lacks is an object with one member that names the type.

    A value of another type becomes its text: facts are meant to be plain.
    """
    if fact is None or isinstance(fact, bool):
        return fact
    if isinstance(fact, float) and not math.isfinite(fact):
        return {"type": "float", "text": repr(float(fact))}
    for kind in (str, int, float):
        if isinstance(fact, kind):
            return kind(fact)  # an enum's member becomes its value
    if isinstance(fact, bytes):
        return from_bytes(fact) | {"type": "bytes"}
    if isinstance(fact, Mapping):
        return {"type": "dict", "members": [[from_fact(k), from_fact(v)] for k, v in fact.items()]}
    if isinstance(fact, frozenset | set):
        return {"type": "frozenset", "members": sorted(map(from_fact, fact), key=repr)}
    if isinstance(fact, tuple):
        return {"type": "tuple", "members": [from_fact(each) for each in fact]}
    return [from_fact(each) for each in fact] if isinstance(fact, list) else str(fact)


def to_fact(form: Any) -> object:
    """The value of its JSON form."""
    if isinstance(form, list):
        return [to_fact(each) for each in form]
    if not isinstance(form, dict):
        return form
    kind = form["type"]
    if kind == "bytes":
        return to_bytes(form)
    if kind == "float":
        return float(form["text"])
    members = form["members"]
    if kind == "dict":
        return {to_fact(key): to_fact(each) for key, each in members}
    if kind not in ("tuple", "frozenset"):
        raise ValueError(f"unknown type {kind!r}")
    return (tuple if kind == "tuple" else frozenset)(to_fact(each) for each in members)


def _renamed(form: Json) -> Json:
    """The form as it is written now: 0.1.0 calls a test an item."""
    return {"test": form["item"], **form} if "item" in form else form


def _pairs(form: Any) -> Pairs:
    return tuple((str(name), str(value)) for name, value in form)
