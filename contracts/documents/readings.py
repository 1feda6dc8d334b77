"""The catalogue of readings: where the documents are silent or disagree, the answers that are accepted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from contracts.documents import libyaml
from contracts.engine.errors import UsageError
from contracts.engine.verdict import Grade


@dataclass(frozen=True)
class Reading:
    """One silence or contradiction."""

    id: str
    question: str
    answers: Mapping[str, str]
    """Accepted answer -> what it means."""
    preferred: str
    grade: Grade
    sources: tuple[str, ...]
    observable: bool
    """Whether a run can tell from outside which answer a target gives."""
    line: int
    """Where it stands in its text."""
    why: str = ""
    """Why not; empty where it can."""


def read(text: str) -> Mapping[str, Reading]:
    """Readings by id; raises UsageError for an entry that lacks or misspells a member."""
    found = {}
    lines = _lines(text)
    for entry in libyaml.data(text):
        try:
            found[entry["id"]] = Reading(
                id=entry["id"],
                question=entry["question"],
                answers=dict(entry["answers"]),
                preferred=entry["preferred"],
                grade=Grade(entry["grade"]),
                sources=tuple(entry["sources"]),
                observable=bool(entry["observable"]),
                line=lines.get(entry["id"], 1),
                why=entry.get("why", ""),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"a reading lacks or misspells {error}: {entry!r:.80}") from None
    return found


def _lines(text: str) -> Mapping[str, int]:
    """The line at which each entry begins, by its id."""
    numbered = enumerate(text.splitlines(), 1)
    return {begun[1]: number for number, line in numbered if (begun := re.match(r"- id: (\S+)", line))}
