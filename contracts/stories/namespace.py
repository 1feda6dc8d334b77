"""The values that one run may make up, and no other run does.

Each holds the mark of the run: its label and run id, or letters or digits that are drawn from them.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Sequence

from contracts.documents.profile import People

_BLOCK = 10_000
DIGITS = "990"
"""Begins external ids of digits alone where no profile gives a range for them: only ever used on loopback."""


class Namespace:
    """Spells and recognises a run's values.

    Mobiles are the profile's test prefix, digits drawn from the run id, and a counter of four
    digits. External ids of digits alone are the profile's range for them, seven digits drawn from
    the run id, 0, a counter of six digits, 0: the zeros are there to be changed. Everything else
    holds label, run id and counter, or (`short`) label, four characters drawn from the run id, and
    a counter of four digits or more.
    """

    def __init__(self, people: People, run_id: str) -> None:
        self.people = people
        self.run_id = run_id
        self.shift = 0
        """How much further on its numbers begin: what may have been used before is not used again."""
        self._blocks: list[str] = []
        self._twins: dict[str, str] = {}
        """Of each block the one that differs from it in a digit in the middle of a mobile."""
        self._digits = (people.external_id_digits or DIGITS) + _drawn(f"{run_id}/digits", "0123456789", 7)
        self._short = people.label.lower() + _drawn(f"{run_id}/short", "0123456789abcdefghijklmnopqrstuvwxyz", 4)
        label, run, domain = map(re.escape, (people.label, run_id, people.email_domain))
        self._ours = re.compile(
            rf"([^\s._-]{{1,20}}[._-])?{label}[-._ ]{run}[-._+ %][0-9].*|{self._short}[0-9]{{3}}.*", re.I | re.A | re.S
        )
        self._all_digits = re.compile(rf"0{{0,3}}{self._digits}[0-9]{{7,9}}([^0-9].*)?", re.A | re.S)
        self._counted = re.compile(rf"(000)?{self._digits}0[0-9]{{6}}0", re.A)
        self._domain = re.compile(rf"([a-z0-9-]+\.)*{domain}", re.I | re.A)
        self._local = re.compile(rf"{label}[-._]{run}[-._][0-9][a-z0-9._+-]*", re.I | re.A)

    def __deepcopy__(self, memo: object) -> Namespace:
        """Another beginning of the numbers, and the same blocks of them."""
        return copy.copy(self)

    def mobile(self, number: int) -> str:
        """The mobile of the run's person number n."""
        number += self.shift
        return f"{self._block(number // _BLOCK)}{number % _BLOCK:04d}"

    def twin_of(self, mobile: str) -> str:
        """The mobile of the run, and of no person by number, that differs from a person's in a digit in the middle."""
        return self._twins[mobile[:-4]] + mobile[-4:]

    def email(self, number: int) -> str:
        """The plain email of the run's person number n."""
        number += self.shift
        return f"{self.people.label}.{self.run_id}.{number}@{self.people.email_domain}"

    def external_id(self, number: int) -> str:
        """The plain external id of the run's person number n."""
        number += self.shift
        return f"{self.people.label}-{self.run_id}-{number}"

    def digits(self, number: int) -> str:
        """The external id of digits alone of the run's person number n."""
        number += self.shift
        return f"{self._digits}0{number:06d}0"

    def short(self, number: int) -> str:
        """The short external id of the run's person number n."""
        number += self.shift
        return f"{self._short}{number:04d}"

    def owns(self, value: str) -> bool:
        """Whether only this run can have made the value up."""
        return bool(
            self._begins_with_a_mobile(value)
            or self._all_digits.fullmatch(value)
            or (self._owns_address(value) if "@" in value else self._ours.fullmatch(value))
        )

    def counts(self, value: str) -> bool:
        """Whether a value is a number that is some person's by the counter in it, or begins an address so."""
        local = value.partition("@")[0]
        is_mobile = len(local) == self.people.mobile_digits and local[:-4] in self._twins
        return is_mobile or bool(self._counted.fullmatch(value))

    def heads(self, blocks: int) -> Sequence[str]:
        """What values without label and run id begin with, in the same order for every run."""
        self._block(blocks - 1)
        mobiles = [head for block in self._blocks[:blocks] for head in (block, self._twins[block])]
        return (*mobiles, self._digits, self._short)

    def _owns_address(self, value: str) -> bool:
        local, _, domain = value.rpartition("@")
        size = self.people.mobile_digits
        ours = self._local.fullmatch(local) or (
            self._begins_with_a_mobile(local[:size]) and re.fullmatch(r"[A-Za-z0-9._+-]*", local)
        )
        return bool(ours and self._domain.fullmatch(domain))

    def _begins_with_a_mobile(self, value: str) -> bool:
        """Whether a value is a mobile of the run, or one and more that is no digit."""
        size = self.people.mobile_digits
        mobile, rest = value[:size], value[size : size + 1]
        is_number = len(mobile) == size and mobile.isascii() and mobile.isdigit()
        known = is_number and (mobile[:-4] in self._twins or mobile[:-4] in self._twins.values())
        return known and not (rest.isascii() and rest.isdigit())

    def _block(self, index: int) -> str:
        """What the mobiles of ten thousand people begin with."""
        room = self.people.mobile_digits - len(self.people.mobile_prefix) - 4
        while len(self._blocks) <= index:
            first = int(hashlib.sha256(f"{self.run_id}/{len(self._blocks)}".encode()).hexdigest(), 16) % 10**room
            taken = {*self._twins, *self._twins.values()}
            for step in range(10**room):
                block = f"{self.people.mobile_prefix}{(first + step) % 10**room:0{room}d}"
                twin = self._with_another_digit(block)
                if not taken & {block, twin}:
                    self._blocks.append(block)
                    self._twins[block] = twin
                    break
            else:
                raise ValueError(f"a run can have no more than {len(self._blocks) * _BLOCK} people")
        return self._blocks[index]

    def _with_another_digit(self, block: str) -> str:
        middle = self.people.mobile_digits // 2
        place = min(max(middle, len(self.people.mobile_prefix)), len(block) - 1)
        return f"{block[:place]}{(int(block[place]) + 5) % 10}{block[place + 1 :]}"


def _drawn(key: str, letters: str, count: int) -> str:
    """So many letters, the same for the same key."""
    rest = int(hashlib.sha256(key.encode()).hexdigest(), 16)
    drawn = ""
    for _ in range(count):
        rest, index = divmod(rest, len(letters))
        drawn += letters[index]
    return drawn
