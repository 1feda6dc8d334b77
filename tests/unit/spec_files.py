"""The specs, the code catalogue and the documents' own examples, read once, and what judges a body by them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "golden" / "examples"
FILES = {"v2": "customers-v2.yaml", "v1.1": "customers-v1.1.yaml", "upsert": "customers-upsert.yaml"}
DOCUMENTS = ("add-v2-draft", "add-v1.1", "add-v2-page", "add-v2-page-recrawled", "upsert")
SOURCE = re.compile(rf"({'|'.join(map(re.escape, DOCUMENTS))}) § \S.*|vendor:\S.*|inferred")
KINDS = {"successes": "success", "errors": "error", "warnings": "warning"}


class Strict(yaml.SafeLoader):
    """Refuses a member that stands twice, of which PyYAML would take the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        assert len(set(keys)) == len(keys), f"{node.start_mark}: a member stands twice"
        return super().construct_mapping(node, deep)


def read(path: Path) -> Any:
    """Load one YAML file."""
    return yaml.load(path.read_text(encoding="utf-8"), Strict)


SPECS: dict[str, Any] = {api: read(ROOT / "specs" / name) for api, name in FILES.items()}
CODES: list[dict[str, Any]] = read(ROOT / "specs" / "codes.yaml")
INDEX: list[dict[str, Any]] = read(EXAMPLES / "index.yaml")
KNOWN = {(row["api"], row["kind"], row["code"]) for row in CODES}
OPERATIONS = {
    operation["operationId"]: (api, f"/paths/{path.replace('/', '~1')}/{method}", operation)
    for api, spec in SPECS.items()
    for path, item in spec["paths"].items()
    for method, operation in item.items()
}


def nodes(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every dict below a node with its pointer, the bodies of examples left out."""
    if isinstance(node, dict):
        yield at, node
        for key, value in node.items():
            if key not in ("example", "examples"):
                yield from nodes(value, f"{at}/{key}")
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from nodes(value, f"{at}/{position}")


def sources(node: Any) -> list[str]:
    """Give the sources of a fact as a list."""
    named = node.get("x-source", [])
    return [named] if isinstance(named, str) else list(named)


def validator(api: str, pointer: str, **options: Any) -> Draft202012Validator:
    """Make a validator for the schema at a pointer of a spec."""
    resource = Resource.from_contents(SPECS[api], default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:spec", resource)
    return Draft202012Validator({"$ref": f"urn:spec#{pointer}"}, registry=registry, **options)


def schema_of(row: dict[str, Any]) -> tuple[str, str]:
    """Say which schema judges an example: the request body or the 200 answer of its operation."""
    api, pointer, _ = OPERATIONS[row["operation"]]
    if row["direction"] == "request":
        return api, f"{pointer}/requestBody/content/application~1json/schema"
    return api, f"{pointer}/responses/200/content/application~1json/schema"


def body_of(row: dict[str, Any]) -> Any:
    """Parse an example."""
    return json.loads((EXAMPLES / row["file"]).read_text(encoding="utf-8"))


def unknown(api: str, codes: set[int]) -> set[int]:
    """Give the codes that the catalogue does not have under an API."""
    return {code for code in codes if not any((api, kind, code) in KNOWN for kind in KINDS.values())}


def examples(name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the examples of an operation: direction, pointer of the schema that judges it, the example."""
    api, pointer, operation = OPERATIONS[name]
    asked = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    for example in asked.get("examples", {}).values():
        yield "request", f"{pointer}/requestBody/content/application~1json/schema", example
    for status, answer in operation["responses"].items():
        if "$ref" in answer and not answer["$ref"].startswith("#/components"):
            continue
        at = answer.get("$ref", f"#{pointer}/responses/{status}")[1:]
        answer = SPECS[api]["components"]["responses"][at.rpartition("/")[2]] if "$ref" in answer else answer
        for example in answer.get("content", {}).get("application/json", {}).get("examples", {}).values():
            yield "response", f"{at}/content/application~1json/schema", example
