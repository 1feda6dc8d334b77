"""The catalogue of promises: what OpenAPI cannot say, one anchor each, read from Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contracts.engine.errors import UsageError
from contracts.engine.verdict import Grade


@dataclass(frozen=True)
class Promise:
    """One promise of the documents, in our words."""

    anchor: str
    family: str
    text: str
    grade: Grade
    source: str
    """Document keys and sections."""
    line: int
    """Where it stands in its text."""
    readings: tuple[str, ...] = ()
    unchecked: str = ""
    """Why it cannot be checked from outside; empty where it can."""


def read(text: str) -> Mapping[str, Promise]:
    """Promises by anchor, in the order of the text; raises UsageError for one that lacks grade or source."""
    found: dict[str, Promise] = {}
    for promise in _promises(text):
        if promise.anchor in found:
            raise UsageError(f"promise {promise.anchor} occurs twice")
        found[promise.anchor] = promise
    return found


def titles(text: str) -> Mapping[str, str]:
    """The title of each document, by its key; of a further page of the vendor what it is."""
    rows = re.findall(r"^\| `([\w.:-]+)` \| ([^|]+) \|", text, flags=re.MULTILINE)
    return {key: title.strip() for key, title in rows if title.strip() != "-"}


def _promises(text: str) -> Iterator[Promise]:
    family, line = "", 1
    for block in re.split(r"^(?=##)", text, flags=re.MULTILINE):
        here, line = line, line + block.count("\n")
        if named := re.search(r"^family: (\S+)$", block, flags=re.MULTILINE):
            family = named.group(1)
        heading = re.match(r"### (\S+)\n", block)
        if not heading:
            continue
        facts = dict(re.findall(r"^- (grade|source|readings|unchecked): (.+)$", block, flags=re.MULTILINE))
        if not {"grade", "source"} <= facts.keys():
            raise UsageError(f"promise {heading.group(1)} needs a grade and a source")
        prose = block[heading.end() :].split("\n- ", 1)[0]
        yield Promise(
            anchor=heading.group(1),
            family=family,
            text=" ".join(prose.split()),
            grade=Grade(facts["grade"].strip()),
            source=facts["source"].strip(),
            line=here,
            readings=tuple(filter(None, re.split(r",\s*", facts.get("readings", "").strip()))),
            unchecked=facts.get("unchecked", "").strip(),
        )
