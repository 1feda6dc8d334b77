"""Allure results, curated: the one module that knows Allure.

allure-pytest listens to pytest and writes the results; every result passes here on its way
to the file and becomes what the test's report says: its identity, title, tree, red box and
exchanges. What pytest forgets to tell - an interrupted test, a crashed worker, a module that
cannot be collected - becomes a result as well, so that no gap looks green.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import md5
from pathlib import Path
from typing import Any
from uuid import uuid4

import allure_commons
import attr
import pytest
from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import (
    Attachment,
    GlobalAttachment,
    GlobalError,
    Globals,
    Label,
    Status,
    StatusDetails,
    TestResult,
)
from allure_pytest.listener import AllureListener  # type: ignore[import-untyped]

from contracts.engine.claim import claim
from contracts.engine.errors import UsageError
from contracts.engine.verdict import Exit, Verdict
from contracts.reporting import folder, pages, render
from contracts.reporting.summary import RunReport, ScenarioReport

Lookup = Callable[[pytest.Item], ScenarioReport | None]
"""What a test has to tell, asked when it is over; None for a test of somebody else."""

_STATUS = {
    Verdict.FAIL: Status.FAILED,
    Verdict.UNKNOWN: Status.BROKEN,
    Verdict.SKIP: Status.SKIPPED,
    Verdict.PASS: Status.PASSED,
}
_KEPT_LABELS = frozenset({"host", "thread", "framework", "language", "severity", "owner"})
_INTERRUPTS = (KeyboardInterrupt, SystemExit, pytest.exit.Exception)


_Details: Any = attr.make_class(
    "_Details", {"expected": attr.ib(default=None), "actual": attr.ib(default=None)}, bases=(StatusDetails,)
)
"""Status details with the two members of the file format that allure-pytest's class lacks."""


class _Running:
    """The test under way, and what pytest said of it."""

    def __init__(self, item: pytest.Item) -> None:
        self.item = item
        self.interrupted = ""
        self.errors: list[str] = []


class AllureReport:
    """A pytest plugin that curates the results in a folder; register it where `--alluredir` is given.

    `identify` names a test before it ran; None for one that is none of ours, which is left to
    Allure. Two tests of one name are a usage error, for the report would show one of them only.
    """

    def __init__(
        self,
        results: Path,
        lookup: Lookup,
        rule_of: pages.RuleOf,
        words: render.Words,
        identify: Callable[[pytest.Item], str | None],
    ) -> None:
        self._results = results
        self._lookup = lookup
        self._rule_of = rule_of
        self._words = words
        self._identify = identify
        self._controls = True
        self._running: _Running | None = None
        self._finished: set[str] = set()
        self._foreign: set[str] = set()
        """Results that are none of ours, by uuid."""
        self.places: dict[str, str] = {}
        """Identity of a test -> where the report made of the results tells of it: the part of its address after #."""
        self._uncollected: set[str] = set()
        self._epoch_offset_s = time.time() - time.monotonic()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Remove our earlier results, in the controller only: a worker that restarts would lose those of the others."""
        self._controls = not hasattr(config, "workerinput")
        if self._controls:
            if config.getoption("clean_alluredir", False) and config.getoption("numprocesses", None):
                raise pytest.UsageError(
                    "--clean-alluredir: leave it out, our results of an earlier run go without it; "
                    "with -n every restarted worker would empty it again"
                )
            if not config.option.collectonly:
                try:
                    config.add_cleanup(claim(self._results, "--alluredir"))  # anew, where --clean-alluredir removed it
                    folder.clear(self._results)
                except UsageError as error:
                    raise pytest.UsageError(str(error)) from None
        self._config = config
        allure_commons.plugin_manager.register(self)
        config.add_cleanup(lambda: _unregister(self))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Refuse two tests of one identity."""
        first: dict[str, str] = {}
        for item in session.items:
            identity = self._identify(item)
            if identity is None:
                continue
            if identity in first:
                message = f"two tests are {identity!r}: {first[identity]} and {item.nodeid}"
                if self._controls:
                    raise pytest.UsageError(message)
                session.shouldfail = message  # an xdist worker that raises here takes its message with it
            first[identity] = item.nodeid

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        """Remember which test is under way, and whether it was interrupted: then no report of it follows."""
        if self._identify(item) is None:
            self._running = None
            return (yield)
        self._running = _Running(item)
        attached = self._config.option.attach_capture
        self._config.option.attach_capture = False
        try:
            return (yield)
        except _INTERRUPTS as interrupt:
            self._running.interrupted = type(interrupt).__name__
            raise
        finally:
            self._config.option.attach_capture = attached

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Remember what went wrong besides the target."""
        report = yield
        if report.when == "setup" and self._running is not None:
            self._running.errors.clear()  # another attempt of the same test
        if report.failed and call.excinfo is not None and self._running is not None:
            self._running.errors.append(f"{report.when}: {_last_line(call.excinfo.exconly())}")
        return report

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Leave a result for a module that cannot be collected; workers leave that to the controller."""
        if not (self._controls and report.failed) or report.nodeid in self._uncollected:
            return
        self._uncollected.add(report.nodeid)
        name = report.nodeid or "collection"
        self._leave(name, f"{name} cannot be collected: {_last_line(report.longreprtext)}", "collection-error")

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport, sched: Any) -> None:
        """Leave a result for the test that ended its xdist worker."""
        self._leave(crashitem, f"the worker crashed while running {crashitem}", "worker-crash")

    @allure_commons.hookimpl(tryfirst=True)
    def report_result(self, result: Any) -> None:
        """Curate a result before it is written."""
        if result.uuid in self._finished:
            return
        if self._running is None:
            self._foreign.add(result.uuid)
            return
        running = self._running
        report = self._lookup(running.item)
        identity = report.id if report else str(self._identify(running.item))
        _identify_as(result, identity)
        self.places[identity] = _md5(result.uuid)
        _mark(result)
        result.descriptionHtml = None
        kept = [label for label in result.labels if label.name in _KEPT_LABELS]
        if report is None:
            self._tell_unheard(result, running)
            return
        result.name = render.escaped(report.title or report.id)
        result.titlePath = [part for part in (report.epic, report.feature, report.story) if part]
        result.description = pages.description(report, self._rule_of)
        result.labels = [Label(name, text) for name, text in pages.labels(report)] + kept
        result.parameters = []
        result.status, result.statusDetails = self._conclude(report, running)
        result.attachments = [*self._attached(report), *result.attachments]

    @allure_commons.hookimpl(tryfirst=True)
    def report_container(self, container: Any) -> None:
        """Keep fixtures out of the pages: they tell a reader nothing, and their tracebacks may tell too much."""
        theirs = [each for each in container.children if each in self._foreign]
        if self._running is None or theirs:
            container.children = theirs or container.children
            return
        container.befores, container.afters, container.children = [], [], []
        _mark(container)

    def describe_run(self, report: RunReport, text: str = "") -> None:
        """Write the run-level files, once, in the controller; `text` is the terminal report, shown beside the tree."""
        folder.describe(self._results, report)
        shared = Globals()
        if text:
            source = f"{folder.OURS}{uuid4()}-attachment.txt"
            _hook().report_attached_data(body=text, file_name=source)
            shared.attachments.append(GlobalAttachment("report.txt", source, "text/plain", _now()))
        if report.exit not in (Exit.CLEAN, Exit.FINDINGS):
            notes = [f"{report.exit.name.replace('_', ' ').lower()}: no full verdict", *report.notes]
            shared.errors.append(GlobalError(message=render.escaped("; ".join(notes)), timestamp=_now()))
        if shared.attachments or shared.errors:
            _mark(shared)
            _hook().report_globals(globals_item=shared)

    def _conclude(self, report: ScenarioReport, running: _Running) -> tuple[str, Any]:
        """A seen breach stays a breach; otherwise what stopped the test stands before what it had shown."""
        if report.verdict is not Verdict.FAIL:
            if running.interrupted:
                return Status.BROKEN, _Details(message=f"the run was interrupted ({running.interrupted})")
            if running.errors and (report.verdict is not Verdict.UNKNOWN or not report.reason):
                return Status.BROKEN, _Details(message=render.escaped("; ".join(running.errors)))
        told = pages.red_box(report, self._rule_of, self._words)
        details = _Details(message=told.message, trace=told.trace) if told else None
        if told and details:
            details.expected, details.actual = told.expected or None, told.actual or None
        return _STATUS[report.verdict], details

    def _tell_unheard(self, result: Any, running: _Running) -> None:
        result.parameters = []
        if running.interrupted:
            message = f"the run was interrupted ({running.interrupted})"
            result.status, result.statusDetails = Status.BROKEN, StatusDetails(message=message)
        elif running.errors:
            result.statusDetails = StatusDetails(message=render.escaped("; ".join(running.errors)))

    def _attached(self, report: ScenarioReport) -> Iterable[Any]:
        for each in pages.attachments(report, self._words, self._millis):
            source = f"{folder.OURS}{uuid4()}-attachment.{each.suffix}"
            _hook().report_attached_data(body=each.body, file_name=source)
            yield Attachment(each.name, source, each.kind)

    def _leave(self, name: str, message: str, tag: str) -> None:
        result = TestResult(name=name, uuid=str(uuid4()), status=Status.BROKEN, start=_now(), stop=_now())
        self._finished.add(result.uuid)
        _identify_as(result, name)
        result.statusDetails = StatusDetails(message=render.escaped(message))
        result.labels = [Label("epic", "The run itself"), Label("tag", tag)]
        _mark(result)
        _hook().report_result(result=result)

    def _millis(self, seconds: float) -> int:
        return round((self._epoch_offset_s + seconds) * 1000)


class _OursAlone(AllureFileLogger):
    """Writes our results and leaves out those of others, who did not ask for any."""

    def _report_item(self, item: Any) -> None:
        if item.file_pattern.startswith(folder.OURS):
            super()._report_item(item)  # type: ignore[no-untyped-call]

    @allure_commons.hookimpl
    def report_attached_file(self, source: Any, file_name: str) -> None:
        """None of ours is a file."""

    @allure_commons.hookimpl
    def report_attached_data(self, body: Any, file_name: str) -> None:
        """As of the class, but of ours only."""
        if file_name.startswith(folder.OURS):
            super().report_attached_data(body, file_name)  # type: ignore[no-untyped-call]


def listen(config: pytest.Config, results: Path) -> None:
    """Have results of contracts written there, where nobody has asked for any by `--alluredir`.

    Raises UsageError where the folder cannot be written.
    """
    try:
        writer = _OursAlone(str(results))  # type: ignore[no-untyped-call]
    except OSError as error:
        raise UsageError(f"--reports: {results} cannot hold results: {error.strerror}") from None
    config.option.allure_report_dir = str(results)
    listener = AllureListener(config)
    config.pluginmanager.register(listener, "allure_listener")
    for plugin in (listener, writer):
        allure_commons.plugin_manager.register(plugin)
        config.add_cleanup(partial(_unregister, plugin))


def _identify_as(result: Any, identity: str) -> None:
    """One identity in both generations: the older reads historyId, the newer makes it of case and parameters."""
    result.fullName = identity
    result.testCaseId = _md5(identity)
    result.historyId = f"{_md5(result.testCaseId)}.{_md5('')}"


def _mark(written: Any) -> None:
    """Let the name of the file tell that it is ours: a folder may hold what others tell, too."""
    written.file_pattern = folder.OURS + type(written).file_pattern


def _md5(text: str) -> str:
    return md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _unregister(plugin: object) -> None:
    if allure_commons.plugin_manager.is_registered(plugin):
        allure_commons.plugin_manager.unregister(plugin)


def _hook() -> Any:
    return allure_commons.plugin_manager.hook


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def _now() -> int:
    return round(time.time() * 1000)
