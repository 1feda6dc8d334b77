"""What a run knows of the nights before, and what it leaves for those after it."""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from contracts.engine.verdict import Finding
from contracts.reporting import changes
from contracts.reporting.changes import Broken, Change, Night
from contracts.reporting.chronicle import Chronicle, NoHistory, subject_of
from contracts.reporting.drift import DRIFT_NIGHTS, Drift, drift
from contracts.reporting.summary import RunReport


class Remembrance:
    """The history of one run's target; one that cannot be used costs a line, in `trouble`, and nothing else."""

    def __init__(self, path: Path | None, target: str) -> None:
        self.trouble = ""
        self.before: Sequence[Night] = ()
        """The nights before, the oldest first."""
        self.observed: dict[str, Any] = {}
        """What else is to be remembered of this run, as JSON: `Chronicle.observed` has it of those before."""
        self.subject = subject_of(target)
        self.file = Chronicle(path) if path else None
        if self.file:
            try:
                self.before = self.file.nights(self.subject)
            except NoHistory as error:
                self._give_up(error)

    def note(self, finding: Finding) -> None:
        """Say of a finding what the nights before say of it."""
        if self.before and finding.exchange >= 0:
            finding.since = changes.word_for(finding, self.before).told

    def tonight(self, report: RunReport, exercised: Mapping[str, Collection[str]]) -> Night:
        """This run as the history keeps it; `exercised` are the rules by scenario."""
        found = [finding for finding in report.findings if finding.exchange >= 0]
        broken = {str(key): Broken(f.count, f.remark, f.waived) for f in found for key in f.keys}
        return Night(
            run_id=report.run_id,
            ended=_now(),
            depth=report.depth,
            exit=int(report.exit),
            requests=report.requests,
            seconds=round(report.seconds, 1),
            latency_ms=report.latency_ms,
            broken=broken,
            held=frozenset(changes.keys_held(self.before, broken, exercised)),
            promises={each.citation.anchor: (each.verdict.name, each.exercised) for each in report.promises},
            readings=report.readings,
        )

    def changes(self, tonight: Night) -> tuple[Change, ...]:
        """What tonight says; nothing where there was no night before."""
        return tuple(changes.changes(tonight, self.before)) if self.before else ()

    def nights(self, tonight: Night) -> Sequence[Night]:
        """The nights before and this one; none without a history."""
        return (*self.before, tonight) if self.before else ()

    def drift(self, answered: Mapping[str, Any]) -> tuple[Drift, ...]:
        """What the target answers otherwise than on the nights before; `answered` is left to those after this one."""
        self.observed["answered"] = answered
        if not self.before or self.file is None:
            return ()
        nights = self.file.observed(self.subject, DRIFT_NIGHTS)
        with contextlib.suppress(ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return tuple(drift(answered, [of.get("answered", {}) for night, of in nights if night.has_verdict]))
        return ()  # a release to come has written them otherwise

    def add(self, tonight: Night) -> None:
        """Leave this run to those after it; where it cannot, `trouble` says so."""
        if self.file:
            try:
                self.file.add(self.subject, tonight, self.observed)
            except NoHistory as error:
                self._give_up(error)

    def _give_up(self, error: NoHistory) -> None:
        self.trouble = str(error)
        if not error.begins_anew:
            self.file = None


def latency_ms(seconds: Iterable[float]) -> tuple[int, int] | None:
    """Median and 95th percentile of what answers have taken, in milliseconds; None where nothing was answered."""
    taken = sorted(seconds)
    if not taken:
        return None
    median, most = (taken[round(share * (len(taken) - 1))] for share in (0.5, 0.95))
    return round(median * 1000), round(most * 1000)


def _now() -> str:
    """The moment; builds that are to be repeated say it by SOURCE_DATE_EPOCH."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.datetime.now(datetime.UTC)
    moment = datetime.datetime.fromtimestamp(int(told), datetime.UTC) if told.isdigit() else now
    return moment.isoformat(timespec="seconds")
