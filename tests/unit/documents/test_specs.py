"""The specs cite, say what the documents say and no more, and know the codes of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import FormatChecker
from openapi_spec_validator import validate
from spec_files import (
    CODES,
    DOCUMENTS,
    FILES,
    KINDS,
    KNOWN,
    OPERATIONS,
    SOURCE,
    SPECS,
    nodes,
    schema_of,
    sources,
    unknown,
    validator,
)


def facts(spec: Any) -> Iterator[tuple[str, Any]]:
    """Yield what needs a source: operations, components, and every declared property."""
    for path, item in spec["paths"].items():
        yield from ((f"{method} {path}", operation) for method, operation in item.items())
    for section in ("schemas", "parameters", "headers", "securitySchemes"):
        yield from spec["components"][section].items()
    for at, node in nodes(spec):
        if isinstance(node.get("properties"), dict):
            yield from ((f"{at}/{name}", declared) for name, declared in node["properties"].items())


@pytest.mark.parametrize("api", FILES)
def test_spec_is_valid(api: str) -> None:
    """Each spec is valid OpenAPI."""
    validate(SPECS[api])


@pytest.mark.parametrize("api", FILES)
def test_every_fact_has_a_source(api: str) -> None:
    """Each operation, component and property says where it comes from."""
    assert [at for at, node in facts(SPECS[api]) if not sources(node)] == []


@pytest.mark.parametrize("api", FILES)
def test_sources_and_grades_are_well_formed(api: str) -> None:
    """Each source has the agreed form, and what no document of the five says is graded b or c."""
    cited = [(at, node) for at, node in nodes(SPECS[api]) if "x-source" in node]
    assert [(at, s) for at, node in cited for s in sources(node) if not SOURCE.fullmatch(s)] == []
    beyond = [(at, node) for at, node in cited if not any(s.startswith(DOCUMENTS) for s in sources(node))]
    assert [at for at, node in beyond if node.get("x-grade") not in ("b", "c")] == []
    assert {node.get("x-grade", "a") for _, node in cited} <= {"a", "b", "c"}


@pytest.mark.parametrize("api", FILES)
def test_objects_stay_open(api: str) -> None:
    """No schema forbids members that the documents do not name."""
    assert [at for at, node in nodes(SPECS[api]) if node.get("additionalProperties") is False] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_are_either_success_or_failure(name: str) -> None:
    """The 200 and the 201 answer are the same choice between one success and one failure schema."""
    api, pointer, operation = OPERATIONS[name]
    assert unquote(operation["responses"]["201"]["$ref"]) == f"#{pointer}/responses/200"
    answer = operation["responses"]["200"]
    branches = answer["content"]["application/json"]["schema"]["oneOf"]
    schemas = [SPECS[api]["components"]["schemas"][branch["$ref"].rpartition("/")[2]] for branch in branches]
    assert [schema["x-outcome"] for schema in schemas] == ["success", "failure"]


NOTICE = {"status": False, "code": 8006, "message": "taken"}
MERGE = {**NOTICE, "code": 8051}
REGISTERED = {"user_id": 7, "item_status": {"success": "true", "code": "1000", "message": "done"}}
FOUND = {"firstname": "Ada", "item_status": {"success": "true", "code": "1000", "message": "done"}}
REFUSED = {"user_id": None, "item_status": {"success": "false", "code": "1007", "message": "nobody"}}


def envelope(code: int | str, success: str, *customers: object, count: str = "1", total: str = "1") -> dict[str, Any]:
    """Build a v1.1 answer."""
    status = {"success": success, "code": code, "message": "-", "total": total, "success_count": count}
    return {"response": {"status": status, "customers": {"customer": list(customers)}}}


ANSWERS: list[tuple[str, Any, str | None]] = [
    ("addCustomer", {"createdId": 7}, "success"),
    ("addCustomer", {"createdId": 7, "errors": []}, "success"),
    ("addCustomer", {"createdId": 7, "errors": [MERGE]}, "success"),
    ("addCustomer", {"createdId": 7, "errors": [MERGE, NOTICE]}, None),
    ("addCustomer", {"createdId": 7, "errors": [NOTICE]}, None),
    ("addCustomer", {"createdId": 0}, None),
    ("addCustomer", {"createdId": "7"}, None),
    ("addCustomer", {"createdId": 7, "warnings": None}, None),
    ("addCustomer", {"createdId": 7, "sideEffects": {}}, None),
    ("addCustomer", {"createdId": 7, "sideEffects": [{"type": "voucher"}]}, None),
    ("addCustomer", {"createdId": 7, "warnings": [{**NOTICE, "code": "8107"}]}, None),
    ("addCustomer", {"createdId": None, "errors": [NOTICE]}, "failure"),
    ("addCustomer", {"warnings": [], "errors": [NOTICE]}, "failure"),
    ("addCustomer", {"errors": []}, None),
    ("addCustomer", {}, None),
    ("lookupCustomer", {"entity": 7, "warnings": []}, "success"),
    ("lookupCustomer", {"errors": [NOTICE]}, "failure"),
    ("getCustomer", {"id": 7, "profiles": []}, "success"),
    ("getCustomer", {"id": 7}, None),
    ("updateCustomer", {"createdId": 7, "warnings": []}, "success"),
    ("changeIdentifier", {"errors": [NOTICE], "createdId": 7}, None),
    ("addCustomerV11", envelope(200, "true", REGISTERED), "success"),
    ("addCustomerV11", envelope("200", "true", REGISTERED), "success"),
    ("addCustomerV11", envelope(201, "true", REGISTERED, REFUSED, total="2"), "success"),
    ("addCustomerV11", envelope(201, "true", REGISTERED, {}, total="2"), None),
    ("addCustomerV11", {"response": {"status": envelope(200, "true")["response"]["status"]}}, None),
    ("addCustomerV11", envelope(200, "true", {**REGISTERED, "user_id": "7"}), None),
    ("addCustomerV11", envelope(500, "false", REFUSED, count="0"), "failure"),
    ("addCustomerV11", envelope(500, "false", {}, count="0"), "failure"),
    ("addCustomerV11", envelope(500, "true", {}, count="0"), None),
    ("addCustomerV11", envelope(500, "false", REGISTERED, count="0"), None),
    ("getCustomerV11", envelope(200, "true", FOUND), "success"),
    ("getCustomerV11", envelope(201, "true", FOUND, REFUSED, total="2"), "success"),
    ("getCustomerV11", envelope("200", "true", {**FOUND, "user_id": "7"})["response"], "success"),
    ("getCustomerV11", envelope(200, "true", {**FOUND, "custom_fields": {"field": {"name": "city"}}}), "success"),
    ("getCustomerV11", envelope(200, "true", {**FOUND, "user_id": 0}), None),
    ("getCustomerV11", envelope(200, "true", {"user_id": 7}), None),
    ("getCustomerV11", envelope(500, "false", REFUSED, count="0"), "failure"),
    ("getCustomerV11", envelope(200, "true", count="0"), "failure"),
    ("getCustomerV11", {"response": {"status": {"success": "false", "code": 1015, "message": "-"}}}, "failure"),
    ("addCustomerV11", {"response": {"status": {"success": "true", "code": 401, "message": "-"}}}, "failure"),
    ("addCustomerV11", {"response": {"status": {"success": "false", "code": 1060, "message": "-"}}}, "failure"),
    ("upsertCustomers", {"response": [], "totalCount": 0, "failureCount": 0}, "success"),
    ("upsertCustomers", {"response": [{"errors": [NOTICE]}], "totalCount": 1, "failureCount": 1}, "success"),
    ("upsertCustomers", {"response": [{"entityId": 7, "errors": []}], "totalCount": 1, "failureCount": 0}, "success"),
    ("upsertCustomers", {"response": [{"errors": []}], "totalCount": 1, "failureCount": 0}, None),
    ("upsertCustomers", {"response": [{"entityId": 7, "errors": None}], "totalCount": 1, "failureCount": 0}, None),
    ("upsertCustomers", {"errors": [NOTICE]}, "failure"),
    ("upsertCustomers", {"response": {"status": {"success": "false", "code": 500, "message": "-"}}}, "failure"),
]


@pytest.mark.parametrize(("operation", "body", "outcome"), ANSWERS)
def test_answer_takes_one_side(operation: str, body: Any, outcome: str | None) -> None:
    """An answer is a success, a failure, or neither - never both."""
    api, pointer = schema_of({"operation": operation, "direction": "response"})
    branches = {"success": validator(api, f"{pointer}/oneOf/0"), "failure": validator(api, f"{pointer}/oneOf/1")}
    sides = [name for name, branch in branches.items() if branch.is_valid(body)]
    assert sides == ([outcome] if outcome else [])


def test_codes_are_complete_and_unique() -> None:
    """Each row has all its columns, no row comes twice, and the rows are sorted by api, then code."""
    for row in CODES:
        assert list(row) == ["api", "code", "kind", "meaning", "source", "grade"], row
        assert all(row.values()), row
        assert row["kind"] in KINDS.values(), row
        assert SOURCE.fullmatch(row["source"]), row
        assert row["grade"] in (("a", "b", "c") if row["source"].startswith(DOCUMENTS) else ("b", "c")), row
    assert len(KNOWN) == len(CODES)
    order = [(row["api"], isinstance(row["code"], str), row["code"], row["kind"]) for row in CODES]
    assert order == sorted(order)


@pytest.mark.parametrize("name", OPERATIONS)
def test_codes_of_operations_are_known(name: str) -> None:
    """Each code that an operation announces is in the catalogue, under its API and kind; upsert passes v2 codes on."""
    api, _, operation = OPERATIONS[name]
    families = (api, "v2") if api == "upsert" else (api,)
    announced = {(KINDS[kind], code) for kind, codes in operation["x-codes"].items() for code in codes}
    assert {key for key in announced if not any((family, *key) in KNOWN for family in families)} == set()


@pytest.mark.parametrize("api", FILES)
def test_codes_of_schemas_are_known(api: str) -> None:
    """Each code that a schema fixes is in the catalogue, under its API."""
    declared = [node["properties"]["code"] for _, node in nodes(SPECS[api]) if "code" in (node.get("properties") or {})]
    fixed = {value for schema in declared for value in (*schema.get("enum", ()), schema.get("const"))} - {None}
    assert unknown(api, {int(value) for value in fixed}) == set()


KEYWORDS = frozenset(
    [
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "default",
        "description",
        "discriminator",
        "enum",
        "examples",
        "format",
        "title",
        "items",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "not",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "type",
    ]
)


def schemas(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every schema at or below a schema, with its pointer."""
    yield at, node
    for name, inner in node.get("properties", {}).items():
        yield from schemas(inner, f"{at}/properties/{name}")
    for keyword in ("oneOf", "anyOf", "allOf"):
        for position, inner in enumerate(node.get(keyword, ())):
            yield from schemas(inner, f"{at}/{keyword}/{position}")
    for keyword in ("items", "not", "additionalProperties"):
        if isinstance(node.get(keyword), dict):
            yield from schemas(node[keyword], f"{at}/{keyword}")


def components(api: str) -> Iterator[tuple[str, Any]]:
    """Yield every schema of the components of a spec, those of parameters included."""
    for name, schema in SPECS[api]["components"]["schemas"].items():
        yield from schemas(schema, name)
    for name, parameter in SPECS[api]["components"]["parameters"].items():
        yield from schemas(parameter["schema"], name)


@pytest.mark.parametrize("api", FILES)
def test_schemas_hold_keywords_alone(api: str) -> None:
    """A comma in a text without quotation marks would make a keyword of its second half."""
    found = [(at, key) for at, schema in components(api) for key in schema if key not in KEYWORDS]
    assert [(at, key) for at, key in found if not key.startswith("x-")] == []


REQUESTS = {
    "v2": ("AddCustomerRequest", "UpdateCustomerRequest", "ChangeIdentifierRequest"),
    "v1.1": ("AddCustomersRequest",),
    "upsert": ("UpsertRequest",),
}
LIMITS = frozenset(("maxItems", "maxLength", "maxProperties", "maximum", "pattern"))
DOCUMENTED = {
    "firstName": "names have 100 characters, of certain kinds",
    "lastName": "as the first",
    "firstname": "as in v2",
    "lastname": "as in v2",
    "EmailIdentifier/properties/value": "255 characters",
    "MobileIdentifier/properties/value": "digits alone",
    "MobileChannel/properties/value": "digits alone",
    "mobile/anyOf/0": "digits alone",
    "external_id": "250 characters",
    "registered_till": "50 characters",
    "associated_with": "50 characters",
    "LocalTime": "YYYY-MM-DD HH:MM:SS",
}


def referred(api: str, name: str, seen: set[str]) -> set[str]:
    """The names of a schema and of all schemas that it leads to."""
    if name not in seen:
        seen.add(name)
        for _, schema in schemas(SPECS[api]["components"]["schemas"][name]):
            if "$ref" in schema:
                referred(api, schema["$ref"].rpartition("/")[2], seen)
    return seen


@pytest.mark.parametrize("api", FILES)
def test_a_limit_of_a_request_is_one_that_the_documents_give(api: str) -> None:
    """A limit that only keeps generated requests small stands in the overlay."""
    names = set().union(*(referred(api, name, set()) for name in REQUESTS[api]))
    limited = [at for at, schema in components(api) if LIMITS & set(schema) and at.partition("/")[0] in names]
    assert [at for at in limited if not at.endswith(tuple(DOCUMENTED))] == []
    parameters = [
        at for at, schema in components(api) if at.partition("/")[0] in SPECS[api]["components"]["parameters"]
    ]
    assert [at for at in limited if at in parameters] == []


ALLOWED: list[tuple[str, str, Any]] = [
    *(
        (api, f"parameters/UserContextEntity{name}/schema", text)
        for api in FILES
        for name, text in (
            ("Type", "Intouch Admin User"),
            ("Id", "3124587"),
            ("Source", "BY TICKET"),
            ("SourceId", "a/b " * 20),
        )
    ),
    ("v2", "parameters/CustomerId/schema", 10**15),
    ("v2", "parameters/IdentifierValue/schema", "12/é#& %"),
    ("v2", "schemas/CustomFields", {"employee": "loyal"}),
    ("v2", "schemas/CommChannel", {"value": "8795779625"}),
    ("v2", "schemas/CommChannel", {"type": "line"}),
    ("v2", "schemas/Enrollment", {"tierNumber": 1, "loyaltyPoints": 0.5}),
    ("v2", "schemas/ChangeIdentifierRequest", {"add": [{"type": "externalId", "value": str(n)} for n in range(9)]}),
    ("upsert", "schemas/CommChannel", {}),
    ("upsert", "schemas/UpsertRequest", [{"profiles": [{"identifiers": [{"type": "cuid", "value": "x"}] * 5}]}] * 99),
    ("v1.1", "schemas/LocalTime", "2024-02-29 09:10:00"),
    ("v1.1", "schemas/LocalTime", "2030-01-01 00:00:00"),
    ("v1.1", "schemas/RequestRoot", {"customer": [{"mobile": 917700811213}] * 50}),
    ("v1.1", "schemas/NewCustomer", {"email": "a@example.com", "source": "TikTok", "associated_with": "Till 7, left"}),
    *(("v1.1", "schemas/CommChannel", {"type": type_}) for type_ in ("WeChat", "LINE", "WhatsApp", "card number")),
    ("v1.1", "schemas/CommChannel", {}),
    ("v1.1", "schemas/FieldList", {"field": [{"name": "Größe in cm", "value": "x" * 999}] * 9}),
]
REFUSED_BY_THE_DOCUMENTS: list[tuple[str, str, Any]] = [
    ("v2", "schemas/CustomFields", {"employee": True}),
    ("v2", "schemas/CommChannel", {"type": "mobile", "value": "o123"}),
    ("v2", "parameters/IdentifierValue/schema", ""),
    ("v1.1", "schemas/CommChannel", {"type": "mobile", "value": "o123"}),
    ("v1.1", "schemas/LocalTime", "2023-02-29 09:10:00"),
    ("v1.1", "schemas/LocalTime", "1900-02-29 09:10:00"),
    ("v1.1", "schemas/LocalTime", "2024-04-31 09:10:00"),
    ("v1.1", "schemas/LocalTime", "2024-04-30T09:10:00Z"),
    ("v1.1", "schemas/NewCustomer", {"mobile": "+917700811213"}),
    ("v1.1", "schemas/NewCustomer", {"mobile": -7}),
    (
        "v1.1",
        "schemas/RegisteredCustomer",
        {"user_id": 7, "item_status": REGISTERED["item_status"], "lifetime_purchases": 1.5},
    ),
]


@pytest.mark.parametrize(("api", "schema", "value"), ALLOWED)
def test_what_the_documents_allow_is_valid(api: str, schema: str, value: Any) -> None:
    """As many entries, and as long and odd values, as no document forbids."""
    validator(api, f"/components/{schema}", format_checker=FormatChecker(["email"])).validate(value)


@pytest.mark.parametrize(("api", "schema", "value"), REFUSED_BY_THE_DOCUMENTS)
def test_what_the_documents_do_not_allow_is_invalid(api: str, schema: str, value: Any) -> None:
    """Where they say what a value is."""
    assert not validator(api, f"/components/{schema}", format_checker=FormatChecker(["email"])).is_valid(value)
