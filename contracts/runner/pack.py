"""What this API brings to the engine: its spec, law, verbs, reference, credentials and words."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from contracts.documents import files, yamltext
from contracts.documents.depths import Suspect
from contracts.documents.profile import Profile
from contracts.documents.promises import Promise
from contracts.engine import limits
from contracts.engine.credentials import Credentials
from contracts.engine.errors import UsageError
from contracts.engine.exchange import Exchange, Model, Request, Who
from contracts.engine.hosts import host_of, is_named
from contracts.engine.page import printable
from contracts.engine.verdict import Tally
from contracts.evidence.envelope import Kind, Outcome, decode
from contracts.evidence.intent import ADD, DETAILS, LOOKUP, REGISTER, REGISTRATIONS, UPSERT, Identifier
from contracts.evidence.parsing import parse
from contracts.reference import access, organisation
from contracts.reference.faults import registry
from contracts.reference.manner import Manner
from contracts.reference.model import Reference
from contracts.reporting.shell import FromEnvironment
from contracts.reporting.summary import Citation, RuleReport
from contracts.rules import Rule, law
from contracts.rules.judge import Judge
from contracts.stories.declaring import Setting
from contracts.stories.people import Namespace

EMBEDDED = organisation.EMBEDDED
TOKEN_HEADER = access.TOKEN_HEADER
DEFAULT_RATE_PER_MINUTE = 100.0
"""What staging allows where nobody says otherwise (v2 Add Customer, rate limit)."""

_BASIC_VALUE = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]+")
"""Of a user or password: no control characters (RFC 7617), nor bytes of the environment that are no text."""
_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?")
_BLANKS = " \u00a0\ufeff"
"""What copying adds to the ends of a value, the byte order mark of a file among it."""
_UNEXPANDED = re.compile(r"\$\([\w.-]+\)|\$\{[\w.-]+\}|\$\{\{[^{}]*\}\}")
"""What a build server leaves of a variable that it does not know."""
_SETTINGS = frozenset({"default-label", "secondary-uniqueness", "shared-identity", "skip-flag", "strict-flag"})
"""Readings that ask how the organisation is set."""
_MANNERS = [member.name for member in dataclasses.fields(Manner)]
_MANNERS_OF = TypeAdapter(Manner)
_PRODUCTION = re.compile(r"(^|\.)(capillarytech\.com|capillarytech\.cn\.com|capillary\.co\.in)$")
"""The documented regional hosts."""


def judge(profile: Profile, namespace: Namespace) -> Judge:
    """A judge without memory, for one target."""
    return Judge(profile, files.load_spec(), namespace.owns)


def mutated(profile: Profile, setting: Setting | None) -> Profile:
    """The embedded organisation under a setting; what a profile pins of settings holds for its own only."""
    if setting is None:
        return profile
    pinned = {reading: answer for reading, answer in profile.readings.items() if reading not in _SETTINGS}
    return Profile.model_validate({**profile.model_dump(), "readings": pinned, **setting.changes})


def reference(profile: Profile, faults: Sequence[str] = (), manner: Sequence[str] = ()) -> Model:
    """The reference as a model to serve; UsageError for an unknown fault or manner ("name=value")."""
    named = [registry.named(id_) for id_ in faults]
    return Reference(profile, manner=answering(manner), faults=named).handle


def answering(manner: Sequence[str]) -> Manner:
    """The manner of answering that "name=value" pairs describe."""
    changes: dict[str, Any] = {}
    for pair in manner:
        name, _, value = pair.partition("=")
        if name not in _MANNERS:
            raise UsageError(f"manner: got {pair!r}, no {name!r} is known; {_nearest(name, _MANNERS)}")
        try:
            changes[name] = yaml.safe_load(value or "true")
        except (yaml.YAMLError, ValueError):
            changes[name] = value
    try:
        return _MANNERS_OF.validate_python(changes)
    except ValidationError as error:
        told = error.errors()[0]
        wanted = "true or false" if told["type"].startswith("bool") else told["msg"].removeprefix("Input should be ")
        raise UsageError(f"manner: {told['loc'][0]}: got {told['input']!r}, should be {wanted}") from None


def faults() -> Mapping[str, registry.Fault]:
    """The catalogue of faults."""
    return registry.catalogue()


def broken(fault: registry.Fault) -> str:
    """Anchor of the promise that a fault breaks: that of the rule to speak first, unless the fault names another."""
    return fault.breaks or law()[fault.first].source


def suspects() -> Mapping[str, Suspect]:
    """What the figures need to know of each fault."""
    return {
        id_: Suspect(fault.family, fault.first, registry.NEEDS[fault.needs])
        for id_, fault in registry.catalogue().items()
    }


def reference_credentials() -> Credentials:
    """Who may ask the reference."""
    users = access.Users()
    return Credentials(
        username=users.username,
        password=users.password,
        readonly_username=users.readonly_username,
        readonly_password=users.readonly_password,
        token=users.oauth_token,
        token_header=TOKEN_HEADER,
    )


def rehearsing(known: Credentials) -> Credentials:
    """Who may ask the reference in a rehearsal: whom the run would have; everybody where it has nobody yet."""
    users = reference_credentials()
    if known.username is None and known.token is None:
        return users
    return dataclasses.replace(
        users,
        username=known.username and users.username,
        password=known.password and users.password,
        readonly_username=known.readonly_username and users.readonly_username,
        readonly_password=known.readonly_password and users.readonly_password,
        token=known.token and users.token,
    )


def credentials(profile: Profile, environ: Mapping[str, str]) -> Credentials:
    """Credentials from the environment variables that the profile names; an empty one counts as not set.

    Raises UsageError for a value that cannot be sent or was not meant, and for a user without a
    password or the reverse; the message holds the names of variables only.
    """
    names = profile.credentials
    username, password = _basic(environ, names.username, names.password)
    reader, of_reader = _basic(environ, names.readonly_username, names.readonly_password)
    return Credentials(
        username=username,
        password=password,
        readonly_username=reader,
        readonly_password=of_reader,
        token=_credential(environ, names.oauth_token, _HEADER_VALUE),
        token_header=TOKEN_HEADER,
        as_md5=names.password_form == "md5",
    )


def _basic(environ: Mapping[str, str], user: str, password: str) -> tuple[str | None, str | None]:
    """Both halves, or neither: one alone would be sent as a login that is wrong, and count as one."""
    found = _credential(environ, user), _credential(environ, password)
    if (found[0] is None) is not (found[1] is None):
        missing, there = (user, password) if found[0] is None else (password, user)
        raise UsageError(f"{missing} is not set, but {there} is: set both, or neither")
    if found[0] is not None and ":" in found[0]:
        raise UsageError(f"{user}: got a user with a colon, which Basic takes for the end of the user (RFC 7617)")
    return found


def _credential(environ: Mapping[str, str], name: str, form: re.Pattern[str] = _BASIC_VALUE) -> str | None:
    value = environ.get(name) or None
    if value is None:
        return None
    if not form.fullmatch(value.strip(_BLANKS)):
        raise UsageError(f"{name}: got a value that no header can carry, should be one line without a break at its end")
    if value != value.strip(_BLANKS):
        raise UsageError(f"{name}: got a value with a blank or a byte order mark at an end: leave that out")
    if _UNEXPANDED.fullmatch(value):
        raise UsageError(f"{name}: got the name of a variable in place of its value: nothing has expanded it")
    return value


def shell_words(profile: Profile, credentials: Credentials) -> FromEnvironment:
    """How a curl command names the credentials that a run has."""
    names = profile.credentials
    return FromEnvironment(
        username=names.username,
        password=names.password,
        readonly_username=names.readonly_username,
        readonly_password=names.readonly_password,
        oauth_token=names.oauth_token,
        token_header=f"{TOKEN_HEADER}: ",
        md5=names.password_form == "md5",
        token_only=credentials.username is None and credentials.token is not None,
    )


def load_profile(path: Path) -> Profile:
    """Read a profile file; raises UsageError with every problem and its line, pinned readings and waivers included."""
    return files.load_profile(path, catalogue_problems)


def catalogue_problems(profile: Profile) -> Iterator[tuple[yamltext.Path, str]]:
    """Where a profile pins a reading that there is not or no run can tell, or waives no rule."""
    readings = files.load_readings()
    for reading, answer in profile.readings.items():
        at = ("readings", reading)
        if reading not in readings:
            yield at, f"no reading is called so; {_nearest(reading, readings)}"
        elif answer not in readings[reading].answers:
            yield at, f"got {answer!r}, should be one of {', '.join(readings[reading].answers)}"
        elif not readings[reading].observable:
            yield at, f"no run can tell its answer, so leave it out ({readings[reading].why.rstrip('.')})"
    for number, waiver in enumerate(profile.waivers):
        if waiver.rule not in law():
            yield ("waivers", number, "rule"), f"no rule is called {waiver.rule!r}; {_nearest(waiver.rule, law())}"


def _nearest(name: str, known: Iterable[str]) -> str:
    return f"the nearest is {difflib.get_close_matches(name, list(known), n=1, cutoff=0.0)[0]!r}"


def refuse_production(base_url: str, profile: Profile) -> None:
    """Raise UsageError for a host that looks like production and that the profile does not name."""
    host = host_of(base_url)
    if _PRODUCTION.search(host) and not is_named(base_url, profile.hosts):
        raise UsageError(
            f"{host} looks like a production host: nothing was sent; to mean it, name it under `hosts` in the profile"
        )


def probe(profile: Profile, namespace: Namespace) -> Request:
    """A request that changes nothing: a look-up of nobody, or a write without a body where there are no look-ups."""
    nobody = (("source", "INSTORE"), ("identifierName", "mobile"), ("identifierValue", namespace.mobile(9_999)))
    harmless = (LOOKUP, DETAILS, ADD, REGISTER, UPSERT)
    chosen = next((id_ for id_ in harmless if getattr(profile.operations, id_) is not False), LOOKUP)
    declared = files.load_spec().operations[chosen]
    query = nobody if chosen in (LOOKUP, DETAILS) else ()
    return Request(chosen, declared.method, declared.path, query, as_who=Who.WRITER)


def denies(exchange: Exchange) -> bool:
    """Whether an answer says that the credentials do not do."""
    return decode(exchange).kind is Kind.DENIED


def whose_mobiles(profile: Profile) -> str:
    """That the numbers of a run may be somebody's, in one line; empty where the profile has chosen them."""
    people = profile.people
    if "mobile_prefix" in people.model_fields_set:
        return ""
    remedy = "people.mobile_prefix in the profile names a range that is nobody's"
    return f"mobiles {people.mobile_prefix}... may be real people's: {remedy}"


def plan(profile: Profile, requests_max: int | None, people_max: int | None) -> str:
    """What a run may leave behind, in one line."""
    sources = ", ".join(profile.sources) if profile.sources is not None else "INSTORE, and others that answer"
    people = "people" if people_max is None else f"at most {people_max} people"
    requests = "requests without a bound" if requests_max is None else f"at most {requests_max} requests"
    open_ = "" if people_max is not None else ": --max-people bounds them, --dry-run counts them"
    wrong = sum(who.is_wrong_password for who in Who) if profile.credentials.wrong_passwords else 0
    requests += f", at most {wrong} of them with a wrong password of the user" if wrong else ""
    return f"registers {people}, named {profile.people.label}..., in {sources}, by {requests}{open_}"


def tell(exchange: Exchange) -> str:
    """One line of a story: method, path, what was asked, what came of it."""
    request, outcome = exchange.request, decode(exchange)
    intent = parse(request)
    asked = "; ".join(
        " ".join(filter(None, (_word(item.source), _word(item.account), ", ".join(map(_brief, item.identifiers)))))
        for item in intent.items[:3]
    )
    more = f" and {len(intent.items) - 3} more" if len(intent.items) > 3 else ""
    who = "" if request.as_who is Who.WRITER else f" as {request.as_who}"
    return f"{request.method} {request.path}{who} {intent.malformed or asked}{more} -> {_came(exchange, outcome)}"


def citation(rule: Rule) -> Citation:
    """Where a rule's promise stands."""
    return cited(files.load_promises()[rule.source])


def cited(promise: Promise) -> Citation:
    """A promise as the reports name it."""
    return Citation(promise.anchor, promise.text, promise.source, promise.grade)


def rule_report(id_: str, tally: Tally) -> RuleReport:
    """A rule as a run saw it."""
    rule = law()[id_]
    return RuleReport(id_, rule.must, citation(rule), tally.exercised, tally.verdict, location_of(id_))


def location_of(rule: str) -> str:
    """File and line of a rule, the same on every machine; empty for a waiver."""
    return str(law()[rule].location) if rule in law() else ""


def no_api(exchange: Exchange, profile: Profile) -> str:
    """Why an answer to the probe is not one of an API at all; empty where it may be."""
    outcome, operation = decode(exchange), exchange.request.operation
    if exchange.response and limits.asks_to_wait(exchange.response):
        page = f" ({outcome.detour.what})" if outcome.detour else ""
        return f"answers {limits.told(exchange.response)}{page}, and nothing else"
    if outcome.kind is Kind.UNAVAILABLE:
        status = f"HTTP {exchange.response.status}" if exchange.response else ""
        return f"answers with {outcome.detour or status + ': is the target up?'}"
    missed = operation in REGISTRATIONS or getattr(profile.operations, operation)  # what is not there may be a look-up
    stray = outcome.kind is Kind.ASTRAY or (outcome.kind is Kind.ABSENT and missed)
    return f"answers with {outcome.detour}" if stray and outcome.detour else ""


def doubled(base_url: str, exchange: Exchange) -> str:
    """Why nothing is there below a base URL that ends as the paths of the API begin; empty where it does not."""
    first = exchange.request.path.split("/")[1]
    if not base_url.rstrip("/").endswith(f"/{first}"):
        return ""
    asked = f"{exchange.request.method} {base_url.rstrip('/')}{exchange.request.path} is not there"
    return f"{asked}: every path begins with its version, so --base-url has to end before /{first}"


def other_scheme(exchange: Exchange) -> str:
    """What a refusal asks for where it is neither Basic nor a token (RFC 9110, 11.6.1), to go into a sentence."""
    asked = exchange.response.header("WWW-Authenticate") if exchange.response else None
    scheme = printable((asked or "").partition(" ")[0], 20)
    known = scheme.casefold() in ("", "basic", "bearer")
    return "" if known else f", and asks for {scheme}, which is not spoken here: a user with Basic or a token would do"


def related(story: Sequence[Exchange]) -> list[Exchange]:
    """Of the exchanges of a story those that the last one hangs on: they share people with it."""
    kept: list[Exchange] = []
    people: set[object] = set()
    for exchange in reversed(story):
        named = _people_in(exchange)
        if not kept or named & people:
            kept.append(exchange)
            people |= named
    return kept[::-1]


def _people_in(exchange: Exchange) -> set[object]:
    intent = parse(exchange.request)
    named: set[object] = {i.value for item in intent.items for i in (*item.identifiers, *item.removed)}
    named |= {result.id for result in decode(exchange).results} - {None}
    return named | ({intent.customer_id} - {None})


@cache
def rules_of_promises() -> Mapping[str, tuple[str, ...]]:
    """Anchor -> ids of the rules that check it."""
    found: dict[str, tuple[str, ...]] = {}
    for id_, rule in law().items():
        for anchor in (rule.source, *rule.also):
            found[anchor] = (*found.get(anchor, ()), id_)
    return found


def _came(exchange: Exchange, outcome: Outcome) -> str:
    response = exchange.response
    if response is None:
        return f"no answer ({exchange.obstacle})"
    told = []
    for result in outcome.results:
        words = ["ok"] if result.ok else ["refused"] if result.ok is False else ["unclear"]
        words += [f"id {result.id}"] if result.id is not None else []
        words += [",".join(map(str, result.codes))] if result.codes else []
        words += [f"warns {','.join(map(str, result.warnings))}"] if result.warnings else []
        told.append(" ".join(words))
    way = outcome.detour.what if outcome.detour else ""
    return way or f"{response.status} {'; '.join(told) or outcome.kind}"


def _brief(identifier: Identifier) -> str:
    """A type and the end of the value, by which people of one run differ."""
    value = identifier.value.partition("@")[0] if identifier.type == "email" else identifier.value
    return f"{identifier.type} {value if len(value) <= 8 else '..' + value[-6:]}"


def _word(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else repr(value)
