"""What stands before a run: which hosts are refused, what it may leave behind, and whether the target is one."""

from __future__ import annotations

import re

from contracts.documents import files
from contracts.documents.profile import Profile
from contracts.engine import limits
from contracts.engine.credentials import Credentials
from contracts.engine.errors import HarnessError, Unreachable, UsageError
from contracts.engine.exchange import Exchange, NoAnswer, Request, Who
from contracts.engine.hosts import host_of, is_named
from contracts.engine.http_transport import explained
from contracts.engine.page import printable
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import ADD, DETAILS, LOOKUP, REGISTER, REGISTRATIONS, UPSERT
from contracts.rules.judge import Judged
from contracts.runner.asked import Options
from contracts.stories.namespace import Namespace
from contracts.stories.shapes import latitude

_PRODUCTION = re.compile(r"(^|\.)(capillarytech\.com|capillarytech\.cn\.com|capillary\.co\.in)$")
"""The documented regional hosts."""


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


def whose_mobiles(profile: Profile) -> str:
    """That the numbers of a run may be somebody's, in one line; empty where the profile has chosen them."""
    people = profile.people
    if "mobile_prefix" in people.model_fields_set:
        return ""
    remedy = "people.mobile_prefix in the profile names a range that is nobody's"
    return f"mobiles {people.mobile_prefix}... may be real people's: {remedy}"


def left_out(profile: Profile) -> str:
    """Which forms of identifiers a run leaves out because its people might be somebody, in one line; empty for none."""
    allowed = latitude(profile, is_shared=True)
    numbers = "external ids of digits alone (people.external_id_digits in the profile gives a range for them)"
    addresses = "emails of a number before the @ (people.mobile_prefix gives one)"
    told = [form for form, used in ((numbers, allowed.numbers), (addresses, allowed.numbered_addresses)) if not used]
    return f"left out: {', '.join(told)}" if told else ""


def plan(profile: Profile, requests_max: int | None, people_max: int | None) -> str:
    """What a run may leave behind, in one line."""
    sources = ", ".join(profile.sources) if profile.sources is not None else "INSTORE, and others that answer"
    people = "people" if people_max is None else f"at most {people_max} people"
    requests = "requests without a bound" if requests_max is None else f"at most {requests_max} requests"
    open_ = "" if people_max is not None else ": --max-people bounds them, --dry-run counts them"
    wrong = sum(who.is_wrong_password for who in Who) if profile.credentials.wrong_passwords else 0
    requests += f", at most {wrong} of them with a wrong password of the user" if wrong else ""
    return f"registers {people}, named {profile.people.label}..., in {sources}, by {requests}{open_}"


def check(judged: Judged, base_url: str, options: Options, known: Credentials) -> None:
    """Whether the answer to the probe lets a run begin; raises Unreachable where there is none, else HarnessError."""
    exchange, outcome = judged.exchange, judged.decoded
    if isinstance(exchange.answer, NoAnswer):
        raise Unreachable(f"{explained(exchange.answer, base_url, options.connection)}; nothing was written")
    if outcome.kind is Kind.ABSENT and (told := _doubled(base_url, exchange)):
        raise HarnessError(f"nothing was written: {told}")
    if problem := _no_api(judged, options.profile):
        raise HarnessError(f"nothing was written: {base_url} {problem}")
    if outcome.kind is Kind.DENIED:
        names = options.profile.credentials
        refused = (
            "refuses the credentials"
            if known.username or known.token or known.grant
            else f"wants credentials, and {names.username} and {names.password} are not set"
        )
        told = f"{refused} (HTTP 401 or 403){_other_scheme(exchange)}"
        raise HarnessError(f"{base_url} {told}: nothing was written")


def _no_api(judged: Judged, profile: Profile) -> str:
    """Why an answer to the probe is not one of an API at all; empty where it may be."""
    exchange, outcome, operation = judged.exchange, judged.decoded, judged.intent.operation
    if exchange.response and limits.asks_to_wait(exchange.response):
        page = f" ({outcome.detour.what})" if outcome.detour else ""
        return f"answers {limits.told(exchange.response)}{page}, and nothing else"
    if outcome.kind is Kind.UNAVAILABLE:
        status = f"HTTP {exchange.response.status}" if exchange.response else ""
        return f"answers with {outcome.detour or status + ': is the target up?'}"
    missed = operation in REGISTRATIONS or getattr(profile.operations, operation)  # what is not there may be a look-up
    stray = outcome.kind is Kind.ASTRAY or (outcome.kind is Kind.ABSENT and missed)
    return f"answers with {outcome.detour}" if stray and outcome.detour else ""


def _doubled(base_url: str, exchange: Exchange) -> str:
    """Why nothing is there below a base URL that ends as the paths of the API begin; empty where it does not."""
    first = exchange.request.path.split("/")[1]
    if not base_url.rstrip("/").endswith(f"/{first}"):
        return ""
    asked = f"{exchange.request.method} {base_url.rstrip('/')}{exchange.request.path} is not there"
    return f"{asked}: every path begins with its version, so --base-url has to end before /{first}"


def _other_scheme(exchange: Exchange) -> str:
    """What a refusal asks for where it is neither Basic nor a token (RFC 9110, 11.6.1), to go into a sentence."""
    asked = exchange.response.header("WWW-Authenticate") if exchange.response else None
    scheme = printable((asked or "").partition(" ")[0], 20)
    known = scheme.casefold() in ("", "basic", "bearer")
    return "" if known else f", and asks for {scheme}, which is not spoken here: a user with Basic or a token would do"
