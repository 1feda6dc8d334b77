"""Sends the story of a finding again, with new people, and tells whether it breaks the same promise."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from contracts import pack
from contracts.cases import Namespace
from contracts.client import Client, Connection, HttpTransport, check_reachable, is_loopback
from contracts.credentials import Credentials
from contracts.envelope import Outcome
from contracts.exchange import Exchange, Request, Response
from contracts.pace import Pace
from contracts.profile import Profile
from contracts.reporting import events
from contracts.server import Server
from contracts.target import Record, Target

EMBEDDED = "embedded reference"


class Replay:
    """One finding of a logged run. Raises UsageError where the log has no such finding."""

    def __init__(
        self,
        log: Path,
        number: int,
        base_url: str | None = None,
        profile: Profile | None = None,
        faults: Sequence[str] = (),
    ) -> None:
        self.facts = events.facts_of(log)
        self.finding, self.story = events.story_of(log, number)
        self.base_url = base_url or (None if self.facts.target == EMBEDDED else self.facts.target)
        self.profile = profile or (Profile() if self.base_url else pack.EMBEDDED)
        self.faults = faults
        self._connection = Connection(timeout_s=self.profile.limits.timeout_s)

    def run(self, environ: Mapping[str, str], run_id: str, say: Callable[[str], object]) -> bool:
        """Send the story to the target of the run; returns whether the same rule is broken again.

        Raises Unreachable where nothing answers.
        """
        with contextlib.ExitStack() as stack:
            if self.base_url is None:
                base_url = stack.enter_context(Server(pack.reference(self.profile, self.faults))).base_url
                credentials = pack.reference_credentials()
            else:
                base_url, credentials = self.base_url, pack.credentials(self.profile, environ)
                pack.refuse_production(base_url, self.profile)
                check_reachable(base_url, self._connection)
            target, namespace = self._target(base_url, credentials, run_id)
            record = Record("replay")
            renamed = _Renaming(Namespace(self.profile.people, self.facts.run_id), namespace)
            for number, told in enumerate(self.story, 1):
                exchange, _ = target.send(renamed.request(told.request), record)
                renamed.learn(told, exchange)
                say(f"{number}. {pack.tell(exchange)}")
        again = [finding for finding in record.findings if finding.rule == self.finding.rule]
        say(f"{self.finding.rule}: {'broken again' if again else 'not broken this time'}")
        return bool(again)

    def _target(self, base_url: str, credentials: Credentials, run_id: str) -> tuple[Target[Outcome], Namespace]:
        namespace = Namespace(self.profile.people, run_id)
        outside = not is_loopback(base_url)
        rate = self.profile.limits.rate_per_minute or (pack.DEFAULT_RATE_PER_MINUTE if outside else None)
        transport = HttpTransport(base_url, self._connection)

        def connect(on_exchanges: Callable[[Sequence[Exchange]], None]) -> Client:
            return Client(transport, Pace(rate), credentials, on_exchanges)

        return Target(base_url, pack.judge(self.profile, namespace), connect), namespace


class _Renaming:
    """Puts new people in the place of a run's, and their ids in the place of the ids it was told."""

    def __init__(self, old: Namespace, new: Namespace) -> None:
        self._pairs = [(old.run_id, new.run_id)]
        for block in range(10):
            self._pairs.append((old.mobile(block * 10_000)[:-4], new.mobile(block * 10_000)[:-4]))
        self._ids: dict[str, str] = {}

    def request(self, request: Request) -> Request:
        """The request about the new people."""
        return replace(
            request,
            path=self._renamed(request.path),
            query=tuple((key, self._renamed(value)) for key, value in request.query),
            body=self._renamed(request.body.decode("latin-1")).encode("latin-1"),
        )

    def learn(self, told: Exchange, came: Exchange) -> None:
        """Pair the ids of an answer with those of the same answer in the log."""
        for before, after in zip(_ids(told.response), _ids(came.response), strict=False):
            self._ids[before] = after

    def _renamed(self, text: str) -> str:
        for old, new in self._pairs:
            text = text.replace(old, new)
        return re.sub(r"(?<=/customers/)\d+", lambda found: self._ids.get(found.group(), found.group()), text)


def _ids(response: Response | None) -> list[str]:
    pattern = rb'"(?:createdId|entityId|user_id|entity)"\s*:\s*"?(\d+)'
    return [found.decode() for found in re.findall(pattern, response.body)] if response else []
