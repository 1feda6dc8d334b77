"""The table of members: what becomes of each member that a write may hold, one row each, read from YAML."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from contracts.documents import rows
from contracts.documents.rows import Fixed, Raw, TableRow, one_or_several
from contracts.engine.errors import UsageError
from contracts.engine.verdict import Grade

NAME = "members.yaml"
BEFORE_CUSTOMER = {
    "addCustomer": "",
    "updateCustomer": "",
    "upsertCustomers": "[].",
    "addCustomerV11": "root.customer[].",
}
"""Operation -> what stands before the members of one customer in its body."""
READS = ("lookupCustomerDetails", "getCustomer")
"""The operations that show the details of a customer."""

Type = Literal["string", "integer", "number", "boolean", "object", "array"]


class Fate(enum.StrEnum):
    """What becomes of a member."""

    KEPT = "kept"
    """It must be kept as sent, and can be read back."""
    NORMALISED = "normalised"
    """It must be kept, and may be read back in another form, which the row names."""
    FOLLOWED = "followed"
    """It is not stored, but says what is to happen, and that can be seen."""
    IGNORED = "ignored"
    """It may be, or must be, as if it had not been sent."""
    REFUSED = "refused"
    """The request, or the item of a batch, must be refused for it."""
    UNSEEN = "unseen"
    """Nothing outside can tell what becomes of it."""
    OPEN = "open"
    """The documents do not decide: a reading has the answers that are accepted."""


class How(enum.StrEnum):
    """In which other form a value may come back."""

    FLAG = "flag"
    """As a boolean, or as its word."""
    CUT = "cut"
    """Without what it has beyond its longest form."""
    DROPPED = "dropped"
    """Not at all."""
    TRIMMED = "trimmed"
    """Without blanks at its ends."""
    UPPER = "upper"
    LOWER = "lower"


Kept = Mapping[str, tuple[How, ...]]
"""Path in the details of what an operation must keep -> the other forms in which it may come back."""


class Part(enum.StrEnum):
    """Where in a request a member stands."""

    CUSTOMER = "customer"
    """In the body; its path begins at one customer."""
    BODY = "body"
    """In the body; its path begins at the top."""
    QUERY = "query"
    HEADER = "header"
    PATH = "path"


class Shown(enum.StrEnum):
    """Where a member can be read back."""

    DETAILS = "details"
    """In what `READS` answer, and in the result of an upsert item; the path begins at the customer."""
    LOOKUP = "lookup"
    """The lookup finds the customer by it; the path is the parameter."""
    ANSWER = "answer"
    """In the answer to the write itself; the path begins at the top."""
    READ = "read"
    """In what the optional read of v1.1 answers; the path begins at the top."""


class _Fated(Fixed):
    fate: Fate
    how: tuple[How, ...] = ()
    """Normalised: the forms in which it may come back, beside the one that was sent."""
    codes: tuple[int, ...] = ()
    """Refused: any of them tells so, or any code where there is none. Otherwise: the warnings that tell of it."""
    promises: tuple[str, ...] = ()
    """Anchors of `promises.md`."""
    readings: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_grounded(self) -> _Fated:
        if not self.promises and not self.readings:
            raise ValueError("it needs a promise or a reading that says so")
        if self.fate is Fate.OPEN and not self.readings:
            raise ValueError("what is open needs a reading")
        if (self.fate is Fate.NORMALISED) != bool(self.how):
            raise ValueError("`how` goes with normalised, and with nothing else")
        return self


class SpecialForm(_Fated):
    """A form of a member that is answered otherwise than its usual one."""

    says: str
    """The form, in a few words."""
    example: Any = None
    """A value of that form, where one can be written down."""
    length: int | None = Field(default=None, gt=0)
    """How many characters a value of that form has."""


class Member(_Fated, TableRow):
    """One member of one write operation."""

    operation: str
    path: str
    """Names joined by dots, `[]` after a list; of a header or parameter its name. `full_path` has all of it."""
    part: Part = Part.CUSTOMER
    types: tuple[Type, ...]
    """JSON types that the documents give it, in tables or samples."""
    examples: tuple[Any, ...] = ()
    """Values of its usual form, most of them from the samples."""
    longest: int | None = Field(default=None, gt=0)
    """How many characters it may have, where a document says so."""
    required: bool = False
    """Whether a document stars it, or says that it must be there."""
    shown: dict[Shown, str] = Field(default_factory=dict)
    """Where it can be read back, and under which path."""
    why: str = ""
    """Why it cannot be seen, or what a run needs first."""
    forms: tuple[SpecialForm, ...] = ()
    source: tuple[str, ...] = Field(min_length=1)
    """Documents and sections, as in `promises.md`."""
    grade: Grade
    undeclared: str = ""
    """Why the OpenAPI document of the operation has no such member."""

    @property
    def full_path(self) -> str:
        """The path from the top of the body; of a header or parameter its name."""
        return BEFORE_CUSTOMER[self.operation] + self.path if self.part is Part.CUSTOMER else self.path

    @model_validator(mode="after")
    def _is_told_whole(self) -> Member:
        if self.part is Part.CUSTOMER and self.operation not in BEFORE_CUSTOMER:
            raise ValueError(f"{self.operation} takes no customer: say `part: body`")
        if not self.types:
            raise ValueError("it has no type")
        if self.fate in (Fate.KEPT, Fate.NORMALISED) and not self.shown:
            raise ValueError(f"what is {self.fate} is shown somewhere")
        if self.fate is Fate.UNSEEN and not self.why:
            raise ValueError("what is unseen says why")
        return self


def read(text: str) -> list[Member]:
    """The table, one entry for each operation and path; raises UsageError with one line for each problem."""
    found = rows.read(text, NAME, Member, _spread, "path")
    seen: dict[tuple[str, Part, str], Member] = {}
    for member in found:
        key = member.operation, member.part, member.path
        if key in seen:
            raise UsageError(f"{NAME}:{member.line}: {member.path}: {member.operation} has it in line {seen[key].line}")
        seen[key] = member
    return found


def kept(members: Iterable[Member]) -> Mapping[str, Kept]:
    """Operation -> path in the details of what it must keep -> the other forms in which it may come back."""
    found: dict[str, dict[str, tuple[How, ...]]] = {}
    for member in members:
        if member.fate in (Fate.KEPT, Fate.NORMALISED) and Shown.DETAILS in member.shown:
            found.setdefault(member.operation, {})[member.shown[Shown.DETAILS]] = member.how
    return found


def _spread(written: Raw) -> Iterator[Raw]:
    """What is said of several operations or paths at once, said of each."""
    rest = {name: value for name, value in written.items() if name not in ("operation", "path")}
    for operation in one_or_several(written.get("operation")):
        for path in one_or_several(written.get("path")):
            yield {"operation": operation, "path": path, **rest, **_of_one(rest, operation, str(path))}


def _of_one(rest: Raw, operation: Any, path: str) -> Raw:
    """What a row says of one pair: types and examples may be listed by name, the grade by operation."""
    name = path.rpartition(".")[2]
    listed = {key: rest[key].get(name, []) for key in ("types", "examples") if isinstance(rest.get(key), dict)}
    if isinstance(grade := rest.get("grade"), dict):
        listed["grade"] = grade.get(operation)
    shown = rest.get("shown")
    if not isinstance(shown, dict):
        return listed
    where = {at: str(to).replace("{path}", path).replace("{name}", name) for at, to in shown.items()}
    return {**listed, "shown": where}
