"""Turns a run into a profile: what it has taught, readings that are held to from now on, waivers for what is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.documents import files, waivers
from contracts.documents import profile as profiles_read
from contracts.documents.profile import Profile
from contracts.engine import whole
from contracts.engine.errors import UsageError
from contracts.engine.keys import FindingKey
from contracts.engine.verdict import Exit, Finding
from contracts.reporting.render import counted
from contracts.rules import law
from contracts.runner import profiles
from contracts.runner.amending import amended
from contracts.runner.lessons import Lesson, lessons, misses
from contracts.runner.rejudging import Recorded


@dataclass(frozen=True)
class Terms:
    """Under which findings are waived."""

    ticket: str
    owner: str
    expires: datetime.date


@dataclass(frozen=True)
class _Base:
    """The profile that is filled in: its text, and what it says."""

    text: str
    profile: Profile
    said: Profile
    """What a person has said: of a new text, which is an example in parts, that of the run."""
    given: Sequence[Lesson] = ()
    """What the profile of the run says and the text does not, where the text is new."""


def adopt(recorded: Recorded, into: Path, pin: bool, terms: Terms | None, today: datetime.date) -> Iterator[str]:
    """Write the profile, and tell in lines what went into it.

    Raises UsageError for a run that came to no verdict, a profile that is none, and a file that cannot be written.
    """
    if recorded.exit not in (Exit.CLEAN, Exit.FINDINGS):
        raise UsageError(f"{recorded.log}: the run came to no verdict (exit code {recorded.exit}): adopt one that did")
    base = _base(into, recorded.profile)
    judge, judged = recorded.judged()
    settled = judge.knowledge.profile.shared_identity if recorded.profile.shared_identity is None else None
    learnt = lessons(base.said, judged, judge.readings, settled)
    members = [(lesson.path, lesson.value) for lesson in (*base.given, *learnt)]
    pinned, open_ = _pins(base.profile, recorded, judge.readings) if pin else ({}, {})
    adopted = _read(amended(base.text, members, pinned, ()), into)
    late = (
        {miss.exchange.index for _, miss in misses(judged)} if adopted.reads.lag_s > base.profile.reads.lag_s else set()
    )
    gone = list(_useless(base.profile, recorded.findings, today)) if terms else []
    keys = _to_waive(adopted, recorded, late, today) if terms else []
    told = [_waiver(key, terms) for key in keys] if terms else []
    text = amended(base.text, members, pinned, told, gone)
    _read(text, into)
    try:
        whole.write(into, text)
    except OSError as error:
        raise UsageError(f"{into} cannot be written: {error.strerror}") from None
    yield from _told(learnt, pinned, open_, keys, gone, terms)


def _base(into: Path, of_run: Profile) -> _Base:
    if into.exists():
        known = profiles.load(into)
        return _Base(into.read_text(encoding="utf-8-sig"), known, known)
    text = files.profile_template()
    template, nothing = _read(text, into), Profile()
    given: list[Lesson] = []
    for name in Profile.model_fields:
        value = getattr(of_run, name)
        if value != getattr(template, name) and (value != getattr(nothing, name) or name == "name"):
            given += _parts((name,), of_run.model_dump(mode="json")[name], nothing.model_dump(mode="json")[name])
    filled = _read(amended(text, [(lesson.path, lesson.value) for lesson in given], {}, ()), into)
    return _Base(text, filled, of_run, given)


def _parts(path: tuple[str, ...], value: Any, usual: Any) -> Iterator[Lesson]:
    """What differs from what is usual, member by member."""
    if isinstance(value, Mapping) and isinstance(usual, Mapping) and usual:
        for name, each in value.items():
            if each != usual.get(name):
                yield from _parts((*path, name), each, usual.get(name))
    elif path == ("sources",):
        for source, known in value.items():
            yield Lesson((*path, source), {name: each for name, each in known.items() if each}, "the run's profile")
    elif path != ("waivers",):
        yield Lesson(path, value, "the run's profile")


def _read(text: str, into: Path) -> Profile:
    return profiles_read.read(text, str(into), profiles.catalogue_problems)


def _pins(
    known: Profile, recorded: Recorded, readings: Mapping[str, Mapping[str, int]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Readings that a run has seen answered, and never otherwise; and why others are left open."""
    catalogue = files.load_readings()
    remarked = {
        law()[finding.rule].reading for finding in recorded.findings if finding.remark and finding.rule in law()
    }
    pinned: dict[str, str] = {}
    open_: dict[str, str] = {}
    for reading, seen in sorted(readings.items()):
        if reading in known.readings:
            continue
        if len(seen) > 1:
            open_[reading] = " and ".join(sorted(seen))
        elif reading in remarked:
            open_[reading] = "remarks speak against it"
        elif reading in catalogue and catalogue[reading].observable:
            pinned[reading] = next(iter(seen))
    return pinned, open_


def _to_waive(adopted: Profile, recorded: Recorded, late: set[int], today: datetime.date) -> list[FindingKey]:
    """The findings that the next run would make with the adopted profile, and that no waiver of it accepts."""
    active, _ = waivers.split(adopted, today)
    then = _keys(recorded.found(recorded.profile), late)
    now = _keys(recorded.found(adopted.model_copy(update={"waivers": ()})), late)
    settled = then - now  # what the run broke by what it did not know
    keys = now | (_keys(recorded.findings, late) - settled)
    return sorted(key for key in keys if not waivers.ticket(active.waivers, key))


def _keys(findings: Sequence[Finding], late: set[int]) -> set[FindingKey]:
    """The keys of those that are about an exchange, and neither remarks nor reads that came too early."""
    told = (each for each in findings if each.exchange >= 0 and not each.remark and each.exchange not in late)
    return {key for each in told for key in each.keys}


def _useless(known: Profile, findings: Sequence[Finding], today: datetime.date) -> Iterator[int]:
    """The places of waivers that have expired, and of those that the run found to waive nothing."""
    unused = {finding.breach.where for finding in findings if finding.rule == waivers.UNUSED}
    for place, waiver in enumerate(known.waivers):
        if waiver.expires < today or waivers.where(waiver) in unused:
            yield place


def _waiver(key: FindingKey, terms: Terms) -> Mapping[str, Any]:
    day = terms.expires.replace()  # one of its own, or YAML would write a reference to that of the first
    return {"key": str(key), "ticket": terms.ticket, "owner": terms.owner, "expires": day}


def _told(
    learnt: Sequence[Lesson],
    pinned: Mapping[str, str],
    open_: Mapping[str, str],
    keys: Sequence[FindingKey],
    gone: Sequence[int],
    terms: Terms | None,
) -> Iterator[str]:
    for lesson in learnt:
        yield f"learnt   {'.'.join(lesson.path)}: {_shown(lesson.value)} ({lesson.shown_by})"
    if not learnt:
        yield "learnt   nothing that the profile does not say"
    yield from (f"pinned   {reading}: {answer}" for reading, answer in pinned.items())
    yield from (f"open     {reading} ({why})" for reading, why in open_.items())
    if terms:
        yield from (f"waived   {key}" for key in keys)
        until = f" until {terms.expires}, {terms.ticket}, {terms.owner}" if keys else ""
        yield f"{counted(len(keys), 'finding')} waived{until}"
        if gone:
            yield f"{counted(len(gone), 'waiver')} removed that had expired or waived nothing"


def _shown(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def terms_of(ticket: str | None, owner: str | None, expires: str | None, today: datetime.date) -> Terms:
    """What `--waive` was told; raises UsageError where something is missing, or the day is none to come."""
    if not (ticket and owner and expires):
        missing = [n for n, v in (("--ticket", ticket), ("--owner", owner), ("--expires", expires)) if not v]
        raise UsageError(f"--waive: got no {' and no '.join(missing)}: somebody has to answer for what is waived")
    try:
        day = datetime.date.fromisoformat(expires)
    except ValueError:
        raise UsageError(f"--expires: got {expires!r}, should be a day as in 2030-01-31") from None
    if day < today:
        raise UsageError(f"--expires: got {expires}, which is over: a waiver holds until a day to come")
    return Terms(ticket, owner, day)
