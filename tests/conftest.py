"""In the project's own tests a warning is an error; a contract run is a person's, who decides that."""

from __future__ import annotations

import gc
import os
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
SUITES = {"scenarios", "fuzz", "stateful"}
MANY = 1_000
"""So many tests are the project's own; a contract run has fewer."""


def pytest_configure(config: pytest.Config) -> None:
    """Say which marks there are."""
    config.addinivalue_line("markers", "sampled(count): of all tests at once one case of so many goes")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Be strict about what is no contract suite."""
    if item.path.relative_to(HERE).parts[0] not in SUITES:
        item.add_marker(pytest.mark.filterwarnings("error"), append=False)  # what a test says itself comes after


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of all tests at once leave out what `sampled` says, unless the environment says WHOLE (`tox -e whole`)."""
    if os.environ.get("WHOLE") or len(items) <= MANY:
        return
    cases = Counter[str]()
    left = []
    for item in items:
        mark, test = item.get_closest_marker("sampled"), item.nodeid.partition("[")[0]
        if mark and cases[test] % mark.args[0]:
            left.append(item)
        cases[test] += 1
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


def pytest_collection_finish(session: pytest.Session) -> None:
    """What twenty thousand tests hold lasts as long as they do: no collection of garbage needs to go through it."""
    if len(session.items) > MANY:
        gc.collect()
        gc.freeze()
