"""Sends the story of a finding again, with new people, and tells whether it breaks the same promise."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contracts.documents import files
from contracts.documents.profile import Profile
from contracts.engine.client import Client, Connection
from contracts.engine.errors import HarnessError, NoVerdict, Unreachable, UsageError
from contracts.engine.exchange import Exchange, Missing, NoAnswer, Request, Response, Who
from contracts.engine.http_transport import check_reachable
from contracts.engine.pace import Pace
from contracts.engine.target import Record, Target
from contracts.engine.verdict import Finding
from contracts.engine.whole import Lines
from contracts.evidence.envelope import NO_EVIDENCE, Kind
from contracts.evidence.intent import READS, Intent
from contracts.reporting import events
from contracts.reporting.events import RunFacts
from contracts.rules import law
from contracts.rules.judge import Judge, Judged
from contracts.runner import identity, preflight, specimen, words
from contracts.runner.asked import Options, open_transport
from contracts.stories.declaring import Setting
from contracts.stories.ledger import Ledger
from contracts.stories.namespace import Namespace
from contracts.stories.verbs import let_writes_arrive

Say = Callable[[str], None]


class Replay:
    """One finding of a logged run, and the requests that showed it.

    What is given stands in the place of what the run was given: `connect` turns its
    connection into ours. Raises UsageError where the log does not hold what is needed.
    """

    def __init__(
        self,
        log: Path,
        number: int,
        *,
        base_url: str | None = None,
        profile: Profile | None = None,
        faults: Sequence[str] = (),
        manner: Sequence[str] = (),
        connect: Callable[[Connection], Connection] = lambda known: known,
    ) -> None:
        facts = events.facts_of(log)
        self.finding, target = events.finding_of(log, number)
        if self.finding.rule not in law() or self.finding.exchange < 0:
            raise UsageError(f"{log}: finding {number} ({self.finding.rule}) is about no request: nothing can be sent")
        own = profile_of(log, facts)
        if base_url:  # how the run reached its own target does not do for another
            facts = replace(facts, connection={}, rate_per_minute=None)
        base_url = base_url or (None if facts.target == specimen.NAME else facts.target)
        if base_url and (faults or manner):
            raise UsageError(f"--fault and --manner are about the embedded reference: leave them out at {base_url}")
        if profile is None:  # what is known of the embedded organisation is not known of another
            profile = Profile() if base_url and own == specimen.EMBEDDED else own
        if target and not base_url:
            profile = specimen.mutated(profile, Setting(target, events.changes_of(log, target)))
        limits = profile.limits
        self.options = Options(
            base_url=base_url,
            profile=profile,
            depth=facts.depth,
            seed=facts.seed,
            run_id=facts.run_id,
            reports=log.parent,
            connection=connect(Connection(limits.timeout_s, limits.max_body_bytes, **facts.connection)),
            rate_per_minute=facts.rate_per_minute,
            faults=tuple(faults or facts.faults),
            manner=tuple(manner or facts.manner),
            sockets=facts.sockets,
        )
        self.people = Namespace(own.people, facts.run_id)
        """Whom the run made up."""
        self.before = _before(log, self.finding, target)
        """What the target had been sent when the finding was made."""
        related = words.related(list(map(Judged.recorded, self.before)))
        told = {*self.finding.story, *(judged.exchange.index for judged in related)}
        self.story = [exchange for exchange in self.before if exchange.index in told]
        """Of these the exchanges of the same test, and those about the same people."""

    def run(self, environ: Mapping[str, str], run_id: str, say: Say) -> bool:
        """Send the story to the target of the run; returns whether the same rule is broken again.

        A fresh reference that does not break it is sent everything that came before, too.
        Raises Unreachable where nothing answers, and NoVerdict where an answer is missing
        that the run had.
        """
        options = self.options
        if options.base_url is not None:
            preflight.refuse_production(options.base_url, options.profile)
            check_reachable(options.base_url, options.connection)
        with _appended(options.reports / "people.jsonl") as noted:
            play = partial(self._play, Namespace(options.profile.people, run_id), noted, environ, say)
            broken = play(self.story, say)
            if not broken and options.base_url is None and len(self.before) > len(self.story):
                say(f"not broken by its story alone: all {len(self.before)} requests of the run up to it go")
                broken = play(self.before, lambda line: None)
        say(f"{self.finding.rule}: {'broken again' if broken else 'not broken this time'}")
        return broken

    def _play(
        self,
        people: Namespace,
        noted: Lines,
        environ: Mapping[str, str],
        tell: Say,
        story: Sequence[Exchange],
        say: Say,
    ) -> bool:
        record, renamed = Record[Judged]("replay"), _Renaming(self.people, people)
        called = self.options.base_url or specimen.NAME
        ledger = Ledger(noted, people.run_id, self.options.people_max, called)
        missing: list[Judged] = []
        options, profile = self.options, self.options.profile
        with contextlib.ExitStack() as stack:
            credentials = identity.of_run(options, environ)
            base_url, transport = open_transport(options, profile, stack)
            judge = Judge(profile, files.load_spec(), people.owns)
            client = Client(transport, Pace(options.rate, tell=tell), credentials, tell=tell)
            target = Target(base_url, judge, client, ledger.announce, lambda _, ruling: ledger.heard(ruling.judged))
            for number, step in enumerate(steps(_without_retries(story)), 1):
                requests = [renamed.request(told.request) for told in step]
                sent = self._send(target, requests, record)
                if number == 1:
                    _check_delivered(sent[0].exchange)
                for told, came in zip(step, sent, strict=True):
                    renamed.learn(told, came.exchange)
                    say(f"{number}. {words.line(came)}")
                    if _is_missing(came, told):
                        missing.append(came)
        broken = any(finding.rule == self.finding.rule for finding in record.findings)
        if missing and not broken and self.options.base_url is not None:
            raise NoVerdict(f"{len(missing)} of {len(story)} answers are missing, the first: {words.line(missing[0])}")
        return broken

    def _send(
        self, target: Target[Intent, Judged], requests: Sequence[Request], record: Record[Judged]
    ) -> list[Judged]:
        if len(requests) > 1:
            return target.together(requests, record)
        if requests[0].operation in READS:
            let_writes_arrive(target.client, self.options.profile)
        return [target.send(requests[0], record)]


_BLOCKS = 20
"""Ten thousand numbers each: more people than any run makes up, and the other addresses of as many."""


class _Renaming:
    """Puts new people in the place of a run's, and their ids in the place of the ids it was told."""

    def __init__(self, old: Namespace, new: Namespace) -> None:
        self._new = new
        self._heads = dict(zip(old.heads(_BLOCKS), new.heads(_BLOCKS), strict=True))
        self._ids: dict[str, str] = {}
        mark, run, domain = map(re.escape, (old.people.label, old.run_id, old.people.email_domain))
        # a run writes some of its values in capitals
        self._old = re.compile(
            rf"{mark}([-._ ]){run}|@((?:[a-z0-9-]+\.)*){domain}|{'|'.join(self._heads)}", re.IGNORECASE | re.ASCII
        )

    def request(self, request: Request) -> Request:
        """The request about the new people."""
        return replace(
            request,
            path=re.sub(r"(?<=/customers/)\d+", lambda id_: self._ids.get(id_[0], id_[0]), request.path),
            query=tuple((key, self._renamed(value)) for key, value in request.query),
            body=self._renamed(request.body.decode("latin-1")).encode("latin-1"),
        )

    def learn(self, told: Exchange, came: Exchange) -> None:
        """Pair the ids of an answer with those of the same answer in the log."""
        for before, after in zip(_ids(told.response), _ids(came.response), strict=False):
            self._ids[before] = after

    def _renamed(self, text: str) -> str:
        return self._old.sub(self._replacement, text)

    def _replacement(self, found: re.Match[str]) -> str:
        old, people = found[0], self._new.people
        if old in self._heads:
            return self._heads[old]
        at = f"@{found[2]}{people.email_domain}"
        new = at if old.startswith("@") else f"{people.label}{found[1]}{self._new.run_id}"
        return new.upper() if old.isupper() else new


def _ids(response: Response | None) -> list[str]:
    pattern = rb'"(?:createdId|entityId|user_id|entity)"\s*:\s*"?(\d+)'
    return [found.decode() for found in re.findall(pattern, response.body)] if response else []


def profile_of(log: Path, facts: RunFacts) -> Profile:
    """The profile of a recorded run; raises UsageError where it is of another release."""
    try:
        return Profile.model_validate(
            {**facts.profile, "waivers": list(map(_waiver, facts.profile.get("waivers", ())))}
        )
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise UsageError(f"{log}:1: profile.{where}: {problem['msg']}: run the suites again") from None


def _waiver(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """A waiver with its day, which JSON has as a text."""
    with contextlib.suppress(KeyError, TypeError, ValueError):
        return {**told, "expires": datetime.date.fromisoformat(told["expires"])}
    return told


def _before(log: Path, finding: Finding, target: str) -> list[Exchange]:
    wanted = {*finding.story, finding.exchange}
    before = [exchange for exchange in events.exchanges_of(log, target) if exchange.index <= max(wanted)]
    lacking = wanted - {exchange.index for exchange in before}
    if lacking:
        raise UsageError(
            f"{log}: exchange {min(lacking)} of finding {finding.number} is not there: run the suites again"
        )
    return before


def _without_retries(story: Sequence[Exchange]) -> list[Exchange]:
    """The story without answers upon which the client sent the same again, as it will by itself.

    They are 429, and refusals of a token that had ended: no story sends in a row what its caller was refused for.
    """
    again = {
        earlier.index
        for earlier, later in itertools.pairwise(story)
        if _is_sent_again(earlier) and earlier.request == later.request and earlier.ended <= later.started
    }
    return [exchange for exchange in story if exchange.index not in again]


def _is_sent_again(exchange: Exchange) -> bool:
    if exchange.response is None or exchange.response.status == 429:
        return exchange.response is not None
    return exchange.request.as_who in (Who.WRITER, Who.TOKEN) and Judged.recorded(exchange).decoded.kind is Kind.DENIED


def steps(story: Iterable[Exchange]) -> list[list[Exchange]]:
    """The exchanges in the order in which they began, those that were under way together in one step."""
    steps: list[list[Exchange]] = []
    until = float("-inf")
    for exchange in sorted(story, key=lambda exchange: (exchange.started, exchange.index)):
        if exchange.started < until:
            steps[-1].append(exchange)
        else:
            steps.append([exchange])
        until = max(until, exchange.ended)
    return steps


def _check_delivered(first: Exchange) -> None:
    if isinstance(first.answer, NoAnswer) and first.answer.why is Missing.REFUSED:
        raise Unreachable(f"{first.answer.detail}; nothing was sent")


def _is_missing(came: Judged, told: Exchange) -> bool:
    """Whether nothing can be judged where the run had an answer; strangers and readers may well be refused."""
    kind = came.outcome.kind
    lost = kind in NO_EVIDENCE or (kind is Kind.DENIED and told.request.as_who is Who.WRITER)
    return lost and kind is not Judged.recorded(told).decoded.kind


def _appended(path: Path) -> Lines:
    try:
        return Lines(path)
    except OSError as error:
        raise HarnessError(f"{path}: people cannot be written down: {error.strerror}") from None
