"""A family is a file: its rules stand there and nowhere else, and it asks nothing of another family.

Beside it stands its test file, with the histories of these rules and no others.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.rules import FAMILIES, Rule, law, module_of

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "contracts" / "rules"
UNIT = ROOT / "tests" / "unit"
SHARED = {"grounds", "samples", "shown"}
BENEATH = SHARED | {"observing", "__init__"}
"""Modules that are tested by what stands on them."""
OF_THE_WHOLE = {"test_catalogue.py", "test_odd_answers.py", "test_silence.py"}
"""Test files of the law as a whole."""
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


def test_a_module_of_rules_has_its_test_file() -> None:
    """It has the same name, and no other stands there."""
    modules = {path.relative_to(RULES) for path in RULES.rglob("*.py") if path.stem not in BENEATH}
    beside = {str(path.with_name(f"test_{path.name}")) for path in modules}
    tests = {str(path.relative_to(UNIT / "rules")) for path in (UNIT / "rules").rglob("test_*.py")}
    assert tests - OF_THE_WHOLE == beside


@pytest.mark.parametrize("path", sorted((UNIT / "rules").rglob("test_*.py")), ids=lambda path: path.stem)
def test_a_history_stands_in_the_file_of_its_rule(path: Path) -> None:
    """Rule by rule, as these follow each other in their module."""
    module = ".".join(path.relative_to(UNIT).with_name(path.name.removeprefix("test_")).with_suffix("").parts)
    written = sorted(law().values(), key=lambda rule: rule.judge.__code__.co_firstlineno)
    order = [rule.id for rule in written if rule.judge.__module__ == f"contracts.{module}"]
    told = [id_ for id_, _ in itertools.groupby(_told(path))]
    assert told == (order if path.name not in OF_THE_WHOLE else [])


def _told(path: Path) -> Iterator[str]:
    """The rules that the histories of a test file are about, in order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    rules = _texts(ast.parse((UNIT / "usual.py").read_text(encoding="utf-8"))) | _texts(tree)
    for table in tree.body:
        if isinstance(table, ast.Assign) and ast.unparse(table.targets[0]) == "HISTORIES":
            calls = [node for node in ast.walk(table) if isinstance(node, ast.Call)]
            of_rules = [call for call in calls if ast.unparse(call.func) in ("good", "bad", "silent")]
            for call in sorted(of_rules, key=lambda call: call.lineno):
                rule = call.args[0]
                yield rules[rule.id] if isinstance(rule, ast.Name) else ast.literal_eval(rule)


def _texts(tree: ast.Module) -> dict[str, str]:
    """The constants of a module that are text."""
    return {
        ast.unparse(node.targets[0]): node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }
