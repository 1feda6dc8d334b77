"""What the specimen remembers: customers, their source accounts, and who holds which identifier.

Every question is answered by one index, so a step costs the same with a million customers.
Nothing here decides anything: a step asks first, then changes, all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contracts.documents.profile import Place


class Key(NamedTuple):
    """An identifier: its type and its value, as sent: `mobile` 919988221100."""

    type: str
    value: str


class Card(NamedTuple):
    """A loyalty card, as sent with an identifier of type cardnumber."""

    type: str
    number: str
    series_id: int | None = None
    series_code: str | None = None
    label: str | None = None
    custom: Mapping[str, Any] | None = None
    """The organisation's own details of it."""
    id: int = 0
    """0: not issued to anybody yet."""
    issued: int = 0


class SourceAccount:
    """A customer's side of one source account: its identifiers there and its details there."""

    __slots__ = (
        "channels",
        "created",
        "customer",
        "fields",
        "first_name",
        "identifiers",
        "last_name",
        "modified",
        "place",
    )

    def __init__(self, customer: Customer, place: Place, created: int = 0) -> None:
        self.customer = customer
        self.place = place
        self.identifiers: tuple[Key, ...] = ()
        self.first_name: str | None = None
        self.last_name: str | None = None
        self.channels: tuple[Any, ...] = ()
        self.fields: Mapping[str, Any] | None = None
        self.created = self.modified = created
        """How many answers had been given by then."""


class Customer:
    """One customer: an id and its source accounts; what is said of the person rather than of an account."""

    __slots__ = (
        "accounts",
        "associated_with",
        "cards",
        "created",
        "enrolled",
        "extended",
        "id",
        "label",
        "loyalty",
        "modified",
        "points",
        "subscriptions",
    )

    def __init__(self, customer_id: int, created: int = 0) -> None:
        self.id = customer_id
        self.created = self.modified = created
        self.accounts: tuple[SourceAccount, ...] = ()
        self.extended: Mapping[str, Any] | None = None
        self.loyalty: str | None = None
        self.label: str | None = None
        self.associated_with: str | None = None
        self.subscriptions: tuple[Any, ...] = ()
        self.cards: tuple[Card, ...] = ()
        self.points: Mapping[int, float] | None = None
        """Points by programme; the keys are the programmes in which the customer is enrolled."""
        self.enrolled: Mapping[int, Any] | None = None
        """The enrolment by programme, with its tier and its ends."""

    def at(self, place: Place) -> SourceAccount | None:
        """The customer's source account there, or None."""
        return next((account for account in self.accounts if account.place == place), None)


_Holders = dict[Place, dict[int, SourceAccount]]


class State:
    """Customers and the indices over them."""

    def __init__(self, first_id: int = 500_000_001) -> None:
        self.next_id = first_id
        self._coupons = 1_000_000_000
        self._issued = 600_000
        self.spellings: dict[Key, str] = {}
        """How identifiers were spelt first that are compared in another form."""
        self.busy: set[Key] = set()
        """Whom registrations name that are under way."""
        self.answers = 0
        """How many answers were given."""
        self._customers: dict[int, Customer] = {}
        self._survivors: dict[int, int] = {}
        # One source account is by far the usual case, and the compact one.
        self._held: dict[Key, SourceAccount | _Holders] = {}
        self._cards: dict[str, int] = {}
        # A million customers share a few places and types: one object each is kept.
        self._places: dict[Place, Place] = {}
        self._types: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._customers)

    def __iter__(self) -> Iterator[Customer]:
        return iter(self._customers.values())

    def customer(self, customer_id: int | None) -> Customer | None:
        """The customer of that id, or the survivor of the one that it was merged into; None: nobody's."""
        while customer_id in self._survivors:
            customer_id = self._survivors[customer_id]
        return self._customers.get(customer_id) if customer_id is not None else None

    def account(self, customer_id: int | None, place: Place) -> SourceAccount | None:
        """That customer's source account there; None where there is none."""
        customer = self.customer(customer_id)
        return customer.at(place) if customer else None

    def was_merged(self, customer_id: int) -> bool:
        """Whether the id is that of a customer merged into another."""
        return customer_id in self._survivors

    def holder(self, place: Place, identifier: Key) -> Customer | None:
        """Who holds the identifier in that source account; the first, where it may be shared."""
        held = self._held.get(identifier)
        if isinstance(held, SourceAccount):
            return held.customer if held.place == place else None
        accounts = held.get(place) if held else None
        return next(iter(accounts.values())).customer if accounts else None

    def owners(self, identifier: Key) -> tuple[Customer, ...]:
        """Who holds the identifier in any source account, each once, the longest holder first."""
        held = self._held.get(identifier)
        if held is None:
            return ()
        if isinstance(held, SourceAccount):
            return (held.customer,)
        return tuple(
            {next(iter(accounts)): next(iter(accounts.values())).customer for accounts in held.values()}.values()
        )

    def next_coupon(self) -> int:
        """An id for one more coupon."""
        self._coupons += 1
        return self._coupons

    def card_owner(self, number: str) -> Customer | None:
        """Whose card that is; a card has one owner in the whole organisation."""
        owner = self._cards.get(number)
        return self.customer(owner) if owner is not None else None

    def create(self, customer_id: int) -> Customer:
        """A new customer without any source account."""
        customer = self._customers[customer_id] = Customer(customer_id, self.answers)
        self.next_id = max(self.next_id, customer_id + 1)
        return customer

    def open_account(self, customer: Customer, place: Place) -> SourceAccount:
        """The customer's source account there, opened where there is none."""
        account = customer.at(place)
        if account is None:
            account = SourceAccount(customer, self._places.setdefault(place, place), self.answers)
            customer.accounts = (*customer.accounts, account)
        return account

    def link(self, account: SourceAccount, identifier: Key) -> None:
        """Let the source account hold the identifier, once."""
        identifier = Key(self._types.setdefault(identifier.type, identifier.type), identifier.value)
        if identifier not in account.identifiers:
            account.identifiers = (*account.identifiers, identifier)
        self._index(account, identifier)

    def unlink(self, account: SourceAccount, identifier: Key) -> None:
        """Take the identifier away from the source account."""
        account.identifiers = tuple(held for held in account.identifiers if held != identifier)
        self._unindex(account, identifier)

    def issue(self, customer: Customer, card: Card) -> None:
        """Make the card the customer's, or replace what is known of it."""
        if not card.id:
            known = next((held for held in customer.cards if held.number == card.number), None)
            self._issued += known is None
            id_, issued = (known.id, known.issued) if known else (self._issued, self.answers)
            card = card._replace(id=id_, issued=issued)
        others = tuple(held for held in customer.cards if held.number != card.number)
        customer.cards = (*others, card)
        self._cards[card.number] = customer.id

    def withdraw(self, customer: Customer, number: str) -> None:
        """Take the card away from the customer."""
        if self._cards.get(number) == customer.id:
            del self._cards[number]
        customer.cards = tuple(held for held in customer.cards if held.number != number)

    def merge(self, victim: Customer, survivor: Customer) -> None:
        """Fold one customer into another: whatever named the victim names the survivor from now on."""
        for account in victim.accounts:
            target = survivor.at(account.place)
            for identifier in account.identifiers:
                self._unindex(account, identifier)
            if target is None:
                account.customer = survivor
                survivor.accounts = (*survivor.accounts, account)
                target = account
            for identifier in account.identifiers:
                self.link(target, identifier)
        for card in victim.cards:
            self.issue(survivor, card)
        survivor.points = {**(victim.points or {}), **(survivor.points or {})} or None
        survivor.enrolled = {**(victim.enrolled or {}), **(survivor.enrolled or {})} or None
        survivor.extended = {**(victim.extended or {}), **(survivor.extended or {})} or None
        del self._customers[victim.id]
        self._survivors[victim.id] = survivor.id

    def _index(self, account: SourceAccount, identifier: Key) -> None:
        held = self._held.get(identifier)
        if held is None or held is account:
            self._held[identifier] = account
            return
        if isinstance(held, SourceAccount):
            held = self._held[identifier] = {held.place: {held.customer.id: held}}
        held.setdefault(account.place, {})[account.customer.id] = account

    def _unindex(self, account: SourceAccount, identifier: Key) -> None:
        held = self._held.get(identifier)
        if held is account:
            del self._held[identifier]
        elif held is not None and not isinstance(held, SourceAccount):
            accounts = held.get(account.place, {})
            accounts.pop(account.customer.id, None)
            if not accounts:
                held.pop(account.place, None)
            if not held:
                del self._held[identifier]
