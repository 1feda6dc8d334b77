"""Goes on with a run that was interrupted, killed, cut off from its target or out of budget: `--resume DIR`.

The same tests are played again, in the same order, by the seed and the run id of the run. As long as its log has
answers, these are what they get, and nothing is sent; then the rest is asked. A test that lacks answers has one more
attempt there, with new people: what may have been written for the first ones is not written again.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from contracts.engine.client import Connection
from contracts.engine.errors import UsageError
from contracts.engine.verdict import Verdict
from contracts.evidence.envelope import NO_EVIDENCE
from contracts.reporting import events
from contracts.runner import options, replay, specimen
from contracts.runner.asked import Resumed
from contracts.runner.run import Run
from contracts.runner.session import RUN, run_or_none
from contracts.runner.tests import RECORD, contract_of, identity_of, record_of
from contracts.stories.occupied import Occupied
from contracts.stories.people import Cast

_SETTLED = (
    *("--base-url", "--profile", "--depth", "--seed", "--run-id", "--rate", "--reports"),
    *("--fault", "--manner", "--no-sockets"),
)
"""What a run has settled when it began."""


def resumed(log: Path) -> Resumed:
    """What a log says of a run that is to go on; raises UsageError where it is none of a run."""
    facts = events.facts_of(log)
    profile = replay.profile_of(log, facts)
    limits = profile.limits
    return Resumed(facts, profile, Connection(limits.timeout_s, limits.max_body_bytes, **facts.connection))


def settle(config: pytest.Config) -> None:
    """Let the run that `--resume` names go on, by its options; raises UsageError for one that would be another's."""
    option = config.option
    if option.resume == "":
        raise UsageError("--resume: got nothing, should be followed by the folder of a run's reports")
    for name in _SETTLED:
        if options.says(config, name):
            raise UsageError(f"{name}: the run that --resume goes on with has settled that: leave it out")
    known = config.stash[options.RESUMED] = resumed(config.invocation_params.dir / option.resume / "run.jsonl")
    facts = known.facts
    option.base_url = None if facts.target == specimen.NAME else facts.target
    option.depth, option.seed, option.run_id, option.rate = facts.depth, facts.seed, facts.run_id, facts.rate_per_minute
    option.fault, option.manner, option.no_sockets = list(facts.faults), list(facts.manner), not facts.sockets
    option.reports = option.resume
    config.pluginmanager.register(OnceMore(), "contracts-once-more")


class OnceMore:
    """A pytest plugin that gives tests of a resumed run which lack answers another attempt, where the run goes on.

    It goes on with the first of those after which no test had a verdict, as if it had come so far only: who comes has
    the form that he would have had, and is somebody else. Those before are tried aside.
    """

    def __init__(self) -> None:
        self._aside: list[_Attempt] = []
        self._row: list[_Attempt] = []
        """Tests that lack answers, after the last one that does not."""
        self._again: dict[int, _Attempt] = {}
        """Attempts to make, by their place among the tests."""
        self._parts = 0
        self._top = 0
        self._taken = Occupied()
        """Numbers and values that were given to people by now."""
        self._place = -1

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Run a test that begins in the past; what came of it is told where it will not be tried again."""
        self._place += 1
        run = run_or_none(item)
        if run is None or contract_of(item) is None:
            return None
        if self._goes_on(run) and (waiting := self._waiting(run)):
            self._insert(item.session, [*waiting, None], item)
            item.session._setupstate.teardown_exact(waiting[0].item)
            return True
        again = self._again.pop(self._place, None)
        if again is None and run.past.is_over:
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        self._attempt(run, item, nextitem, again)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        if nextitem is None and self._goes_on(run):
            self._insert(item.session, self._waiting(run), item)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Notice that less was asked than then."""
        run = session.config.stash.get(RUN, None)
        if (
            run is not None
            and not run.past.is_over
            and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        ):
            run.end_early("the log has more requests than these tests make: were more of them chosen then?")

    def _goes_on(self, run: Run) -> bool:
        """Whether a part of the run has come to its end."""
        before, self._parts = self._parts, run.past.parts
        return self._parts > before

    def _waiting(self, run: Run) -> list[_Attempt]:
        """What is to be tried; whatever was sent since the row began was in vain."""
        first = [replace(each, requests=run.spent - each.spent) for each in self._row[:1]]
        others = [replace(each, cast=None, requests=0) for each in self._row[1:]]
        waiting = [*self._aside, *first, *others]
        self._aside, self._row = [], []
        return waiting

    def _insert(self, session: pytest.Session, attempts: Sequence[_Attempt | None], item: pytest.Item) -> None:
        """Let attempts follow a test; None: that test itself."""
        place = self._place + 1
        session.items[place:place] = [attempt.item if attempt else item for attempt in attempts]
        self._again |= {place + n: attempt for n, attempt in enumerate(attempts) if attempt}

    def _attempt(self, run: Run, item: pytest.Item, nextitem: pytest.Item | None, again: _Attempt | None) -> None:
        main = run.cast
        if again is not None:
            run.allow(again.requests)
            del item.stash[RECORD]
            if again.cast is not None:
                run.cast = again.cast
                run.cast.move_on(self._top, self._taken)
        run.namespace.shift = run.cast.namespace.shift
        is_aside = again is not None and again.is_aside
        begins_in_the_past = not run.past.is_over
        unsettled = run.past.next_test == "" or identity_of(item) in run.past.unsettled
        before, spent = copy.deepcopy(run.cast) if begins_in_the_past and unsettled else None, run.spent
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        self._top = max(self._top, run.cast.top)
        self._taken |= run.cast.taken
        if before is not None and _lacks_answers(run, item):
            attempt = _Attempt(item, before, is_aside, spent, run.spent - spent)
            (self._aside if is_aside else self._row).append(attempt)
        else:
            for report in reports:
                item.ihook.pytest_runtest_logreport(report=report)
            if not is_aside and run.tests[identity_of(item)].verdict is not Verdict.SKIP:
                self._aside += [replace(each, is_aside=True) for each in self._row]
                self._row = []
        if is_aside:
            run.cast = main
            run.namespace.shift = main.namespace.shift


@dataclass(frozen=True)
class _Attempt:
    """An attempt to make at a test, another one than the first."""

    item: pytest.Item
    cast: Cast | None
    """Those who come, as they were before the last attempt; None: as they are."""
    is_aside: bool
    spent: int
    """Requests of the run before that one."""
    requests: int
    """How many were made in vain."""


def _lacks_answers(run: Run, item: pytest.Item) -> bool:
    told = run.tests.get(identity_of(item))
    if run.ends or told is None or told.verdict not in (Verdict.UNKNOWN, Verdict.FAIL):
        return False
    return any(judged.decoded.kind in NO_EVIDENCE for judged in record_of(item).judged)
