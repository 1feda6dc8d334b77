"""The verbs of a story: what suites say to a target, in the words of the API.

A scenario acts; the rules judge every exchange that its verbs make. What only the story
knows is said with `api.expect`. `api.given` marks preparation, whose failure is nobody's
broken promise.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from contracts.documents.codes import Code
from contracts.documents.profile import DOCUMENTED_SOURCES, Place, Profile
from contracts.documents.spec import Spec
from contracts.engine.client import Client
from contracts.engine.errors import NotAsked, NoVerdict
from contracts.engine.exchange import Exchange, Missing, NoAnswer, Pairs, Request, Who
from contracts.engine.target import Record, Target
from contracts.engine.verdict import Breach
from contracts.evidence.intent import (
    ADD,
    CHANGE,
    DETAILS,
    GET,
    GET_V11,
    LOOKUP,
    OPTIONAL,
    READS,
    REGISTER,
    UPDATE,
    UPSERT,
    V11_TYPES,
    WRITES,
    Identifier,
    Intent,
)
from contracts.rules.judge import Judged
from contracts.stories import blame, payloads, riders, weighing
from contracts.stories.people import Cast, Person
from contracts.stories.reply import Reply
from contracts.stories.weighing import Served

INSTORE = Place("INSTORE")
ALL = Place("ALL")
"""Every source account at once (get by id, parameter `source`)."""
_JSON = (("format", "json"),)
_TAKING = {ADD: "validation/documented-forms-are-fine"}
"""The rule that a rider breaks that is refused."""
_RIDDEN = 50
"""Riders go with so many items of a batch, the first ones."""
LAG_MAX_S = 10.0
"""Reads that may lag longer are sent at once, and prove little."""


class Api:
    """The verbs, bound to a target, a test's record and a cast of people."""

    def __init__(
        self,
        target: Target[Intent, Judged],
        profile: Profile,
        spec: Spec,
        cast: Cast,
        record: Record[Judged],
        served: Served,
    ) -> None:
        self.profile = profile
        self.cast = cast
        self.spec = spec
        self.target = target
        self.record = record
        self.served = served
        self._prepares = False
        self._who = Who.WRITER

    @property
    def given(self) -> Api:
        """The same verbs as preparation: what they cannot do leaves the test without a verdict."""
        other = copy.copy(self)
        other._prepares = True
        return other

    def as_(self, who: Who) -> Api:
        """The same verbs in another name; SKIP where the run has no such credentials."""
        if not self.target.client.credentials.offers(who):
            raise NotAsked(f"no credentials for {who}")
        if who.is_wrong_password and not self.profile.credentials.wrong_passwords:
            raise NotAsked("the profile says that no wrong passwords are sent (credentials.wrong_passwords)")
        other = copy.copy(self)
        other._who = who
        return other

    def person(self, *types: str, first_name: str | None = "", plain: bool = False) -> Person:
        """Somebody new, with identifiers of these types (default: mobile, email, externalId)."""
        return self.cast.person(*types, first_name=first_name, plain=plain)

    def add(self, person: Person, source: Any = "INSTORE", account: Any = None, **options: Any) -> Reply:
        """POST /v2/customers."""
        forms = self._riders(ADD, person, source)
        body = riders.dressed(payloads.v2_customer(person, source, account), forms)
        waits = (("WAIT_FOR_DOWNSTREAM", "true"),) if body.get("loyaltyProgramEnrollments") else ()
        reply = self.send(ADD, body, headers=(*waits, *riders.headers_of(forms)), **options)
        self._blame(reply, forms, lambda some: not self._try(some, source, account).ok)
        if reply.ok and source == "INSTORE":
            self.cast.remember(person)
        self.cast.duplicates[str(source)] += Code.HELD in reply.codes
        return reply

    def add_at(self, person: Person, place: Place, **options: Any) -> Reply:
        """POST /v2/customers, into a source account."""
        return self.add(person, place.source, place.account or None, **options)

    def register(self, *people: Person, **options: Any) -> Reply:
        """POST /v1.1/customer/add, an item for each person."""
        reachable = tuple(map(payloads.reachable, people))
        if self._demands_channels:
            people = reachable
        try:
            return self._register(people, options)
        except NoVerdict:
            if not self._demands_channels or people == reachable:
                raise
        return self._register(reachable, options)

    @property
    def _demands_channels(self) -> bool:
        pinned = self.profile.readings.get("v11-channels-required")
        return pinned == "required" or (pinned is None and self.served.demands_channels)

    def _register(self, people: Sequence[Person], options: Mapping[str, Any]) -> Reply:
        ridden = [self._riders(REGISTER, person) if n < _RIDDEN else [] for n, person in enumerate(people)]
        items = [riders.dressed(payloads.v11_customer(each), forms) for each, forms in zip(people, ridden, strict=True)]
        headers = riders.headers_of(ridden[0]) if ridden else ()
        return self.send(REGISTER, {"root": {"customer": items}}, query=_JSON, headers=headers, **options)

    def upsert(self, *people: Person, place: Place = INSTORE, skip: bool = False, **options: Any) -> Reply:
        """POST /v2/integrations/customer/upsert/bulk, an item for each person."""
        return self.upsert_at(*((person, place) for person in people), skip=skip, **options)

    def upsert_at(self, *people: tuple[Person, Place], skip: bool = False, **options: Any) -> Reply:
        """POST /v2/integrations/customer/upsert/bulk, an item for each person, each in a source account of its own."""
        ridden = [
            self._riders(UPSERT, person, place.source) if number < _RIDDEN else []
            for number, (person, place) in enumerate(people)
        ]
        body = [
            riders.dressed(payloads.v2_customer(person, place.source, place.account or None), forms)
            for (person, place), forms in zip(people, ridden, strict=True)
        ]
        query = (("skipChangeIdentifier", "true" if skip else "false"),)
        headers = riders.headers_of(ridden[0]) if ridden else ()
        return self.send(UPSERT, body, query=query, headers=headers, **options)

    def lookup(self, identifier: Identifier, place: Place = INSTORE, operation: str = LOOKUP) -> Reply:
        """GET /v2/customers/lookup."""
        query = (*at(place), ("identifierName", identifier.type), ("identifierValue", identifier.value))
        return self.send(operation, None, query=query)

    def details(self, identifier: Identifier, place: Place = INSTORE) -> Reply:
        """GET /v2/customers/lookup/customerDetails."""
        return self.lookup(identifier, place, DETAILS)

    def get(self, customer: int, place: Place = INSTORE) -> Reply:
        """GET /v2/customers/{id}."""
        return self.send(GET, None, query=at(place), id=customer)

    def get_v11(self, *whom: Identifier) -> None:
        """GET /v1.1/customer/get, of identifiers of one type; nothing is sent to a target that is known to lack it."""
        member = next(member for member, type_ in V11_TYPES.items() if type_ == whom[0].type)
        query = (("format", "json"), ("user_id", "true"), (member, ",".join(each.value for each in whom)))
        with contextlib.suppress(NotAsked):
            self.send(GET_V11, None, query=query)

    def update(self, customer: int, person: Person, place: Place = INSTORE) -> Reply:
        """PUT /v2/customers/{id}: names and fields, and of identifiers those alone that `profile_extra` has."""
        body, _ = self.written(UPDATE, person, place)
        return self.send(UPDATE, body, query=at(place), id=customer)

    def change(
        self,
        customer: int,
        place: Place = INSTORE,
        add: Sequence[Identifier] = (),
        remove: Sequence[Identifier] = (),
    ) -> Reply:
        """POST /v2/customers/{id}/changeIdentifier."""
        body = {
            member: [{"type": i.type, "value": i.value} for i in identifiers]
            for member, identifiers in (("add", add), ("remove", remove))
            if identifiers
        }
        return self.send(CHANGE, body, query=at(place), id=customer)

    def written(self, operation: str, person: Person, place: Place = INSTORE) -> tuple[dict[str, Any], Pairs]:
        """What a write says of one customer, with what rides on it, and the headers that ride."""
        forms = self._riders(operation, person, place.source)
        if operation == REGISTER:
            plain = payloads.v11_customer(person)
        elif operation == UPDATE:
            plain = payloads.v2_customer(person.but(identifiers=()), None)
        else:
            plain = payloads.v2_customer(person, place.source, place.account or None)
        body = riders.dressed(plain, forms)
        if operation == UPDATE and not body["profiles"][0]["identifiers"]:
            del body["profiles"][0]["identifiers"]
        return body, riders.headers_of(forms)

    def _riders(self, operation: str, person: Person, source: object = "INSTORE") -> list[riders.RiderForm]:
        turn = self.cast.turn_of(person)
        if person.rides_alone:
            return []
        other = partial(self.cast.another, person)
        return self.cast.riders.choose(
            riders.Occasion(operation, person.number, person.own, source, self.profile, turn, other)
        )

    def _try(self, forms: Sequence[riders.RiderForm], source: Any, account: Any) -> Reply:
        """Add somebody new with those riders and no others."""
        body = riders.dressed(payloads.v2_customer(self.person(), source, account), forms)
        return self.send(ADD, body, headers=riders.headers_of(forms))

    def _blame(
        self,
        reply: Reply,
        forms: Sequence[riders.RiderForm],
        is_refused: Callable[[Sequence[riders.RiderForm]], bool],
    ) -> None:
        """Where a refusal with riders is a finding, find the one to blame, say so, and let it ride no more."""
        broken = any(finding.exchange == reply.exchange.index for finding in self.record.breaches)
        if reply.ok or not forms or not broken or self._who is not Who.WRITER:  # wrong passwords are not sent again
            return
        if not self.cast.riders.may_search() or is_refused(()):
            return
        to_blame = blame.culprit(forms, is_refused)
        if to_blame is not None:
            operation = reply.exchange.request.operation
            self.cast.riders.refuse(operation, to_blame)
            told = f"every {operation} with {to_blame.name} is refused"
            self.target.find(_TAKING[operation], reply.exchange, Breach(to_blame.where, "success", told), self.record)

    def together(self, *verbs: Callable[[Api], object]) -> list[Reply]:
        """Do several things at the same moment: each verb is given the API and sends one request."""
        if len(verbs) > self.profile.limits.burst:
            raise NotAsked(f"the profile allows {self.profile.limits.burst} requests at once")
        waiting = _Waiting(self)
        for verb in verbs:
            verb(waiting)
        replies = list(map(Reply, self.target.together(waiting.requests, self.record)))
        for reply in replies:
            self._weigh(reply)
        return replies

    def send(
        self,
        operation: str,
        body: Any,
        *,
        query: tuple[tuple[str, str], ...] = (),
        headers: tuple[tuple[str, str], ...] = (),
        id: int | str | None = None,  # noqa: A002 - the path parameter
        content_type: str = "application/json",
    ) -> Reply:
        """Send one request; bytes as a body go as they are. SKIP where the target lacks the operation."""
        if getattr(self.profile.operations, operation) is False:
            raise NotAsked(f"the profile says that there is no {operation}")
        if operation in OPTIONAL and self.served.lacks(operation, self.profile):
            raise NotAsked(f"the target has no {operation}")
        declared = self.spec.operations[operation]
        raw = body if isinstance(body, bytes) else b"" if body is None else payloads.encode(body)
        kind = (("Content-Type", content_type),) if raw or declared.method != "GET" else ()
        path = declared.path.replace("{id}", str(id))
        return self._deliver(Request(operation, declared.method, path, query, (*kind, *headers), raw, self._who))

    def _deliver(self, request: Request) -> Reply:
        if request.operation in READS:
            let_writes_arrive(self.target.client, self.profile)
        reply = Reply(self.target.send(request, self.record))
        self._weigh(reply)
        return reply

    def expect(self, rule: str, reply: Reply, expected: object, actual: object, where: str = "story") -> None:
        """Judge what only the story knows: a breach of `rule` where the two differ. Silent without an answer."""
        if reply.outcome.is_decided and expected != actual:
            self.target.find(rule, reply.exchange, Breach(where, expected, actual), self.record)

    def sources(self) -> tuple[str, ...]:
        """The sources of the organisation, or those that the documents know where no profile lists any."""
        return tuple(self.profile.sources) if self.profile.sources is not None else DOCUMENTED_SOURCES

    def places(self) -> list[Place]:
        """Every source account that the organisation is known to have."""
        return [place for place in self._candidates() if self._is_enabled(place.source)]

    def another_place(self) -> Place:
        """The source account outside INSTORE where the run has been least; SKIP where there is none."""
        for place in sorted(self._candidates(), key=self.cast.turn):
            if place != INSTORE and self._is_enabled(place.source):
                self.cast.visits[place] += 1
                return place
        raise NotAsked("no other source is known")

    def anywhere(self) -> Place:
        """The source account outside INSTORE where the run has been least; INSTORE where there is none."""
        with contextlib.suppress(NotAsked):
            return self.another_place()
        return INSTORE

    def elsewhere(self) -> list[Place]:
        """Source accounts outside INSTORE, one of them in a source of several; as many as are known."""
        found: list[Place] = []
        for choose in (self.another_place, lambda: self.two_accounts()[1]):
            with contextlib.suppress(NotAsked):
                found.append(choose())
        return found

    def two_accounts(self) -> tuple[Place, Place]:
        """Two accounts of the multi-account source where the run has been least; SKIP where no source has two known."""
        several = [pair for pair in itertools.permutations(self._candidates(), 2) if pair[0].source == pair[1].source]
        if not several:
            raise NotAsked("no source with two accounts is known")
        here, there = min(several, key=lambda pair: sorted(map(self.cast.turn, pair), reverse=True))
        self.cast.visits.update((here, there))
        return here, there

    def two_places(self) -> tuple[Place, Place]:
        """Two accounts of one source, or else INSTORE and another source; SKIP where there is none."""
        try:
            return self.two_accounts()
        except NotAsked:
            return INSTORE, self.another_place()

    def _candidates(self) -> list[Place]:
        """The source accounts of every source of which one is known or none is needed."""
        usable = [s for s in self.sources() if self.profile.accounts(s) or not self.profile.has_accounts(s)]
        return [Place(source, account) for source in usable for account in self.profile.accounts(source) or ("",)]

    def _is_enabled(self, source: str) -> bool:
        """Whether the organisation has a source; where no profile says so, somebody is registered there to see."""
        if self.profile.sources is not None or source == "INSTORE":
            return True
        if source not in self.cast.enabled:
            reply = self.add(self.person(), source)
            if not reply.outcome.is_decided:
                return False
            self.cast.enabled[source] = reply.ok
        return self.cast.enabled[source]

    def _weigh(self, reply: Reply) -> None:
        """What an answer means for the story: go on, stop, or go on without a verdict."""
        trouble = weighing.trouble(reply.judged, self.profile, self.served)
        if trouble:
            self.record.reasons.append(trouble)
        if self._prepares and not reply.ok:
            self.served.note_unprepared(reply.judged)
            weighing.give_up(reply.judged, reply.codes, self.profile)


def let_writes_arrive(client: Client, profile: Profile) -> None:
    """Where reads may lag behind writes, wait until they may not any more; a lag of over 10 s is not waited for."""
    lag = profile.reads.lag_s
    if not 0 < lag <= LAG_MAX_S:
        return
    written = max((ended for operation, ended in client.history.ended.items() if operation in WRITES), default=None)
    if written is not None:
        client.wait_until(written + lag, f"writes to arrive: reads.lag_s is {lag:g}, as before every read after one")


class _Waiting(Api):
    """Collects requests instead of sending them, so that they can go together."""

    def __init__(self, api: Api) -> None:
        super().__init__(api.target, api.profile, api.spec, api.cast, api.record, api.served)
        self._who = api._who
        self.requests: list[Request] = []

    def _deliver(self, request: Request) -> Reply:
        self.requests.append(request)
        return _NOT_YET


_NOT_YET = Reply(
    Judged.recorded(Exchange(-1, Request("", "", ""), NoAnswer(Missing.TIMEOUT, "not sent yet"), 0.0, 0.0))
)


def at(place: Place) -> Pairs:
    """The query parameters that name a source account."""
    named = (("source", place.source), ("accountId", place.account))
    return named if place.account else named[:1]
