"""What a pytest item is to a contract run: its contract, its turn, its identity, what came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.documents import files
from contracts.documents.depths import DEPTHS
from contracts.engine.docstrings import docstring
from contracts.engine.errors import BrokenPromise, HarnessError
from contracts.engine.target import Record
from contracts.engine.verdict import Verdict
from contracts.reporting.summary import ItemReport
from contracts.rules.judge import Judged
from contracts.runner import words
from contracts.stories.declaring import Scenario

RECORD = pytest.StashKey[Record[Judged]]()
"""What the attempt under way did."""
PLACE = pytest.StashKey[int]()
"""When an item was collected."""


def contract_of(item: pytest.Item) -> Scenario | None:
    """The contract that an item carries; None for one of somebody else."""
    contract = getattr(getattr(item, "function", None), "contract", None)
    if not isinstance(contract, Scenario):
        return None
    callspec = getattr(item, "callspec", None)
    operation = callspec.params.get("operation") if callspec else None
    return replace(contract, operation=operation) if isinstance(operation, str) else contract


def identity_of(item: pytest.Item) -> str:
    """The id by which reports know an item from run to run."""
    contract = contract_of(item)
    if contract is None:
        return item.nodeid
    callspec = getattr(item, "callspec", None)
    return f"{contract.id}[{callspec.id}]" if callspec else contract.id


def record_of(item: pytest.Item) -> Record[Judged]:
    """What the attempt under way did; an empty record before it began."""
    return item.stash.setdefault(RECORD, Record(identity_of(item)))


def in_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Contracts in the order in which they were collected, the shallower first; all others where they are.

    The order decides who the people are, so nothing that shuffles tests may decide it.
    """
    turns = iter(sorted(filter(contract_of, items), key=_turn))
    return [next(turns) if contract_of(item) else item for item in items]


def _turn(item: pytest.Item) -> tuple[int, int, int]:
    """The shallower before the deeper; of suites that go on and on, round by round."""
    contract, callspec = contract_of(item), getattr(item, "callspec", None)
    depth = DEPTHS.index(contract.depth) if contract else 0
    return depth, callspec.params.get("round_", 0) if callspec else 0, item.stash.get(PLACE, 0)


def report_of(item: pytest.Item, contract: Scenario, error: BaseException | None) -> ItemReport:
    """What an item has to tell once it is over; `error` is what ended it."""
    record = record_of(item)
    verdict, reason = Verdict.PASS, ""
    if isinstance(error, BrokenPromise):
        verdict = Verdict.FAIL
    elif isinstance(error, pytest.skip.Exception):
        verdict, reason = Verdict.SKIP, str(error)
    elif error is not None:
        verdict, reason = Verdict.UNKNOWN, str(error) if isinstance(error, HarnessError) else repr(error)
    doc = docstring(getattr(item, "function")) or contract.id  # noqa: B009 - Item declares no function
    callspec = getattr(item, "callspec", None)
    return ItemReport(
        id=identity_of(item),
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
