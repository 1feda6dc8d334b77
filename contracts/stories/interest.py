"""What to do with a case that brought something unseen, and with what earlier runs have kept of such cases."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import Request
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import REGISTER, REGISTRATIONS, UPSERT
from contracts.rules.judge import Judged
from contracts.stories import payloads, recast
from contracts.stories.around import IDS
from contracts.stories.flaws import NOTHING
from contracts.stories.namespace import Namespace
from contracts.stories.people import Known
from contracts.stories.recast import Marks, Step, Template
from contracts.stories.reply import Reply
from contracts.stories.trials import Origin, Tried
from contracts.stories.verbs import Api

TYPE = "Content-Type"
_ORIGINS_MAX = 1000
NOBODY = frozenset(IDS.values())


def note(api: Api, flaw: Tried, reply: Reply, known: Known | None = None, *, whole: bool = False) -> None:
    """Take note of what an answer says of a case, or of a batch as a whole; `known` is whom another case registered."""
    trials, judged = api.cast.trials, reply.judged
    if not trials.watches or not trials.search.is_unseen(judged, None if whole else reply.index):
        return
    origin = trials.origins.get(known.id) if known else None
    if origin is not None and flaw.constraint == NOTHING:
        flaw = origin.flaw  # what is read back is what that one had stored
    if trials.learns and flaw.constraint != NOTHING:
        trials.search.credit(flaw)
    items = [] if whole else [reply.index]
    is_batch = judged.exchange.request.operation in (REGISTER, UPSERT)
    mixes = is_batch and not whole and reply.result is not None and judged.outcome.kind is Kind.SUCCESS
    story = recast.template(*_story(api, judged, items, known), NOBODY, str(flaw), mixes)
    if story is None:
        return
    first = story.steps[0]
    if trials.learns and flaw.constraint == NOTHING and first.operation in REGISTRATIONS and reply.ok and not whole:
        trials.bases[first.operation].append(first)
    if trials.corpus.keep is not None:
        trials.corpus.keep(story)


def remember(api: Api, flaw: Tried, reply: Reply) -> None:
    """Note by which request, and with what wrong, somebody was registered."""
    origins, items = api.cast.trials.origins, reply.judged.intent.items
    if api.cast.trials.watches and reply.id is not None and reply.index < len(items):
        item = items[reply.index]
        request = replace(alone(reply.exchange.request, [item.raw]))  # without what was read from it
        origins[reply.id] = Origin(flaw, request, item.identifiers)
        if len(origins) > _ORIGINS_MAX:
            del origins[next(iter(origins))]


def replay(api: Api, story: Template) -> list[Reply]:
    """Send a story about new people; what follows where an id is missing that the target told before is left out."""
    numbers = [api.person(plain=True).number for _ in range(story.people)]
    return list(play(api, story, numbers))


def play(api: Api, story: Template, numbers: Sequence[int]) -> Iterator[Reply]:
    """Send a story about the run's people of these numbers."""
    marks, ids = marks_of(api.cast.namespace), dict[int, int]()
    for step in story.steps:
        if any(place not in ids for place in recast.told_ids(step.id)):
            return
        told = step.id
        for place in recast.told_ids(step.id):
            told = str(ids[place])
        headers = tuple((name, marks.filled(text, numbers)) for name, text in step.headers)
        reply = api.send(
            step.operation,
            marks.filled(step.body, numbers).encode() or None,
            query=tuple((name, marks.filled(text, numbers)) for name, text in step.query),
            headers=tuple(pair for pair in headers if pair[0] != TYPE),
            id=told,
            content_type=dict(headers).get(TYPE, "application/json"),
        )
        for item, result in zip(reply.judged.intent.items, reply.outcome.results, strict=False):
            if result.id is not None:
                found = recast.people_of(marks, item.identifiers)
                ids.update((numbers.index(number), result.id) for number in found if number in numbers)
        yield reply


def based(api: Api, operation: str) -> tuple[dict[str, Any], Place] | None:
    """A customer that once brought something unseen, with somebody new in it; None where there is none."""
    bases = api.cast.trials.bases[operation]
    if not bases:
        return None
    step: Step = api.cast.trials.some(bases)[0]
    numbers = [api.person(plain=True).number for _ in range(Template((step,)).people)]
    with contextlib.suppress(LookupError, TypeError, ValueError):  # what was wrong around it went along
        customer = json.loads(marks_of(api.cast.namespace).filled(step.body, numbers))
        if operation == REGISTER:
            customer = customer["root"]["customer"][0]
        elif operation == UPSERT:
            customer = customer[0]
        profile = customer["profiles"][0] if operation != REGISTER else {"source": "INSTORE"}
        return customer, Place(profile["source"], profile.get("accountId") or "")
    return None


@lru_cache(maxsize=4)
def marks_of(names: Namespace) -> Marks:
    """By what the people of a run are known."""
    return Marks(names)


def alone(request: Request, items: Sequence[Any]) -> Request:
    """The batch with these items only; any other request as it is."""
    body: Any = list(items)
    if request.operation == REGISTER:
        body = {"root": {"customer": body}}
    elif request.operation != UPSERT:
        return request
    return Request(
        *(request.operation, request.method, request.path, request.query, request.headers),
        payloads.encode(body),
        request.as_who,
    )


def _story(
    api: Api, judged: Judged, items: Sequence[int], known: Known | None
) -> tuple[list[Request], Marks, Mapping[str, int]]:
    """The requests of a case: that which registered somebody, where there is one, and its own; whose id is whose."""
    marks, ids = marks_of(api.cast.namespace), dict[str, int]()
    requests = []
    origin = api.cast.trials.origins.get(known.id) if known else None
    if known and origin:
        requests.append(origin.request)
        ids.update((str(known.id), number) for number in recast.people_of(marks, origin.identifiers)[:1])
    chosen = [judged.intent.items[number].raw for number in items if number < len(judged.intent.items)]
    own = judged.exchange.request
    requests.append(alone(own, chosen) if chosen and len(judged.intent.items) > 1 else own)
    return requests, marks, ids
