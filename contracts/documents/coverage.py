"""What the five documents say, one entry a statement, and what of it the rules ask; read from YAML."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pydantic import Field, model_validator

from contracts.documents import rows
from contracts.documents.rows import Raw, TableRow, one_or_several
from contracts.engine.errors import nearest

NAME = "coverage.yaml"


RIDERS = frozenset(
    {"channels", "custom-fields", "extended-fields", "loyalty-info", "enrolments", "till", "status-label"}
    | {"referral-code", "account-ids", "subscriptions", "v11-type", "v11-source", "v11-fraud-status", "v11-dates"}
    | {"v11-number", "audit-headers", "cards", "source-own-ids", "one-identifier", "two-profiles"}
    | {"request-containers"}
)
"""Documented members that people carry in rotation, and how they carry them."""
SHAPES = frozenset({"mobile-forms", "email-forms", "external-id-forms", "name-forms"})
"""Forms of identifiers and names that people have in rotation."""
OTHERS = frozenset({"odd-shapes", "absent-answer-members", "member-faults", "token-refused"})
CLOSERS = RIDERS | SHAPES | OTHERS
"""What may close a row that is partly covered."""


class Cover(enum.StrEnum):
    """How much of a statement is asked."""

    COVERED = "covered"
    """Rules judge it wherever it is asked for."""
    PARTLY = "partly"
    """Something of it is never asked for, or nothing would notice."""
    UNSEEN = "unseen"
    """Nothing outside can tell."""


class Statement(TableRow):
    """One statement of the documents."""

    says: str
    """In our words."""
    at: tuple[str, ...] = Field(min_length=1)
    """Documents and sections that make it, as in `promises.md`; several are crawls of one page."""
    cover: Cover
    promises: tuple[str, ...] = ()
    """Anchors of `promises.md`."""
    readings: tuple[str, ...] = ()
    lacking: str = ""
    """Partly: what would ask the rest."""
    closes: tuple[str, ...] = ()
    """Partly: the rider or shape that will close it, or several."""
    why: str = ""
    """Unseen: why, where its promises do not say so."""

    @model_validator(mode="after")
    def _is_grounded(self) -> Statement:
        if not self.promises and not self.readings:
            raise ValueError("it needs a promise or a reading")
        if (self.cover is Cover.PARTLY) != bool(self.lacking):
            raise ValueError("`lacking` goes with partly, and with nothing else")
        if (self.cover is Cover.PARTLY) != bool(self.closes):
            raise ValueError("`closes` goes with partly, and with nothing else")
        if unknown := [name for name in self.closes if name not in CLOSERS]:
            raise ValueError(f"nothing that closes is called {unknown[0]!r}; {nearest(unknown[0], sorted(CLOSERS))}")
        if self.why and self.cover is not Cover.UNSEEN:
            raise ValueError("`why` goes with unseen, and with nothing else")
        return self


def read(text: str) -> tuple[Statement, ...]:
    """The statements, in the order of the text; raises UsageError with one line for each problem."""
    return tuple(rows.read(text, NAME, Statement, _whole, "says"))


def _whole(written: Raw) -> Iterator[Raw]:
    """The row, in which what closes it is a name or several."""
    yield {**written, **({"closes": one_or_several(written["closes"])} if "closes" in written else {})}


def of_promises(statements: Iterable[Statement]) -> Mapping[str, tuple[Statement, ...]]:
    """Anchor -> the statements that the promise stands for."""
    found: dict[str, tuple[Statement, ...]] = {}
    for statement in statements:
        for anchor in statement.promises:
            found[anchor] = (*found.get(anchor, ()), statement)
    return found


def counted(statements: Iterable[Statement]) -> Mapping[Cover, int]:
    """How many there are of each cover; none is 0."""
    counts = Counter(statement.cover for statement in statements)
    return {cover: counts[cover] for cover in Cover}
