"""A session of pytest that runs a campaign: a target is an item, a limit is a group of pytest-xdist's.

xdist shares the groups out. The controller writes down the plan before anything is sent, and adds up at the end;
workers run the targets.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from contracts.engine import whole
from contracts.engine.claim import claim
from contracts.engine.errors import ContractsError, UsageError
from contracts.engine.pace import SHARE
from contracts.engine.secrecy import Secret
from contracts.engine.verdict import Exit, exit_code
from contracts.reporting.render import counted
from contracts.reporting.text import VERDICT_WORD
from contracts.runner import options
from contracts.runner.asked import InCampaign
from contracts.runner.campaigns import child, closing, settling, told
from contracts.runner.campaigns.child import Suites, TargetOutcome
from contracts.runner.campaigns.plan import Roster, TargetRun
from contracts.runner.terminal import say

CAMPAIGN = pytest.StashKey["CampaignRun"]()
_WORKER = "contracts_campaign"
_LOST = ".shared-lost"
"""The file that says that Redis is lost, and why."""


def outlive_nobody() -> None:
    """Where a campaign has started this process, end with what started it."""
    told.outlive_nobody(os.environ)


def settle(config: pytest.Config) -> None:
    """Let the session be one of a campaign, where that is asked for; raises UsageError, and HarnessError where what
    the shards share is not there."""
    if settling.is_child() or getattr(config.option, "campaign", None) is None:
        if not settling.is_child():
            settling.refuse_without_campaign(config)
        return
    given: Mapping[str, Any] = getattr(config, "workerinput", {}).get(_WORKER, {})
    if given:
        plan, suites = Roster.read(given["plan"]), Suites(tuple(given["before"]), tuple(given["words"]))
    else:
        plan, suites = settling.plan_of(config), settling.suites_of(config)
    run = CampaignRun(config, plan, suites, settling.shared_url(config))
    if not given and not config.option.collectonly:
        run.meet()
    _take_the_place_of_suites(config)
    config.stash[CAMPAIGN] = run
    config.pluginmanager.register(run, "contracts-campaign")


def _take_the_place_of_suites(config: pytest.Config) -> None:
    """Collect the file of the campaign, and let reports be those of the targets."""
    option = config.option
    config.args = [str(_file_of(config))]
    option.keyword = option.markexpr = ""
    option.pyargs = False
    if hasattr(config, "workerinput"):
        option.loadgroup = True  # which it has read from words that need not say so
    if getattr(option, "numprocesses", None) or getattr(option, "tx", None):
        said = option.dist if options.says(config, "--dist") else "no"
        if said not in ("no", "loadgroup"):
            raise UsageError(f"--dist {said}: targets that share a limit are one group, so it should be loadgroup")
        option.dist = "loadgroup"
    closing.keep_reports_asked_for(config)


def _file_of(config: pytest.Config) -> Path:
    """The file of the campaign, as pytest would call it."""
    return Path(os.path.abspath(config.invocation_params.dir / config.option.campaign))


class CampaignFile(pytest.File):
    """The file of a campaign: its targets of this shard."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each."""
        for target in self.config.stash[CAMPAIGN].plan.mine:
            yield TargetItem.from_parent(self, name=target.name, target=target)


class TargetEnded(Exception):
    """The run of a target ended otherwise than clean; told in one line."""


class TargetItem(pytest.Item):
    """One target."""

    def __init__(self, *, target: TargetRun, **others: Any) -> None:
        super().__init__(**others)
        self.target = target
        self.add_marker(pytest.mark.xdist_group(target.group))

    def runtest(self) -> None:
        """Run its suites in a process of its own; once, for a second run would meet the people of the first."""
        outcome = self.config.stash[CAMPAIGN].run(self.target)
        if outcome.exit != Exit.CLEAN:
            raise TargetEnded(worded(outcome))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """How its run ended, without a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, TargetEnded) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """By which name reports call it."""
        return self.path, None, self.name


def worded(outcome: TargetOutcome) -> str:
    """What the run of a target came to, in one line."""
    why = f": {outcome.why}" if outcome.why else ""
    return f"{outcome.name}: {VERDICT_WORD[Exit(outcome.exit)]} (exit code {outcome.exit}){why}"


class CampaignRun:
    """A pytest plugin, in the controller and in each worker."""

    def __init__(self, config: pytest.Config, plan: Roster, suites: Suites, shared: str) -> None:
        self.plan = plan
        self._config, self._suites, self._shared = config, suites, shared
        self._here = config.invocation_params.dir
        self.reports = self._here / config.getoption("reports")
        self._is_worker = hasattr(config, "workerinput")
        self._exit: Exit | None = None
        self._commons: Any = None
        if shared:
            self._commons = _commons_of(shared, plan)

    def meet(self) -> None:
        """Make sure that what the shards share is there; raises HarnessError."""
        if self._commons is not None:
            self._commons.begin()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker the plan."""
        node.workerinput[_WORKER] = {
            "plan": self.plan.written(),
            "before": list(self._suites.before),
            "words": list(self._suites.words),
        }

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Share out the groups."""
        from contracts.runner.campaigns import sharing  # where there is no xdist, nobody asks

        return sharing.scheduler(config, log)

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Write down the plan, before anything is sent, and remove what the last campaign came to."""
        if self._config.option.collectonly:
            return
        interrupts: Any = self._config.pluginmanager.get_plugin("contracts-interrupts")
        interrupts.catch()
        if self._is_worker:
            return
        try:
            self._config.add_cleanup(claim(self.reports, "--reports"))
            for name in (child.OUTCOME, child.BEGUN):
                for path in self.reports.glob(f"targets/*/{name}"):
                    path.unlink()
            for name in (_LOST, child.STOP):
                (self.reports / name).unlink(missing_ok=True)
            text = closing.as_text(self.plan.told())
            whole.write(self.reports / "campaign.json", text)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
        except OSError as error:
            raise pytest.UsageError(f"--reports: {self.reports} cannot be written: {error.strerror}") from None

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect the targets."""
        if file_path != _file_of(self._config):
            return None
        return CampaignFile.from_parent(parent, path=file_path, nodeid=self.plan.name)

    def pytest_report_header(self) -> str:
        """What is about to be run."""
        mine, (shard, count) = len(self.plan.mine), self.plan.shard
        part = f", {mine} of them in shard {shard}/{count}" if count > 1 else ""
        return (
            f"contracts: campaign {self.plan.name}, {counted(len(self.plan.targets), 'target')}{part}, "
            f"run id {self.plan.run_id}"
        )

    def run(self, target: TargetRun) -> TargetOutcome:
        """Run one target, with what the shards have in common; raises TargetEnded where that was begun already."""
        if self._is_begun(target):
            raise TargetEnded(f"{target.name}: no verdict: the worker that ran it has died")
        folder = self._here / target.corpus if target.corpus else None
        if self._commons is not None and folder is not None:
            self._commons.bring(folder)
        outcome = child.run(target, self.plan, self._suites, self.reports, self._here, self.told_to(target))
        if self._commons is not None:
            if folder is not None:
                self._commons.take(folder)
            self._commons.ended(outcome)
        return outcome

    def _is_begun(self, target: TargetRun) -> bool:
        path: Path = self.reports / "targets" / target.name / child.BEGUN
        return path.exists()

    def told_to(self, target: TargetRun) -> InCampaign:
        """What the run of a target is told of the limit that it shares."""
        if target.limit is None or target.rate is None or target.part is None:
            return InCampaign()
        begins_at = self._last_of(target) + 60 / (target.part * SHARE)
        if not self._shared:
            return InCampaign(begins_at)
        return InCampaign(begins_at, target.limit, target.rate, self._shared, str(self.reports / _LOST))

    def _last_of(self, target: TargetRun) -> float:
        """When a target behind the same limit may have sent its last request, here; 0 where none has begun."""
        last = 0.0
        for other in self.plan.mine:
            if other.limit == target.limit and self._is_begun(other):
                outcome = child.outcome_of(self.reports, other.name)
                last = max(last, datetime.datetime.fromisoformat(outcome.ended).timestamp() if outcome else time.time())
        return last

    def pytest_keyboard_interrupt(self) -> None:
        """Let workers hear of it at once, who would otherwise some seconds after the controller has gone."""
        with contextlib.suppress(OSError):
            (self.reports / child.STOP).touch()

    def pytest_terminal_summary(self) -> None:
        """Say what the targets came to."""
        self._conclude()

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int | pytest.ExitCode) -> Iterator[None]:
        """Add everything up."""
        yield
        if self._config.option.collectonly or self._is_worker or exitstatus == pytest.ExitCode.USAGE_ERROR:
            return
        self._conclude()
        held = {Exit.INTERRUPTED} if exitstatus == pytest.ExitCode.INTERRUPTED else set()
        held |= {Exit.NO_VERDICT} if exitstatus == pytest.ExitCode.INTERNAL_ERROR else set()
        session.exitstatus = int(exit_code({*held, Exit.NO_VERDICT if self._exit is None else self._exit}))

    def _conclude(self) -> None:
        """Say what became of the targets, and merge their reports; once."""
        if self._config.option.collectonly or self._is_worker or self._exit is not None:
            return
        tell = partial(say, self._config)
        outcomes = {target.name: child.outcome_of(self.reports, target.name) for target in self.plan.mine}
        self._exit = exit_code(Exit(each.exit) if each else Exit.NO_VERDICT for each in outcomes.values())
        with contextlib.suppress(OSError):
            tell((self.reports / _LOST).read_text(encoding="utf-8").strip() + ": since then each shard has its part")
        if self._commons is not None and (line := self._commons.standing()):
            tell(line)
        if self.plan.shard[1] > 1:
            for line in _lines(outcomes):
                tell(line)
            tell(f"shard {self.plan.shard[0]} of {self.plan.shard[1]}: contracts merge adds it up with the others")
            return
        try:
            self._exit = exit_code({self._exit, closing.merged(self._config, self.reports, self._secrets(), tell)})
        except ContractsError as error:
            tell(str(error))
            self._exit = exit_code({self._exit, Exit.NO_VERDICT})

    def _secrets(self) -> list[Secret]:
        """What no file of the campaign may hold."""
        names = sorted({name for target in self.plan.targets for name in target.secrets})
        found = [Secret(name, text) for name in names if (text := os.environ.get(name))]
        password = urllib.parse.urlsplit(self._shared).password
        return found + ([Secret("the password of --shared", urllib.parse.unquote(password))] if password else [])


def _lines(outcomes: Mapping[str, TargetOutcome | None]) -> Iterator[str]:
    """What the targets of a shard came to: all counted, and each named that has no verdict."""
    words = Counter(VERDICT_WORD[Exit(each.exit) if each else Exit.NO_VERDICT] for each in outcomes.values())
    summed = ", ".join(f"{count} {word}" for word, count in words.items()) or "none of them is of this shard"
    yield f"{counted(len(outcomes), 'target')}: {summed}"
    for name, outcome in outcomes.items():
        if outcome is None:
            yield f"target {name}: no verdict: its run left no outcome"


def _commons_of(url: str, plan: Roster) -> Any:
    """What the shards have in common; raises UsageError where the library is missing that it needs."""
    try:
        from contracts.runner.campaigns import commons  # an optional library: only who asks for it needs it
    except ImportError:
        raise UsageError("--shared needs redis: pip install 'registration-contracts[shared]'") from None
    return commons.of(url, plan)
