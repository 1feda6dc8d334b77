"""A pytest plugin that runs the histories against each change instead of running them once.

All is imported and collected a single time. A first round, unchanged, notes which lines of
the law each history runs; then each change is tried in a forked child, by those histories
alone that run a changed line, the likely ones first, until one fails.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import FrameType
from typing import Any

import pytest

from contracts.rules import Rule, law

from .changes import Change
from .enacting import affected, enact

PATIENCE = 60
"""Seconds of processor time after which a change is taken for an endless loop."""
UNLOADABLE = 1_000_000
"""In the place of the history that noticed, where none was needed."""
Line = tuple[str, int]


class Trial:
    """Tries changes; `survivors` are those that no history noticed."""

    def __init__(self, changes: Sequence[Change], jobs: int, tell: Callable[[str], None]) -> None:
        self.changes = changes
        self.survivors: list[Change] = []
        self.unsound = 0
        """How many histories fail without any change."""
        self._jobs = jobs
        self._tell = tell
        self._failed = False
        self._killers: dict[str, dict[int, None]] = {}
        self._runners: dict[Line, set[int]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a history has failed."""
        self._failed = self._failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the histories against each change."""
        items = session.items
        files = {str(sys.modules[change.module].__file__): change.module for change in self.changes}
        for index, item in enumerate(items):
            with _Tracing(files) as lines:
                noticed = self._notices(item)
            self.unsound += noticed
            for line in lines:
                self._runners.setdefault(line, set()).add(index)
        if self.unsound or not items:
            return True
        self._tell(f"{len(items)} histories against {len(self.changes)} changes\n")
        gc.freeze()
        running: dict[int, tuple[Change, int]] = {}
        for number, change in enumerate(self.changes):
            if number % 100 == 0:
                self._tell(f"{number} tried, {len(self.survivors)} survived\n")
            while len(running) >= self._jobs:
                self._wait(running)
            likely, rules = self._likely(change, items), affected(change)
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                self._try(change, rules, [(index, items[index]) for index in likely], writing)
            os.close(writing)
            running[child] = change, reading
        while running:
            self._wait(running)
        return True

    def _notices(self, item: pytest.Item) -> bool:
        self._failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return self._failed

    def _objects(self, item: pytest.Item, rules: Mapping[str, Rule] | None) -> bool:
        """As `_notices`, without pytest's ceremony where a history needs none, nor rules that are what they were."""
        if not isinstance(item, pytest.Function):
            return self._notices(item)
        values = item.callspec.params if hasattr(item, "callspec") else {}
        if set(item.fixturenames) - set(values):
            return self._notices(item)
        history = values.get("history")
        try:
            if rules is None or not hasattr(history, "check"):
                item.obj(**values)
            elif rules:
                history.check(rules)
        except Exception:  # whatever it is, the change was noticed
            return True
        return False

    def _likely(self, change: Change, items: Sequence[pytest.Item]) -> list[int]:
        """The histories that can notice, in the order in which they are asked: recent killers, the family, the rest."""
        able = set().union(*(self._runners.get((change.module, line), ()) for line in change.lines))
        if change.at_import or not able:
            able = set(range(len(items)))
        family = change.module.rpartition(".")[2]
        killers = list(reversed(self._killers.get(f"{change.module}.{change.function}", {})))
        rank = {index: place for place, index in enumerate(killers)}
        return sorted(able, key=lambda i: (rank.get(i, len(rank)), f"test_{family}.py" not in items[i].nodeid, i))

    def _try(
        self, change: Change, rules: frozenset[str] | None, likely: Iterable[tuple[int, pytest.Item]], writing: int
    ) -> None:
        """In the child: tell the index of the first history that notices, or -1; never returns."""
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        killer = -1
        try:
            enact(change)
            some = None if rules is None else {id_: rule for id_, rule in law().items() if id_ in rules}
            killer = next((index for index, item in likely if self._objects(item, some)), -1)
        except BaseException:  # the change does not even load
            killer = UNLOADABLE
        finally:
            os.write(writing, str(killer).encode())
            os._exit(0)

    def _wait(self, running: dict[int, tuple[Change, int]]) -> None:
        child, _ = os.waitpid(-1, 0)
        change, reading = running.pop(child)
        with os.fdopen(reading) as told:
            killer = int(told.read() or UNLOADABLE)  # an alarm leaves nothing to read
        if killer == UNLOADABLE:
            return
        if killer < 0:
            self.survivors.append(change)
            where = f"{change.module}:{change.lines.start} {change.function or change.name}"
            self._tell(f"{where}\n  - {change.was}\n  + {change.now}\n")
        else:
            killers = self._killers.setdefault(f"{change.module}.{change.function}", {})
            killers.pop(killer, None)
            killers[killer] = None


class _Tracing:
    """Notes which lines of some files are run."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self._lines: set[Line] = set()

    def __enter__(self) -> set[Line]:
        sys.settrace(self._call)
        return self._lines

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        module = self._files.get(frame.f_code.co_filename)
        if module is None:
            return None

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            self._lines.add((module, frame.f_lineno))
            return line

        return line


__all__ = ["Trial"]
