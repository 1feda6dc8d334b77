"""A dry run: what a run would send and whom it would register, counted without asking the target anything.

The selected tests are played against the embedded reference, called in this process, with
the profile, depth, seed and run id of the run, and into a folder that is thrown away.
"""

from __future__ import annotations

import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from contracts.documents.profile import Profile, Reads
from contracts.engine.errors import UsageError
from contracts.engine.exchange import Exchange
from contracts.engine.pace import SHARE
from contracts.engine.verdict import Exit, Verdict
from contracts.evidence.intent import READS, WRITES
from contracts.reporting.render import counted
from contracts.runner import preflight, specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run
from contracts.runner.session import RUN, credentials_of, options_of
from contracts.runner.tests import contract_of
from contracts.stories.namespace import Namespace
from contracts.stories.verbs import LAG_MAX_S

REHEARSED_MAX = 600
"""After so many requests every kind of test has had its turn: what a nightly goes on with repeats the last of them."""
_LINE = 100


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal came to."""

    people: int
    places: Mapping[str, int]
    """Source account -> registrations that name it; "": none is named."""
    operations: Mapping[str, int]
    requests: int
    """To the target itself."""
    others: int
    """To references of other settings."""
    seconds: float | None
    """What they take at the pace; None where nothing paces them."""
    goes_on: bool
    """Whether the run would send more."""
    stumbled: tuple[str, ...] = ()
    """Tests that came to no verdict, and why."""
    notes: tuple[str, ...] = ()


class DryRun:
    """A pytest plugin that plays the contracts itself, so that nothing else runs or reports."""

    def __init__(self) -> None:
        self._told: list[str] = []
        self._exit = Exit.CLEAN

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Rehearse in the place of running."""
        if session.config.option.collectonly:
            return None
        if session.testsfailed:
            pytest.exit(f"{counted(session.testsfailed, 'file')} cannot be collected", int(Exit.NO_VERDICT))
        tests = list(filter(contract_of, session.items))
        options = options_of(session.config)
        try:
            rehearsed = self._rehearse(session, tests, options)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
        self._told = list(lines(rehearsed, options))
        if len(tests) < len(session.items):
            self._told.append(f"{counted(len(session.items) - len(tests), 'test')} beside the contracts left alone")
        self._exit = Exit.NO_VERDICT if rehearsed.stumbled else Exit.CLEAN if tests else Exit.NOTHING
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int | pytest.ExitCode) -> None:
        """Set the exit code where nothing else went wrong."""
        if exitstatus == pytest.ExitCode.OK:
            session.exitstatus = int(self._exit)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the plan."""
        if self._told:
            terminalreporter.section("dry run")
        for line in self._told:
            terminalreporter.write_line(line)

    def _rehearse(self, session: pytest.Session, tests: Sequence[pytest.Item], options: Options) -> Rehearsed:
        stash, credentials = session.config.stash, credentials_of(session.config)
        with tempfile.TemporaryDirectory(prefix="contracts-") as folder:
            run = stash[RUN] = Run(_rehearsing(options, Path(folder)), specimen.rehearsing(credentials))
            try:
                run.open()
                for test, following in zip(tests, [*tests[1:], None], strict=bool(tests)):
                    runtestprotocol(test, log=False, nextitem=following)
                return _rehearsed(run, options, credentials.grant is not None)
            finally:
                del stash[RUN]
                run.close()


def silence(config: pytest.Config) -> None:
    """Keep others from writing reports of a dry run, and from asking the base URL whether it is there."""
    for option, off in (("allure_report_dir", None), ("xmlpath", None), ("verify_base_url", False)):
        if hasattr(config.option, option):
            setattr(config.option, option, off)


def lines(rehearsed: Rehearsed, options: Options) -> Iterator[str]:
    """The plan, each line behind the words that say what it tells."""
    yield f"nothing was sent to {options.base_url or 'any target'}, and nobody was registered: this run"
    for name, text in _rows(rehearsed, options):
        yield from textwrap.wrap(
            text,
            _LINE,
            initial_indent=f"  {name:<12}",
            subsequent_indent=" " * 14,
            break_on_hyphens=False,
            break_long_words=False,
        )


def _rows(rehearsed: Rehearsed, options: Options) -> Iterator[tuple[str, str]]:
    names = Namespace(options.profile.people, options.run_id)
    yield (
        "registers",
        f"{_people(rehearsed, options)}, from {names.external_id(0)}, {names.email(0)}, {names.mobile(0)} on",
    )
    yield "in", _places(rehearsed.places, options.profile)
    yield "sends", _requests(rehearsed, options)
    yield "to", _listed(rehearsed.operations)
    yield "takes", _minutes(rehearsed, options)
    yield "is bound by", ", ".join(_bounds(options))
    yield (
        "counted in",
        "a rehearsal against the embedded reference, with the profile, depth, seed and run id of this run: "
        "a target that answers otherwise is sent somewhat other requests",
    )
    for note in rehearsed.notes:
        yield "but", note
    for test in rehearsed.stumbled:
        yield "without", test


def _people(rehearsed: Rehearsed, options: Options) -> str:
    people = "1 person" if rehearsed.people == 1 else f"{rehearsed.people} people"
    if not rehearsed.goes_on or rehearsed.people == options.people_max:
        return f"at most {people}"
    more = round(100 * rehearsed.people / rehearsed.requests)
    return f"{people} by the first {rehearsed.requests} requests and about {more} by each 100 more"


def _requests(rehearsed: Rehearsed, options: Options) -> str:
    told = counted(rehearsed.requests, "request")
    if rehearsed.goes_on:
        return f"{told}, and goes on like the last of them until a bound is reached or all is done"
    return f"{told}, and {rehearsed.others} to references of other settings" if rehearsed.others else told


def _minutes(rehearsed: Rehearsed, options: Options) -> str:
    if rehearsed.seconds is None or options.rate is None:
        return "as long as the target takes to answer, for nothing sets a pace"
    seconds, what = rehearsed.seconds, ""
    if rehearsed.goes_on and options.budget:
        seconds *= options.budget / rehearsed.requests
    elif rehearsed.goes_on and options.max_seconds is None:
        what = f" for the first {rehearsed.requests}"
    if options.max_seconds is not None:
        seconds = options.max_seconds if rehearsed.goes_on and not options.budget else min(seconds, options.max_seconds)
    return f"about {seconds / 60:.1f} minutes{what}, at {options.rate * SHARE:g} requests a minute"


def _bounds(options: Options) -> Iterator[str]:
    asked = options.max_requests or options.profile.limits.max_requests
    yield f"--max-people {options.people_max}" if options.people_max else "no --max-people"
    if options.budget:
        yield f"--max-requests {asked}" if asked else f"{options.budget} requests of depth {options.depth}"
    else:
        yield "no --max-requests"
    yield f"--max-time {options.max_seconds:g}" if options.max_seconds else "no --max-time"


def _places(places: Mapping[str, int], profile: Profile) -> str:
    """How many registrations name which source account; those that nobody is known to have, together."""
    known = {place: count for place, count in places.items() if _is_known(place, profile)}
    others = sum(places.values()) - sum(known.values())
    told = _listed(known)
    return f"{told}, and {counted(others, 'registration')} with no source or none that is known" if others else told


def _is_known(place: str, profile: Profile) -> bool:
    source, _, account = place.partition("/")
    return profile.lists(source) and (not account or account in profile.accounts(source))


def _listed(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered) or "nothing"


def _limit(options: Options) -> int | None:
    """How many requests the run may send, for its budget or its time; None where nothing says."""
    bounds = [] if options.budget is None else [options.budget]
    if options.max_seconds is not None and options.rate is not None:
        bounds.append(1 + int(options.max_seconds * options.rate * SHARE / 60))
    return min(bounds, default=None)


def _rehearsing(options: Options, folder: Path) -> Options:
    """The options of the rehearsal of a run."""
    limits = options.profile.limits.model_copy(update={"rate_per_minute": None})
    most = min(_limit(options) or REHEARSED_MAX, REHEARSED_MAX)
    return replace(
        options,
        base_url=None,
        profile=options.profile.model_copy(update={"limits": limits, "reads": Reads()}),
        reports=folder,
        max_requests=most - _preflight(options),
        max_seconds=None,
        rate_per_minute=None,
        sockets=False,
        is_rehearsal=True,
        rehearses_outside=options.is_outside,
    )


def _preflight(options: Options) -> int:
    """How many requests a run sends before the first test: one where it has to see whether there is a target."""
    return int(options.base_url is not None)


def _rehearsed(run: Run, options: Options, fetches: bool) -> Rehearsed:
    report, limit = run.report(), _limit(options)
    tests = run.tests.values()
    exchanges = [told.exchange for test in tests for told in test.exchanges]
    operations = Counter(exchange.request.operation for exchange in exchanges)
    notes = []
    if options.base_url is not None:
        operations[preflight.probe(options.profile, run.namespace).operation] += 1
        try:
            preflight.refuse_production(options.base_url, options.profile)
        except UsageError as error:
            notes.append(f"it would be refused: {error}")
        if fetches:
            notes.append("it would fetch a token, again before it ends: these calls are of its budget, and not counted")
    cut = report.requests + options.profile.limits.burst > (run.options.max_requests or 0)
    return Rehearsed(
        people=run.ledger.people,
        places=run.ledger.places,
        operations=operations,
        requests=report.requests + _preflight(options),
        others=report.sent - report.requests,
        seconds=_seconds(exchanges, options),
        goes_on=cut and (limit is None or limit > REHEARSED_MAX),
        stumbled=tuple(f"{test.id}: {test.reason}" for test in tests if test.verdict is Verdict.UNKNOWN),
        notes=tuple(notes),
    )


def _seconds(exchanges: Sequence[Exchange], options: Options) -> float | None:
    """What requests take at the pace, and until reads may follow writes; None where there is no pace."""
    if options.rate is None:
        return None
    lag = options.profile.reads.lag_s
    lag = lag if lag <= LAG_MAX_S else 0.0
    interval = 60 / (options.rate * SHARE)
    now, written = _preflight(options) * interval, float("-inf")
    for exchange in exchanges:
        operation = exchange.request.operation
        now = max(now + interval, written + lag if operation in READS else 0.0)
        written = now if operation in WRITES else written
    return now
