"""Formats of the domain: from what texts are drawn that the overlays give a format `ct-...`.

Each value fits the pattern and the lengths that stand beside its format, which is what the law goes by.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from hypothesis import strategies as st

_LAST = datetime(2029, 12, 31, 23, 59, 59)
_TIMES = ("2024-02-29 23:59:59", "2000-02-29 00:00:00", "2023-04-30 12:00:00", "2019-12-31 23:59:59")

FORMATS: Mapping[str, st.SearchStrategy[str]] = MappingProxyType(
    {
        "ct-word": st.sampled_from(("a", "7", "ct-1", "CT_2", "A" * 40, "-", "_", "0")),
        "ct-identifier": st.sampled_from(
            ("a", "ct.1@example.com", "ct+1@example.com", "0012", "a" * 250, "A_b-c", "%2B"[1:])
        ),
        "ct-till": st.sampled_from(("", "till.1", "no.such.till", "7", "A_b-c", "t" * 50)),
        "ct-code": st.sampled_from(("", "ABC123", "7", "a" * 50)),
        "ct-label": st.sampled_from(("", "Active", "active-1", "no such label", "7", "l" * 50)),
        "ct-account": st.sampled_from(("", "a", "~1341059D8", "2001914141242", "no-such-account", "a" * 64)),
        "ct-mobile": st.one_of(
            st.sampled_from(("1234567", "9" * 15, "0000000", "919988221100")), st.integers(10**6, 10**15 - 1).map(str)
        ),
        "ct-card": st.sampled_from(("0", "CT7", "9" * 20, "A" * 20)),
        "ct-series": st.sampled_from(("", "MYSTAYS", "7", "Z" * 50)),
        "ct-field": st.sampled_from(("a", "shoe_size", "CT_1", "0", "f" * 50)),
        "ct-local-time": st.one_of(
            st.sampled_from(_TIMES),
            st.datetimes(datetime(2000, 1, 1), _LAST).map(lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S")),
        ),
    }
)
"""By format; few values each, for a draw is to be cheap and a body about something else."""
