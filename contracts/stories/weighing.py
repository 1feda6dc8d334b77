"""What an answer means for the story that asked: go on, go on without a verdict, or stop."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from operator import attrgetter
from typing import NoReturn

from contracts.documents.codes import REQUIRED, SOURCE_CODES, Code
from contracts.documents.profile import Profile
from contracts.engine import limits
from contracts.engine.errors import NotAsked, NoVerdict
from contracts.engine.exchange import Exchange, History, Who
from contracts.engine.outages import is_away
from contracts.engine.page import printable
from contracts.engine.verdict import Finding
from contracts.evidence.envelope import NO_EVIDENCE, Kind
from contracts.evidence.intent import (
    CHANGE,
    GET,
    OPTIONAL,
    READS,
    REGISTER,
    REGISTRATIONS,
    UPDATE,
    UPSERT,
    WRITES,
    has_channels,
)
from contracts.rules.judge import Judged

ROW_MAX = 5
"""After so many that were lost in a row the rest would be, too."""
TESTS_MIN = 3
"""In so many tests: one alone may send what makes a server hang up."""
_operation, _test = attrgetter("intent.operation"), attrgetter("exchange.test")
_LOST = NO_EVIDENCE - {Kind.THROTTLED}
_LOST_FROM_THE_START = _LOST | {Kind.DENIED}
"""Where a write was let through, one that is refused may not be for this user; nothing is lost but that."""
_NOT_THERE = frozenset({Kind.ABSENT, Kind.ASTRAY})
_BY_ID = frozenset({GET, UPDATE, CHANGE})
_TROUBLE = {Kind.NO_ANSWER: "no answer", Kind.THROTTLED: "throttled", Kind.UNAVAILABLE: "unavailable"}


class Served:
    """What a target was seen to serve, to lack and to demand, by all that it was asked so far."""

    def __init__(self, *history: Judged) -> None:
        self._served: set[str] = set()
        """Those that were answered in their own envelope: they are there."""
        self._missed: set[str] = set()
        """Those of which an answer said that they are not there, or not for the run: whoever refused the call."""
        self._without_channels: set[bool] = set()
        """Whether v1.1 registered customers without communication channels. Of refusals those of preparations count:
        others may have another reason."""
        for judged in history:
            self.note(judged)

    def note(self, judged: Judged) -> None:
        """Take in an exchange."""
        operation, kind = judged.intent.operation, judged.outcome.kind
        if judged.decoded.enveloped:
            self._served.add(operation)
        is_barred = kind is Kind.DENIED and judged.exchange.request.as_who is Who.WRITER
        if (kind in _NOT_THERE and not _is_unrouted(judged)) or is_barred:
            self._missed.add(operation)
        if operation == REGISTER:
            self._without_channels |= _without_channels(judged) & {True}

    def note_unprepared(self, judged: Judged) -> None:
        """Take in that a preparation was refused."""
        if judged.intent.operation == REGISTER:
            self._without_channels |= _without_channels(judged)

    @property
    def demands_channels(self) -> bool:
        """Whether v1.1 has refused a preparation without communication channels, and taken nobody without."""
        return self._without_channels == {False}

    def has(self, operation: str) -> bool:
        """Whether an operation is certainly there."""
        return operation in self._served

    def lacks(self, operation: str, profile: Profile) -> bool:
        """Whether a target showed that it lacks an operation that it need not have."""
        is_optional = operation in OPTIONAL and not getattr(profile.operations, operation)
        return is_optional and operation in self._missed


def _without_channels(judged: Judged) -> set[bool]:
    """What became of those of a v1.1 registration who have no communication channels."""
    told = zip(judged.intent.items, judged.outcome.results, strict=False)
    return {result.ok for asked, result in told if result.ok is not None and not has_channels(asked)}


def _is_unrouted(judged: Judged) -> bool:
    """Whether a path that has something else for the id of a customer is not found: a router may know no such path."""
    intent, response = judged.intent, judged.exchange.response
    is_missing = response is not None and response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
    return is_missing and intent.operation in _BY_ID and intent.customer_id is None


def trouble(judged: Judged, profile: Profile, served: Served) -> str:
    """Why a story that goes on is left without a verdict; empty where nothing is amiss.

    Raises NoVerdict where something on the way answered or the run's credentials are
    refused, and where a registration is not there; NotAsked for another operation that the
    target lacks. `served` is what the target serves by all exchanges so far, this one included.
    """
    exchange, kind, detour = judged.exchange, judged.outcome.kind, judged.outcome.detour
    request = exchange.request
    sent = f"{request.method} {request.path}"
    if Served(judged).lacks(judged.intent.operation, profile):
        raise NotAsked(f"the target has no {request.operation}")
    if kind in _NOT_THERE and _is_unrouted(judged):
        return ""
    if kind is Kind.ASTRAY:
        raise NoVerdict(f"{sent} answered {detour}")
    if kind is Kind.ABSENT:
        declared = getattr(profile.operations, request.operation)
        is_there = declared or served.has(request.operation)
        if detour and is_there:
            raise NoVerdict(f"{sent} answered {detour}")
        if declared is None:
            absent = f"the target has no {request.operation}" + (f", it answers {detour.what}" if detour else "")
            if request.operation in REGISTRATIONS and not is_there:
                meant = f"operations.{request.operation}: false"
                raise NoVerdict(f"{absent}: is the base URL right? where that is meant, a profile says {meant}")
            raise NotAsked(absent)
    if kind is Kind.DENIED and request.as_who is Who.WRITER:
        raise NoVerdict(f"the credentials are refused: {sent}")
    word = _TROUBLE.get(kind, "")
    if exchange.response and limits.asks_to_wait(exchange.response) and not detour:
        return f"{word}: {sent} answered {limits.told(exchange.response)}"
    told = f" answered {detour.what}" if detour else f": {exchange.obstacle}" if exchange.obstacle else ""
    return word and f"{word}: {sent}{told}"


def give_up(judged: Judged, codes: frozenset[int], profile: Profile) -> NoReturn:
    """Raise what the refusal of a preparation, by those codes, means for its story.

    NotAsked where the organisation lacks a source that no profile lists, or demands what the preparation lacks - of an
    upsert a status label, where that which is stored will not do (its sample of 3017) - else NoVerdict.
    """
    request, items = judged.exchange.request, judged.intent.items
    sent = f"{request.method} {request.path}"
    if codes & SOURCE_CODES and not {item.source for item in items} <= set(profile.sources or ()):
        raise NotAsked(f"the organisation lacks the source: {sent}")
    blames_a_label = request.operation == UPSERT and codes == {Code.INVALID_LABEL}
    is_of_a_stored_one = blames_a_label and not any(item.status_label for item in items)
    if is_of_a_stored_one or codes & REQUIRED or any(item.lacking & set(profile.mandatory or ()) for item in items):
        raise NotAsked(f"the organisation demands more: {sent}")
    told = ", ".join(map(str, sorted(codes))) or str(judged.outcome.kind)
    raise NoVerdict(f"preparation failed: {sent} answered {told}")


def may_lag(history: History, findings: Iterable[Finding], profile: Profile) -> str:
    """That reads may have gone to a replica, where they broke promises and cookies were set, in a line; else empty.

    A balancer may tell by a cookie which replica has a caller's writes; a run sends none back, for whoever wants to
    know what a target makes of strangers and wrong credentials cannot go with the session of another sender.
    """
    if profile.reads.lag_s or not any(finding.decides and finding.operation in READS for finding in findings):
        return ""
    name = printable(history.cookie.partition("=")[0], 40)
    remedy = "where reads lag behind writes without it, reads.lag_s in the profile says by how many seconds"
    return f"the target sets a cookie ({name}), which a run does not send back: {remedy}" if history.cookie else ""


class Passage:
    """Whether a run gets through to the target at all, by what it asks in the name of who may write.

    It is shut where none of several writes was let through, and where writes of several kinds are
    lost one after the other. It is in doubt where nothing but loss or refusal came several times in
    a row: one more request, a harmless one, tells.
    """

    def __init__(self) -> None:
        self._through = self._through_before = 0
        self._held_back: list[Judged] = []
        """Writes since the last one that was let through."""
        self._row: list[Judged] = []
        """What was lost or refused since the last answer that says something."""
        self._wrong_passwords = 0
        """Of ours, since the credentials were accepted last."""

    def note(self, judged: Judged) -> None:
        """Take in an exchange."""
        who, kind = judged.exchange.request.as_who, judged.decoded.kind
        if who is not Who.WRITER:
            self._wrong_passwords += who.is_wrong_password and kind is Kind.DENIED
            return
        says_something = kind not in NO_EVIDENCE | {Kind.DENIED}
        if says_something:
            self._row.clear()
            self._wrong_passwords = 0
        else:
            _append(self._row, judged)
        if judged.intent.operation not in WRITES:
            return
        if kind in (_LOST if self._through else _LOST_FROM_THE_START):
            _append(self._held_back, judged)
        elif says_something:
            self._held_back.clear()
            self._through += 1

    @property
    def is_in_doubt(self) -> bool:
        """Whether one more request has to tell: nothing that says anything came several times in a row."""
        return len(self._row) >= ROW_MAX

    @property
    def is_shut(self) -> bool:
        """Whether no write gets through: none did yet and several were tried, or several kinds are lost by now."""
        if len(self._held_back) < ROW_MAX:
            return False
        operations, tests = ({key(each) for each in self._held_back} for key in (_operation, _test))
        return not self._through or (len(operations) > 1 and len(tests) >= TESTS_MIN)

    @property
    def is_away(self) -> bool:
        """Whether it looks as if nobody were there, rather than as if nothing were let through, by what came last."""
        last = self._row[-1].exchange if self._row else None
        waits = last is not None and last.response is not None and limits.asks_to_wait(last.response)
        return last is not None and not waits and is_away(last)

    def begin_again(self) -> None:
        """Forget what was lost in an outage that is over; not so where no write was let through since the last one."""
        if self._through > self._through_before:
            self._through_before = self._through
            self._row.clear()
            self._held_back.clear()

    def told(self, who: str) -> str:
        """Why nothing gets through, in a line; `who` names the credentials."""
        last = (self._held_back if self.is_shut else self._row)[-1]
        count = len(self._held_back if self.is_shut else self._row)
        outcome = last.decoded
        if outcome.kind is Kind.DENIED and not self.is_shut:
            return f"{self._refusal(last.exchange)} {count} times in a row: {self._remedy(who)}"
        if outcome.kind is Kind.DENIED:
            return f"all of {count} writes were refused (HTTP 401 or 403): may the user of {who} write?"
        if outcome.kind is Kind.ASTRAY:
            whole = f"none of {count} writes" if self.is_shut else f"none of {count} requests in a row"
            return f"{whole} reached the target: the last one was answered {outcome.detour}"
        what = f"{count} {'writes' if self.is_shut else 'requests'} in a row"
        return f"no answer that says anything to {what}, the last time {_said(last)}"

    def _refusal(self, last: Exchange) -> str:
        asked = printable(last.response.header("WWW-Authenticate") or "", 120) if last.response else ""
        status = f"HTTP {last.response.status}" if last.response else ""
        since = " since our wrong passwords" if self._wrong_passwords else ""
        return f"the credentials were accepted, and are refused{since} ({status}{asked and ': '}{asked})"

    def _remedy(self, who: str) -> str:
        if self._wrong_passwords:
            return f"is the user of {who} locked? credentials.wrong_passwords: false in a profile sends none"
        return f"has what {who} names expired, or been locked?"


def _append(row: list[Judged], judged: Judged) -> None:
    """Add to a row; what was waited for and sent again is lost once."""
    if row and row[-1].exchange.request is judged.exchange.request:
        row.pop()
    row.append(judged)


def _said(judged: Judged) -> str:
    """What came in place of an answer that says something."""
    exchange, kind = judged.exchange, judged.decoded.kind
    if exchange.response is None:
        return exchange.obstacle
    if limits.asks_to_wait(exchange.response):
        return limits.told(exchange.response)
    return f"{_TROUBLE.get(kind, str(kind))} (HTTP {exchange.response.status})"
