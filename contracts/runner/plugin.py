"""The pytest plugin: options, fixtures, verdicts and exit codes of contract suites.

Tests that carry a contract (`scenario`) are judged; all others are pytest's own affair.
"""

from __future__ import annotations

import atexit
import contextlib
import copy
import gc
import itertools
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from contracts.engine.claim import LOCK, claim
from contracts.engine.errors import BrokenPromise, Derailed, HarnessError, NotAsked, NoVerdict, UsageError
from contracts.engine.leniency import leniency
from contracts.engine.target import Record
from contracts.engine.verdict import Exit
from contracts.reporting import render
from contracts.reporting.allure import AllureReport, listen
from contracts.reporting.folder import RESULTS
from contracts.runner import guests, launch, options, progress, rehearsal, resuming, selection, specimen, terminal
from contracts.runner.beginning import UNBEGUN, beginning
from contracts.runner.campaigns import session as campaigns
from contracts.runner.ending import Ending
from contracts.runner.fixtures import ONE_PROCESS, Fixtures
from contracts.runner.guests import Guest, is_contract
from contracts.runner.interrupts import Interrupts
from contracts.runner.run import Run
from contracts.runner.session import RUN, credentials_of, options_of, run_of, run_or_none, words_of
from contracts.runner.terminal import say as _say
from contracts.runner.tests import PLACE, RECORD, contract_of, identity_of, in_turn, record_of, report_of
from contracts.stories.declaring import Scenario

ENDING = pytest.StashKey[Ending]()
BROKEN = pytest.StashKey[bool]()
"""Whether an earlier attempt at a test has broken a promise."""
PLACES = pytest.StashKey[Iterator[int]]()
INTERRUPTS = pytest.StashKey[Interrupts]()
GUEST = pytest.StashKey[Guest]()
UNCOLLECTED = pytest.StashKey[list[pytest.CollectReport]]()
_GARBAGE_MAX = 50_000
"""So many new objects are looked through at once: some megabytes, and five times in a gate."""
NOTHING_HERE = "contracts: no suite was collected here: pytest --pyargs contracts.suites runs those of the package"
_misused: set[str] = set()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Wait with our options until others have declared theirs, but where a conftest.py loads us among them."""
    terminal.open_closed_streams()  # in the first hook that is called
    campaigns.outlive_nobody()
    config: Any = pluginmanager.get_plugin("pytestconfig")
    config.stash[GUEST] = Guest()
    if pluginmanager._confcutdir is not None:
        with _before_sessions():
            config.stash[GUEST].settle(config, parser)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Iterator[None]:
    """Undo what pytest concluded from the values of options that it does not know yet; declare them at the end."""
    with _before_sessions():
        launch.find_configuration(early_config, parser, args)
    yield
    with _before_sessions():
        early_config.stash[GUEST].settle(early_config, parser)
        early_config.known_args_namespace = parser.parse_known_args(args, copy.copy(early_config.option))


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Let a dry run take the place of the run; leave the results of a run under way where they are."""
    if not hasattr(config.option, "base_url"):
        config.option.base_url = None  # pytest-base-url was left out: nobody could have given one
    guest = config.stash[GUEST]
    with _before_sessions():
        guest.refuse_what_is_meant_for_us(config)
        if not guest.is_hindered:
            campaigns.settle(config)
        if not guest.is_hindered and config.option.resume is not None:
            resuming.settle(config)
        if not guest.is_hindered and config.option.dry_run:
            _rehearse(config)
            return
        folder = config.getoption("allure_report_dir", None)
        if folder and (Path(folder) / LOCK).exists() and config.getoption("clean_alluredir", False):
            _claim(config, Path(folder))  # before Allure's own plugin empties it


def _claim(config: pytest.Config, folder: Path) -> None:
    if config.option.collectonly or hasattr(config, "workerinput"):
        return
    try:
        config.add_cleanup(claim(folder, "--alluredir"))
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None


def _rehearse(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None):
        raise pytest.UsageError(ONE_PROCESS)
    rehearsal.silence(config)
    config.pluginmanager.register(rehearsal.DryRun(), "contracts-dry-run")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Watch for interrupts, and over what others print of us."""
    config.pluginmanager.register(config.stash[GUEST], "contracts-guest")
    config.stash[UNCOLLECTED] = []
    config.stash[INTERRUPTS] = Interrupts()
    config.pluginmanager.register(config.stash[INTERRUPTS], "contracts-interrupts")


def _curate_results(config: pytest.Config) -> None:
    """Curate what Allure writes of contracts, where it writes anything."""
    folder = config.getoption("allure_report_dir", None)
    if not folder or config.option.collectonly:
        return
    allure = AllureReport(
        Path(folder),
        lambda item: run_of(item).tests.get(identity_of(item)) if run_or_none(item) else None,
        lambda rule: config.stash[RUN].rule(rule),
        words_of(config),
        lambda item: identity_of(item) if contract_of(item) else None,
    )
    config.pluginmanager.register(allure, "contracts-allure")
    for report in config.stash[UNCOLLECTED]:
        allure.pytest_collectreport(report)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Depend on nobody who reads the output."""
    terminal.outlast_readers(session.config)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector: Any, name: str, obj: object) -> list[pytest.Item] | None:
    """Lend our fixtures to a contract, and collect it by whatever name an ini looks for tests."""
    if not is_contract(obj):
        return None
    manager = collector.config.pluginmanager
    if not manager.has_plugin("contracts-fixtures"):
        manager.register(Fixtures(), "contracts-fixtures")
    return guests.collected_by_any_name(collector, name, obj)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect our own suites by whatever name an ini looks for files."""
    return guests.suite_by_any_name(file_path, parent)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a scenario under each of its settings where the reference can be set up so, else as the target is."""
    contract = getattr(metafunc.function, "contract", None)
    embedded = not metafunc.config.getoption("base_url", None)
    if isinstance(contract, Scenario) and contract.settings and embedded and "setting" in metafunc.fixturenames:
        metafunc.parametrize("setting", contract.settings, ids=[setting.id for setting in contract.settings])


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    """Remember what cannot be collected, until it is known whether this is a run of contracts."""
    report = yield
    if report.failed:
        collector.config.stash[UNCOLLECTED].append(report)
    return report


def pytest_itemcollected(item: pytest.Item) -> None:
    """Remember what there is, and the order, which others may change."""
    places: Iterator[int] = item.config.stash.setdefault(PLACES, itertools.count())
    item.stash[PLACE] = next(places)
    selection.note(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is deeper than the depth or was not asked for; what runs at smoke comes first."""
    if not any(map(contract_of, items)):
        if _lacks_contracts(config):
            _curate_results(config)
        selection.check(config)
        return
    config.stash[GUEST].check()
    _calm_the_collector(config)
    with beginning(config):
        collected = items.copy()
        items.clear()  # pytest goes on after an error of usage, and the target would be opened for nothing
        items[:] = _chosen(config, collected)
        _curate_results(config)


def _have_results(session: pytest.Session) -> None:
    """Have results of a target beside the other reports, where a person did not say where."""
    config = session.config
    if config.option.base_url and getattr(config.option, "allure_report_dir", ...) is None:
        listen(config, options_of(config).reports / RESULTS)
        _curate_results(config)
        allure: AllureReport | None = config.pluginmanager.get_plugin("contracts-allure")
        if allure is not None:
            allure.pytest_collection_finish(session)  # it came too late to be called


def _calm_the_collector(config: pytest.Config) -> None:
    """Let it leave alone what is loaded by now, and look for garbage seldom: it took an eighth of a run."""
    if not gc.isenabled():
        return
    gc.collect()  # what others have left is told of now, as ever
    gc.freeze()
    config.add_cleanup(gc.unfreeze)
    config.add_cleanup(partial(gc.set_threshold, *gc.get_threshold()))
    gc.set_threshold(_GARBAGE_MAX)
    atexit.register(gc.freeze)  # the interpreter would go through everything once more


def _chosen(config: pytest.Config, collected: list[pytest.Item]) -> list[pytest.Item]:
    options_of(config)  # what is wrong with them comes first
    kept, left_out = selection.split(config, collected)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    return in_turn(kept)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Open the target once it is known that something will be asked of it."""
    config = session.config
    if _is_barred(config) or not any(map(contract_of, session.items)):
        return
    config.option.verify_base_url = False  # by a request of its own, past our pace; the pre-flight is ours
    if config.option.collectonly or config.option.dry_run:
        return
    if hasattr(config, "workerinput"):
        return  # each test will say that it cannot run there
    config.stash[INTERRUPTS].catch()
    with beginning(config):
        run = config.stash[RUN] = Run(options_of(config), credentials_of(config), partial(_say, config))
        for line in run.open():
            _say(config, line)
        _have_results(session)
        progress.watch(config, run, len(session.items))


def pytest_report_collectionfinish(config: pytest.Config, items: Sequence[pytest.Item]) -> list[str]:
    """What repeats a run; where somebody meant one and there is nothing here, where there is something."""
    if _is_barred(config):
        return []
    if not any(map(contract_of, items)):
        return [NOTHING_HERE] if not items and options.speaks_of_a_run(config) else []
    chosen = options_of(config)
    target = f"{chosen.base_url} ({options.source_of_base_url(config)})" if chosen.base_url else specimen.NAME
    return [
        f"contracts: depth {chosen.depth}, seed {chosen.seed}, run id {chosen.run_id}, "
        f"profile {chosen.profile.name}, target {target}"
    ]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let no warning stand between a request and its verdict; after it, reports and attempts, let go what was seen."""
    with leniency() if contract_of(item) else contextlib.nullcontext():
        try:
            return (yield)
        finally:
            record_of(item).let_go()
            if run := run_or_none(item):
                run.let_go(identity_of(item))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin each attempt with a clean record, but where an earlier one has broken a promise."""
    earlier = item.stash.get(RECORD, None)
    item.stash[BROKEN] = earlier is not None and bool(earlier.breaches)
    if not item.stash[BROKEN]:
        item.stash[RECORD] = Record(identity_of(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Turn what was recorded into the outcome of the test: broken promises first, then no verdict."""
    if contract_of(item) is None:
        return (yield)
    record, skipped = record_of(item), ""
    if item.stash[BROKEN]:  # whatever a new attempt would show
        raise BrokenPromise(render.gist(record.breaches))
    try:
        yield
    except NotAsked as why:
        skipped = str(why)
    except Derailed as why:
        run_of(item).end_early(str(why))
        record.reasons.append(str(why))
    except NoVerdict as why:
        record.reasons.append(str(why))
    except Exception as error:  # a story that the target's answer took by surprise tells the breach all the same
        if not record.breaches:
            raise
        raise BrokenPromise(render.gist(record.breaches)) from error
    if record.breaches:
        run_of(item).cut_down(record)
        raise BrokenPromise(render.gist(record.breaches))
    if record.reasons:
        raise NoVerdict("; ".join(dict.fromkeys(record.reasons)))
    if skipped:
        pytest.skip(skipped)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Keep what came of a test, and let a broken promise be told in one line, without a traceback."""
    outcome = yield
    run, contract = run_or_none(item), contract_of(item)
    if contract is None or run is None:
        return outcome
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, (BrokenPromise, HarnessError)):
        outcome.longrepr = f"{'broken promise' if isinstance(error, BrokenPromise) else 'no verdict'}: {error}"
    if call.when == "call" or (call.when == "setup" and error is not None):
        run.conclude(report_of(item, contract, error))
        if isinstance(error, Derailed):
            run.end_early(str(error))
        else:
            run.look_ahead()
        if run.ends:
            item.session.shouldfail = run.ends
    return outcome


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notice that contract suites were to run in several processes."""
    if report.failed and ONE_PROCESS in report.longreprtext:
        _misused.add(ONE_PROCESS)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int | pytest.ExitCode) -> Iterator[None]:
    """Add everything up before others end, and have the last word on the exit code."""
    config = session.config
    if _misused and not hasattr(config, "workerinput"):
        session.exitstatus = int(Exit.USAGE)
    run = config.stash.get(RUN, None)
    if run is None:
        if exitstatus == pytest.ExitCode.INTERRUPTED and _lacks_contracts(config):
            session.exitstatus = int(Exit.NO_VERDICT)
        return (yield)
    ending = config.stash[ENDING] = Ending(config, run, partial(words_of, config))
    with ending.guarded("the exit status"):
        run.exits.update(config.stash[INTERRUPTS].exits(exitstatus))
    if run.is_open:
        ending.add_up(session.testsfailed)
        session.exitstatus = int(run.exit)
    with ending.guarded("a plugin"):
        yield
    session.exitstatus = int(ending.finish(session.exitstatus))
    return None


def pytest_terminal_summary(config: pytest.Config) -> None:
    """Print the findings and the table of promises."""
    ending = config.stash.get(ENDING, None)
    if ending is not None:
        ending.tell()


@contextlib.contextmanager
def _before_sessions() -> Iterator[None]:
    """Where an error would end pytest as one of Python, in 1, which is the code of findings."""
    try:
        yield
    except pytest.UsageError:
        raise
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    except Exception as error:
        told = str(error) if isinstance(error, HarnessError) else f"{type(error).__name__}: {error}"
        sys.stderr.write(f"contracts: no verdict: {told}\n")
        raise SystemExit(int(Exit.NO_VERDICT)) from error


def _lacks_contracts(config: pytest.Config) -> bool:
    """Whether a module of contracts could not be collected."""
    return any(guests.is_of_ours(report, config) for report in config.stash[UNCOLLECTED])


def _is_barred(config: pytest.Config) -> bool:
    """Whether it was said already why no run can begin."""
    return UNBEGUN in config.stash or config.stash[GUEST].is_hindered
