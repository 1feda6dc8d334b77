"""What an answer means for the story that asked: go on, go on without a verdict, or stop."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.documents.profile import Profile
from contracts.engine.errors import NotAsked, NoVerdict
from contracts.engine.exchange import Exchange, Who
from contracts.engine.page import printable
from contracts.engine.verdict import Finding
from contracts.evidence.envelope import Detour, Kind, Outcome, decode
from contracts.evidence.intent import READS, REGISTRATIONS, WRITES

HELD_BACK_MAX = 5
"""After so many writes, none of them let through, the rest would not be either."""
_TROUBLE = {Kind.NO_ANSWER: "no answer", Kind.THROTTLED: "throttled", Kind.UNAVAILABLE: "unavailable"}


def trouble(exchange: Exchange, outcome: Outcome, profile: Profile, history: Iterable[Exchange]) -> str:
    """Why a story that goes on is left without a verdict; empty where nothing is amiss.

    Raises NoVerdict where something on the way answered or the run's credentials are
    refused, and where a registration is not there; NotAsked for another operation that the
    target lacks. `history` is what the target was asked so far, this exchange included.
    """
    request, kind, detour = exchange.request, outcome.kind, outcome.detour
    sent = f"{request.method} {request.path}"
    if kind is Kind.ASTRAY:
        raise NoVerdict(f"{sent} answered {detour}")
    if kind is Kind.ABSENT:
        declared = getattr(profile.operations, request.operation)
        is_there = declared or _was_served(request.operation, history)
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
    told = f" answered {detour.what}" if detour else f": {exchange.obstacle}" if exchange.obstacle else ""
    return word and f"{word}: {sent}{told}"


def _was_served(operation: str, history: Iterable[Exchange]) -> bool:
    """Whether an operation was answered as one that is there: in its own envelope."""
    return any(decode(each).enveloped for each in history if each.request.operation == operation)


def may_lag(history: Iterable[Exchange], findings: Iterable[Finding], profile: Profile) -> str:
    """That reads may have gone to a replica, where they broke promises and cookies were set, in a line; else empty.

    A balancer may tell by a cookie which replica has a caller's writes; a run sends none back, for whoever wants to
    know what a target makes of strangers and wrong credentials cannot go with the session of another sender.
    """
    if profile.reads.lag_s or not any(finding.decides and finding.operation in READS for finding in findings):
        return ""
    answers = (each.response for each in history if each.response)
    set_ = next((told for answer in answers if (told := answer.header("Set-Cookie"))), "")
    name = printable(set_.partition("=")[0], 40)
    remedy = "where reads lag behind writes without it, reads.lag_s in the profile says by how many seconds"
    return f"the target sets a cookie ({name}), which a run does not send back: {remedy}" if set_ else ""


class Passage:
    """Whether the writes of a run, in the name of who may write, get through to the target at all."""

    def __init__(self) -> None:
        self._through = 0
        self._held_back = 0
        self._detour: Detour | None = None
        """What the last of them met in place of the target."""

    def note(self, exchange: Exchange) -> None:
        """Take in an exchange."""
        request = exchange.request
        if request.operation in WRITES and request.as_who is Who.WRITER:
            outcome = decode(exchange)
            self._detour = outcome.detour
            held_back = outcome.kind in (Kind.DENIED, Kind.ASTRAY)
            self._held_back += held_back
            self._through += not held_back

    @property
    def is_closed(self) -> bool:
        """Whether none was let through yet, and several were tried."""
        return not self._through and self._held_back >= HELD_BACK_MAX

    def told(self, who: str) -> str:
        """Why it is closed, in a line; `who` names the credentials."""
        if self._detour:
            return f"none of {self._held_back} writes reached the target: the last one was answered {self._detour}"
        return f"all of {self._held_back} writes were refused (HTTP 401 or 403): may the user of {who} write?"
