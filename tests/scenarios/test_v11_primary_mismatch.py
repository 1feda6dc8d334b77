"""The primary identifier is new and a secondary is somebody's (v1.1 Add Customer, additional notes)."""

from __future__ import annotations

from contracts.evidence.intent import PRIMARY_TYPES, REGISTER
from contracts.stories import Api, Setting, scenario

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
SWITCHES = [cell for cell in CELLS if cell.id in ("skip-off, strict-on, email", "skip-on, strict-on, email")]
"""One for each switch: the primary identifier is not the usual one, and SKIP overrides STRICT."""


@scenario(
    "primary-mismatch/switches",
    promise="secondary-stays-with-its-owner",
    operation=REGISTER,
    depth="smoke",
    settings=SWITCHES,
)
def test_switches(api: Api) -> None:
    """A newcomer with somebody's secondary, beside a newcomer of their own: under each switch the owner stays."""
    primary, secondary, _ = api.profile.primary, *_others(api.profile.primary)
    ada, eve, joe = api.person(), api.person(), api.person()
    api.given.register(ada)
    api.register(joe, eve.only(primary).with_(ada[secondary]))
    api.details(ada[secondary])


@scenario(
    "primary-mismatch/known-secondary",
    promise="secondary-stays-with-its-owner",
    operation=REGISTER,
    settings=CELLS,
)
def test_known_secondary(api: Api) -> None:
    """A newcomer with somebody's secondary, somebody known and somebody new: the secondary stays with its owner."""
    primary, secondary, third = api.profile.primary, *_others(api.profile.primary)
    ada, bob, eve, joe, kim = (api.person() for _ in range(5))
    api.given.register(ada, bob)
    lee = api.person().only(primary).with_(bob[secondary], bob[third])
    api.register(joe, eve.with_(ada[secondary]), kim.only(primary).with_(ada[third]), lee)
    for identifier in (ada[secondary], eve[primary], lee[primary]):
        api.details(identifier)
    api.register(ada, eve.only(primary, third))  # after a refusal the primary is still free


@scenario(
    "primary-mismatch/everybody-else",
    promise="foreign-secondary-v11",
    operation=REGISTER,
)
def test_everybody_else(api: Api) -> None:
    """One's primary identifier comes with another's secondary, and with both; then one's own secondary, alone."""
    second, third = _others(api.profile.primary)
    ada, eve, joe = api.person(), api.person(), api.person()
    api.given.register(ada, eve)
    api.register(ada.with_(eve[second]), ada.with_(eve[second], eve[third]))
    api.register(ada.only(second), joe)
    api.lookup(eve[third])


@scenario("primary-mismatch/both-secondaries", promise="mismatch-never-two-owners", operation=REGISTER, depth="smoke")
def test_both_secondaries(api: Api) -> None:
    """A newcomer's primary comes with somebody's other secondary, another's with one of each of two people's."""
    primary, second, third = api.profile.primary, *_others(api.profile.primary)
    ada, eve, joe, kim = (api.person() for _ in range(4))
    api.given.register(ada, eve)
    api.register(joe.only(primary).with_(ada[third]), kim.only(primary).with_(ada[second], eve[third]))
    api.lookup(eve[third])
    api.details(joe[primary])


def _others(primary: str) -> tuple[str, str]:
    second, third = (type_ for type_ in PRIMARY_TYPES if type_ != primary)
    return second, third
