"""What a test of pytest is to a contract run: its contract, its turn, its identity, what came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.documents import files
from contracts.documents.depths import DEPTHS
from contracts.engine.docstrings import docstring
from contracts.engine.errors import BrokenPromise, HarnessError
from contracts.engine.target import Record
from contracts.engine.verdict import Verdict
from contracts.reporting.summary import ScenarioReport
from contracts.rules.judge import Judged
from contracts.runner import words
from contracts.stories.declaring import Scenario

RECORD = pytest.StashKey[Record[Judged]]()
"""What the attempt under way did."""
PLACE = pytest.StashKey[int]()
"""When a test was collected."""


def contract_of(test: pytest.Item) -> Scenario | None:
    """The contract that a test carries; None for one of somebody else."""
    contract = getattr(getattr(test, "function", None), "contract", None)
    if not isinstance(contract, Scenario):
        return None
    callspec = getattr(test, "callspec", None)
    operation = callspec.params.get("operation") if callspec else None
    return replace(contract, operation=operation) if isinstance(operation, str) else contract


def identity_of(test: pytest.Item) -> str:
    """The id by which reports know a test from run to run."""
    contract = contract_of(test)
    if contract is None:
        return test.nodeid
    callspec = getattr(test, "callspec", None)
    return f"{contract.id}[{callspec.id}]" if callspec else contract.id


def record_of(test: pytest.Item) -> Record[Judged]:
    """What the attempt under way did; an empty record before it began."""
    return test.stash.setdefault(RECORD, Record(identity_of(test)))


def in_turn(tests: list[pytest.Item]) -> list[pytest.Item]:
    """Contracts in the order in which they were collected, the shallower first; all others where they are.

    The order decides who the people are, so nothing that shuffles tests may decide it.
    """
    turns = iter(sorted(filter(contract_of, tests), key=_turn))
    return [next(turns) if contract_of(test) else test for test in tests]


def _turn(test: pytest.Item) -> tuple[int, int, int]:
    """The shallower before the deeper; of suites that go on and on, round by round."""
    contract, callspec = contract_of(test), getattr(test, "callspec", None)
    depth = DEPTHS.index(contract.depth) if contract else 0
    return depth, callspec.params.get("round_", 0) if callspec else 0, test.stash.get(PLACE, 0)


def report_of(test: pytest.Item, contract: Scenario, error: BaseException | None) -> ScenarioReport:
    """What a test has to tell once it is over; `error` is what ended it."""
    record = record_of(test)
    verdict, reason = Verdict.PASS, ""
    if isinstance(error, BrokenPromise):
        verdict = Verdict.FAIL
    elif isinstance(error, pytest.skip.Exception):
        verdict, reason = Verdict.SKIP, str(error)
    elif error is not None:
        verdict, reason = Verdict.UNKNOWN, str(error) if isinstance(error, HarnessError) else repr(error)
    doc = docstring(getattr(test, "function")) or contract.id  # noqa: B009 - Item declares no function
    callspec = getattr(test, "callspec", None)
    return ScenarioReport(
        id=identity_of(test),
        title=" ".join(doc.split("\n\n")[0].split()) + (f" [{callspec.id}]" if callspec else ""),
        description=" ".join(doc.split()),
        epic=files.load_spec().operations[contract.operation].title,
        feature=contract.family,
        story=files.load_promises()[contract.promise].text,
        verdict=verdict,
        exchanges=tuple(words.told_of(record)),
        findings=tuple(record.findings),
        reason=reason,
        promise=contract.promise,
        rules=tuple(record.exercised),
    )
