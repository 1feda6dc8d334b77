"""A family is a file: its rules stand there and nowhere else, and it asks nothing of another family."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from contracts.rules import FAMILIES, Rule, law, module_of

RULES = Path(__file__).resolve().parents[2] / "contracts" / "rules"
SHARED = {"grounds", "shown"}
MODULES = {module_of(family): family for family in FAMILIES}


@pytest.mark.parametrize("rule", law().values(), ids=list(law()))
def test_a_rule_stands_in_its_family_s_file(rule: Rule) -> None:
    """The family `duplicate-source` is the file `duplicate_source.py`; that of readings is the folder."""
    module = rule.judge.__module__
    assert module_of(rule.family) in (module, module.rpartition(".")[0])


def test_a_file_is_a_family() -> None:
    """Beside the families stand what they share, the judge and the register."""
    files = {path.stem for path in RULES.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert files - SHARED - {"judge", "__init__"} == {module.rpartition(".")[2] for module in MODULES}


def test_every_family_has_rules() -> None:
    assert {rule.family for rule in law().values()} == set(FAMILIES)


@pytest.mark.parametrize("path", [p for p in sorted(RULES.rglob("*.py")) if p.stem != "judge"], ids=str)
def test_a_family_asks_nothing_of_another(path: Path) -> None:
    """What two families need is a ground that rules share."""
    imported = {
        node.module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    own = "contracts.rules.readings" if path.parent != RULES else None
    assert imported & MODULES.keys() <= {own}


def test_who_speaks_first() -> None:
    """Causes before what shows of them later, and that before the shape; then families as they are listed."""
    rank = {family: position for position, family in enumerate(FAMILIES)}
    told = [(rule.tier, rank[rule.family]) for rule in law().values()]
    assert told == sorted(told)
