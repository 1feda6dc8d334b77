"""The reference as a target: in which organisation and manner it answers, with which faults, and who may ask it."""

from __future__ import annotations

import dataclasses
import random
import time
import uuid
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from contracts.documents.depths import Suspect
from contracts.documents.files import load_members
from contracts.documents.profile import REQUEST_IDS, Profile
from contracts.documents.tokens import TOKEN_CALL, TOKEN_HEADER
from contracts.engine.credentials import Credentials
from contracts.engine.errors import UsageError, nearest
from contracts.engine.exchange import Answer, Model, Rest
from contracts.engine.grant import Grant
from contracts.reference import access, organisation
from contracts.reference.faults import of_members, registry
from contracts.reference.manner import Manner
from contracts.reference.model import Reference
from contracts.rules import law
from contracts.stories.declaring import Setting

EMBEDDED = organisation.EMBEDDED
"""The organisation that it is of where no profile says."""
NAME = "embedded reference"
"""What the target is called where no base URL is given."""
_SETTINGS = frozenset({"default-label", "secondary-uniqueness", "shared-identity", "skip-flag", "strict-flag"})
"""Readings that ask how the organisation is set."""
_MANNERS = [member.name for member in dataclasses.fields(Manner)]


def mutated(profile: Profile, setting: Setting | None) -> Profile:
    """The embedded organisation under a setting; what a profile pins of settings holds for its own only."""
    if setting is None:
        return profile
    pinned = {reading: answer for reading, answer in profile.readings.items() if reading not in _SETTINGS}
    return Profile.model_validate({**profile.model_dump(), "readings": pinned, **setting.changes})


def reference(profile: Profile, faults: Sequence[str] = (), manner: Sequence[str] = ()) -> Model:
    """The reference as a model to serve; UsageError for an unknown fault or manner ("name=value").

    Its tokens end by the clock of this machine.
    """
    users = access.Users(issued=access.Issued(time.monotonic))
    made = [named(id_) for id_ in faults]
    return Reference(profile, users, answering(manner), made).handle


def naming_requests(model: Model) -> Model:
    """The model, with an id of each request in its answer, as the documents show it."""

    def named(step: Answer | Rest) -> Answer | Rest:
        if not isinstance(step, Answer):
            return lambda: named(step())
        headers = (*step.response.headers, (REQUEST_IDS[0], str(uuid.uuid4())))
        return dataclasses.replace(step, response=dataclasses.replace(step.response, headers=headers))

    return lambda request: named(model(request))


def answering(manner: Sequence[str]) -> Manner:
    """The manner of answering that "name=value" pairs describe."""
    changes: dict[str, Any] = {}
    for pair in manner:
        name, _, value = pair.partition("=")
        if name not in _MANNERS:
            raise UsageError(f"manner: got {pair!r}, no {name!r} is known; {nearest(name, _MANNERS)}")
        try:
            changes[name] = yaml.safe_load(value or "true")
        except (yaml.YAMLError, ValueError):
            changes[name] = value
    try:
        return TypeAdapter(Manner).validate_python(changes) if changes else Manner()
    except ValidationError as error:
        told = error.errors()[0]
        wanted = "true or false" if told["type"].startswith("bool") else told["msg"].removeprefix("Input should be ")
        raise UsageError(f"manner: {told['loc'][0]}: got {told['input']!r}, should be {wanted}") from None


def faults() -> Mapping[str, registry.Fault]:
    """The catalogue of faults."""
    return registry.catalogue()


def sampled(count: int, seed: int) -> list[str]:
    """Ids of so many faults of the catalogue, as evenly from all families as can be; a larger sample begins with the
    smaller one of the same seed.
    """
    chance = random.Random(seed)
    families: dict[str, list[str]] = {}
    for fault in sorted(faults().values(), key=lambda fault: fault.id):
        families.setdefault(fault.family, []).append(fault.id)
    columns = [families[family] for family in sorted(families)]
    for column in columns:
        chance.shuffle(column)
    chance.shuffle(columns)
    return [fault for row in zip_longest(*columns) for fault in row if fault is not None][:count]


def named(id_: str) -> registry.Fault:
    """The fault of that id: of the catalogue, or `kind:operation:path`, made from the table of members.

    UsageError naming the nearest where there is none.
    """
    return of_members.named(id_, load_members()) if ":" in id_ else registry.named(id_)


def generated(profile: Profile = EMBEDDED) -> list[str]:
    """The ids of the faults that the table of members makes, of what an organisation stores: its own fields only."""
    fields = {"profiles[].fields.": profile.custom_fields, "extendedFields.": profile.extended_fields}
    strange = [
        member
        for member in load_members()
        for start, known in fields.items()
        if member.path.startswith(start) and member.path.removeprefix(start) not in (known or ())
    ]
    return of_members.ids(member for member in load_members() if member not in strange)


def broken(fault: registry.Fault) -> str:
    """Anchor of the promise that a fault breaks: that of the rule to speak first, unless the fault names another."""
    return fault.breaks or law()[fault.first].source


def suspects() -> Mapping[str, Suspect]:
    """What the figures need to know of each fault."""
    return {
        id_: Suspect(fault.family, fault.first, registry.NEEDS[fault.needs])
        for id_, fault in registry.catalogue().items()
    }


def credentials() -> Credentials:
    """Who may ask the reference: by Basic, and by tokens that it hands out."""
    users = access.Users()
    return Credentials(
        username=users.username,
        password=users.password,
        readonly_username=users.readonly_username,
        readonly_password=users.readonly_password,
        token_header=TOKEN_HEADER,
        grant=Grant(TOKEN_CALL, users.oauth_key, users.oauth_secret, "the reference's key and secret"),
    )


def lasting_token() -> str:
    """A token of the reference that never ends."""
    return access.Users().oauth_token


def rehearsing(known: Credentials) -> Credentials:
    """Who may ask the reference in a rehearsal: whom the run would have; everybody where it has nobody yet.

    A token is there already: what a run fetches it by is no request that the rehearsal counts.
    """
    users = dataclasses.replace(credentials(), token=lasting_token(), grant=None)
    if known.username is None and known.token is None and known.grant is None:
        return users
    return dataclasses.replace(
        users,
        username=known.username and users.username,
        password=known.password and users.password,
        readonly_username=known.readonly_username and users.readonly_username,
        readonly_password=known.readonly_password and users.readonly_password,
        token=users.token if known.token or known.grant else None,
    )
