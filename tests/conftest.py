"""In the project's own tests a warning is an error; a contract run is a person's, who decides that."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
SUITES = {"scenarios", "fuzz", "stateful"}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Be strict about what is no contract suite."""
    if item.path.relative_to(HERE).parts[0] not in SUITES:
        item.add_marker(pytest.mark.filterwarnings("error"), append=False)  # what a test says itself comes after
