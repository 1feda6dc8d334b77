"""The habits of the repository: sizes, banned calls, commands that the README gives."""

from __future__ import annotations

import ast
import re
import tomllib
import warnings
from collections import Counter
from pathlib import Path

import pytest

from contracts.documents import files, profile
from contracts.rules import law
from contracts.runner import citing, specimen

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "contracts").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LINES_MAX = 400
FUNCTION_LINES_MAX = 70
BANNED = {
    "time.sleep(": "wait on a condition, or take a `sleep` as the client does",
    "eval(": "parse it",
    "yaml.load(": "yaml.safe_load",
    "os.environ[": "take the environment as an argument",
    "print(": "the text report, or `_say` of the command line",
}
ALLOWED = {("cli.py", "print("), ("html.py", "print(")}
NAMED_TWICE = {
    "Judge": "the engine's is the protocol that the rules' fulfils",
}
"""Class names that stand in two modules, and why; a name on this list that stands once has to leave it."""


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_modules_are_small(path: Path) -> None:
    """A module over the limit holds two things."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_MAX


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_functions_are_short(path: Path) -> None:
    """A function over the limit does two things."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < FUNCTION_LINES_MAX, f"{path}:{node.lineno} {node.name}"


def test_a_name_of_a_class_has_one_sense() -> None:
    """Two classes of one name are two senses of one word."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
    names = Counter(node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert {name for name, times in names.items() if times > 1} == set(NAMED_TWICE)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_no_banned_calls(path: Path) -> None:
    """Each banned call has a better one."""
    text = path.read_text(encoding="utf-8")
    found = [f"{bad} use: {good}" for bad, good in BANNED.items() if re.search(rf"(?<![\w.]){re.escape(bad)}", text)]
    assert [line for line in found if (path.name, line.split(" ")[0]) not in ALLOWED] == []


@pytest.mark.parametrize("path", [p for p in SOURCES if "reference" not in p.parts], ids=str)
def test_nothing_is_written_that_json_does_not_have(path: Path) -> None:
    """Python writes NaN for what is no number, which no other parser reads; a fault may."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("json.dumps", "json.dump"):
            assert "allow_nan=False" in [ast.unparse(keyword) for keyword in node.keywords], f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", [p for p in TESTS if {"scenarios", "fuzz", "stateful"} & set(p.parts)], ids=str)
def test_suites_do_not_assert(path: Path) -> None:
    """Suites act; what only they know they say with api.expect, which knows the verdicts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]


def test_the_readme_gives_the_commands_of_ci() -> None:
    """What continuous integration runs is what a newcomer types."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if "tox" in line and not line.startswith("#")]
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(commands) == 2
    assert [command for command in commands if command not in readme] == []


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_what_a_document_points_to_is_there(name: str) -> None:
    """Files of the repository, whole or as a pattern; what <family> stands for is any."""
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = re.findall(r"(?<![\w/.])(?:contracts|tests|specs|docs|\.github|\.ci)/[\w./*<>-]*[\w>]", text)
    paths += re.findall(r"\b[A-Z]+\.md\b", text)
    assert paths
    assert [path for path in paths if not list(ROOT.glob(re.sub(r"<\w+>", "*", path)))] == []


def test_a_release_has_its_licence_and_its_changes() -> None:
    """The files that a package index and its readers look for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license-files"] == ["LICENSE"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").split()[:2] == ["Apache", "License"]
    assert f"## {project['version']}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_our_strictness_is_ours() -> None:
    """A run from a clone is set by the person who runs it; the project's own tests are strict all the same."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["pytest"]["ini_options"]) == {"testpaths", "addopts"}
    assert project["tool"]["pytest"]["ini_options"]["addopts"] == ["-p", "no:schemathesis"]
    with pytest.raises(UserWarning, match="an error here"):
        warnings.warn("an error here", stacklevel=1)


def test_rules_cite_promises() -> None:
    """Every rule stands on a promise of the catalogue."""
    promises = files.load_promises()
    assert [rule.id for rule in law().values() if rule.source not in promises] == []


def test_every_promise_has_a_rule_or_a_reason() -> None:
    """A promise is checked, or the catalogue says why it cannot be."""
    checked = set(citing.rules_of_promises())
    promises = files.load_promises().values()
    assert [p.anchor for p in promises if bool(p.unchecked) == (p.anchor in checked)] == []


def test_faults_name_a_rule_and_a_promise() -> None:
    """Every fault breaks a promise of the catalogue and names a rule of the law."""
    promises = files.load_promises()
    for fault in specimen.faults().values():
        assert fault.first in law(), f"{fault.id} names {fault.first}"
        assert specimen.broken(fault) in promises, f"{fault.id} breaks {fault.breaks}"


def test_no_fault_repeats_the_promise_of_its_rule() -> None:
    """It follows from the rule named first; a fault names another or none."""
    faults = specimen.faults().values()
    assert [fault.id for fault in faults if fault.breaks == law()[fault.first].source] == []


def test_the_profile_template_is_a_profile() -> None:
    """What `contracts init` writes can be read, and names every key."""
    template = files.profile_template()
    assert profile.read(template).name == "my brand, staging"
    missing = [
        key for key in profile.Profile.model_fields if not re.search(rf"^#? ?{key}:", template, flags=re.MULTILINE)
    ]
    assert missing == []
