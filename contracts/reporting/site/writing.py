"""The one module that knows Jinja: the page written down, every text in it escaped.

A policy in the page lets a browser run this one script, by its digest, and load nothing.
"""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from contracts.reporting.site import overview
from contracts.reporting.site.model import context
from contracts.reporting.site.placing import GENERATOR
from contracts.reporting.site.source import PageSource

_TEMPLATE, _CAMPAIGN = "page.html.j2", "campaign.html.j2"
_SHARED = "shared.html.j2"


def written(source: PageSource) -> str:
    """The page as HTML."""
    return _template(_TEMPLATE).render(context(source))


def campaign_written(source: overview.OverviewSource) -> str:
    """The page of a campaign as HTML."""
    return _template(_CAMPAIGN).render(overview.context(source))


@cache
def _template(name: str) -> Template:
    style, script = _text("page.css"), _text("page.js")
    environment = Environment(
        loader=DictLoader({each: _text(each) for each in (name, _SHARED)}),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    ours = {"style": Markup(style), "script": Markup(script)}  # noqa: S704 - files of ours
    return environment.get_template(name, globals={"policy": policy, "generator": GENERATOR, **ours})


def _printable(value: object) -> object:
    """Without what would turn a text round, hide it or end its line: whatever a person cannot see is spelt out."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape", "backslashreplace").decode() for c in value
    )


def _text(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(sha256(text.encode()).digest()).decode()
