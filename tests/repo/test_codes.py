"""A code has one name, in one place; the reference, which is no part of the law, has its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from contracts.documents.codes import Code
from contracts.documents.files import load_spec

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
LAW = [path for room in ("evidence", "rules", "stories") for path in sorted((CONTRACTS / room).rglob("*.py"))]
LAST_OF_HTTP = 600
ROUND = 1_000


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.name)
def test_a_code_with_a_name_is_one_that_the_documents_list(code: Code) -> None:
    assert code in load_spec().codes


def test_no_code_has_two_names() -> None:
    assert len(Code) == len(Code.__members__)


@pytest.mark.parametrize("path", LAW, ids=lambda path: str(path.relative_to(CONTRACTS)))
def test_law_and_verbs_say_codes_by_name(path: Path) -> None:
    """Numbers of HTTP, and a round number of points, are no codes."""
    numbers = {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) is int
    }
    assert {number for number in numbers & load_spec().codes if number > LAST_OF_HTTP} <= {ROUND}
