"""A story without anybody in it is about somebody else when it is sent again, and the same but for that."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.documents.profile import People, Profile
from contracts.engine.exchange import Request
from contracts.evidence.intent import ADD, GET, UPSERT, Identifier
from contracts.stories import corpus, payloads, recast
from contracts.stories.namespace import Namespace
from contracts.stories.people import Cast
from contracts.stories.recast import Marks, Step, Template

OLD, NEW = Namespace(People(), "4f2a91c"), Namespace(People(), "77b0e2d")


def asked(body: Any, operation: str = ADD, path: str = "/v2/customers") -> Request:
    """A request with a JSON body."""
    return Request(operation, "POST", path, (), (("Content-Type", "application/json"),), payloads.encode(body))


def told(*requests: Request, ids: dict[str, int] | None = None) -> Template | None:
    """The story of some requests of the old run."""
    return recast.template(requests, Marks(OLD), ids or {}, {"1e15"}, "something")


def test_whoever_a_run_makes_up_comes_out_as_somebody_of_another() -> None:
    """Of all forms that people have, near-twins among them; the characters around them stay."""
    cast = Cast(OLD, 3)
    for _ in range(120):
        person = cast.person()
        story = told(asked(payloads.v2_customer(person, "INSTORE")))
        assert story is not None, person.identifiers
        text = corpus.written(story)
        assert OLD.run_id not in text
        assert not any(head in text for head in OLD.heads(3))
        numbers = [900 + place for place in range(story.people)]
        filled = json.loads(Marks(NEW).filled(story.steps[0].body, numbers))
        values = [each["value"] for each in filled["profiles"][0]["identifiers"]]
        assert [len(value) for value in values] != [0, 0, 0]
        for before, after in zip(person.identifiers, values, strict=True):
            assert Marks(NEW).people(after), (before, after)
            assert OLD.run_id not in after.lower()


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (f"+{OLD.mobile(12)}", "+{{mobile 0}}"),
        (OLD.twin_of(OLD.mobile(12)), "{{twin 0}}"),
        (OLD.email(12).upper(), "{{LABEL}}.{{RUN}}.{{n 0}}@{{domain}}"),
        (f"{OLD.external_id(12)}~'x", "{{label}}-{{run}}-{{n 0}}~'x"),
        (f"000{OLD.digits(12)}", "000{{head}}0{{six 0}}0"),
        (f"{OLD.short(12)}é", "{{short 0}}é"),
        ("tom at home", "tom at home"),
    ],
)
def test_what_is_made_up_has_marks(text: str, mark: str) -> None:
    """Each kind of value has its own, and is that of another person again."""
    assert Marks(OLD).removed(text, {}) == mark
    again = Marks(OLD).filled(mark, [12])
    assert again.lower() == text.lower()


def test_what_cannot_be_told_without_anybody_is_not_told() -> None:
    """Bytes that are no text, an id that nothing told, and a part of what the run makes up."""
    assert told(Request(ADD, "POST", "/v2/customers", body="{}".encode("utf-16"))) is None
    assert told(Request(ADD, "POST", "/v2/customers", body=b'{"a":"\xe9"}')) is None
    assert told(Request(GET, "GET", "/v2/customers/5000017")) is None
    assert told(asked({"a": OLD.run_id})) is None
    assert told(Request(GET, "GET", "/v2/customers/1e15")) is not None


def test_an_id_is_that_of_its_person() -> None:
    """As it stands in the path of a later request."""
    body = {"profiles": [{"identifiers": [{"type": "mobile", "value": OLD.mobile(4)}]}]}
    story = told(asked(body), Request(GET, "GET", "/v2/customers/5000017"), ids={"5000017": 4})
    assert story is not None
    assert story.steps[1].id == "{{id 0}}"


def test_items_of_several_batches_make_one() -> None:
    """Each about people of its own."""
    bodies = [[{"mobile": OLD.mobile(number)}] for number in (3, 8)]
    stories = [story for body in bodies if (story := told(asked(body, UPSERT)))]
    assert recast.mixed(stories).steps[0].body == '[{"mobile":"{{mobile 0}}"},{"mobile":"{{mobile 1}}"}]'


@pytest.mark.parametrize(
    ("entry", "is_stranger"),
    [
        ({"type": "mobile", "value": "919876543210"}, True),
        ({"type": "mobile", "value": 919876543210}, True),
        ({"type": "email", "value": "someone@gmail.com"}, True),
        ({"mobile": "919876543210"}, True),
        ({"type": "mobile", "value": OLD.mobile(1)}, False),
        ({"type": "mobile", "value": "98x7"}, False),
        ({"type": "email", "value": f"x+{OLD.email(1)}"}, False),
    ],
)
def test_whoever_is_not_of_the_run_is_noticed(entry: Any, is_stranger: bool) -> None:
    """Wherever in a body somebody stands who could be found or reached."""
    found = recast.strangers(asked({"a": [{"b": entry}]}), OLD, Marks(OLD), Profile())
    assert bool(found) is is_stranger
    query = Request("lookupCustomer", "GET", "", (("identifierName", "mobile"), ("identifierValue", "919876543210")))
    assert recast.strangers(query, OLD, Marks(OLD), Profile()) == [Identifier("mobile", "919876543210")]


def test_a_story_is_read_as_it_was_written() -> None:
    """And what is none is told in words."""
    story = Template((Step(UPSERT, (("a", "b"),), (), '[{"x":"\\ud800 {{mobile 0}}"}]'), Step(GET, id="{{id 0}}")), "x")
    assert corpus.read(corpus.written(story), (UPSERT, GET)) == story
    for text, why in (
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no story in format 1"),
        ('{"format": 1, "steps": []}', "steps: should be 1 to 20 requests"),
        ('{"format": 1, "steps": [{"operation": "drop"}]}', "steps: each should name an operation of the specs"),
        ('{"format": 1, "steps": [{"operation": "getCustomer", "body": 7}]}', "body: got int, should be text"),
        (corpus.written(story).replace("mobile 0", "mobile 201"), "it names 202 people, should be 200 at most"),
    ):
        with pytest.raises(ValueError, match=why):
            corpus.read(text, (UPSERT, GET))


def test_the_seed_says_which_stories_come_first() -> None:
    """Each comes once, and none that is longer than there is room."""
    stories = [Template((Step(GET, id="1e15", query=(("n", str(n)),)),)) for n in range(20)]
    long = Template((Step(ADD, body="{}"), Step(GET, id="{{id 0}}")))

    def order(seed: int) -> list[Template | None]:
        waiting = corpus.Corpus([*stories, long], seed)
        return [waiting.next(GET, 1) for _ in range(21)]

    assert order(1) == order(1) != order(2)
    assert order(1)[-1] is None
    assert sorted(map(repr, order(1)[:-1])) == sorted(map(repr, stories))
