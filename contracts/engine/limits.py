"""What an answer says of limits: that it is too early to ask, for how long, and that a gateway says so itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from contracts.engine.exchange import Response

_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")
_OF_GATEWAY = ("policies.", "steps.", "messaging.", "protocol.")
"""How the codes of a gateway's own faults begin (Apigee, fault.detail.errorcode)."""
_OF_LIMITS = "policies.ratelimit."


def asks_to_wait(response: Response) -> bool:
    """Whether it is too early to ask: 429, or what servers and gateways say in its place."""
    return is_refused(response) or (response.status == 503 and _speaks_of_limits(response))


def is_refused(response: Response) -> bool:
    """Whether it is too early, and nothing was done: of a 503 nobody knows that."""
    if response.status == 429:
        return True
    limited = response.status >= 400 and fault(response).startswith(_OF_LIMITS)
    return limited or (response.status == 403 and _speaks_of_limits(response))


def is_fault_of_gateway(response: Response) -> bool:
    """Whether a gateway tells of a fault of its own, by the structure of the body."""
    return response.status >= 400 and fault(response).startswith(_OF_GATEWAY)


def fault(response: Response) -> str:
    """The code of a gateway's fault, `fault.detail.errorcode`; empty where there is none."""
    code: object = response.json
    for name in ("fault", "detail", "errorcode"):
        code = code.get(name) if isinstance(code, Mapping) else None
    return code if isinstance(code, str) else ""


def retry_after(response: Response) -> float | None:
    """Seconds where the target says seconds; a date is none of ours to compare with, for its clock is another."""
    value = (response.header("Retry-After") or "").strip()
    return float(value) if _SECONDS.fullmatch(value) else None


def told(response: Response) -> str:
    """What an answer says of the limit, in words: its status, and for how long."""
    what = "429 (too many requests)" if response.status == 429 else f"HTTP {response.status}"
    seconds = retry_after(response)
    if seconds is None or response.status == 429:
        return what
    return f"{what} and Retry-After: {seconds:g} s" + (f" ({seconds / 60:.0f} minutes)" if seconds >= 120 else "")


def _speaks_of_limits(response: Response) -> bool:
    left = {response.header(name) for name in ("RateLimit-Remaining", "X-RateLimit-Remaining")}
    return bool(response.header("Retry-After")) or "0" in left
