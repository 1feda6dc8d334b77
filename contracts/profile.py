"""What one organisation configures, and how far a run may go there: the facts no document can know.

A profile is YAML. Every member may be left out: what is absent is *unknown*, and a rule
that would need it stays silent. `read` names all problems of a text at once, each with
its line.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from contracts.errors import UsageError

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

IdentifierType = Literal["mobile", "email", "externalId"]
Attribute = Literal["mobile", "email", "externalId", "firstName", "lastName"]


def _unknown_is_none(value: object) -> object:
    return None if value == "unknown" else value


Known = Annotated[bool | None, BeforeValidator(_unknown_is_none)]
"""true, false, or unknown (None)."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Source(_Part):
    """One source and its accounts; none for a single-account source."""

    accounts: Annotated[tuple[str, ...], Field(strict=False)] = ()
    enumerated: Known = None
    """Whether `accounts` are all there are: then any other account is refused."""


class Flags(_Part):
    """Registration switches (v1.1 Add Customer, additional notes)."""

    skip_secondary_on_mismatch: Known = None
    """CONFIG_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH."""
    strict_check: Known = None
    """CONF_PRIMARY_IDENTIFIER_STRICT_CHECK."""


class Unique(_Part):
    """Whether an identifier type belongs to one customer of a source account (false: dual eligibility)."""

    mobile: bool = True
    email: bool = True
    externalId: bool = True  # noqa: N815 - the documents' spelling


class Reads(_Part):
    """How reads follow writes."""

    lag_s: float = Field(0.0, ge=0, strict=False, allow_inf_nan=False)
    """A read may miss writes of the last so many seconds."""


class People(_Part):
    """The namespace in which a run makes people up."""

    mobile_prefix: str = Field("917", pattern=r"^[1-9][0-9]{0,5}$")
    mobile_digits: int = Field(12, ge=10, le=15)
    email_domain: str = Field("example.com", pattern=r"^[A-Za-z0-9.-]+$")
    label: str = Field("ct", pattern=r"^[A-Za-z][A-Za-z0-9]{0,9}$")
    """Begins every external id and address, so that test people are seen to be test people."""

    @field_validator("mobile_digits")
    @classmethod
    def _tell_people_apart(cls, digits: int, others: ValidationInfo) -> int:
        needed = len(others.data.get("mobile_prefix", "")) + 6
        if digits < needed:
            raise ValueError(f"{needed} or more, for 6 after the mobile_prefix tell people apart")
        return digits


class Credentials(_Part):
    """Names of the environment variables that hold the credentials; never the credentials."""

    username: str = Field("CONTRACTS_USERNAME", pattern="^CONTRACTS_")
    password: str = Field("CONTRACTS_PASSWORD", pattern="^CONTRACTS_")
    readonly_username: str = Field("CONTRACTS_READONLY_USERNAME", pattern="^CONTRACTS_")
    readonly_password: str = Field("CONTRACTS_READONLY_PASSWORD", pattern="^CONTRACTS_")
    oauth_token: str = Field("CONTRACTS_OAUTH_TOKEN", pattern="^CONTRACTS_")
    password_form: Literal["plain", "md5"] = "plain"
    """What is sent as the Basic password: the variable as it is, or its MD5 in hex."""


class Limits(_Part):
    """How fast and how far."""

    rate_per_minute: float | None = Field(None, gt=0, strict=False, allow_inf_nan=False)
    """The target's limit in requests a minute, of which a run uses 95 %; None: 100 outside loopback, none on it."""
    burst: int = Field(8, ge=1, le=100)
    """At most so many requests at once."""
    timeout_s: float = Field(10.0, gt=0, strict=False, allow_inf_nan=False)
    max_body_bytes: int = Field(1_000_000, ge=1_000)
    max_requests: int | None = Field(None, ge=1)
    max_people: int | None = Field(None, ge=1)
    """At most so many people may be registered by a run, by fuzzing too."""


class Waiver(_Part):
    """An accepted finding: it is reported, and does not decide the exit code until it expires."""

    rule: str
    ticket: str
    owner: str
    expires: datetime.date


class Operations(_Part):
    """Which operations the target has; unknown ones are tried once."""

    addCustomer: Known = None  # noqa: N815 - operationIds
    addCustomerV11: Known = None  # noqa: N815
    upsertCustomers: Known = None  # noqa: N815
    lookupCustomer: Known = None  # noqa: N815
    lookupCustomerDetails: Known = None  # noqa: N815
    getCustomer: Known = None  # noqa: N815
    updateCustomer: Known = None  # noqa: N815
    changeIdentifier: Known = None  # noqa: N815


class Profile(_Part):
    """An organisation as the harness needs to know it."""

    name: str = "unknown organisation"
    hosts: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Hosts that look like production and are meant all the same."""
    sources: dict[str, Source] | None = None
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
    operations: Operations = Operations()
    reads: Reads = Reads()
    people: People = People()
    credentials: Credentials = Credentials()
    limits: Limits = Limits()
    readings: dict[str, str] = Field(default_factory=dict)
    """Pinned readings: id -> answer; a target that answers otherwise is a finding."""
    waivers: Annotated[tuple[Waiver, ...], Field(strict=False)] = ()

    @property
    def primary(self) -> IdentifierType:
        """The primary identifier type; mobile where the profile leaves it open."""
        return self.primary_identifier or "mobile"

    def place_of(self, source: object, account: object) -> Place | None:
        """The source account that a request names; None where it cannot be told.

        Undecided: a source that is no documented or listed one, and a multi-account
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


def read(text: str, origin: str = "profile") -> Profile:
    """Parse a profile; raise UsageError naming every problem with its line."""
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except ValueError as error:
        raise UsageError(f"{origin}: a date is none: {error}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise UsageError(f"{origin}{line}: not YAML: {getattr(error, 'problem', error)}") from None
    if data is None:
        return Profile()
    if not isinstance(data, dict):
        raise UsageError(f"{origin}: got {type(data).__name__}, a profile is a mapping of keys")
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        problems = [_problem(origin, tree, dict(item)) for item in error.errors()]
        raise UsageError("\n".join(problems)) from None


def _problem(origin: str, tree: Any, error: Mapping[str, Any]) -> str:
    path = tuple(part for part in error["loc"] if not _is_union_tag(part))
    where = f"{origin}:{_line(tree, path)}"
    dotted = ".".join(str(part) for part in path)
    if error["type"] == "extra_forbidden":
        valid = _keys_beside(path)
        near = difflib.get_close_matches(str(path[-1]), valid, n=1, cutoff=0.0)
        hint = f"; the nearest valid key is {near[0]!r}" if near else ""
        return f"{where}: unknown key {dotted!r}{hint}"
    message = error["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return f"{where}: {dotted}: got {error.get('input')!r}, should be {message}"


def _is_union_tag(part: object) -> bool:
    return isinstance(part, str) and ("[" in part or part in ("bool", "none"))


def _line(tree: Any, path: tuple[object, ...]) -> int:
    node, line = tree, 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _keys_beside(path: tuple[object, ...]) -> list[str]:
    model: Any = Profile
    for part in path[:-1]:
        if model is None or isinstance(part, int):
            continue
        field = model.model_fields.get(part) if isinstance(part, str) else None
        model = _model_in(field.annotation) if field else model
    return list(model.model_fields) if model else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
