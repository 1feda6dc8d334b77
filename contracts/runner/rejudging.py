"""A recorded run, judged again under a profile: what the next run would find, without a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from contracts.documents import files
from contracts.documents.profile import Profile
from contracts.engine.exchange import Exchange
from contracts.engine.verdict import Finding
from contracts.reporting import events
from contracts.reporting.comparison import Side
from contracts.reporting.events import RunFacts
from contracts.rules.judge import Judge, Judged
from contracts.runner import specimen
from contracts.runner.replay import profile_of, steps
from contracts.stories.declaring import Setting
from contracts.stories.namespace import Namespace


@dataclass(frozen=True)
class Recorded:
    """A run as its log has it; raises UsageError for any other file, and for a log of another release."""

    log: Path
    facts: RunFacts
    profile: Profile
    """What the run was told."""
    exchanges: Sequence[Exchange]
    """Those with the target itself."""
    others: Sequence[tuple[Setting, Sequence[Exchange]]]
    """Those with references of other settings."""
    findings: Sequence[Finding]
    exit: int | None
    """None of a run that was killed."""

    @classmethod
    def of(cls, reports: Path) -> Recorded:
        """The run of a folder of reports, or of its `run.jsonl`."""
        log = reports / "run.jsonl" if reports.is_dir() else reports
        facts = events.facts_of(log)
        return cls(
            log=log,
            facts=facts,
            profile=profile_of(log, facts),
            exchanges=events.exchanges_of(log, ""),
            others=[
                (Setting(name, events.changes_of(log, name)), events.exchanges_of(log, name))
                for name in events.targets_of(log)
            ],
            findings=events.findings_of(log),
            exit=events.exit_of(log),
        )

    def judged(self, profile: Profile | None = None) -> tuple[Judge, list[Judged]]:
        """The exchanges with the target itself, judged under a profile, or that of the run."""
        known = profile is None or profile == self.profile
        return self._as_it_was if known else self._judged(profile or self.profile, self.exchanges)

    @cached_property
    def _as_it_was(self) -> tuple[Judge, list[Judged]]:
        return self._judged(self.profile, self.exchanges)

    def side(self, called: str) -> Side:
        """The run as one of two that are compared."""
        judge, _ = self.judged()
        return Side(
            called=called,
            target=self.facts.target,
            depth=self.facts.depth,
            seed=self.facts.seed,
            exit=self.exit,
            requests=len(self.exchanges),
            findings=self.findings,
            answered=judge.answered.condensed(judge.readings),
        )

    def found(self, profile: Profile) -> list[Finding]:
        """What a judge finds in all exchanges under a profile; what stories alone can see is not among it."""
        found = list(self.judged(profile)[0].findings.values())
        for setting, exchanges in self.others:
            found += self._judged(specimen.mutated(profile, setting), exchanges)[0].findings.values()
        return found

    def _judged(self, profile: Profile, exchanges: Sequence[Exchange]) -> tuple[Judge, list[Judged]]:
        judge = Judge(profile, files.load_spec(), Namespace(self.profile.people, self.facts.run_id).owns)
        judged: list[Judged] = []
        for step in steps(exchanges):
            judged += judge.judge_all(sorted(step, key=lambda exchange: exchange.index)).judged
        return judge, sorted(judged, key=lambda each: each.exchange.index)
