"""Who may ask, and what an answer must not give away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contracts.documents.codes import Code
from contracts.engine.exchange import MASK, Who
from contracts.engine.verdict import Breach, Phrase
from contracts.evidence.attribution import Episode
from contracts.evidence.classification import Category
from contracts.evidence.envelope import NO_EVIDENCE, Kind
from contracts.evidence.intent import ADD, GET_V11, READS, UPSERT, V11_OPERATIONS, V11_TYPES, WRITES
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, aftermath, rule
from contracts.rules.shown import (
    SHOW_HOLDERS,
    SHOW_PROFILES,
    held_identifiers,
    profiles,
    shown_details,
    shown_holder,
    shown_identifiers,
)

_TRACES = re.compile(
    rb"Traceback \(most recent call last\)|\bat (?:com|org|java|sun|io)\.[\w.$]+\(|\.java:\d+\)"
    rb"|\b(?:java|javax|org|com)\.[\w.]*(?:Exception|Error)\b|SQLException|SQLSTATE|ORA-\d{5}|PSQLException"
    rb"|You have an error in your SQL syntax|UNIQUE constraint failed|violates (?:unique|foreign key) constraint"
    rb"|Duplicate entry '[^']*' for key|SELECT [^\"]{1,200} FROM \w|(?i:\bselect\b.{1,200}\bfrom\b.{1,80}\bwhere\b)"
    rb"|(?i:\binsert\s+into\s+\w+[\s.(]|\bupdate\s+\w+\s+set\s+\w+\s*=|\bdelete\s+from\s+\w+\s+where\b)"
    rb"|goroutine \d+ \[|File \"[^\"]+\.py\", line \d+"
)
_SILENT = NO_EVIDENCE | {Kind.ABSENT, Kind.CRASHED}
_ACCESS_CODES = frozenset({400, 401, 403, Code.NO_ACCESS})


@rule("security/credentials-are-required", source="credentials-required", grade="a", whole=True)
def credentials_are_required(seen: Seen) -> Judgement:
    """A request without credentials MUST be refused before anything else of it is judged."""
    if seen.exchange.request.as_who in (Who.NOBODY, Who.EMPTY):
        yield from _not_served(seen)


@rule("security/wrong-credentials-are-refused", source="wrong-credentials-refused", grade="a", whole=True)
def wrong_credentials_are_refused(seen: Seen) -> Judgement:
    """A request with wrong credentials MUST be refused before anything else of it is judged."""
    who = seen.exchange.request.as_who
    if not who.is_authentic and who not in (Who.NOBODY, Who.EMPTY):
        yield from _not_served(seen)


@rule("security/refusal-is-401-or-403", source="credentials-refusal-status", grade="b", whole=True)
def refusal_is_401_or_403(seen: Seen) -> Judgement:
    """A refusal for missing or wrong credentials MUST be 401 or 403, or on v1.1 request code 401."""
    if not seen.exchange.request.as_who.is_authentic and not _is_served(seen):
        yield from _denied(seen)


@rule("security/reader-never-writes", source="read-only-never-writes", grade="a", on=tuple(sorted(WRITES)), whole=True)
def reader_never_writes(seen: Seen) -> Judgement:
    """A write by somebody without write access MUST NOT succeed."""
    if seen.exchange.request.as_who is Who.READER and seen.outcome.kind not in NO_EVIDENCE:
        written = any(result.ok for result in seen.outcome.results)
        yield Breach("outcome", "refused", "success") if written else None


@rule("security/reader-is-told-403", source="read-only-may-not-write", grade="b", on=tuple(sorted(WRITES)), whole=True)
def reader_is_told_403(seen: Seen) -> Judgement:
    """A write by somebody without write access MUST be refused with 403."""
    written = any(result.ok for result in seen.outcome.results)
    if seen.exchange.request.as_who is Who.READER and not written:
        yield from _denied(seen)


@rule("security/one-token-opens-both", source="basic-or-oauth", grade="a", on=(ADD, UPSERT), whole=True)
def one_token_opens_both(seen: Seen) -> Judgement:
    """Of add and upsert, which need one right, each MUST take a token that the other takes, where it takes a user."""
    knowledge, other = seen.knowledge, UPSERT if seen.operation == ADD else ADD
    if seen.exchange.request.as_who is not Who.TOKEN or not seen.outcome.is_decided:
        return
    if knowledge.was_turned_away(Who.TOKEN, other):  # before this one: so it had not ended then
        if knowledge.was_let_in(Who.WRITER, other) and not knowledge.was_let_in(Who.TOKEN, other):
            yield Breach(other, Phrase("takes the token"), Phrase("a user is let in, the token is refused"))
    elif knowledge.was_let_in(Who.TOKEN, other):
        yield None


@rule("security/no-inner-workings", source="no-leaks", grade="a", whole=True)
def no_inner_workings(seen: Seen) -> Judgement:
    """An answer MUST NOT show stack traces, queries or names of classes."""
    response = seen.exchange.response
    if response is None:
        return
    request = seen.exchange.request
    sent = request.body + request.path.encode() + "&".join(f"{k}={v}" for k, v in request.query).encode()
    shown = next((found.group()[:80] for found in _TRACES.finditer(response.body) if found.group() not in sent), None)
    told = shown.decode("utf-8", "replace") if shown else None
    yield Breach("body", "no inner workings", told, cause="trace") if told else None


@rule("security/no-credentials-shown", source="no-leaks", grade="a", whole=True)
def no_credentials_shown(seen: Seen) -> Judgement:
    """An answer MUST NOT show a password or a token."""
    response = seen.exchange.response
    if response is not None:
        shown = MASK in response.body or any(MASK.decode() in value for _, value in response.headers)
        yield Breach("body", "no credential", Phrase("a credential of this run"), cause="credential") if shown else None


@rule("security/nobody-elses-data", source="no-mixing-of-customers", grade="a", whole=True)
def nobody_elses_data(seen: Seen) -> Judgement:
    """An answer MUST NOT show an address, number or external id of a customer other than those asked about."""
    response = seen.exchange.response
    if response is None or seen.outcome.kind is Kind.UNREADABLE or seen.operation not in WRITES | READS:
        return
    if seen.operation == GET_V11 and not _knows_whom(seen):
        return
    own = _asked_about(seen)
    named = {i.value for _, shown in profiles(seen) for i in shown_identifiers(shown)}  # their holders have a rule
    named |= _named_of_them_at_once(seen)
    named |= {identifier.value for customer in own for identifier in seen.knowledge.all_held_by(customer)}
    request = seen.exchange.request
    sent = request.body + "".join(f"{k}={v}\n" for k, v in request.query).encode() + request.path.encode()
    for value in seen.knowledge.ours_in(response.body.decode("utf-8", "replace")):
        is_named = any(value in each for each in named)  # as part of another's, too, which is longer
        is_named = is_named or any(value in each and value != each for each in _identifiers_v11(seen))
        if value.encode() in sent or is_named or (value.replace("-", "").isalpha() and seen.operation in READS):
            continue  # the rules of reads compare names
        holders = seen.knowledge.holders_of_value(value)
        if holders and not holders & own:
            yield Breach("body", "data of the customers asked about", f"{value} of {min(holders)}", cause="mixing")
            return
    yield None


def _named_of_them_at_once(seen: Seen) -> set[str]:
    """What requests at the same moment call the very customers of this one: it may be theirs already."""
    own = {identifier for item in seen.intent.items for identifier in item.identifiers}
    others = [item for each in seen.together for item in each.intent.items if not own.isdisjoint(item.identifiers)]
    return {identifier.value for item in others for identifier in item.identifiers}


def _identifiers_v11(seen: Seen) -> Iterator[str]:
    """The identifiers that the items of a v1.1 answer show."""
    for result in seen.outcome.results if seen.operation in V11_OPERATIONS else ():
        shown = (result.body.get(member) for member in V11_TYPES) if isinstance(result.body, dict) else ()
        yield from (value for value in shown if isinstance(value, str))


@aftermath("security/refused-caller-stores-nothing", source="refused-caller-stores-nothing", grade="a", on=SHOW_HOLDERS)
def refused_caller_stores_nothing(seen: Seen) -> Judgement:
    """A write that was refused for its caller MUST store nothing."""
    yield from shown_holder(seen, Episode.DENIED)


@aftermath(
    "security/refused-caller-changes-nothing", source="refused-caller-stores-nothing", grade="a", on=SHOW_PROFILES
)
def refused_caller_changes_nothing(seen: Seen) -> Judgement:
    """A write that was refused for its caller MUST change nothing."""
    yield from shown_details(seen, Episode.DENIED)
    yield from held_identifiers(seen, denied=True)


def _asked_about(seen: Seen) -> set[int]:
    """The customers of whom an answer may tell: a refusal tells nothing of those whom the request ran into."""
    told = {seen.knowledge.canonical(result.id) for result in seen.outcome.results if result.id is not None}
    if seen.operation == ADD and seen.outcome.kind is Kind.FAILURE:
        return set()
    for index, item in enumerate(seen.intent.items):
        at = seen.at(index)
        if at.ok is False and at.situation.category is Category.MISMATCH:
            continue
        told |= seen.knowledge.concerned(item.identifiers)
    if seen.operation == GET_V11 and seen.intent.customer_id is not None:
        told.add(seen.knowledge.canonical(seen.intent.customer_id))  # it need not tell the id
    return told


def _knows_whom(seen: Seen) -> bool:
    """Whether a v1.1 read, which need not tell ids, is about customers whom the history knows by what was asked."""
    by_id = seen.intent.customer_id is not None
    found = [result.id is not None or result.ok is False for result in seen.outcome.results]
    known = [bool(seen.knowledge.concerned(item.identifiers)) for item in seen.intent.items]
    return by_id or len(found) != len(known) or all(one or other for one, other in zip(found, known, strict=True))


def _is_served(seen: Seen) -> bool:
    """Whether the answer is about what was asked rather than about who asked."""
    told = {code for result in seen.outcome.results for code in result.codes} | set(seen.outcome.codes)
    return seen.outcome.kind in (Kind.SUCCESS, Kind.UNREADABLE) or (
        seen.outcome.kind is Kind.FAILURE and bool(told - _ACCESS_CODES)
    )


def _not_served(seen: Seen) -> Judgement:
    if seen.outcome.kind not in _SILENT:
        yield Breach("status", "401 or 403", _answer(seen)) if _is_served(seen) else None


def _denied(seen: Seen) -> Judgement:
    if seen.outcome.kind not in _SILENT:
        yield None if seen.outcome.kind is Kind.DENIED else Breach("status", "401 or 403", _answer(seen))


def _answer(seen: Seen) -> Phrase:
    response = seen.exchange.response
    return Phrase(f"HTTP {response.status}, {seen.outcome.kind}" if response else "no answer")
