"""What earlier runs kept: stories that brought something unseen, as values and as JSON."""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contracts.engine.exchange import Pairs
from contracts.stories.recast import Step, Template, mixed

FORMAT = 1
_STEPS_MAX = 20
_PEOPLE_MAX = 200
_MIXED_MAX = 50


class Corpus:
    """Stories that wait to be sent again, each once, and whoever keeps new ones.

    The order is the seed's, so that runs that send only some of them send others each time.
    """

    def __init__(
        self, stories: Sequence[Template] = (), seed: int = 0, keep: Callable[[Template], None] | None = None
    ) -> None:
        self.keep = keep
        """Takes a story that brought something unseen; None where nobody keeps any."""
        self._waiting: defaultdict[str, deque[Template]] = defaultdict(deque)
        for story in random.Random(f"{seed}/corpus").sample(stories, len(stories)):
            self._waiting[story.operation].append(story)

    def next(self, operation: str, requests: int) -> Template | None:
        """A story about an operation that was not sent yet, of so many requests at most; None where there is none.

        Items that may stand beside each other make one batch.
        """
        waiting = self._waiting[operation]
        chosen = next((story for story in waiting if len(story.steps) <= requests), None)
        if chosen is None:
            return None
        others = [story for story in waiting if chosen.mixes and story.mixes and _alike(story, chosen)][:_MIXED_MAX]
        taken = others or [chosen]
        for story in taken:
            waiting.remove(story)
        return mixed(taken) if len(taken) > 1 else chosen


def written(story: Template) -> str:
    """A story as JSON text: equal stories are equal texts."""
    form = {
        "format": FORMAT,
        "tries": story.tries,
        **({"mixes": True} if story.mixes else {}),
        "steps": [
            {
                "operation": step.operation,
                **({"id": step.id} if step.id else {}),
                "query": [list(pair) for pair in step.query],
                "headers": [list(pair) for pair in step.headers],
                "body": step.body,
            }
            for step in story.steps
        ],
    }
    return json.dumps(form, indent=1, sort_keys=True, allow_nan=False) + "\n"


def name_of(story: Template) -> str:
    """What the file of a story is called: by what it sends, whatever it was made to try."""
    return hashlib.sha256(repr(story.steps).encode(errors="backslashreplace")).hexdigest()[:16] + ".json"


def read(text: str, operations: Sequence[str]) -> Template:
    """The story of a JSON text; raises ValueError, in words, for any other text."""
    try:
        form = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None
    if not isinstance(form, dict) or form.get("format") != FORMAT:
        raise ValueError(f"no story in format {FORMAT}")
    steps = form.get("steps")
    if not isinstance(steps, list) or not 0 < len(steps) <= _STEPS_MAX:
        raise ValueError(f"steps: should be 1 to {_STEPS_MAX} requests")
    story = Template(tuple(_step(step, operations) for step in steps), _text(form.get("tries", ""), "tries"))
    mixes = form.get("mixes") is True and len(story.steps) == 1 and "[" in story.steps[0].body
    if story.people > _PEOPLE_MAX:
        raise ValueError(f"it names {story.people} people, should be {_PEOPLE_MAX} at most")
    return replace(story, mixes=mixes)


def _alike(story: Template, other: Template) -> bool:
    """Whether two batches differ in their items alone."""
    return [(step.query, step.headers) for step in story.steps] == [(step.query, step.headers) for step in other.steps]


def _step(form: Any, operations: Sequence[str]) -> Step:
    if not isinstance(form, dict) or form.get("operation") not in operations:
        raise ValueError("steps: each should name an operation of the specs")
    return Step(
        form["operation"],
        _pairs(form.get("query", []), "query"),
        _pairs(form.get("headers", []), "headers"),
        _text(form.get("body", ""), "body"),
        _text(form.get("id", ""), "id"),
    )


def _pairs(form: Any, where: str) -> Pairs:
    if not isinstance(form, list) or any(not isinstance(pair, list) or len(pair) != 2 for pair in form):
        raise ValueError(f"{where}: should be pairs of a name and a text")
    return tuple((_text(name, where), _text(value, where)) for name, value in form)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{where}: got {type(value).__name__}, should be text")
    return value
