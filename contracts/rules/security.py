"""Who may ask, and what an answer must not give away."""

from __future__ import annotations

import re

from contracts.envelope import Kind
from contracts.exchange import Who
from contracts.intent import READS, WRITES
from contracts.rules import Judgement, Seen, rule
from contracts.verdict import Breach

_TRACES = re.compile(
    rb"Traceback \(most recent call last\)|\bat (?:com|org|java|sun|io)\.[\w.$]+\(|\.java:\d+\)"
    rb"|\b(?:java|javax|org|com)\.[\w.]*(?:Exception|Error)\b|SQLException|SQLSTATE|ORA-\d{5}|PSQLException"
    rb"|You have an error in your SQL syntax|(?i:\bselect\b.{1,200}\bfrom\b.{1,80}\bwhere\b)|goroutine \d+ \["
    rb"|File \"[^\"]+\.py\", line \d+"
)


@rule("security/credentials-are-required", source="credentials-required", grade="a", whole=True)
def credentials_are_required(seen: Seen) -> Judgement:
    """A request without credentials MUST be refused with 401 or 403, before anything else of it is judged."""
    if seen.exchange.request.as_who in (Who.NOBODY, Who.EMPTY):
        yield from _refused(seen)


@rule("security/wrong-credentials-are-refused", source="wrong-credentials-refused", grade="a", whole=True)
def wrong_credentials_are_refused(seen: Seen) -> Judgement:
    """A request with wrong credentials MUST be refused with 401 or 403."""
    who = seen.exchange.request.as_who
    if not who.is_authentic and who not in (Who.NOBODY, Who.EMPTY):
        yield from _refused(seen)


@rule(
    "security/reader-may-not-write", source="read-only-may-not-write", grade="b", on=tuple(sorted(WRITES)), whole=True
)
def reader_may_not_write(seen: Seen) -> Judgement:
    """A write by somebody without write access MUST be refused with 403."""
    if seen.exchange.request.as_who is Who.READER:
        yield from _refused(seen)


@rule("security/no-inner-workings", source="no-leaks", grade="a", whole=True)
def no_inner_workings(seen: Seen) -> Judgement:
    """An answer MUST NOT show stack traces, queries or names of classes."""
    response = seen.exchange.response
    if response is None:
        return
    found = _TRACES.search(response.body)
    echoed = found is not None and found.group() in seen.exchange.request.body
    shown = found.group()[:80].decode("utf-8", "replace") if found and not echoed else None
    yield Breach("body", "no inner workings", shown, cause="trace") if shown else None


@rule("security/nobody-elses-data", source="no-mixing-of-customers", grade="a", whole=True)
def nobody_elses_data(seen: Seen) -> Judgement:
    """An answer MUST NOT show an address, number or external id of a customer other than those asked about."""
    response = seen.exchange.response
    if response is None or seen.operation not in WRITES | READS:
        return
    own = {
        seen.knowledge.canonical(owner) for result in seen.outcome.results for owner in [result.id] if owner is not None
    } | {owner for index in range(len(seen.intent.items)) for owner in seen.at(index).situation.owners}
    request = seen.exchange.request
    sent = request.body + "".join(f"{k}={v}\n" for k, v in request.query).encode() + request.path.encode()
    for value in seen.knowledge.ours_in(response.body.decode("utf-8", "replace")):
        if value.encode() in sent:
            continue
        holders = seen.knowledge.holders_of_value(value)
        if holders and not holders & own:
            yield Breach("body", "data of the customers asked about", f"{value} of {min(holders)}", cause="mixing")
            return
    yield None


def _refused(seen: Seen) -> Judgement:
    if seen.outcome.kind in (Kind.NO_ANSWER, Kind.THROTTLED, Kind.UNAVAILABLE, Kind.ABSENT):
        return
    denied = seen.outcome.kind is Kind.DENIED
    actual = f"HTTP {seen.exchange.response.status}, {seen.outcome.kind}" if seen.exchange.response else "no answer"
    yield None if denied else Breach("status", "401 or 403", actual)
