"""A guest among other suites and plugins: what is theirs stays as it is, and what is in our way is named."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.config.argparsing import Parser
from _pytest.pathlib import fnmatch_ex

from contracts.engine.hosts import without_user
from contracts.runner import options
from contracts.stories.declaring import Scenario

PLUGIN = "contracts"
"""The name of our plugin to `-p`."""
_SUITES = Path(__file__).resolve().parent / "suites"
"""Where a wheel has them."""


class Guest:
    """What our plugin found when it came: which of its options are somebody else's."""

    def __init__(self) -> None:
        self.has_options = False
        self._ours: list[str] = []
        self._taken: list[str] = []
        self._why = ""

    def settle(self, config: pytest.Config, parser: pytest.Parser) -> None:
        """Declare our options beside those of others, who keep theirs, and see that there is a `--base-url`."""
        self.has_options = True
        group = parser.getgroup("contracts", "contract suites")

        def add(name: str, **attributes: Any) -> None:
            if hasattr(config.option, options.dest(name)):
                self._taken.append(name)
                return
            try:
                group.addoption(name, **attributes)
                self._ours.append(name)
            except (ValueError, argparse.ArgumentError):
                self._taken.append(name)

        options.declare(add)
        if self._taken:
            self._why = _clash(config, self._taken)
        manager = config.pluginmanager
        if not hasattr(config.option, "base_url") and not manager.is_blocked("base_url"):
            manager.import_plugin("base_url", consider_entry_points=True)
        if not hasattr(config.option, "base_url"):
            self._why = "contract suites need the plugin pytest-base-url: leave out -p no:base_url"

    @pytest.hookimpl(wrapper=True)
    def pytest_report_header(self, config: pytest.Config) -> Any:
        """Keep a password in the base URL, which contracts refuse, out of the lines that others print before."""
        url, lines = config.getoption("base_url", None) or "", (yield)
        if "@" not in url:
            return lines
        return [line.replace(url, without_user(url)) if isinstance(line, str) else line for line in lines]

    @property
    def is_hindered(self) -> bool:
        """Whether the options do not say what a contract run needs."""
        return bool(self._why) or not self.has_options

    def refuse_what_is_meant_for_us(self, config: pytest.Config) -> None:
        """Where the command line is about contracts, and something hinders them; raises pytest.UsageError."""
        words = [str(word).partition("=")[0] for word in config.invocation_params.args]
        if any(word in self._ours or word.startswith("contracts.suites") for word in words):
            self.check()

    def check(self) -> None:
        """Raise pytest.UsageError where something hinders contracts."""
        if not self.has_options:
            raise pytest.UsageError(f"the plugin of contract suites was loaded too late: load it with -p {PLUGIN}")
        if self._why:
            raise pytest.UsageError(self._why)


def _clash(config: pytest.Config, taken: list[str]) -> str:
    names = " and ".join(taken)
    declared = "is an option" if len(taken) == 1 else "are options"
    whose = [name for name, added in _added(config) if added.intersection(taken)]
    told = f"{names} {declared} of contract suites and of"
    files = [name for name in whose if name.endswith(".py")]
    if files:
        return f"{told} {' and '.join(files)}: call it otherwise there, or run contract suites in another folder"
    leave_out = " ".join(f"-p no:{name}" for name in whose) or "-p no:NAME"
    return f"{told} {' and '.join(whose) or 'another plugin'}: leave that plugin out of contract runs with {leave_out}"


def _added(config: pytest.Config) -> Iterator[tuple[str, set[str]]]:
    """Which plugin declares which options, found by asking each once more."""
    manager = config.pluginmanager
    for impl in manager.hook.pytest_addoption.get_hookimpls():
        if getattr(impl.plugin, "__name__", "").startswith("contracts."):
            continue
        scratch = Parser(_ispytest=True)
        given = {"parser": scratch, "pluginmanager": manager}
        with contextlib.suppress(Exception):
            impl.function(*(given[name] for name in impl.argnames))
        yield impl.plugin_name, set(scratch._opt2dest)


def is_contract(obj: object) -> bool:
    """Whether a function of a test module is a contract."""
    return isinstance(getattr(obj, "contract", None), Scenario)


def collected_by_any_name(collector: Any, name: str, obj: object) -> list[pytest.Item] | None:
    """The tests of a contract that `python_functions` of a foreign ini would hide; None where pytest finds them."""
    return None if collector.istestfunction(obj, name) else list(collector._genfunctions(name, obj))


def suite_by_any_name(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The module of a suite of ours that `python_files` of a foreign ini would hide; None for all else."""
    if not (path.is_relative_to(_SUITES) and path.match("test_*.py")) or parent.session.isinitpath(path):
        return None
    shown = any(fnmatch_ex(pattern, path) for pattern in parent.config.getini("python_files"))
    return None if shown else pytest.Module.from_parent(parent, path=path)


def is_of_ours(report: pytest.CollectReport, config: pytest.Config) -> bool:
    """Whether what cannot be collected was to be a module of contracts."""
    path = config.rootpath / report.nodeid.partition("::")[0]
    return path.is_file() and b"contracts.stories.verbs" in path.read_bytes()


def fail_in_junit(config: pytest.Config, line: str) -> None:
    """Let the JUnit report of a run that had no test say why, as an error."""
    from _pytest.junitxml import xml_key

    report = config.stash.get(xml_key, None)
    if report is not None:
        case = report.node_reporter("contracts")
        case.attrs.update(classname="contracts", name="the run")
        case._add_simple("error", line, line)


def others(parser: pytest.Parser, args: list[str]) -> list[str]:
    """The words of a command line without our options and their values; all where they cannot be told apart."""
    ours = _Unheard(add_help=False, allow_abbrev=False)

    def add(name: str, **attributes: Any) -> None:
        if name not in parser._opt2dest:
            ours.add_argument(name, **attributes)

    options.declare(add)
    try:
        return ours.parse_known_args(args)[1]
    except ValueError:  # the parser of pytest will say it
        return args


class _Unheard(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        raise ValueError(message)
