"""The table of members has a row for each member of each write, names only what there is, and says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from contracts.documents import files, members
from contracts.documents.members import Fate, Member, Part, Shown, SpecialForm
from contracts.engine.errors import UsageError

TABLE = files.load_members()
WRITES = ("addCustomer", "addCustomerV11", "upsertCustomers", "updateCustomer", "changeIdentifier")
SPEC = files.load_spec()
CODES = {entry["code"] for entry in yaml.safe_load((files.specs_folder() / "codes.yaml").read_text("utf-8"))}

each_member = pytest.mark.parametrize("member", TABLE, ids=lambda member: f"{member.operation}:{member.path}")


def resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    while "$ref" in node:
        found: Any = document
        for name in unquote(node["$ref"]).removeprefix("#/").split("/"):
            found = found[name.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def paths_of(document: dict[str, Any], schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """The path of each member that a schema names, whichever of its alternatives has it; lists leave no trace."""
    schema = resolved(document, schema)
    for choice in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from paths_of(document, choice, path)
    if isinstance(schema.get("items"), dict):
        yield from paths_of(document, schema["items"], path)
    for name, below in schema.get("properties", {}).items():
        inner = f"{path}.{name}" if path else name
        yield inner
        yield from paths_of(document, below, inner)


@cache
def declared(operation: str) -> set[tuple[str, str]]:
    """Part and path of all that the OpenAPI document has for a request of an operation."""
    document = SPEC.document_of(operation)
    known = SPEC.operations[operation]
    item = document["paths"][known.path]
    described = item[known.method.lower()]
    parameters = (resolved(document, each) for each in (*item.get("parameters", ()), *described.get("parameters", ())))
    found = {(each["in"], each["name"]) for each in parameters}
    for media in resolved(document, described["requestBody"])["content"].values():
        found |= {("body", path) for path in paths_of(document, media["schema"])}
    return found


def in_table(member: Member) -> tuple[str, str]:
    """Part and path as `declared` has them."""
    in_body = member.part in (Part.CUSTOMER, Part.BODY)
    return ("body", member.full_path.replace("[]", "").lstrip(".")) if in_body else (member.part.value, member.path)


@pytest.mark.parametrize("operation", WRITES)
def test_each_declared_member_has_a_row(operation: str) -> None:
    """None of those that the OpenAPI documents name is left out."""
    assert declared(operation) - {in_table(member) for member in TABLE if member.operation == operation} == set()


@each_member
def test_each_row_is_declared_or_says_why_not(member: Member) -> None:
    """No row is of a member that nobody can send; the whole body of an upsert has no name."""
    if in_table(member) != ("body", ""):
        assert (in_table(member) in declared(member.operation)) is not bool(member.undeclared)


def test_only_writes_have_rows() -> None:
    """Each of the five has some."""
    assert {member.operation for member in TABLE} == set(WRITES)


@each_member
def test_a_row_names_what_there_is(member: Member) -> None:
    """Promises, readings and codes stand in their catalogues, and the sources are those of the promises."""
    documents = {
        part.strip().partition(" § ")[0] for p in files.load_promises().values() for part in p.source.split(";")
    }
    for row in (member, *member.forms):
        assert [anchor for anchor in row.promises if anchor not in files.load_promises()] == []
        assert [id_ for id_ in row.readings if id_ not in files.load_readings()] == []
        assert [code for code in row.codes if code not in CODES] == []
    assert [source for source in member.source if source.partition(" § ")[0] not in documents] == []


@each_member
def test_a_row_is_graded_by_its_sources(member: Member) -> None:
    """What rests on the vendor's other pages alone is not graded as if the five documents held it."""
    if all(source.startswith("vendor:") for source in member.source):
        assert member.grade != "a"


def test_what_the_five_documents_only_name_is_not_graded_a() -> None:
    """The update and the change of identifiers are named by the upsert's page, their members by other pages."""
    weak = [member for member in TABLE if member.operation in ("updateCustomer", "changeIdentifier")]
    assert [member.path for member in weak if member.grade == "a"] == []


@each_member
def test_the_forms_of_a_row_differ(member: Member) -> None:
    """Each says what it is, and none has both a value and a length."""
    assert len({form.says for form in member.forms}) == len(member.forms)
    assert [form.says for form in member.forms if form.length is not None and form.example is not None] == []


@each_member
def test_a_length_lies_beyond_or_at_the_longest(member: Member) -> None:
    """What is over-long has more characters than the document allows, what is the longest just as many."""
    for form in member.forms:
        if form.length is not None and member.longest is not None and form.says in ("the longest", "over-long"):
            assert form.length == member.longest + (form.says == "over-long")


def test_a_path_begins_at_the_customer() -> None:
    """The same row stands at another place in each body."""
    places = {member.operation: member.full_path for member in TABLE if member.path == "profiles[].firstName"}
    assert places == {
        "addCustomer": "profiles[].firstName",
        "upsertCustomers": "[].profiles[].firstName",
        "updateCustomer": "profiles[].firstName",
    }
    assert {member.full_path for member in TABLE if member.path == "firstname"} == {"root.customer[].firstname"}


def test_a_row_is_read_whole() -> None:
    """With its forms, its line, and the places where it is shown."""
    (till,) = (row for row in TABLE if (row.operation, row.path) == ("addCustomer", "associatedWith"))
    assert (till.fate, till.types, till.shown) == (Fate.KEPT, ("string",), {Shown.DETAILS: "associatedWith"})
    (form,) = till.forms
    assert form == SpecialForm(
        says="a till that the organisation does not have",
        example="no.such.till",
        fate=Fate.OPEN,
        codes=(8077,),
        readings=("unknown-till",),
    )
    line = (files.specs_folder() / members.NAME).read_text("utf-8").splitlines()[till.line - 1]
    assert line == "- operation: addCustomer"


ROW = """
- operation: addCustomer
  path: statusLabel
  types: [string]
  fate: unseen
  why: nobody shows it
  promises: [some-promise]
  source: [add-v2-page § Request Body Parameters]
  grade: a
"""


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("unseen", "lost"), "members.yaml:2: statusLabel: fate: Input should be 'kept'"),
        (("unseen", "kept"), "members.yaml:2: statusLabel: what is kept is shown somewhere"),
        (("unseen", "normalised"), "members.yaml:2: statusLabel: `how` goes with normalised, and with nothing else"),
        (("unseen", "open"), "members.yaml:2: statusLabel: what is open needs a reading"),
        (("why: nobody shows it", "how: [cut]"), "members.yaml:2: statusLabel: `how` goes with normalised"),
        (("  why: nobody shows it\n", ""), "members.yaml:2: statusLabel: what is unseen says why"),
        (("[some-promise]", "[]"), "members.yaml:2: statusLabel: it needs a promise or a reading that says so"),
        (("[string]", "[text]"), "members.yaml:2: statusLabel: types: 0: Input should be 'string'"),
        (("[string]", "{other: [string]}"), "members.yaml:2: statusLabel: it has no type"),
        (("grade: a", "grade: d"), "members.yaml:2: statusLabel: grade: Input should be 'a', 'b' or 'c'"),
        (("why:", "reason:"), "members.yaml:2: statusLabel: reason: Extra inputs are not permitted"),
        (("  path: statusLabel\n", ""), "members.yaml:2: None: path: Input should be a valid string"),
        (("addCustomer", "changeIdentifier"), "members.yaml:2: statusLabel: changeIdentifier takes no customer"),
        (("[add-v2-page § Request Body Parameters]", "[]"), "members.yaml:2: statusLabel: source: Tuple should have"),
        (("statusLabel", "[x, x]"), "members.yaml:2: x: addCustomer has it in line 2"),
    ],
)
def test_a_bad_row_is_told_in_a_line(wrong: tuple[str, str], told: str) -> None:
    """With the line and the member, and what would do."""
    with pytest.raises(UsageError) as caught:
        members.read(ROW.replace(*wrong))
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: b", "members.yaml should be a list of rows"),
        ("- a", "members.yaml:1: got 'a', should be a row of members"),
        ("- [", "members.yaml is no YAML: while parsing"),
    ],
)
def test_a_text_that_is_no_table_is_told(text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        members.read(text)
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


def test_all_bad_rows_are_told_at_once() -> None:
    """One line each."""
    with pytest.raises(UsageError) as caught:
        members.read(ROW.replace("unseen", "lost") + ROW.replace("statusLabel", "referralCode").replace("a\n", "d\n"))
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["2", "11"]


@cache
def answered(operation: str) -> set[str]:
    """The path of each member that the OpenAPI document has for an answer of an operation."""
    document = SPEC.document_of(operation)
    known = SPEC.operations[operation]
    responses = document["paths"][known.path][known.method.lower()]["responses"]
    media = [media for each in responses.values() for media in resolved(document, each).get("content", {}).values()]
    return {path for each in media for path in paths_of(document, each["schema"])}


FREE = ("profiles.fields.", "extendedFields.")
"""Maps whose keys are the organisation's."""


@each_member
def test_a_row_is_shown_where_answers_have_it(member: Member) -> None:
    """Each path is one of the answers that it speaks of, save for the names that an organisation chooses."""
    answers = {Shown.ANSWER: [member.operation], Shown.DETAILS: members.READS, Shown.LOOKUP: []}
    answers[Shown.READ] = ["getCustomerV11"]
    for place, path in member.shown.items():
        plain = path.replace("[]", "")
        for operation in answers[place]:
            assert plain.startswith(FREE) or plain in answered(operation), (operation, path)
    assert member.shown.get(Shown.LOOKUP, "identifierName") in ("identifierName", "identifierValue")


@each_member
def test_the_examples_of_a_row_are_of_its_types(member: Member) -> None:
    """As JSON has them."""
    named = {bool: "boolean", str: "string", int: "integer", float: "number", dict: "object", list: "array"}
    accepted = {*member.types, *(("integer",) if "number" in member.types else ())}
    assert [value for value in member.examples if named[type(value)] not in accepted] == []
