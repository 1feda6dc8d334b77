"""What one organisation configures, and how far a run may go there: the facts no document can know.

A profile is YAML. Every member may be left out, or have nothing behind its colon: what is
absent is *unknown*, and a rule that would need it stays silent. `read` names all problems
of a text at once, each with its line. The description of a field says what would do.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
)

from contracts.documents import parts
from contracts.documents.parts import Keyed
from contracts.documents.yamltext import Path

MULTI_ACCOUNT_SOURCES = frozenset({"WECHAT", "LINE", "FACEBOOK", "WEB_ENGAGE", "MOBILE_APP"})
"""Sources with several accounts (v2 Add Customer, prerequisites; the last two from the vendor's other pages)."""

DOCUMENTED_SOURCES = (
    "INSTORE",
    "FACEBOOK",
    "WEB_ENGAGE",
    "WECHAT",
    "MARTJACK",
    "TMALL",
    "TAOBAO",
    "JD",
    "ECOMMERCE",
    "WEBSITE",
    "LINE",
    "MOBILE_APP",
)
"""v2 Add Customer, request body parameters, `source`."""

REQUEST_IDS = ("X-Cap-RequestID", "X-CAP-REQUEST-ID", "X-Request-ID", "X-Correlation-ID")
"""How a request id is called: by the vendor (API overview, response headers), in its answers, and by gateways."""

CITIES = ("Ct Hill", "Ct Vale")
"""Cities that there are not: who is in one was put there by a run."""

IdentifierType = Literal["mobile", "email", "externalId"]
Attribute = Literal["mobile", "email", "externalId", "firstName", "lastName"]

Known = bool | None
"""true, false, or unknown (None)."""


class Source(Keyed):
    """One source and its accounts; none for a single-account source."""

    AS_IN: ClassVar = "{accounts: [one, two]}"

    accounts: Annotated[tuple[str, ...], Field(strict=False)] = ()
    enumerated: Known = None
    """Whether `accounts` are all there are: then any other account is refused."""


class Flags(Keyed):
    """Registration switches (v1.1 Add Customer, additional notes)."""

    AS_IN: ClassVar = "{strict_check: true}"

    skip_secondary_on_mismatch: Known = None
    """CONFIG_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH."""
    strict_check: Known = None
    """CONF_PRIMARY_IDENTIFIER_STRICT_CHECK."""


def _of_a_header(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise ValueError("the name of a header, as in X-Request-ID")
    return name


class Unique(Keyed):
    """Whether an identifier type belongs to one customer of a source account (false: dual eligibility)."""

    AS_IN: ClassVar = "{email: false}"

    mobile: bool = True
    email: bool = True
    externalId: bool = True  # noqa: N815 - the documents' spelling


class Reads(Keyed):
    """How reads follow writes."""

    AS_IN: ClassVar = "{lag_s: 2}"

    lag_s: float = Field(0.0, ge=0, allow_inf_nan=False)
    """A read may miss writes of the last so many seconds."""


class People(Keyed):
    """The namespace in which a run makes people up."""

    AS_IN: ClassVar = "{label: ct}"

    mobile_prefix: str = Field(
        "917", pattern=r"^[1-9][0-9]{0,5}$", description="text of 1 to 6 digits, the first of them not 0"
    )
    mobile_digits: int = Field(12, ge=10, le=15)
    email_domain: str = Field("example.com", pattern=r"^[A-Za-z0-9.-]+$", description="a domain, as in example.com")
    label: str = Field(
        "ct", pattern=r"^[A-Za-z][A-Za-z0-9]{0,9}$", description="text of 1 to 10 letters and digits, a letter first"
    )
    """Stands in every external id and address, so that test people are seen to be test people."""
    external_id_digits: str | None = Field(None, pattern=r"^[0-9]{1,6}$", description="text of 1 to 6 digits")
    """Begins external ids of digits alone, some behind zeros; None: outside loopback nobody is given such an id."""
    deactivated_label: str | None = None
    """The status label that `contracts people --deactivate` sets."""

    def text(self, number: int) -> str:
        """What the person of that number has in a field that takes any text; no organisation has it from elsewhere."""
        return f"{self.label} {number} text"

    def is_text(self, value: str) -> bool:
        """Whether a value is such a text, of whatever person, or a city that a run puts people into."""
        if value in CITIES:
            return True
        label, _, rest = value.partition(" ")
        return label == self.label and rest.endswith(" text") and rest.removesuffix(" text").isdigit()

    @field_validator("mobile_digits")
    @classmethod
    def _tell_people_apart(cls, digits: int, others: ValidationInfo) -> int:
        needed = len(others.data.get("mobile_prefix", "")) + 6
        if digits < needed:
            raise ValueError(f"{needed} or more, for 6 after the mobile_prefix tell people apart")
        return digits


def _variable(name: str) -> Any:
    """A field that is not quoted, for somebody may have written a credential there."""
    told = "the name of an environment variable that begins with CONTRACTS_"
    return Field(name, pattern="^CONTRACTS_", description=told, repr=False)


class CredentialNames(Keyed):
    """Names of the environment variables that hold the credentials; never the credentials."""

    AS_IN: ClassVar = "{username: CONTRACTS_USERNAME}"

    username: str = _variable("CONTRACTS_USERNAME")
    password: str = _variable("CONTRACTS_PASSWORD")
    readonly_username: str = _variable("CONTRACTS_READONLY_USERNAME")
    readonly_password: str = _variable("CONTRACTS_READONLY_PASSWORD")
    oauth_token: str = _variable("CONTRACTS_OAUTH_TOKEN")
    oauth_key: str = _variable("CONTRACTS_OAUTH_KEY")
    oauth_secret: str = _variable("CONTRACTS_OAUTH_SECRET")
    password_form: Literal["plain", "md5"] = "plain"
    """What is sent as the Basic password: the variable as it is, or its MD5 in hex."""
    wrong_passwords: bool = True
    """Whether wrong passwords of the user may be sent: never more than two in a row."""


class Limits(Keyed):
    """How fast and how far."""

    AS_IN: ClassVar = "{max_requests: 300}"

    rate_per_minute: float | None = Field(None, gt=0, allow_inf_nan=False)
    """The target's limit in requests a minute, of which a run uses 95 %; None: 100 outside loopback, none on it."""
    burst: int = Field(8, ge=1, le=100)
    """At most so many requests at once."""
    timeout_s: float = Field(10.0, gt=0, allow_inf_nan=False)
    max_body_bytes: int = Field(1_000_000, ge=1_000)
    max_requests: int | None = Field(None, ge=1)
    max_people: int | None = Field(None, ge=1)
    """At most so many people may be registered by a run, by fuzzing too."""


class Waiver(Keyed):
    """An accepted finding, or all of a rule: reported, and not deciding the exit code until it expires."""

    AS_IN: ClassVar = "{rule: warnings/no-default-label-is-8107, ticket: CRM-12, owner: ada, expires: 2030-01-31}"

    rule: str = ""
    """Waives whatever breaks the rule; empty where `key` says which finding."""
    key: str = ""
    """Waives the finding of that key alone, as reports print it: `rule | operation | scenario | where`."""
    ticket: str
    owner: str
    expires: datetime.date


class Operations(Keyed):
    """Which operations the target has; unknown ones are tried once."""

    AS_IN: ClassVar = "{upsertCustomers: false}"

    addCustomer: Known = None  # noqa: N815 - operationIds
    addCustomerV11: Known = None  # noqa: N815
    upsertCustomers: Known = None  # noqa: N815
    lookupCustomer: Known = None  # noqa: N815
    lookupCustomerDetails: Known = None  # noqa: N815
    getCustomer: Known = None  # noqa: N815
    updateCustomer: Known = None  # noqa: N815
    changeIdentifier: Known = None  # noqa: N815
    getCustomerV11: Known = None  # noqa: N815
    """The only one that the five documents do not name: where it is missing, nothing is said of it."""


def _nothing_more(source: object) -> object:
    """A source of which only the name is said."""
    return {} if source is None else source


Check = Callable[["Profile"], Iterable[tuple[Path, str]]]


class Profile(Keyed):
    """An organisation as the harness needs to know it."""

    name: str = "unknown organisation"
    hosts: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Hosts that look like production and are meant all the same."""
    sources: dict[str, Annotated[Source, BeforeValidator(_nothing_more)]] | None = Field(
        None,
        description="names with their accounts, as in sources: {INSTORE: {}, WECHAT: {accounts: [one, two]}}",
    )
    primary_identifier: IdentifierType | None = None
    """CONF_REGISTRATION_PRIMARY_KEY."""
    mandatory: Annotated[tuple[Attribute, ...] | None, Field(strict=False)] = None
    """What else every registration needs (Organization Settings, Registration Configuration)."""
    unique: Unique = Unique()
    flags: Flags = Flags()
    shared_identity: Known = None
    """Whether v1.1 and v2 INSTORE are one identity space."""
    default_status_label: Known = None
    """Whether the organisation has a default customer status label."""
    status_labels: Annotated[tuple[str, ...] | None, Field(strict=False)] = None
    tills: Annotated[tuple[str, ...] | None, Field(strict=False)] = None
    card_series: Annotated[tuple[int, ...] | None, Field(strict=False)] = None
    programs: Annotated[tuple[int, ...] | None, Field(strict=False)] = None
    custom_fields: Annotated[tuple[str, ...] | None, Field(strict=False)] = None
    extended_fields: Annotated[tuple[str, ...] | None, Field(strict=False)] = None
    request_ids: Annotated[tuple[Annotated[str, AfterValidator(_of_a_header)], ...], Field(strict=False)] = REQUEST_IDS
    """Headers of an answer by which the target's operators find the request, the best first."""
    operations: Operations = Operations()
    reads: Reads = Reads()
    people: People = People()
    credentials: CredentialNames = CredentialNames()
    limits: Limits = Limits()
    readings: dict[str, str] = Field(
        default_factory=dict, description="names with answers, as in readings: {missing-source-code: code-8004}"
    )
    """Pinned readings: id -> answer; a target that answers otherwise is a finding."""
    waivers: Annotated[tuple[Waiver, ...], Field(strict=False)] = ()

    @property
    def primary(self) -> IdentifierType:
        """The primary identifier type; mobile where the profile leaves it open."""
        return self.primary_identifier or "mobile"

    def place_of(self, source: object, account: object) -> Place | None:
        """The source account that a request names; None where it cannot be told.

        Undecided: a source that is neither documented nor listed, and a multi-account
        source without an account. On a single-account source an account means nothing.
        """
        if not isinstance(source, str) or not self.lists(source):
            return None
        if not self.has_accounts(source):
            return Place(source, "")
        return Place(source, account) if isinstance(account, str) and account else None

    def lists(self, source: str) -> bool:
        """Whether the source is one that may exist: listed, or documented where nothing is listed."""
        return source in self.sources if self.sources is not None else source in DOCUMENTED_SOURCES

    @property
    def has_stores(self) -> bool:
        """Whether v1.1 has where to register: no list of sources leaves out the one that it means."""
        return self.sources is None or "INSTORE" in self.sources

    def has_accounts(self, source: str) -> bool:
        """Whether the source is a multi-account source."""
        listed = (self.sources or {}).get(source)
        return source in MULTI_ACCOUNT_SOURCES or bool(listed and listed.accounts)

    def accounts(self, source: str) -> tuple[str, ...]:
        """The listed accounts of a source; empty where there are none or none is known."""
        listed = (self.sources or {}).get(source)
        return listed.accounts if listed else ()

    def is_unique(self, identifier_type: str) -> bool:
        """Whether an identifier of this type belongs to at most one customer of a source account."""
        return bool(getattr(self.unique, identifier_type, True))


@dataclass(frozen=True, slots=True)
class Place:
    """A source account: the scope in which identifiers are unique."""

    source: str
    account: str = ""

    def __str__(self) -> str:
        return f"{self.source}/{self.account}" if self.account else self.source


def read(text: str, origin: str = "profile", check: Check = lambda profile: ()) -> Profile:
    """Parse a profile; raise UsageError naming every problem with its line.

    `check` knows what else is wrong with a profile: each with the path of what it is about.
    """
    return parts.read(Profile, text, origin, "name: my brand", check)
