"""What a person asked for, and the way to the target that follows from it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contracts.documents.profile import Profile, Waiver
from contracts.engine.client import Connection, Transport
from contracts.engine.hosts import is_loopback
from contracts.engine.transport import to_model, to_url
from contracts.reporting.events import RunFacts
from contracts.runner import specimen

DEFAULT_RATE_PER_MINUTE = 100.0
"""What staging allows where nobody says otherwise (v2 Add Customer, rate limit)."""
BUDGETS: Mapping[str, int | None] = {"smoke": 60, "gate": 300, "nightly": None}
"""Requests that a run sends at most, by depth."""


@dataclass(frozen=True)
class Resumed:
    """A run that is to go on."""

    facts: RunFacts
    profile: Profile
    connection: Connection


@dataclass(frozen=True)
class InCampaign:
    """What a campaign tells the run of one of its targets, beside its options."""

    begins_at: float = 0.0
    """When its first request may go, in seconds since 1970."""
    limit: str = ""
    """The limit that it uses with others; empty where nobody says whose turn it is."""
    limit_per_minute: float = 0.0
    shared: str = field(default="", repr=False)
    """Where turns are to be had: a URL, which may hold a password."""
    lost: str = ""
    """The file that says that they are lost."""


@dataclass(frozen=True)
class Options:
    """What a person asked for."""

    base_url: str | None
    profile: Profile
    depth: str
    seed: int
    run_id: str
    reports: Path
    connection: Connection
    expired: tuple[Waiver, ...] = ()
    """Waivers of the profile that hold no more."""
    max_requests: int | None = None
    max_people: int | None = None
    max_seconds: float | None = None
    rate_per_minute: float | None = None
    patience_s: float = 0.0
    """How long a target that has answered is waited for while it does not."""
    faults: tuple[str, ...] = ()
    manner: tuple[str, ...] = ()
    """How the embedded reference answers, where it may: name=value."""
    sockets: bool = True
    """Whether the embedded reference is asked over HTTP, or called."""
    fails_on_drift: bool = False
    history: Path | None = None
    """The file that is carried from night to night."""
    resumes: bool = False
    """Whether the folder of reports holds the log of this run, which was interrupted."""
    corpus: Path | None = None
    """Where cases are kept that brought something unseen; None: nowhere."""
    cut_down: int | None = None
    """Requests that may be sent to find smaller ones that break the same; None where nobody says."""
    is_rehearsal: bool = False
    """Whether nothing is to be kept of it."""
    in_campaign: InCampaign = InCampaign()
    rehearses_outside: bool = False
    """Whether this is the rehearsal of a run whose target is on another machine."""

    @property
    def is_outside(self) -> bool:
        """Whether the target is on another machine."""
        return self.base_url is not None and not is_loopback(self.base_url)

    @property
    def is_shared(self) -> bool:
        """Whether people have to be such as can be nobody real."""
        return self.is_outside or self.rehearses_outside

    @property
    def rate(self) -> float | None:
        """Requests a minute that the target allows; None where it has no limit."""
        told = self.rate_per_minute or self.profile.limits.rate_per_minute
        return told or (DEFAULT_RATE_PER_MINUTE if self.is_outside else None)

    @property
    def budget(self) -> int | None:
        """How many requests the run may send; None where nobody says, at nightly."""
        asked = self.profile.limits.max_requests if self.max_requests is None else self.max_requests
        return BUDGETS[self.depth] if asked is None else asked

    @property
    def people_max(self) -> int | None:
        """How many people the run may register; None where nobody says."""
        return self.max_people or self.profile.limits.max_people


def open_transport(options: Options, profile: Profile, stack: contextlib.ExitStack) -> tuple[str, Transport]:
    """A base URL and the way to it, until the stack ends: the target's, or that of a fresh reference of the profile.

    Raises UsageError for an unknown fault or manner.
    """
    if options.base_url is not None:
        return options.base_url, to_url(options.base_url, options.connection, stack)
    model = specimen.reference(profile, options.faults, options.manner)
    return to_model(model, options.sockets, options.connection, stack)
