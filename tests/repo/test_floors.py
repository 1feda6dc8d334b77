"""The architecture, held by a test: floors, purity, and one home for each library."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ALL = "engine documents evidence reporting rules reference stories"
ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "contracts"
ROOMS = {
    room: set(re.findall(r"[a-z]+", may.replace("all", ALL)))
    for room, may in re.findall(
        r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
}
"""Room -> the rooms that it may import, as ARCHITECTURE.md has it."""
HOMES = {
    "schemathesis": {"bridge"},
    "requests": {"http_transport"},
    "allure": {"allure"},
    "ruamel": {"amending"},
    "jinja2": {"writing"},
    "pyrate_limiter": {"shared"},
    "redis": {"shared"},
    "xdist": {"sharing"},
}
ALLURE = {"allure", "allure_commons", "allure_pytest"}
IMPURE = {"socket", "os", "time", "random", "threading", "pathlib", "subprocess", "secrets", "requests", "http", "io"}
PURE = {"documents", "evidence", "rules", "reference"}
PURE_STORIES = {"drawing", "own_people", "payloads", "people"}
OPENS_FILES = {"documents/files.py"}
SEEDED = {("own_people", "random"), ("payloads", "random"), ("people", "random")}
"""Modules of the core that may import one of them: `random.Random(seed)` is no global state."""
ENGINE = ("engine/", "reporting/", "stories/bridge", "runner/plugin")
"""Where nothing of the registration APIs may stand."""
OURS = ("capillary", "createdId", "INSTORE", "/v2/", "/v1.1", "8006", "3217", "changeIdentifier")


def _modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent != PACKAGE:
            yield path.relative_to(PACKAGE).parts[0], path


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


MODULES = list(_modules())
IDS = [str(path.relative_to(PACKAGE)) for _, path in MODULES]


def test_every_module_is_in_a_room() -> None:
    """The package holds eight rooms and nothing beside them; each says what it is."""
    assert sorted(path.name for path in PACKAGE.glob("*.py")) == ["__init__.py"]
    assert {room for room, _ in MODULES} == set(ROOMS)
    assert len(ROOMS) == 8
    assert all(ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8"))) for room in ROOMS)


@pytest.mark.parametrize(("room", "path"), MODULES, ids=IDS)
def test_a_room_imports_what_it_may(room: str, path: Path) -> None:
    """The arrows between rooms are those of ARCHITECTURE.md."""
    imported = {name.split(".")[1] for name in _imports(path) if name.startswith("contracts.")}
    assert imported - {room} <= ROOMS[room]


@pytest.mark.parametrize(("room", "path"), MODULES, ids=IDS)
def test_the_core_is_pure(room: str, path: Path) -> None:
    """It knows no socket, file, clock, environment, global random or thread."""
    if (room not in PURE and path.stem not in PURE_STORIES) or str(path.relative_to(PACKAGE)) in OPENS_FILES:
        return
    used = {imported.split(".")[0] for imported in _imports(path)} & IMPURE
    assert {module for module in used if (path.stem, module) not in SEEDED} == set()


def test_each_library_has_one_home() -> None:
    """What another library does is asked of it in one place."""
    for _, path in MODULES:
        for imported in _imports(path):
            library = "allure" if imported.split(".")[0] in ALLURE else imported.split(".")[0]
            assert library not in HOMES or path.stem in HOMES[library], f"{path}: {imported}"


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


@pytest.mark.parametrize("place", ENGINE)
def test_the_engine_serves_any_api(place: str) -> None:
    """Nothing of the registration APIs stands in the engine."""
    paths = [path for _, path in MODULES if str(path.relative_to(PACKAGE)).startswith(place)]
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert [word for word in OURS if word.lower() in text.lower()] == [], path


def test_one_module_writes_knowledge() -> None:
    """What learns writes, and the judge that owns the memory hands it on."""
    writers = {path.stem for _, path in MODULES if "contracts.evidence.memory" in set(_imports(path))}
    assert writers == {"learning", "learning_from_reads", "learning_of_holders", "judge"}
