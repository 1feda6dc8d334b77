"""The examples of the documents stand in the specs, fit them, and tell of codes that the catalogue has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from jsonschema import FormatChecker
from spec_files import (
    EXAMPLES,
    INDEX,
    OPERATIONS,
    body_of,
    examples,
    nodes,
    schema_of,
    sources,
    unknown,
    validator,
)


def codes_in(body: Any) -> Iterator[int]:
    """Find the codes that a body reports."""
    for _, node in nodes(body):
        for value in [node.get("code"), *(node.get("warning") or [])]:
            if str(value).isdigit():
                yield int(value)


def test_index_lists_every_example_once() -> None:
    """The index and the folder hold the same files."""
    present = sorted(path.name for path in EXAMPLES.iterdir() if path.suffix in (".json", ".txt"))
    assert [row["file"] for row in INDEX] == present


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])
def test_example_fits_as_stated(row: dict[str, Any]) -> None:
    """An example fits its schema, and the branch of its outcome, exactly where the index says so."""
    if row["file"].endswith(".txt"):
        assert not row["valid"]
        with pytest.raises(json.JSONDecodeError):
            body_of(row)
        return
    api, pointer = schema_of(row)
    assert validator(api, pointer).is_valid(body_of(row)) is row["valid"]
    if row["direction"] == "response":
        branch = f"{pointer}/oneOf/{['success', 'failure'].index(row['outcome'])}"
        assert validator(api, branch).is_valid(body_of(row))


def test_only_artefacts_of_the_crawl_break_a_format() -> None:
    """With formats asserted, the examples that stop fitting are those with a hidden address."""
    checker = FormatChecker(["email", "date", "date-time"])
    fitting = [row for row in INDEX if row["valid"]]
    refused = [row for row in fitting if not validator(*schema_of(row), format_checker=checker).is_valid(body_of(row))]
    assert refused == [row for row in fitting if "[email protected]" in row.get("broken", "")]


@pytest.mark.parametrize("name", OPERATIONS)
def test_examples_of_the_spec_fit(name: str) -> None:
    """The examples inside the specs fit, formats included; also where no answer of another status is asked for."""
    for direction, schema, example in examples(name):
        judges = {schema, schema_of({"operation": name, "direction": direction})[1]}
        for judge in judges:
            api = OPERATIONS[name][0]
            validator(api, judge, format_checker=FormatChecker(["email", "date", "date-time"])).validate(
                example["value"]
            )


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])
def test_every_example_of_the_documents_stands_in_the_specs(row: dict[str, Any]) -> None:
    """Word for word, but for the repairs that it names, each of which is needed and made."""
    printed = (EXAMPLES / row["file"]).read_text(encoding="utf-8")
    found = []
    for direction, _, example in examples(row["operation"]):
        text = printed
        for repair in example.get("x-repairs", ()):
            text = text.replace(repair["printed"], repair["repaired"])
        with suppress(json.JSONDecodeError):
            if direction == row["direction"] and json.loads(text) == example["value"]:
                found.append(example)
    assert len(found) == 1
    assert [source.partition(" § ")[0] for source in sources(found[0])] == row["document"]
    repairs = found[0].get("x-repairs", [])
    assert bool(repairs) is ("broken" in row)
    assert [repair for repair in repairs if repair["printed"] not in printed or not repair["why"]] == []


def test_the_specs_have_no_other_examples() -> None:
    """What stands there as an example is one of the documents'."""
    assert sum(1 for name in OPERATIONS for _ in examples(name)) == len(INDEX)


@pytest.mark.parametrize("row", [row for row in INDEX if row["direction"] == "response"], ids=lambda row: row["file"])
def test_codes_of_examples_are_known(row: dict[str, Any]) -> None:
    """Each code in an example is in the catalogue, under its API."""
    api = OPERATIONS[row["operation"]][0]
    assert unknown(api, set(codes_in(body_of(row)))) == set()
