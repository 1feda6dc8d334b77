"""The targets of a campaign, as a person names them: a YAML file of targets, what they share, and what limits them.

A target says the words that options of a run have. What `defaults` says holds for each that does not say it itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contracts.documents import parts
from contracts.documents.parts import Keyed
from contracts.documents.yamltext import Path
from contracts.engine.errors import UsageError, nearest
from contracts.engine.hosts import check_base_url

NAME = "{name}"
"""What stands in a path of `defaults` in the place of the name of a target."""
_NAMED = ("profile", "history", "corpus")
"""Paths in which it may stand."""
CREDENTIALS = (
    *("username", "password", "readonly_username", "readonly_password"),
    *("oauth_token", "oauth_key", "oauth_secret"),
)
"""What may be held by variables of the environment, as a profile has it."""
_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Of a name, which is that of a folder, too."""
_FORM_TOLD = "1 to 64 letters, digits, dots, hyphens and underscores, a letter or a digit first"


def _variable() -> Any:
    """A field that is not quoted, for somebody may have written a credential there."""
    told = "the name of an environment variable in capitals, as in ACME_PASSWORD"
    return Field(None, pattern="^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", description=told, repr=False)


class TargetSaid(Keyed):
    """One target, in the words of the options of its run."""

    AS_IN: ClassVar = "{base_url: https://staging.example}"

    base_url: str | None = None
    """Where the target is; without one it is the embedded reference."""
    profile: str | None = None
    depth: Literal["smoke", "gate", "nightly"] | None = None
    tags: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """By which `--tag` chooses it."""
    limit: str | None = None
    """The name of the limit that it shares with others."""
    rate: float | None = Field(None, gt=0, allow_inf_nan=False)
    seed: int | None = None
    max_requests: int | None = Field(None, ge=1)
    max_people: int | None = Field(None, ge=1)
    max_time: float | None = Field(None, gt=0, allow_inf_nan=False)
    patience: float | None = Field(None, ge=0, allow_inf_nan=False)
    cut_down: int | None = Field(None, ge=0)
    history: str | None = None
    corpus: str | None = None
    fail_on: Literal["drift"] | None = None
    ca_bundle: str | None = None
    client_cert: str | None = None
    insecure: bool = False
    proxy: str | None = Field(None, repr=False, pattern="^[^@]*$", description="a proxy without user and password")
    headers: dict[str, str] = Field(
        default_factory=dict,
        repr=False,
        description="headers with environment variables, as in {X-Tenant: ACME_TENANT}",
    )
    fault: Annotated[tuple[str, ...], Field(strict=False)] = ()
    manner: Annotated[tuple[str, ...], Field(strict=False)] = ()
    username: str | None = _variable()
    password: str | None = _variable()
    readonly_username: str | None = _variable()
    readonly_password: str | None = _variable()
    oauth_token: str | None = _variable()
    oauth_key: str | None = _variable()
    oauth_secret: str | None = _variable()


Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class CampaignSaid(Keyed):
    """A campaign as its file has it."""

    name: str | None = Field(None, pattern=f"^{_FORM.pattern}$", description=_FORM_TOLD)
    """How reports call it; without one, as its file is called."""
    defaults: TargetSaid = TargetSaid()
    limits: dict[str, Rate] = Field(
        default_factory=dict, description="names with requests a minute, as in limits: {eu: 100}"
    )
    targets: dict[str, TargetSaid] = Field(
        default_factory=dict, description="names with what is said of each, as in {acme: {base_url: https://a.example}}"
    )

    def target(self, name: str) -> TargetSaid:
        """A target with the defaults where it says nothing, and its name in the paths that ask for it."""
        said = {
            field: getattr(source, field)
            for source in (self.defaults, self.targets[name])
            for field in source.model_fields_set
        }
        paths = {field: said[field].replace(NAME, name) for field in _NAMED if said.get(field)}
        return TargetSaid.model_construct(**(said | paths))


Check = Callable[[CampaignSaid], Iterable[tuple[Path, str]]]


def read(text: str, origin: str, check: Check = lambda said: ()) -> CampaignSaid:
    """Parse a campaign; raise UsageError naming every problem with its line."""

    def problems(said: CampaignSaid) -> Iterator[tuple[Path, str]]:
        yield from _problems(said)
        yield from check(said)

    said = parts.read(CampaignSaid, text, origin, "targets: {acme: {base_url: https://a.example}}", problems)
    if not said.targets:
        raise UsageError(f"{origin}:1: got no targets, should name one at least, as in targets: {{acme: {{}}}}")
    return said


def _problems(said: CampaignSaid) -> Iterator[tuple[Path, str]]:
    folded: dict[str, str] = {}
    histories: defaultdict[str, list[str]] = defaultdict(list)
    for name in said.targets:
        at: Path = ("targets", name)
        if not _FORM.fullmatch(name):
            yield at, f"should be {_FORM_TOLD}"
        if (other := folded.setdefault(name.lower(), name)) != name:
            yield at, f"a target is called {other} already, and some file systems tell no capitals from small letters"
        target = said.target(name)
        yield from ((_where(said, name, field), told) for field, told in _problems_of(target))
        if target.history:
            histories[target.history].append(name)
    for names in histories.values():
        if len(names) > 1:
            told = f"{names[0]} and {names[1]} would keep one history: let {NAME} stand in it"
            yield _where(said, names[1], "history"), told
    used = {limit for name in said.targets if (limit := said.target(name).limit)}
    for limit in said.limits:
        if limit not in used:
            yield ("limits", limit), f"no target has that limit; {nearest(limit, used) or 'limit: says so of one'}"


def _problems_of(target: TargetSaid) -> Iterator[tuple[str, str]]:
    if target.limit is not None and not _FORM.fullmatch(target.limit):
        yield "limit", f"should be {_FORM_TOLD}"
    if target.fail_on and not target.history:
        yield "fail_on", "got no history, which knows what was answered before"
    if target.base_url is None:
        return
    try:
        check_base_url(target.base_url)
    except UsageError as error:
        yield "base_url", str(error).removeprefix("--base-url: ")
    if target.fault or target.manner:
        yield "base_url", "fault and manner are about the embedded reference: leave them out, or the base_url"


def _where(said: CampaignSaid, name: str, field: str) -> Path:
    """Where what a target says of a field stands."""
    own = field in said.targets[name].model_fields_set
    return ("targets", name, field) if own else ("defaults", field)
