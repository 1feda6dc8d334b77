"""The architecture, held by a test: floors, purity, and one home for each library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "contracts"
FLOORS = (
    {"errors", "verdict", "jsontext", "spec", "readings", "promises", "hosts", "docstrings"},
    {
        "exchange",
        "page",
        "envelope",
        "doubts",
        "intent",
        "profile",
        "yamltext",
        "complaints",
        "knowledge",
        "situation",
        "learning",
        "summary",
        "validity",
        "stakes",
        "power",
        "waivers",
        "credentials",
    },
    {"rules", "reference"},
    {"cases", "drawing", "refresh"},
    {"files", "client", "connections", "tls", "obstacles", "http_transport", "pace", "server", "bridge", "transport"}
    | {"whole", "claim", "leniency"},
    {"target", "weighing", "scenario", "fuzz", "machine", "ledger", "pack", "run", "replay", "reporting", "adding"}
    | {"unjudged"},
    {"plugin", "rehearsal", "launch", "options", "cli", "items", "ending", "terminal"}
    | {"beginning", "guests", "fixtures", "interrupts"},
)
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}
HOMES = {"schemathesis": {"bridge"}, "requests": {"http_transport"}, "allure": {"reporting"}}
ALLURE = {"allure", "allure_commons", "allure_pytest"}
IMPURE = {"socket", "os", "time", "random", "threading", "pathlib", "subprocess", "secrets", "requests", "http", "io"}
SEEDED = {("cases", "random"), ("refresh", "random")}
"""Modules of the core that may import one of them: `random.Random(seed)` is no global state."""
WAY = ("hosts", "client", "connections", "tls", "obstacles", "http_transport", "transport", "pace", "server")
ENGINE = ("verdict", "exchange", *WAY, "bridge", "reporting", "plugin")
OURS = ("capillary", "createdId", "INSTORE", "/v2/", "/v1.1", "8006", "3217", "changeIdentifier")


def _modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent != PACKAGE or path.stem != "__init__":
            yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


MODULES = list(_modules())
IDS = [str(path.relative_to(PACKAGE)) for _, path in MODULES]


@pytest.mark.parametrize(("name", "path"), MODULES, ids=IDS)
def test_no_module_imports_upward(name: str, path: Path) -> None:
    """A module imports from its own floor or lower ones."""
    assert name in FLOOR, f"{name} stands on no floor: give it one in FLOORS"
    wrong = {
        imported
        for imported in _imports(path)
        if imported.startswith("contracts.") and FLOOR.get(imported.split(".")[1], 0) > FLOOR[name]
    }
    assert wrong == set()


@pytest.mark.parametrize(("name", "path"), MODULES, ids=IDS)
def test_the_core_is_pure(name: str, path: Path) -> None:
    """Floors 0 to 3 know no socket, file, clock, environment, global random or thread."""
    if FLOOR[name] > 3:
        return
    used = {imported.split(".")[0] for imported in _imports(path)} & IMPURE
    assert {module for module in used if (name, module) not in SEEDED} == set()


def test_law_and_specimen_do_not_know_each_other() -> None:
    """A law that reads the specimen proves nothing."""
    for name, path in MODULES:
        other = {"rules": "contracts.reference", "reference": "contracts.rules"}.get(name)
        assert not other or not any(imported.startswith(other) for imported in _imports(path)), path
        if name == "reference":
            law = ("contracts.intent", "contracts.envelope", "contracts.knowledge", "contracts.situation")
            assert not any(imported.startswith(law) for imported in _imports(path)), path


def test_each_library_has_one_home() -> None:
    """What another library does is asked of it in one place."""
    for name, path in MODULES:
        for imported in _imports(path):
            library = "allure" if imported.split(".")[0] in ALLURE else imported.split(".")[0]
            assert library not in HOMES or name in HOMES[library], f"{path}: {imported}"
            assert library != "allure" or path.name == "allure.py", path


def test_no_cycles() -> None:
    """Modules import each other in one direction only."""
    graph: dict[str, set[str]] = {}
    for _, path in MODULES:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        graph[name] = {other for other in _imports(path) if other != name and not other.startswith(f"{name}.")}
    for start in graph:
        seen, todo = set(), [start]
        while todo:
            for imported in graph[todo.pop()] & graph.keys():
                assert imported != start, f"{start} imports itself through others"
                if imported not in seen:
                    seen.add(imported)
                    todo.append(imported)


@pytest.mark.parametrize("name", ENGINE)
def test_the_engine_serves_any_api(name: str) -> None:
    """Nothing of the registration APIs stands in the engine."""
    for module, path in MODULES:
        if module == name:
            text = path.read_text(encoding="utf-8")
            assert [word for word in OURS if word.lower() in text.lower()] == [], path
