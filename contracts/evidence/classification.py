"""What the history says about a request before it is answered: the guard that the rules share.

A situation is *the one* thing that the documents decide about an item - its identifier is
already held, its source is unknown - or UNDECIDED. Where an item gives several reasons to
be refused, the one named first below is its category and the others stand beside it: no
document says which of them a refusal tells (reading several-reasons).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace

from contracts.documents.profile import Place, Profile
from contracts.evidence.doubts import CROOKED, Doubt
from contracts.evidence.facts import Hold
from contracts.evidence.intent import ADD, REGISTER, UPSERT, V11_OPERATIONS, Asked, Identifier, Intent, has_channels
from contracts.evidence.knowledge import Knowledge
from contracts.evidence.validity import AccountKind, SourceKind, Validity, account_kind, source_kind, validity


class Category(enum.StrEnum):
    """What kind of item it is, to a target whose history is known."""

    UNDECIDED = "undecided"
    MALFORMED = "malformed"
    SEVERAL_PROBLEMS = "several problems"
    NO_IDENTIFIER = "no identifier"
    NO_VALID_IDENTIFIER = "no valid identifier"
    MISSING_SOURCE = "missing source"
    UNKNOWN_SOURCE = "unknown source"
    MISSING_ACCOUNT = "missing account"
    UNKNOWN_ACCOUNT = "unknown account"
    BAD_PRIMARY = "invalid primary"
    BAD_SECONDARY = "invalid secondary"
    FRESH = "nobody known"
    HELD = "held in the same source account"
    """ADD: a duplicate; REGISTER and UPSERT: the customer is known."""
    OWNER_HERE = "owner has other identifiers here"
    ELSEWHERE = "known in another source account"
    SEVERAL_OWNERS = "several owners elsewhere"
    MISMATCH = "primary unknown, secondary held"
    """REGISTER only."""
    NO_PRIMARY = "primary absent, secondary held"
    """REGISTER only."""
    FOREIGN_SECONDARY = "primary held by one, secondary by another"
    CONFLICT = "held by several in the same source account"


MUST_FAIL = frozenset(
    {
        Category.MALFORMED,
        Category.SEVERAL_PROBLEMS,
        Category.NO_IDENTIFIER,
        Category.NO_VALID_IDENTIFIER,
        Category.MISSING_SOURCE,
        Category.UNKNOWN_SOURCE,
        Category.UNKNOWN_ACCOUNT,
    }
)


@dataclass(frozen=True, slots=True)
class Situation:
    """The category of an item, and whom it concerns."""

    category: Category
    place: Place | None = None
    owner: int | None = None
    """The one customer concerned, where there is one and its id is known."""
    owners: frozenset[int] = frozenset()
    held: tuple[Identifier, ...] = ()
    """The identifiers that make the category, in the order of the request."""
    plain: bool = False
    """Whether nothing else about the item is left open by the documents."""
    besides: frozenset[Category] = frozenset()
    """Further reasons to refuse the item: a refusal may tell any of them in place of the category."""


def classify(intent: Intent, index: int, knowledge: Knowledge) -> Situation:
    """The situation of one item of a request."""
    if intent.malformed:
        return Situation(Category.MALFORMED)
    if not intent.items:
        return Situation(Category.UNDECIDED)
    asked = intent.items[index]
    if intent.shares_identifiers:
        return Situation(Category.UNDECIDED, _place(intent, asked, knowledge))
    if intent.operation == ADD:
        return _add(asked, knowledge)
    if intent.operation == REGISTER:
        return _register(asked, knowledge)
    if intent.operation == UPSERT:
        return _upsert(asked, knowledge)
    return Situation(Category.UNDECIDED, _place(intent, asked, knowledge), plain=not asked.doubts)


def valid(asked: Asked, knowledge: Knowledge) -> tuple[Identifier, ...]:
    """The identifiers of an item that count: valid ones of types that must be unique."""
    profile = knowledge.profile
    return tuple(i for i in asked.identifiers if validity(i, profile) is Validity.VALID and profile.is_unique(i.type))


def _place(intent: Intent, asked: Asked, knowledge: Knowledge) -> Place | None:
    if intent.operation in V11_OPERATIONS:
        return knowledge.v11_place if asked.source == "INSTORE" else None
    problems, place, open_questions = _source_problems(asked, knowledge)
    return None if problems or open_questions else place


def _add(asked: Asked, knowledge: Knowledge) -> Situation:
    if _is_crooked(asked):
        return Situation(Category.UNDECIDED)
    problems, place, open_questions = _source_problems(asked, knowledge)
    validities = {i: validity(i, knowledge.profile) for i in asked.identifiers}
    plain = not asked.doubts and not open_questions and Validity.DOUBTFUL not in validities.values()
    plain = plain and _is_defined(asked, knowledge, fields=True)
    invalid = tuple(i for i, how in validities.items() if how is Validity.INVALID)
    flaw = _flaw(invalid, knowledge.profile)
    if place is not None:
        here = _held_here(place, valid(asked, knowledge), knowledge)
        if here:
            return replace(_held(place, here, knowledge, plain), besides=flaw)
    if not asked.identifiers:
        problems.append(Category.NO_IDENTIFIER)
    elif asked.identifiers and set(validities.values()) == {Validity.INVALID}:
        problems.append(Category.NO_VALID_IDENTIFIER)
    if problems:
        category = problems[0] if len(problems) == 1 else Category.SEVERAL_PROBLEMS
        alone = category is Category.NO_VALID_IDENTIFIER or not invalid
        known = not all(map(knowledge.is_free, valid(asked, knowledge)))
        return Situation(category, place, plain=plain and alone, besides=frozenset({Category.HELD} if known else ()))
    if flaw and place is not None:
        category = Category.BAD_PRIMARY if Category.BAD_PRIMARY in flaw else Category.BAD_SECONDARY
        plain = plain and _all_free(asked, knowledge)
        return Situation(category, place, held=invalid, besides=flaw - {category}, plain=plain)
    if place is None or not plain:
        return Situation(Category.UNDECIDED, place)
    return _nobody_here(place, asked, knowledge)


def _flaw(invalid: tuple[Identifier, ...], profile: Profile) -> frozenset[Category]:
    """What invalid identifiers beside valid ones make of an add."""
    return frozenset(Category.BAD_PRIMARY if i.type == profile.primary else Category.BAD_SECONDARY for i in invalid)


def _nobody_here(place: Place, asked: Asked, knowledge: Knowledge) -> Situation:
    """A plain item of which nothing is held in its own place."""
    counting = valid(asked, knowledge)
    if not counting or any(knowledge.holder(place, i) is not Hold.NOBODY for i in counting):
        return Situation(Category.UNDECIDED, place)
    owners: set[int] = set()
    known: list[Identifier] = []
    for identifier in counting:
        found, sure = knowledge.elsewhere(place, identifier)
        if not sure:
            return Situation(Category.UNDECIDED, place)
        owners |= found
        known += [identifier] if found else []
    if not owners:
        return Situation(Category.FRESH, place, plain=True)
    if len(owners) > 1:
        return Situation(Category.SEVERAL_OWNERS, place, owners=frozenset(owners), held=tuple(known), plain=True)
    (owner,) = owners
    match knowledge.has_profile(owner, place):
        case False:
            category = Category.ELSEWHERE
        case True:
            category = Category.OWNER_HERE
        case None:
            category = Category.UNDECIDED
    return Situation(category, place, owner, frozenset(owners), tuple(known), plain=True)


def _register(asked: Asked, knowledge: Knowledge) -> Situation:
    place = knowledge.v11_place if asked.source == "INSTORE" else None
    validities = {i: validity(i, knowledge.profile) for i in asked.identifiers}
    plain = not asked.doubts and place is not None and Validity.DOUBTFUL not in validities.values()
    plain = plain and _is_defined(asked, knowledge, fields=False)
    plain = plain and knowledge.profile.has_stores
    plain = plain and (knowledge.channels_are_optional or has_channels(asked))
    if not asked.identifiers:
        decided = isinstance(asked.raw, dict) and not any(_says_something(asked.raw.get(m)) for m in _V11_MEMBERS)
        return Situation(Category.NO_IDENTIFIER if decided else Category.UNDECIDED, place, plain=plain)
    if place is None:
        return Situation(Category.UNDECIDED)
    if Validity.INVALID in validities.values():
        invalid = tuple(i for i, how in validities.items() if how is Validity.INVALID)
        return Situation(Category.BAD_SECONDARY, place, held=invalid, plain=plain)
    counting = [i for i in asked.identifiers if knowledge.profile.is_unique(i.type)]
    holders = {i: knowledge.holder(place, i) for i in counting}
    primary = next((i for i in counting if i.type == knowledge.profile.primary), None)
    secondary = tuple(i for i in counting if i is not primary and isinstance(holders[i], int))
    owners = frozenset(who for i in secondary if isinstance(who := holders[i], int))
    unsure = any(who in (Hold.UNSURE, Hold.SOMEBODY) for who in holders.values())
    foreign = any(knowledge.elsewhere(place, i) != (frozenset(), True) for i in counting)
    known = holders[primary] if primary else None
    if isinstance(known, int) and primary is not None:
        category = Category.HELD if owners <= {known} else Category.FOREIGN_SECONDARY
        if unsure or (knowledge.profile.primary_identifier is None and set(holders.values()) != {known}):
            category = Category.UNDECIDED  # where nobody says which identifier is the primary one, another may be
        return Situation(category, place, known, owners | {known}, (primary, *secondary), plain)
    if unsure or foreign or len(owners) > 1:
        return Situation(Category.UNDECIDED, place, owners=owners, held=secondary)
    if owners and primary is None:
        return Situation(Category.NO_PRIMARY, place, next(iter(owners)), owners, secondary, plain)
    if owners:
        return Situation(Category.MISMATCH, place, next(iter(owners)), owners, secondary, plain)
    suffices = primary is not None or knowledge.profile.primary in knowledge.dispensed_with(REGISTER)
    return Situation(Category.FRESH, place, plain=plain and suffices)


def _upsert(asked: Asked, knowledge: Knowledge) -> Situation:
    problems, place, open_questions = _source_problems(asked, knowledge)
    plain = not asked.doubts and not open_questions and _is_defined(asked, knowledge, fields=True)
    if _is_crooked(asked):
        return Situation(Category.UNDECIDED)
    if not asked.identifiers:
        problems.append(Category.NO_IDENTIFIER)
    if problems:
        return Situation(problems[0] if len(problems) == 1 else Category.SEVERAL_PROBLEMS, place, plain=plain)
    found = _found(place, asked, knowledge)
    return found if plain else replace(found, plain=False)


def _found(place: Place | None, asked: Asked, knowledge: Knowledge) -> Situation:
    """Whom an upsert item finds by its identifiers."""
    counting = valid(asked, knowledge)
    if place is None or asked.doubts - {Doubt.LABEL_SENT} or len(counting) != len(asked.identifiers):
        return Situation(Category.UNDECIDED, place)
    here = _held_here(place, counting, knowledge)
    owners = {who for i in here if isinstance(who := knowledge.holder(place, i), int)}
    if len(owners) > 1:
        return Situation(Category.CONFLICT, place, owners=frozenset(owners), held=here, plain=True)
    if not here:
        return _nobody_here(place, asked, knowledge)
    others = [i for i in counting if i not in here]
    settled = all(knowledge.is_free(i) for i in others)
    if len(owners) != 1 or not settled or any(knowledge.holder(place, i) is Hold.SOMEBODY for i in here):
        return Situation(Category.UNDECIDED, place)
    return _held(place, here, knowledge, plain=True)


def _held(place: Place, here: tuple[Identifier, ...], knowledge: Knowledge, plain: bool) -> Situation:
    owners = frozenset(who for i in here if isinstance(who := knowledge.holder(place, i), int))
    owner = next(iter(owners)) if len(owners) == 1 else None
    return Situation(Category.HELD, place, owner, owners, here, plain)


def _held_here(place: Place, identifiers: Iterable[Identifier], knowledge: Knowledge) -> tuple[Identifier, ...]:
    holders = ((i, knowledge.holder(place, i)) for i in identifiers)
    return tuple(i for i, who in holders if isinstance(who, int) or who is Hold.SOMEBODY)


def _all_free(asked: Asked, knowledge: Knowledge) -> bool:
    return all(knowledge.is_free(i) for i in valid(asked, knowledge))


def _source_problems(asked: Asked, knowledge: Knowledge) -> tuple[list[Category], Place | None, bool]:
    """What is wrong with the source account, the place if nothing is, and whether the documents leave it open."""
    profile = knowledge.profile
    kind = source_kind(asked.source, profile)
    if kind is SourceKind.UNDECIDED and str(asked.source) in knowledge.sources_seen:
        kind = SourceKind.LISTED
    match kind:
        case SourceKind.MISSING:
            return [Category.MISSING_SOURCE], None, False
        case SourceKind.UNKNOWN:
            return [Category.UNKNOWN_SOURCE], None, False
        case SourceKind.UNDECIDED:
            return [], None, True
        case SourceKind.LISTED:
            match account_kind(str(asked.source), asked.account, profile):
                case AccountKind.FINE:
                    return [], profile.place_of(asked.source, asked.account), False
                case AccountKind.UNKNOWN:
                    return [Category.UNKNOWN_ACCOUNT], None, False
                case AccountKind.MISSING:
                    return [Category.MISSING_ACCOUNT], None, False
                case AccountKind.UNDECIDED:
                    return [], None, True


def _is_crooked(asked: Asked) -> bool:
    """Whether the shape of the item leaves open where its source and identifiers are."""
    return not asked.doubts.isdisjoint(CROOKED)


def _is_defined(asked: Asked, knowledge: Knowledge, fields: bool) -> bool:
    """Whether fields and programmes that an item names are ones that the organisation certainly has."""
    profile = knowledge.profile
    programs = {enrolment.get("programId") for enrolment in asked.enrolments if _is_plain(enrolment.get("programId"))}
    known = set(asked.extended) <= set(profile.extended_fields or ())
    known = known and len(programs) >= min(1, len(asked.enrolments)) and programs <= set(profile.programs or ())
    return known and (not fields or set(asked.fields) <= set(profile.custom_fields or ()))


def _is_plain(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _says_something(value: object) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


_V11_MEMBERS = ("mobile", "email", "external_id", "card_details", "id", "user_id")
