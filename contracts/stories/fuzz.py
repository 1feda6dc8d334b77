"""Plays generated cases against a target: cases are made of people and flaws, the rules judge them.

A case is a base that is valid - somebody of the run's own with riders, or a documented example about such a person -
with nothing wrong, or with exactly one thing. Batches carry a case in each item. Those who are accepted are read back.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from contracts.documents import files
from contracts.documents.members import Part
from contracts.documents.profile import Place
from contracts.engine.errors import NotAsked
from contracts.engine.exchange import Pairs
from contracts.engine.pace import BudgetSpent
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import (
    ADD,
    CHANGE,
    DETAILS,
    GET_V11,
    LOOKUP,
    REGISTER,
    UPDATE,
    UPSERT,
    V11_TYPES,
    Identifier,
)
from contracts.stories import around, cases, decks, flaws, interest, looks, own_people
from contracts.stories.flaws import Flaw
from contracts.stories.payloads import encode
from contracts.stories.people import Known, Person
from contracts.stories.relations import Relatives
from contracts.stories.reply import Reply
from contracts.stories.verbs import INSTORE, Api, at

COVERAGE = "what schemathesis makes of the specs"
"""The deck that `drawn` deals, dear to make: a gate has none of it, and says so."""
SIZES = (50, 50, 30, 20, 1, 30, 50, 0, 51, 2, 100)
"""Of batches, in turn."""
_SHAPE_EVERY = 3
"""Every so many batches are of three items, one of which may cost the others."""
_AROUND_EVERY = 4
"""Every so many batches something is wrong around the items, of which there are three then."""
_LACKING_EVERY = 2
"""Every so many batches of a search that learns try what lacks: constraints of which nothing was dealt."""
_WITHIN_EVERY = 4
"""Every so many cases there is nothing wrong."""
BACK_EVERY = 3
"""Every so many customers that are added one is looked back at."""
_EXAMPLE_EVERY = 9
"""Every so many bases are documented examples."""
_BASE_EVERY = 5
"""Every so many bases of a search that learns are like one that brought something unseen."""
HIDING = flaws.VALUES | {
    *("profiles", "profiles[].source", "profiles[].accountId", "source", "accountId"),
    *("profiles[].identifiers", "profiles[].identifiers[].type"),
}
"""Members without which nobody knows where, or by what, somebody is found."""
_SHAPES_AT_ONCE = 12
"""Items of a batch in which every one but two is of a shape that cannot be read, where each is refused for its own."""


def play(api: Api, operation: str, requests: int) -> None:
    """Send so many requests: cases of an operation, and reads of those whom they registered."""
    player = _Player(api, len(api.record.exchanges) + requests)
    for kind in decks.KINDS.get(operation, ()):
        api.cast.trials.cards((operation, kind), partial(decks.of_writes, api, operation, kind))
    api.cast.trials.expect(operation, COVERAGE)
    case = _CASES.get(operation, _Player.read)
    while player.left > 0:
        if not again(api, operation, player.left):
            case(player, operation)


class _Player:
    """Makes cases, sends them, and counts what came of each."""

    def __init__(self, api: Api, until: int) -> None:
        self._api = api
        self._until = until
        self._trials = api.cast.trials
        self._relatives = Relatives(api)

    @property
    def left(self) -> int:
        """How many requests it may still send."""
        return self._until - len(self._api.record.exchanges)

    def add(self, operation: str) -> None:
        """One customer, and now and then a look back at one of them."""
        self._relatives.begin()
        place = self._place()
        flaw = self._flaw(operation, "any")
        customer, pairs, person, place = self._customer(flaw, place)
        reply = self._send(operation, customer, flaw, headers=pairs)
        those = self._take(reply, [(flaw, person, place)])
        if self.left > 0 and those and self._trials.count("back") % BACK_EVERY == 0:
            look(self._api, those[0])

    def batch(self, operation: str) -> None:
        """A batch with a case in each item, and a look back at some of those whom it registered."""
        shapes = self._trials.count(("batch", operation)) % _SHAPE_EVERY == _SHAPE_EVERY - 1
        wrong = self._trials.count(("around", operation)) % _AROUND_EVERY == _AROUND_EVERY - 1
        lacking = [
            kind for kind in ("around", "shapes") if self._trials.learns and self._trials.lacks((operation, kind))
        ]
        if lacking and self._trials.count(("lacking", operation)) % _LACKING_EVERY:
            shapes, wrong = "around" not in lacking, "around" in lacking
        whole = self._deal(operation, "around") if wrong else flaws.nothing(operation)
        if shapes and not wrong:
            size = _SHAPES_AT_ONCE if self._trials.reads_items_alone[operation] else 3
        else:
            size = 3 if wrong else SIZES[self._trials.count(("size", operation)) % len(SIZES)]
        made = []
        headers: Pairs = ()
        self._relatives.begin()
        for number in range(size):
            place = INSTORE if operation == REGISTER else self._place()
            if shapes or wrong:
                of_shape = shapes and not wrong and 0 < number < size - 1
                flaw = self._deal(operation, "shapes") if of_shape else flaws.nothing(operation)
            else:
                flaw = self._flaw(operation, "values")
            customer, headers, person, place = self._customer(flaw, place)
            made.append((customer, flaw, person, place))
        items = [customer for customer, *_ in made]
        body = {"root": {"customer": items}} if operation == REGISTER else items
        skip = self._trials.turn("skip", ("true", "false"))
        query = (("format", "json"),) if operation == REGISTER else (("skipChangeIdentifier", skip),)
        reply = self._send(operation, body, whole, query=query, headers=headers)
        if wrong:
            count(self._api, whole, reply)
        if shapes and not wrong:
            self._trials.reads_items_alone[operation] = bool(reply.item(0).ok and reply.item(size - 1).ok)
        those = self._take(reply, [(flaw, person, place) for _, flaw, person, place in made], counts=not wrong)
        looks_back = 4 if self._trials.learns else 2
        for known in self._trials.some(those, looks_back)[: self.left]:
            look(self._api, known)

    def change(self, operation: str) -> None:
        """An update or a change of identifiers of somebody known, and mostly a look back."""
        known = somebody(self._api)
        if known is None:
            return
        flaw = self._flaw(operation, "any")
        pairs: Pairs = ()
        if operation == UPDATE:
            customer, pairs = self._api.written(UPDATE, known.person.named("Changed"), known.place)
        else:
            customer = self._lists(known)
        if flaw.part in (Part.CUSTOMER, Part.BODY) and flaw.path:
            customer = cases.spoilt(customer, flaw, known.person, self._api.profile)
        reply = self._send(operation, customer, flaw, query=at(known.place), headers=pairs, id=str(known.id))
        self._take(reply, [(flaw, known.person, known.place)], known)
        if self.left > 0:
            look(self._api, replace(known, operation=operation))

    def read(self, operation: str) -> None:
        """A read of somebody known."""
        known = somebody(self._api)
        if known is None or self.left <= 0:
            return
        flaw = self._trials.deal(operation, partial(decks.of_reads, operation))
        held = [i.type for i in known.person.identifiers]
        type_ = V11_TYPES.get(flaw.path, "")
        if type_ not in held:
            type_ = self._trials.turn(("read", operation), held)
        identifier = known.person[type_]
        query: Pairs = at(known.place)
        if operation in (LOOKUP, DETAILS):
            query = (*query, ("identifierName", identifier.type), ("identifierValue", identifier.value))
        elif operation == GET_V11:
            member = {"externalId": "external_id"}.get(type_, type_)
            query = (("format", "json"), ("user_id", "true"), (member, identifier.value))
        reply = self._send(operation, None, flaw, query=query, id=str(known.id))
        count(self._api, flaw, reply, known)

    def _customer(self, flaw: Flaw, place: Place) -> tuple[Any, Pairs, Person, Place]:
        """A customer of a write with the flaw, the headers that go with it, whom it is about, and where."""
        operation, api = flaw.operation, self._api
        examples = _examples(operation)
        based = None
        if self._trials.learns and self._trials.count(("based", operation)) % _BASE_EVERY == _BASE_EVERY - 1:
            based = interest.based(api, operation)
        if based is not None:
            customer, place = based
            pairs: Pairs = ()
            person = _named_in(customer, api.person(plain=True))
        elif examples and self._trials.count(("base", operation)) % _EXAMPLE_EVERY == _EXAMPLE_EVERY - 1:
            example = examples[self._trials.count(("example", operation)) % len(examples)]
            customer = own_people.body(copy.deepcopy(example), api.cast, api.profile, positive=True)
            pairs = ()
            person = _named_in(customer, api.person(plain=True))
        else:
            person, place = self._whom(flaw, place)
            customer, pairs = api.written(operation, person, place)
        if flaw.part is Part.CUSTOMER:
            customer = cases.spoilt(customer, flaw, person, api.profile)
        return customer, pairs, person, place

    def _whom(self, flaw: Flaw, place: Place) -> tuple[Person, Place]:
        """Somebody new, or, where nothing is wrong and the search learns, somebody's relative at times."""
        person = self._api.person()
        related = None
        if self._trials.learns and flaw.constraint == flaws.NOTHING and self._trials.count("related") % 2:
            related = self._relatives.of(person)
        if related is None:
            return person, place
        return related if flaw.operation != REGISTER else (related[0], INSTORE)

    def _lists(self, known: Known) -> dict[str, Any]:
        """A change of identifiers: something new is added, something known removed, or both."""
        new = self._api.cast.nearly(known.person, self._trials.turn("added", ("mobile", "email", "externalId")))
        old = known.person[self._trials.turn("removed", [i.type for i in known.person.identifiers])]
        kinds = {"add": {"add": [_pair(new)]}, "remove": {"remove": [_pair(old)]}}
        kinds["both"] = kinds["add"] | kinds["remove"]
        return dict(kinds[self._trials.turn("change", tuple(kinds))])

    def _place(self) -> Place:
        """A source account, INSTORE every other time."""
        places = self._api.places()
        others = [place for place in places if place != INSTORE]
        if not others or self._trials.count("place") % 2:
            return INSTORE
        return self._trials.turn("place", others)

    def _flaw(self, operation: str, kind: str) -> Flaw:
        """What is wrong with the next case: now and then nothing."""
        if self._trials.count(("within", operation)) % _WITHIN_EVERY == 0:
            return flaws.nothing(operation)
        return self._deal(operation, kind)

    def _deal(self, operation: str, kind: str) -> Flaw:
        return self._trials.deal((operation, kind), partial(decks.of_writes, self._api, operation, kind))

    def _send(
        self,
        operation: str,
        body: Any,
        flaw: Flaw,
        query: Pairs = (),
        headers: Pairs = (),
        id: str | None = None,  # noqa: A002 - the path parameter
    ) -> Reply:
        """Send a case with what is wrong with it around its customers."""
        kind = "application/json"
        raw = body if body is None else encode(body)
        match flaw.part:
            case Part.QUERY:
                query = cases.parameters(query, flaw)
            case Part.HEADER if flaw.path == "Content-Type":
                kind = str(flaw.value)
            case Part.HEADER:
                headers = cases.headers(headers, flaw)
            case Part.PATH:
                id = str(flaw.value)  # noqa: A001
            case Part.BODY if flaw.constraint == around.ANOTHER_BODY:
                raw = around.BODIES[flaw.name](encode(body))
        reply = self._api.send(operation, raw, query=query, headers=headers, id=id, content_type=kind)
        if len(reply.judged.intent.items) > 1:
            interest.note(self._api, flaw, reply, whole=True)
        return reply

    def _take(
        self,
        reply: Reply,
        made: Sequence[tuple[Flaw, Person, Place]],
        known: Known | None = None,
        counts: bool = True,
    ) -> list[Known]:
        """Count what became of each item, and note who is registered; returns them.

        `known`: whom an update or a change is about. Items of a batch that is wrong as a whole do not count: it may be
        refused for that.
        """
        those: list[Known] = []
        for number, (flaw, person, place) in enumerate(made):
            item = reply.item(number)
            if counts:
                count(self._api, flaw, item, known)
            operation = reply.exchange.request.operation
            registers = operation in (ADD, REGISTER, UPSERT)
            if registers and item.ok and item.id is not None and flaw.path not in HIDING:
                interest.remember(self._api, flaw, item)
                if self._trials.learns and place == INSTORE:
                    self._api.cast.remember(person)
                those.append(Known(person, place, operation, item.id))
        self._api.cast.known.extend(those)
        return those


def look(api: Api, known: Known) -> None:
    """Look back at somebody whom a case has registered, and take note of what the answer says."""
    before = len(api.record.judged)
    looks.back(api, known)
    for judged in api.record.judged[before:]:
        interest.note(api, flaws.nothing(judged.exchange.request.operation), Reply(judged), known)


def somebody(api: Api) -> Known | None:
    """Somebody whom a case has registered, else somebody new; None where nobody could be."""
    if not api.cast.known:
        person = api.person()
        reply = api.add(person)
        if reply.ok and reply.id is not None:
            api.cast.known.append(Known(person, INSTORE, ADD, reply.id))
    return next(iter(api.cast.trials.some(api.cast.known)), None)


def again(api: Api, operation: str, requests: int) -> bool:
    """Send a story of the corpus about an operation, of so many requests at most; whether there was one."""
    story = api.cast.trials.corpus.next(operation, requests)
    if story is None:
        return False
    try:
        replies = interest.replay(api, story)
    except BudgetSpent:
        raise
    except NotAsked:  # the target lacks what another had
        return True
    for reply in replies[len(story.steps) - 1 :]:
        for number in range(max(1, len(reply.judged.intent.items))):
            count(api, Flaw(operation, "of the corpus", name=story.tries), reply.item(number))
    return True


def count(api: Api, flaw: Flaw, item: Reply, known: Known | None = None) -> None:
    """Count what became of a case; `known` is whom it is about, where another has registered them."""
    is_told = item.outcome.is_decided and item.result is not None and item.result.ok is not None
    told = ("accepted" if item.ok else "refused") if is_told or item.outcome.kind is Kind.FAILURE else "undecided"
    api.cast.trials.note(flaw, told)
    interest.note(api, flaw, item, known)


_CASES = {
    ADD: _Player.add,
    REGISTER: _Player.batch,
    UPSERT: _Player.batch,
    UPDATE: _Player.change,
    CHANGE: _Player.change,
}


def _examples(operation: str) -> list[Any]:
    """Customers of the documented examples of a request."""
    spec = files.load_spec()
    declared = spec.operations[operation]
    node = spec.document_of(operation)["paths"][declared.path][declared.method.lower()]
    told = node.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {})
    bodies = [each["value"] for each in told.values() if "value" in each]
    if operation == REGISTER:
        return [item for body in bodies for item in body["root"]["customer"]]
    return list(itertools.chain(*bodies)) if operation == UPSERT else bodies


def _named_in(customer: Mapping[str, Any], person: Person) -> Person:
    """Whoever a documented example is about by now."""
    profile = customer["profiles"][0] if "profiles" in customer else {}
    named = [Identifier(i["type"], i["value"]) for i in profile.get("identifiers", ())] or [
        Identifier(type_, str(customer[member]))
        for member, type_ in (("mobile", "mobile"), ("email", "email"), ("external_id", "externalId"))
        if member in customer
    ]
    return person.known_by(*named)


def _pair(identifier: Identifier) -> dict[str, str]:
    return {"type": identifier.type, "value": identifier.value}
