"""What a run has to tell, as values: the reports render them, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.engine.exchange import Exchange
from contracts.engine.verdict import Exit, Finding, Grade, Verdict
from contracts.reporting.changes import Change
from contracts.reporting.drift import Drift

NOT_EXERCISED = "not exercised by this run"
UNCHECKED = "cannot be checked from outside; the catalogue says why"
UNRULED = "without a rule"


@dataclass(frozen=True)
class Citation:
    """Where a promise stands."""

    anchor: str
    """Anchor in specs/promises.md."""
    text: str
    """The promise in one sentence."""
    source: str
    """Document and section."""
    grade: Grade


@dataclass(frozen=True)
class RuleReport:
    """A rule as a run saw it."""

    id: str
    must: str
    """The rule in one MUST sentence."""
    citation: Citation
    exercised: int
    verdict: Verdict
    location: str = ""
    """File and line of the rule, the same on every machine; empty for a waiver."""


@dataclass(frozen=True)
class PromiseReport:
    """A promise, the rules that check it, and what came of it."""

    citation: Citation
    family: str
    rules: tuple[str, ...]
    exercised: int
    verdict: Verdict
    reason: str = ""
    """Why it was skipped, is unknown, or is never checked."""


@dataclass(frozen=True)
class Told:
    """An exchange, and the line that tells what was asked and what came of it."""

    exchange: Exchange
    line: str
    request_id: str = ""
    """By which the target's operators find the request; empty where its answer named none."""
    asked: str = ""
    """For whom it was asked, identifiers in full; empty where nobody is named."""
    named: tuple[str, ...] = ()
    """The identifiers in that."""
    came: str = ""
    """What the answer says of them, with its status; empty where the line alone is known."""
    codes: tuple[int, ...] = ()
    """The codes in that, each once."""
    accepted: bool = False
    """Whether somebody was registered, changed or found by it."""

    @property
    def index(self) -> int:
        """That of its exchange."""
        return self.exchange.index


@dataclass(frozen=True)
class ScenarioReport:
    """One test, a scenario with its parameters: a leaf of the report tree."""

    id: str
    """Identity across runs: the scenario's or operation's id, never a path."""
    title: str
    description: str
    epic: str
    """API title."""
    feature: str
    """Family."""
    story: str
    """Promise, in its words."""
    verdict: Verdict
    exchanges: tuple[Told, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    """Why it is SKIP or UNKNOWN; empty otherwise."""
    promise: str = ""
    """Anchor of the promise that it is about first of all."""
    rules: tuple[str, ...] = ()
    """Ids of the rules that judged it, what it is about first."""


@dataclass(frozen=True)
class MemberReport:
    """A documented member of a write, and what a run tried of it."""

    operation: str
    path: str
    """From the top of the body; of a header or parameter its name."""
    part: str
    """customer, body, query, header or path."""
    fate: str
    """What is to become of it: kept, normalised, followed, ignored, refused, unseen, open."""
    sent: int
    accepted: int
    read_back: int | None
    """None where it can be read back nowhere."""
    why: str = ""
    """Why it cannot be seen, or what a run needs first."""


OUTCOMES = ("accepted", "refused", "undecided")
"""Of a case."""


@dataclass(frozen=True)
class CasesReport:
    """What generated cases of one operation tried of its constraints."""

    constraints: int
    """That the documents have."""
    tried: int
    """How many of them at least one case tried."""
    documented: int
    """How many cases the documents make of all constraints, each a value at a place."""
    dealt: int
    """How many of those a run has made, each once."""
    outcomes: Mapping[str, int]
    left_out: tuple[str, ...]
    """Further cases that nobody has made or counted."""

    @classmethod
    def of(cls, constraints: Mapping[str, Mapping[str, int]]) -> CasesReport:
        """All constraints of an operation together, as the `cases` of a run have them."""
        of_documents = [numbers for numbers in constraints.values() if "documented" in numbers]
        return cls(
            constraints=len(of_documents),
            tried=sum(any(numbers.get(word) for word in OUTCOMES) for numbers in of_documents),
            documented=sum(numbers["documented"] for numbers in of_documents),
            dealt=sum(numbers["dealt"] for numbers in of_documents),
            outcomes={word: sum(numbers.get(word, 0) for numbers in constraints.values()) for word in OUTCOMES},
            left_out=tuple(name for name, numbers in constraints.items() if not numbers),
        )


@dataclass(frozen=True)
class RunReport:
    """The whole run."""

    target: str
    """Base URL, or "embedded reference"."""
    profile: str
    depth: str
    seed: int
    run_id: str
    spec_sha256: str
    requests: int
    seconds: float
    exit: Exit
    promises: tuple[PromiseReport, ...]
    rules: Mapping[str, RuleReport]
    findings: tuple[Finding, ...]
    """In the order in which they are to be read: the cause first. Remarks last."""
    tests: Mapping[Verdict, int] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    """Reading id -> the answer the target was seen to give."""
    notes: tuple[str, ...] = ()
    """What a reader of the verdict has to know: operations absent, sources not enabled, a run cut short."""
    statements: Mapping[str, int] = field(default_factory=dict)
    """How many statements of the documents rules judge whole, in part, or not, since nobody outside can tell."""
    sent: int = 0
    """Requests to the target and to the references of other settings, together."""
    first_at: int | None = None
    """How many of those had been sent when the first finding was made, remarks apart; None where there is none."""
    questions: int = 0
    """Distinct questions that the requests to the target asked: rule, and kind of what the rule read of a request."""
    cases: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    """Of generated cases: operation -> constraint with its direction -> how many are "documented", how many of those
    were "dealt", and how many came to each outcome; or the name of cases that were left out -> nothing."""
    members: tuple[MemberReport, ...] = ()
    """Of each documented member what was sent, accepted and read back."""
    latency_ms: tuple[int, int] | None = None
    """Median and 95th percentile of the answers; None where there was none."""
    history: str = ""
    """The file of the nights before, if there is one."""
    nights: int = 0
    """How many runs of the target the history holds, before this one."""
    changes: tuple[Change, ...] = ()
    """What changed since the last of them."""
    drift: tuple[Drift, ...] = ()
    """What the target answers otherwise than before, the worst first."""
