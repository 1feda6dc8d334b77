"""What the organisation gives to its customers: programmes with their welcome, card series, tills that enrol.

Sources: v2 Add Customer, response examples (points, a currency, coupons); v1.1 Add Customer,
response examples (points summaries, points of a referrer); Upsert Customer, response example
(card details). No harness needs to know any of it, so no profile has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency beside points, and how many units of it a programme gives."""

    identifier: str
    name: str
    units: int


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon that a programme issues."""

    description: str
    valid_till: str
    """`YYYY-MM-DDTHH:MM:SSZ`."""
    type: str = "PE"
    discount: str = "NO_VALUE"


@dataclass(frozen=True, slots=True)
class Programme:
    """A loyalty programme: the tier in which everybody begins, the next one, and what who enters is given."""

    slab: str = "Base"
    ends: str = "2124-08-01 23:59:59"
    next_slab: str = "Bronze"
    next_number: str = "2"
    next_description: str = "Tier 2"
    points: int = 0
    currency: Currency | None = None
    coupons: tuple[Coupon, ...] = ()
    referral: int = 0
    """Points for who was referred, and for the referrer."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series of cards."""

    number: int | None
    code: str | None
    name: str
    type: str = "PHYSICAL"
    days: int = 365
    """How long a card of it is valid."""
    programme: int | None = None
    """Into which programme a card of it brings those who are registered with it."""


_USUAL = Programme()


@dataclass(frozen=True, slots=True)
class Loyalty:
    """All that the organisation gives; by default nothing."""

    programmes: Mapping[int, Programme] = field(default_factory=dict)
    series: tuple[Series, ...] = ()
    of_tills: Mapping[str, int] = field(default_factory=dict)
    """Into which programme a till enrols those whom it registers."""
    not_issued: tuple[str, ...] = ()
    """Labels of cards that nobody has been given yet."""

    def programme(self, number: int) -> Programme:
        """The programme of that number; a usual one that welcomes with nothing, where nothing is said of it."""
        return self.programmes.get(number, _USUAL)

    def series_of(self, number: int | None, code: str | None) -> Series:
        """The series of that number, or of that code where no number is sent."""
        named = (each for each in self.series if each.number == number or (number is None and each.code == code))
        return next(named, Series(number, code, f"series {code or number}"))
