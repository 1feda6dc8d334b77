"""Links lead from a registration through every read and every change."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import pytest
from spec_files import FILES, OPERATIONS, SPECS

LINKS = [
    pytest.param(name, link, id=f"{name}-{link}")
    for name, (_, _, operation) in OPERATIONS.items()
    for link in operation["responses"]["200"].get("links", {})
]
EXPRESSION = re.compile(r"\$(request|response)\.(body#|query\.|path\.)(.+)")


def target_of(api: str, link: dict[str, Any]) -> str:
    """Give the operation that a link leads to, in this spec or in another."""
    if "operationId" in link:
        return str(link["operationId"])
    file, _, pointer = link["operationRef"].partition("#")
    found = [
        name for name, (of, at, _) in OPERATIONS.items() if (file, unquote(pointer)) == (FILES[of], at) and of != api
    ]
    assert len(found) == 1
    return found[0]


def declared(name: str) -> set[str]:
    """Give the names of the parameters of an operation."""
    api, _, operation = OPERATIONS[name]
    parameters = SPECS[api]["components"]["parameters"]
    return {parameters[node["$ref"].rpartition("/")[2]]["name"] for node in operation["parameters"]}


def has_place(api: str, schema: dict[str, Any], steps: list[str]) -> bool:
    """Whether a schema declares what a pointer points to, in any of its branches."""
    if not steps:
        return True
    if "$ref" in schema and has_place(
        api, SPECS[api]["components"]["schemas"][schema["$ref"].rpartition("/")[2]], steps
    ):
        return True
    if any(has_place(api, branch, steps) for word in ("oneOf", "anyOf") for branch in schema.get(word, ())):
        return True
    inner = schema.get("items") if steps[0].isdigit() else schema.get("properties", {}).get(steps[0])
    return inner is not None and has_place(api, inner, steps[1:])


@pytest.mark.parametrize(("name", "link"), LINKS)
def test_a_link_leads_from_a_member_to_a_parameter(name: str, link: str) -> None:
    """Each takes what the request or its answer holds, and gives what the operation that it leads to declares."""
    api, _, operation = OPERATIONS[name]
    declares = SPECS[api]["components"]["links"][link]
    assert set(declares["parameters"]) <= declared(target_of(api, declares))
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    asked = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    for value in declares["parameters"].values():
        found = EXPRESSION.fullmatch(value)
        if found is None:
            assert not value.startswith("$")
        elif found[2] == "body#":
            assert has_place(api, answer if found[1] == "response" else asked, found[3].split("/")[1:]), value
        else:
            assert found[3] in declared(name)


def test_every_link_is_used_and_every_operation_is_reached_or_begins() -> None:
    """From a registration on, the reads and the changes follow."""
    used = {
        (api, link)
        for api, _, operation in OPERATIONS.values()
        for link in operation["responses"]["200"].get("links", {})
    }
    assert used == {(api, link) for api, spec in SPECS.items() for link in spec["components"]["links"]}
    links = {target_of(api, link) for api, spec in SPECS.items() for link in spec["components"]["links"].values()}
    assert set(OPERATIONS) - links == {"addCustomer", "addCustomerV11"}


def test_a_chain_of_links_leads_from_a_registration_to_an_upsert() -> None:
    """Through every read and every change there is."""
    chain = ["addCustomer", "lookupCustomer", "lookupCustomerDetails", "getCustomer", "updateCustomer"]
    for name, following in pairwise([*chain, "changeIdentifier", "upsertCustomers"]):
        api, _, operation = OPERATIONS[name]
        links = [SPECS[api]["components"]["links"][link] for link in operation["responses"]["200"]["links"]]
        assert following in {target_of(api, link) for link in links}
