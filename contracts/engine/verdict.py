"""Verdicts, findings and exit codes: what a run concludes and how the conclusions add up."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from contracts.engine.keys import FindingKey, key_of, scenario_of

JudgedT = TypeVar("JudgedT")


class Verdict(enum.IntEnum):
    """What is known of a promise, in the order in which the worst wins."""

    SKIP = 0
    """Not asked for: depth, selection, budget, or the profile leaves it open."""
    PASS = 1
    """Exercised by answered, unthrottled exchanges and held each time."""
    UNKNOWN = 2
    """The run set out to exercise it and could not."""
    FAIL = 3
    """Broken at least once."""


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of some verdicts; SKIP where there is none."""
    return max(verdicts, default=Verdict.SKIP)


class Exit(enum.IntEnum):
    """Exit codes of a run."""

    CLEAN = 0
    FINDINGS = 1
    INTERRUPTED = 2
    NO_VERDICT = 3
    USAGE = 4
    NOTHING = 5
    """Nothing was exercised."""


_PRECEDENCE = (
    Exit.USAGE,
    Exit.INTERRUPTED,
    Exit.FINDINGS,
    Exit.NO_VERDICT,
    Exit.NOTHING,
    Exit.CLEAN,
)


def exit_code(holding: Iterable[Exit]) -> Exit:
    """The exit code of a run for which several hold: usage, interrupted, findings, no verdict, nothing, clean."""
    held = set(holding)
    return next((code for code in _PRECEDENCE if code in held), Exit.CLEAN)


class Grade(enum.StrEnum):
    """How well a promise is documented."""

    DOCUMENTED = "a"
    """In the five documents, or following from them directly."""
    VENDOR = "b"
    """In the vendor's other documents."""
    INFERRED = "c"
    """In neither: a breach is a remark unless the profile pins the reading."""


class Phrase(str):
    """Said in words rather than quoted: "success, id 7" against the text that a body holds."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Breach:
    """What a judge yields: where in the exchange, what was due, what came. Facts only, no prose."""

    where: str
    expected: object
    actual: object
    cause: str = ""
    """Distinguishes breaches of one rule that have different causes; empty where `where` does it."""


@dataclass(slots=True)
class Finding:
    """A breach with its rule and the exchanges that showed it; equal causes are one finding with a count."""

    rule: str
    grade: Grade
    breach: Breach
    operation: str
    test: str
    exchange: int
    """Index in the history of the exchange that showed it first."""
    remark: bool
    waived: str = ""
    """Ticket of the waiver that accepts it, or empty."""
    count: int = 1
    number: int = 0
    """By which people speak of it, the same for equal causes; 0 until the run gives it one."""
    story: list[int] = field(default_factory=list)
    """Indices of the exchanges of its story, in order, the breaking one last."""
    scenarios: dict[str, int] = field(default_factory=dict)
    """How often each scenario showed it; empty stands for that of `test` alone."""
    since: str = ""
    """What a history says of it, such as "new"; empty where there is none."""
    request_id: str = ""
    """By which the target's operators find the request of that exchange; empty where its answer named none."""
    cut_down: list[str] = field(default_factory=list)
    """The smallest requests that were found to break it, in order; empty where none were looked for."""

    @property
    def decides(self) -> bool:
        """Whether it fails a run: it is neither a remark nor waived."""
        return not self.remark and not self.waived

    @property
    def cause(self) -> tuple[str, ...]:
        """What makes breaches of one run one finding: rule, operation, place, and whether they are accepted."""
        return (self.rule, self.operation, self.breach.cause or self.breach.where, self.waived)

    @property
    def keys(self) -> tuple[FindingKey, ...]:
        """By what it is known from run to run: a key for each scenario that showed it, in their order."""
        where = self.breach.cause or self.breach.where
        shown = self.scenarios or (self.test,)
        return tuple(key_of(self.rule, self.operation, scenario, where) for scenario in shown)

    def note(self, test: str, times: int = 1) -> None:
        """Count it for the scenario of a test."""
        scenario = scenario_of(test)
        self.scenarios[scenario] = self.scenarios.get(scenario, 0) + times


@dataclass(frozen=True)
class Ruling(Generic[JudgedT]):
    """What a judge made of exchanges that were under way together; by itself, that nothing could be made of them."""

    judged: tuple[JudgedT, ...] = ()
    """What was read from each exchange, in their order."""
    findings: tuple[Finding, ...] = ()
    """Those that they made or repeated."""
    exercised: tuple[str, ...] = ()
    """Ids of the rules that had something to judge."""
    no_verdict: str = ""
    """Why they say nothing about a promise, though answered; empty where they may."""


@dataclass(slots=True)
class Tally:
    """How often a rule was exercised, and how often it was broken."""

    exercised: int = 0
    broken: int = 0
    accepted: int = 0
    """How often it was broken besides in a way that fails no run: a remark, or waived."""
    special: dict[str, Tally] = field(default_factory=dict)
    """The same of special cases that the rule speaks of as well, by their name."""

    def of(self, case: str) -> Tally:
        """The tally of a special case."""
        return self.special.setdefault(case, Tally())

    def note(self, finding: Finding) -> None:
        """Count a finding."""
        if finding.decides:
            self.broken += 1
        else:
            self.accepted += 1

    def add(self, other: Tally) -> None:
        """Count what another has counted."""
        self.exercised += other.exercised
        self.broken += other.broken
        self.accepted += other.accepted
        for case, tally in other.special.items():
            self.of(case).add(tally)

    @property
    def verdict(self) -> Verdict:
        """FAIL, PASS or, without evidence, SKIP."""
        if self.broken:
            return Verdict.FAIL
        return Verdict.PASS if self.exercised else Verdict.SKIP
