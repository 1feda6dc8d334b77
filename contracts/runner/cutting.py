"""Cuts what breaks in a generated case down to the smallest requests that still break the same rule."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from contracts.engine.client import Client
from contracts.engine.credentials import Credentials
from contracts.engine.errors import HarnessError, NotAsked
from contracts.engine.exchange import Exchange, Request
from contracts.engine.keys import scenario_of
from contracts.engine.pace import Pace
from contracts.engine.target import Record, Target
from contracts.engine.verdict import Finding
from contracts.evidence.intent import Intent
from contracts.rules.judge import Judge, Judged
from contracts.runner import words
from contracts.runner.asked import Options, open_transport
from contracts.stories import interest, recast, shrinking
from contracts.stories.recast import Template
from contracts.stories.shrinking import Spent, Story
from contracts.stories.verbs import Api
from contracts.stories.weighing import Served

FAMILIES = frozenset({"fuzz", "stateful", "robustness"})
"""Of generated requests: what a scenario breaks is as small as somebody thought of it."""
REQUESTS, REQUESTS_AT_HOME = 20, 400
"""What cutting down may take in a run, outside and against the embedded reference, where nobody says."""
_SHARE = 0.5
"""Of that what one finding may take against the embedded reference: others are to have some, too."""
_STORY_MAX = 40


class Cutter:
    """Sends what broke again, about new people, with less in it each time.

    The embedded reference is a new one each time, outside the run's history and budget; another target is asked in the
    run, within both. `left` is how many requests it may still send.
    """

    def __init__(self, options: Options, credentials: Credentials) -> None:
        self._options = options
        self._credentials = credentials
        default = REQUESTS if options.base_url else REQUESTS_AT_HOME
        self.left = default if options.cut_down is None else options.cut_down

    def cut(self, finding: Finding, api: Api) -> Template | None:
        """Note in a finding the smallest requests that break its rule; the same as a story, where there is one.

        `api` are the verbs of the test that made it. Raises as its requests do.
        """
        if not self.left or finding.cut_down:
            return None
        known = api.target.judged
        judged = words.related([known[index] for index in range(finding.exchange + 1) if index in known])
        if not 0 < len(judged) <= _STORY_MAX or _is_at_once(judged):
            return None
        attempt = _Cutting(self, finding, api, judged)
        story = tuple(each.exchange.request for each in judged)
        with contextlib.suppress(Spent):
            if attempt.breaks(story):
                shrinking.shrunk(story, attempt.breaks)
        if attempt.best is not None:
            finding.cut_down = [_line(exchange.request) for exchange in attempt.sent]
        return attempt.best

    @contextlib.contextmanager
    def afresh(self, api: Api, test: str) -> Iterator[tuple[Api, Iterator[int]]]:
        """The verbs for one attempt, and the numbers of people who are new there."""
        options, record = self._options, Record[Judged](test)
        if options.base_url is not None:
            yield (
                Api(api.target, api.profile, api.spec, api.cast, record, api.served),
                (api.person(plain=True).number for _ in itertools.count()),
            )
            return
        with contextlib.ExitStack() as stack:
            url, transport = open_transport(replace(options, sockets=False), api.profile, stack)
            judge = Judge(api.profile, api.spec, api.cast.namespace.owns)
            target: Target[Intent, Judged] = Target(url, judge, Client(transport, Pace(), self._credentials))
            yield Api(target, api.profile, api.spec, api.cast, record, Served()), itertools.count()

    @property
    def is_at_home(self) -> bool:
        """Whether the embedded reference is the target."""
        return self._options.base_url is None


class _Cutting:
    """What was tried of one finding, and the best of it."""

    def __init__(self, cutter: Cutter, finding: Finding, api: Api, judged: Sequence[Judged]) -> None:
        self.best: Template | None = None
        self.sent: Sequence[Exchange] = ()
        self._cutter, self._finding, self._api = cutter, finding, api
        self._floor = int(cutter.left * (1 - _SHARE)) if cutter.is_at_home else 0
        self._marks = interest.marks_of(api.cast.namespace)
        self._nobodys = recast.unmarked((each.exchange.request for each in judged), self._marks)
        self._ids: dict[str, int] = {}
        for each in judged:
            for item, result in zip(each.intent.items, each.decoded.results, strict=False):
                for number in recast.people_of(self._marks, item.identifiers)[:1]:
                    self._ids.setdefault(str(result.id), number)

    def breaks(self, story: Story) -> bool:
        """Whether requests about new people break the rule, the last of them."""
        made = recast.template(story, self._marks, self._ids, interest.NOBODY, f"cut down: {self._finding.rule}")
        if made is None or not recast.unmarked(story, self._marks) <= self._nobodys:
            return False  # half a number may be somebody's
        if self._cutter.left - len(story) < self._floor:
            raise Spent
        self._cutter.left -= len(story)
        with self._cutter.afresh(self._api, self._finding.test) as (api, people):
            numbers = list(itertools.islice(people, made.people))
            replies = list(interest.play(api, made, numbers))
        last = replies[-1].exchange.index if len(replies) == len(story) else -1
        broken = any(
            (each.rule, each.operation) == (self._finding.rule, self._finding.operation) for each in api.record.findings
        )
        if broken and last >= 0:
            self.best, self.sent = made, api.record.exchanges
        return broken and last >= 0


def _is_at_once(judged: Sequence[Judged]) -> bool:
    """Whether some of them were under way together: which was first cannot be had again."""
    return any(one.exchange.ended > other.exchange.started for one, other in itertools.pairwise(judged))


def _line(request: Request) -> str:
    query = f"?{urlencode(request.query, errors='surrogatepass')}" if request.query else ""
    usual = ("Content-Type", "application/json")
    headers = "".join(f" ({name}: {text})" for name, text in request.headers if (name, text) != usual)
    return f"{request.method} {request.path}{query}{headers} {request.body.decode(errors='backslashreplace')}".rstrip()


def cut_down(cutter: Cutter, finding: Finding, api: Api) -> None:
    """Cut down what broke in the test of these verbs, as far as it may be, and keep it in the corpus."""
    if finding.test != api.record.id or scenario_of(finding.test).partition("/")[0] not in FAMILIES:
        return  # an earlier test made it, or somebody thought of it
    with contextlib.suppress(NotAsked, HarnessError):  # what cannot be sent again stands as it is
        story = cutter.cut(finding, api)
        if story is not None and api.cast.trials.corpus.keep is not None:
            api.cast.trials.corpus.keep(story)
