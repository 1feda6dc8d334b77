"""What a document marks is never generated, however it refers to it, and a case is told by what is sent of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, seed
from jsonschema import Draft202012Validator

from contracts.documents import files
from contracts.documents.members import Part
from contracts.stories.bridge import Bridge
from contracts.stories.chance import drawing
from contracts.stories.drawing import OWN_FORMAT, prepared
from contracts.stories.formats import FORMATS

ANSWER = {
    "200": {"description": "-", "content": {"application/json": {"schema": {"type": "object", "x-outcome": "success"}}}}
}


def parameter(name: str, place: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": {"type": "string", "pattern": "^[a-z]+$"}, **members}


MARKED = {"x-generate": False}
TOY: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "toy", "version": "1"},
    "security": [{"key": []}],
    "paths": {
        "/things/{id}": {
            "parameters": [
                parameter("id", "path", required=True),
                {"$ref": "#/components/parameters/Shared"},
                parameter("open", "query", **MARKED),
                parameter("shut", "query"),
            ],
            "post": {
                "operationId": "make",
                "parameters": [
                    parameter("plain", "query"),
                    parameter("Plain-Header", "header"),
                    parameter("open", "query"),
                    {"$ref": "#/components/parameters/Twice"},
                    {"$ref": "#/components/parameters/Header"},
                    parameter("by-schema", "query", schema={"$ref": "#/components/schemas/Marked"}),
                    {"$ref": "#/components/parameters/Beside", **MARKED},
                    parameter("shut", "query", **MARKED),
                    parameter("form", "query", schema={"enum": ["one", "two"]}, **{"x-generate": "always"}),
                    parameter("biscuit", "cookie"),
                ],
                "requestBody": {"$ref": "#/components/requestBodies/Thing"},
                "responses": ANSWER,
            },
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "Key"}},
        "parameters": {
            "Shared": parameter("shared", "query", **MARKED),
            "Twice": {"$ref": "#/components/parameters/Once"},
            "Once": parameter("once", "query", **MARKED),
            "Header": parameter("X-Marked", "header", **MARKED),
            "Beside": parameter("beside", "query"),
        },
        "requestBodies": {
            "Thing": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
            }
        },
        "schemas": {
            "Marked": {"type": "string", **MARKED},
            "Thing": {
                "type": "object",
                "required": ["direct", "kept"],
                "properties": {
                    "kept": {"anyOf": [{"type": "integer"}, {"const": "odd", **MARKED}]},
                    "direct": {"type": "integer", **MARKED},
                    "referred": {"$ref": "#/components/schemas/Marked"},
                    "inner": {"type": "object", "properties": {"deep": {"type": "string", **MARKED}}},
                },
            },
        },
    },
}
WITHHELD = {"shared", "once", "x-marked", "by-schema", "beside", "shut"}


def test_marks_are_read_through_references() -> None:
    """Of parameters, of those of the whole path, of headers, properties and branches."""
    raw, forms = prepared(TOY)
    form = forms["make"]
    assert form.query.withheld | form.headers.withheld == {*WITHHELD, "form"}
    operation = raw["paths"]["/things/{id}"]["post"]
    assert {node["name"] for node in operation["parameters"]} == {"id", "open", "plain", "Plain-Header"}
    thing = raw["components"]["schemas"]["Thing"]
    assert set(thing["properties"]) == {"kept", "inner"}
    assert (thing["required"], thing["properties"]["inner"]["properties"]) == (["kept"], {})
    assert thing["properties"]["kept"]["anyOf"] == [{"type": "integer"}]
    assert "securitySchemes" in TOY["components"], "the document itself stays as it is"


@pytest.mark.parametrize(
    ("query", "headers", "body"),
    [
        ((("once", "x"),), (), None),
        ((("ONCE", "x"),), (), None),
        ((), (("x-MARKED", "x"),), None),
        ((), (), {"inner": [{"deep": 1}]}),
        ((), (), b'{"direct": 1}'),
    ],
)
def test_what_is_marked_is_not_invented_either(query: Any, headers: Any, body: Any) -> None:
    """Generators make up names, and take them from wherever they find words."""
    assert prepared(TOY)[1]["make"].withholds(query, headers, body)


GOOD: dict[str, Any] = {"query": (("form", "one"),), "headers": (), "body": {"kept": 1}}


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({}, True),
        ({"body": b'{"kept": 5}'}, True),
        ({"body": {"kept": 1, "more": 2}}, False),
        ({"body": {}}, False),
        ({"body": b'{"kept": '}, False),
        ({"body": b"null"}, False),
        ({"body": None}, False),
        ({"query": (("form", "one"), ("plain", "abc"))}, True),
        ({"query": (("form", "one"), ("plain", "5"))}, False),
        ({"query": (("form", "one"), ("plain", "abc"), ("plain", "abc"))}, False),
        ({"query": (("form", "one"), ("other", "abc"))}, False),
        ({"query": (("form", "three"),)}, False),
        ({"headers": (("PLAIN-header", "abc"),)}, True),
        ({"headers": (("Plain-Header", "-"),)}, False),
    ],
)
def test_what_the_document_allows(change: Mapping[str, Any], allowed: bool) -> None:
    assert prepared(TOY)[1]["make"].allows(**{**GOOD, **change}) is allowed


@pytest.mark.parametrize(("positive", "negative"), [(40, 0), (0, 40)])
def test_cases_of_a_document_with_marks_everywhere(positive: int, negative: int) -> None:
    for made in Bridge(TOY).draw("make", 0, positive, negative):
        assert made.query[0] == ("form", "one")
        assert {name.lower() for name, _ in (*made.query, *made.headers)}.isdisjoint(WITHHELD)
        assert {name for name, _ in made.headers} <= {"Plain-Header"}
        assert made.positive is bool(positive)


def test_a_case_tells_where_its_flaw_is() -> None:
    """In the query, in a header or in the body: of coverage, and of what is drawn."""
    form, bridge = prepared(TOY)[1]["make"], Bridge(TOY)
    seen = set()
    for made in (*bridge.coverage("make"), *bridge.draw("make", 0, 0, 60)):
        wrong = {
            Part.QUERY: not form.query.allows(made.query),
            Part.HEADER: not form.headers.allows(made.headers),
            Part.BODY: not form.allows(GOOD["query"], (), made.body),
        }
        assert made.positive or wrong[made.part]
        seen.add((made.part, made.positive, bool(made.constraint)))
    assert {(part, False, covers) for part in (Part.QUERY, Part.HEADER, Part.BODY) for covers in (True, False)} <= seen


def at(document: Mapping[str, Any], pointer: str) -> Any:
    node: Any = document
    for part in pointer.removeprefix("#/").split("/"):
        node = node[part]
    return node


def operations() -> Iterator[Any]:
    for document in files.load_spec().narrowed:
        for item in document["paths"].values():
            for operation in item.values():
                yield pytest.param(document, operation, id=operation["operationId"])


@pytest.mark.parametrize(("document", "operation"), list(operations()))
def test_no_marked_parameter_is_ever_generated(document: Mapping[str, Any], operation: Mapping[str, Any]) -> None:
    """Of no operation of any spec, in either mode; nor any header that the spec does not declare."""
    declared = [at(document, node["$ref"]) for node in operation.get("parameters", [])]
    marked = {node["name"].lower() for node in declared if node.get("x-generate") is False}
    headers = {node["name"].lower() for node in declared if node["in"] == "header"} - marked
    drawn = list(Bridge(document).draw(operation["operationId"], 0, 60, 60))
    assert [made.positive for made in drawn] == [True] * 60 + [False] * 60
    for made in drawn:
        assert {name.lower() for name, _ in made.query}.isdisjoint(marked)
        assert {name.lower() for name, _ in made.headers} <= headers


@pytest.mark.parametrize("operation", files.load_spec().operations)
def test_what_is_drawn_as_good_is_good_by_the_published_file(operation: str) -> None:
    """The overlays narrow the contract, and nowhere widen it."""
    spec = files.load_spec()
    narrowed = Bridge(spec.narrowed[spec.documents.index(spec.document_of(operation))])
    published = prepared(spec.document_of(operation))[1][operation]
    for made in narrowed.draw(operation, 1, 60, 0):
        assert published.allows(made.query, made.headers, made.body)


def texts_with_a_format(node: Any) -> Iterator[Mapping[str, Any]]:
    for entry in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from texts_with_a_format(entry)
    if isinstance(node, dict) and str(node.get("format", "")).startswith(OWN_FORMAT):
        yield node


def test_what_a_format_draws_fits_what_stands_beside_it() -> None:
    """Every pattern with its lengths, wherever an overlay has it, and the contract beneath it."""
    nodes = [node for document in files.load_spec().narrowed for node in texts_with_a_format(document)]
    assert {node["format"] for node in nodes} == set(FORMATS)
    for name, strategy in FORMATS.items():
        fits = [Draft202012Validator({**node, "type": "string"}) for node in nodes if node["format"] == name]
        for value in drawn_of(strategy):
            assert all(each.is_valid(value) for each in fits), (name, value)


def drawn_of(strategy: Any) -> list[str]:
    found: list[str] = []

    @seed(1)
    @drawing(60)
    @given(value=strategy)
    def collect(value: str) -> None:
        found.append(value)

    collect()
    return found


def test_a_pattern_of_the_overlays_has_a_format() -> None:
    """To draw by the pattern costs ten times as much."""
    for document in files.load_spec().narrowed:
        bare = [node for node in patterns(document) if "format" not in node]
        beneath = [node["pattern"] for node in patterns(files.load_spec().documents)]
        assert [node["pattern"] for node in bare if node["pattern"] not in beneath] == []


def patterns(node: Any) -> Iterator[Mapping[str, Any]]:
    for entry in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from patterns(entry)
    if isinstance(node, dict) and isinstance(node.get("pattern"), str):
        yield node


def test_what_may_be_is_not_drawn_twice() -> None:
    """Where all values are given, examples are some of them."""
    document = {**TOY, "components": {**TOY["components"], "schemas": {**TOY["components"]["schemas"]}}}
    document["components"]["schemas"]["Marked"] = {"enum": ["a", "b"], "examples": ["a"]}
    assert prepared(document)[0]["components"]["schemas"]["Marked"] == {"enum": ["a", "b"]}


def test_the_specs_mark_parameters() -> None:
    """So that the test above has something to see."""
    v2 = prepared(files.load_spec().narrowed[0])[1]
    assert "mlp_single_enroll" in v2["addCustomer"].query.withheld
    assert "wait_for_downstream" in v2["addCustomer"].headers.withheld
    assert all(v2[id_].query.withheld for id_ in ("lookupCustomerDetails", "getCustomer", "changeIdentifier"))
