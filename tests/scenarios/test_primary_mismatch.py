"""The primary identifier is new and a secondary is somebody's (v1.1 Add Customer, additional notes)."""

from __future__ import annotations

from contracts.intent import PRIMARY_TYPES, REGISTER
from contracts.scenario import Api, Setting, scenario

CELLS = [
    Setting(
        f"skip-{'on' if skip else 'off'}, strict-{'on' if strict else 'off'}, {primary}",
        {
            "flags": {"skip_secondary_on_mismatch": skip, "strict_check": strict},
            "primary_identifier": primary,
        },
    )
    for skip in (False, True)
    for strict in (False, True)
    for primary in PRIMARY_TYPES
]
"""Every setting of both flags with every primary identifier."""


@scenario(
    "primary-mismatch/known-secondary",
    promise="secondary-stays-with-its-owner",
    operation=REGISTER,
    settings=CELLS,
    depth="smoke",
)
def test_known_secondary(api: Api) -> None:
    """A newcomer brings somebody's secondary identifier; whatever the flags, it stays with its owner."""
    primary = api.profile.primary
    first, second = (type_ for type_ in PRIMARY_TYPES if type_ != primary)
    ada, eve = api.person(), api.person()
    api.given.register(ada)
    api.register(eve.only(primary).with_(ada[first]))
    api.lookup(ada[first])
    api.lookup(eve[primary])
    api.register(ada)
    api.register(eve.only(primary, second))


@scenario(
    "primary-mismatch/everybody-else",
    promise="foreign-secondary-v11",
    operation=REGISTER,
    settings=CELLS,
)
def test_everybody_else(api: Api) -> None:
    """Somebody fully new, somebody fully known, and one's primary with another's secondary."""
    primary = api.profile.primary
    _, second = (type_ for type_ in PRIMARY_TYPES if type_ != primary)
    ada, eve = api.person(), api.person()
    api.given.register(ada, eve)
    api.register(ada.with_(eve[second]))
    api.lookup(eve[second])
