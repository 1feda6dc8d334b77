"""A campaign over nights: a run for each target in one file, added whole or not at all, and each only once. Pure but
for the file itself, which is a `Chronicle`.

What held is told apart from what nobody asked by the rules that a run exercised, among runs of one depth: which
scenario exercised them a campaign does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.engine.keys import FindingKey, read
from contracts.reporting import changes
from contracts.reporting.campaign.values import Campaign, Concluded, TargetResult
from contracts.reporting.changes import Broken, Change, Night
from contracts.reporting.chronicle import CAMPAIGN, Chronicle


def subject_of(campaign: Campaign, target: str) -> str:
    """By what a history knows a target of a campaign: its names, for brands may share a URL."""
    return f"{CAMPAIGN}{campaign.name} | {target}"


def night_of(result: TargetResult, before: Sequence[Night], code: int) -> Night:
    """A run as the history keeps it; `code` is what the merge makes of its exit code."""
    broken = {
        str(FindingKey(each.rule, each.operation, each.scenario, each.where)): Broken(
            each.count, each.is_remark, each.waived
        )
        for each in result.broken
    }
    exercised, causes = {rule for rule, _ in result.exercised}, {each.cause for each in result.broken}
    known = {text: key for night in before for text in night.broken if (key := read(text))}
    held = {
        text
        for text, key in known.items()
        if key.rule in exercised and (key.rule, key.operation, key.where) not in causes
    }
    return Night(
        run_id=result.run_id,
        ended=result.ended,
        depth=result.depth,
        exit=code,
        requests=result.requests,
        seconds=round(result.seconds, 1),
        latency_ms=result.latency_ms if any(result.latency_ms) else None,
        broken=broken,
        held=frozenset(held),
        readings=dict(result.readings),
    )


class Nights:
    """The nights of a campaign's targets, tonight the last of each; raises NoHistory where the file cannot be used."""

    def __init__(self, file: Chronicle, campaign: Campaign, targets: Sequence[Concluded]) -> None:
        self._file = file
        self._tonight: dict[str, Night] = {}
        self.all: dict[str, Sequence[Night]] = {}
        """Target -> its nights, the oldest first."""
        self.changes: dict[str, Sequence[Change]] = {}
        """Target -> what tonight says of its findings."""
        known = file.nights_of({subject_of(campaign, each.name) for each in targets})
        for each in targets:
            subject, result = subject_of(campaign, each.name), each.result
            before = sorted(known.get(subject, ()), key=lambda night: night.ended)
            if result is not None and result.ended and not result.lacks:
                before = [night for night in before if night.ended < result.ended]
                alike = [night for night in before if night.depth == result.depth]
                tonight = night_of(result, alike, int(each.exit))
                self._tonight[subject] = tonight
                self.changes[each.name] = changes.changes(tonight, alike) if alike and tonight.has_verdict else ()
                before = [*before, tonight]
            self.all[each.name] = before

    def add(self) -> int:
        """Leave tonight to the merges after this one; returns how many runs the file did not have yet."""
        return self._file.add_all(self._tonight)


def shown(nights: Mapping[str, Sequence[Night]]) -> Mapping[str, Sequence[Night]]:
    """The nights of a campaign that has had more than this one; empty where it has not."""
    return nights if any(len(of) > 1 for of in nights.values()) else {}
