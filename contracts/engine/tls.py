"""Which certificates are trusted and shown: the files that a person names, read before anything is sent."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import certifi
from urllib3.util.ssl_ import create_urllib3_context

from contracts.engine.errors import UsageError

BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""What requests asks of the environment, in that order; a file or a folder."""


@dataclass(frozen=True)
class Trust:
    """Which certificates are trusted."""

    said_by: str = ""
    """The option or variables that say so; empty where nothing does."""
    file: str | None = None
    folder: str | None = None

    def __str__(self) -> str:
        return f"{self.file or self.folder} ({self.said_by})" if self.said_by else ""


def trust(bundle: str | None, environ: Mapping[str, str]) -> Trust:
    """What is trusted: what `--ca-bundle` says, or else the environment as requests and then OpenSSL read it, or else
    what requests brings (certifi)."""
    for name, path in (("--ca-bundle", bundle), *((name, environ.get(name)) for name in BUNDLES)):
        if path:
            return Trust(name, folder=path) if os.path.isdir(path) else Trust(name, file=path)
    said = {name: environ[name] for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if environ.get(name)}
    if said:
        return Trust(" and ".join(said), said.get("SSL_CERT_FILE"), said.get("SSL_CERT_DIR"))
    return Trust(file=certifi.where())


def context(verify: bool, trusted: Trust, shown: str | None) -> ssl.SSLContext:
    """What TLS is spoken with; `shown` is a file with the certificate of the client and its key.

    Raises UsageError with one line where a file is missing, cannot be read or does not do.
    Nobody is ever asked for a passphrase.
    """
    try:
        made = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED if verify else ssl.CERT_NONE)
    except OSError as error:  # urllib3 writes the keys of its connections where this variable says
        keys = os.environ.get("SSLKEYLOGFILE")
        told = f"SSLKEYLOGFILE: got {keys!r}, which cannot be written ({error.strerror})"
        raise UsageError(f"{told}; should be a file, or not set") from None
    if verify:
        _load_trusted(made, trusted)
    if shown:
        _load_shown(made, shown)
    return made


def _load_trusted(made: ssl.SSLContext, trusted: Trust) -> None:
    should = "should be a file of certificates in PEM, or a folder of them that c_rehash has seen"
    told = f"{trusted.said_by}: got {trusted.file or trusted.folder!r}"
    if trusted.folder and not any(map(os.path.isdir, trusted.folder.split(os.pathsep))):
        raise UsageError(f"{trusted.said_by}: got {trusted.folder!r}, which is not a folder; {should}")
    try:
        made.load_verify_locations(trusted.file, trusted.folder)
    except ssl.SSLError:
        raise UsageError(f"{told}, which holds no certificate in PEM; {should}") from None
    except OSError as error:
        raise UsageError(f"{told}, which cannot be read ({error.strerror}); {should}") from None


class _Encrypted(Exception):
    """A key wants a passphrase."""


def _nobody_to_ask() -> str:
    raise _Encrypted


def _load_shown(made: ssl.SSLContext, path: str) -> None:
    try:
        made.load_cert_chain(path, password=_nobody_to_ask)
    except _Encrypted:
        why = f"whose key is encrypted (`openssl pkey -in {path}` writes it without a passphrase)"
    except ssl.SSLError as error:
        why = _unfit(path, error)
    except OSError as error:
        why = f"which cannot be read ({error.strerror})"
    else:
        return
    should = "should be a PEM file that holds the client's certificate and its key, unencrypted"
    raise UsageError(f"--client-cert: got {path!r}, {why}; {should}")


def _unfit(path: str, error: ssl.SSLError) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return "whose key is not that of its certificate"
    with open(path, "rb") as file:
        text = file.read()
    for needed, lacks in ((b"-----BEGIN ", "is no PEM"), (b"CERTIFICATE-----", "holds no certificate")):
        if needed not in text:
            return f"which {lacks}"
    return "which holds no private key" if b"PRIVATE KEY-----" not in text else f"which OpenSSL cannot use ({error})"
