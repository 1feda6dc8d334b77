"""What a suite of somebody else's is written with stays, whatever moves behind it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from contracts import stories

SUITES = [
    path
    for folder in ("scenarios", "stateful")
    for path in (Path(__file__).parents[3] / "tests" / folder).glob("test_*.py")
]


def test_the_exported_words() -> None:
    """A word that goes, or is called otherwise, breaks other people's suites: CHANGELOG.md says so then."""
    assert set(stories.__all__) == {
        "ALL",
        "INSTORE",
        "Api",
        "Identifier",
        "Person",
        "Place",
        "Reply",
        "Setting",
        "scenario",
    }
    assert all(hasattr(stories, word) for word in stories.__all__)


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_our_own_suites_are_written_with_them(path: Path) -> None:
    """Nothing exported is imported from where it happens to stand."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("contracts."):
            behind = {alias.name for alias in node.names} & set(stories.__all__)
            assert node.module == "contracts.stories" or not behind
