"""Whatever fails on our side of a run is no verdict: never findings, never clean, never a Python that crashed."""

from __future__ import annotations

import functools
import gc
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from contracts.engine.errors import Derailed

STORY = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/repeats", promise="one-owner-per-source")
def test_repeats(api: Api) -> None:
    """Adds somebody twice."""
    ada = api.person()
    api.add(ada)
    api.add(ada)
'''
OURS = [
    "contracts.runner.launch:find_configuration",
    "contracts.runner.options:declare",
    "contracts.runner.guests:Guest.settle",
    "contracts.runner.plugin:is_contract",
    "contracts.runner.plugin:beginning",
    "contracts.runner.options:read",
    "contracts.runner.options:operations",
    "contracts.runner.terminal:outlast_readers",
    "contracts.reporting.allure:claim",
    "contracts.runner.plugin:contract_of",
    "contracts.runner.plugin:identity_of",
    "contracts.runner.plugin:in_turn",
    "contracts.runner.plugin:record_of",
    "contracts.runner.plugin:report_of",
    "contracts.runner.interrupts:Interrupts.catch",
    "contracts.runner.interrupts:Interrupts.exits",
    "contracts.runner.leaks:told",
    "contracts.runner.run:claim",
    "contracts.stories.ledger:Ledger.announce",
    "contracts.runner.run:Run.open",
    "contracts.runner.run:Run.api",
    "contracts.runner.run:Run._watch",
    "contracts.runner.run:Run.conclude",
    "contracts.runner.run:Run.note_failures",
    "contracts.runner.run:Run.report",
    "contracts.runner.run:Run.record",
    "contracts.runner.run:Run.close",
    "contracts.rules.judge:Judge.judge_all",
    "contracts.engine.whole:Lines.write",
    "contracts.engine.whole:write",
    "contracts.reporting.events:RunLog.exchange",
    "contracts.reporting.events:RunLog.verdict",
    "contracts.reporting.text:styled",
    "contracts.reporting.ci:publish",
    "contracts.reporting.folder:clear",
    "contracts.reporting.folder:describe",
    "contracts.reporting.pages:attachments",
    "contracts.reporting.allure:AllureReport.pytest_configure",
    "contracts.reporting.allure:AllureReport.pytest_collection_finish",
    "contracts.reporting.allure:AllureReport.pytest_runtest_makereport",
    "contracts.reporting.allure:AllureReport.report_result",
    "contracts.reporting.allure:AllureReport.report_container",
    "contracts.reporting.allure:AllureReport.describe_run",
]
DISK = [
    ("contracts.stories.ledger:Ledger.announce", Derailed),
    ("contracts.reporting.events:RunLog.exchange", Derailed),
    ("contracts.reporting.events:RunLog.verdict", Derailed),
    ("contracts.engine.whole:write", OSError),
    ("contracts.runner.run:Run.open", OSError),
]


@pytest.mark.sampled(4)
@pytest.mark.filterwarnings("ignore")  # what fails to close is not closed
@pytest.mark.parametrize(("place", "error"), [*((place, RuntimeError) for place in OURS), *DISK])
def test_it_is_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, error: type[Exception]) -> None:
    """Wherever it fails, with a healthy target."""
    (tmp_path / "test_alone.py").write_text(STORY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner = functools.reduce(getattr, owners, importlib.import_module(module))
    with monkeypatch.context() as patch:  # the run that runs this test has the same hooks
        patch.setattr(owner, name, failing(getattr(owner, name), error("ours")))
        code = exit_code(
            "-p",
            "no:cacheprovider",
            "--import-mode=importlib",
            "--no-sockets",
            "--alluredir",
            "results",
            "test_alone.py",
        )
    gc.collect()
    assert code == 3


def failing(function: Callable[..., object], error: Exception) -> Callable[..., object]:
    """The function, with whatever makes it a hook of plugins, but that it fails."""

    @functools.wraps(function)
    def fails(*args: object, **options: object) -> NoReturn:
        raise error

    @functools.wraps(function)
    def fails_at_once(*args: object, **options: object) -> Iterator[None]:
        raise error
        yield

    return fails_at_once if inspect.isgeneratorfunction(function) else fails


def exit_code(*options: str) -> int:
    """What a process that runs pytest so ends in."""
    try:
        return int(pytest.main(list(options)))
    except SystemExit as ended:
        return int(str(ended))
