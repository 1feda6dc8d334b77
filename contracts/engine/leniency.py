"""Warnings are told and never raised while a contract run is at work.

With -W error, PYTHONWARNINGS=error or a project's own filters a warning of any library
would stand between a request and its verdict.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator

from urllib3.exceptions import InsecureRequestWarning


@contextlib.contextmanager
def leniency() -> Iterator[None]:
    """Turn no warning into an error; that certificates are not checked is said once, by us."""
    with warnings.catch_warnings():
        if any(action == "error" for action, *_ in warnings.filters):
            warnings.simplefilter("default")
        warnings.simplefilter("ignore", InsecureRequestWarning)
        yield
