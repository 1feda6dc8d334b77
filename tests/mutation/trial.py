"""A pytest plugin that runs the histories against each change instead of running them once.

All is imported and collected a single time. A first round, unchanged, notes which lines of
the law each history runs, and what its rules were shown; then each change is tried in a
forked child, by those histories alone that run a changed line, the likely ones first, until
one fails. Where only rules are changed, they are asked again about what they were shown;
where a history has to be told anew, what it asks and what it is answered is read once for all.
"""

from __future__ import annotations

import gc
import inspect
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import FrameType
from typing import Any

import pytest
from histories import History

from contracts.rules import Rule, law

from .changes import Change
from .enacting import OBSERVING, affected, enact
from .recording import Recording, read_once, recording

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
        """How many histories fail without any change, and how many trials broke down."""
        self.unloadable = 0
        """How many changes need no history: what they make cannot even be loaded."""
        self._jobs = jobs
        self._tell = tell
        self._failed = False
        self._killers: dict[str, dict[int, None]] = {}
        self._runners: dict[Line, set[int]] = {}
        self._recordings: dict[int, Recording] = {}
        self._law: Mapping[str, Rule] = {}
        self._is_observed = False
        """Whether what the judge observes is changed, too, and not rules alone."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a history has failed."""
        self._failed = self._failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the histories against each change."""
        items = session.items
        files = {str(sys.modules[change.module].__file__): change.module for change in self.changes}
        self._law = law()
        read_once()
        for index, item in enumerate(items):
            with _Tracing(files) as lines, recording() as noted:
                self.unsound += self._fails(item)
            for line in lines:
                self._runners.setdefault(line, set()).add(index)
            if noted.shown or noted.observed:
                self._recordings[index] = noted
        self.unsound += sum(self._is_misheard(index, items[index]) for index in self._recordings)
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

    def _is_misheard(self, index: int, item: pytest.Item) -> bool:
        """Whether the recording of a test does not say the same of the unchanged law as the test."""
        noted, history = self._recordings[index], _values(item).get("history")
        return not (noted.is_answered_alike(self._law) and noted.is_observed_alike()) or (
            isinstance(history, History) and noted.objects(history, self._law)
        )

    def _notices(self, index: int, item: pytest.Item, rules: Mapping[str, Rule] | None, as_shown: bool) -> bool:
        """Whether a test fails; where only some rules are not what they were, those that speak of others do not."""
        values = _values(item)
        history = values.get("history")
        noted = self._recordings.get(index)
        if rules is None:
            return self._fails(item)
        if as_shown and noted is not None:
            try:
                if isinstance(history, History):
                    return noted.objects(history, rules)
                if noted.is_answered_alike(rules) and (not self._is_observed or noted.is_observed_alike()):
                    return False
            except Exception:  # whatever it is, the change was noticed
                return True
        if hasattr(history, "check"):
            try:
                history.check(rules)
            except Exception:
                return True
            return False
        return (values.get("id_") not in self._law or values["id_"] in rules) and self._fails(item)

    def _fails(self, item: pytest.Item) -> bool:
        """Whether a test fails, without pytest's ceremony where it needs none."""
        values = _values(item)
        if isinstance(item, pytest.Function) and set(inspect.signature(item.obj).parameters) <= set(values):
            try:
                item.obj(**values)
            except (Exception, pytest.fail.Exception):
                return True
            return False
        self._failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return self._failed

    def _likely(self, change: Change, items: Sequence[pytest.Item]) -> list[int]:
        """The histories that can notice, in the order in which they are asked.

        Those that noticed another change of the same function, the latest first; then the
        recorded ones, which are quick; the family's before others.
        """
        able = set().union(*(self._runners.get((change.module, line), ()) for line in change.lines))
        if change.at_import or not able:
            able = set(range(len(items)))
        family = f"test_{change.module.rpartition('.')[2]}.py"
        killers = list(reversed(self._killers.get(f"{change.module}.{change.function}", {})))
        rank = {index: place for place, index in enumerate(killers)}
        return sorted(
            able, key=lambda i: (rank.get(i, len(rank)), i not in self._recordings, items[i].path.name != family, i)
        )

    def _try(
        self, change: Change, rules: frozenset[str] | None, likely: Iterable[tuple[int, pytest.Item]], writing: int
    ) -> None:
        """In the child: tell the index of the first history that notices, or -1; never returns."""
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        gc.disable()
        self._is_observed = change.module in OBSERVING
        try:
            try:
                enact(change)
                changed_law = law()
            except Exception:
                killer = UNLOADABLE
            else:
                some = None if rules is None else {id_: rule for id_, rule in changed_law.items() if id_ in rules}
                as_shown = some is not None and all(self._is_shown_alike(rule) for rule in some.values())
                killer = next((index for index, item in likely if self._notices(index, item, some, as_shown)), -1)
            os.write(writing, str(killer).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)

    def _is_shown_alike(self, rule: Rule) -> bool:
        """Whether a rule is declared to be shown what it was shown before."""
        before = self._law[rule.id]
        return (rule.scope, rule.operations) == (before.scope, before.operations)

    def _wait(self, running: dict[int, tuple[Change, int]]) -> None:
        child, status = os.waitpid(-1, 0)
        change, reading = running.pop(child)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        if not told:
            self.unsound += not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF)  # no endless loop
            return
        killer = int(told)
        if killer == UNLOADABLE:
            self.unloadable += 1
            return
        if killer < 0:
            self.survivors.append(change)
            where = f"{change.module}:{change.lines.start} {change.function or change.name}"
            self._tell(f"{where}\n  - {change.was}\n  + {change.now}\n")
        else:
            killers = self._killers.setdefault(f"{change.module}.{change.function}", {})
            killers.pop(killer, None)
            killers[killer] = None


def _values(item: pytest.Item) -> dict[str, Any]:
    """What a test is called with that its parameters say."""
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}


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
