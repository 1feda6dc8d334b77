"""In whose name a run sends: the credentials that its profile names, or those of the reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from contracts.documents.profile import Profile
from contracts.documents.tokens import TOKEN_CALL, TOKEN_HEADER
from contracts.engine.credentials import Credentials
from contracts.engine.environment import Variables, added_headers
from contracts.engine.exchange import Pairs
from contracts.reporting.shell import FromEnvironment, fetching
from contracts.runner import specimen
from contracts.runner.asked import Options


def credentials(profile: Profile, environ: Mapping[str, str]) -> Credentials:
    """Credentials from the environment variables that the profile names; raises UsageError as `Variables` do."""
    return _variables(profile).credentials(environ)


def of_run(options: Options, environ: Mapping[str, str]) -> Credentials:
    """Who sends in a run, the reference's where it is the target, and which headers; UsageError as `credentials`."""
    known = specimen.credentials() if options.base_url is None else credentials(options.profile, environ)
    return replace(known, added=added_headers(options.connection.headers, environ))


def shell_words(profile: Profile, known: Credentials, base_url: str, added: Pairs = ()) -> FromEnvironment:
    """How a curl command names the credentials that a run has at a target, and the headers that it adds."""
    variables = _variables(profile)
    token_only = known.username is None and (known.token is not None or known.grant is not None)
    fetched = fetching(variables, known.grant.call, base_url, added) if known.grant else ""
    return FromEnvironment(variables, f"{TOKEN_HEADER}: ", token_only, fetched, added)


def token_variable(profile: Profile, known: Credentials) -> str:
    """The variable behind the token of a run, or behind what fetches it."""
    return profile.credentials.oauth_key if known.grant else profile.credentials.oauth_token


def _variables(profile: Profile) -> Variables:
    names = profile.credentials
    held = names.model_dump(exclude={"password_form", "wrong_passwords"})
    return Variables(**held, token_header=TOKEN_HEADER, as_md5=names.password_form == "md5", token_call=TOKEN_CALL)
