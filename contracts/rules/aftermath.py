"""What a later look shows of an earlier story: one check, told under the promise that the story put at stake.

Two tables of rules. *Ownership*: who holds an identifier, as a look-up shows it or, where it
must be free, as the next registration does. *Details*: what a profile holds.
"""

from __future__ import annotations

from collections.abc import Callable

from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Story
from contracts.evidence.classification import Case
from contracts.evidence.intent import ADD, DETAILS, GET, LOOKUP, PRIMARY_TYPES, REGISTRATIONS
from contracts.evidence.learning import FIELD
from contracts.evidence.seen import Seen
from contracts.evidence.validity import NAME_LIMIT, NONE_VALID, types_blamed
from contracts.rules import Judgement, rule
from contracts.rules.reads import holder_of, profiles

OWNERSHIP = (
    (
        "concurrency/no-lost-update",
        Story.CONCURRENT,
        "concurrent-upserts-lose-nothing",
        "a",
        "What simultaneous requests were answered to have written MUST all be there afterwards.",
    ),
    (
        "duplicate-source/refused-add-changes-nothing",
        Story.REFUSED,
        "refused-add-changes-nothing",
        "a",
        "After a refused add every identifier it named MUST be held by whom it was held before.",
    ),
    (
        "invalid-source/refused-source-stores-nothing",
        Story.BAD_SOURCE,
        "refused-source-stores-nothing",
        "a",
        "Identifiers of a write that was refused for its source or account MUST be free as before.",
    ),
    (
        "security/refused-caller-stores-nothing",
        Story.DENIED,
        "refused-caller-stores-nothing",
        "a",
        "A write that was refused for its caller MUST store nothing.",
    ),
    (
        "delivery/throttled-write-stores-nothing",
        Story.THROTTLED,
        "throttled-write-stores-nothing",
        "c",
        "A write that was answered with 429 MUST NOT have been carried out.",
    ),
    (
        "primary-mismatch/strict-refusal-reserves-nothing",
        Story.STRICT,
        "strict-refusal-reserves-nothing",
        "b",
        "A registration that STRICT refused MUST leave every identifier as it was.",
    ),
    (
        "primary-mismatch/secondary-stays-with-its-owner",
        Story.MISMATCH,
        "secondary-stays-with-its-owner",
        "a",
        "A secondary identifier MUST stay with its owner when somebody registers with it and another primary.",
    ),
    (
        "primary-mismatch/no-flag-has-one-owner",
        Story.NO_FLAG,
        "no-flag-has-one-owner",
        "a",
        "With both flags off, a secondary identifier MUST NOT get a second owner.",
    ),
    (
        "identifiers/foreign-secondary-stays-v11",
        Story.FOREIGN,
        "foreign-secondary-v11",
        "b",
        "A secondary identifier MUST stay with its owner when it comes beside another customer's primary.",
    ),
    (
        "cross-source/several-owners-lose-nothing",
        Story.SEVERAL,
        "several-owners-steal-nothing",
        "a",
        "Where identifiers of several customers met without a merge, each MUST keep its own.",
    ),
    (
        "cross-source/merge-leaves-one-customer",
        Story.MERGED,
        "merge-leaves-one-customer",
        "b",
        "After a merge every identifier of both customers MUST lead to the survivor.",
    ),
    (
        "cross-source/joined-customer-is-found",
        Story.JOINED,
        "known-elsewhere-joins-the-customer",
        "a",
        "A customer who joined another source MUST be found there and where it was before.",
    ),
    (
        "upsert/conflict-changes-nothing",
        Story.CONFLICT,
        "upsert-conflict-is-an-item-error",
        "a",
        "After an upsert item with identifiers of two customers each MUST keep its own.",
    ),
    (
        "upsert/kept-identifiers-stay",
        Story.UPSERT_KEPT,
        "upsert-skip-change-identifier",
        "a",
        "With skipChangeIdentifier=true an upsert MUST leave identifiers as they are.",
    ),
    (
        "upsert/new-identifiers-are-added",
        Story.UPSERT_CHANGED,
        "upsert-changes-identifiers",
        "a",
        "With skipChangeIdentifier=false the new identifiers of an upsert MUST belong to the customer found.",
    ),
    (
        "updates/identifiers-stay",
        Story.UPDATED,
        "update-leaves-identifiers-alone",
        "b",
        "An update MUST leave the customer's identifiers as they are.",
    ),
    (
        "updates/added-identifier-is-held",
        Story.CHANGE_ADDED,
        "change-identifier-adds",
        "b",
        "After an accepted change the added identifier MUST belong to the customer.",
    ),
    (
        "updates/removed-identifier-is-gone",
        Story.CHANGE_REMOVED,
        "change-identifier-removes",
        "b",
        "After an accepted change the removed identifier MUST NOT be the customer's any more.",
    ),
    (
        "updates/refused-change-changes-nothing",
        Story.CHANGE_REFUSED,
        "change-identifier-steals-nothing",
        "b",
        "After a refused change every identifier MUST be held by whom it was held before.",
    ),
)

DETAILS_KEPT = (
    (
        "primary-mismatch/strict-refusal-changes-nothing",
        Story.STRICT,
        "strict-refusal-reserves-nothing",
        "b",
        "A registration that STRICT refused MUST change no stored customer.",
    ),
    (
        "primary-mismatch/owner-of-the-secondary-stays-as-it-was",
        Story.MISMATCH,
        "skip-registers-a-new-customer",
        "a",
        "A new customer registered with somebody's secondary MUST leave the owner's details as they are.",
    ),
    (
        "concurrency/each-stores-its-own",
        Story.CONCURRENT,
        "concurrent-adds-no-cross-talk",
        "a",
        "What simultaneous requests stored MUST be what one of them sent for that person.",
    ),
    (
        "duplicate-source/add-never-updates",
        Story.REFUSED,
        "add-never-updates",
        "a",
        "An add for a customer known in that source MUST NOT change what is stored.",
    ),
    (
        "security/refused-caller-changes-nothing",
        Story.DENIED,
        "refused-caller-stores-nothing",
        "a",
        "A write that was refused for its caller MUST change nothing.",
    ),
    (
        "cross-source/details-kept-per-source",
        Story.JOINED,
        "details-kept-per-source",
        "a",
        "The details of each source account MUST be kept apart.",
    ),
    (
        "upsert/conflict-leaves-details-alone",
        Story.CONFLICT,
        "upsert-conflict-is-an-item-error",
        "a",
        "An upsert item with identifiers of two customers MUST change the details of neither.",
    ),
    (
        "upsert/update-is-shown",
        Story.UPSERTED,
        "upsert-updates-in-place",
        "a",
        "An upsert that finds a customer MUST update what is stored.",
    ),
    (
        "upsert/details-and-identifiers-together",
        Story.UPSERT_CHANGED,
        "upsert-does-both-in-one-request",
        "a",
        "An upsert MUST apply new details beside new identifiers.",
    ),
    (
        "upsert/kept-identifiers-do-not-keep-details",
        Story.UPSERT_KEPT,
        "upsert-skip-change-identifier",
        "a",
        "With skipChangeIdentifier=true an upsert MUST still update the details.",
    ),
    (
        "upsert/other-sources-stay",
        Story.UPSERT_ELSEWHERE,
        "upsert-leaves-other-sources-alone",
        "a",
        "An upsert MUST leave the customer's profiles in other sources as they are.",
    ),
    (
        "updates/update-is-shown",
        Story.UPDATED,
        "update-in-place",
        "b",
        "An accepted update MUST change what is stored.",
    ),
    (
        "updates/other-sources-stay",
        Story.UPDATED_ELSEWHERE,
        "update-leaves-other-sources-alone",
        "a",
        "An update in one source MUST leave the customer's profiles in other sources as they are.",
    ),
)

REQUIRED = frozenset({1003, 1006, 1019, 1039, 1043, 1048, 1049, 1059, 8005, 8064})
"""Codes by which an organisation says that it demands an identifier which was not sent."""
BUSY = 521
"""Another action is running for the same customer: it says nothing about the request."""
BATCH_LIMIT = 1060
"""The code of a batch with more items than the organisation allows."""
TOLD_OF_REGISTRATIONS = frozenset({Story.BAD_SOURCE, Story.DENIED, Story.THROTTLED, Story.STRICT})
"""Stories after which a registration of the same identifiers shows whether they stayed free."""


def is_busy(seen: Seen) -> bool:
    """Whether it was refused because others who name the same person were under way: it says nothing of the item."""
    rivals = seen.knowledge.in_flight & set(seen.asked.identifiers)
    return bool(rivals) and not seen.ok and BUSY in seen.codes


def types_spurned(seen: Seen) -> frozenset[str]:
    """The types of which an answer calls identifiers invalid that the run has made up, and of which none was taken yet.

    Whether an organisation takes the numbers and addresses that a run makes up is for its profile to say (`people`).
    """
    if seen.ok is None or not seen.exchange.request.as_who.is_authentic:
        return frozenset()
    sent = {i.type for i in seen.asked.identifiers}
    untaken = seen.knowledge.made_up(seen.asked.identifiers) - seen.knowledge.types_taken
    blamed = types_blamed(sent, seen.result.warnings if seen.ok else seen.codes)
    if blamed or seen.ok or not seen.codes & NONE_VALID:
        return blamed & untaken
    return untaken if untaken == sent <= {"mobile", "email"} else frozenset()  # an external id may be anything


def is_demanded_otherwise(seen: Seen) -> bool:
    """Whether a refusal may demand something else: an attribute, fewer items, another moment, other numbers."""
    if BATCH_LIMIT in seen.codes or is_busy(seen) or (not seen.ok and types_spurned(seen)):
        return True
    profile, names = seen.profile, {"firstName": seen.asked.first_name, "lastName": seen.asked.last_name}
    sent = {i.type for i in seen.asked.identifiers if i.value.strip()}
    missing = {*PRIMARY_TYPES, *names} - sent - {name for name, value in names.items() if value}
    if seen.ok or not missing:
        return False
    primary = {profile.primary_identifier} if profile.primary_identifier else set(PRIMARY_TYPES)
    if profile.mandatory is not None:
        return bool(missing & {*profile.mandatory, *primary})
    return bool(missing & {*names, *primary} or seen.codes & REQUIRED)


def may_tell_another_reason(seen: Seen) -> bool:
    """Whether a refusal may tell something else than the case of its item: another reason, or a demand."""
    if is_demanded_otherwise(seen):
        return True
    return not seen.ok and any(_is_told(reason, seen) for reason in seen.situation.besides)


def _is_told(reason: Case, seen: Seen) -> bool:
    """Whether a refusal tells that reason; for an invalid identifier only that of the primary mobile has a code."""
    if reason is Case.HELD:
        return bool(seen.codes & {8006, 8066})
    if reason is Case.BAD_PRIMARY and seen.profile.primary == "mobile":
        return bool(seen.codes & ({8014} if seen.profile.primary_identifier else {8014, 8055, 8056}))
    return True


def freed_by(seen: Seen) -> str:
    """The story that left an identifier of a fresh registration free; empty where none named it."""
    for identifier in seen.asked.identifiers:
        story = seen.knowledge.was_refused(identifier)
        if story:
            return story
    return ""


def _ownership(story: Story) -> Callable[[Seen], Judgement]:
    def judge(seen: Seen) -> Judgement:
        if seen.operation in REGISTRATIONS:
            if (
                seen.is_fresh
                and story in TOLD_OF_REGISTRATIONS
                and freed_by(seen) == story
                and not is_demanded_otherwise(seen)
            ):
                yield None if seen.ok else Breach("id", "still free: success", seen.told)
            return
        holder = holder_of(seen)
        if holder is None or seen.knowledge.contested(seen.asked.identifiers[0]) != story:
            return
        if isinstance(holder, int):
            kept = seen.customer == holder
            yield None if kept else Breach("id", holder, seen.told)
        elif seen.knowledge.is_free(seen.asked.identifiers[0]):
            yield Breach("id", "held by nobody", seen.told) if seen.ok else None

    return judge


def _details(story: Story) -> Callable[[Seen], Judgement]:
    def judge(seen: Seen) -> Judgement:
        yield from shown_details(seen, story)

    return judge


def shown_details(seen: Seen, story: str) -> Judgement:
    """Compare the profiles that an answer shows, of those that this story touched last, with what must be stored."""
    customer = seen.result.id
    portrait = seen.knowledge.portrait(customer) if customer is not None else None
    if portrait is None or customer is None:
        return
    for place, shown in profiles(seen):
        staked = seen.knowledge.staked(customer, place)
        for member, accepted in portrait.profiles.get(place, {}).items():
            if member.startswith(FIELD):
                fields = shown.get("fields")
                value = fields.get(member.removeprefix(FIELD)) if isinstance(fields, dict) else None
            else:
                value = shown.get(member)
            if isinstance(accepted[0], str) and len(accepted[0]) >= NAME_LIMIT:
                over = isinstance(value, str) and len(value) > NAME_LIMIT
                if over or None not in accepted:
                    continue  # the limits have rules of their own
            # what is not shown at all is the read's or the registration's doing, not the later story's
            if ("" if value in (None, "") else staked) != story:
                continue
            yield None if value in accepted else Breach(f"profiles[].{member}", accepted[0], value)


for _id, _story, _source, _grade, _must in OWNERSHIP:
    _judge = _ownership(_story)
    _judge.__doc__ = _must
    rule(_id, source=_source, grade=_grade, on=(LOOKUP, DETAILS, *REGISTRATIONS))(_judge)

for _id, _story, _source, _grade, _must in DETAILS_KEPT:
    _judge = _details(_story)
    _judge.__doc__ = _must
    rule(_id, source=_source, grade=_grade, on=(DETAILS, GET))(_judge)


@rule("reads/details-show-what-was-stored", source="details-show-what-was-stored", grade="b", on=(DETAILS, GET))
def details_show_what_was_stored(seen: Seen) -> Judgement:
    """A customer's profile MUST show the names that the registration stored."""
    yield from shown_details(seen, "")


@rule("updates/removed-identifier-is-free", source="removed-identifier-is-free", grade="c", on=(ADD,))
def removed_identifier_is_free(seen: Seen) -> Judgement:
    """An identifier that was removed from its customer MUST be free to be registered again."""
    if not seen.is_fresh:
        return
    if any(seen.knowledge.contested(i) == Story.CHANGE_REMOVED for i in seen.asked.identifiers):
        yield None if seen.ok else Breach("createdId", "success", seen.told)
