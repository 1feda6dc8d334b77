"""What a page is made of, and how much it may hold of it. Pure."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.documents.coverage import Statement
from contracts.engine.verdict import Finding, Grade
from contracts.reporting import render
from contracts.reporting.changes import Night
from contracts.reporting.summary import RunReport, Told

BODY_CHARACTERS_MAX = 3_000
COMMAND_CHARACTERS_MAX = 8_000
_GRADE = {
    Grade.DOCUMENTED: "",
    Grade.VENDOR: "from the vendor's further documents",
    Grade.INFERRED: "inferred, in no document",
}


@dataclass(frozen=True)
class PageSource:
    """What a page is made of."""

    report: RunReport
    words: render.Words
    story_of: Callable[[Finding], Sequence[Told]]
    nights: Sequence[Night] = ()
    """Those before and tonight, the oldest first; empty without a history."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Key of a document -> its title."""
    why_not: Mapping[str, str] = field(default_factory=dict)
    """Promise -> why it was not exercised, as far as anything is known of that."""
    allure: Mapping[str, str] = field(default_factory=dict)
    """Identity of a test -> where the Allure report tells of it, from the page."""
    statements: Sequence[Statement] = ()
    """What the documents say, as far as it is at hand."""
    meaning_of: Callable[[str, int], str] = lambda operation, code: ""
    """What a code of an operation means; empty for a number that is none."""


class Room:
    """How much of requests, answers and commands a page may still show."""

    def __init__(self, characters: int) -> None:
        self._left = characters

    def take(self, text: str, most: int = BODY_CHARACTERS_MAX) -> str:
        """The text as far as there is room for it, and no longer than that."""
        shown = text[:most]
        if not self._fits(shown):
            return "in run.jsonl"
        left_out = len(text) - len(shown)
        return f"{shown}\n... {left_out:,} more characters in run.jsonl" if left_out else shown

    def take_whole(self, command: str) -> str:
        """A command, which is of no use in part; empty where there is no room for it."""
        return command if len(command) <= COMMAND_CHARACTERS_MAX and self._fits(command) else ""

    def _fits(self, text: str) -> bool:
        size = len(html.escape(text))
        if size > self._left:
            return False
        self._left -= size
        return True


def cited(source: str, titles: Mapping[str, str], grade: Grade = Grade.DOCUMENTED) -> str:
    """Where a promise or a statement stands, each document by its title."""
    parts = []
    for part in source.split(";"):
        key, mark, section = part.strip().partition(" § ")
        parts.append(f"{titles.get(key, key)}{mark}{section}")
    return "; ".join(parts) + (f" ({_GRADE[grade]})" if _GRADE[grade] else "")
